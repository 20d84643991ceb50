"""A parsed feed as one row of `headwater feed`."""

from __future__ import annotations

from typing import Any

import msgspec

from headwater.model import Feed


def feed_row(file: str, feed: Feed) -> dict[str, Any]:
    """`{"file","feed":{…},"entries":[…]}` of plain JSON values; times are RFC 3339 with their zone."""
    row: dict[str, Any] = msgspec.to_builtins(feed)
    entries = row.pop("entries")
    return {"file": file, "feed": row, "entries": entries}


def error_row(file: str, reason: str) -> dict[str, Any]:
    """The row of a file that is no feed: no entries, and `error` says why."""
    return {"file": file, "feed": {}, "entries": [], "error": reason}
