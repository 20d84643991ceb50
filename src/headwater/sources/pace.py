"""How many sources may be started at a moment, so that thousands are asked evenly and not all at once.

Without it, a list of ten thousand feeds would be asked at once when it is added, and again after every night that the machine slept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

FEW = 200
"""Up to so many sources nothing is paced; the gap between two requests to one host is enough."""

HEADROOM = 1.5
"""How much faster than planned sources may be asked while some are overdue: faster catches up sooner, slower spares the peak."""

NEW_EVERY = 3_600.0
"""Seconds between two looks that are planned for a source that was never asked."""

SLOWEST = 2.0
"""Starts a second that are granted however little is planned, so that a list of some hundred feeds is read within minutes."""


_KNOWN_FIRST = 2


class Turns:
    """Mixes sources that are due with those never asked: two of the former, then one of the latter, while there are both.

    So known sources are not held up by a list of ten thousand that was just added (they make up two thirds of what may be started at
    most, see HEADROOM), nor a source just added by ten thousand that are overdue after a night.
    """

    def __init__(self) -> None:
        self._turn = 0

    def first(self, room: int, known: Sequence[str], new: Sequence[str]) -> list[str]:
        """The first `room` of both together. The order goes on where it stopped last time."""
        chosen: list[str] = []
        rest = deque(known), deque(new)
        while len(chosen) < room and (rest[0] or rest[1]):
            from_new = not rest[0] or (bool(rest[1]) and self._turn == _KNOWN_FIRST)
            self._turn = 0 if from_new else min(self._turn + 1, _KNOWN_FIRST)
            chosen.append(rest[from_new].popleft())
        return chosen


class Pace:
    """Grants starts. `planned` rates are requests a second, the sum over all sources of one by the wait that each has."""

    def __init__(self) -> None:
        self._saved = 0.0
        self._last: float | None = None

    def grant(self, now: float, sources: int, planned: float) -> int:
        """How many sources may be started at `now` (seconds on any clock), besides those granted before."""
        if sources <= FEW:
            return sources
        rate = max(HEADROOM * planned, SLOWEST)
        waited = 1.0 if self._last is None else max(0.0, now - self._last)
        self._last = now
        # What is not used is kept for a second or so: a quiet minute must not end in a burst.
        self._saved = min(self._saved + rate * waited, rate * max(1.0, min(waited, 10.0)) + 1.0)
        return int(self._saved)

    def used(self, started: int) -> None:
        """So many of those granted were started."""
        self._saved = max(0.0, self._saved - started)
