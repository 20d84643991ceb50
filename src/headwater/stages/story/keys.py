"""The keys that reports have: each a dense number, its space and language, and how rare it is. No I/O, no clock.

How rare a key is comes from what was counted; a prior stands in while that is little. Words count within their language.
"""

from __future__ import annotations

from itertools import repeat
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt

from headwater.stages.story.columns import longer
from headwater.stages.story.overlap import Floats, Ints
from headwater.stages.story.prior import SPACES, expected_share

Terms = tuple[tuple[str, float], ...]
Numbers = Ints | npt.NDArray[np.uint32]

PSEUDO_REPORTS: Final = 300.0
"""How many reports the prior is worth."""
FEW: Final = 16.0
FEW_SHARE: Final = 0.1
MANY_SHARE: Final = 0.01
"""Reports, smoothed, up to which a key is one of few: 16, in a small index a tenth, in a large one a hundredth of those seen. From 6 to 16
basil, ecbplus gain .02 and .01 of average precision over pairs."""
ENOUGH: Final = 130.0
"""Reports of a language after which it is half known which keys are of few. Set on wmt21 (62 texts a language), where 0 costs .007."""
SOME: Final = 0.85
"""What whole texts share of such keys where that speaks neither way. Set on ecbplus, where 1.0 loses .01."""
ALL: Final = ""
"""The language of keys that are the same in all: every report counts for it."""
# One look at memory for all that a look-up asks of a key: `common`, the logarithm of how often it was found, smoothed; its `kind`, the
# space and, for a word of one language, `_ROOM` times the number of that; and `place`, scratch, which is 0 between uses.
_ROW = np.dtype([("common", np.float32), ("kind", np.uint16), ("place", np.uint16)])
_ROOM = 8
"""A power of two that spaces have room in."""
TONGUES: Final = 2**16 // _ROOM
"""Languages that a kind has room for. Pages declare what they like, so there may be more."""
_COUNT = np.dtype([("found", np.uint32), ("share", np.float32)])
_NOTHING: tuple[Terms, Ints] = ((), np.empty(0, np.int64))


