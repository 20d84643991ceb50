from __future__ import annotations

import asyncio

import pytest

from headwater.sources.lanes import Lanes


class Work:
    """Pieces of work that go on until they are told to end; `inside` are those that have a place."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.inside: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self, name: str, *, slow: bool = False) -> None:
        self.ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._run(name, slow=slow))
        await settled()

    async def _run(self, name: str, *, slow: bool) -> None:
        async with self.lanes.place(slow=slow):
            self.inside.append(name)
            await self.ends[name].wait()
            self.inside.remove(name)

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await settled()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_quick_are_not_held_up_by_those_known_to_be_slow() -> None:
    work = Work(Lanes(1, 1, 3600.0))
    for name in ("slow 1", "slow 2"):
        await work.start(name, slow=True)
    await work.start("quick")
    assert work.inside == ["slow 1", "quick"]
    await work.end("slow 1")
    assert work.inside == ["quick", "slow 2"]
    for name in ("quick", "slow 2"):
        await work.end(name)
    assert (work.lanes.free(slow=False), work.lanes.free(slow=True)) == (1, 1)


async def test_what_takes_long_steps_aside() -> None:
    work = Work(Lanes(1, 1, 0.0))
    await work.start("long")
    while not work.lanes.free(slow=False):  # noqa: ASYNC110 - the lanes tell nobody when somebody steps aside
        await asyncio.sleep(0)
    await work.start("next")
    assert work.inside == ["long", "next"]
    await work.start("third")
    assert "third" not in work.inside, "the slow lane is full, so the second keeps its place"
    await work.end("long")
    while "third" not in work.inside:  # noqa: ASYNC110
        await asyncio.sleep(0)
    for name in ("next", "third"):
        await work.end(name)
    assert (work.lanes.free(slow=False), work.lanes.free(slow=True)) == (1, 1)


@pytest.mark.parametrize("given", [False, True])
async def test_who_gives_up_waiting_takes_no_place_along(given: bool) -> None:
    work = Work(Lanes(1, 1, 3600.0))
    for name in ("first", "gives up", "third"):
        await work.start(name)
    if given:
        work.ends["first"].set()
        await asyncio.sleep(0)
    work.tasks["gives up"].cancel()
    await settled()
    if not given:
        await work.end("first")
    assert work.inside == ["third"]
    await work.end("third")
    assert work.lanes.free(slow=False) == 1
