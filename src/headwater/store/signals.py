"""What owners' signals said of each article when it was last fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import apsw

from headwater.model import Signal
from headwater.stages.rights.signals import Permit, permit
from headwater.store.codec import pack, unpack
from headwater.store.database import Database

_FREE = Permit()


class Signals:
    """The table `signal`: no row, no signal."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, connection: apsw.Connection, n: int, signals: tuple[Signal, ...], seen: datetime) -> None:
        """Save what was said of article number `n`, in the place of what was said before; called at every fetch."""
        if not signals:
            connection.execute("DELETE FROM signal WHERE article = ?", (n,))
            return
        left = permit(signals, seen)
        connection.execute(
            "INSERT OR REPLACE INTO signal (article, seen, doc, search, brief, machine, until) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (n, seen.timestamp(), pack(signals), left.search, left.brief, left.machine, left.until.timestamp() if left.until else None),
        )

    def of(self, articles: Iterable[str]) -> dict[str, tuple[datetime, tuple[Signal, ...]]]:
        """{article: (when it was fetched, what was said)}; articles without signals are left out."""
        rows = self._db.rows(
            "SELECT a.id, g.seen, g.doc FROM signal g JOIN article a ON a.n = g.article WHERE a.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )
        return {article: (datetime.fromtimestamp(seen, UTC), unpack(doc, tuple[Signal, ...])) for article, seen, doc in rows}

    def permits(self, articles: Iterable[str]) -> dict[str, Permit]:
        """{article: what may be done with it}; what is not in it is free."""
        now = datetime.now(UTC)
        return {article: permit(signals, now) for article, (_, signals) in self.of(articles).items()}

    def permit(self, article: str) -> Permit:
        """What may be done with one article."""
        return self.permits([article]).get(article, _FREE)

    def ended(self, now: float, limit: int) -> list[str]:
        """Articles whose owner said that they are not available any more from a moment on that has passed."""
        rows = self._db.rows("SELECT a.id FROM signal g JOIN article a ON a.n = g.article WHERE g.until <= ? LIMIT ?", (now, limit))
        return [article for (article,) in rows]
