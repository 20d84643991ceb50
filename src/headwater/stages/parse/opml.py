"""OPML: lists of feeds, read and written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from itertools import islice

from lxml import etree

from headwater.errors import ContentError
from headwater.model import Noun
from headwater.stages.parse.xmltree import local_name, read_xml
from headwater.text import clean_url, with_user

MAX_FEEDS = 50_000
MAX_OUTLINES = 2 * MAX_FEEDS
"""Outlines that are looked at: folders are some too."""
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


# "feed:" is what browsers once wrote before addresses that a reader should open.
_SUBSCRIBE = re.compile(r"^feed:(?=https?:)")


class OpmlFeed(Noun, frozen=True):
    """A feed in a list. Its address may hold a user name and a password. `site` is the page it belongs to; `folder` the names of the
    outlines around it, joined by "/"."""

    title: str
    url: str
    site: str = ""
    folder: str = ""


def parse_opml(body: bytes) -> tuple[OpmlFeed, ...]:
    """The feeds of an OPML list in document order, each address once, with http(s) addresses only.

    Raises ContentError for an empty body, one that is too large, and what is no OPML.
    """
    if not body.strip():
        raise ContentError("empty: an OPML list was expected")
    root = read_xml(body).root
    kind = local_name(root).lower()
    if kind not in ("opml", "body", "outline"):
        raise ContentError(f"not an OPML list: it starts with <{kind[:40]}>")
    found: dict[str, OpmlFeed] = {}
    for outline in islice(root.iter("{*}outline"), MAX_OUTLINES):
        attributes = {name.lower(): str(value).strip() for name, value in outline.attrib.items()}
        url = attributes.get("xmlurl", "")
        if not url and attributes.get("type", "").lower() in ("rss", "atom"):
            url = attributes.get("url", "")
        given = _SUBSCRIBE.sub("", url) if not url.startswith("feed://") else "http" + url[4:]
        url = clean_url(given)
        if url.startswith("http") and url not in found:
            site = clean_url(attributes.get("htmlurl", ""))
            title = _one_line(attributes.get("title") or attributes.get("text") or "")
            site = site if site.startswith("http") else ""
            found[url] = OpmlFeed(title=title, url=with_user(url, given), site=site, folder=_folder(outline))
        if len(found) == MAX_FEEDS:
            break
    return tuple(found.values())


def write_opml(feeds: Iterable[OpmlFeed], title: str, when: datetime) -> bytes:
    """A valid OPML 2.0 document with the feeds in the folders that they name; `when` is its date (aware)."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines += [f"    <title>{_escaped(title)}</title>", f"    <dateCreated>{format_datetime(when)}</dateCreated>", "  </head>", "  <body>"]
    folders: dict[str, list[OpmlFeed]] = {}
    for feed in feeds:
        folders.setdefault(feed.folder, []).append(feed)
    for folder, members in folders.items():
        names = [name for name in folder.split("/") if name.strip()]
        lines += [f'{"  " * (depth + 2)}<outline text="{_escaped(name)}">' for depth, name in enumerate(names)]
        lines += ["  " * (len(names) + 2) + _outline(feed) for feed in members]
        lines += ["  " * (depth + 1) + "</outline>" for depth in range(len(names), 0, -1)]
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode()


def _outline(feed: OpmlFeed) -> str:
    name = _escaped(feed.title or feed.url)
    site = f' htmlUrl="{_escaped(feed.site)}"' if feed.site else ""
    return f'<outline type="rss" text="{name}" title="{name}" xmlUrl="{_escaped(feed.url)}"{site}/>'


def _escaped(value: str) -> str:
    return html.escape(_FORBIDDEN.sub("", " ".join(value.split())))


def _one_line(value: str) -> str:
    return " ".join(value.split())[:500]


def _folder(outline: etree._Element) -> str:
    names = [_one_line(one.get("text") or one.get("title") or "") for one in outline.iterancestors("{*}outline")]
    return "/".join(name.replace("/", "∕") for name in reversed(names) if name)
