"""What the pages need of the app: the use cases they show, and nothing of how it keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from headwater.errors import NotFoundError
from headwater.model import Source
from headwater.outlets.catalogue import CatalogueFeed
from headwater.pages import ArticleLine, ArticlePage, Front, SearchPage, SourcesPage, StoryPage
from headwater.rights import Rights
from headwater.stages.rights.demand import Demand, Method

Order = Literal["relevance", "newest"]

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def known_id(value: str) -> str:
    """The id if it can be one at all; raises NotFoundError otherwise, so that no other string reaches the store."""
    if not _ID.fullmatch(value):
        raise NotFoundError("Nothing lives at this address.")
    return value


class Settings(Protocol):
    """`contact` is the operator's address or ""; `demo` whether the demo press is being read."""

    @property
    def contact(self) -> str: ...
    @property
    def demo(self) -> bool: ...


class Picture(Protocol):
    """A picture as bytes, and what kind of picture it is ("image/jpeg")."""

    @property
    def body(self) -> bytes: ...
    @property
    def media(self) -> str: ...


class Reading(Protocol):
    """The app as the pages see it. Reads are synchronous and safe from several threads; unknown ids raise NotFoundError."""

    @property
    def settings(self) -> Settings: ...
    def front(self, now: datetime, limit: int = 20) -> Front: ...
    def story_page(self, story_id: str) -> StoryPage: ...
    def redirect(self, story_id: str) -> str | None: ...
    def article_page(self, article_id: str) -> ArticlePage: ...
    def search(self, query: str, offset: int = 0, limit: int = 20, order: Order = "relevance") -> SearchPage: ...
    def sources_page(self) -> SourcesPage: ...
    def river(self, offset: int, limit: int) -> tuple[ArticleLine, ...]: ...
    def opml(self) -> bytes: ...
    @property
    def rights(self) -> Rights: ...
    async def verify(self, demand: str, method: Method | None = None) -> Demand: ...
    async def add(self, url: str) -> tuple[Source, ...]: ...
    def remove(self, source_id: str) -> None: ...
    def choose(self, feeds: Sequence[CatalogueFeed]) -> tuple[Source, ...]: ...
    def subscribed(self, urls: Iterable[str]) -> frozenset[str]: ...
    async def picture(self, article_id: str) -> Picture: ...
