"""Sagas: what is chained and what is not, whatever the order; how a saga is named; and how it keeps its id."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Name
from headwater.stages.facts import find_facts
from headwater.stages.story import (
    WHOLE,
    Chapter,
    Given,
    Label,
    Rarity,
    Told,
    chain,
    chapter,
    core,
    named,
    rarity_of,
    saga_title,
    shared,
    terms,
)

DAY = 86_400.0
CAST = ("Ottilie Varr", "Jorun Sledd", "Harald Mose", "Petra Finch", "Anselm Rook", "Dagny Holm", "Ulrik Stane", "Mirja Kolb")
TOWNS = ("Brackholm", "Sillmouth", "Tarnby", "Orrowgate", "Kestwick", "Vellin", "Hartlow", "Grimsund")
BODIES = ("Petrel Shipping", "Lantern Bank", "Corrie Chemicals", "Marsh Water", "Alder Rail", "Fenn Timber", "Quay Foods", "Tollgate Gas")
STEPS = (
    "{who}, who ran {body} in {town}, was arrested on Monday after auditors found that the money of its pension fund was missing.",
    "The trial of {who}, the former head of {body}, opened in {town} with a reading of letters about the pension fund.",
    "A bookkeeper told the court in {town} that {who} had ordered her to burn two ledgers of {body}.",
    "The prosecutor asked for nine years for {who}, saying that the pensioners of {body} in {town} had lost their savings.",
    "{who} was found guilty in {town} of emptying the pension fund of {body}, and will appeal.",
)


def told(text: str, title: str = "") -> Told:
    found = find_facts(text, title, "en", None)
    return Told(terms=terms(title, text, "en", Given(found.names, found.figures)), title=title, language="en", names=found.names)


def trial(number: int, step: int, at: float) -> Chapter:
    who, town, body = CAST[number], TOWNS[number], BODIES[number]
    text = STEPS[step].format(who=who, town=town, body=body)
    return chapter(f"s{number}-{step}", [told(text + f" {who} denies it, {body} said.", f"{who} of {body}")], at, at)


def rarity(chapters: list[Chapter]) -> Rarity:
    counts: dict[str, int] = {}
    for one in chapters:
        for key, _ in (*one.names, *one.words):
            counts[key] = counts.get(key, 0) + 1
    return rarity_of(counts, len(chapters))


@pytest.fixture(scope="module")
def trials() -> list[Chapter]:
    """Five trials of one kind over three months, in five chapters each, day by day among each other."""
    return [trial(number, step, 1e9 + DAY * (20 * step + number)) for number in range(5) for step in range(5)]


def test_trials_of_different_people_are_different_sagas(trials: list[Chapter]) -> None:
    found = chain(trials, rarity(trials))
    assert sorted(found) == [tuple(f"s{number}-{step}" for step in range(5)) for number in range(5)]


@given(seed=st.integers(0, 10_000), few=st.integers(2, 25))
def test_the_order_changes_nothing(trials: list[Chapter], seed: int, few: int) -> None:
    chosen = Random(seed).sample(trials, few)
    turned = sorted(chosen, key=lambda one: one.story)
    assert chain(chosen, rarity(chosen)) == chain(turned, rarity(turned))


@given(seed=st.integers(0, 10_000))
def test_a_saga_is_two_stories_at_least_and_no_story_is_in_two(trials: list[Chapter], seed: int) -> None:
    chosen = Random(seed).sample(trials, 15)
    found = chain(chosen, rarity(chosen))
    stories = [story for saga in found for story in saga]
    assert len(stories) == len(set(stories))
    assert set(stories) <= {one.story for one in chosen}
    assert all(len(saga) >= 2 for saga in found)


def test_likenesses_in_a_row_make_no_endless_chain() -> None:
    """Each story shares its names with the next alone: of forty, no saga reaches from one end to the other."""
    names = [f"n:k{n}" for n in range(60)]
    row = [
        Chapter(
            story=f"s{n:02}", first=1e9 + n * 3 * DAY, last=1e9 + n * 3 * DAY, words=(), names=tuple((k, 2.5) for k in names[n : n + 6])
        )
        for n in range(40)
    ]
    labelled = [Chapter(**{f: getattr(one, f) for f in one.__struct_fields__} | {"labels": _labels(one)}) for one in row]
    found = chain(labelled, rarity(labelled))
    assert found, "neighbours do belong together"
    assert max(len(saga) for saga in found) <= 8


def _labels(one: Chapter) -> tuple[Label, ...]:
    return tuple(Label(text=key[2:].title(), type="org", keys=(key,), weight=1.0) for key, _ in one.names)


def test_what_is_over_in_a_day_is_no_saga() -> None:
    pair = [trial(0, 0, 1e9), trial(0, 1, 1e9 + 3_600)]
    assert chain(pair, rarity(pair)) == []
    assert chain([trial(0, 0, 1e9), trial(0, 1, 1e9 + 2 * DAY)], rarity(pair)) == [("s0-0", "s0-1")]


def test_years_part_what_is_alike() -> None:
    pair = [trial(0, 1, 1e9), trial(0, 2, 1e9 + 3 * 365 * DAY)]
    assert chain(pair, rarity(pair)) == []


def test_two_trials_at_one_court_are_two() -> None:
    """The court, the prosecutor's office and the charge are shared; the people are not."""
    texts = [
        (
            n,
            "The district court of Brackholm heard how {who} emptied a till. {who} denies theft. Judge and prosecutor met twice.",
        )
        for n in range(2)
    ]
    rows = [
        chapter(
            f"s{n}-{step}", [told(text.format(who=CAST[n]), f"{CAST[n]} in court")], 1e9 + DAY * (7 * step + n), 1e9 + DAY * (7 * step + n)
        )
        for n, text in texts
        for step in range(2)
    ]
    assert chain(rows, rarity(rows)) == [("s0-0", "s0-1"), ("s1-0", "s1-1")]


