"""Holds for any text: spans check, nothing is raised between a report and itself, hostile input costs little and raises nothing."""

from __future__ import annotations

from compare_accounts import make_account
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.model import Figure, Time
from headwater.stages.compare import compare
from headwater.stages.compare.measures import compatible, dates_conflict, kin
from headwater.stages.compare.wordings import drift

PIECES = st.sampled_from(
    [
        "“We opened 4 gates,” said Ada Mirkovich.",
        "On Monday 340 people left Brackholm.",
        "Not all of 1,200 did.",
        "\n",
        "„Nein“, sagte er.",
        "«",
        "”",
        "12 km (9 miles)",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.text(max_size=300))


@settings(max_examples=60)
@given(st.lists(TEXTS, max_size=4))
def test_spans_hold_for_any_texts(texts: list[str]) -> None:
    accounts = [make_account(text, f"r{n}", follows="r0" if n % 2 else "") for n, text in enumerate(texts)]
    found = compare(accounts)
    bodies = {a.article.id: a.article.text for a in accounts}
    for difference in found.differences:
        assert difference.summary
        for side in difference.sides:
            assert bodies[side.article][side.start : side.end] == side.text
    for series in found.series:
        assert list(series.points) == sorted(series.points, key=lambda p: p.at)
    assert compare(accounts) == found


@settings(max_examples=40)
@given(TEXTS)
def test_a_copy_differs_in_nothing(text: str) -> None:
    found = compare([make_account(text, "one"), make_account(text, "two", follows="one")])
    assert {d.kind for d in found.differences} <= {"internal"}


VALUES = st.floats(min_value=0, max_value=1e9, allow_nan=False)
MODIFIERS = st.sampled_from([None, "about", "at least", "up to", "nearly", "more than"])


@given(VALUES, VALUES, MODIFIERS, MODIFIERS)
def test_compatibility_is_the_same_both_ways(a: float, b: float, one: str | None, other: str | None) -> None:
    left, right = (Figure(start=0, end=1, text="x", value=v, modifier=m) for v, m in ((a, one), (b, other)))
    assert compatible(left, right) == compatible(right, left)
    assert compatible(left, left)


@given(st.text(max_size=20), st.text(max_size=20))
def test_times_of_any_value_are_compared(a: str, b: str) -> None:
    one, other = (Time(start=0, end=1, text=v, value=v, type="DATE") for v in (a, b))
    assert dates_conflict(one, other) == dates_conflict(other, one)


def test_dates_conflict_only_where_both_say_something() -> None:
    def time(value: str) -> Time:
        return Time(start=0, end=1, text=value, value=value, type="DATE")

    assert dates_conflict(time("2026-03-05"), time("2026-03-06"))
    assert dates_conflict(time("2026-03-05"), time("2025-03-05"))
    assert not dates_conflict(time("2026-03-05"), time("2026-03"))
    assert not dates_conflict(time("XXXX-03-05"), time("2026-03-05"))
    assert not dates_conflict(time("2026-W10"), time("2026-03-05"))
    assert dates_conflict(time("2026-03-05T06:12"), time("2026-03-05T07:12"))
    assert not dates_conflict(time("PAST_REF"), time("2026-03-05"))


def test_kin_names() -> None:
    assert kin("Ysolde Karrow", "Karrow")
    assert kin("UN", "United Nations")
    assert kin("Tychomor", "Tykhomor")
    assert not kin("Brackholm", "Wexcombe")
    assert not kin("New Brackholm", "New Wexcombe")


@given(st.lists(st.sampled_from(["we", "opened", "the", "gates", "because", "of", "rain", "and", "not", "never", "wall"]), max_size=14))
def test_a_wording_does_not_drift_from_itself(words: list[str]) -> None:
    assert drift(words, words) == []


def test_hostile_texts_are_bounded() -> None:
    many = make_account("Ferry 12 left Brackholm. " * 3_000, "one")
    other = make_account("“" * 5_000 + " 7 " * 5_000, "two", follows="one")
    found = compare([many, other])
    assert len(found.differences) <= 60
