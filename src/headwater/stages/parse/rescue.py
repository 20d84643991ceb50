"""The slow and patient way to read a feed, for documents too damaged for the fast walk."""

from __future__ import annotations

import importlib
import warnings
from datetime import datetime
from typing import Any

from headwater.model import Entry, Feed
from headwater.stages.parse.dates import parse_date
from headwater.stages.parse.elements import plain_title

MAX_RESCUE = 512 * 2**10
"""Characters of a damaged feed that are tried: feedparser takes up to 3.5 µs for one, so that this is two seconds at the worst."""
MAX_ENTRIES = 10_000


def rescue(text: str, url: str, note: str) -> Feed:
    """What feedparser makes of the text, sanitising off; `broken` becomes `note`. A Feed without format where it finds no feed."""
    # Imported here: it takes 60 ms, and nine feeds in ten never need it.
    feedparser = importlib.import_module("feedparser")
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    body = text[:MAX_RESCUE].encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
        except (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError):
            return Feed(broken=note)
        if not found.get("version") and not found.entries:
            return Feed(broken=note)
        head = found.feed
        language = str(head.get("language") or "")[:35]
        return Feed(
            title=plain_title(_text(head, "title")),
            link=_link(head),
            language=language,
            format=str(found.get("version") or "rss"),
            description=_text(head, "subtitle"),
            updated=_date(head, "updated"),
            broken=note,
            entries=tuple(_entry(entry, language) for entry in found.entries[:MAX_ENTRIES]),
        )


def _entry(entry: Any, language: str) -> Entry:
    contents = [_text(part, "value") for part in entry.get("content") or ()]
    return Entry(
        id=_text(entry, "id")[:2048],
        title=plain_title(_text(entry, "title")),
        link=_link(entry),
        published=_date(entry, "published"),
        updated=_date(entry, "updated"),
        authors=tuple(name for person in (entry.get("authors") or ())[:50] if (name := plain_title(_text(person, "name")))),
        summary=_text(entry, "summary"),
        content=max(contents, key=len, default=""),
        language=str(entry.get("language") or "")[:35] or language,
    )


def _text(item: Any, key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""


def _link(item: Any) -> str:
    link = _text(item, "link")
    return link if link.startswith(("http://", "https://")) and len(link) <= 2048 else ""


def _date(item: Any, key: str) -> datetime | None:
    return parse_date(_text(item, key))
