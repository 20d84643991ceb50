"""What hosts ask of us, kept so that a new start of the program asks nothing twice."""

from __future__ import annotations

from collections.abc import Iterable

from headwater.model import RobotsRecord, Validators
from headwater.store.codec import pack, unpack
from headwater.store.database import Database
from headwater.text import url_key


class Hosts:
    """The tables `held`, `robots` and `validator`. Moments are seconds since the epoch."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def held(self, now: float) -> dict[str, float]:
        """{host: until when it wants to be left alone}"""
        return dict(self._db.rows("SELECT host, until FROM held WHERE until > ?", (now,)))

    def hold(self, host: str, until: float, now: float) -> None:
        """Keep until when a host wants to be left alone; what is over is forgotten."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM held WHERE until <= ?", (now,))
            connection.execute("INSERT OR REPLACE INTO held (host, until) VALUES (?, ?)", (host, until))

    def robots(self, origin: str) -> RobotsRecord | None:
        """What is known of an origin's robots.txt, or of another file of a site under its whole address; None: never asked."""
        doc = self._db.value("SELECT doc FROM robots WHERE origin = ?", (origin,))
        return unpack(doc, RobotsRecord) if doc else None

    def keep_robots(self, origin: str, record: RobotsRecord, forget_before: float) -> None:
        """Keep an origin's robots.txt; what has not been asked for since `forget_before` is forgotten."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM robots WHERE until < ?", (forget_before,))
            connection.execute("INSERT OR REPLACE INTO robots (origin, until, doc) VALUES (?, ?, ?)", (origin, record.until, pack(record)))

    def validate(self, validators: Iterable[Validators]) -> None:
        """Keep what servers said of their pages' versions; nothing said forgets what was. Pages that are no articles are left out."""
        with self._db.transaction() as connection:
            for of in validators:
                article = self._db.value("SELECT article FROM address WHERE key = ?", (url_key(of.url),))
                connection.execute("DELETE FROM validator WHERE article = ?", (article,))
                if article is not None and (of.etag or of.last_modified):
                    connection.execute(
                        "INSERT INTO validator (article, etag, last_modified) VALUES (?, ?, ?)", (article, of.etag, of.last_modified)
                    )

    def validators(self, url: str) -> Validators:
        """What a page's server said of the version that was fetched last."""
        row = self._db.row(
            "SELECT v.etag, v.last_modified FROM address a JOIN validator v ON v.article = a.article WHERE a.key = ?", (url_key(url),)
        )
        return Validators(url=url, etag=row[0], last_modified=row[1]) if row else Validators(url=url)
