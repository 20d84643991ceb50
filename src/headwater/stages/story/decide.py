"""Which story a report belongs to: a pure decision over the index of active reports.

A pair of reports is weighed by what they share: words, names, numbers, copied text. A story is weighed by its best and its average
member, so that one chance likeness does not pull a report in, and a chain of likenesses does not grow a story without bounds. All
weights are log-odds. Nothing depends on the order in which candidates are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from headwater.model import Assignment
from headwater.stages.story.index import Floats, Index, Ints, Item, Query
from headwater.stages.story.reasons import reasons

CANDIDATES: Final = 64
STORIES: Final = 5
MEMBERS: Final = 24
KIN: Final = 5

SAME_LANGUAGE: Final = np.array([6.40, 9.12, 5.24, 0.69, -0.85, -1.73, -1.29, -1.12, -1.62])
"""Logistic regression on 103,000 pairs of ECB+ (whole, leads and titles; CC BY 3.0, Cybulska and Vossen 2014) over: roots of the cosines
of words and names, cosine of numbers, log1p of the products of words and names, log1p of the smaller norm of words, whether both have
telling numbers but none in common, the same for names, constant. The two contradictions lift F1 over pairs from .802 to .813."""
TELLING: Final = 8.0
"""Norm from which numbers or names are enough to contradict: more than a year or a well-known place."""
OTHER_LANGUAGE: Final = np.array([2.0, 9.6, 2.2])
OTHER_LANGUAGE_CONSTANT: Final = -2.1
"""Cosines of words, names and numbers across languages; set by hand on WMT21 (BCubed F1 .91 without times)."""
SHORT_BONUS: Final = 1.5
SHORT_TERMS: Final = 30
"""Two headlines share few words even about one happening; full bonus up to half as many terms. Set on UCI titles: F1 .86 against .77."""
REUSE: Final = 8.0
"""Log-odds for a text that is all copied; a tenth copied already outweighs what two reports of one beat usually lack."""

BEST: Final = 0.59
MEAN: Final = 0.45
CONSTANT: Final = -0.72
"""Logistic regression on the same data over the best and the mean member: as good as any with centroids and sizes added."""
SOON: Final = 1.75
LATE_PER_DAY: Final = 0.25
MAX_DAYS: Final = 7.0
"""What the time to the story's nearest report says: +1.75 at once, falling with e in a day, and -0.25 a day up to a
week. Set on all four story sets."""

JOIN: Final = -0.2
"""Log-odds from which a report joins. At -0.1 WMT21 and UCI lose more recall than they gain precision: F1 .902 and .886 against
.907 and .892."""
MERGE: Final = 0.3
"""Kinship from which two stories become one; at 0 ECB+ without times wrongly merges look-alikes (F1 .870, at 0.4 .889)."""
RIVALS: Final = 2
SURE: Final = 2.5
"""A report that also fits `RIVALS` stories unrelated to its best one joins only from here."""


def order(items: Iterable[Item]) -> list[Item]:
    """The order in which a batch is decided: by time, then id, so that the order of delivery changes nothing."""
    return sorted(items, key=lambda item: (item.at, item.article))


def assign(item: Item, index: Index, reuse: Mapping[str, float]) -> Assignment:
    """The story this report joins, or None where it founds one; `merge` names other stories that it shows to be the same.

    `reuse` maps ids of articles that share text with it to the share of its words, 0..1; ids the index does not hold are ignored.
    `score` is in log-odds. A page that is no report, or has no terms, founds its own; so does one that weakly resembles several
    stories that have nothing to do with each other, as a digest does.
    """
    if not item.reports or not item.terms:
        return Assignment(story=None)
    query = index.query(item)
    ranked = rank(query, index, reuse)
    if not ranked or ranked[0][0] < JOIN:
        return Assignment(story=None, score=ranked[0][0] if ranked else 0.0)
    score, story = ranked[0]
    asked = [other for value, other in ranked[1:] if value >= JOIN]
    merge = tuple(other for other in asked if kinship(index, story, other) >= MERGE)
    if len(asked) - len(merge) >= RIVALS and score < SURE:
        return Assignment(story=None, score=score, reasons=("resembles several stories, none of them clearly",))
    return Assignment(story=story, merge=merge, score=score, reasons=reasons(item, query, index, story, reuse))


def rank(query: Query, index: Index, reuse: Mapping[str, float], floor: float = JOIN) -> list[tuple[float, str]]:
    """Stories that this report may belong to, best first, with the log-odds that it does; at most `STORIES`.

    A story whose best member cannot lift it over `floor` is not looked at further: its value is an upper bound under the floor.
    """
    slots = np.unique(np.concatenate([index.candidates(query, CANDIDATES), index.slots(reuse)]))
    if not len(slots):
        return []
    odds = pair_odds(query, index, slots, reuse)
    best: dict[str, float] = {}
    for slot, value in zip(slots.tolist(), odds.tolist(), strict=True):
        story = index.story_at(slot)
        best[story] = max(best.get(story, value), value)
    nearest = sorted(best, key=lambda story: (-best[story], story))[:STORIES]
    bound = {story: best[story] + CONSTANT + SOON for story in nearest}
    rows = [(bound[story] if bound[story] < floor else story_odds(query, index, story, reuse, best[story]), story) for story in nearest]
    return sorted(rows, key=lambda row: (-row[0], row[1]))


def kinship(index: Index, one: str, other: str) -> float:
    """Log-odds that two stories are the same happening: the mean of what a few reports of the one are to the other, both ways."""
    ways = []
    for of, to in ((one, other), (other, one)):
        slots = index.slots(spread(index.members(of), KIN))
        ways += [story_odds(index.query_at(int(slot)), index, to, {}, -np.inf) for slot in slots]
    return sum(ways) / len(ways)


def spread(members: tuple[str, ...], limit: int) -> tuple[str, ...]:
    """At most `limit` of the members, evenly spaced, so that early and late reports both speak for a long story."""
    step = len(members) / limit
    return members if step <= 1 else tuple(members[int(at * step)] for at in range(limit))


def story_odds(query: Query, index: Index, story: str, reuse: Mapping[str, float], best: float) -> float:
    """Log-odds that the report belongs to the story; `best` is its likeness to the best member as far as known."""
    slots = index.slots(spread(index.members(story), MEMBERS))
    odds = pair_odds(query, index, slots, reuse)
    value = BEST * max(best, float(odds.max())) + MEAN * float(odds.mean()) + CONSTANT
    times = index.times(slots)
    times = times[times > 0]
    if query.at and len(times):
        days = float(np.abs(times - query.at).min()) / 86400
        value += SOON * float(np.exp(-days)) - LATE_PER_DAY * min(MAX_DAYS, days)
    return value


def pair_odds(query: Query, index: Index, slots: Ints, reuse: Mapping[str, float]) -> Floats:
    """Log-odds that the report and each of the reports at `slots` are about one happening, whatever their times."""
    dots, norms, sizes = index.overlap(query, slots)
    scale = norms * query.norms
    cosine = np.divide(dots, scale, out=np.zeros_like(dots), where=scale > 0)
    smaller = np.log1p(np.minimum(norms[:, 0], query.norms[0]))
    near = np.sqrt(np.maximum(cosine[:, :2], 0.0))
    apart = (dots == 0.0) & (norms > TELLING) & (query.norms > TELLING)
    columns = [near, cosine[:, 2], np.log1p(dots[:, :2]), smaller, apart[:, 2], apart[:, 1], np.ones(len(slots))]
    same: Floats = np.column_stack(columns) @ SAME_LANGUAGE
    length = np.minimum(sizes, len(query.numbers)) / SHORT_TERMS
    same += SHORT_BONUS * np.clip(2 * (1 - length), 0.0, 1.0)
    other: Floats = cosine @ OTHER_LANGUAGE + OTHER_LANGUAGE_CONSTANT
    odds = np.where(index.speaks(slots, query.language), same, other)
    if reuse:
        odds = odds + REUSE * np.array([reuse.get(index.article_at(slot), 0.0) for slot in slots])
    return odds
