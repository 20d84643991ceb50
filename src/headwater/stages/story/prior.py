"""What is expected of a key before the index has seen enough: a key every report carries must not pass for a rare one. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from headwater.stages.story.commonplace import COMMON_WORDS
from headwater.stages.story.spelling import is_known_place

SPACES: Final = {"w:": 0, "n:": 1, "#:": 2, "c:": 3, "d:": 4}
"""Name space of a key → the number that stands for it."""
WELL_KNOWN: Final = 0.06
"""Share of reports that name a place or person of the package's table: so common that sharing it says little."""

CONCEPT: Final = 0.05
"""Share of reports that carry a concept of the package's table."""

WEEKDAY: Final = 0.25
"""Share of reports that name a certain day of the week."""


@lru_cache(maxsize=65536)
def expected_share(key: str) -> float:
    """Expected share of reports (of its language) that carry this key, 0..1.

    Short words are commoner than long ones; places of the package's table, years, round and small numbers are in many reports.
    """
    space, rest = key[:2], key[2:]
    if space == "c:":
        return CONCEPT
    if space == "d:":
        return WEEKDAY
    if space == "n:":
        return WELL_KNOWN if rest.startswith("@") else 0.012 if len(rest) <= 3 else 0.004
    if space == "#:":
        return _number_share(rest)
    if rest in COMMON_WORDS:
        return 0.08
    if is_known_place(rest):
        return WELL_KNOWN
    return 0.02 if len(rest) <= 3 else 0.01 if len(rest) <= 5 else 0.004


def _number_share(number: str) -> float:
    if len(number) == 4 and number[:2] in ("19", "20"):
        return 0.1
    if len(number) <= 2:
        return 0.04
    return 0.02 if number.endswith("00") else 0.003
