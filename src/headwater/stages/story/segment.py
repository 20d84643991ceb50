"""Where words begin and end in Chinese and Japanese, which write no spaces. Pure.

BudouX decides, by small models that lie in its package. They are loaded when the first such text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from budoux import Parser

SEEN: Final = 3
"""Characters on either side that a decision of the models looks at."""
_KANA = re.compile(r"[\u3040-\u30ff]")
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
_TRADITIONAL = re.compile("[們這國會個來時說對後與為關開東車長電發過還進區學體點當實經現]")


def words(piece: str, cut: int) -> Iterator[str]:
    """Runs of two characters or more in `piece` that no word's end lies in; from the place `cut` on, whole runs between other characters.

    A run of two is never parted: it is a word nearly always. Single characters that are left over side by side are taken for a word that
    the models do not know.
    """
    parser = None
    for match in _RUN.finditer(piece):
        start, end = match.span()
        if end - start < 3 or start >= cut:
            yield match.group()
            continue
        parser = parser or _parser(_manner(piece))
        before = max(0, start - SEEN)
        yield from _inside(parser.parse(piece[before : end + SEEN]), start - before, end - before)


def _inside(parts: Iterable[str], start: int, end: int) -> Iterator[str]:
    """What of these parts, one after another, lies between two places, with single characters put together."""
    at, single = 0, ""
    for part in parts:
        kept = part[max(0, start - at) : max(0, end - at)]
        at += len(part)
        if len(kept) == 1:
            single += kept
            continue
        if len(single) > 1:
            yield single
        if kept:
            yield kept
        single = ""
    if len(single) > 1:
        yield single


def _manner(piece: str) -> str:
    if _KANA.search(piece):
        return "japanese"
    return "traditional" if len(_TRADITIONAL.findall(piece[:200])) > 3 else "simplified"


@lru_cache(maxsize=3)
def _parser(manner: str) -> Parser:
    import budoux

    load = {
        "japanese": budoux.load_default_japanese_parser,
        "simplified": budoux.load_default_simplified_chinese_parser,
        "traditional": budoux.load_default_traditional_chinese_parser,
    }[manner]
    return load()
