"""Plain text work that several stages share: addresses, words, sentences, folding. Pure; no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

import ada_url

MAX_URL = 2048
# An article's addresses are asked for some five times while it is read and saved, and rarely later.
_REMEMBERED = 2_048
# Characters by which a text's reading direction is told.
_OPENING = 1_000
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|ref_src|cmpid|ocid|ns_\w+|at_\w+|wt_\w+|icid|xtor|_ga)$",
    re.IGNORECASE,
)
# A host of its own for phones or AMP pages, an AMP page's path and parameters, and caches of AMP pages.
_FOR_PHONES = re.compile(r"^(?:amp|m|mobile)\.(?!(?:com?|org|net|gov|gob|edu|ac|go|or|ne)\.[a-z]{2}$)(?=[^.]+\.[^.])")
_AMP_END = re.compile(r"(?:(?:/amp(?:\.html?)?|\.amp)/*)+$")
_AMP_START = re.compile(r"^(?:/amp)+(?=/)")
_AMP_FILE = re.compile(r"\.amp(\.html?)$")
_AMP_PARAMETER = re.compile(r"^(?:amp(?:=(?:1|true|yes)?)?|output(?:type)?=amp)$", re.IGNORECASE)
_AMP_CACHES = (".cdn.ampproject.org", ".ampproject.net", ".bing-amp.com")
_CACHED = re.compile(r"^/(?:[a-rt-z][a-z]{0,2}/)?(s/)?([^/]+\.[^/]+(?:/.*)?)$")
_CACHE_PARAMETER = re.compile(r"^(?:amp_\w+|usqp|aoh|_gsa|referrer)(?:=|$)")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
# Scripts that are written without spaces: every character counts as a word of its own.
_UNSPACED_RANGE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_UNSPACED = re.compile(f"[{_UNSPACED_RANGE}]")
_PIECE = re.compile(f"[{_UNSPACED_RANGE}]|[^{_UNSPACED_RANGE}]+")
_SENTENCE_END = re.compile(r"([.!?…]+[\"'”’»)\]]*)(\s+)|([。！？]+[」』”’）]*)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Maj|St|Jr|Sr|vs|No|Nr|Art|Inc|Ltd|Co|Corp|approx|ca|bzw|z\.B|d\.h|u\.a"
    r"|Hr|Fr|Mme|Mlle|т|г|р|ст|им|тыс|млн|млрд|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-ZА-ЯЄІЇҐ]|\b\d{1,2})\.$"
)


@lru_cache(maxsize=_REMEMBERED)
def clean_url(url: str) -> str:
    """The address as a browser would read it, without fragment and tracking parameters; "" if it is no http(s) or file URL.

    Source: WHATWG URL, by ada-url. At most `MAX_URL` characters; a longer one is refused.
    """
    if not url or len(url) > MAX_URL:
        return ""
    try:
        parsed = ada_url.URL(url.strip())
    except ValueError:
        return ""
    if parsed.protocol not in ("http:", "https:", "file:"):
        return ""
    parsed.hash = ""
    if parsed.username or parsed.password:  # setting them is an error where an address has no host (file:)
        parsed.username = parsed.password = ""
    if parsed.search:
        kept = [p for p in parsed.search[1:].split("&") if p and not _TRACKING.match(p.split("=", 1)[0])]
        parsed.search = "&".join(kept)
    return str(parsed.href)


def join_url(base: str, link: str) -> str:
    """`link` resolved against `base`, cleaned; "" if that gives no http(s) address."""
    if not link or len(link) > MAX_URL:
        return ""
    try:
        joined = ada_url.join_url(base, link.strip()) if base else link.strip()
    except ValueError:
        return ""
    cleaned = clean_url(str(joined))
    return cleaned if cleaned.startswith("http") else ""


@lru_cache(maxsize=_REMEMBERED)
def host_of(url: str) -> str:
    """Host name in lower case without a leading "www."; "" where there is none."""
    try:
        host = str(ada_url.URL(url).hostname)
    except ValueError:
        return ""
    return host.removeprefix("www.")


# Second labels under which a country's sites are registered, and hosts whose subdomains belong to different people.
_SECOND = frozenset("ac co com edu go gov gob ne net nom or org".split())  # noqa: SIM905
_SHARED_HOSTS = frozenset("blogspot.com github.io medium.com netlify.app pages.dev substack.com tumblr.com wordpress.com".split())  # noqa: SIM905


def site_of(url: str) -> str:
    """What hosts of one site have in common: "bbc.co.uk" for "https://m.news.bbc.co.uk/x"; "" where there is no host."""
    labels = host_of(url).split(".")
    if labels[-1].isdigit() or len(labels) <= 2:
        return ".".join(labels)
    tail = ".".join(labels[-2:])
    deep = tail in _SHARED_HOSTS or (len(labels[-1]) == 2 and labels[-2] in _SECOND)
    return ".".join(labels[-3:]) if deep else tail


def with_user(url: str, given: str) -> str:
    """`url` with the user name and password of the address `given`, where it has any."""
    try:
        parsed, names = ada_url.URL(url), ada_url.URL(given)
    except ValueError:
        return url
    if not (names.username or names.password):
        return url
    parsed.username, parsed.password = names.username, names.password
    return str(parsed.href)


def address_key(url: str) -> str:
    """What two spellings of one address have in common: scheme, "www.", a trailing slash and tracking parameters do not matter."""
    cleaned = clean_url(url)
    if not cleaned:
        return url.strip()
    rest = cleaned.split("://", 1)[-1].removeprefix("www.")
    return rest.rstrip("/") or rest


@lru_cache(maxsize=_REMEMBERED)
def url_key(url: str) -> str:
    """What two addresses of one page have in common: the address's own key, for phones and in AMP as for any other reader."""
    key = address_key(uncached(url) or url)
    host, slash, rest = key.partition("/")
    path, _, query = rest.partition("?")
    if url.startswith("file:") or not host:
        return key
    path = _AMP_FILE.sub(r"\1", _AMP_START.sub("", _AMP_END.sub("", f"/{path}"))).lstrip("/")
    query = "&".join(part for part in query.split("&") if part and not _AMP_PARAMETER.match(part))
    return (_FOR_PHONES.sub("", host) + slash + path).rstrip("/") + (f"?{query}" if query else "")


