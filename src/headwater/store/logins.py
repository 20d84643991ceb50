"""Names and passwords of private sources."""

from __future__ import annotations

from headwater.model import Login
from headwater.store.codec import pack, unpack
from headwater.store.database import Database


class Logins:
    """The table `login`. A source has one at most, and it goes with the source."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, source: str, login: Login) -> None:
        """Keep the login of a source that is there; one it had before is forgotten."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO login (source, doc) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET doc = excluded.doc", (source, pack(login))
            )

    def of(self, source: str) -> Login | None:
        """The login of a source, or None."""
        doc = self._db.value("SELECT doc FROM login WHERE source = ?", (source,))
        return unpack(doc, Login) if doc else None
