"""Whatever the text: spans hold, nothing raises, and work stays bounded."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.stages.facts import find_facts

PUBLISHED = datetime(2026, 3, 5, 12, tzinfo=UTC)
LANGUAGES = ("en", "de", "fr", "es", "ru", "uk", "zh", "und")
PARTS = (
    *("Ann Lee", "Mr. Pellham", "said", "told", "according to", "he", "she", "who", "that", "and", "the", "adding", "on Tuesday", "denied"),
    *("“", "”", "„", "‘", "’", '"', "'", "''", "«", "»", "「", "」", ",", ".", ":", "?", " ", "\n", "— ", "(", ")", "-", "\u00a0", "’s"),
    *("1,300", "12", "$", "%", "km", "killed", "bn", "more than", "ANN:", "sagte", "zufolge", "сказал", "Зеленський", "北京", "\u0130"),
    *(
        "dit-il",
        "a-t-elle lancé",
        "l’agence",
        "souffle la maire",
        "ha señalado",
        "resume el alcalde",
        "— сказал он. —",
        "в полиции",
        "по его словам",
    ),
    *("Paris", "Texas", "in", "Friday", "last", "May", "5", "p.m.", "year", "two", "ago", "1998", "third quarter", "jeudi", "Woche", "vor"),
)


def check(text: str, language: str, title: str = "") -> None:
    facts = find_facts(text, title, language, PUBLISHED)
    for span in (*facts.names, *facts.quotes, *facts.figures, *facts.places, *facts.times):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for quote in facts.quotes:
        assert quote.cue is None or 0 <= quote.cue.start < quote.cue.end <= len(text)
        for party in (quote.speaker, quote.addressee):
            if party and party.start is not None and party.end is not None:
                assert 0 <= party.start < party.end <= len(text)
                assert party.name.strip()
    for spans in (facts.names, facts.places, facts.times):
        assert all(one.end <= other.start for one, other in pairwise(spans))
    for place in facts.places:
        assert place.latitude is None or (abs(place.latitude) <= 90 and abs(place.longitude or 0) <= 180)
    assert all(moment.value for moment in facts.times)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40), st.sampled_from(LANGUAGES), st.booleans())
def test_spans_hold_for_odd_sentences(parts: list[str], language: str, spaced: bool) -> None:
    check((" " if spaced else "").join(parts), language, "Ann Lee speaks")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_spans_hold_for_any_text(text: str, language: str) -> None:
    check(text, language, text[:50])


@pytest.mark.parametrize(
    "unit",
    [
        "“",
        "“”„«»‹›",
        '"a ',
        "'a ",
        "“a\n",
        "he said ",
        "Aa ",
        "Mr. ",
        "1,000,",
        "1 ",
        "Ann, ",
        "Ann (x) ",
        '"a b" said Ann. ',
        "two ",
        "-- said ",
        "said x, which is ",
        "50 official and ",
        "hat gesagt ",
        "“a b c d e f g” sei ",
        "« a, dit-il, b » ",
        "— a, — сказал он. — б\n",
        ", — ",
        "a, dit Ann, ",
        "«a», — ",
        "l'a-t-il ",
        "что, ",
    ],
)
@pytest.mark.parametrize("language", ["en", "de", "fr", "ru"])
def test_work_grows_with_the_text_and_no_faster_on_hostile_text(unit: str, language: str) -> None:
    """Four times the text may take eight times the work, a moment of a slow machine aside: looking back at all of it takes sixteen."""
    short, long = (_work(unit * (size // len(unit)), language) for size in (10_000, 40_000))
    assert long < 8 * short + 0.3


@pytest.mark.parametrize("language", ["fr", "es", "ru"])
def test_blanks_between_marks_are_passed_once(language: str) -> None:
    short, long = (_work(f"«a{' ' * size}b»", language) for size in (10_000, 40_000))
    assert long < 8 * short + 0.3


def _work(text: str, language: str) -> float:
    begin = time.process_time()
    check(text, language)
    return time.process_time() - begin
