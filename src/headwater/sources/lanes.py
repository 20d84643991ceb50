"""Places for work that waits on others: the quick never stand in line behind the slow.

Whoever has a quick place longer than the patience steps aside into the slow lane as soon as that has room, and the quick place is free
for the next. What is known to be slow stands in line for the slow lane from the start.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any


class _Lane:
    """A number of places, given in the order they were asked for."""

    def __init__(self, places: int) -> None:
        self.free = places
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> None:
        if self.take():
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The place was given in the moment of giving up.
                self.leave()
            raise

    def take(self) -> bool:
        """A place without waiting, if there is one and nobody waits for it."""
        if self.free <= 0:
            return False
        self.free -= 1
        return True

    def leave(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


class _Place:
    """A place that is held, in whichever lane; steps aside by itself."""

    def __init__(self, lanes: Lanes, lane: _Lane) -> None:
        self._lanes = lanes
        self._lane = lane
        self._timer: asyncio.TimerHandle | None = None
        if lane is lanes.quick:
            self._wait()

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._lanes.patience, self._step_aside)

    def _step_aside(self) -> None:
        if self._lanes.slow.take():
            self._lane, self._timer = self._lanes.slow, None
            self._lanes.quick.leave()
        else:
            self._wait()

    def leave(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._lane.leave()


class Lanes:
    """`quick` and `slow` are numbers of places, `patience` seconds."""

    def __init__(self, quick: int, slow: int, patience: float) -> None:
        self.quick = _Lane(quick)
        self.slow = _Lane(slow)
        self.patience = patience

    @asynccontextmanager
    async def place(self, *, slow: bool = False) -> AsyncIterator[None]:
        """Waits for a place and holds it. `slow` for what is known to take long."""
        lane = self.slow if slow else self.quick
        await lane.enter()
        place = _Place(self, lane)
        try:
            yield
        finally:
            place.leave()

    def free(self, *, slow: bool) -> int:
        """Places that are free now."""
        return (self.slow if slow else self.quick).free


async def side_by_side(work: Sequence[Coroutine[Any, Any, None]], at_once: int) -> None:
    """Runs all of it, so many at a time. The first error ends the rest and is raised."""
    waiting = iter(work)
    under_way: set[asyncio.Task[None]] = set()
    try:
        while True:
            for one in waiting:
                under_way.add(asyncio.create_task(one))
                if len(under_way) >= at_once:
                    break
            if not under_way:
                return
            finished, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                task.result()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        for one in waiting:
            one.close()
