"""Figures over time: what counts the same thing from chapter to chapter, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.facts import find_facts
from headwater.stages.story import Account, trends

START = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def account(chapter: int, text: str, *, key: str = "", language: str = "en") -> Account:
    found = find_facts(text, "", language, START + timedelta(days=9 * chapter))
    return Account(
        chapter=chapter,
        article=key or f"a{chapter}",
        at=START + timedelta(days=9 * chapter),
        language=language,
        text=text,
        figures=found.figures,
        names=found.names,
    )


def test_the_same_count_in_three_chapters_is_one_series() -> None:
    told = [account(n, f"At dusk {count} ships were waiting in the roads of Tarnby.") for n, count in enumerate((14, 21, 38))]
    [trend] = trends(told)
    assert set(trend.words) >= {"ships"}
    assert [point.value for point in trend.points] == [14, 21, 38]
    assert [point.chapter for point in trend.points] == [0, 1, 2]
    for point in trend.points:
        assert told[point.chapter].text[point.start : point.end] == point.text
        assert point.text in point.sentence


def test_what_stays_the_same_or_stands_in_one_chapter_is_no_series() -> None:
    assert trends([account(n, "Some 300 dockers work on the quays of Tarnby.") for n in range(3)]) == ()
    assert trends([account(0, f"At dusk {n} ships were waiting in the roads.", key=f"a{n}") for n in (14, 21, 38)]) == ()


def test_other_things_with_the_same_unit_are_apart() -> None:
    told = [account(0, "The union asked for 7.5 percent more pay."), account(1, "Exports of sugar fell by 12 percent in June.")]
    assert trends(told) == ()


def test_a_number_of_long_ago_is_left_out() -> None:
    told = [
        account(0, "On 3 May 1987, 90 ships were waiting in the roads of Tarnby."),
        account(1, "At dusk 21 ships were waiting in the roads of Tarnby."),
    ]
    assert all(point.value != 90 for trend in trends(told) for point in trend.points)


def test_what_two_languages_tell_is_told_once() -> None:
    told = []
    for n, count in enumerate((14, 21, 38)):
        told.append(account(n, f"At dusk {count} ships were waiting in the roads.", key=f"e{n}"))
        told.append(account(n, f"Auf Reede lagen am Abend {count} Schiffe.", key=f"d{n}", language="de"))
    assert [trend.language for trend in trends(told, "en")] == ["en"]
    assert [trend.language for trend in trends(told, "de")] == ["de"]


@given(st.permutations(range(4)))
def test_the_order_of_reports_changes_nothing(order: list[int]) -> None:
    told = [account(n, f"At dusk {count} ships were waiting in the roads of Tarnby.") for n, count in enumerate((14, 21, 38, 40))]
    assert trends([told[n] for n in order]) == trends(told)


def test_hostile_numbers_do_no_harm() -> None:
    text = "99999999999999999999 ships were waiting in the roads. " * 300
    assert len(trends([account(0, text), account(1, text.replace("9", "8"))])) <= 4
    assert trends([]) == ()
