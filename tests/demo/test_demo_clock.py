"""Press time runs fast, meets real time when the script ends, and never passes it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from headwater.demo.clock import PRELUDE, UNFOLDING, Clock

NOW = datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("speed", [0.5, 1.0, 60.0, 3600.0])
def test_opens_with_the_prelude_behind_it(speed: float) -> None:
    clock = Clock.opening(NOW, speed)
    assert PRELUDE <= clock.now() - clock.start < PRELUDE + timedelta(minutes=2) + timedelta(seconds=speed)
    assert clock.now() <= NOW + timedelta(seconds=1)


def test_the_script_ends_when_press_time_meets_real_time() -> None:
    speed = 60.0
    clock = Clock.opening(NOW, speed)
    end = clock.start + PRELUDE + UNFOLDING
    assert timedelta(0) <= NOW + UNFOLDING / speed - end < timedelta(minutes=1)


def test_runs_at_its_speed() -> None:
    clock = Clock(NOW, 3600.0)
    first, began = clock.now(), time.monotonic()
    time.sleep(0.05)
    assert clock.now() - first >= timedelta(seconds=0.05) * 3600
    assert clock.now() - first <= timedelta(seconds=time.monotonic() - began + 0.1) * 3600


def test_keeps_pace_with_real_time_once_it_has_caught_up() -> None:
    clock = Clock.opening(NOW, 1e9)
    time.sleep(0.02)
    assert NOW <= clock.now() <= NOW + timedelta(seconds=5)


def test_skips() -> None:
    clock = Clock.opening(NOW, 1.0)
    before = clock.now()
    clock.skip(timedelta(hours=2))
    assert timedelta(hours=2) <= clock.now() - before < timedelta(hours=2, seconds=5)
