"""One contract for every engine: same results, in the order of the items, lazily; a worker that dies takes one item with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count, islice

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
