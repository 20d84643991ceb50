"""Which story a report belongs to: a pure decision over the index of active reports.

A pair of reports is weighed by what they share (words, names, numbers, copied text); a story by its best and its average member, so that
one chance likeness does not pull a report in and a long chain of likenesses does not grow a story without bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from headwater.model import Assignment
from headwater.stages.story.index import Floats, Index, Ints, Item, Query

CANDIDATES: Final = 80
STORIES: Final = 5
MEMBERS: Final = 24
SAME_TONGUE: Final = np.array([7.17, 6.12, 3.69, 0.77, -0.48, -1.77, -3.28])
CROSS_TONGUE: Final = np.array([0.15, 0.7, 0.15])
CROSS_SCALE = 12.0
CROSS_BIAS = -2.4
BEST: Final = 0.51
MEAN: Final = 0.49
BIAS: Final = -0.63
JOIN: Final = 0.0
MERGE: Final = 0.5
PER_DAY: Final = 0.15
SOON = 1.0
SOON_DAYS = 1.0
REUSE: Final = 8.0
SHORT = 0.0


def order(items: Iterable[Item]) -> list[Item]:
    """The order in which a batch is decided: by time, then id, so that the order of delivery changes nothing."""
    return sorted(items, key=lambda item: (item.at, item.article))


def assign(item: Item, index: Index, reuse: Mapping[str, float]) -> Assignment:
    """The story this report joins, or None where it founds one; `merge` names stories that it shows to be the same."""
    if not item.reports or not item.terms:
        return Assignment(story=None)
    query = index.query(item)
    ranked = rank(query, index, reuse)
    if not ranked or ranked[0][0] < JOIN:
        return Assignment(story=None, score=ranked[0][0] if ranked else 0.0)
    score, story = ranked[0]
    merge = tuple(other for value, other in ranked[1:] if value >= MERGE)
    return Assignment(story=story, merge=merge, score=score)


def rank(query: Query, index: Index, reuse: Mapping[str, float]) -> list[tuple[float, str]]:
    """Stories that this report may belong to, best first, with log-odds that it does."""
    slots = np.unique(np.concatenate([index.candidates(query, CANDIDATES), index.slots(reuse)]))
    if not len(slots):
        return []
    odds = pair_odds(query, index, slots, reuse)
    best: dict[str, float] = {}
    for slot, value in zip(slots, odds, strict=True):
        story = index.story_of(index.article_at(slot)) or ""
        best[story] = max(best.get(story, -99.0), float(value))
    nearest = sorted(best, key=lambda story: (-best[story], story))[:STORIES]
    rows = [(story_odds(query, index, story, reuse, best[story]), story) for story in nearest]
    return sorted(rows, key=lambda row: (-row[0], row[1]))


def story_odds(query: Query, index: Index, story: str, reuse: Mapping[str, float], best: float) -> float:
    members = index.members(story)
    slots = index.slots(members)
    if len(members) > MEMBERS:
        slots = slots[(np.arange(MEMBERS) * (len(members) / MEMBERS)).astype(np.int64)]
    odds = pair_odds(query, index, slots, reuse)
    value = BEST * best + MEAN * float(odds.mean()) + BIAS
    at = index.times(slots)
    if query.at and at.any():
        gap = float(np.abs(at[at > 0] - query.at).min()) / 86400
        value += SOON * np.exp(-gap / SOON_DAYS) - PER_DAY * min(14.0, gap)
    return value


def pair_odds(query: Query, index: Index, slots: Ints, reuse: Mapping[str, float]) -> Floats:
    dots, norms = index.overlap(query, slots)
    scale = norms * query.norms
    cosine = np.divide(dots, scale, out=np.zeros_like(dots), where=scale > 0)
    near = np.sqrt(cosine[:, :2])
    small = np.log1p(np.minimum(norms[:, 0], query.norms[0]))
    odds = np.column_stack([near, cosine[:, 2], np.log1p(dots[:, :2]), small, np.ones(len(slots))]) @ SAME_TONGUE
    cross = (cosine @ CROSS_TONGUE) * CROSS_SCALE + CROSS_BIAS
    odds = np.where(index.speaks(slots, query.language), odds, cross)
    if reuse:
        odds = odds + REUSE * np.array([reuse.get(index.article_at(slot), 0.0) for slot in slots])
    return odds
