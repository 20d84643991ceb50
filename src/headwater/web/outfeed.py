"""Feeds that we give out: Atom and JSON Feed of anything that has a date and a place. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `id` is an address of ours that stays; `url` where a reader is led: the outlet's page, or ours."""

    id: str
    url: str
    title: str
    summary: str
    at: datetime
    author: str
    language: str


@dataclass(frozen=True, slots=True)
class Outfeed:
    """A feed: `home` is the page that it belongs to, `address` its own without the ending that names the format."""

    title: str
    home: str
    address: str
    items: Sequence[Item]


def atom(feed: Outfeed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(root, "title", feed.title)
    _add(root, "id", feed.home)
    _add(root, "link", rel="self", href=f"{feed.address}.atom")
    _add(root, "link", rel="alternate", href=feed.home)
    _add(root, "updated", max((_second(item.at) for item in feed.items), default=_second(datetime.fromtimestamp(0, UTC))))
    for item in feed.items:
        entry = _add(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "updated", _second(item.at))
        _add(_add(entry, "author"), "name", item.author)
        if item.url.startswith(("http://", "https://")):
            _add(entry, "link", rel="alternate", href=item.url)
        _add(entry, "summary", item.summary)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def json_feed(feed: Outfeed) -> bytes:
    """The feed as JSON Feed 1.1."""
    items = [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_text": item.summary,
            "date_published": _second(item.at),
            "authors": [{"name": item.author}],
            "language": item.language,
        }
        for item in feed.items
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": feed.home}
    return msgspec.json.encode(head | {"feed_url": f"{feed.address}.json", "items": items})


def _add(parent: etree._Element, tag: str, words: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    made.text = _clean(words) or None
    return made


def _second(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _clean(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c for c in words if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))
