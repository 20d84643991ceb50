"""The press's clock: the script unfolds faster than life, but never ahead of it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

PRELUDE = timedelta(hours=30)
"""How much of the script has already been published when the press opens."""
UNFOLDING = timedelta(hours=5)
"""How much of it is still to come: corrections, live-blog posts, late copies, the withdrawal."""


class Clock:
    """Press time. `start` is minute 0 of the script, `opened` (default `start`) the press time at which the clock was made.

    `now()` runs at `speed` press seconds a second from `opened` until it has caught up with `wall`, the real time at which the clock was
    made, and keeps pace with real time from there on: a reader of the press never sees a date in the future. Without `wall` there is
    nothing to catch up with.
    """

    def __init__(self, start: datetime, speed: float, *, opened: datetime | None = None, wall: datetime | None = None) -> None:
        self.start = start
        self.speed = speed
        self._opened = opened or start
        self._wall = wall
        self._made = time.monotonic()
        self._skipped = timedelta(0)

    @classmethod
    def opening(cls, now: datetime, speed: float = 60.0) -> Clock:
        """A clock whose script has run for `PRELUDE` and ends at the moment it meets real time.

        The unfolding takes `UNFOLDING / speed` of real time, so the script ends that much after `now` and the press opens `UNFOLDING`
        before its end. At speed 1 or below the press opens at `now` itself.
        """
        behind = UNFOLDING * (1 - 1 / speed) if speed > 1 else timedelta(0)
        opened = now - behind
        start = (opened - PRELUDE).replace(second=0, microsecond=0)
        return cls(start, speed, opened=opened, wall=now)

    def now(self) -> datetime:
        """Press time, in the zone of `start`."""
        elapsed = timedelta(seconds=time.monotonic() - self._made)
        moment = self._opened + elapsed * self.speed
        if self._wall is not None:
            moment = min(moment, self._wall + elapsed)
        return moment + self._skipped

    def skip(self, ahead: timedelta) -> None:
        """Moves press time forward at once, to look at a later moment of the script without waiting for it."""
        self._skipped += ahead
