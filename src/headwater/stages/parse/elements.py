"""Reading one element of a feed: its name whatever its namespace is called, its text, its links."""

from __future__ import annotations

import base64
import html
import re
from functools import lru_cache

import ada_url
from lxml import etree

from headwater.stages.parse.xmltree import local_name
from headwater.text import MAX_URL

Fields = dict[str, list[etree._Element]]
"""Children of an element by name, each list in document order."""

MAX_TITLE = 2000
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# "" are the namespaces that feeds themselves are written in; a namespace that is not here is foreign and its elements are left out.
_NAMESPACES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://example.com/necho": "",
    "http://purl.org/echo/": "",
    "http://purl.org/pie/": "",
    "uri/of/echo/namespace#": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/rss091/": "",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://www.youtube.com/xml/schemas/2015": "yt",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    _XHTML: "xhtml",
}
_PREFIXES = {uri.rstrip("/#"): prefix for uri, prefix in _NAMESPACES.items()}
_KNOWN_PREFIXES = frozenset(_PREFIXES.values()) | {"atom", "rss"}
# Mark-up that feeds put into titles; any other "<word>" in a title is meant to be read.
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|p|q|s|small|span|strong|sub|sup|tt|u|ul|wbr)(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?>",
    re.IGNORECASE,
)
_DECLARATIONS = re.compile(r'(<[\w:.-]+)(?:\sxmlns(?::[\w.-]+)?="[^"]*")+')
_NAME = re.compile(r"[^\W\d][\w.-]*")
_WEB = ("http:", "https:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def unforeign(root: etree._Element) -> None:
    """Take the elements in the root's own namespace out of it, where that namespace is none that is known."""
    if root.tag.startswith("{") and name_of(root.tag) == "?":
        for node in root.iter(root.tag.rpartition("}")[0] + "}*"):
            _strip(node)


def _strip(node: etree._Element) -> None:
    name = local_name(node)
    if _NAME.fullmatch(name):
        node.tag = name


@lru_cache(maxsize=2048)
def name_of(tag: str) -> str:
    """The element's name in lower case, with the usual prefix where its namespace is not the feed's own; "?" for a foreign one."""
    if tag[:1] == "{":
        uri, _, local = tag[1:].partition("}")
        prefix = _PREFIXES.get(uri.lower().rstrip("/#"), "?")
    else:
        prefix, _, local = tag.rpartition(":")
        prefix = prefix.lower()
        if prefix in ("atom", "rss"):
            prefix = ""
        elif prefix not in _KNOWN_PREFIXES:
            prefix = "?"
    if prefix == "?":
        return "?"
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def fields_of(*elements: etree._Element) -> Fields:
    """The children of the elements by name."""
    fields: Fields = {}
    for element in elements:
        for child in element:
            # lxml puts a tag together at each look.
            tag = child.tag
            if isinstance(tag, str):
                name = name_of(tag)
                if name in fields:
                    fields[name].append(child)
                else:
                    fields[name] = [child]
    return fields


def text_of(fields: Fields, *names: str) -> str:
    """Text of the first of these that has any, without blanks around it. Mark-up inside an element becomes HTML."""
    for name in names:
        for element in fields.get(name, ()):
            found = _content(element)
            if found:
                return found
    return ""


def _content(element: etree._Element) -> str:
    if len(element):
        return inner(element)
    text = str(element.text or "").strip()
    if text and " " not in text[:64] and (element.get("mode") == "base64" or element.get("type") == "application/octet-stream"):
        try:
            return base64.b64decode(text).decode("utf-8", "replace").strip()
        except ValueError:
            return ""
    return text


def inner(element: etree._Element) -> str:
    """What stands in the element, as HTML. The div that Atom wraps XHTML in is left out."""
    root = element
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag.startswith(f"{{{_XHTML}}}") and node is not element:
            _strip(node)
    if len(root) == 1 and root[0].tag == "div" and not (root.text or "").strip() and not (root[0].tail or "").strip():
        root = root[0]
    parts = [html.escape(root.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in root]
    return _DECLARATIONS.sub(r"\1", "".join(parts)).strip()


def plain_title(value: str) -> str:
    """A title without mark-up, references resolved, on one line of at most `MAX_TITLE` characters."""
    value = value[:MAX_TITLE]
    if "<" not in value and "&" not in value:
        return " ".join(value.split())
    if "<" in value:
        value = _MARKUP.sub(" ", value) if re.search(r"<br|<p\b|<div|<li", value, re.IGNORECASE) else _MARKUP.sub("", value)
    if "&" in value:
        value = html.unescape(value)
        if "<" in value:
            value = _MARKUP.sub("", value)
    return " ".join(value.split())


def address(element: etree._Element, link: str, url: str) -> str:
    """`link` as it stands if it is http(s), resolved against xml:base and then `url` if it is relative; "" for anything else.

    With neither base the relative link stays as it is.
    """
    link = link.strip()
    if link.startswith(("http://", "https://")) and len(link) <= MAX_URL and "\n" not in link:
        return link
    link = "".join(link.split("\n"))
    if not link or len(link) > MAX_URL:
        return ""
    scheme = _SCHEME.match(link)
    if scheme:
        return link if scheme[0].lower() in _WEB else ""
    base = joined(url, str(element.base or ""))
    if not base:
        return link
    found = joined(base, link)
    return found if found.startswith(("http://", "https://")) else ""


def joined(base: str, link: str) -> str:
    """`link` resolved against `base`, otherwise unchanged; `base` where `link` is empty or no address."""
    if not link:
        return base
    try:
        return str(ada_url.join_url(base, link)) if base else str(ada_url.URL(link).href)
    except ValueError:
        return base


def language_of(element: etree._Element) -> str:
    """The element's own xml:lang, "" where it has none."""
    return str(element.get(_XML + "lang") or "").strip().replace("_", "-")[:35]
