"""Gathering: which source is asked when, and what else is done again and again beside it.

    due, paced ──▶ round at a source (rounds.py)
    recent articles ──▶ looked at again ──▶ revisions, and what is gone

Rounds run side by side in two lanes: those that take long, or failed last time, never hold up the others. Only a store that cannot be used
ends the run.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple

import msgspec

from headwater import engine, pipeline
from headwater.errors import BusyError, StoreError
from headwater.hubs import Hubs
from headwater.model import Capture, Counts, Lease, Login, Source
from headwater.online import QUICK_ROUNDS, SLOW_ROUNDS, Online
from headwater.rounds import Place, Rounds, SourceDone, tell
from headwater.sources.collect import Gone, Network, Taken, discover, refetch
from headwater.sources.documents import Document
from headwater.sources.lanes import side_by_side
from headwater.sources.pace import NEW_EVERY, Pace, Turns

# One round of `serve` looks again at this many known pages at most, so that looking back never delays what is new.
RECHECKS_PER_ROUND = 24
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
    """Fetches for one store. `hooks`: what else is done."""

    def __init__(self, place: Place, reader: engine.Engine, hooks: Hooks) -> None:
        self._store, self._desk, self._settings, self._clock = place
        self._hooks = hooks
        self._online = Online(place.store, place.settings, reader, place.clock)
        self.hubs = Hubs(place.store, place.settings.public_url, place.clock)
        self._rounds = Rounds(place, self._online, self.hubs, hooks.settled)
        self._turns = Turns()
        self._pushed = 0
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._rest_until = 0.0

    # ---- use cases ----

    async def discover(self, url: str, login: Login | None = None) -> tuple[Source, ...]:
        """What there is to subscribe to at an address. Raises FetchError and ContentError."""
        async with self.online():
            return await discover(self.network(), url, login=login)

    async def update(self, only: Sequence[str] = (), *, done: SourceDone | None = None) -> Counts:
        """Fetch what is due (or the sources of these ids, due or not), once, and process it. One source's trouble does not touch others."""
        began, total = time.monotonic(), Counts()
        now = self._clock()
        everything, sources = 1 << 31, self._store.sources
        ids = list(only) or [*sources.due(now, everything), *sources.new(now, everything), *sources.due(now, everything, failing=True)]

        async def one(source: str) -> None:
            nonlocal total
            counts = await self._rounds.look(source, done, forced=bool(only))
            total = pipeline.add(total, counts)

        async with self.online():
            await self._online.thread(self._desk.begin)
            await side_by_side([one(source) for source in ids], QUICK_ROUNDS + SLOW_ROUNDS)
            await self._online.thread(self._desk.review)
            await self._online.thread(self._hooks.settled)
        return msgspec.structs.replace(total, seconds=round(time.monotonic() - began, 3))

    async def run(self, stop: asyncio.Event, done: SourceDone | None = None) -> None:
        """Fetch every source when it is due and look again at recent articles, until `stop` is set. Raises StoreError."""
        pace = Pace()
        async with self.online():
            await self._online.thread(self._desk.begin)
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
                        self._start("review", lambda: self._online.thread(self._desk.review))
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
        now = self._rounds.now()
        urls = await self._online.thread(self._store.articles.take_stale, now.timestamp(), self._settings.recheck, RECHECKS_PER_ROUND)
        if not urls:
            return Counts()
        found = await refetch(self.network(), [self._store.hosts.validators(url) for url in urls], now)
        await self._online.thread(self._hooks.withdraw, [item for item, _ in found if isinstance(item, Gone)])
        there = [self._store.articles.by_address(item.url) for item, _ in found if not isinstance(item, Gone)]
        await self._online.thread(self._store.removals.met, [article for article in there if article])
        taken = Taken(
            captures=tuple(item for item, _ in found if isinstance(item, Capture)),
            validators=tuple(said for item, said in found if isinstance(item, Capture)),
        )
        counts = await self._rounds.save(None, taken)
        await self._online.thread(self._hooks.settled)
        return counts

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
                source = await self._online.thread(self._store.sources.get, lease.source)
                return Counts() if source is None else (await self._rounds.collect(source, forced=False, pushed=content.feed))[1]
        finally:
            self._pushed -= 1

    def online(self) -> AbstractAsyncContextManager[None]:
        """Holds the network open; see `Online.held`."""
        return self._online.held()

    def network(self) -> Network:
        """What fetches now. Only inside `online`."""
        return self._online.network()

    def is_known(self, url: str) -> bool:
        """See `Rounds.is_known`."""
        return self._rounds.is_known(url)

    # ---- the loop ----

    def _start_due(self, pace: Pace, done: SourceDone | None) -> None:
        """Starts rounds at sources that are due, as many as there is room for and the pace grants: first those that did not fail."""
        now = self._clock()
        sources = self._store.sources
        granted = pace.grant(now, *sources.planned(NEW_EVERY))
        started = 0
        for failing in (False, True):
            room = min(granted - started, self._online.lanes.free(slow=failing))
            if room <= 0:
                continue
            # What is under way is still due in the store.
            most = room + len(self._tasks)
            known = [one for one in sources.due(now, most, failing=failing) if one not in self._tasks]
            new = [] if failing else [one for one in sources.new(now, most) if one not in self._tasks]
            for source in self._turns.first(room, known, new):
                self._start(source, lambda source=source: self._rounds.look(source, done))  # type: ignore[misc]
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
                tell(key, error)
