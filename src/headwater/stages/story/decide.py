"""Which story a report belongs to: a pure decision over the index of active reports.

A pair of reports is weighed by what they share: words, names, numbers, copied text. A story is weighed by its best and its average
member, so that one chance likeness does not pull a report in, and a chain of likenesses does not grow a story without bounds. All
weights are log-odds. Nothing depends on the order in which candidates are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, inf
from typing import Final, TypeVar

import numpy as np

from headwater.model import Assignment
from headwater.stages.story.index import Index, Item
from headwater.stages.story.likeness import weights
from headwater.stages.story.overlap import Query
from headwater.stages.story.reasons import reasons
from headwater.stages.story.weighing import Copied, Pairs, Reuse, weigh, weighed_together

STORIES: Final = 5
MEMBERS: Final = 24
KIN: Final = 5

SOON: Final = 1.75
LATE_PER_DAY: Final = 0.25
MAX_DAYS: Final = 7.0
"""What the time to the story's nearest report says: +1.75 at once, falling with e in a day, and -0.25 a day up to a
week. Set on all four story sets."""

UNDATED: Final = 0.9
"""What is missing where neither time nor copied text tells two happenings of one saga apart: reports of weeks of one war share its names
and its words. Set by hand on the seeds, whose one story scores 3.5 and whose nearest other pair 0.45."""

JOIN: Final = -0.2
"""Log-odds from which a report joins; up to -0.1 no story set changes by more than .003, at 0.1 basil loses .025 of BCubed F1."""
MERGE: Final = 0.3
WITNESS: Final = 0.5
"""Two stories that a report both fits become one from this kinship, to which the report adds a half of its own log-odds with the lesser:
between 0 and 0.6 (1.0 with the whole of it) no set changes by more than .005."""
PARTS: Final = 3
PART: Final = 0.12
SURE: Final = 4.0
DIGEST_TERMS: Final = 24
POSSIBLE: Final = -1.7
"""A digest: `PARTS` stories, each not impossible, account for this share of what the report says that no other story does, and it fits
none of them for sure. Costs ecbplus and wmt21 in bursts .001 of F1 and basil none. A bare headline says too little to tell."""


def assign(items: Sequence[Item], index: Index, copied: Copied) -> Iterator[tuple[Item, Assignment]]:
    """The story that each of at most `HANDFUL` reports joins, or None where it founds one; `merge` names other stories that it shows to be
    the same. The reports wait in the index, and each is decided as if those before it were there: the caller lets one in before asking for
    the next. All are weighed at once, which costs much less than one by one.

    `score` is in log-odds. A page that is no report, or has no terms, founds its own; so does a digest of several stories.
    """
    found = weighed_together([item.article for item in items if not _apart(item)], index, copied)
    # What `rank` will ask for, unless a report before it in line changes that.
    weigh([(one, [slot for *_, story in nearest(one, JOIN) for slot in spread(index.slots_of(story), MEMBERS)]) for one in found], index)
    pairs = iter(found)
    for item in items:
        yield item, Assignment(story=None) if _apart(item) else _assigned(item, next(pairs), index)


def _apart(item: Item) -> bool:
    return not item.reports or not item.terms


def _assigned(item: Item, pairs: Pairs, index: Index) -> Assignment:
    ranked, reuse = rank(pairs), pairs.reuse
    near = tuple(other for value, other in ranked if value >= POSSIBLE)
    if not ranked or ranked[0][0] < JOIN:
        return Assignment(story=None, score=ranked[0][0] if ranked else 0.0, near=near)
    score, story = ranked[0]
    if (score < SURE or _patched(index, reuse)) and is_digest(pairs.query, index, near):
        return Assignment(story=None, score=score, reasons=("tells of several stories",), alone=True)
    merge = tuple(other for value, other in ranked[1:] if value >= JOIN and kinship(index, story, other) + WITNESS * value >= MERGE)
    said = reasons(item, pairs.query, index, story, reuse)
    return Assignment(
        story=story, merge=merge, score=score, reasons=said, near=tuple(other for other in near if other not in (story, *merge))
    )


def _patched(index: Index, reuse: Reuse) -> bool:
    """Whether a report has passages of several stories: being sure that it is of one of them says nothing of the others."""
    return len({index.story_of(article) for article, share in reuse.items() if share >= PART} - {None}) >= PARTS


def is_digest(query: Query, index: Index, stories: Sequence[str]) -> bool:
    """Whether several stories each account for a part of the report of their own, as in a summary of the day."""
    if len(stories) < PARTS or len(query.numbers) < DIGEST_TERMS:
        return False
    told = np.array([index.holds(query, np.array(spread(index.slots_of(story), KIN))) for story in stories])
    # What no other report says tells nothing of how its stories share it.
    worth = np.where(query.met, query.weights**2, 0.0)
    alone = told[:, told.sum(axis=0) == 1] @ worth[told.sum(axis=0) == 1]
    return bool((alone >= PART * worth.sum()).sum() >= PARTS)


def nearest(pairs: Pairs, floor: float = -inf) -> list[tuple[float, float, str]]:
    """(what it is worth at most, log-odds of its best member, story) of the `STORIES` candidate stories with the best members, those that
    may be worth `floor`."""
    index = pairs.index
    slots = index.joined(pairs.candidates)
    met: dict[int, float] = {}
    for number, value in zip(index.homes(slots), pairs.odds(slots.tolist()), strict=True):
        met[number] = max(met.get(number, value), value)
    least = min(sorted(met.values())[-STORIES:], default=0.0)
    best = sorted((-value, index.story_named(number)) for number, value in met.items() if value >= least)[:STORIES]
    of_best, of_mean, constant = weights().story
    bounded = ((constant + SOON + (of_best + of_mean) * -less, -less, story) for less, story in best)
    return [row for row in bounded if row[0] >= floor]


def rank(pairs: Pairs, floor: float = JOIN) -> list[tuple[float, str]]:
    """Stories that a report may belong to, best first, with the log-odds that it does; at most `STORIES`.

    A story whose best member cannot lift it over `floor` is not looked at further: its value is an upper bound under the floor.
    """
    rows = [(bound if bound < floor else story_odds(pairs, story, best), story) for bound, best, story in nearest(pairs)]
    return sorted(rows, key=lambda row: (-row[0], row[1]))


def kinship(index: Index, one: str, other: str) -> float:
    """Log-odds that two stories are the same happening: the mean of what a few reports of the one are to the other, both ways."""
    ways = []
    for of, to in ((one, other), (other, one)):
        slots = np.array(spread(index.slots_of(of), KIN))
        ways += [story_odds(Pairs(query, index, {}), to, -np.inf) for query in index.queries(slots)]
    return sum(ways) / len(ways)


T = TypeVar("T")


def spread(members: tuple[T, ...], limit: int) -> tuple[T, ...]:
    """At most `limit` of the members, evenly spaced, so that early and late reports both speak for a long story."""
    step = len(members) / limit
    return members if step <= 1 else tuple(members[int(at * step)] for at in range(limit))


def story_odds(pairs: Pairs, story: str, best: float) -> float:
    """Log-odds that the report belongs to the story; `best` is its likeness to the best member as far as known."""
    index, at = pairs.index, pairs.query.at
    slots = spread(index.slots_of(story), MEMBERS)
    odds = pairs.odds(slots)
    of_best, of_mean, constant = weights().story
    value = of_best * max(best, *odds) + of_mean * sum(odds) / len(odds) + constant
    apart = [abs(time - at) for time in map(index.time_at, slots) if time > 0] if at else []
    if apart:
        days = min(apart) / 86400
        return value + SOON * exp(-days) - LATE_PER_DAY * min(MAX_DAYS, days)
    return value if pairs.shares_text(story) else value - UNDATED
