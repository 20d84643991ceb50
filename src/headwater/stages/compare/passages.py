"""Two reports passage by passage: what is copied, reworded, or stands in one alone. Pure."""

from __future__ import annotations

from typing import Final, Literal

from headwater import text
from headwater.model import Noun, Range
from headwater.stages.compare.lines import Account, Line, lines
from headwater.stages.compare.pairs import lots, pairs

COPIED: Final = 0.9
REWORDED: Final = 0.34
"""Likeness from which on a sentence is a copy of another, and from which on it tells the same. Set by hand on invented retellings."""

How = Literal["copied", "reworded", "left", "right"]


class Passage(Noun, frozen=True, kw_only=True):
    """A sentence of the left report with the one of the right that tells the same, or one of either alone."""

    how: How
    left: Range | None = None
    right: Range | None = None
    words: int = 0


def passages(left: Account, right: Account) -> tuple[Passage, ...]:
    """All sentences of both, in the order of the left; those that only the right has stand behind the one they follow there.

    `words` counts those of the right sentence, of the left one where it stands alone.
    """
    mine, theirs = lines(left), lines(right)
    partner = _partners(mine, theirs)
    back = {id(other): line for line, other in ((one, partner[id(one)][0]) for one in mine if id(one) in partner)}
    alone: dict[int, list[Line]] = {}
    place = -1
    for line in theirs:
        if id(line) in back:
            place = back[id(line)].number
        else:
            alone.setdefault(place, []).append(line)
    found = [_only("right", line) for line in alone.get(-1, ())]
    for line in mine:
        match = partner.get(id(line))
        found.append(_both(line, *match) if match else _only("left", line))
        found.extend(_only("right", other) for other in alone.get(line.number, ()))
    return tuple(found)


def _partners(mine: list[Line], theirs: list[Line]) -> dict[int, tuple[Line, float]]:
    """Each left sentence's partner on the right and how alike they are; the surest first, each once."""
    made = lots([mine, theirs])
    scored = [(1.0, a, b) for lot in made for a in lot.lines for b in lot.lines if a.account is not b.account]
    for pair in pairs(made):
        scored += [(pair.likeness, a, b) for a in pair.one.lines for b in pair.other.lines if a.account is not b.account]
    partner: dict[int, tuple[Line, float]] = {}
    taken: set[int] = set()
    first = mine[0].account if mine else None
    for likeness, a, b in sorted(scored, key=lambda s: (-s[0], abs(s[1].number - s[2].number), s[1].number, s[2].number)):
        one, other = (a, b) if a.account is first else (b, a)
        if likeness >= REWORDED and id(one) not in partner and id(other) not in taken:
            partner[id(one)] = (other, likeness)
            taken.add(id(other))
    return partner


def _both(line: Line, other: Line, likeness: float) -> Passage:
    how: How = "copied" if likeness >= COPIED else "reworded"
    return Passage(how=how, left=_span(line), right=_span(other), words=_count(other))


def _only(how: Literal["left", "right"], line: Line) -> Passage:
    span = _span(line)
    return Passage(how=how, left=span if how == "left" else None, right=span if how == "right" else None, words=_count(line))


def _span(line: Line) -> Range:
    return Range(start=line.start, end=line.end)


def _count(line: Line) -> int:
    return sum(1 for _ in text.words(line.text))
