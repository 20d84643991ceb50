"""Stories looked at again: what was placed wrongly is put right, and the order of arrival leaves no trace."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_happenings import BUDGET, FERRY_NORTH, STREAM, item, stories_of, truth

from headwater.stages.story import Index, doubtful, neighbours, regroup
from headwater.stages.story.likeness import odds_between, pair_odds
from headwater.stages.story.overlap import Floats
from headwater.stages.story.regroup import TOGETHER, WHOLE, Knit, agglomerate, weigh


def named(article: str) -> str:
    return "s-" + article


def nothing(_: str) -> dict[str, float]:
    return {}


def held(stories: dict[str, str]) -> Index:
    """The invented stream, each report in the story that is given for it."""
    index = Index()
    for told in STREAM:
        index.add(item(told, stories[told.id]))
    return index


def carried_out(index: Index, asked: tuple[str, ...]) -> Index:
    for article, story in regroup(asked, index, nothing, named).moved.items():
        index.move(article, story)
    return index


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abcde"), min_size=len(STREAM), max_size=len(STREAM)))
def test_whatever_stories_they_were_in_the_same_come_out(letters: list[str]) -> None:
    index = held({told.id: letter for told, letter in zip(STREAM, letters, strict=True)})
    carried_out(index, tuple(sorted(set(letters))))
    assert stories_of(index, [told.id for told in STREAM]) == truth(STREAM)


def test_a_story_keeps_its_id_where_most_of_its_reports_are() -> None:
    # Three ferries of the north and one of the south were taken for one story, the other southern report stood alone.
    homes = {told.id: "north" for told in FERRY_NORTH} | {"g1": "north", "g2": "south"} | {told.id: "budget" for told in BUDGET}
    changed = regroup(("north", "south"), held(homes), nothing, named)
    assert changed.moved == {"g1": "south"}
    assert changed.merged == {}


def test_what_is_split_off_founds_a_story_of_its_own() -> None:
    homes = dict.fromkeys([told.id for told in STREAM], "one")
    changed = regroup(("one",), held(homes), nothing, named)
    assert set(changed.moved) == {"g1", "g2", "b1", "b2"}
    assert changed.moved["g1"] == changed.moved["g2"] != changed.moved["b1"] == changed.moved["b2"]
    assert {told.id for told in FERRY_NORTH}.isdisjoint(changed.moved)
    assert changed.merged == {}


def test_what_is_merged_leaves_a_redirect() -> None:
    homes = {told.id: "s" + told.id for told in STREAM}
    changed = regroup(("sf1", "sf2", "sf3", "sf4"), held(homes), nothing, named)
    [home] = set(changed.moved.values())
    assert set(changed.merged) == {"sf1", "sf2", "sf3", "sf4"} - {home}
    assert set(changed.merged.values()) == {home}


def test_an_id_that_another_story_bears_is_not_given_again() -> None:
    homes = dict.fromkeys([told.id for told in STREAM], "one") | {"b1": "s-g1", "b2": "s-g1"}
    index = held(homes)
    changed = regroup(("one",), index, nothing, named)
    assert "s-g1" not in set(changed.moved.values())
    assert set(changed.moved) == {"g1", "g2"}


def test_a_story_of_very_many_reports_is_not_taken_apart() -> None:
    index = held(dict.fromkeys([told.id for told in STREAM], "apart") | {"g1": "long", "g2": "long"})
    for number in range(WHOLE):
        index.add(msgspec.structs.replace(item(FERRY_NORTH[number % 2], "long"), article=f"x{number}"))
    changed = regroup(("apart", "long"), index, nothing, named)
    assert not set(changed.moved) & set(index.members("long"))
    assert changed.moved["f1"] == "long"


def test_shared_text_speaks_for_both_ways() -> None:
    index = held({told.id: told.id for told in STREAM})
    slots = index.slots(["f1", "f2"])
    known = {"f1": {"f2": 0.5}}
    owner = np.arange(2)
    one = weigh(index, slots, owner, lambda article: known.get(article, {})).odds
    other = weigh(index, slots[::-1], owner, lambda article: known.get(article, {})).odds
    assert one[0, 1] == one[1, 0] == pytest.approx(other[0, 1])
    assert one[0, 1] > weigh(index, slots, owner, nothing).odds[0, 1] + 1


def test_a_report_is_in_doubt_between_the_stories_it_may_belong_to() -> None:
    index = held({told.id: told.id for told in STREAM})
    near = doubtful(item(STREAM[0], "f1"), index, {})
    assert "f2" in near
    assert not {"f1", "b1"} & set(near)
    assert neighbours("f1", index, nothing)[0] == "f1"


def test_pairs_at_once_are_pairs_one_by_one() -> None:
    index = held({told.id: told.id for told in STREAM})
    slots = index.slots([told.id for told in STREAM])
    square = odds_between(index, slots, np.zeros((len(slots), len(slots))))
    owner = np.repeat(np.arange(len(slots)), len(slots))
    rows = pair_odds(index.queries(slots), owner, np.tile(slots, len(slots)), index)
    for place in range(len(slots)):
        row = rows[place * len(slots) : (place + 1) * len(slots)]
        row[place] = 0.0
        assert square[place] == pytest.approx(row, abs=1e-4)


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_groups_do_not_depend_on_the_order_of_the_rows(size: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    square = chance.normal(-0.5, 2.0, (size, size))
    square = square + square.T
    mixed = chance.permutation(size)
    telling = chance.random(size)
    plain, other = joined(square, telling), joined(square[np.ix_(mixed, mixed)], telling[mixed])
    assert {frozenset(part) for part in plain} == {frozenset(int(mixed[at]) for at in part) for part in other}


def joined(square: Floats, telling: Floats) -> list[list[int]]:
    alone = np.arange(len(square))
    return agglomerate(Knit.of(square, alone, telling, [(str(at),) for at in alone]))


def two_triples(within: float, between: float) -> Floats:
    square = np.full((6, 6), between)
    square[:3, :3] = square[3:, 3:] = within
    return square


def test_two_happenings_that_look_alike_are_told_by_how_close_knit_each_is() -> None:
    between = TOGETHER + 0.4
    assert len(joined(two_triples(between, between), np.ones(6))) == 1, "that alike, reports are of one happening where nothing is closer"
    assert len(joined(two_triples(4.0, between), np.ones(6))) == 2, "where those of one happening are much more alike, they are not"
    assert len(joined(two_triples(4.0, between), np.zeros(6))) == 1, "headlines do not show how close knit a happening is"


def test_a_long_story_is_as_close_knit_as_its_reports_were_one_by_one() -> None:
    chance = np.random.default_rng(3)
    square = chance.normal(1.0, 1.0, (5, 5))
    square = square + square.T
    whole = Knit.of(square, np.zeros(5, np.int64), np.ones(5), [tuple("abcde")])
    parts = Knit.of(square, np.arange(5), np.ones(5), [(letter,) for letter in "abcde"])
    for other in range(1, 5):
        parts.join(0, other)
    assert whole.within[0] == pytest.approx(parts.within[0])
    assert whole.pairs[0] == parts.pairs[0] == 10
