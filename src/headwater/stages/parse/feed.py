"""Feed documents → `Feed`: RSS 0.9 to 2.0, RDF, CDF and Atom by one fast walk; JSON Feed; a damaged one entry by entry."""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree
from msgspec import structs

from headwater.errors import ContentError
from headwater.model import Entry, Feed
from headwater.stages.parse.dates import parse_date
from headwater.stages.parse.elements import Fields, address, fields_of, joined, language_of, name_of, plain_title, text_of, unforeign
from headwater.stages.parse.episodes import grouped, picture, stands_alone
from headwater.stages.parse.jsonfeed import parse_json_feed
from headwater.stages.parse.manners import asked_wait, skipped_days, skipped_hours
from headwater.stages.parse.pieces import entry_texts, read_pieces, without_torn_entry
from headwater.stages.parse.sniffing import sniff
from headwater.stages.parse.xmltree import local_name, read_xml

MAX_ENTRIES = 10_000
"""Entries that are taken from one document; the longest feed among 134 real ones has 141."""
MAX_ID = 2048
# How most feeds begin: what they are needs no closer look.
_USUAL = re.compile(rb"\s{0,20}(?:<\?xml[^<>]{0,200}>\s{0,200})?<(?:rss|feed|rdf:RDF)[\s>]")
_OTHERS = {
    "html": "an HTML page, not a feed: give the address of its feed, or add the site itself to have its feeds found",
    "sitemap": "a sitemap, not a feed",
    "opml": "an OPML list of feeds, not a feed: add it as a list",
    "binary": "binary data, not a feed",
    "warc": "a web archive, not a feed",
}


def parse_feed(body: bytes, url: str, media: str = "") -> Feed:
    """The feed in `body`, fetched from `url` with the Content-Type `media`; entries in document order, at most `MAX_ENTRIES`.

    What is damaged is repaired as far as whole entries go, and `Feed.broken` says what was done. Titles are plain text, `summary` and
    `content` HTML as the feed gives it (not sanitised), links absolute.
    Raises ContentError for an empty body, one over `MAX_BODY`, and what is no feed.
    """
    if not body.strip():
        raise ContentError("empty: a feed was expected")
    kind = "feed" if _USUAL.match(body) else sniff(body, "", "")
    if kind in _OTHERS:
        raise ContentError(f"this is {_OTHERS[kind]}")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return parse_json_feed(body, url)
    document = read_xml(body, media, without_torn_entry)
    feed = _walk(document.root, url, document.note)
    pieces = entry_texts(document.text, MAX_ENTRIES)
    if len(pieces) >= max(1, len(feed.entries)):
        # One by one, so that the damage of one entry does not reach the others.
        found = read_pieces(pieces, document.text)
        feed = structs.replace(feed, entries=tuple(_entry(one, url, feed.language, ()) for one in found))
    if not feed.format:
        raise ContentError(f"not a feed: it starts with <{local_name(document.root)[:40]}>, {document.note}".rstrip(", "))
    return feed


def _walk(root: etree._Element, url: str, note: str) -> Feed:
    if local_name(root) in ("rss", "feed", "channel"):
        unforeign(root)
    kind = name_of(root.tag)
    if root.tag == "CHANNEL" and root.get("BASE"):
        # The base of CDF's own, which lxml does not know as one.
        url = joined(url, root.get("BASE") or "")
    top = fields_of(root)
    channels = [root] if kind in ("channel", "feed") else top.get("channel", [])
    entries = [*top.get("item", []), *top.get("entry", [])]
    fields = top
    if channels and channels[0] is not root:
        fields = fields_of(*channels)
        entries = [*fields.get("item", []), *fields.get("entry", []), *entries]
    form = _format(root, kind, channels, entries)
    if not form:
        return Feed(broken=note)
    head = channels[0] if channels else root
    language = text_of(fields, "language", "dc:language")[:35] or language_of(head) or language_of(root)
    authors = _authors(fields) if form.startswith("atom") else ()
    return Feed(
        title=plain_title(text_of(fields, "title", "dc:title")),
        link=_link(fields, head, url),
        language=language,
        format=form,
        description=text_of(fields, "description", "subtitle", "tagline", "itunes:summary", "abstract"),
        updated=_date(fields, "updated", "modified", "lastbuilddate", "pubdate", "dc:date", "dcterms:modified"),
        ttl=asked_wait(fields),
        skip_hours=skipped_hours(fields),
        skip_days=skipped_days(fields),
        hub=_related(fields, head, url, "hub"),
        self_url=_related(fields, head, url, "self"),
        broken=note,
        entries=tuple(_entry(element, url, language, authors) for element in entries[:MAX_ENTRIES]),
    )