def test_a_saga_that_is_whole_is_not_taken_apart(trials: list[Chapter]) -> None:
    strangers = [trial(0, 0, 1e9), trial(1, 0, 1e9 + 40 * DAY), trial(2, 0, 1e9 + 80 * DAY)]
    assert chain(strangers, rarity(trials)) == []
    labelled = chain([*strangers, trial(0, 1, 1e9 + DAY)], rarity(trials), [("s0-0", "s0-1")])
    assert ("s0-0", "s0-1") in labelled
    assert WHOLE > 2


def test_the_title_is_what_its_stories_share(trials: list[Chapter]) -> None:
    mine = [one for one in trials if one.story.startswith("s1-")]
    title = saga_title(mine, rarity(trials))
    assert "Jorun Sledd" in title
    assert "Lantern Bank" in title
    assert all(have >= 3 for _, have in core(mine, rarity(trials)))
    names, _ = shared(mine[1], mine[0], rarity(trials))
    assert "Jorun Sledd" in names


def test_a_name_is_shown_as_it_is_mostly_written() -> None:
    text = "SILLMOUTH, May 2 (Quill) – Dagny Holm spoke. Holm left Sillmouth at noon. Later Dagny Holm came back to Sillmouth."
    made = chapter("s", [told(text)], 1.0, 1.0)
    written = [label.text for label in made.labels]
    assert "Dagny Holm" in written
    assert "Holm" not in written
    assert "SILLMOUTH" not in written


def test_a_report_without_names_is_a_chapter_of_nothing() -> None:
    empty = chapter("s", [Told(terms=())], 0.0, 0.0)
    assert (empty.names, empty.words, empty.labels) == ((), (), ())
    assert (
        chain([empty, chapter("t", [Told(terms=(), names=(Name(start=0, end=1, text="x", type="org", id="x"),))], 0.0, 0.0)], rarity([]))
        == []
    )


def test_a_saga_keeps_its_id_where_most_of_its_stories_are() -> None:
    made = named([("a", "b", "c"), ("d", "e")], {"a": "g1", "b": "g1", "c": "g2", "d": "g1", "e": None, "f": "g3"}, lambda s: "new-" + s)
    assert made.homes == {"a": "g1", "b": "g1", "c": "g1", "d": "new-d", "e": "new-d", "f": None}
    assert made.merged == {"g2": "g1"}


def test_ids_that_are_taken_are_not_given_twice() -> None:
    made = named([("a", "b"), ("c", "d")], {"a": "new-c", "b": "new-c", "c": None, "d": None}, lambda s: "new-" + s)
    assert made.homes["a"] == "new-c"
    assert made.homes["c"] == "new-d"