def uncached(url: str) -> str:
    """The address of the page that a cache of AMP pages shows at `url`, "" where it is no such cache's address."""
    if "amp" not in url.lower() and "%" not in url:
        return ""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return ""
    host, path = str(parsed.hostname), str(parsed.pathname)
    searched = host.removeprefix("www.").startswith("google.") and path.startswith("/amp/")
    if not (searched or host.endswith(_AMP_CACHES)):
        return ""
    found = _CACHED.match(path.removeprefix("/amp") if searched else path)
    if found is None:
        return ""
    query = "&".join(part for part in str(parsed.search)[1:].split("&") if part and not _CACHE_PARAMETER.match(part))
    return f"{'https' if found[1] else 'http'}://{found[2]}" + (f"?{query}" if query else "")


def article_id(url: str) -> str:
    """Stable id of the article at this canonical address: 16 characters of base 32."""
    return "a" + _digest(url_key(url))


def story_id(founder: str) -> str:
    """Id of the story that the article `founder` opens."""
    return "s" + _digest("story:" + founder)


def saga_id(founder: str) -> str:
    """Id of the saga that the story `founder` opens."""
    return "g" + _digest("saga:" + founder)


def _digest(value: str) -> str:
    number = int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=10).digest(), "big")
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(letters[(number >> shift) & 31] for shift in range(75, -5, -5))


def fold(text: str) -> str:
    """NFKC, case-folded, runs of white space as one blank: equal for texts that differ in nothing a reader sees."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain(text: str) -> str:
    """Folded, without accents: "Zoë" and "zoe" are equal. Good for finding, too coarse for telling names apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded word, start, end) in order; a character of an unspaced script (Chinese, Japanese, Thai) is a word of its own."""
    if not _UNSPACED.search(text):
        for match in _WORD.finditer(text):
            yield match.group().casefold(), match.start(), match.end()
        return
    for match in _WORD.finditer(text):
        word, at = match.group(), match.start()
        for piece in _PIECE.finditer(word):
            yield piece.group().casefold(), at + piece.start(), at + piece.end()


def word_list(text: str) -> list[str]:
    """The folded words of `words`, without their places, which is cheaper."""
    return [word for word, _, _ in words(text)] if _UNSPACED.search(text) else [word.casefold() for word in _WORD.findall(text)]


def search_words(text: str) -> str:
    """The text as the search index takes it: characters of unspaced scripts stand apart, so that any part of a word is found."""
    return _UNSPACED.sub(lambda match: f" {match.group()} ", text)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines that hold anything but white space."""
    at = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped[0])
            yield start, start + len(stripped)
        at += len(line) + 1


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences in order. A paragraph always ends one; common abbreviations and initials do not."""
    for begin, end in paragraphs(text):
        start = begin
        for match in _SENTENCE_END.finditer(text, begin, end):
            mark = match.group(1) or match.group(3)
            stop = match.start() + len(mark)
            if match.group(1) == "." and _ABBREVIATION.search(text, max(start, stop - 12), stop):
                continue
            if stop > start:
                yield start, stop
            start = match.end()
        if start < end:
            yield start, end


def direction(text: str) -> Literal["ltr", "rtl"]:
    """The direction that most letters of a text's opening are read in."""
    letters = [kind for character in text[:_OPENING] if (kind := unicodedata.bidirectional(character)) in ("L", "R", "AL")]
    return "rtl" if 2 * letters.count("L") < len(letters) else "ltr"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis where something was cut."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return cut + "…"
