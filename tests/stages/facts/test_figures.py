"""Figures: values, separators by language, units, modifiers, what is counted, and what is no figure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater.model import Figure
from headwater.stages.facts import find_facts, find_figures


def figures(text: str, language: str = "en") -> tuple[Figure, ...]:
    found = find_figures(text, (), language)
    assert all(text[f.start : f.end] == f.text for f in found)
    return found


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("1,300 people came", "en", 1300, ""),
        ("1.300 Menschen kamen", "de", 1300, ""),
        ("1 300 personnes", "fr", 1300, ""),
        ("1\u202f300 personnes", "fr", 1300, ""),
        ("3.25 % of votes", "en", 3.25, "%"),
        ("3,25 Prozent der Stimmen", "de", 3.25, "%"),
        ("rose by 12 percent", "en", 12, "%"),
        ("$2.5 million in aid", "en", 2_500_000, "USD"),
        ("2,5 Milliarden Euro", "de", 2_500_000_000, "EUR"),
        ("€40 were paid", "en", 40, "EUR"),
        ("£3bn for schools", "en", 3_000_000_000, "GBP"),
        ("10 km north", "en", 10, "km"),
        ("six miles away", "en", 6, "mi"),
        ("drei Verletzte", "de", 3, ""),
        ("пять человек", "ru", 5, ""),
        ("1,5 млн гривень", "uk", 1_500_000, "UAH"),
        ("two million voters", "en", 2_000_000, ""),
        ("70 tonnes of grain", "en", 70, "t"),
    ],
)
def test_value_and_unit(text: str, language: str, value: float, unit: str) -> None:
    (figure,) = figures(text, language)
    assert (figure.value, figure.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("about 1,000 people", "about"),
        ("at least 12 people", "at least"),
        ("more than 10,000 troops", "more than"),
        ("nearly 400 seats", "nearly"),
        ("up to 50 boats", "up to"),
        ("fewer than 30 votes", "less than"),
        ("40 boats", None),
    ],
)
def test_modifier(text: str, modifier: str | None) -> None:
    assert figures(text)[0].modifier == modifier


def test_modifiers_of_other_languages_are_named_in_english() -> None:
    assert figures("mindestens 40 Boote", "de")[0].modifier == "at least"
    assert figures("более 40 лодок", "ru")[0].modifier == "more than"


def test_a_number_like_a_year_counts_where_words_say_so() -> None:
    assert [f.value for f in figures("more than 1900 boats in 1900")] == [1900]


def test_range() -> None:
    (figure,) = figures("between rows, 30 to 40 boats sank")
    assert (figure.value, figure.value_max, figure.what) == (30, 40, "boats sank")


def test_what_is_counted() -> None:
    text = "a total of 340 – 18 killed and 243 wounded, with 79 missing in action"
    assert [(f.value, f.what) for f in figures(text)] == [(340, ""), (18, "killed"), (243, "wounded"), (79, "missing")]
    assert figures("about 1,000 a day")[0].what == "a day"
    assert [(f.value, f.unit, f.modifier) for f in figures("at least 10 km (six miles) north")] == [(10, "km", "at least"), (6, "mi", None)]


@pytest.mark.parametrize(
    "text",
    [
        "on 12 March",
        "on March 12",
        "in 2024",
        "at 10:30",
        "at 5 p.m.",
        "for three weeks",
        "a 34-year-old man",
        "the 21st century",
        "won 3-1",
        "call +49 30 123456",
        "the Group of 20 met",
        "the two leaders met",
        "Artikel 5 gilt",
        "version 2.0.1",
        "https://a.example/2024/12",
    ],
)
def test_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_the_speaker_is_the_claimant() -> None:
    (figure,) = find_facts("Minister Odalys Brandvold said at least 40 boats sank.", "", "en").figures
    assert figure.claimant is not None
    assert figure.claimant.id == "odalys-brandvold"


def test_nobody_claims_what_nobody_said() -> None:
    (figure,) = find_facts("At least 40 boats sank.", "", "en").figures
    assert figure.claimant is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "50 official and 22 unofficial detention facilities",
            [(50, "official detention facilities"), (22, "unofficial detention facilities")],
        ),
        ("two senior and five junior engineers", [(2, "senior engineers"), (5, "junior engineers")]),
        ("12 men and 9 elderly women", [(12, "men"), (9, "elderly women")]),
        ("340 – “18 killed and 243 wounded, with 79 missing in action”", [(340, ""), (18, "killed"), (243, "wounded"), (79, "missing")]),
    ],
)
def test_a_noun_named_once_is_counted_by_both_figures(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(f.value, f.what) for f in figures(text)] == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The port counted casualties of about 1,000 a day.", "casualties a day"),
        ("Last year's losses were smaller, a total of 340, the port said.", "losses"),
        ("There were at least three different areas of the front.", "different areas"),
        ("These include the five northern towns.", "northern towns"),
    ],
)
def test_what_is_counted_may_stand_in_front(text: str, what: str) -> None:
    assert [f.what for f in find_figures(text, (), "en")] == [what]


def test_two_who_were_named_before_are_no_count() -> None:
    assert find_figures("The two leaders met.", (), "en") == ()


def test_a_figure_is_as_of_the_time_in_its_clause_not_of_the_telling() -> None:
    published = datetime(2026, 3, 5, tzinfo=UTC)
    text = "The port said on Tuesday that 40 boats sank on Monday. On the same day, 12 men were saved; in 2024 it lost 30 boats."
    found = find_facts(text, "", "en", published).figures
    assert [(f.text, f.as_of) for f in found] == [("40", "2026-03-02"), ("12", "2026-03-02"), ("30", "2024")]
    [told] = find_facts("The port said on Tuesday it had lost 40 boats.", "", "en", published).figures
    assert told.as_of is None
