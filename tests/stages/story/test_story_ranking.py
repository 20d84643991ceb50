"""The order of the front page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Story
from headwater.stages.story import Ranking, rank_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = Story(
    id="s1", title="Ferry strikes pier", articles=("a", "b"), languages=("en",), outlets=2, independent=2, primary=(),
    first_seen=NOON, last_seen=NOON,
)  # fmt: skip


def told(**changes: object) -> float:
    return rank_of(msgspec.structs.replace(DAY, **changes), NOON, Ranking())


def test_independent_reports_weigh_more_than_copies() -> None:
    assert told(independent=4, outlets=4) > told(independent=1, outlets=20)


def test_a_half_life_costs_one_doubling() -> None:
    half_life = timedelta(hours=Ranking().half_life)
    assert told(independent=3, last_seen=NOON - half_life) == pytest.approx(told(independent=1))


def test_the_future_is_no_fresher_than_now() -> None:
    assert told(last_seen=NOON + timedelta(days=30)) == told()


def test_age_can_be_left_out() -> None:
    ranking = Ranking(half_life=0)
    old = msgspec.structs.replace(DAY, last_seen=NOON - timedelta(days=900))
    assert rank_of(old, NOON, ranking) == rank_of(DAY, NOON, ranking)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 30), st.floats(0, 1e4))
def test_more_of_anything_is_never_lower(independent: int, outlets: int, languages: int, hours: float) -> None:
    at = {"independent": independent, "outlets": outlets, "last_seen": NOON - timedelta(hours=hours)}
    tongues = tuple(f"l{n}" for n in range(languages))
    plain = told(**at, languages=tongues)
    assert told(**(at | {"independent": independent + 1}), languages=tongues) > plain
    assert told(**(at | {"outlets": outlets + 1}), languages=tongues) > plain
    assert told(**at, languages=(*tongues, "zz")) > plain
    assert told(**at, languages=tongues, countries=("AT", "CA")) > told(**at, languages=tongues, countries=("AT",)) == plain
    assert told(**(at | {"last_seen": NOON - timedelta(hours=hours + 1)}), languages=tongues) < plain
