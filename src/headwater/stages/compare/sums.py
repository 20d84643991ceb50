"""Arithmetic inside one report: totals with their parts, converted units, rises in per cent. In doubt, it is silent. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from headwater.model import Difference, Figure, Side
from headwater.stages.compare.lines import Account, Line
from headwater.stages.compare.measures import dimension, in_base
from headwater.stages.compare.words import listed

_TOTAL: Final = re.compile(
    r"\b(?:a total of|in total|in all|altogether|insgesamt|au total|en total|un total de|в общей сложности|всего|загалом|усього)\b",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(
    r"\b(?:including|among|of (?:them|whom|which)|at least|darunter|davon|dont|entre ellos|incluid|в том числе|зокрема)\b", re.IGNORECASE
)
_PERCENT: Final = re.compile(
    r"\b(rose|risen|grew|grown|increased|climbed|up|fell|fallen|dropped|decreased|declined|down)\b[^.;]{0,24}$", re.IGNORECASE
)
_FROM_TO: Final = re.compile(r"\s*,?\s*(?:\w+\s){0,2}from\s+\S*$", re.IGNORECASE)
OFF: Final = 0.12
"""How far a converted or computed value may be off before it is wrong: news rounds both sides."""


def sums(account: Account, lines: Sequence[Line]) -> Iterator[Difference]:
    """What does not add up in a report: each with the words of the total and of its parts."""
    for line in lines:
        figures = [t.fact for t in line.tokens if isinstance(t.fact, Figure)]
        if len(figures) > 1:
            yield from _totals(account, line, figures)
            yield from _conversions(account, figures)
            yield from _rises(account, figures)


def _totals(account: Account, line: Line, figures: Sequence[Figure]) -> Iterator[Difference]:
    body = account.article.text
    mark = _TOTAL.search(body, line.start, line.end)
    if mark is None or len(figures) < 3 or _OPEN.search(body, line.start, line.end):
        return
    total = min(figures, key=lambda f: min(abs(f.start - mark.end()), abs(mark.start() - f.end)))
    parts = [f for f in figures if f is not total]
    plain = all(f.modifier is None and f.value_max is None and f.unit == total.unit for f in figures)
    listed = all(f.start > total.end for f in parts) or all(f.end < total.start for f in parts)
    added = sum(f.value for f in parts)
    if not plain or not listed or added == total.value:
        return
    # Parts that come nowhere near are not parts of it, and one that exceeds it is no part.
    if any(f.value >= total.value for f in parts) or not 0.6 * total.value <= added <= 1.67 * total.value:
        return
    told = " + ".join(f.text for f in parts)
    yield _wrong(account, [total, *parts], f"Does not add up: {told} is {added:,.10g}, not {total.text}")


def _conversions(account: Account, figures: Sequence[Figure]) -> Iterator[Difference]:
    """ "10 km (six miles)": the same length, or a slip."""
    body = account.article.text
    for one, other in pairwise(figures):
        between = body[one.end : other.start]
        same = one.unit != other.unit and dimension(one.unit) == dimension(other.unit)
        if same and re.fullmatch(r"\s*[(\[]\s*\w{0,8}\s*", between) and body[other.end : other.end + 1] in ")]":
            low, high = sorted(in_base(f) for f in (one, other))
            if high > low * (1 + OFF):
                yield _wrong(account, [one, other], f"Converted wrongly: {one.text} is not {other.text}")


def _rises(account: Account, figures: Sequence[Figure]) -> Iterator[Difference]:
    """ "rose 20 percent from 50 to 60": what was, what is, and by how much."""
    body = account.article.text
    for share, before, after in zip(figures, figures[1:], figures[2:], strict=False):
        verb = _PERCENT.search(body[max(0, share.start - 60) : share.start])
        joined = _FROM_TO.fullmatch(body[share.end : before.start]) and re.fullmatch(
            r"[^.;,]{0,30}\bto\s+\S*", body[before.end : after.start]
        )
        if share.unit != "%" or not verb or not joined or before.unit == "%" or before.unit != after.unit or not before.value:
            continue
        real = 100 * (after.value / before.value - 1) * (-1 if verb.group(1).lower() in listed("falling") else 1)
        if abs(real - share.value) > max(1.0, 2 * OFF * share.value):
            yield _wrong(account, [share, before, after], f"Does not add up: from {before.text} to {after.text} is not {share.text}")


def _wrong(account: Account, figures: Sequence[Figure], summary: str) -> Difference:
    sides = tuple(Side(article=account.article.id, start=f.start, end=f.end, text=f.text, says=f.text) for f in figures)
    return Difference(kind="internal", summary=summary, sides=sides, severity=0.7)
