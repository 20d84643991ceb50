"""The coverage strip: one cell per report, one group per origin. Pure layout; the numbers beside it stay exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headwater.model import Node

FULL_UP_TO = 24
"""A strip of up to this many cells is drawn whole; a longer one shows at most `COPIES` copies per origin."""
COPIES = 14
CELLS = 36
"""No strip is longer than this, or it would not fit beside its numbers."""
_PITCH, _GAP, _EDGE, _CELL = 12, 4, 1, 9


@dataclass(frozen=True, slots=True)
class Cell:
    """`kind`: "o" an origin, "u" an origin that was never seen here, "" taken from one."""

    x: int
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    letter: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    width: int
    groups: tuple[Group, ...]


def letter_of(code: str) -> str:
    """ "B12" → "B": the letter of the origin a report belongs to."""
    return code.rstrip("0123456789")


def descendants(node: Node) -> Iterator[tuple[Node, Node]]:
    """(parent, node) of everything below, in order of the page. Not recursive: a chain may be long."""
    waiting = [(node, child) for child in reversed(node.children)]
    while waiting:
        parent, child = waiting.pop()
        yield parent, child
        waiting.extend((child, grandchild) for grandchild in reversed(child.children))


def coverage(branches: Sequence[Node]) -> Strip:
    """Cells of all branches from left to right; `width` is that of the picture."""
    copies = [sum(1 for _ in descendants(branch)) for branch in branches]
    if len(branches) + sum(copies) > FULL_UP_TO:
        copies = [min(count, COPIES) for count in copies]
    groups: list[Group] = []
    x, drawn = _EDGE, 0
    for branch, count in zip(branches, copies, strict=True):
        kinds = ["o" if branch.article else "u"] + [""] * count
        kinds = kinds[: CELLS - drawn]
        if not kinds:
            break
        groups.append(Group(letter_of(branch.code), tuple(Cell(x + _PITCH * i, kind) for i, kind in enumerate(kinds))))
        drawn += len(kinds)
        x += _PITCH * len(kinds) + _GAP
    return Strip(max(0, x - _GAP - _PITCH + _CELL + _EDGE), tuple(groups))
