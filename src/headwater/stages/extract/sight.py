"""What one page shows of its site: the containers that hold nothing of use, and the lines of its report that a site could repeat.

A container holds something of use where it holds a part of the report, its heading, a figure above its end, a caption or source line
beside it, or a byline or date that nothing else on the page tells: what is passed over on the next page of the host is not missed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from headwater.model import Sighting
from headwater.stages.extract.blocks import Block, Containers
from headwater.stages.extract.body import Body
from headwater.stages.extract.stance import TOP

MIN_BLOCKS = 3
"""Blocks of a container that is worth passing over."""
REACH = 10
"""Blocks below the report in which a caption or a source line still belongs to it."""
MAX_LINES = 64


def sighting(body: Body, telling: Iterable[int]) -> Sighting:
    """What the page of `body` shows of its site; the blocks at `telling` say of the report what nothing else on the page says."""
    blocks, containers = body.blocks, body.containers
    chars = [0] * len(containers)
    for at in body.chosen:
        chars[blocks[at].container] += len(blocks[at].text)
    useful = [False] * len(containers)
    last = max(body.chosen, default=0)
    headings = (at for at, block in enumerate(blocks) if block.tag == "h1")
    beside = (at for at in body.beside if at <= last + REACH)
    figures = (figure.container for figure in body.figures if figure.before <= last)
    for inside in (*(blocks[at].container for at in (*body.chosen, *body.repeats, *headings, *beside, *telling)), *figures):
        while not useful[inside]:
            useful[inside] = True
            inside = containers.parents[inside]
    for at in range(len(containers) - 1, 0, -1):
        chars[containers.parents[at]] += chars[at]
    empty = list(_outermost(blocks, containers, useful))
    held = [at for at in range(1, len(containers)) if useful[at]]
    stances = containers.stances((*empty, *held))
    weights: dict[int, int] = {}
    for at in held:
        weights[stances[at]] = weights.get(stances[at], 0) + chars[at]
    return Sighting(
        empty=tuple(dict.fromkeys(place for at in empty if (place := stances[at]) not in weights)),
        held=tuple(weights.items()),
        lines=_lines(body),
    )


def passing(body: Body) -> Sighting:
    """What a page shows of its site that was read without what the site repeats: nothing of containers, but that it holds a report."""
    return Sighting(full=False, held=((TOP, len(body.text)),), lines=_lines(body))


def _lines(body: Body) -> tuple[int, ...]:
    return tuple(dict.fromkeys(body.stood[:MAX_LINES]))


def _outermost(blocks: Sequence[Block], containers: Containers, useful: Sequence[bool]) -> Iterator[int]:
    """The outermost containers that hold nothing of use, where that is enough to be worth passing over."""
    counts = np.bincount([block.container for block in blocks], minlength=len(containers) + 1)
    before = np.concatenate(([0], np.cumsum(counts))).tolist()
    at = 1
    while at < len(containers):
        if useful[at]:
            at += 1
            continue
        if before[containers.ends[at]] - before[at] >= MIN_BLOCKS:
            yield at
        at = containers.ends[at]
