"""Which story a report belongs to: the decisions, on invented happenings."""

from __future__ import annotations

import random

import msgspec
import pytest
from invented_happenings import (
    BUDGET,
    FERRY_NORTH,
    FERRY_SOUTH,
    MONDAY,
    STREAM,
    Told,
    decide,
    grouped,
    item,
    truth,
)

from headwater.stages.story import Index, Item, assign, related, spelled


def held(*reports: tuple[Told, str]) -> Index:
    index = Index()
    for told, story in reports:
        index.add(item(told, story))
    return index


@pytest.mark.parametrize("seed", range(8))
def test_stream_is_grouped_rightly_in_any_order(seed: int) -> None:
    stream = list(STREAM)
    random.Random(seed).shuffle(stream)
    assert grouped(stream) == truth(STREAM)


def test_stream_without_dates_is_grouped_alike() -> None:
    assert grouped([told._replace(hours=None) for told in STREAM]) == truth(STREAM)


def test_first_report_founds_a_story() -> None:
    decided = decide(item(STREAM[0]), Index(), {})
    assert decided.story is None
    assert decided.merge == ()


def test_look_alike_accidents_stay_apart() -> None:
    index = held(*((told, "north") for told in FERRY_NORTH))
    assert decide(item(FERRY_SOUTH[0]), index, {}).story is None


def test_fixture_a_week_later_is_another_story() -> None:
    first = Told(
        "m1", "one", "en", "Rovers beat Harlow United 3-1 in league opener",
        "Jonas Okafor scored twice as Rovers beat Harlow United 3-1 at Mill Lane. Harlow coach Pete Lindqvist blamed the rain."
        " 18,204 came.", 1,
    )  # fmt: skip
    second = Told(
        "m2", "two", "en", "Harlow United hold Rovers to goalless draw in cup",
        "Rovers and Harlow United drew 0-0 in the second round of the cup. Goalkeeper Simon Achterberg saved a late penalty."
        " 9,870 watched.",
        24 * 8,
    )  # fmt: skip
    assert decide(item(second), held((first, "one")), {}).story is None


def test_report_in_another_language_joins_by_names_and_numbers() -> None:
    decided = decide(item(FERRY_NORTH[3]), held((FERRY_NORTH[0], "north"), (BUDGET[0], "budget")), {})
    assert decided.story == "north"
    assert any("names in common" in reason for reason in decided.reasons)
    assert any("214" in reason for reason in decided.reasons)


def test_copied_text_joins_where_likeness_alone_does_not() -> None:
    brief = Told("x", "north", "en", "Seen from the pier", "A vessel was in difficulty this morning, onlookers said.")
    index = held((FERRY_NORTH[0], "north"), (FERRY_SOUTH[0], "south"))
    assert decide(item(brief), index, {}).story is None
    decided = decide(item(brief), index, {"f1": 0.7, "unknown": 1.0})
    assert decided.story == "north"
    assert decided.reasons[0] == "shares 70 % of its text with a report of this story"


def test_report_that_fits_two_stories_merges_them() -> None:
    index = held((FERRY_NORTH[0], "one"), (FERRY_NORTH[1], "two"))
    third = FERRY_NORTH[0]._replace(id="f9")
    decided = decide(item(third), index, {})
    assert {decided.story, *decided.merge} == {"one", "two"}


def test_merge_never_names_the_joined_or_an_unknown_story() -> None:
    index = held(*((told, told.id) for told in STREAM))
    for told in STREAM:
        decided = decide(item(told._replace(id="new")), index, {})
        assert decided.story not in decided.merge
        assert all(index.members(story) for story in decided.merge)


def test_pages_that_are_no_reports_neither_join_nor_attract() -> None:
    page = msgspec.structs.replace(item(FERRY_NORTH[0]), reports=False)
    assert decide(page, held((FERRY_NORTH[1], "north")), {}).story is None
    index = Index()
    index.add(msgspec.structs.replace(page, story="page"))
    assert decide(item(FERRY_NORTH[1]), index, {}).story is None


def test_digest_of_many_stories_becomes_no_hub() -> None:
    digest = Told(
        "d", "digest", "en", "The morning in brief",
        "Rescuers work off Tollmark. The storm near Port Alvane is over. Varland has a budget. Wildfires spread in Kessen."
        " Harlow wins again.",
        10,
    )  # fmt: skip
    assert grouped([*STREAM, digest]) == truth(STREAM) | {frozenset({"d"})}


def test_passages_of_many_stories_make_a_digest_though_each_is_a_copy() -> None:
    chosen = [FERRY_NORTH[0], FERRY_SOUTH[0], next(told for told in STREAM if told.happening not in ("north", "south"))]
    index = held(*((told, told.happening) for told in STREAM))
    digest = item(Told("d", "digest", "en", "Tuesday", "\n".join(told.text for told in chosen), 10))
    copied = {told.id: 1.0 for told in chosen}
    decided = decide(digest, index, copied)
    assert (decided.story, decided.alone) == (None, True)
    assert decide(digest, index, {FERRY_NORTH[0].id: 1.0}).story == "north", (
        "a long report that has one text and touches on more is no digest"
    )


