"""One page has many addresses: the forms under which an address counts as the same page, and the places it lies below. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode

import ada_url

from headwater.text import MAX_URL, clean_url, uncached

_MAX_WRAPS = 4
_PREFIX = re.compile(r"^(?:www?\d{0,2}|m|mobile|amp|touch|wap|mob)\.(?=[^.]+\.)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml|cfm)$", re.IGNORECASE)
_AMP_END = re.compile(r"(?:/amp(?:\.html?)?|\.amp|\?amp)$", re.IGNORECASE)
_AMP_FILE = re.compile(r"\.amp(\.html?)$", re.IGNORECASE)
_AMP_START = re.compile(r"^/amp(?:/s)?(?=/)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
# Parameters that say how a page is shown or who sent the reader, never which page it is.
_IDLE = re.compile(
    r"^(?:amp|amp_js_v|outputtype|output|view|print|printable|share|sharing|shared|ref|referrer|source|src|from|via|feature|smid|smtyp|spm"
    r"|cmp|campaign|partner|rss|mkt|guccounter|guce_\w+|_x_tr_\w+|utm\w*|format|mobile|theme|nocache|cachebust|cb"
    r"|session|sessionid|sid|phpsessid|jsessionid|replytocom|fb_\w+|tracking|trk|linkid|hsenc|_hsenc|_hsmi|ito|xtor|redirected|amp;?\w*)$",
    re.IGNORECASE,
)
# "/web/2026…/https://outlet.example/…", "/https://outlet.example/…": archives and proxies carry the whole address in their path.
_CARRIED = re.compile(r"/(?:[^/?#]*/){0,3}?(https?):/{1,2}([^/?#][^#]*)$", re.IGNORECASE)
_TRANSLATED = ".translate.goog"
_QUOTED_BY = {"webcache.googleusercontent.com": ("q",), "translate.google.com": ("u",), "translate.googleusercontent.com": ("u",)}


def forms(url: str) -> tuple[str, ...]:
    """The keys under which `url` counts as one page: its own, and those of the address that an archive, cache or AMP copy carries.

    Scheme, "www.", "m.", "amp.", a final slash, index files, AMP forms, tracking and display parameters, their order and the way
    characters are escaped do not matter. () for what is no web address.
    """
    found: list[str] = []
    address: str | None = url
    for _ in range(_MAX_WRAPS):
        if address is None:
            break
        key = key_of(address)
        if key and key not in found:
            found.append(key)
        address = carried(address)
    return tuple(found)


def key_of(url: str) -> str:
    """The address in its plainest form, "host/path?query"; "" for what is no web address."""
    cleaned = clean_url(url if len(url) <= MAX_URL else "")
    if not cleaned.startswith("http"):
        return ""
    parsed = ada_url.URL(cleaned)
    path = _path(str(parsed.pathname))
    query = _query(str(parsed.search))
    return plain_host(str(parsed.host)) + path + (f"?{query}" if query else "")


def plain_host(host: str) -> str:
    """Host and port in lower case, without "www.", "m." and the like, and without a final dot."""
    name, colon, port = host.lower().partition(":")
    name = name.rstrip(".")
    return _PREFIX.sub("", name) + (f":{port}" if colon and port not in ("80", "443") else "")


def carried(url: str) -> str | None:
    """The address that an archive's, cache's or translator's address carries, or None."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return None
    host, path = str(parsed.hostname).lower(), str(parsed.pathname)
    if inside := _CARRIED.search(unquote(path) + str(parsed.search)):
        return f"{inside.group(1)}://{inside.group(2)}"
    if cached := uncached(url):
        return cached
    if host.endswith(_TRANSLATED):
        label = host.removesuffix(_TRANSLATED).replace("--", "\0").replace("-", ".").replace("\0", "-")
        return f"https://{label}{path}{parsed.search}"
    for name in _QUOTED_BY.get(host, ()):
        for key, value in parse_qsl(str(parsed.search)[1:]):
            if key == name:
                value = re.sub(r"^cache:(?:[\w-]+:)?", "", value)
                return value if value.startswith("http") else f"https://{value}"
    return None


def above(key: str) -> tuple[str, ...]:
    """The folders that a key of `key_of` lies in, outermost first: "host/", "host/a/", "host/a/b/"."""
    path = key.partition("?")[0]
    parts = path.split("/")
    return tuple("/".join(parts[: depth + 1]) + "/" for depth in range(len(parts)))


def domains(key: str) -> tuple[str, ...]:
    """The host of a key and every domain it lies in, narrowest first: "a.outlet.example", "outlet.example"."""
    host = key.partition("/")[0]
    name, colon, port = host.partition(":")
    labels = name.split(".")
    least = 1 if labels[-1] == "localhost" else 2
    return tuple(".".join(labels[start:]) + colon + port for start in range(max(1, len(labels) - least + 1)))


def related(host: str, other: str) -> bool:
    """Whether two hosts (of keys) are one, or one lies in the other."""
    return host == other or host.endswith("." + other) or other.endswith("." + host)


def _path(path: str) -> str:
    path = quote(unquote(_SESSION.sub("", path), errors="replace"), safe="/:@!$&'()*+,;=~-._")
    path = re.sub(r"/{2,}", "/", path)
    path = _AMP_FILE.sub(r"\1", _AMP_START.sub("", _AMP_END.sub("", path.rstrip("/"))))
    return _INDEX.sub("", path).rstrip("/")


def _query(search: str) -> str:
    pairs = parse_qsl(search[1:], keep_blank_values=True) if search else []
    return urlencode(sorted((name, value) for name, value in pairs if not _IDLE.match(name)))
