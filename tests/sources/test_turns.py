"""Turns at hosts between programs: real files, real locks, a second program where two are needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from headwater.sources.politeness import MAX_GAP, Politeness
from headwater.sources.turns import SharedTurns

# Takes the turn at a host, says so, and gives it on when told to; or ends without a word.
OTHER = """
import sys, pathlib
from headwater.sources.turns import SharedTurns
turns = SharedTurns(pathlib.Path(sys.argv[1]))
print(turns.enter("outlet.example"), flush=True)
word = sys.stdin.readline().strip()
if word:
    turns.leave("outlet.example", float(word))
    print("left", flush=True)
    sys.stdin.readline()
"""


class Other:
    """Another program over the same folder, which has the turn at outlet.example."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "True"

    def leave(self, ready: float) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{ready}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "left"

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    started = Other(tmp_path)
    yield started
    started.end()


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[SharedTurns]:
    opened = SharedTurns(tmp_path)
    yield opened
    opened.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
async def test_two_programs_ask_one_host_one_after_the_other(other: Other, turns: SharedTurns) -> None:
    assert turns.enter("elsewhere.example"), "other hosts are free"
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            other.leave(1007.0)

    politeness = Politeness(1.0, clock=lambda: 0.0, sleep=sleep, day=lambda: 1000.0, shared=turns)
    async with politeness.turn("outlet.example"):
        assert slept[:3] == [0.1, 0.1, 0.1], "it waits for the other's turn to end"
        assert slept[3:] == [7.0], "and then for the pause after it"
    assert turns.ready("outlet.example") == 1001.0


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
async def test_a_turn_ends_with_the_program_that_had_it(other: Other, turns: SharedTurns) -> None:
    assert not turns.enter("outlet.example")
    other.end()
    assert turns.enter("outlet.example")


async def test_what_another_program_was_asked_to_wait_holds_here_too(turns: SharedTurns) -> None:
    first = Politeness(1.0, day=lambda: 1000.0, shared=turns)
    async with first.turn("busy.example"):
        first.hold("busy.example", 7200.0)
    second = Politeness(1.0, day=lambda: 1600.0, shared=turns)
    async with second.turn("busy.example"):
        assert second.held("busy.example") == 6600.0


async def test_pauses_outlive_the_program(tmp_path: Path) -> None:
    first = SharedTurns(tmp_path)
    async with Politeness(2.0, day=lambda: 1000.0, shared=first).turn("a.example"):
        pass
    first.close()
    again = SharedTurns(tmp_path)
    assert again.enter("a.example")
    assert (again.ready("a.example"), again.ready("b.example")) == (1002.0, 0.0)
    assert MAX_GAP >= 1002.0 - 1000.0
    again.close()
