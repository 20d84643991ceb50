"""When: every kind of expression, its value against the day of publication, and what is no time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from headwater.stages.facts import find_times

THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)


def values(text: str, language: str = "en", published: datetime | None = THURSDAY) -> list[tuple[str, str]]:
    found = find_times(text, published, language)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    return [(t.text, t.value) for t in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The barge left on Tuesday.", ("Tuesday", "2026-03-03")),
        ("The barge will leave on Friday.", ("Friday", "2026-03-06")),
        ("It sank last Thursday.", ("last Thursday", "2026-02-26")),
        ("It opens next Monday.", ("next Monday", "2026-03-09")),
        ("It met on Friday, Feb. 13, again.", ("Friday, Feb. 13", "2026-02-13")),
        ("It was built in May 1987.", ("May 1987", "1987-05")),
        ("On 4 July 2024 it rained.", ("4 July 2024", "2024-07-04")),
        ("By December it had gone.", ("December", "2026-12")),
        ("It closed in November.", ("November", "2025-11")),
        ("It began last week.", ("last week", "2026-W09")),
        ("Earlier this month it rained.", ("Earlier this month", "2026-03")),
        ("Two years ago it burned.", ("Two years ago", "2024")),
        ("Three weeks ago it burned.", ("Three weeks ago", "2026-W07")),
        ("It lasted for ten days.", ("ten days", "P10D")),
        ("A two-year project ended.", ("two-year", "P2Y")),
        ("He waited 2 1/2 years for it.", ("2 1/2 years", "P2Y6M")),
        ("Over the past three months it grew.", ("the past three months", "P3M")),
        ("In the early 1980s it grew.", ("the early 1980s", "198")),
        ("In the third quarter of 2025 it grew.", ("the third quarter of 2025", "2025-Q3")),
        ("In the fourth quarter it grew.", ("the fourth quarter", "2025-Q4")),
        ("It opened at 5 p.m. Tuesday.", ("5 p.m. Tuesday", "2026-03-03T17:00")),
        ("He spoke last night.", ("last night", "2026-03-04TNI")),
        ("He spoke on Tuesday evening.", ("Tuesday evening", "2026-03-03TEV")),
        ("Every Monday it sails.", ("Every Monday", "XXXX-WXX-1")),
        ("It grew last summer.", ("last summer", "2025-SU")),
        ("It was finished on 2026-02-14.", ("2026-02-14", "2026-02-14")),
        ("The plan, in the 20th century, failed.", ("the 20th century", "19")),
        ("It rained in nineteen ninety-six.", ("nineteen ninety-six", "1996")),
        ("He has recently moved.", ("recently", "PAST_REF")),
    ],
)
def test_an_english_expression_and_its_value(text: str, expected: tuple[str, str]) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am Montag, dem 2. März 2026, kam er.", [("Montag, dem 2. März 2026", "2026-03-02")]),
        ("de", "Vor zwei Jahren begann es, letzte Woche endete es.", [("Vor zwei Jahren", "2024"), ("letzte Woche", "2026-W09")]),
        ("de", "Gestern und Ende 2025.", [("Gestern", "2026-03-04"), ("Ende 2025", "2025")]),
        ("fr", "Le 5 mars 2026, il y a deux ans.", [("Le 5 mars 2026", "2026-03-05"), ("il y a deux ans", "2024")]),
        ("es", "El 5 de marzo de 2026 y la semana pasada.", [("5 de marzo de 2026", "2026-03-05"), ("la semana pasada", "2026-W09")]),
        ("ru", "5 марта 2026 года, два года назад.", [("5 марта 2026 года", "2026-03-05"), ("два года назад", "2024")]),
        ("uk", "У понеділок, 2 березня, через три дні.", [("понеділок, 2 березня", "2026-03-02"), ("через три дні", "2026-03-08")]),
    ],
)
def test_other_languages(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The 22-year-old sailor, 52 years old, may march on.",
        "It cost $1,987 and 2030 boats came to 1950 houses.",
        "Sun and May sing; three-quarters of it, more than a quarter of them.",
        "It costs ten crowns a year.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert values(text) == []


def test_a_report_of_figures_compares_with_the_same_quarter() -> None:
    text = "It posted a third-quarter loss. A year ago it earned more. In the quarter, sales fell."
    assert values(text) == [("a third-quarter", "2025-Q3"), ("A year ago", "2024-Q3"), ("the quarter", "2025-Q3")]


def test_without_a_day_of_publication_only_what_stands_there_is_told() -> None:
    text = "On Friday, March 6, 2026, and on March 7, and last week, and on Sunday, it rained for two days."
    found = values(text, published=None)
    assert found == [
        ("Friday, March 6, 2026", "2026-03-06"),
        ("March 7", "XXXX-03-07"),
        ("Sunday", "XXXX-WXX-7"),
        ("two days", "P2D"),
    ]


def test_the_day_is_that_of_the_outlet() -> None:
    late = datetime(2026, 3, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert values("It burned today.", published=late) == [("today", "2026-03-05")]


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_hold(year: int) -> None:
    edge = datetime(year, 1, 1, tzinfo=UTC)
    text = "Last year, a century ago, 900 years later, yesterday, next Monday, last week, next month, Feb. 30, 9999 decades ago."
    assert find_times(text, edge, "en")
