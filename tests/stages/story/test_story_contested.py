"""A report that several stories would take."""

from __future__ import annotations

import numpy as np
import pytest

from headwater.stages.story import Index, Item
from headwater.stages.story.contested import CLEARLY, NEARLY, Weighed, contested

HEAD, BODY = 2.0, 1.0
WRECK, STRIKE, LATER = ("w1", "w2", "w3"), ("s1", "s2", "s3"), "later"
"""Two stories, and a report whose headline tells of the strike and whose last words name the wreck."""


def held() -> Index:
    index = Index()
    said = dict.fromkeys(WRECK, ("hull", "reef", "quay")) | dict.fromkeys(STRIKE, ("dock", "pay", "vote"))
    for article, words in said.items():
        index.add(Item(article=article, story=article[0], at=5.0, language="en", terms=tuple((f"w:{word}", BODY) for word in words)))
    terms = (("w:dock", HEAD), ("w:vote", HEAD), ("w:quay", HEAD), ("w:hull", BODY), ("w:reef", BODY))
    index.add(Item(article=LATER, story="w", at=5.0, language="en", terms=terms))
    return index


def parted(wreck: float, strike: float, time: float = 0.0, since: float = 0.0) -> list[set[str]]:
    """Where the report goes that is so much like the reports of the two stories, and what its time to each adds."""
    articles = [*WRECK, *STRIKE, LATER]
    index, count = held(), len(articles)
    odds, times = np.full((count, count), -5.0), np.zeros((count, count))
    odds[:3, :3] = odds[3:6, 3:6] = 3.0
    odds[6, :3] = odds[:3, 6] = wreck
    odds[6, 3:6] = odds[3:6, 6] = strike
    times[6, :3] = times[:3, 6] = time
    times[6, 3:6] = times[3:6, 6] = since
    np.fill_diagonal(odds, 0.0)
    reports = Weighed(index.slots(articles), np.arange(count), odds, times)
    joined = contested([[0, 1, 2, 6], [3, 4, 5]], np.ones(count, dtype=np.int64), reports, index, np.full(count, -0.8))
    return [{articles[at] for at in part} for part in joined]


def test_a_follow_up_goes_where_its_headline_is_told_though_the_other_story_is_fresher() -> None:
    assert parted(-0.9, -0.7, time=1.5) == [set(WRECK), {*STRIKE, LATER}]


def test_what_only_one_story_would_take_stays() -> None:
    assert parted(-0.9, -1.0, time=1.5) == [{*WRECK, LATER}, set(STRIKE)]


def test_much_more_alike_outweighs_the_headline() -> None:
    assert parted(-0.9, -0.95 - NEARLY, time=1.0, since=0.5) == [{*WRECK, LATER}, set(STRIKE)]


def test_where_more_than_its_time_speaks_for_its_story_it_stays() -> None:
    assert parted(-0.7, -0.7, time=1.5) == [{*WRECK, LATER}, set(STRIKE)]


def test_the_headline_must_be_told_clearly_better() -> None:
    index = held()
    query = index.query(index.item(LATER))
    wreck, strike = index.headline(query, index.slots(WRECK)), index.headline(query, index.slots(STRIKE))
    assert 0 < wreck < strike - CLEARLY
    assert strike < 1
    assert index.headline(query, index.slots([*WRECK, *STRIKE])) == pytest.approx(strike), "more reports tell no more of it"
    assert index.headline(query, index.slots([LATER])) == pytest.approx(1.0)
    assert index.headline(query, index.slots([])) == 0.0


def test_one_story_is_never_contested() -> None:
    index = held()
    reports = Weighed(index.slots(WRECK), np.arange(3), np.zeros((3, 3)), np.zeros((3, 3)))
    assert contested([[0, 1], [2]], np.ones(3, dtype=np.int64), reports, index, np.full(3, -0.8)) == [[0, 1], [2]]
