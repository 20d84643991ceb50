"""Which story a report belongs to: a pure decision over the index of active reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from headwater.model import Assignment
from headwater.stages.story.index import Floats, Index, Ints, Item, Query

CANDIDATES: Final = 80
STORIES: Final = 5
MEMBERS: Final = 24
JOIN: Final = 0.25
MERGE: Final = 0.35
AVERAGE: Final = 0.5
WORDS: Final = 0.65
NAMES: Final = 0.25
NUMBERS: Final = 0.10
DAYS: Final = 14.0


def order(items: Iterable[Item]) -> list[Item]:
    """The order in which a batch is decided: by time, then id, so that the order of delivery changes nothing."""
    return sorted(items, key=lambda item: (item.at, item.article))


def assign(item: Item, index: Index, reuse: Mapping[str, float]) -> Assignment:
    """The story this report joins, or None where it founds one; `merge` names stories that it shows to be the same."""
    if not item.reports or not item.terms:
        return Assignment(story=None)
    query = index.query(item)
    slots = index.candidates(query, CANDIDATES)
    copies = [index._slots[a] for a in reuse if a in index._slots]
    slots = np.unique(np.concatenate([slots, np.array(copies, dtype=np.int64)]))
    if not len(slots):
        return Assignment(story=None)
    scores = pair_scores(item, query, index, slots, reuse)
    best: dict[str, float] = {}
    for slot, score in zip(slots, scores, strict=True):
        story = index._stories[index._articles[slot]]
        best[story] = max(best.get(story, 0.0), float(score))
    ranked = sorted(best, key=lambda story: (-best[story], story))[:STORIES]
    rows = [(story_score(item, query, index, story, reuse, best[story]), story) for story in ranked]
    rows.sort(key=lambda row: (-row[0], row[1]))
    score, story = rows[0]
    if score < JOIN:
        return Assignment(story=None, score=score)
    merge = tuple(other for value, other in rows[1:] if value >= MERGE)
    return Assignment(story=story, merge=merge, score=score)


def story_score(item: Item, query: Query, index: Index, story: str, reuse: Mapping[str, float], best: float) -> float:
    members = index.members(story)
    if len(members) > MEMBERS:
        step = len(members) / MEMBERS
        members = tuple(members[int(k * step)] for k in range(MEMBERS))
    slots = np.array([index._slots[m] for m in members], dtype=np.int64)
    return float(AVERAGE * pair_scores(item, query, index, slots, reuse).mean() + (1 - AVERAGE) * best)


def pair_scores(item: Item, query: Query, index: Index, slots: Ints, reuse: Mapping[str, float]) -> Floats:
    cos, norms = index.cosines(query, slots)
    tongue = index._tongues.get(item.language, -1)
    same = np.frombuffer(index._language, np.uint16)[slots] == tongue
    w = np.array([WORDS, NAMES, NUMBERS])
    scale = norms * query.norms > 0
    base = (cos * w).sum(1) / np.maximum((scale * w).sum(1), 0.3)
    cross = np.array([0.15, 0.7, 0.15])
    other = (cos * cross).sum(1)
    score = np.where(same, base, other)
    at = np.frombuffer(index._at)[slots]
    if item.at:
        gap = np.where(at > 0, np.abs(at - item.at) / 86400, 0)
        score = score * np.exp(-gap / DAYS)
    for k, slot in enumerate(slots):
        r = reuse.get(index._articles[slot], 0.0)
        if r:
            score[k] = max(score[k], min(1, score[k] + r))
    return score
