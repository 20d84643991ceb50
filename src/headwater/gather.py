"""Gathering: which source is asked when, and what becomes of what it brings.

    due, paced ──▶ round at a source (sources.collect) ──▶ handfuls of captures ──▶ read in a worker ──▶ desk ──▶ source saved

Rounds run side by side in two lanes: those that take long, or failed last time, never hold up the others. What comes from the network is
read in a worker process, so that a document that breaks its parser cannot end the program. Trouble with one source, and even a fault of
the program at it, is that source's alone; only a store that cannot be used ends the run.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple, ParamSpec, TypeVar

import msgspec

from headwater import engine, pipeline
from headwater.desk import Desk
from headwater.errors import BusyError, HeadwaterError, StoreError
from headwater.hubs import Hubs
from headwater.model import Capture, Counts, Feed, Lease, Source, Waiting
from headwater.settings import Settings
from headwater.sources.archive import Archive
from headwater.sources.collect import Gone, Network, Taken, Visit, discover, fetch_source, refetch
from headwater.sources.documents import Document, Documents
from headwater.sources.guard import Allowed
from headwater.sources.http import Fetcher, FetchSettings
from headwater.sources.lanes import Lanes, side_by_side
from headwater.sources.pace import NEW_EVERY, Pace
from headwater.sources.robots import Robots
from headwater.sources.schedule import after_failure, asked, postponed
from headwater.sources.site_signals import SiteSignals
from headwater.store import Store

P = ParamSpec("P")
T = TypeVar("T")
SourceDone = Callable[[Source, Counts], None]

# Rounds under way at once, in either lane, and the seconds after which one is slow. A round that fetches fifty pages of one host takes a
# minute and waits most of it.
QUICK_ROUNDS = 64
SLOW_ROUNDS = 256
LONG_ROUND = 10.0
# One round of `serve` looks again at this many known pages at most, so that looking back never delays what is new.
RECHECKS_PER_ROUND = 24
# Handfuls that are read and saved at once: one is read while another is settled.
SAVING = 2
# Feeds sent by hubs that are taken in at once, each of up to `max_bytes`.
PUSHED = 4
# Seconds after which the stories left in doubt are looked at again, by what came meanwhile.
REVIEW = 300.0
# Seconds between two looks at the clock, and for which nothing is started while another process holds the store.
TICK = 1.0
REST = 15.0

_log = logging.getLogger("headwater")


class Hooks(NamedTuple):
    """What the application does with what gathering brings.

    settled     called after what was fetched is saved
    withdraw    takes pages that their servers say are no longer there
    look_after  done again and again beside the fetching
    """

    settled: Callable[[], object]
    withdraw: Callable[[Sequence[Gone]], None]
    look_after: Callable[[], Coroutine[Any, Any, object]]


class Gatherer:
    """Fetches for one store. `clock` is the time of day in seconds since the epoch; `hooks`: what else is done."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        settings: Settings,
        reader: engine.Engine,
        hooks: Hooks,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._desk = desk
        self._settings = settings
        self._reader = reader
        self._clock = clock
        self._hooks = hooks
        self._telling = False
        self._net: Network | None = None
        self.hubs = Hubs(store, settings.public_url, clock)
        self._archive = Archive(store.folder)
        self._pushed = 0
        self._users = 0
        self._door = asyncio.Lock()
        self._stack = contextlib.AsyncExitStack()
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._rest_until = 0.0

    # ---- use cases ----

    async def discover(self, url: str) -> tuple[Source, ...]:
        """What there is to subscribe to at an address. Raises FetchError and ContentError."""
        async with self.online():
            return await discover(self.network(), url)

    async def update(self, only: Sequence[str] = (), *, done: SourceDone | None = None) -> Counts:
        """Fetch what is due (or the sources of these ids, due or not), once, and process it. One source's trouble does not touch others."""
        began, total = time.monotonic(), Counts()
        now = self._clock()
        everything = 1 << 31
        ids = list(only) or [i for failing in (False, True) for i in self._store.sources.due(now, everything, failing=failing)]

        async def one(source: str) -> None:
            nonlocal total
            counts = await self._look(source, done, forced=bool(only))
            total = pipeline.add(total, counts)

        async with self.online():
            await self._thread(self._desk.begin)
            await side_by_side([one(source) for source in ids], QUICK_ROUNDS + SLOW_ROUNDS)
            await self._thread(self._desk.review)
            await self._thread(self._hooks.settled)
        return msgspec.structs.replace(total, seconds=round(time.monotonic() - began, 3))

    async def run(self, stop: asyncio.Event, done: SourceDone | None = None) -> None:
        """Fetch every source when it is due and look again at recent articles, until `stop` is set. Raises StoreError."""
        pace = Pace()
        async with self.online():
            await self._thread(self._desk.begin)
            reviewed = time.monotonic()
            try:
                while not stop.is_set():
                    self._reap()
                    now = time.monotonic()
                    if now >= self._rest_until:
                        self._start_due(pace, done)
                        self._start("recheck", self.recheck)
                        self._start("look after", self._hooks.look_after)
                        self._start("hubs", lambda: self.hubs.ask_due(self.network().fetcher))
                    if now >= reviewed + REVIEW:
                        reviewed = now
                        self._start("review", lambda: self._thread(self._desk.review))
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), TICK)
            finally:
                for task in self._tasks.values():
                    task.cancel()
                await asyncio.gather(*self._tasks.values(), return_exceptions=True)
                self._tasks.clear()

    async def recheck(self) -> Counts:
        """Look again at some recent articles: often while they are young, then at growing gaps. Only inside `online`.

        A changed text becomes a revision; an article whose page is gone is removed here too.
        """
        now = self._now()
        urls = await self._thread(self._store.articles.take_stale, now.timestamp(), self._settings.recheck, RECHECKS_PER_ROUND)
        if not urls:
            return Counts()
        found = await refetch(self.network(), [self._store.hosts.validators(url) for url in urls], now)
        await self._thread(self._hooks.withdraw, [item for item, _ in found if isinstance(item, Gone)])
        there = [self._store.articles.by_address(item.url) for item, _ in found if not isinstance(item, Gone)]
        await self._thread(self._store.removals.met, [article for article in there if article])
        taken = Taken(
            captures=tuple(item for item, _ in found if isinstance(item, Capture)),
            validators=tuple(said for item, said in found if isinstance(item, Capture)),
        )
        counts = await self._save(None, taken)
        await self._thread(self._hooks.settled)
        return counts

    @contextlib.asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        """Holds one fetcher and one worker, so that politeness and robots rules are remembered between fetches. Who comes while they are
        there shares them, and the last to leave closes them.
        """
        if not self._users:
            self._door = asyncio.Lock()
        self._users += 1
        try:
            async with self._door:
                if self._net is None:
                    await self._open()
            yield
        finally:
            self._users -= 1
            if not self._users:
                await self._shut()

    async def _open(self) -> None:
        chosen = self._settings
        asked_for = FetchSettings(
            contact=chosen.contact,
            gap=chosen.gap,
            timeout=chosen.timeout,
            max_bytes=chosen.max_bytes,
            concurrency=chosen.parallel,
            allowed=Allowed(private=chosen.private_networks, hosts=frozenset(chosen.allow_hosts)),
        )
        self._rounds = Lanes(QUICK_ROUNDS, SLOW_ROUNDS, LONG_ROUND)
        self._saving = asyncio.Semaphore(SAVING)
        self._worker = self._reader if chosen.workers else engine.pool(1)
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="gather")
        hosts = self._store.hosts
        fetcher = await self._stack.enter_async_context(Fetcher(asked_for, clock=self._clock, memory=hosts))
        robots = Robots(fetcher, clock=self._clock, memory=hosts)
        self._site_signals = SiteSignals(fetcher, robots, clock=self._clock, memory=hosts)
        self._net = Network(fetcher, robots, Documents(self._read_elsewhere))

    async def _shut(self) -> None:
        """Closes what is open; whoever comes while it closes opens anew."""
        net, self._net = self._net, None
        stack, self._stack = self._stack, contextlib.AsyncExitStack()
        if net is None:
            return
        threads, worker = self._threads, self._worker
        await stack.aclose()
        await asyncio.to_thread(threads.shutdown)
        if worker is not self._reader:
            await asyncio.to_thread(worker.close)

    # ---- the loop ----

    def _start_due(self, pace: Pace, done: SourceDone | None) -> None:
        """Starts rounds at sources that are due, as many as there is room for and the pace grants: first those that did not fail."""
        now = self._clock()
        granted = pace.grant(now, *self._store.sources.planned(NEW_EVERY))
        started = 0
        for failing in (False, True):
            room = min(granted - started, self._rounds.free(slow=failing))
            if room <= 0:
                continue
            # What is under way is still due in the store.
            ids = self._store.sources.due(now, room + len(self._tasks), failing=failing)
            for source in [one for one in ids if one not in self._tasks][:room]:
                self._start(source, lambda source=source: self._look(source, done))  # type: ignore[misc]
                started += 1
        pace.used(started)

    def _start(self, key: str, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(work())

    def _reap(self) -> None:
        """Forgets tasks that are over. Raises StoreError where one met a store that cannot be used."""
        for key, task in list(self._tasks.items()):
            if not task.done():
                continue
            del self._tasks[key]
            try:
                task.result()
            except BusyError as error:
                # Whoever holds the store lets go of it again, and nothing is lost by waiting.
                self._rest_until = time.monotonic() + REST
                _log.warning("%s; trying again in %.0f s", error, REST)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - a fault in looking back must not end what else goes on; it is shown
                _tell(key, error)

    async def _look(self, source_id: str, done: SourceDone | None, *, forced: bool = False) -> Counts:
        """One round at one source. Raises StoreError; any other trouble is kept with the source."""
        source = await self._thread(self._store.sources.get, source_id)
        if source is None:
            return Counts()
        # Not asked at all: stored before what is due had a column of its own.
        later = source if not asked(source) else postponed(source, self._clock())
        if later is not None and not forced:
            await self._thread(self._store.sources.put, later)
            return Counts()
        try:
            found, counts = await self._collect(source, forced=forced)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours at one source must not touch the others; it is shown
            _tell(source.url, error)
            problem = HeadwaterError(f"a fault in the program ({type(error).__name__}: {error}); please report it")
            found, counts = after_failure(source, problem, self._clock()), Counts()
            await self._thread(self._finish, found, self._store.sources.waiting(source.id))
        if done is not None:
            # Whoever started us may have closed the terminal.
            with contextlib.suppress(OSError, ValueError):
                done(found, counts)
        return counts

    # ---- one round ----

    async def push(self, lease: Lease, media: str, body: bytes) -> Counts:
        """Takes in what a source's hub sent in its place. Raises ContentError where it is no feed, BusyError over `PUSHED` at once."""
        if self._pushed >= PUSHED:
            raise BusyError("too much is being sent at once: send it again in a minute")
        self._pushed += 1
        try:
            async with self.online():
                limit = self._settings.max_bytes
                content = await self.network().documents.read(Document(expect="feed", body=body, url=lease.topic, media=media, limit=limit))
                if (other := self._tasks.get(lease.source)) is not None:
                    await asyncio.wait([other])
                source = await self._thread(self._store.sources.get, lease.source)
                return Counts() if source is None else (await self._collect(source, forced=False, pushed=content.feed))[1]
        finally:
            self._pushed -= 1

    async def _collect(self, source: Source, *, forced: bool, pushed: Feed | None = None) -> tuple[Source, Counts]:
        counts = Counts()

        async def deliver(taken: Taken) -> None:
            nonlocal counts
            saved = await self._save(source, taken)
            counts = pipeline.add(counts, saved)

        async with self._rounds.place(slow=source.failures > 0):
            now = self._now()
            visit = Visit(
                source=source,
                now=now,
                waiting=self._store.sources.waiting(source.id),
                listing=pushed is None and (forced or source.next_due <= now.timestamp()),
                pushed=pushed,
            )
            outcome = await fetch_source(self.network(), visit, self.is_known, deliver)
        found = outcome.source
        if self._settings.poll and visit.listing:
            # A fixed interval is the user's wish; what servers and feeds ask for still holds.
            found = msgspec.structs.replace(found, next_due=now.timestamp() + max(self._settings.poll, found.patience))
        await self._thread(self._finish, found, outcome.waiting)
        if counts != Counts():
            await self._tell_settled()
        return found, counts

    async def _tell_settled(self) -> None:
        """One at a time: whoever comes while one is under way need not wait for another, the next round's does it."""
        if not self._telling:
            self._telling = True
            try:
                await self._thread(self._hooks.settled)
            finally:
                self._telling = False

    async def _save(self, source: Source | None, taken: Taken) -> Counts:
        taken = msgspec.structs.replace(taken, captures=await self._site_signals.dress(taken.captures))
        async with self._saving:
            return await self._thread(self._keep, source, taken)

    def _keep(self, source: Source | None, taken: Taken) -> Counts:
        named = [self._named(capture, source) for capture in taken.captures]
        counts = self._desk.settle(list(pipeline.readings((*named, *taken.set_aside), self._worker.map)))
        ledger = self._store.ledger
        self._store.articles.also_at(moved for moved in taken.moved if not any(map(ledger.is_barred, moved)))
        self._store.hosts.validate(taken.validators)
        if self._settings.keep_captures:
            # What was barred while it was saved has no article, and is not kept either.
            self._archive.keep(capture for capture in named if self._store.articles.by_address(capture.url))
        return counts

    def _named(self, capture: Capture, source: Source | None) -> Capture:
        """The capture with its outlet: where a page does not say whose it is, it is the outlet's whose feed listed it."""
        outlet = capture.outlet or ((source.outlet or source.title) if source else "")
        if source is None:
            known = self._store.articles.by_address(capture.url)
            article = self._store.articles.get(known) if known else None
            outlet = article.outlet if article else ""
        return msgspec.structs.replace(capture, outlet=outlet)

    def _finish(self, source: Source, waiting: Sequence[Waiting]) -> None:
        """Saves the source after its captures: the other way round, a crash between the two would skip them until they change."""
        sources = self._store.sources
        with self._store.transaction():
            before = sources.get(source.id)
            if before is None:
                return
            twin = sources.get(source.url)
            if twin is not None and twin.id != source.id:
                # It has moved to an address that is subscribed to already: one of the two is enough.
                sources.remove(source.id)
                return
            if source.state == "active":
                # What the user and a hub did meanwhile stands.
                source = msgspec.structs.replace(source, state=before.state, lease=before.lease)
            sources.put(source)
            self.hubs.want(source)
            kept = [one for one in waiting if source.state != "gone" and not self._store.ledger.is_barred(one.entry.link)]
            sources.wait(source.id, kept)

    # ---- small things ----

    async def _read_elsewhere(self, work: Callable[[bytes], bytes], item: bytes) -> bytes:
        return await self._thread(lambda: next(iter(self._worker.map(work, [item]))))

    async def _thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs what may wait for a disk or a worker in threads of our own, so that the pages have theirs."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **kwargs))

    def network(self) -> Network:
        """What fetches now. Only inside `online`."""
        assert self._net is not None, "only inside online()"
        return self._net

    def is_known(self, url: str) -> bool:
        """Whether an entry with this address is not to be fetched: it was, it can never be read, or its owner bars it."""
        return self._store.articles.is_met(url) or self._store.sources.is_set_aside(url) or self._store.ledger.is_barred(url)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _tell(where: str, error: Exception) -> None:
    _log.warning("%s: a fault in the program (%s: %s)", where, type(error).__name__, error)
    _log.debug("where it happened", exc_info=error)
