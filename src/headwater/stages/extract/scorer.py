"""How likely each block of a page belongs to the report: a learned sum of small decision trees over the features.

The weights in `blocks.npz` were learned from the annotations of the page sets scrapinghub and fundus (MIT), trafilatura (Apache-2.0) and
WCXB (CC BY 4.0, Murrough Foley): what was measured on the pages, none of their text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from headwater.stages.extract.features import CONTEXT, NAMES, Matrix

REACH = 2
"""Blocks to either side that a block is compared with."""
CHUNK = 256
"""Blocks that are scored at a time: what the trees ask of so many fits the processor's own memory."""


def score(columns: Matrix) -> Matrix:
    """The probability for each column of `features` that its block is part of the report."""
    rows, count = columns.shape
    sums = np.zeros(count, dtype=np.float32)
    padded = np.zeros((rows, count + 2 * REACH), dtype=np.float32)
    padded[:, REACH : REACH + count] = columns
    for start in range(0, count, CHUNK):
        sums[start : start + CHUNK] = _sums(padded[:, start : start + CHUNK + 2 * REACH])
    return np.asarray(1 / (1 + np.exp(-sums)), dtype=np.float32)


def _sums(padded: Matrix) -> Matrix:
    """The trees' sum for each column but the first and last `REACH`."""
    weights, count = _weights(), padded.shape[1] - 2 * REACH
    above = np.empty((len(weights.cuts), count), dtype=np.bool_)
    for shift, asked in enumerate(weights.shifts):
        np.greater(padded[weights.rows[asked], shift : shift + count], weights.cuts[asked], out=above[asked])
    bits = above.view(np.uint8)
    places = bits.take(weights.levels[-1], axis=0)
    for which in weights.levels[-2::-1]:
        places += places
        places |= bits.take(which, axis=0)
    return np.asarray(weights.leaves.ravel().take(places + weights.starts).sum(axis=0) + weights.bias, dtype=np.float32)


def with_neighbours(columns: Matrix) -> Matrix:
    """The rows, followed by the first `CONTEXT` of them for the blocks before and after each, zero beyond the page's ends."""
    own, count = columns.shape
    wide = np.zeros((own + 2 * REACH * CONTEXT, count), dtype=np.float32)
    wide[:own] = columns
    at = own
    for step in (step for step in range(-REACH, REACH + 1) if step):
        beside = wide[at : at + CONTEXT]
        if step < 0:
            beside[:, -step:] = wide[:CONTEXT, :step]
        else:
            beside[:, :-step] = wide[:CONTEXT, step:]
        at += CONTEXT
    return wide


@dataclass(frozen=True, slots=True)
class _Weights:
    """`rows` and `cuts` are the different questions the trees ask, those about one neighbour together: `shifts` are their ranges, from the
    block `REACH` before on. `levels` says which of them each tree asks at each level; a tree's `leaves` begin at its `starts`, and the
    answers, first level lowest, count the leaf.
    """

    rows: npt.NDArray[np.intp]
    cuts: Matrix
    shifts: tuple[slice, ...]
    levels: npt.NDArray[np.intp]
    leaves: Matrix
    starts: npt.NDArray[np.intp]
    bias: float


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    """The trees as stored: (row of `with_neighbours`, cut) at each level of each, at most eight; their leaves; the sum's constant."""
    with resources.files(__package__).joinpath("blocks.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        columns, cuts, leaves = stored["columns"].astype(np.int64), stored["cuts"], stored["leaves"].astype(np.float32)
        bias = float(stored["bias"])
    beside, row = np.divmod(columns - len(NAMES), CONTEXT)
    own = columns < len(NAMES)
    shift = np.where(own, REACH, beside + (beside >= REACH))
    asked = np.stack([shift, np.where(own, columns, row), cuts.astype(np.float64)], axis=-1).reshape(-1, 3)
    questions, which = np.unique(asked, axis=0, return_inverse=True)
    edges = np.searchsorted(questions[:, 0], np.arange(2 * REACH + 2)).tolist()
    starts = np.arange(len(leaves), dtype=np.intp)[:, None] * leaves.shape[1]
    levels = which.reshape(columns.shape).T.astype(np.intp)
    shifts = tuple(slice(first, last) for first, last in pairwise(edges))
    return _Weights(questions[:, 1].astype(np.intp), questions[:, 2:].astype(np.float32), shifts, levels, leaves, starts, bias)
