"""Lines → how many characters of each sort they hold: one pass over all lines of a page.

Every sort is a bit in a table of all characters, so that counting is a look-up and a sum for the page as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]

_KNOWN, _BLANK, _COMMA, _DIGIT, _WORD, _LOWER, _UNSPACED, _STOP, _FULL_STOP, _CLOSER = (1 << at for at in range(10))
_MEMBERS = (
    (" ", _BLANK),
    (",，、", _COMMA),
    ("0123456789", _DIGIT),
    (".!?…。！？।", _STOP),
    ("。！？", _FULL_STOP),
    ("\"'”’»」』)]", _CLOSER),
)
_UNSPACED_RANGES = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"), ("\u0e00", "\u0e7f"))
# Zero is a character not met before: a page has a few hundred different ones, all of Unicode would take half a second to fill in.
_SORTS = np.zeros(0x110000, dtype=np.uint16)
_COUNTED = (_BLANK, _COMMA, _DIGIT, _UNSPACED)
_WIDTH = 15
"""Bits of a number in which one of several sums stands."""
_FIELD = 1 << _WIDTH
MOST = _FIELD - 1
_PACKED = np.array([sum(_FIELD**at for at, bit in enumerate(_COUNTED) if sort & bit) for sort in range(2 * _CLOSER)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Signs:
    """For each line the number of blanks, commas, ASCII digits, sentence ends, words that begin in lower case (or without case),
    and characters of scripts that are written without blanks.
    """

    blanks: Counts
    commas: Counts
    digits: Counts
    sentences: Counts
    lower: Counts
    unspaced: Counts


def count_signs(lines: list[str]) -> Signs:
    """The counts for each of `lines`, at least one and none of them empty; of at most `MOST` characters each."""
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    starts = np.cumsum(lengths + 1) - lengths - 1
    sorts = _sorts("\n".join(lines) + "\n")
    # A word begins where the character before is of no word; a sentence ends where white space or a closing mark follows the stop.
    lower = (sorts & _LOWER) > 0
    lower[1:] &= (sorts[:-1] & _WORD) == 0
    ends = (sorts & _STOP) > 0
    ends[:-1] &= (sorts[1:] & _CLOSER) > 0
    ends |= (sorts & _FULL_STOP) > 0
    # Several sums in one number each, so that the page is added up once for all.
    sums = np.add.reduceat(_PACKED[sorts], starts)
    marks = np.add.reduceat(lower + ends * _FIELD, starts)
    blanks, commas, digits, unspaced = ((sums >> (at * _WIDTH)) & (_FIELD - 1) for at in range(len(_COUNTED)))
    return Signs(blanks, commas, digits, marks >> _WIDTH, marks & (_FIELD - 1), unspaced)


def _sorts(text: str) -> npt.NDArray[np.uint16]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sorts = _SORTS[codes]
    if not sorts.all():
        for code in np.unique(codes[sorts == 0]).tolist():
            _SORTS[code] = _sort(chr(code))
        sorts = _SORTS[codes]
    return sorts


def _sort(character: str) -> int:
    sort = _KNOWN | sum(bit for members, bit in _MEMBERS if character in members)
    if character.isspace():
        sort |= _CLOSER
    if character.isalnum() or character == "_":
        sort |= _WORD
        if not (character.isdecimal() or character == "_" or "A" <= character <= "Z"):
            sort |= _LOWER
    if any(first <= character <= last for first, last in _UNSPACED_RANGES):
        sort |= _UNSPACED
    return sort
