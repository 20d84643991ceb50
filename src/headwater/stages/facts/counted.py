"""What a figure counts where that stands in front of it, and when the count was taken."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec

from headwater.model import Figure, Quote, Time

_REACH = 110
"""Characters in front of a figure that are looked through for what it counts."""
_OF = re.compile(r"([^\W\d_]{3,}s)\s+(?:of|at|to|from|by)\s+(?:[^\W\d_]+ ){0,3}[$€£]?$", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?] |\n")
_PARTED = re.compile(r"[;:]|[.!?]\s|\n|,\s(?:which|who|but|while|because|after)\s| said | told ")
"""What parts a figure from the time of another clause."""
_TOTAL = re.compile(
    r"\b(?:a )?total(?:s|ed|ing)?(?: of)?(?: [^\W\d_]+){0,2}\s*$|\b(?:rose|fell|stood|stands) (?:to|at)(?: [^\W\d_]+){0,2}\s*$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?<![\w’'-])([a-z]{4,}s)(?![\w’'-])")
_NO_NOUN = frozenset(
    ("this", "less", "says", "does", "thus", "plus", "across", "towards", "always", "perhaps", "besides", "unless", "sometimes", "hours")
    + ("days", "weeks", "months", "years", "minutes", "times", "others", "least", "press", "business", "goes", "makes", "takes", "needs")
    + ("shows", "means", "adds", "warns", "claims", "reports", "was", "has", "his", "its", "theirs", "heads", "besides", "overseas")
)
_DATED = re.compile(r"\d{4}(?:-(?:\d\d(?:-\d\d)?|W\d\d|Q\d|H\d))?$")
_CLAUSE = 90
"""Characters that may lie between a figure and the time it is as of."""


def counted_before(text: str, start: int, stops: frozenset[str]) -> str:
    """The plural that a figure at `start` counts, from the words in front of it in the same sentence; "" if none is sure.

    "casualties of about 1,000", "casualties were smaller – a total of 340".
    """
    before = text[max(0, start - _REACH) : start]
    before = _SENTENCE.split(before)[-1]
    match = _OF.search(before)
    if match and match.group(1).lower() not in _NO_NOUN and match.group(1).lower() not in stops:
        return match.group(1)
    if not _TOTAL.search(before):
        return ""
    nouns = [m.group(1) for m in _PLURAL.finditer(before) if m.group(1) not in _NO_NOUN and m.group(1) not in stops]
    return nouns[-1] if nouns else ""


def dated(text: str, figures: Sequence[Figure], times: Sequence[Time], quotes: Sequence[Quote]) -> tuple[Figure, ...]:
    """The figures with the time they are as of, where one stands in their clause that does not say when they were told."""
    told = _told(text, quotes)
    usable = [t for t in times if t.type == "DATE" and _DATED.fullmatch(t.value) and t.start not in told]
    if not usable:
        return tuple(figures)
    starts = [t.start for t in usable]
    return tuple(_as_of(text, figure, usable, starts) for figure in figures)


def _told(text: str, quotes: Sequence[Quote]) -> frozenset[int]:
    """Where times of telling may begin: within a few characters behind a cue ("said on Tuesday")."""
    cues = {q.cue.end for q in quotes if q.cue}
    return frozenset(at for end in cues for at in range(end, min(len(text), end + 14)))


def _as_of(text: str, figure: Figure, times: Sequence[Time], starts: Sequence[int]) -> Figure:
    behind = bisect_left(starts, figure.end)
    ahead = bisect_right(starts, figure.start) - 1
    for at, gap in ((behind, None), (ahead, 0)):
        if not 0 <= at < len(times):
            continue
        time = times[at]
        between = text[figure.end : time.start] if gap is None else text[time.end : figure.start]
        if len(between) <= _CLAUSE and not _PARTED.search(between):
            return msgspec.structs.replace(figure, as_of=time.value)
    return figure
