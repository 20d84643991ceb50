"""Sources, the entries whose pages still wait, and the captures that were set aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec.structs import replace

from headwater.clean import clean_html
from headwater.model import SetAside, Source, Waiting
from headwater.store.codec import pack, unpack
from headwater.store.database import Database
from headwater.text import MAX_URL

# What is set aside is kept for the reader of the sources page, not for ever: a hostile feed cannot fill the disk with it.
MAX_SET_ASIDE = 10_000
MAX_REASON = 500
MAX_WAITING = 500
"""Entries of one source whose pages may wait to be fetched; beyond it the oldest are given up."""


class Sources:
    """The tables `source`, `waiting` and `set_aside`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, source: Source) -> None:
        """Save a source under its id."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO source (id, url, next_due, due, failing, gap, doc) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET url = excluded.url, next_due = excluded.next_due, due = excluded.due,"
                " failing = excluded.failing, gap = excluded.gap, doc = excluded.doc",
                (source.id, source.url, source.next_due, _due(source), source.failures > 0, _gap(source), pack(source)),
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

    def due(self, now: float, limit: int, *, failing: bool = False) -> list[str]:
        """Ids of sources whose time has come again, the longest waiting first: those that failed last time, or the others."""
        return self._ready(now, limit, failing=failing, known=True)

    def new(self, now: float, limit: int) -> list[str]:
        """Ids of sources that were never asked and may be, in the order of their moments."""
        return self._ready(now, limit, failing=False, known=False)

    def _ready(self, now: float, limit: int, *, failing: bool, known: bool) -> list[str]:
        rows = self._db.rows(
            "SELECT id FROM source WHERE failing = ? AND (gap > 0) = ? AND due IS NOT NULL AND due <= ? ORDER BY due, id LIMIT ?",
            (failing, known, now, limit),
        )
        return [source for (source,) in rows]

    def planned(self, new_every: float) -> tuple[int, float]:
        """How many sources are asked at all, and how many requests a second their waits come to; `new_every` for those never asked."""
        row = self._db.row(
            "SELECT count(*), coalesce(sum(1.0 / CASE WHEN gap > 0 THEN gap ELSE ? END), 0) FROM source WHERE due IS NOT NULL", (new_every,)
        )
        return (int(row[0]), float(row[1])) if row else (0, 0.0)

    def waiting(self, source: str) -> tuple[Waiting, ...]:
        """Entries of a source whose pages are still to be fetched, newest first."""
        rows = self._db.rows("SELECT doc FROM waiting WHERE source = ? ORDER BY since DESC, url", (source,))
        return tuple(unpack(doc, Waiting) for (doc,) in rows)

    def wait(self, source: str, entries: Iterable[Waiting]) -> None:
        """Keep which entries of a source wait from now on; those kept before are forgotten. Only for a source that is there.

        Their HTML is cleaned before it is kept.
        """
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM waiting WHERE source = ?", (source,))
            connection.executemany(
                "INSERT OR REPLACE INTO waiting (source, url, since, doc) VALUES (?, ?, ?, ?)",
                ((source, one.entry.link[:MAX_URL], one.since, pack(_cleaned(one))) for one in list(entries)[:MAX_WAITING]),
            )

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


def _cleaned(one: Waiting) -> Waiting:
    entry = one.entry
    kept = {"summary": clean_html(entry.summary, entry.link), "content": clean_html(entry.content, entry.link)}
    return replace(one, entry=replace(entry, **kept))


def _due(source: Source) -> float | None:
    """When something is to be asked of the source, its listing or its pages; None for never."""
    if source.state != "active" or source.kind == "files":
        return None
    return min(source.next_due, source.pages_due) if source.pages_due else source.next_due


def _gap(source: Source) -> float:
    return max(source.next_due - source.last_fetched, 1.0) if source.last_fetched else 0.0
