"""A parsed feed as one row of `headwater feed`."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from headwater.clean import clean_html
from headwater.model import Feed


def feed_row(file: str, feed: Feed, *, raw: bool = False) -> dict[str, Any]:
    """`{"file","feed":{…},"entries":[…]}` of plain JSON values; times are RFC 3339 with their zone.

    Titles are plain text; descriptions, summaries and contents are HTML, cleaned unless they are asked for `raw`.
    """
    if not raw:
        feed = _cleaned(feed)
    row: dict[str, Any] = msgspec.to_builtins(feed)
    entries = row.pop("entries")
    return {"file": file, "feed": row, "entries": entries}


def _cleaned(feed: Feed) -> Feed:
    entries = tuple(
        structs.replace(one, summary=clean_html(one.summary, one.link), content=clean_html(one.content, one.link)) for one in feed.entries
    )
    return structs.replace(feed, description=clean_html(feed.description, feed.link), entries=entries)


def error_row(file: str, reason: str) -> dict[str, Any]:
    """The row of a file that is no feed: no entries, and `error` says why."""
    return {"file": file, "feed": {}, "entries": [], "error": reason}
