"""Sources, and the captures that were set aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from headwater.model import SetAside, Source
from headwater.store.codec import pack, unpack
from headwater.store.database import Database
from headwater.text import MAX_URL

# What is set aside is kept for the reader of the sources page, not for ever: a hostile feed cannot fill the disk with it.
MAX_SET_ASIDE = 10_000
MAX_REASON = 500


class Sources:
    """The tables `source` and `set_aside`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, source: Source) -> None:
        """Save a source under its id."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO source (id, url, next_due, doc) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET url = excluded.url, next_due = excluded.next_due, doc = excluded.doc",
                (source.id, source.url, source.next_due, pack(source)),
            )

    def remove(self, source: str) -> bool:
        """Forget a source; its articles stay. False where there was none."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM source WHERE id = ?", (source,))
            return bool(connection.changes())

    def get(self, source: str) -> Source | None:
        """The source of this id or address, or None."""
        doc = self._db.value("SELECT doc FROM source WHERE id = ? OR url = ?", (source, source))
        return unpack(doc, Source) if doc else None

    def all(self) -> list[Source]:
        """Every source, in order of its address."""
        return [unpack(doc, Source) for (doc,) in self._db.rows("SELECT doc FROM source ORDER BY url")]

    def set_aside(self, items: Iterable[SetAside]) -> None:
        """Keep captures that can never be read; the same one twice is kept once."""
        with self._db.transaction() as connection:
            connection.executemany(
                "INSERT INTO set_aside (url, source, reason, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (url, reason) DO UPDATE SET at = excluded.at",
                ((item.url[:MAX_URL], item.source, item.reason[:MAX_REASON], item.at.timestamp()) for item in items),
            )
            connection.execute(
                "DELETE FROM set_aside WHERE (url, reason) IN (SELECT url, reason FROM set_aside ORDER BY at DESC LIMIT -1 OFFSET ?)",
                (MAX_SET_ASIDE,),
            )

    def is_set_aside(self, url: str) -> bool:
        """Whether a capture of this address was set aside: it is not fetched again."""
        return self._db.value("SELECT 1 FROM set_aside WHERE url = ? LIMIT 1", (url[:MAX_URL],)) is not None

    def aside(self, limit: int) -> list[SetAside]:
        """The newest captures that were set aside."""
        rows = self._db.rows("SELECT url, source, reason, at FROM set_aside ORDER BY at DESC, url LIMIT ?", (limit,))
        return [SetAside(url=u, source=s, reason=r, at=datetime.fromtimestamp(at, UTC)) for u, s, r, at in rows]

    def aside_count(self) -> int:
        return int(self._db.value("SELECT count(*) FROM set_aside"))
