"""Leases at WebSub hubs."""

from __future__ import annotations

from headwater.model import Lease
from headwater.store.codec import pack, unpack
from headwater.store.database import Database


class Leases:
    """The table `lease`. A source has one at most, and it goes with the source."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, lease: Lease) -> None:
        """Keep a lease of a source that is there."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO lease (source, token, due, doc) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (source) DO UPDATE SET token = excluded.token, due = excluded.due, doc = excluded.doc",
                (lease.source, lease.token, lease.due, pack(lease)),
            )

    def of(self, source: str) -> Lease | None:
        """The lease of a source, or None."""
        doc = self._db.value("SELECT doc FROM lease WHERE source = ?", (source,))
        return unpack(doc, Lease) if doc else None

    def by_token(self, token: str) -> Lease | None:
        """The lease whose callback holds this token, or None."""
        doc = self._db.value("SELECT doc FROM lease WHERE token = ?", (token,))
        return unpack(doc, Lease) if doc else None

    def due(self, now: float, limit: int) -> list[Lease]:
        """Leases whose hubs are to be asked, the longest waiting first."""
        return [unpack(doc, Lease) for (doc,) in self._db.rows("SELECT doc FROM lease WHERE due <= ? ORDER BY due LIMIT ?", (now, limit))]

    def drop(self, source: str) -> None:
        """Forget the lease of a source."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM lease WHERE source = ?", (source,))
