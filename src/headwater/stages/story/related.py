"""Stories that have to do with this one but are another happening."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from headwater.stages.story.decide import rank, spread
from headwater.stages.story.index import Index
from headwater.stages.story.weighing import weighed

ASKED: Final = 4
FLOOR: Final = -4.5
"""Log-odds under which likeness is chance; between it and joining lie other happenings of one saga."""


def related(story: str, index: Index, limit: int = 5) -> tuple[tuple[str, float], ...]:
    """At most `limit` (story id, nearness 0..1), nearest first; without the story itself. Empty for a story the index does not hold."""
    odds: dict[str, list[float]] = {}
    for query in index.queries(np.array(spread(index.slots_of(story), ASKED), dtype=np.int64)):
        for value, other in rank(weighed(query, index, {}), FLOOR):
            if other != story:
                odds.setdefault(other, []).append(value)
    rows = [(other, _nearness(max(values))) for other, values in odds.items() if max(values) > FLOOR]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0]))[:limit])


def _nearness(value: float) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, value + 2)))), 3)