class Keys:
    """Keys by number, in the order in which they were first met. Columns have a row a key, with room to grow."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.labels: list[str] = []
        self._tongues, self._languages, self._seen = {ALL: 0}, [ALL], np.zeros(8)
        self._rows, self._counts = np.zeros(1024, _ROW), np.zeros(1024, _COUNT)
        self._sought = _NOTHING

    def __len__(self) -> int:
        return len(self.labels)

    def tongue(self, language: str) -> int:
        """The number of a language, which may be new; that of `ALL` where there are too many."""
        if len(self._tongues) == TONGUES and language not in self._tongues:
            return 0
        number = self._tongues.setdefault(language, len(self._tongues))
        if number == len(self._languages):
            self._languages.append(language)
        self._seen = longer(self._seen, len(self._tongues))
        return number

    def known_tongue(self, language: str) -> int:
        """The number of a language, that of `ALL` where no report is in it."""
        return self._tongues.get(language, 0)

    def language(self, tongue: int) -> str:
        """The language with this number."""
        return self._languages[tongue]

    def seek(self, terms: Terms) -> Ints:
        """The numbers of these keys, -1 for those never met. Those of the last report are kept: it is added after it was asked for."""
        if self._sought[0] is not terms:
            found = map(self._numbers.get, [key for key, _ in terms], repeat(-1))
            self._sought = terms, np.fromiter(found, np.int64, len(terms))
        return self._sought[1]

    def meet(self, terms: Terms, tongue: int) -> Ints:
        """The numbers of the keys of a report in this language; each new key gets one, a word of several languages counts in all."""
        numbers = self.seek(terms)
        self._sought = _NOTHING
        new = np.flatnonzero(numbers < 0).tolist()
        if new:
            numbers = numbers.copy()
            numbers[new] = [self._number(terms[at][0], tongue) for at in new]
        kinds = self._rows["kind"]
        met = kinds[numbers]
        kinds[numbers[(met >= _ROOM) & (met // _ROOM != tongue)]] %= _ROOM
        return numbers

    def _number(self, key: str, tongue: int) -> int:
        number = self._numbers.setdefault(key, len(self.labels))
        if number == len(self.labels):
            self.labels.append(key)
            self._rows, self._counts = longer(self._rows, number + 1), longer(self._counts, number + 1)
            space, share = SPACES.get(key[:2], 0), expected_share(key)
            self._rows[number] = log(0.5 + PSEUDO_REPORTS * share), space if space else _ROOM * tongue, 0
            self._counts[number] = 0, share
        return number

    def count(self, numbers: Ints, tongue: int) -> None:
        """One report more, in this language, has these keys."""
        self._seen[[0, tongue]] += 1
        counts = self._counts[numbers]
        counts["found"] += 1
        self._counts[numbers] = counts
        self._rows["common"][numbers] = np.log(counts["found"] + 0.5 + PSEUDO_REPORTS * counts["share"])

    def rarity(self, numbers: Numbers) -> tuple[Floats, Ints]:
        """For each key the logarithm of reports seen per report with it, smoothed by the prior and not below 0, and its space."""
        rows = self._look(numbers)
        return self._rarity(rows), _spaces(rows)

    def beside(self, asked: Ints, numbers: Numbers) -> tuple[Floats, Ints, Ints]:
        """`rarity` of the keys with these numbers, and for each its place among the `asked` ones, counted from 1, 0 where it is not there.

        At most 65,535 are asked for.
        """
        places = self._rows["place"]
        places[asked] = np.arange(1, len(asked) + 1)
        rows = self._look(numbers)
        places[asked] = 0
        return self._rarity(rows), _spaces(rows), rows["place"].astype(np.int64)

    def _look(self, numbers: Numbers) -> npt.NDArray[np.void]:
        # As whole numbers, which numpy gathers much faster than rows of fields.
        return self._rows.view(np.int64)[numbers].view(_ROW)

    def _rarity(self, rows: npt.NDArray[np.void]) -> Floats:
        seen = np.repeat(np.log(self._seen + PSEUDO_REPORTS), _ROOM)
        rarity: Floats = seen[rows["kind"]] - rows["common"]
        return np.maximum(rarity, 0.0, out=rarity)

    def fewness(self, numbers: Numbers) -> Floats:
        """For each key how few reports have it: 0 from `FEW` on, 1 for e times fewer. Words count within their language."""
        rows = self._look(numbers)
        most = np.maximum(np.minimum(FEW, FEW_SHARE * self._seen), np.maximum(MANY_SHARE * self._seen, 1.0))
        few: Floats = np.repeat(np.log(most), _ROOM)[rows["kind"]] - rows["common"]
        return np.maximum(few, 0.0, out=few)

    def told(self, few: Floats, tongues: Numbers) -> Floats:
        """What two reports of a language tell by the keys of few that they share, `few` being the sum of `fewness`: from -`SOME` up, and
        about nothing while few reports of the language were seen."""
        seen = self._seen[tongues]
        return np.asarray((np.log1p(few) - SOME) * seen**2 / (seen**2 + ENOUGH**2))

    def unmet(self, keys: list[str]) -> tuple[Floats, list[int]]:
        """`rarity` of keys that were never met."""
        shares = np.array([expected_share(key) for key in keys])
        rarity = np.log((self._seen[0] + PSEUDO_REPORTS) / (0.5 + PSEUDO_REPORTS * shares))
        return np.maximum(rarity, 0.0), [SPACES.get(key[:2], 0) for key in keys]

    def among(self, numbers: Numbers, asked: Ints) -> npt.NDArray[np.bool_]:
        """Which of the `asked` keys are among `numbers`."""
        places = self._rows["place"]
        places[numbers] = 1
        found = places[asked] > 0
        places[numbers] = 0
        return found


def _spaces(rows: npt.NDArray[np.void]) -> Ints:
    return (rows["kind"] & (_ROOM - 1)).astype(np.int64)
