"""How many sources may be started at a moment, so that thousands are asked evenly and not all at once.

Without it, a list of ten thousand feeds would be asked at once when it is added, and again after every night that the machine slept.
"""

from __future__ import annotations

FEW = 200
"""Up to so many sources nothing is paced; the gap between two requests to one host is enough."""

HEADROOM = 1.5
"""How much faster than planned sources may be asked while some are overdue: faster catches up sooner, slower spares the peak."""

NEW_EVERY = 3_600.0
"""Seconds between two looks that are planned for a source that was never asked."""

SLOWEST = 2.0
"""Starts a second that are granted however little is planned, so that a list of some hundred feeds is read within minutes."""


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
