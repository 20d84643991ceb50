"""Stale copies: words that a report still has and its source has corrected since. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from headwater import text as plain
from headwater.model import Span

MOST_WORDS = 4_000
"""Words of each text that are compared."""
AROUND = 3
"""Words on either side that must be the same, so that a number elsewhere is not taken for the corrected one."""
LONGEST = 12
"""Words of a change; a longer one is a rewrite, and what became of its parts cannot be said."""


def stale(text: str, before: str, after: str) -> tuple[Span, ...]:
    """Spans of `text` that stand in `before`, an earlier version of its source, and were changed in `after`; at most five."""
    words = list(plain.words(text))[:MOST_WORDS]
    mine = [word for word, _, _ in words]
    found: list[Span] = []
    for old, new, skipped in _changes(before, after):
        at = _find(mine, old)
        if at is None or _find(mine, new) is not None:
            continue
        start, end = words[at + skipped[0]][1], words[at + len(old) - skipped[1] - 1][2]
        found.append(Span(start=start, end=end, text=text[start:end]))
    return tuple(sorted(found, key=lambda span: span.start)[:5])


def _changes(before: str, after: str) -> Iterator[tuple[list[str], list[str], tuple[int, int]]]:
    """Words that were replaced, with their neighbours, as they were and as they are, and how many of them are neighbours on each side."""
    old = [word for word, _, _ in plain.words(before)][:MOST_WORDS]
    new = [word for word, _, _ in plain.words(after)][:MOST_WORDS]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "replace" or max(b - a, d - c) > LONGEST:
            continue
        left, right = min(AROUND, a, c), min(AROUND, len(old) - b, len(new) - d)
        if left + right >= AROUND:
            yield old[a - left : b + right], new[c - left : d + right], (left, right)


def _find(words: Sequence[str], wanted: Sequence[str]) -> int | None:
    size = len(wanted)
    return next((at for at in range(len(words) - size + 1) if words[at] == wanted[0] and list(words[at : at + size]) == wanted), None)
