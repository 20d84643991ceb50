"""What the pages of each host repeat, and the editions of it that articles were read with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import apsw

from headwater.model import Site
from headwater.stages.sites import Memory
from headwater.store.codec import pack, unpack
from headwater.store.database import Database
from headwater.text import url_key

MAX_HOSTS = 10_000
"""Hosts that are remembered; those not seen for longest are forgotten. The memory of one takes 10 kB, an edition of it 1 kB."""
MAX_EDITIONS = 24
"""Editions of a host that are kept: a page that was read with an older one is not looked at again."""
STALE = 60 * 86_400.0
"""Seconds after which what was learned of a host is not trusted any more."""


class Sites:
    """The tables `site` and `edition`. Moments are seconds since the epoch."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def memory(self, host: str, now: float) -> Memory:
        """What is remembered of a host by now."""
        row = self._db.row("SELECT seen, doc FROM site WHERE host = ?", (host,))
        if row is not None and now - float(row[0]) <= STALE:
            return unpack(row[1], Memory)
        return Memory(editions=int(self._db.value("SELECT ifnull(max(number), 0) FROM edition WHERE host = ?", (host,))))

    def read_with(self, article: str) -> int:
        """The edition with which an article was read; 0 where it was read in full, or from no page."""
        return int(self._db.value("SELECT ifnull(edition, 0) FROM article WHERE id = ?", (article,)) or 0)

    def edition(self, host: str, number: int) -> Site:
        """An edition of a host; the empty one where it is not kept."""
        doc = self._db.value("SELECT doc FROM edition WHERE host = ? AND number = ?", (host, number))
        return unpack(doc, Site) if doc else Site()

    def put(self, memories: Mapping[str, Memory], now: float) -> None:
        """Keep what was learned of these hosts by now, and the editions in use."""
        with self._db.transaction() as connection:
            for host, memory in memories.items():
                connection.execute(
                    "INSERT OR REPLACE INTO site (host, seen, changed, doc) VALUES (?, ?, ?, ?)",
                    (host, now, memory.changed_at, pack(memory)),
                )
                if number := memory.site.edition:
                    connection.execute(
                        "INSERT OR IGNORE INTO edition (host, number, doc) VALUES (?, ?, ?)", (host, number, pack(memory.site))
                    )
                    connection.execute("DELETE FROM edition WHERE host = ? AND number <= ?", (host, number - MAX_EDITIONS))
            self._bound(connection)

    def _bound(self, connection: apsw.Connection) -> None:
        if int(self._db.value("SELECT count(*) FROM site")) > MAX_HOSTS:
            connection.execute("DELETE FROM site WHERE host IN (SELECT host FROM site ORDER BY seen DESC LIMIT -1 OFFSET ?)", (MAX_HOSTS,))
            # Of the newest edition the bare number stays, so that no later one has a number that articles were read with.
            forgotten = "host NOT IN (SELECT host FROM site)"
            newest = "(SELECT max(e.number) FROM edition e WHERE e.host = edition.host)"
            connection.execute(f"DELETE FROM edition WHERE {forgotten} AND number < {newest}")
            connection.execute(f"UPDATE edition SET doc = x'' WHERE {forgotten} AND doc != x''")

    def changed(self, since: float) -> dict[str, float]:
        """{host: when} of the hosts whose pages changed since then."""
        return dict(self._db.rows("SELECT host, changed FROM site WHERE changed > ?", (since,)))


def forget(connection: apsw.Connection, hosts: Iterable[str]) -> None:
    """Forgets what is being learned of these hosts. Editions, which hold hashes of what stands on several pages, stay where pages do."""
    for host in hosts:
        connection.execute("DELETE FROM site WHERE host = ?", (host,))
        key = url_key(f"https://{host}/")
        if not connection.execute("SELECT 1 FROM address WHERE key >= ? AND key < ? LIMIT 1", (key + "/", key + "0")).fetchone():
            connection.execute("DELETE FROM edition WHERE host = ?", (host,))
