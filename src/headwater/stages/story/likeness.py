"""How alike two reports are: what they share and where they disagree, as features, and as log-odds of being about one happening. Pure.

The weights are learned (`tools/train_story.py`) and lie in `data/weights.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from headwater.stages.story.index import Index
from headwater.stages.story.overlap import UNSEEN, Floats, Ints, Overlap, Query
from headwater.stages.story.pairs import beside, between, each_two

WORDS, NAMES, NUMBERS, CONCEPTS, DAYS = range(5)
FEW_NUMBERS: Final = 7.0
"""Norm up to which numbers cannot disagree: not more than the date and a number that every report has."""
FEW_NAMES: Final = 8.0
"""The same for names: a well-known place or two."""
STRANGERS: Final = 0.1
"""Share of names in common under which two reports are about other people and places."""

SHORT_BONUS: Final = 1.5
SHORT_TERMS: Final = 30
"""Two headlines share few words even about one happening; full bonus up to half as many terms. Set on UCI titles: F1 .86 against .77."""
TEMPLATE: Final = -70.0
ALIKE: Final = 0.35
ACQUAINTED: Final = 0.3
"""Two reports alike in wording (cosine of words from `ALIKE`) with no number and less than this share of names in common were poured into
one mould. Set on invented bulletins; moves no story set by more than .001."""
REUSE: Final = 8.0
"""Log-odds for a text that is all copied; a tenth copied already outweighs what two reports of one beat usually lack."""


UNRELATED: Final = -1.0
"""Log-odds, across languages, for two reports that share neither a name nor a number: on wmt21 so do .006 of the pairs of one happening and
.74 of the others. -3.1 to -4.0 fits its pairs best, the other weights held; less of it, since names in some scripts are never shared."""
RARE: Final = 1.2
"""Log-odds for what keys of few reports tell (`Keys.told`), between two whole texts of one language. Fitted to pairs, the other weights
held: 1.2 on ecbplus, 2.3 on basil; whole texts that share hardly a rare key are look-alikes of one saga."""
DAY: Final = 2.0
EVEN: Final = 0.4
"""Log-odds for the weekdays two reports name (1 the same, 0 others), and the likeness from which they speak for one happening: of the first
weekdays named, .74 are the same in basil where two reports tell of one happening and .14 where they only look alike, .60 and .21 in
ecbplus; reports of unlike things, of one day, are .31 alike in this."""
NO_DAY: Final = float(np.sqrt(UNSEEN[DAYS])) + 1e-9
"""Norm of a report that names none."""


class Weights(NamedTuple):
    """Weights of the features of a pair in one language and across languages, and of a story's best and mean member (last: constant)."""

    same: Floats
    other: Floats
    story: tuple[float, float, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    table = tomllib.loads(resources.files(__package__).joinpath("data/weights.toml").read_text(encoding="utf-8"))
    of_best, of_mean, constant = table["story"].values()
    return Weights(np.array(list(table["same"].values())), np.array(list(table["other"].values())), (of_best, of_mean, constant))


def pair_odds(queries: Sequence[Query], owner: Ints, slots: Ints, index: Index, copied: Floats | None = None) -> Floats:
    """Log-odds that each query, by its place in `owner`, and the report at the slot beside it tell of one happening, whatever their times.

    `copied`: how much of the shorter text they share, 0..1; None where no two share any.
    """
    tongues = np.array([index.keys.known_tongue(query.language) for query in queries])
    return _odds(beside(queries, owner, slots, index), index.tongues(slots) == tongues[owner], copied)


def odds_between(index: Index, slots: Ints, copied: Floats) -> Floats:
    """The same for each pair of the reports at `slots`, as a symmetric square; `copied` is the square of the text they share, 0..1."""
    one, other = each_two(len(slots))
    square = np.zeros((len(slots), len(slots)))
    if len(one):
        tongues = index.tongues(slots)
        found = _odds(between(slots, index), tongues[one] == tongues[other], copied[one, other])
        square[one, other] = square[other, one] = found
    return square


def _odds(found: Overlap, speaks: npt.NDArray[np.bool_], copied: Floats | None) -> Floats:
    shared = Shared(found)
    odds: Floats = shared.same() @ weights().same
    odds += TEMPLATE * shared.template()
    short = np.clip(2 * (1 - found.sizes / SHORT_TERMS), 0.0, 1.0)
    odds += SHORT_BONUS * short + (1 - short) * RARE * found.rare
    if not speaks.all():
        odds = np.where(speaks, odds, shared.other() @ weights().other + UNRELATED * shared.unrelated)
    # A day that both name says nothing where they share nothing else.
    odds += DAY * np.where(speaks | ~shared.unrelated, shared.days, np.minimum(shared.days, 0.0))
    if copied is not None:
        # A copy keeps the numbers; what shares text but no number was poured into the same mould.
        odds = odds + REUSE * copied * (1 - 2 * shared.numbers)
    # Keys are summed up in the order in which they were first met, which must not decide between equals.
    return np.round(odds, 3)


def features(found: Overlap) -> tuple[Floats, Floats]:
    """Features within one language and across languages, one row a pair, in the order of the weights.

    Same language: roots of the cosines of words and names; root of the product of numbers; log1p of the products of words and names;
    log1p of the smaller norm of words; disagreement of numbers and of names; 1. Across: cosine of names, root of the product of
    numbers, cosine of concepts, the two disagreements; 1.
    """
    shared = Shared(found)
    return shared.same(), shared.other()


class Shared:
    """What features are made of, each reckoned once, one value a pair.

    `cosine` and `common` have a column a space; `common` is the share of the one's weight that the other has too, whichever is more: a
    short report agrees with a long one that has all of it. `figures`: root of the product of numbers; `numbers`, `names`: how much the
    two disagree in them, up to 0.5 and from 0; `unrelated`: whether they share none of either; `days`: how much the weekdays that both
    name are more alike than `EVEN`.
    """

    def __init__(self, found: Overlap) -> None:
        self.dots, smaller = found.dots, np.minimum(found.norms, found.asking)
        self.cosine = found.dots / (found.norms * found.asking)
        self.common = np.maximum(found.covered / found.norms**2, found.covering / found.asking**2)
        self.words = smaller[:, WORDS]
        self.figures = np.sqrt(found.dots[:, NUMBERS]) / 10
        self.numbers = np.minimum(np.maximum((smaller[:, NUMBERS] - FEW_NUMBERS) / 10, 0.0), 0.5) * (1 - self.common[:, NUMBERS])
        self.days = np.where(smaller[:, DAYS] > NO_DAY, self.cosine[:, DAYS] - EVEN, 0.0)
        self.unrelated = (found.dots[:, NAMES] <= 0) & (found.dots[:, NUMBERS] <= 0)
        self.names = (self.common[:, NAMES] < STRANGERS) * np.log(np.maximum(smaller[:, NAMES] / FEW_NAMES, 1.0))

    def same(self) -> Floats:
        table = np.ones((len(self.figures), 9))
        table[:, :2] = np.sqrt(np.maximum(self.cosine[:, :NUMBERS], 0.0))
        table[:, 2] = self.figures
        table[:, 3:5] = np.log1p(self.dots[:, :NUMBERS])
        table[:, 5] = np.log1p(self.words)
        table[:, 6], table[:, 7] = self.numbers, self.names
        return table

    def other(self) -> Floats:
        table = np.ones((len(self.figures), 6))
        table[:, 0], table[:, 1], table[:, 2] = self.cosine[:, NAMES], self.figures, self.cosine[:, CONCEPTS]
        table[:, 3], table[:, 4] = self.numbers, self.names
        return table

    def template(self) -> Floats:
        """0..0.3: how much the wording of two reports is alike while numbers and names differ, as in the bulletins of one office."""
        alike = np.maximum(np.maximum(self.cosine[:, WORDS], 0.0) - ALIKE, 0.0)
        return np.asarray(alike * self.numbers * np.maximum(1 - self.common[:, NAMES] / ACQUAINTED, 0.0))
