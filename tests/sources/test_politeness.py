from __future__ import annotations

import asyncio

import pytest

from headwater.sources import politeness
from headwater.sources.politeness import MAX_GAP, Politeness


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def polite(clock: Clock, gap: float = 1.0) -> Politeness:
    return Politeness(gap, clock=clock, sleep=clock.sleep)


async def test_a_host_sees_one_request_at_a_time_with_a_pause_between(clock: Clock) -> None:
    turns = polite(clock)
    began: list[float] = []
    inside = 0

    async def request() -> None:
        nonlocal inside
        async with turns.turn("press.example"):
            inside += 1
            assert inside == 1
            began.append(clock.now)
            clock.now += 0.25
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(request() for _ in range(4)))
    assert began == [1000.0, 1001.25, 1002.5, 1003.75]


async def test_hosts_do_not_wait_for_each_other(clock: Clock) -> None:
    turns = polite(clock)
    async with turns.turn("one.example"), turns.turn("two.example"):
        pass
    assert clock.slept == []


async def test_a_failed_request_gives_its_turn_on(clock: Clock) -> None:
    turns = polite(clock)
    with pytest.raises(ValueError):
        async with turns.turn("press.example"):
            raise ValueError
    async with turns.turn("press.example"):
        assert clock.slept == [1.0]


async def test_a_crawl_delay_widens_the_pause_up_to_a_bound(clock: Clock) -> None:
    turns = polite(clock)
    turns.slow_down("slow.example", 5.0)
    turns.slow_down("slower.example", 86_400.0)
    for host in ("slow.example", "slow.example", "slower.example", "slower.example"):
        async with turns.turn(host):
            pass
    assert clock.slept == [5.0, MAX_GAP]


async def test_a_crawl_delay_never_narrows_the_pause(clock: Clock) -> None:
    turns = polite(clock, gap=2.0)
    turns.slow_down("eager.example", 0.1)
    for _ in range(2):
        async with turns.turn("eager.example"):
            pass
    assert clock.slept == [2.0]


def test_a_host_is_held_for_as_long_as_it_asked(clock: Clock) -> None:
    turns = polite(clock)
    turns.hold("busy.example", 60.0)
    clock.now += 59.0
    assert turns.held("busy.example") == 1.0
    assert turns.held("other.example") == 0.0
    clock.now += 1.0
    assert turns.held("busy.example") == 0.0


async def test_what_is_remembered_of_hosts_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "MAX_HOSTS", 3)
    turns = polite(clock)
    async with turns.turn("waiting.example"):
        for number in range(20):
            async with turns.turn(f"h{number}.example"):
                pass
            turns.hold(f"h{number}.example", 60.0)
        assert len(turns._hosts) == 3
        assert "waiting.example" in turns._hosts
        assert len(turns._held) == 3
