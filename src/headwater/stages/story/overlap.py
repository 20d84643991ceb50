"""What a report asks an index of others, and what two reports share. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from headwater.stages.story.prior import SPACES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WIDTH: Final = len(SPACES)
HEAD: Final = 1.9
"""Weight, before rarity, that a key has from its headline alone, or from four mentions in the text."""
UNSEEN: Final = np.array([50.0, 50.0, 50.0, 25.0, 1.0])
"""Squared weight of one key more that is not shared: a report with a single name does not resemble every other that has it."""


class Overlap(NamedTuple):
    """What two reports share, one row a pair, one column a space of keys; the first is the asking one.

    `dots`: scalar products; `asking`, `norms`: the two reports' lengths (`asking` is one row where all ask for the same report);
    `covering`: squared weight of the first one's keys that the second has too; `covered`: the same of the second's; `sizes`: how many
    keys the smaller of the two has; `rare`: how many keys that few reports have they share, each counted by how few.
    """

    dots: Floats
    asking: Floats
    norms: Floats
    covering: Floats
    covered: Floats
    sizes: Ints
    rare: Floats


class Query(NamedTuple):
    """A report's terms in the numbers of one index, weighted by rarity.

    `numbers` (-1: the index has never seen the key), `weights`, `heads` (whether it weighs as what stands in a headline) and `met` (whether
    another report has it) go together;
    `norms` has the length of the words, names, numbers, concepts and weekdays each; `language` and `at` are the report's.
    """

    numbers: Ints
    weights: Floats
    heads: npt.NDArray[np.bool_]
    met: npt.NDArray[np.bool_]
    norms: Floats
    language: str
    at: float


def lengths(spaces: Ints, weights: Floats) -> Floats:
    """The length of a report in each space of keys; see `Query.norms`."""
    return np.asarray(np.sqrt(np.bincount(spaces, weights * weights, minlength=WIDTH) + UNSEEN))


def ends(sizes: Ints) -> list[int]:
    """Where parts of these sizes, one after the other, begin, and where the last ends."""
    return [0, *np.cumsum(sizes).tolist()]
