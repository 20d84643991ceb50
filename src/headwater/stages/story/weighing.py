"""Reports beside others of an index: whom each is compared with, and each pair weighed once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from headwater.stages.story.candidates import candidates
from headwater.stages.story.index import Index
from headwater.stages.story.likeness import pair_odds
from headwater.stages.story.overlap import Ints, Query, ends

CANDIDATES: Final = 32
HANDFUL: Final = 32
"""Reports that are weighed together; the state of a slot has room for 250."""
NONE: Final[Ints] = np.empty(0, dtype=np.int64)

Reuse = Mapping[str, float]
"""{article: share of the shorter text that it has in common with the report, 0..1}; those that the index does not hold are ignored."""
Copied = Callable[[str], Reuse]
"""The same of any article."""


class Pairs:
    """A report beside others of an index: each pair is weighed once. `candidates`: slots of those it may be of one happening with."""

    def __init__(self, query: Query, index: Index, reuse: Reuse, candidates: Ints = NONE) -> None:
        self.query, self.index, self.reuse, self.candidates = query, index, reuse, candidates
        self.known: dict[int, float] = {}

    def odds(self, slots: Sequence[int]) -> list[float]:
        """Log-odds that the report and each of the reports at `slots` are about one happening, whatever their times."""
        weigh([(self, slots)], self.index)
        return [self.known[slot] for slot in slots]

    def shares_text(self, story: str) -> bool:
        """Whether the report shares text with a report of this story."""
        return any(self.index.story_of(article) == story for article in self.reuse)


def weigh(asked: Iterable[tuple[Pairs, Sequence[int]]], index: Index) -> None:
    """Weigh reports beside the reports at these slots, all at once, which costs much less than one by one."""
    new = [(pairs, [slot for slot in slots if slot not in pairs.known]) for pairs, slots in asked]
    new = [(pairs, slots) for pairs, slots in new if slots]
    if not new:
        return
    copied = [pairs.reuse.get(index.article_at(slot), 0.0) if pairs.reuse else 0.0 for pairs, slots in new for slot in slots]
    owner = np.repeat(np.arange(len(new)), [len(slots) for _, slots in new])
    together = np.array([slot for _, slots in new for slot in slots])
    odds = iter(pair_odds([pairs.query for pairs, _ in new], owner, together, index, np.array(copied) if any(copied) else None).tolist())
    for pairs, slots in new:
        # The slots first: where they end, no value is taken.
        pairs.known.update(zip(slots, odds, strict=False))


def weighed(query: Query, index: Index, reuse: Reuse) -> Pairs:
    """The report beside those of the index that share most with it."""
    return _beside(query, index, reuse, candidates([query], index, CANDIDATES)[1], 0)


def weighed_together(articles: Sequence[str], index: Index, copied: Copied) -> list[Pairs]:
    """The same for at most `HANDFUL` reports that wait in the index, each beside those before it too."""
    if not articles:
        return []
    queries = index.queries(index.line_up(articles))
    owner, slots = candidates(queries, index, CANDIDATES)
    parts = pairwise(ends(np.bincount(owner, minlength=len(queries))))
    found = [
        _beside(query, index, copied(article), slots[begin:end], place)
        for place, (query, article, (begin, end)) in enumerate(zip(queries, articles, parts, strict=True))
    ]
    weigh([(pairs, pairs.candidates.tolist()) for pairs in found], index)
    return found


def _beside(query: Query, index: Index, reuse: Reuse, slots: Ints, place: int) -> Pairs:
    """The report at this place in line beside those at the slots and those that it shares text with."""
    return Pairs(query, index, reuse, np.union1d(slots, index.met(reuse, place)) if reuse else slots)
