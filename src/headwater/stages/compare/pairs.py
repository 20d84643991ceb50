"""Which sentences of a story tell the same thing, found without comparing each with each. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import Final, NamedTuple

from headwater.stages.compare.lines import Line

MAX_LOTS: Final = 6_000
"""Different sentences of one story that are compared: the reports that come first bring theirs first."""
PARTNERS: Final = 12
"""Nearest sentences that each is compared with."""
COMMON: Final = 120
"""A word that stands in more different sentences of a story than this finds no partners."""
LEAST: Final = 0.2
"""Likeness from which on two sentences are looked at. The deciders ask for more, each for what it decides."""
_FEWEST: Final = 2


class Lot:
    """A sentence with all its occurrences: copies of it cost nothing."""

    __slots__ = ("lines", "weight")

    def __init__(self, line: Line) -> None:
        self.lines = [line]
        self.weight = 0.0

    @property
    def line(self) -> Line:
        """The occurrence that stands for all."""
        return self.lines[0]


class Pair(NamedTuple):
    """Two different sentences with the share, 0..1, of their content that is common, weighted by how rare it is in the story."""

    one: Lot
    other: Lot
    likeness: float


def lots(found: Iterable[Sequence[Line]]) -> list[Lot]:
    """The different sentences of a story's reports, in the order given."""
    by_text: dict[str, Lot] = {}
    for of_report in found:
        for line in of_report:
            known = by_text.get(line.text)
            if known is not None:
                known.lines.append(line)
            elif len(by_text) < MAX_LOTS:
                by_text[line.text] = Lot(line)
    return list(by_text.values())


def pairs(found: Sequence[Lot]) -> Iterator[Pair]:
    """Pairs of sentences that are alike, each once. The cost grows with the sentences, not with their square (`COMMON`, `PARTNERS`)."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, lot in enumerate(found):
        for key in lot.line.frame:
            holders[key].append(number)
    weights = {key: log(1 + len(found) / len(numbers)) for key, numbers in holders.items()}
    for lot in found:
        # Added in a fixed order: a sum of floats depends on it, and frames are sets.
        lot.weight = sum(sorted(weights[key] for key in lot.line.frame))
    done: set[tuple[int, int]] = set()
    for number, lot in enumerate(found):
        for other in _nearest(number, lot, holders, weights):
            edge = (min(number, other), max(number, other))
            if edge in done:
                continue
            done.add(edge)
            one, two = found[edge[0]], found[edge[1]]
            likeness = _likeness(one, two, weights)
            if likeness >= LEAST:
                yield Pair(one, two, likeness)


def _nearest(number: int, lot: Lot, holders: dict[str, list[int]], weights: dict[str, float]) -> list[int]:
    score: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for key in sorted(lot.line.frame):
        numbers = holders[key]
        if len(numbers) > COMMON:
            continue
        for other in numbers:
            if other != number:
                score[other] += weights[key]  # type: ignore[assignment]
                shared[other] += 1
    close = [other for other in score if shared[other] >= min(_FEWEST, len(lot.line.frame))]
    return sorted(close, key=lambda other: (-score[other], other))[:PARTNERS]


def _likeness(one: Lot, other: Lot, weights: dict[str, float]) -> float:
    shared = sum(sorted(weights[key] for key in one.line.frame & other.line.frame))
    total = one.weight + other.weight
    return 2 * shared / total if total else 0.0
