"""Lines that stand in report after report of a site at the same place, though they are no part of any: boxes, appeals, standing notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from headwater.stages.extract.blocks import Block, Containers
from headwater.stages.extract.furniture import is_text_credit
from headwater.stages.extract.stance import line_stance

MAX_REPEATED = 160
MIN_WORDS = 4
"""Longer lines are a report's own: what outlets print again to explain a long-running story is a paragraph (one of 81 pages of fundus lost
one when 300 characters were allowed), a standing line is not. Shorter ones are an agency's or a person's name.
"""
MAX_SHARE = 0.3
"""Of a report's characters may be lines that its site repeats; where more are, they are the report."""


def repeated(blocks: Sequence[Block], chosen: Sequence[int], stood: Mapping[int, int], lines: frozenset[int]) -> frozenset[int]:
    """The places among `chosen` whose lines, by their hashes in `stood`, are among those that the site repeats.

    A credit for the text is the report's own.
    """
    found = frozenset(at for at, line in stood.items() if line in lines and not is_text_credit(blocks[at].text))
    whole = sum(len(blocks[at].text) for at in chosen)
    return found if sum(len(blocks[at].text) for at in found) <= MAX_SHARE * whole else frozenset()


def line_stances(blocks: Sequence[Block], containers: Containers, chosen: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(place, hash) of each of the report's lines that a site could repeat."""
    short = [at for at in chosen if len(text := blocks[at].text) <= MAX_REPEATED and text.count(" ") >= MIN_WORDS - 1]
    stances = containers.stances({blocks[at].container for at in short})
    for at in short:
        yield at, line_stance(stances[blocks[at].container], blocks[at].tag, blocks[at].text)
