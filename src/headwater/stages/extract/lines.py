"""All lines of a page at once: what is looked for in every line is found in one pass over the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from headwater.stages.extract import phrases

_GRAMS = (3, 4)
_FACTORS = tuple(np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F))
_BITS = 16
_SHIFT = np.uint32(32 - _BITS)

Codes = npt.NDArray[np.uint32]


class Finder:
    """Finds any of some words in a text: an array look-up over runs of three and of four characters, then a comparison at the few places
    left.

    For 120 words on pages of 8,000 characters this takes a tenth of looking for each word by itself.
    """

    def __init__(self, words: Iterable[str]) -> None:
        every = sorted(set(words))
        self._short = [word for word in every if len(word) < min(_GRAMS)]
        self._tables = [_Table([word for word in every if min(len(word), max(_GRAMS)) == gram], gram) for gram in _GRAMS]

    def find(self, text: str) -> list[tuple[str, int]]:
        """(word, place) for each place in `text` where one of the words stands: those of three characters, longer, then shorter ones, each
        from the first place to the last."""
        found: list[tuple[str, int]] = []
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        partly: Codes | None = None
        for table in self._tables:
            if len(codes) >= table.gram:
                partly = _sums(codes, table.gram, partly)
                found.extend(table.find(text, partly))
        ascii_only = text.isascii()
        for word in self._short:
            if ascii_only and not word.isascii():
                continue
            at = text.find(word)
            while at >= 0:
                found.append((word, at))
                at = text.find(word, at + 1)
        return found


class _Table:
    """The words that begin with a run of `gram` characters, by it."""

    def __init__(self, words: list[str], gram: int) -> None:
        self.gram = gram
        self._words: dict[str, list[str]] = {}
        self._marks = np.zeros(1 << _BITS, dtype=np.bool_)
        for word in words:
            self._words.setdefault(word[:gram], []).append(word)
            codes = np.frombuffer(word[:gram].encode("utf-32-le"), dtype=np.uint32)
            self._marks[_sums(codes, gram, None) >> _SHIFT] = True

    def find(self, text: str, sums: Codes) -> Iterator[tuple[str, int]]:
        for at in np.flatnonzero(self._marks[sums >> _SHIFT]).tolist():
            for word in self._words.get(text[at : at + self.gram], ()):
                if text.startswith(word, at):
                    yield word, at


def _sums(codes: Codes, gram: int, partly: Codes | None) -> Codes:
    """A number for each run of `gram` characters; `partly` is that of runs of one less, where it is known."""
    room = len(codes) - gram + 1
    if partly is not None:
        return partly[:room] + codes[gram - 1 :] * _FACTORS[gram - 1]
    total = codes[:room] * _FACTORS[0]
    for at in range(1, gram):
        total += codes[at : room + at] * _FACTORS[at]
    return total


_FINDER = Finder(phrases.ALL)


class Lines:
    """The lines of a page, none of them holding a line break, with what is asked of all of them.

    `whole` is all of them, a line each, `lowered` the same in lower case.
    """

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.whole = "\n".join(texts)
        self.lowered = self.whole.lower()
        self.low = self.lowered.split("\n") if texts else []

    @cached_property
    def found(self) -> dict[str, dict[int, int]]:
        """For each of `phrases.ALL` that the page holds: the lines that hold it, and where in each it stands first."""
        starts = [0, *accumulate(len(line) + 1 for line in self.low)]
        found: dict[str, dict[int, int]] = {}
        for word, at in _FINDER.find(self.lowered):
            line = bisect_right(starts, at) - 1
            found.setdefault(word, {}).setdefault(line, at - starts[line])
        return found

    def holding(self, words: Iterable[str]) -> set[int]:
        """The lines that hold any of `words`, which are of `phrases.ALL`."""
        return {line for word in words if word in self.found for line in self.found[word]}


NO_LINES = Lines([])
