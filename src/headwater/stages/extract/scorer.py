"""How likely each block of a page belongs to the report: a learned sum of small decision trees over the features.

The weights in `blocks.npz` were learned from the annotations of the page sets scrapinghub and fundus (MIT), trafilatura (Apache-2.0) and
WCXB (CC BY 4.0, Murrough Foley): what was measured on the pages, none of their text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from headwater.stages.extract.features import CONTEXT, Matrix

REACH = 2
"""Blocks to either side that a block is compared with."""


def score(rows: Matrix) -> Matrix:
    """The probability for each row of `features` that its block is part of the report."""
    if not len(rows):
        return np.zeros(0, dtype=np.float32)
    weights = _weights()
    wide = with_neighbours(rows).T
    above = (wide[weights.columns] > weights.cuts).view(np.uint8)
    places = above[weights.levels[0]]
    for level, which in enumerate(weights.levels[1:], 1):
        places |= above[which] << level
    sums = weights.leaves.ravel().take(places + weights.starts).sum(axis=0) + weights.bias
    return np.asarray(1 / (1 + np.exp(-sums)), dtype=np.float32)


def with_neighbours(rows: Matrix) -> Matrix:
    """Each row followed by the first `CONTEXT` columns of the rows before and after it, zero beyond the page's ends."""
    count, own = rows.shape
    wide = np.zeros((own + 2 * REACH * CONTEXT, count), dtype=np.float32)
    wide[:own] = rows.T
    at = own
    for step in (step for step in range(-REACH, REACH + 1) if step):
        beside = wide[at : at + CONTEXT]
        if step < 0:
            beside[:, -step:] = wide[:CONTEXT, :step]
        else:
            beside[:, :-step] = wide[:CONTEXT, step:]
        at += CONTEXT
    return wide.T


@dataclass(frozen=True, slots=True)
class _Weights:
    """`columns` and `cuts` are the different questions the trees ask; `levels` says which of them each tree asks at each level; a tree's
    `leaves` begin at its `starts`, and the answers, first level lowest, count the leaf.
    """

    columns: npt.NDArray[np.intp]
    cuts: Matrix
    levels: npt.NDArray[np.intp]
    leaves: Matrix
    starts: npt.NDArray[np.intp]
    bias: float


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    """The trees as stored: (column, cut) of each level of each, at most eight levels; their leaves; the sum's constant part."""
    with resources.files(__package__).joinpath("blocks.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        columns, cuts, leaves = stored["columns"], stored["cuts"], stored["leaves"].astype(np.float32)
        bias = float(stored["bias"])
    asked = np.stack([columns.astype(np.float64), cuts.astype(np.float64)], axis=-1).reshape(-1, 2)
    questions, which = np.unique(asked, axis=0, return_inverse=True)
    starts = np.arange(len(leaves), dtype=np.intp)[:, None] * leaves.shape[1]
    levels = which.reshape(columns.shape).T.astype(np.intp)
    return _Weights(questions[:, 0].astype(np.intp), questions[:, 1:].astype(np.float32), levels, leaves, starts, bias)
