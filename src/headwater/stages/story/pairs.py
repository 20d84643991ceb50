"""What pairs of reports share: of reports that ask and others of an index, or of each two of some. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from headwater.stages.story.index import Index
from headwater.stages.story.overlap import UNSEEN, WIDTH, Floats, Ints, Overlap, Query, ends


def beside(queries: Sequence[Query], owner: Ints, slots: Ints, index: Index) -> Overlap:
    """What each query, by its place in `owner`, shares with the report of the index at the slot beside it."""
    keys, carried = index.keys, index.carried(slots)
    known = [np.flatnonzero(query.numbers >= 0) for query in queries]
    asked, column = np.unique(np.concatenate([query.numbers[at] for query, at in zip(queries, known, strict=True)]), return_inverse=True)
    weights, spaces, place = keys.beside(asked, carried.keys)
    weights *= carried.weights
    # The weight of each asked key in each query; column 0 is for keys that nobody asked for.
    table = np.zeros((len(queries), len(asked) + 1))
    for row, query, at, begin in zip(table, queries, known, ends(np.array([len(at) for at in known])), strict=False):
        row[column[begin : begin + len(at)] + 1] = query.weights[at]
    ours = table.ravel()[np.repeat(owner * table.shape[1], carried.sizes) + place]
    cell = np.repeat(np.arange(0, WIDTH * len(slots), WIDTH), carried.sizes) + spaces
    shared = np.flatnonzero(ours)
    both, theirs, ours = cell[shared], weights[shared], ours[shared]

    def summed(cells: Ints, values: Floats) -> Floats:
        sums: Floats = np.bincount(cells, values, minlength=WIDTH * len(slots)).astype(np.float64, copy=False)
        return sums.reshape(-1, WIDTH)

    norms = np.sqrt(summed(cell, weights * weights) + UNSEEN)
    few = np.bincount(both // WIDTH, keys.fewness(carried.keys[shared]), minlength=len(slots)).astype(np.float64)
    return Overlap(
        dots=summed(both, theirs * ours),
        asking=np.array([query.norms for query in queries])[owner],
        norms=norms,
        covering=summed(both, ours * ours),
        covered=summed(both, theirs * theirs),
        sizes=np.minimum(carried.sizes, np.array([len(query.numbers) for query in queries])[owner]),
        rare=keys.told(few, np.array([keys.known_tongue(query.language) for query in queries])[owner]),
    )


@lru_cache(maxsize=256)
def each_two(number: int) -> tuple[Ints, Ints]:
    """The places of the one and of the other of each two of so many, the earlier first."""
    one, other = np.triu_indices(number, 1)
    return one, other


def between(slots: Ints, index: Index) -> Overlap:
    """What the reports at these slots share, each pair once, in the order of `each_two`."""
    keys, carried = index.keys, index.carried(slots)
    weights, spaces = keys.rarity(carried.keys)
    weights *= carried.weights
    owner = np.repeat(np.arange(len(slots)), carried.sizes)
    norms = np.sqrt(np.bincount(owner * WIDTH + spaces, weights * weights, minlength=WIDTH * len(slots)).reshape(-1, WIDTH) + UNSEEN)
    one, other = each_two(len(slots))
    given, kept, parts = _table(carried.keys, spaces, owner, weights, len(slots))
    has = (given > 0).astype(np.float32)
    few = ((has * keys.fewness(kept)) @ has.T)[one, other].astype(np.float64)
    dots, covering, covered = np.zeros((3, len(one), WIDTH))
    for space, (begin, end) in enumerate(pairwise(parts)):
        if end > begin:
            table = given[:, begin:end]
            dots[:, space] = (table @ table.T)[one, other]
            squares = (table * table) @ has[:, begin:end].T
            covering[:, space], covered[:, space] = squares[one, other], squares[other, one]
    sizes = np.minimum(carried.sizes[one], carried.sizes[other])
    return Overlap(dots, norms[one], norms[other], covering, covered, sizes, keys.told(few, index.tongues(slots[one])))


def _table(
    numbers: npt.NDArray[np.uint32], spaces: Ints, owner: Ints, weights: Floats, reports: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint32], list[int]]:
    """The weights that the reports, a row each, give those keys that more than one of them has; the keys of the columns, in order of their
    space; and where each space begins, and the last ends."""
    order = np.lexsort((numbers, spaces))
    ordered = numbers[order]
    same = np.zeros(len(ordered) + 1, np.bool_)
    np.equal(ordered[1:], ordered[:-1], out=same[1:-1])
    # A key of one report alone is shared by no pair.
    shared = same[1:] | same[:-1]
    kept, first = order[shared], ~same[:-1][shared]
    column = np.cumsum(first) - 1
    table = np.zeros((reports, int(first.sum())), dtype=np.float32)
    table[owner[kept], column] = weights[kept]
    parts = np.searchsorted(spaces[kept[first]], np.arange(WIDTH + 1))
    return table, numbers[kept[first]], parts.tolist()
