"""How likely each block of a page belongs to the report: a learned sum of small decision trees over the features.

The weights in `blocks.npz` were learned from the annotations of the page sets scrapinghub and fundus (MIT), trafilatura (Apache-2.0) and
WCXB (CC BY 4.0, Murrough Foley): what was measured on the pages, none of their text.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from headwater.stages.extract.features import CONTEXT, Matrix

REACH = 2
"""Blocks to either side that a block is compared with."""


def score(rows: Matrix) -> Matrix:
    """The probability for each row of `features` that its block is part of the report."""
    if not len(rows):
        return np.zeros(0, dtype=np.float32)
    columns, cuts, leaves, bias = _weights()
    wide = _with_neighbours(rows)
    trees, depth = columns.shape
    places = np.zeros((len(rows), trees), dtype=np.intp)
    for level in range(depth):
        places += (wide[:, columns[:, level]] > cuts[:, level]).astype(np.intp) << level
    sums = leaves.ravel().take(places + np.arange(trees) * leaves.shape[1]).sum(axis=1) + bias
    return np.asarray(1 / (1 + np.exp(-sums)), dtype=np.float32)


def _with_neighbours(rows: Matrix) -> Matrix:
    """Each row followed by the first `CONTEXT` columns of the rows before and after it, zero beyond the page's ends."""
    count = len(rows)
    padded = np.zeros((count + 2 * REACH, CONTEXT), dtype=np.float32)
    padded[REACH : REACH + count] = rows[:, :CONTEXT]
    beside = [padded[REACH + step : REACH + step + count] for step in range(-REACH, REACH + 1) if step]
    return np.hstack([rows, *beside])


@lru_cache(maxsize=1)
def _weights() -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any], float]:
    """(column, cut) of each level of each tree, the trees' leaves, and the sum's constant part."""
    with resources.files(__package__).joinpath("blocks.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["columns"], stored["cuts"], stored["leaves"].astype(np.float32), float(stored["bias"])
