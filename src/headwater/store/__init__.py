"""What Headwater keeps. `Store` is the surface the rest of the program relies on; SQLite implements it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from headwater.store.articles import Articles
from headwater.store.comparisons import Comparisons
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
from headwater.store.sqlite import SqliteStore
from headwater.store.stories import Stories

__all__ = ["SqliteStore", "Store"]


class Store(Protocol):
    """One place that holds articles, stories, sources and the search index."""

    articles: Articles
    stories: Stories
    comparisons: Comparisons
    sagas: Sagas
    passages: Passages
    sources: Sources
    hosts: Hosts
    sites: Sites
    leases: Leases
    logins: Logins
    search: Search
    ledger: Ledger
    removals: Removals
    folder: Path

    def transaction(self) -> AbstractContextManager[None]: ...
    def version(self) -> int: ...
    def check(self) -> Iterator[str]: ...
    def backup(self, target: Path) -> None: ...
    def fold(self) -> bool: ...
    def is_live(self, needle: bytes) -> bool: ...
    def close(self) -> None: ...
