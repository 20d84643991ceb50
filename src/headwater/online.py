"""What is held open while anything is fetched: the one way to the network, the worker that reads, and threads for the store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from headwater import engine
from headwater.settings import Settings
from headwater.sources.documents import Documents
from headwater.sources.guard import Allowed
from headwater.sources.http import Fetcher, FetchSettings
from headwater.sources.lanes import Lanes
from headwater.sources.politeness import Politeness
from headwater.sources.robots import Robots
from headwater.sources.site_signals import SiteSignals
from headwater.sources.taking import Network
from headwater.sources.turns import SharedTurns
from headwater.store import Store

P = ParamSpec("P")
T = TypeVar("T")

# Rounds under way at once, in either lane, and the seconds after which one is slow. A round that fetches fifty pages of one host takes a
# minute and waits most of it.
QUICK_ROUNDS = 64
SLOW_ROUNDS = 256
LONG_ROUND = 10.0
# Handfuls that are read and saved at once: one is read while another is settled.
SAVING = 2


class Online:
    """Holds one fetcher and one worker, so that politeness and robots rules are remembered between fetches.

    All but `held` is there inside `held` only: the `worker`, what sites say (`signals`), places for rounds (`lanes`) and for saving what
    they bring, `network()` and `thread`.
    """

    worker: engine.Engine
    signals: SiteSignals
    lanes: Lanes
    saving: asyncio.Semaphore

    def __init__(self, store: Store, settings: Settings, reader: engine.Engine, clock: Callable[[], float]) -> None:
        self._store = store
        self._settings = settings
        self._reader = reader
        self._clock = clock
        self._net: Network | None = None
        self._users = 0
        self._door = asyncio.Lock()
        self._stack = contextlib.AsyncExitStack()

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Who comes while it is open shares what is there, and the last to leave closes it."""
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

    def network(self) -> Network:
        """What fetches now."""
        assert self._net is not None, "only inside online()"
        return self._net

    async def thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs what may wait for a disk or a worker in threads of our own, so that the pages have theirs."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **kwargs))

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
        self.worker = self._reader if chosen.workers else engine.pool(1)
        self.lanes, self.saving = Lanes(QUICK_ROUNDS, SLOW_ROUNDS, LONG_ROUND), asyncio.Semaphore(SAVING)
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="gather")
        hosts, turns = self._store.hosts, SharedTurns(self._store.folder)
        self._stack.callback(turns.close)
        politeness = Politeness(chosen.gap, day=self._clock, shared=turns)
        fetcher = await self._stack.enter_async_context(Fetcher(asked_for, clock=self._clock, politeness=politeness, memory=hosts))
        robots = Robots(fetcher, clock=self._clock, memory=hosts)
        self.signals = SiteSignals(fetcher, robots, clock=self._clock, memory=hosts)
        self._net = Network(fetcher, robots, Documents(self._read_elsewhere))

    async def _shut(self) -> None:
        """Closes what is open; whoever comes while it closes opens anew."""
        net, self._net = self._net, None
        stack, self._stack = self._stack, contextlib.AsyncExitStack()
        if net is None:
            return
        threads, worker = self._threads, self.worker
        await stack.aclose()
        await asyncio.to_thread(threads.shutdown)
        if worker is not self._reader:
            await asyncio.to_thread(worker.close)

    async def _read_elsewhere(self, work: Callable[[bytes], bytes], item: bytes) -> bytes:
        return await self.thread(lambda: next(iter(self.worker.map(work, [item]))))
