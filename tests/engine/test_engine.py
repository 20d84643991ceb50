"""One contract for every engine: same results, in the order of the items, lazily; a worker that dies takes one item with it."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from headwater import engine
from headwater.engine import Engine
from headwater.pipeline import DIED


def shout(item: bytes) -> bytes:
    return item.upper()


def die_on_poison(item: bytes) -> bytes:
    if item == b"poison":
        os._exit(1)
    return item.upper()


@pytest.fixture(params=["embedded", "pool"], scope="module")
def lent(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made: Engine = engine.embedded() if request.param == "embedded" else engine.pool(2)
    yield made
    made.close()


def test_results_come_in_the_order_of_the_items(lent: Engine) -> None:
    items = [f"item {n}".encode() for n in range(200)]
    assert list(lent.map(shout, items)) == [item.upper() for item in items]
    assert list(lent.map(shout, [])) == []


def test_items_are_taken_as_they_are_needed(lent: Engine) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        for number in count():
            taken += 1
            yield str(number).encode()

    assert list(islice(lent.map(shout, endless()), 3)) == [b"0", b"1", b"2"]
    assert taken < 100


def test_a_worker_that_dies_takes_one_item_with_it() -> None:
    lent = engine.pool(2)
    try:
        items = [b"a", b"b", b"poison", b"c", b"d"]
        assert list(lent.map(die_on_poison, items)) == [b"A", b"B", DIED, b"C", b"D"]
        assert list(lent.map(shout, [b"after"])) == [b"AFTER"]
    finally:
        lent.close()


PARENT = """
import os, sys
from headwater import engine

def pid(item: bytes) -> bytes:
    return str(os.getpid()).encode()

if __name__ == "__main__":
    print(next(iter(engine.pool(1).map(pid, [b""]))).decode(), flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked for in /proc, which this system lacks")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(tmp_path / "parent.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = Path("/proc") / parent.stdout.readline().strip()
    assert worker.exists()
    parent.kill()
    # The worker holds the other end of the pipe: it is closed when the worker is gone.
    assert parent.communicate(timeout=60) == ("", None)
    assert not (worker / "exe").exists()


def set_apart(item: bytes) -> bytes:
    return str(gc.get_freeze_count()).encode()


def test_what_a_worker_loads_at_its_start_is_not_looked_through_again() -> None:
    pool = engine.pool(1)
    try:
        assert all(int(count) > 10_000 for count in pool.map(set_apart, [b""]))
    finally:
        pool.close()


def too_long(item: bytes) -> bytes:
    # Catastrophic backtracking: minutes inside C code, where no exception can be raised.
    return item if item == b"short" else str(re.match(r"(a+)+$", "a" * 40 + "b")).encode()


def too_large(item: bytes) -> bytes:
    held = [bytes(range(256)) * (1 << 16)] if item == b"large" else []
    while held:
        held.append(held[0] + b"x")
    return item


def test_what_takes_too_long_or_too_much_ends_at_its_bounds() -> None:
    lent = engine.pool(1)
    try:
        assert list(lent.map(_hasty, [b"short", b"long", b"short"])) == [b"short", DIED, b"short"]
        with pytest.raises(MemoryError):
            list(lent.map(too_large, [b"large"]))
        assert list(lent.map(too_large, [b"small"])) == [b"small"]
    finally:
        lent.close()


def _hasty(item: bytes) -> bytes:
    """`too_long` in a worker whose patience is short, so that the test's is not tried."""
    signal.setitimer(signal.ITIMER_PROF, 0.3)
    return too_long(item)
