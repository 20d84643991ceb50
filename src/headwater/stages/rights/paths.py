"""Which addresses a line of robots.txt, tdmrep.json, ai.txt or a licence is for: "*" is any run of characters, "$" the end."""

from __future__ import annotations

LONGEST = 500
"""Characters of a pattern that are looked at."""


def lies_in(path: str, pattern: str) -> bool:
    """Whether a path begins as the pattern says. Takes time in proportion to both, whatever a hostile pattern holds."""
    pattern = pattern.strip()[:LONGEST]
    ends = pattern.endswith("$")
    first, *others = pattern.rstrip("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    # The leftmost place of each piece leaves most room for those that follow; only the last one may have to be at the end.
    last = others.pop() if ends and others else None
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return len(path) - at >= len(last) and path.endswith(last)
    return not ends or at == len(path)
