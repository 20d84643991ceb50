"""The lines around the report: who it says wrote it, when, and the clock times between its paragraphs.

Most pages say the first two in their metadata, so these lines are looked at only where they are asked for.
"""

from __future__ import annotations

import re

from headwater.stages.extract.blocks import Block
from headwater.stages.extract.body import CREDIT_REACH, Body
from headwater.stages.extract.liveblog import Marker, is_clock
from headwater.stages.extract.people import looks_like_name, split_byline

BYLINE_REACH = 15
"""Blocks above the report's first one in which its byline is looked for."""
_BYLINE = re.compile(
    r"(?:(?:written |posted |words |story |text |article )?by|von|par|por|di|av|af|door|autor(?:in)?:|автор:?)\s+[^\W\d_]", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")


def byline(body: Body) -> str:
    """The line above the report that begins like a byline, else a bare name that opens or closes the report."""
    blocks, chosen = body.blocks, body.chosen
    first = chosen[0] if chosen else 0
    near = blocks[max(0, first - BYLINE_REACH) : first + 3]
    for block in reversed(near):
        if len(block.text) <= 100 and _BYLINE.match(block.text):
            return block.text
    ends = [blocks[at] for at in (*chosen[:1], *chosen[-1:])]
    return next((block.text for block in ends if _is_signature(block)), "")


def markers(body: Body) -> tuple[Marker, ...]:
    """The clock times that stand between the report's paragraphs, as a live blog has them."""
    blocks, chosen = body.blocks, body.chosen
    starts: list[Marker] = []
    at, before = 0, -1
    for place in chosen:
        clock = next((blocks[beside].text for beside in range(place - 1, max(before, place - 6), -1) if is_clock(blocks[beside].text)), "")
        if is_clock(blocks[place].text):
            clock = blocks[place].text
        if clock:
            starts.append((at, clock))
        at += len(blocks[place].text) + 1
        before = place
    return tuple(starts)


def dateline(body: Body) -> tuple[str, ...]:
    """Short lines with a year right above the report, nearest first, then its first line, then those below it."""
    blocks, chosen = body.blocks, body.chosen
    if not blocks:
        return ()
    first, last = (chosen[0], chosen[-1]) if chosen else (0, 0)
    places = (*range(first - 1, max(-1, first - 1 - BYLINE_REACH), -1), first, *range(last + 1, min(len(blocks), last + 1 + CREDIT_REACH)))
    return tuple(line for at in places if 6 <= len(line := blocks[at].text) <= 120 and _is_dated(line))


def telling(body: Body) -> list[int]:
    """Places of the lines near the report that may say who wrote it and when."""
    first, last = (body.chosen[0], body.chosen[-1]) if body.chosen else (0, 0)
    near = range(max(0, first - BYLINE_REACH), min(len(body.blocks), last + 1 + CREDIT_REACH))
    lines = ((at, body.blocks[at].text) for at in near)
    return [at for at, line in lines if len(line) <= 120 and (_BYLINE.match(line) or is_clock(line) or _is_dated(line))]


def _is_dated(line: str) -> bool:
    # Most lines have no digit at all, which is told in a sixth of the time.
    return bool(_DIGIT.search(line) and _YEAR.search(line))


def _is_signature(block: Block) -> bool:
    names = split_byline(block.text.strip("| "))
    bare = len(block.text) <= 60 and block.bold_chars >= 0.9 * len(block.text) and bool(names)
    return bare and all(2 <= len(name.split()) <= 4 and looks_like_name(name) for name in names)
