"""A second opinion for the pages whose blocks leave it open what the report is: trafilatura's own reading, told in our blocks."""

from __future__ import annotations

import re

import numpy as np
from trafilatura import extract as trafilatura_extract

from headwater.stages.extract.blocks import Block
from headwater.stages.extract.features import Matrix

DOUBT = 0.65
"""Doubtful characters per chosen character above which trafilatura is asked. Cross-validated by host, text F1 of scrapinghub, fundus and
WCXB's articles: never asked .960, .961, .949; from .65 on .964, .962, .952 with 42 of 783 pages asked; from .4 on .964, .962, .953 with
64."""
MAX_MARKUP = 800_000
MAX_TAGS = 10_000
"""Characters and tags of markup up to which it is asked: it takes a tenth of a second there,
and nine in ten pages of the four sets are smaller."""
SHORT = 25

_NOISE = re.compile(r"\W+")


def doubt(blocks: list[Block], chances: Matrix) -> float:
    """Characters whose block could as well be chosen otherwise, for each character chosen."""
    lengths = np.array([len(block.text) for block in blocks], dtype=np.float32)
    chosen = float(lengths[chances >= 0.5].sum())
    return float((np.minimum(chances, 1 - chances) * lengths).sum()) / max(1.0, chosen)


def second_opinion(markup: str, blocks: list[Block]) -> list[int]:
    """Places of the blocks that trafilatura takes for the report, in order; empty where it finds none."""
    if len(markup) > MAX_MARKUP or markup.count("<") > MAX_TAGS:
        return []
    text = trafilatura_extract(markup, fast=True, include_comments=False) or ""
    whole = _squeeze(text)
    lines = {_squeeze(line.lstrip("-|# ")) for line in text.split("\n")}
    found: list[int] = []
    for at, block in enumerate(blocks):
        squeezed = _squeeze(block.text)
        if squeezed and (squeezed in whole if len(squeezed) > SHORT else squeezed in lines):
            found.append(at)
    return found


def _squeeze(text: str) -> str:
    return _NOISE.sub("", text).casefold()
