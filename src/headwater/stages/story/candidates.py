"""Whom to compare a report with: the reports of an index that share most of its heaviest keys. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from headwater.stages.story.index import Index
from headwater.stages.story.overlap import Floats, Ints, Query, ends

QUERY_KEYS: Final = 32
"""Keys of a report that are looked up; the others are too common or too light to find anything new."""
POSTING_LIMIT: Final = 256
"""Newest articles that are looked at per key, or a few more, so that a look-up costs the same in a large index."""
_SLOT: Final = 32
_KEY: Final = 12
"""Bits of a slot, and of a key's place among all that are looked up at once."""


def candidates(queries: Sequence[Query], index: Index, limit: int) -> tuple[Ints, Ints]:
    """For each query at most `limit` reports that share most of its heaviest keys: (place of the query, slot), in this order.

    The queries of reports that are in line stand in its order: each finds those before it.
    """
    owner, keys, worth = _heaviest(queries)
    # One number says which query, which slot and which key, so that one sort brings the keys of a pair together.
    label, slots = index.postings.newest(keys, owner << (_SLOT + _KEY) | np.arange(len(keys)), POSTING_LIMIT)
    if not len(label):
        return label, label
    met = np.sort(label | slots.astype(np.int64) << _KEY)
    pair = met >> _KEY
    first = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1])))
    rough = np.add.reduceat(worth[met & ((1 << _KEY) - 1)], first)
    asking, found = pair[first] >> _SLOT, pair[first] & ((1 << _SLOT) - 1)
    kept = np.flatnonzero(index.open_to(asking, found) & (rough > 0))
    parts = ends(np.bincount(asking[kept], minlength=len(queries)))
    chosen = np.concatenate([_best(kept[begin:end], rough, limit) for begin, end in pairwise(parts)])
    return asking[chosen], found[chosen]


def _heaviest(queries: Sequence[Query]) -> tuple[Ints, Ints, Floats]:
    """Of each query the `QUERY_KEYS` keys met elsewhere that weigh most: (place of the query, key, squared weight), query by query."""
    rows = []
    for query in queries:
        order = np.argsort(-query.weights, kind="stable")
        rows.append(order[query.met[order]][:QUERY_KEYS])
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    keys = np.concatenate([query.numbers[row] for query, row in zip(queries, rows, strict=True)])
    return owner, keys, np.concatenate([query.weights[row] for query, row in zip(queries, rows, strict=True)]) ** 2


def _best(places: Ints, rough: Floats, limit: int) -> Ints:
    """Those of the places where this is most, at most so many, in their order."""
    return places if len(places) <= limit else np.sort(places[np.argpartition(-rough[places], limit)[:limit]])
