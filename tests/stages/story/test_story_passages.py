"""Briefings by passage: how a text falls into parts, which stories the parts tell of, and that none is tied to another by it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Range
from headwater.stages.facts import find_facts, find_times
from headwater.stages.story import Given, Index, Item, Parted, passages, place, terms

NOON = 1_790_000_000.0
REPORTS = {
    "sferry": "The ferry Petrel ran aground off Sillmouth with 214 passengers on Monday. "
    "Captain Ulrik Stane blamed a buoy of the Tarnby harbour office.",
    "sbank": "Lantern Bank raised its rate to 3.25 percent in Kestwick. "
    "Governor Dagny Holm said that the crown had fallen too far against the florin.",
    "sowl": "A snowy owl named Grete escaped from the zoo in Vellin through a skylight. "
    "Keeper Mirja Kolb hung herrings from 12 lamp posts.",
}
BRIEF = (
    "Good morning. This is the news of the day in two minutes, as every day.\n"
    "Aground\n"
    "The ferry Petrel lies off Sillmouth with its 214 passengers; Captain Ulrik Stane says that a buoy was in the wrong place.\n"
    "Money\n"
    "Lantern Bank in Kestwick went up to 3.25 percent, because Governor Dagny Holm finds the crown too weak against the florin.\n"
    "And finally\n"
    "Grete the snowy owl is still out of the Vellin zoo. Mirja Kolb, her keeper, has bought more herrings for the lamp posts."
)


def parted(text: str, posts: tuple[Range, ...] = ()) -> Parted:
    found = find_facts(text, "", "en", None)
    return Parted(text=text, language="en", names=found.names, figures=found.figures, posts=posts)


def item(key: str, text: str, story: str, at: float = NOON) -> Item:
    found = find_facts(text, "", "en", None)
    return Item(article=key, story=story, at=at, language="en", terms=terms("", text, "en", Given(found.names, found.figures)))


@pytest.fixture(scope="module")
def index() -> Index:
    made = Index()
    for story, text in REPORTS.items():
        made.add(item("a" + story, text, story))
    return made


BRIEFING = item("abrief", BRIEF, "sbrief")


def test_each_part_is_placed_with_its_story(index: Index) -> None:
    placed = place(BRIEFING, passages(parted(BRIEF)), index, {})
    assert [one.story for one in placed] == ["sferry", "sbank", "sowl"]
    for one, first in zip(placed, ("Aground", "Money", "And finally"), strict=True):
        assert BRIEF[one.start : one.end].startswith(first)
        assert one.reasons
    assert len(index.stories()) == 3, "nothing was added and nothing joined"


def test_what_tells_of_nothing_known_is_placed_nowhere(index: Index) -> None:
    text = "A baker in Orrowgate won the marble championship of the upper valley for the fourth time and gave the cup to his aunt."
    assert place(item("x", text, "sx"), passages(parted(text)), index, {}) == ()


def test_its_own_story_is_left_out(index: Index) -> None:
    live = item("alive", BRIEF, "sferry")
    assert [one.story for one in place(live, passages(parted(BRIEF)), index, {})] == ["sbank", "sowl"]


def test_posts_fall_apart_by_themselves(index: Index) -> None:
    one, other = REPORTS["sbank"], REPORTS["sowl"]
    text = f"{one}\n{other}"
    posts = (Range(start=0, end=len(one)), Range(start=len(one) + 1, end=len(text)))
    found = passages(parted(text, posts))
    assert [(passage.start, passage.end) for passage in found] == [(0, len(one)), (len(one) + 1, len(text))]
    assert [placed.story for placed in place(item("alive", text, "sl"), found, index, {})] == ["sbank", "sowl"]


def test_a_link_to_a_report_says_more_than_likeness(index: Index) -> None:
    text = "Lamp posts all over town smell of fish today, and the reason for it has two wings and no manners at all."
    found = passages(parted(text))
    assert place(item("x", text, "sx"), found, index, {}) == ()
    [placed] = place(item("x", text, "sx"), found, index, {0: "sowl"})
    assert (placed.start, placed.end, placed.story) == (0, len(text), "sowl")
    assert placed.reasons == ("links to a report of this story",)


def test_neighbours_of_one_story_are_one_passage(index: Index) -> None:
    text = REPORTS["sferry"] + "\n" + REPORTS["sferry"].replace("on Monday", "at dusk")
    [placed] = place(item("x", text, "sx"), passages(parted(text)), index, {})
    assert (placed.start, placed.end, placed.story) == (0, len(text), "sferry")


@given(st.text(alphabet=st.sampled_from("ab .\nA1“”"), max_size=400))
def test_parts_are_spans_in_order_whatever_the_text(text: str) -> None:
    found = passages(parted(text))
    at = 0
    for passage in found:
        assert at <= passage.start < passage.end <= len(text)
        at = passage.end


def test_a_page_of_a_thousand_lines_costs_no_more_than_its_first(index: Index) -> None:
    found = passages(parted("\n".join(REPORTS["sowl"] for _ in range(1_000))))
    assert len(found) == 60


def test_a_part_knows_the_dates_that_stand_in_it() -> None:
    text = f"{BRIEF}\nThe tide\nOn 30 November the water at Sillmouth stood 42 centimetres below what the tables of the office had said."
    at = datetime(2026, 12, 1, tzinfo=UTC)
    parts = passages(Parted(text=text, language="en", times=find_times(text, at, "en"), published=at.date()))
    named = [{key for key, _ in part.terms if key.startswith("d:") or key == "#:30"} for part in parts]
    assert named[-1] == {"d:1"}
    assert not any(named[:-1])
