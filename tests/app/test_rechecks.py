"""When pages are looked at again: sooner where they change, and longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from headwater import pipeline
from headwater.desk import Desk, Reading
from headwater.model import Capture
from headwater.store import SqliteStore

Given = Callable[..., Capture]
GAP = 1_800.0
START = datetime(2026, 11, 21, 12, tzinfo=UTC)
PIER = "The ferry pier at Calder Sound was closed after divers had found cracks in nine of its forty pillars on Monday."


@pytest.fixture
def looks(tmp_path: Path, given: Given) -> Callable[[Callable[[float], str]], list[float]]:
    """Hours after its first sight at which a page is looked at again, whose text at each of them is `text(hours)`."""

    def at(text: Callable[[float], str]) -> list[float]:
        store = SqliteStore(tmp_path / str(len(list(tmp_path.iterdir()))))
        desk = Desk(store)

        def read(hours: float) -> None:
            report = pipeline.read(given("https://quay.example/1", text(hours), "Pier closed"))
            assert report is not None
            article = replace(report.article, first_seen=START + timedelta(hours=hours))
            desk.settle([Reading(report=replace(report, article=article), source="quay", page=True)])

        read(0.0)
        found = []
        for minutes in range(0, 40 * 24 * 60, 10):
            if store.articles.take_stale(START.timestamp() + minutes * 60, GAP, 10):
                found.append(minutes / 60)
                read(minutes / 60)
        store.close()
        return found

    return at


def test_a_page_that_says_nothing_new_is_left_alone_after_two_weeks(looks: Callable[[Callable[[float], str]], list[float]]) -> None:
    found = looks(lambda _: PIER)
    assert found[0] == GAP / 3600
    assert 10 < len(found) < 25
    assert all(later - earlier >= GAP / 3600 for earlier, later in pairwise(found))
    assert found[-1] - found[-2] > 48
    assert found[-1] <= 14 * 24
    counted = looks(lambda hours: f"{PIER}\n{round(hours * 7)} comments")
    assert counted == found, "a counter is nothing new"


def test_a_page_that_changes_is_looked_at_sooner_and_longer(looks: Callable[[Callable[[float], str]], list[float]]) -> None:
    quiet = looks(lambda _: PIER)
    corrected = looks(lambda hours: PIER if hours < 120 else f"{PIER}\nCorrection: ten pillars are cracked, not nine.")
    change = next(hours for hours in corrected if hours >= 120)
    after = [hours for hours in corrected if hours > change]
    assert [hours for hours in corrected if hours <= change] == [hours for hours in quiet if hours <= change]
    assert after[0] - change == GAP / 3600
    assert quiet[-1] < after[-1] <= change + 14 * 24
