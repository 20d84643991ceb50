"""One request at a time to a host, with a pause between two, and none at all while a host asked to be left alone."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

MAX_HOSTS = 4096
MAX_GAP = 30.0
"""Seconds; a longer crawl delay is asked for by some robots.txt, and would make a daily news site unreadable."""

# Seconds between two looks whether another program has given its turn at a host on.
_LOOK = 0.1


class Shared(Protocol):
    """Turns that other programs take at hosts, too; moments are of the time of day."""

    def enter(self, host: str) -> bool: ...
    def ready(self, host: str) -> float: ...
    def leave(self, host: str, ready: float) -> None: ...


class _Host:
    """What is remembered of a host: its queue, its own gap, and the moment from which it may be asked again."""

    __slots__ = ("gap", "lock", "ready", "waiting")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.gap = 0.0
        self.ready = 0.0
        self.waiting = 0


class Politeness:
    """Turns at hosts. `gap` is the pause in seconds between the end of a request and the next one to the same host.

    `clock` measures pauses and `day` the time of day, by which hosts are left alone also over a new start of the program, and by
    programs that share the turns (`shared`).
    """

    def __init__(
        self,
        gap: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        day: Callable[[], float] | None = None,
        shared: Shared | None = None,
    ) -> None:
        self._gap = gap
        self._clock = clock
        self._day = day or clock
        self._sleep = sleep
        self._shared = shared
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._held: OrderedDict[str, float] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Waits until it is this request's turn at `host`, and gives the turn on when the request is over."""
        state = self._host(host)
        state.waiting += 1
        try:
            async with state.lock:
                ahead = await self._entered(host)
                try:
                    wait = max(state.ready - self._clock(), ahead)
                    if wait > 0:
                        await self._sleep(wait)
                    yield
                finally:
                    pause = max(self._gap, state.gap)
                    state.ready = self._clock() + pause
                    if self._shared is not None:
                        self._shared.leave(host, self._day() + max(pause, self.held(host)))
        finally:
            state.waiting -= 1

    async def _entered(self, host: str) -> float:
        """Waits for the turn among the programs that share it; the seconds for which `host` is to be left alone because of them."""
        if self._shared is None:
            return 0.0
        while not self._shared.enter(host):
            await self._sleep(_LOOK)
        ahead = self._shared.ready(host) - self._day()
        if ahead > MAX_GAP:
            # No pause is that long: another program was asked to wait.
            self.hold_until({host: self._day() + ahead})
            return 0.0
        return ahead

    def slow_down(self, host: str, gap: float) -> None:
        """Widens the pause for one host, as its robots.txt asks; at most `MAX_GAP` seconds."""
        self._host(host).gap = min(gap, MAX_GAP)

    def hold(self, host: str, seconds: float) -> float:
        """Leaves `host` alone for that long, as its Retry-After asks. Returns the moment until when."""
        until = self._day() + seconds
        self.hold_until({host: until})
        return until

    def hold_until(self, hosts: Mapping[str, float]) -> None:
        """Leaves hosts alone until the moments given."""
        for host, until in hosts.items():
            self._held[host] = until
            self._held.move_to_end(host)
        while len(self._held) > MAX_HOSTS:
            self._held.popitem(last=False)

    def held(self, host: str) -> float:
        """Seconds for which `host` still wants to be left alone; 0 where it may be asked."""
        left = self._held.get(host, 0.0) - self._day()
        if left <= 0:
            self._held.pop(host, None)
            return 0.0
        return left

    def _host(self, name: str) -> _Host:
        state = self._hosts.get(name)
        if state is None:
            self._forget()
            state = self._hosts[name] = _Host()
        self._hosts.move_to_end(name)
        return state

    def _forget(self) -> None:
        """Drops the host longest unused that nobody waits for, where there are too many."""
        if len(self._hosts) < MAX_HOSTS:
            return
        oldest = next((name for name, state in self._hosts.items() if not state.waiting), None)
        if oldest is not None:
            del self._hosts[oldest]