def _format(root: etree._Element, kind: str, channels: list[etree._Element], entries: list[etree._Element]) -> str:
    if kind == "feed":
        return "atom03" if "purl.org" in root.tag else "atom10" if root.tag.startswith("{") else "atom"
    if kind == "rss":
        version = (root.get("version") or "").strip().replace(".", "")
        return "rss" + (version[:3] if version.isdecimal() else "")
    if kind == "rdf:rdf":
        mine = [uri for uri in root.nsmap.values() if name_of(f"{{{uri}}}x") == "x"]
        return ("rss090" if "netscape" in mine[0] else "rss10") if mine else ""
    if kind == "channel":
        return "cdf" if root.tag == "CHANNEL" or root.get("HREF") else "rss"
    return "rss" if channels or entries else ""


def _entry(element: etree._Element, url: str, language: str, authors: tuple[str, ...]) -> Entry:
    fields = grouped(fields_of(element))
    about = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or ""
    identifier = (text_of(fields, "id", "guid", "dc:identifier") or about.strip())[:MAX_ID]
    link = _link(fields, element, url) or _permalink(fields, element, url, about)
    return Entry(
        id=identifier,
        title=plain_title(text_of(fields, "title", "dc:title", "media:title")),
        link=link,
        published=_date(fields, "published", "pubdate", "issued", "created", "dcterms:issued", "dcterms:created", "dc:date")
        or parse_date(element.get("LASTMOD") or ""),
        updated=_date(fields, "updated", "modified", "dcterms:modified"),
        authors=_authors(fields) or authors,
        summary=text_of(fields, "summary", "description", "itunes:summary", "media:description", "abstract", "dc:description"),
        content=text_of(fields, "content:encoded", "content", "xhtml:body", "body", "fullitem"),
        language=text_of(fields, "dc:language", "language")[:35] or language_of(element) or language,
        image=picture(fields, url),
        alone=not link or stands_alone(fields),
    )


def _date(fields: Fields, *names: str) -> datetime | None:
    for name in names:
        for element in fields.get(name, ()):
            moment = parse_date(element.text or "")
            if moment:
                return moment
    return None


def _link(fields: Fields, element: etree._Element, url: str) -> str:
    """Where the page is: the link to read, not one to a feed, a comment or a file."""
    second = ""
    for link in fields.get("link", ()):
        if (link.get("rel") or "alternate").lower() != "alternate":
            continue
        found = address(link, link.get("href") or link.text or "", url)
        if "html" not in (link.get("type") or "html"):
            second, found = second or found, ""
        if found:
            return _unwrapped(found, fields, url)
    return second or address(element, element.get("HREF") or "", url)


def _unwrapped(link: str, fields: Fields, url: str) -> str:
    """The address behind a counting redirect, where the feed gives both."""
    if "feedproxy" not in link and "feedburner" not in link:
        return link
    original = fields.get("feedburner:origlink")
    return (original and address(original[0], original[0].text or "", url)) or link


def _permalink(fields: Fields, element: etree._Element, url: str, about: str) -> str:
    for guid in (*fields.get("guid", ()), *fields.get("id", ())):
        if (guid.get("isPermaLink") or guid.get("ispermalink") or "true").lower() != "false":
            text = (guid.text or "").strip()
            return address(guid, text, url) if text[:8].lower().startswith(("http://", "https://")) else ""
    return address(element, about, url) if about.startswith(("http://", "https://")) else ""


def _authors(fields: Fields) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in ("author", "dc:creator", "dc:author"):
        for element in fields.get(name, ()):
            inside = fields_of(element) if len(element) else {}
            found.setdefault(_person(text_of(inside, "name", "email") if inside else element.text or ""))
    if not any(found):
        found.setdefault(_person(text_of(fields, "itunes:author")))
    return tuple(name for name in found if name)[:50]


def _person(text: str) -> str:
    """The name in "mail (Name)" and "Name <mail>", else what there is, on one line."""
    flat = plain_title(text[:400])
    before, bracket, after = flat.partition("(" if flat.endswith(")") else "<")
    if not bracket or "@" not in flat:
        return flat
    name = after[:-1] if bracket == "(" else before
    return name.strip(' "') or flat


def _related(fields: Fields, element: etree._Element, url: str, relation: str) -> str:
    for link in fields.get("link", ()):
        if relation in (link.get("rel") or "").lower().split():
            return address(element, link.get("href") or "", url)
    return ""
