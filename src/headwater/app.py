"""The application: one method per use case. `make_app` is the one place where the parts are put together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from headwater import chronicle, compose, engine, pipeline, replay, telling
from headwater.briefing import Briefs, endpoint_of
from headwater.chaining import Chaining
from headwater.comparing import Comparing
from headwater.desk import Desk
from headwater.encoding import OnnxEncoder
from headwater.errors import HeadwaterError, NotFoundError, RemovedError, UsageError
from headwater.export import CHAINED, COMPARED
from headwater.export import rows as export_rows
from headwater.gather import Gatherer, Hooks
from headwater.model import Brief, Capture, Counts, Lease, Login, SetAside, Source, Story
from headwater.outlets.catalogue import CatalogueFeed
from headwater.pages import ArticleLine, ArticlePage, Front, PairPage, PersonPage, SagaLine, SagaPage, SearchPage, SourcesPage, StoryPage
from headwater.removal import Remover
from headwater.reread import reread
from headwater.rights import Rights
from headwater.rounds import Place, SourceDone
from headwater.settings import Settings
from headwater.sources import files, logins
from headwater.sources.collect import Gone, new_source
from headwater.sources.pictures import Picture, Pictures
from headwater.stages.parse import OpmlFeed, parse_opml, write_opml
from headwater.stages.rights.demand import Demand, Method
from headwater.stages.story import Encoder
from headwater.store import SqliteStore, Store
from headwater.store.articles import line as listed
from headwater.store.search import Order

_LOG = logging.getLogger(__name__)

GONE = 410
# So many sources may be looked at for the first time at once; more are spread over so many seconds.
AT_ONCE = 50
SPREAD = 900.0
# A page that answers 404 may be a fault of the day: it is taken for gone when it does so again at least this many seconds later.
MISSING_TWICE = 6 * 3_600.0
# Seconds between two looks at the demands.
RIGHTS_TICK = 5.0
# Pages whose time is over that are removed at one look.
ENDED_AT_ONCE = 24


class Headwater:
    """Headwater over one store. Reads are safe from several threads; writes wait for each other.

    `clock` is the time of day by which sources are asked, in seconds since the epoch.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        reader: engine.Engine,
        *,
        clock: Callable[[], float] = time.time,
        encoder: Encoder | None = None,
    ) -> None:
        self.settings = settings
        self._store = store
        self._desk = Desk(store, encoder)
        self._comparing = Comparing(store)
        self._chaining = Chaining(store)
        self._briefs = Briefs(store, endpoint_of(settings))
        self._engine = reader
        remover = Remover(store, self._desk, lambda backup: replay.rewrite(backup, store.folder, store.ledger), _now)
        self.rights = Rights(store, remover, settings, _now)
        self.rights.on_hidden = self._forget
        self._pictures = Pictures()
        hooks = Hooks(settled=self._settled, withdraw=self._withdraw, look_after=self._look_after_rights)
        self._gather = Gatherer(Place(store, self._desk, settings, clock), reader, hooks)

    # ---- taking in ----

    def ingest(self, captures: Iterable[Capture | SetAside], progress: pipeline.Progress | None = None) -> Counts:
        """Read and save captures, then compare the reports of the stories that have changed. See `pipeline.ingest`."""
        counts = pipeline.ingest(captures, self._desk, self._engine.map, progress)
        self._settled()
        return counts

    def _settled(self) -> None:
        """After what was read is saved: pages that ask now not to be kept are removed; changed stories are compared and chained."""
        while self._desk.refused:
            self.rights.withdrawn(dict([self._desk.refused.popitem()]))
        self._desk.part(_now().timestamp())
        self._comparing.refresh()
        self._chaining.refresh()

    def ingest_paths(
        self, paths: Sequence[Path], progress: pipeline.Progress | None = None, taken: Callable[[int], None] | None = None
    ) -> Counts:
        """Read files and folders; `taken` is told how many bytes were taken in. Raises UsageError for a path that is not there, first."""
        return self.ingest(files.captures(paths, _now(), taken), progress)

    def reread(self, progress: pipeline.Progress | None = None) -> Counts:
        """Read kept captures again with today's code. See `reread.reread`."""
        counts = reread(self._store, self._desk, self._engine.map, progress)
        self._desk.part(_now().timestamp())
        self._comparing.refresh()
        self._chaining.refresh()
        return counts

    async def add(self, url: str) -> tuple[Source, ...]:
        """Subscribe to what is at an address: a feed, a sitemap, or the best feed of a site. Returns the new or known sources.

        A name and password in it are kept apart, and sent to the address's own origin alone.
        """
        address, login = logins.parted(url)
        return self.subscribe(await self._gather.discover(address, login), login)

    def add_opml(self, body: bytes) -> tuple[Source, ...]:
        """Subscribe to every feed of an OPML list."""
        now = _now().timestamp()
        return self.subscribe(new_source(feed.url, title=feed.title, added=now) for feed in parse_opml(body) if feed.url)

    def subscribe(self, found: Iterable[Source], login: Login | None = None) -> tuple[Source, ...]:
        """Subscribe to sources that are known to be feeds, without asking the network. Returns them, or those known before.

        `login` is kept for those of its origin, and so is one that stands in a source's address.
        """
        kept = []
        with self._store.transaction():
            for source in found:
                url, own = logins.parted(source.url)
                source = msgspec.structs.replace(source, url=url)
                known = self._store.sources.get(url)
                if known is None:
                    self._store.sources.put(source)
                kept.append(known or source)
                given = own or login
                if given is not None and given.origin == logins.origin_of(url):
                    self._store.logins.put(kept[-1].id, given)
                    if known is not None and known.failures:
                        # It may have failed for want of it.
                        self._store.sources.put(msgspec.structs.replace(known, next_due=0.0))
        return tuple(kept)

    def choose(self, feeds: Sequence[CatalogueFeed]) -> tuple[Source, ...]:
        """Subscribe to feeds of the catalogue, without asking the network. Returns the new sources, without those known before.

        The first looks at many feeds are spread over a while, so that they do not all come due at one moment for ever after.
        """
        now = _now().timestamp()
        step = SPREAD / len(feeds) if len(feeds) > AT_ONCE else 0.0
        known = self.subscribed(feed.url for feed in feeds)
        new = [feed for feed in feeds if feed.url not in known]
        made = (new_source(feed.url, title=feed.outlet, added=now) for feed in new)
        spread = (msgspec.structs.replace(source, next_due=now + step * place if step else 0.0) for place, source in enumerate(made))
        return self.subscribe(spread)

    def subscribed(self, urls: Iterable[str]) -> frozenset[str]:
        """Those of the addresses that are subscribed to."""
        return frozenset(url for url in urls if self._store.sources.get(new_source(url).id) or self._store.sources.get(url))

    def remove(self, source_id: str) -> None:
        """Unsubscribe by id or address; the articles stay. Raises NotFoundError."""
        self._store.sources.remove(self._named(source_id).id)

    async def update(self, only: Sequence[str] = (), *, done: SourceDone | None = None) -> Counts:
        """Fetch what is due (or the sources named, due or not), once, and process it. See `Gatherer.update`. Raises NotFoundError."""
        chosen = [self._named(one) for one in only]
        return await self._gather.update([source.id for source in chosen], done=done)

    async def run(self, stop: asyncio.Event, done: SourceDone | None = None) -> None:
        """Fetch every source when it is due and look again at recent articles, until `stop` is set. See `Gatherer.run`."""
        await self._gather.run(stop, done)

    async def _look_after_rights(self) -> None:
        """Take up removals that were begun, look for proofs that somebody waits for, and call the operator in time."""
        for line in await asyncio.to_thread(lambda: list(self.rights.tick())):
            _LOG.warning("%s", line)
        self._pictures.purge()
        ended = self._store.articles.signals.ended(_now().timestamp(), ENDED_AT_ONCE)
        await asyncio.to_thread(self.rights.withdrawn, dict.fromkeys(ended, "its owner said that it is not available any more"))
        for demand in self.rights.watched():
            with contextlib.suppress(HeadwaterError):
                await self.verify(demand)
        await asyncio.sleep(RIGHTS_TICK)

    async def verify(self, demand: str, method: Method | None = None) -> Demand:
        """Look for the proof of a demand's ownership, through the guard; where it is there, the removal runs at once."""
        async with self.online():
            return await self.rights.verify(demand, method, self._gather.network().fetcher)

    async def recheck(self) -> Counts:
        """Look again at some recent articles. Only inside `online`. See `Gatherer.recheck`."""
        return await self._gather.recheck()

    def _withdraw(self, gone: Sequence[Gone]) -> None:
        """410 is the outlet's own word that the page is gone for good; 404 may be a fault of the day, unless it stays."""
        taken: dict[str, str] = {}
        for item in gone:
            article = self._store.articles.by_address(item.url)
            if article is None:
                continue
            if item.status == GONE or self._store.removals.missed(article, item.at.timestamp(), MISSING_TWICE):
                taken[article] = f"its page answers {item.status}"
        self.rights.withdrawn(taken)

    def online(self) -> AbstractAsyncContextManager[None]:
        """Holds one fetcher open, so that politeness and robots rules are remembered from one fetch to the next. Re-entrant."""
        return self._gather.online()

    def websub_challenge(self, token: str, query: Mapping[str, str]) -> str | None:
        """What to answer a hub that asks whether we asked it; None where we did not. See `hubs`."""
        return self._gather.hubs.challenge(token, query)

    def websub_lease(self, token: str) -> Lease | None:
        """The lease whose callback holds this token, or None."""
        return self._gather.hubs.lease(token)

    async def websub_push(self, lease: Lease, media: str, body: bytes) -> Counts:
        """Take in what a hub sent, whose signature was checked. See `Gatherer.push`."""
        return await self._gather.push(lease, media, body)

    def _named(self, name: str) -> Source:
        name, _ = logins.parted(name)
        source = self._store.sources.get(name)
        if source is None:
            raise NotFoundError(f"there is no source {name}: see `headwater sources`")
        return source

    # ---- reading ----

    def front(self, now: datetime, limit: int = 20) -> Front:
        """The front page."""
        return compose.front(self._store, now, limit, self.settings.ranking)

    def story_page(self, story_id: str) -> StoryPage:
        """One story. Raises NotFoundError (see `redirect` for merged ones), or RemovedError."""
        self._not_removed(story_id)
        return compose.story_page(self._store, story_id, self._desk.related(story_id, 5))

    def redirect(self, story_id: str) -> str | None:
        """The living story that a merged one is part of now, or None."""
        return self._store.stories.redirect(story_id)

    def saga_page(self, saga_id: str) -> SagaPage:
        """One saga. Raises NotFoundError (see `saga_redirect` for merged ones)."""
        self._chaining.refresh()
        return chronicle.saga_page(self._store, saga_id)

    def saga_redirect(self, saga_id: str) -> str | None:
        """The saga that one which is no more is part of now, or None."""
        return self._store.sagas.redirect(saga_id)

    def sagas(self, limit: int) -> tuple[SagaLine, ...]:
        """Sagas, those with the newest report first."""
        self._chaining.refresh()
        return chronicle.sagas(self._store, limit)

    def article_page(self, article_id: str) -> ArticlePage:
        """One article. Raises NotFoundError, or RemovedError for one that was removed."""
        self._not_removed(article_id)
        return compose.article_page(self._store, article_id, lambda story: self._desk.related(story, 5))

    async def picture(self, article_id: str) -> Picture:
        """The lead image of an article, fetched for a reader. Raises NotFoundError, and what `sources.pictures` raises."""
        shown = await asyncio.to_thread(self.article_page, article_id)
        if shown.article.image is None:
            raise NotFoundError("this article has no picture")
        async with self.online():
            network = self._gather.network()
            return await self._pictures.get(shown.article.image.url, network.fetcher, network.robots)

    def _not_removed(self, item: str) -> None:
        tomb = self._store.ledger.tomb(item)
        if tomb is not None and self._store.articles.get(item) is None and self._store.stories.get(item) is None:
            raise RemovedError(f"{item} was removed; see demand {tomb.demand}", tomb.demand, tomb.outlet, tomb.at)

    def search(self, query: str, offset: int = 0, limit: int = 20, order: Order = "relevance") -> SearchPage:
        """Search results."""
        return compose.search(self._store, query, max(0, offset), max(1, min(limit, 200)), order)

    def sources_page(self) -> SourcesPage:
        """Every source with its health, and what was set aside."""
        return compose.sources_page(self._store, _now())

    def _forget(self) -> None:
        """Something was hidden: what is kept in memory goes."""
        self._pictures.forget()
        self._briefs.forget()

    def brief(self, day: date, language: str = "") -> Brief:
        """The brief of a day (UTC); see `briefing`. `language` is a BCP 47 primary tag, "" for each story in its own."""
        self._comparing.refresh()
        return self._briefs.of(day, language)

    def river(self, offset: int, limit: int) -> tuple[ArticleLine, ...]:
        """All articles, newest first."""
        return tuple(self._store.articles.latest(limit, offset))

    def pair_page(self, left: str, right: str) -> PairPage:
        """Two reports passage by passage. Raises NotFoundError."""
        return telling.pair_page(self._store, left, right)

    def person_page(self, person: str, *, feed: bool = False) -> PersonPage:
        """What a person or body said; for a `feed`, without what its owners keep from feeds. Raises NotFoundError."""
        return telling.person_page(self._store, person, feed=feed)

    def stories_of(self, ids: Iterable[str]) -> dict[str, Story]:
        """Stories by id; unknown ids are left out."""
        return {key: record.story for key, record in self._store.stories.many(ids).items()}

    def lines(self, articles: Iterable[str]) -> dict[str, ArticleLine]:
        """Articles as they stand in lists, by id; unknown ids are left out."""
        return {key: listed(stored.article, stored.story) for key, stored in self._store.articles.many(articles).items()}

    def stories(self, since: datetime | None, limit: int) -> tuple[Story, ...]:
        """Stories with a report since that moment, most independent origins first."""
        return tuple(r.story for r in self._store.stories.newest(since.timestamp() if since else 0.0, limit))

    def export(self, kind: str, story: str | None = None, since: datetime | None = None) -> Iterator[dict[str, object]]:
        """Rows of the contract's data shapes. Raises UsageError for a kind that is none."""
        if kind in COMPARED:
            self._comparing.refresh(all_of_them=True)
        if kind in CHAINED:
            self._chaining.refresh()
        return export_rows(self._store, kind, story, since)

    def opml(self, *, with_logins: bool = False) -> bytes:
        """The list of sources as OPML 2.0; with the names and passwords of private ones only where asked for."""
        feeds = []
        for source in self._store.sources.all():
            login = self._store.logins.of(source.id) if with_logins else None
            url = logins.joined(source.url, login) if login else source.url
            feeds.append(OpmlFeed(title=source.title or source.url, url=url, site="", folder=""))
        return write_opml(feeds, "Headwater", _now())

    # ---- upkeep ----

    def check(self) -> Iterator[str]:
        """One line per fault of the store."""
        return self._store.check()

    def barred(self) -> Iterator[str]:
        """One line for every article that is here although it was removed, which nothing should bring about."""
        for demand, numbers in replay.barred(self._store).items():
            if (asked := self.rights.open(demand)).settled:
                yield f"{len(numbers)} articles are here that demand {asked.id} had removed: `headwater rights sweep` removes them again"

    def sweep(self) -> int:
        """Remove again whatever is here although it was removed; how many articles went."""
        return replay.sweep(self._store, self._desk)

    def backup(self, target: Path) -> None:
        """A consistent copy of the store in one file."""
        self._store.backup(target)

    def close(self) -> None:
        """Release the store and the engine."""
        self._engine.close()
        self._store.close()


def make_app(folder: Path, settings: Settings | None = None, *, clock: Callable[[], float] = time.time) -> Headwater:
    """Headwater over the store in `folder`, with the engine and the encoder that the settings ask for. `clock`: see Headwater."""
    chosen = settings or Settings()
    reader = engine.pool(chosen.workers) if chosen.workers else engine.embedded()
    encoder = OnnxEncoder(Path(chosen.encoder).expanduser()) if chosen.encoder else None
    return Headwater(SqliteStore(folder), chosen, reader, clock=clock, encoder=encoder)


@contextlib.contextmanager
def opened(folder: Path, settings: Settings | None = None) -> Iterator[Headwater]:
    """`make_app` that is closed at the end, whatever happens."""
    app = make_app(folder, settings)
    try:
        yield app
    finally:
        app.close()


def restore_backup(backup: Path, folder: Path) -> int:
    """Replace the store in `folder` by a backup, without what was removed since; how many articles were left out.

    Raises UsageError where there is no such file, BusyError where the store is in use.
    """
    if not backup.is_file():
        raise UsageError(f"there is no file {backup}")
    return replay.restore(backup, folder)


def _now() -> datetime:
    return datetime.now(UTC)
