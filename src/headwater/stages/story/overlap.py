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


class Query:
    """A report's terms in the numbers of one index, weighted by rarity.

    `numbers` (-1: the index has never seen the key), `weights` and `heads` (whether it weighs as what stands in a headline) go together;
    `norms` has the length of the words, names, numbers, concepts and weekdays each; `language` and `at` are the report's.
    """

    __slots__ = ("at", "heads", "language", "norms", "numbers", "weights")

    def __init__(self, numbers: Ints, spaces: Ints, weights: tuple[Floats, Floats], said: tuple[str, float]) -> None:
        """`weights` without and with rarity; `said`: language and time."""
        raw, self.weights = weights
        self.numbers, self.heads = numbers, raw >= HEAD
        self.norms = np.sqrt(np.bincount(spaces, self.weights * self.weights, minlength=WIDTH) + UNSEEN)
        self.language, self.at = said


def distinct(ordered: Ints) -> Ints:
    """Each of these numbers, which are in order, once."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