def test_report_without_terms_founds_its_own() -> None:
    empty = Item(article="e", story="", at=0.0, language="und", terms=())
    assert decide(empty, held((STREAM[0], "north")), {}).story is None


def test_same_input_gives_same_decision() -> None:
    new = item(FERRY_NORTH[1]._replace(id="new"))
    one, other = (decide(new, held(*((told, told.happening) for told in STREAM)), {"f1": 0.4}) for _ in range(2))
    assert one == other


def test_time_counts_for_the_nearest_report() -> None:
    index = held((FERRY_NORTH[1], "north"))
    near = decide(item(FERRY_NORTH[0]), index, {}).score
    far = decide(item(FERRY_NORTH[0]._replace(hours=24.0 * 12)), index, {}).score
    unknown = decide(item(FERRY_NORTH[0]._replace(hours=None)), index, {}).score
    assert near > unknown > far


def test_related_names_the_other_ferry_and_not_itself() -> None:
    index = held(*((told, told.happening) for told in STREAM))
    found = related("north", index)
    assert [story for story, _ in found][:1] == ["south"]
    assert all(0 <= nearness <= 1 for _, nearness in found)
    assert "north" not in dict(found)
    assert len(related("north", index, limit=0)) == 0


def test_related_of_an_unknown_story_is_empty() -> None:
    assert related("nowhere", held((STREAM[0], "north"))) == ()


def test_nothing_joins_a_briefing_that_it_shares_text_with() -> None:
    index = Index()
    text = (("w:ferry", 3.0), ("w:sandbank", 3.0), ("n:ptrr", 3.0), ("n:stn", 2.0))
    index.add(Item(article="abrief", story="sbrief", at=1e9, language="en", terms=text, reports=False))
    report = Item(article="areport", story="sreport", at=1e9 + 60, language="en", terms=text)
    assert decide(report, index, {"abrief": 1.0}).story is None


def test_stems_are_shown_as_the_report_spells_them() -> None:
    said = ("rare words in common: ferri, notic, sandbank, 桟橋", "within an hour of another report")
    text = "Ferry aground\nA notice to all ferries: the Sandbank moves. 桟橋が"
    assert spelled(said, text) == ("rare words in common: ferries, notice, Sandbank, 桟橋", "within an hour of another report")
    assert spelled(("rare words in common: kelp",), text) == ("rare words in common: kelp",)
    assert spelled(("rare words in common: ferri, ferries, sandbank",), text) == ("rare words in common: ferries, Sandbank",)


def placed(items: list[Item], together: int, reuse: dict[str, dict[str, float]] | None = None) -> dict[str, str]:
    """The story of each of these reports, of which so many are decided together, beside one that is there."""
    index = Index()
    index.add(item(BUDGET[0], BUDGET[0].id))
    index.receive(items)
    for begin in range(0, len(items), together):
        for one, decided in assign(items[begin : begin + together], index, lambda article: (reuse or {}).get(article, {})):
            home = decided.story or one.article
            index.let_in(one.article, home, reports=one.reports and not decided.alone)
            for other in decided.merge:
                index.rename(other, home)
    return {one.article: index.story_of(one.article) or "" for one in items}


@pytest.mark.parametrize("seed", range(6))
def test_reports_decided_together_go_where_they_go_one_by_one(seed: int) -> None:
    items = [item(told) for told in (*FERRY_NORTH, *FERRY_SOUTH, *BUDGET[1:])]
    items.append(msgspec.structs.replace(items[0], article="page", reports=False))
    items.append(Item(article="bare", story="", at=MONDAY, language="en", terms=()))
    random.Random(seed).shuffle(items)
    singly = placed(items, 1)
    assert placed(items, 4) == placed(items, len(items)) == singly
    assert singly["page"] == "page"
    assert singly["bare"] == "bare"
    homes = {told.id: singly[told.id] for told in FERRY_NORTH}
    assert len(set(homes.values())) == 1
    assert {singly[told.id] for told in BUDGET[1:]} == {BUDGET[0].id}


def test_a_copy_finds_the_report_before_it_in_line_by_its_text_alone() -> None:
    one = Item(article="one", story="", at=MONDAY, language="en", terms=(("w:reef", 1.0), ("w:hull", 1.0)))
    other = Item(article="other", story="", at=MONDAY, language="en", terms=(("w:surplus", 1.0), ("w:tax", 1.0)))
    copied = {"other": {"one": 1.0}, "one": {"other": 1.0}}
    assert placed([one, other], 2, copied) == {"one": "one", "other": "one"}
    assert placed([one, other], 2) == {"one": "one", "other": "other"}


def test_what_waits_is_not_found_and_belongs_to_no_story() -> None:
    index = held((FERRY_NORTH[0], "north"))
    index.receive([item(FERRY_NORTH[1], "north")])
    assert len(index) == 1
    assert index.members("north") == (FERRY_NORTH[0].id,)
    assert index.story_of(FERRY_NORTH[1].id) is None
    assert FERRY_NORTH[1].id not in index
    index.let_in(FERRY_NORTH[1].id, "north", reports=True)
    index.wait(FERRY_NORTH[0].id)
    assert index.members("north") == (FERRY_NORTH[1].id,)
