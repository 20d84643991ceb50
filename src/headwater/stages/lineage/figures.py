"""Figures in order: two texts of different languages share no words, but a translation gives the same figures one after another."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

MOST = 200
"""Figures of a text that are compared."""

_FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")


class Shared(NamedTuple):
    """The figures that stand in both texts in one order: their share of those of the longer row, and where those stand that are written
    alike: (start, end) in the one text and in the other."""

    figures: int
    share: float
    spans: tuple[tuple[int, int, int, int], ...]


def in_order(one: str, other: str) -> Shared:
    """The longest row of figures, in order, that both texts have; how they are grouped and pointed does not matter."""
    mine, theirs = (list(islice(_FIGURE.finditer(text), MOST)) for text in (one, other))
    digits = [[re.sub(r"\D", "", figure.group()) for figure in row] for row in (mine, theirs)]
    blocks = SequenceMatcher(None, digits[0], digits[1], autojunk=False).get_matching_blocks()
    pairs = [(mine[block.a + at], theirs[block.b + at]) for block in blocks for at in range(block.size)]
    longer = max(len(mine), len(theirs))
    spans = tuple((*a.span(), *b.span()) for a, b in pairs if a.group() == b.group())
    return Shared(len(pairs), len(pairs) / longer if longer else 0.0, spans)
