"""The store on SQLite: one file, put together from its parts."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from headwater.errors import StoreError
from headwater.model import Article, Comparison, Lease, Link, Login, RobotsRecord, Site, Source, Waiting
from headwater.stages.sites import Memory
from headwater.stages.story import Chapter
from headwater.store.articles import Articles
from headwater.store.codec import unpack
from headwater.store.comparisons import Comparisons
from headwater.store.database import Database
from headwater.store.erasure import live
from headwater.store.facts import Facts
from headwater.store.hosts import Hosts
from headwater.store.leases import Leases
from headwater.store.ledger import Ledger
from headwater.store.logins import Logins
from headwater.store.passages import Passages
from headwater.store.removals import Removals
from headwater.store.sagas import Sagas
from headwater.store.search import Search
from headwater.store.sites import Sites
from headwater.store.sources import Sources
from headwater.store.stories import Stories, StoryRecord

_DOCS: dict[str, Any] = {
    "article": Article,
    "revision": Article,
    "facts": Facts,
    "link": Link,
    "story": StoryRecord,
    "reason": tuple[str, ...],
    "source": Source,
    "comparison": Comparison,
    "chapter": Chapter,
    "passage": tuple[str, ...],
    "waiting": Waiting,
    "lease": Lease,
    "login": Login,
    "robots": RobotsRecord,
    "site": Memory,
    "edition": Site,
}
"""Tables with a column `doc`, and what it decodes to."""


class SqliteStore:
    """Everything Headwater keeps, in `folder`/headwater.sqlite. Raises StoreError where the folder or file cannot be used."""

    def __init__(self, folder: Path, ledger: Ledger | None = None) -> None:
        """`ledger`: that of another folder, which stays open; without it the folder's own."""
        self.folder = folder
        self._lent = ledger is not None
        self._database = Database(folder)
        self.articles = Articles(self._database)
        self.stories = Stories(self._database)
        self.comparisons = Comparisons(self._database)
        self.sagas = Sagas(self._database)
        self.passages = Passages(self._database)
        self.sources = Sources(self._database)
        self.hosts = Hosts(self._database)
        self.sites = Sites(self._database)
        self.leases = Leases(self._database)
        self.logins = Logins(self._database)
        self.search = Search(self._database)
        try:
            self.ledger = ledger or Ledger(folder)
        except StoreError:
            self._database.close()
            raise
        self.removals = Removals(self._database, self.articles, self.ledger)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed together and on disk at the end, or not at all."""
        with self._database.transaction():
            yield

    def version(self) -> int:
        """A number that changes when another process has written to the store."""
        return self._database.version()

    def check(self) -> Iterator[str]:
        """One line for every fault found; none for a sound store."""
        with self._database.bare():
            faults = [*self._database.check(), *self._damaged(), *self.ledger.check()]
            # What cannot be decoded cannot be compared either.
            faults = faults or [*self.stories.faults(), *self.sagas.faults()]
        yield from faults

    def _damaged(self) -> Iterator[str]:
        for table, kind in _DOCS.items():
            for number, (doc,) in enumerate(self._database.stream(f"SELECT doc FROM {table} WHERE doc IS NOT NULL"), 1):
                try:
                    unpack(doc, kind)
                except StoreError:
                    yield f"{table}: record {number} is damaged"

    def backup(self, target: Path) -> None:
        """A consistent copy of the store and its ledger in one file, taken while it is in use."""
        self.ledger.made_backup(target, time.time())
        self._database.backup(target, self.ledger.image())

    def fold(self) -> bool:
        """Fold the write-ahead log into the file and empty it; false where a reader still needs it."""
        return self._database.fold()

    def is_live(self, needle: bytes) -> bool:
        """Whether a record that is kept legitimately holds these bytes."""
        return live(self._database, needle)

    def close(self) -> None:
        """Release the files."""
        if not self._lent:
            self.ledger.close()
        self._database.close()
