"""When each source is asked again. Pure deciders: a source, what happened, the time → the source as it is from now on.

A source is asked about twice as often as it brings something new, between every five minutes and once a day, never earlier than it
allows (ttl, max-age, Retry-After); after a failure the pause doubles up to a day. `next_due` is stored with the source, so nothing is
asked earlier because the program was started anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from msgspec.structs import replace

from headwater.errors import FetchError, GuardError, HeadwaterError
from headwater.model import Source
from headwater.sources.http import Response
from headwater.text import shorten

SHORTEST = 300.0
LONGEST = 86_400.0
"""Bounds of the learned interval, in seconds."""

JITTER = 0.1
"""Largest share by which a wait is moved, so that sources added together are not asked together for ever."""

# Reports come in bursts: asked at half the mean gap, a new one waits a quarter of the gap on average.
_SHARE_OF_GAP = 0.5
_QUIETER = 1.5
_GONE = 410
_SLOW_DOWN = 429
_BAD_AFTER = 3
_MAX_DOUBLINGS = 20


def due(sources: Iterable[Source], now: float) -> tuple[Source, ...]:
    """The active sources whose time has come, the longest waiting first."""
    ready = (s for s in sources if s.state == "active" and s.kind != "files" and s.next_due <= now)
    return tuple(sorted(ready, key=lambda source: (source.next_due, source.id)))


def after_success(source: Source, response: Response, now: float, new_entries: int, *, ttl: float | None = None) -> Source:
    """The source after an answer (200, 304 or 410) that brought `new_entries`. `ttl` is what the feed says of itself, in seconds."""
    if response.status == _GONE:
        return _gone(source, now)
    interval = _learned(source, now, new_entries)
    # A source may ask for patience up to a day; only Retry-After, which is said to us and now, counts beyond.
    patience = min(max(ttl or 0.0, response.max_age or 0.0), LONGEST)
    return replace(
        source,
        url=response.redirected_permanently_to or source.url,
        etag=response.etag,
        last_modified=response.last_modified,
        interval=interval,
        next_due=now + _wait(source, interval, max(patience, response.retry_after or 0.0)),
        last_fetched=now,
        last_success=now,
        failures=0,
        last_status=response.status,
        last_error="",
    )


def after_failure(source: Source, error: HeadwaterError, now: float) -> Source:
    """The source after a failed fetch or an unreadable answer: asked again after a pause that doubles with every failure."""
    status = error.status if isinstance(error, FetchError) else None
    if status == _GONE:
        return _gone(source, now)
    failures = source.failures + 1
    pause = min(max(source.interval, SHORTEST) * 2.0 ** min(failures, _MAX_DOUBLINGS), LONGEST)
    if isinstance(error, GuardError):
        pause = LONGEST
    retry_after = error.retry_after or 0.0 if isinstance(error, FetchError) else 0.0
    return replace(
        source,
        next_due=now + _wait(source, pause, retry_after),
        last_fetched=now,
        failures=failures,
        last_status=status or 0,
        last_error=shorten(str(error), 200),
    )


def health(source: Source, now: float) -> tuple[str, str]:
    """State ("good", "warn", "bad" or "off") and a few words for the sources page."""
    if source.state == "gone":
        return "off", "Gone"
    if source.state == "paused":
        return "off", "Paused"
    if source.failures:
        state = "bad" if source.failures >= _BAD_AFTER else "warn"
        if source.last_status == _SLOW_DOWN:
            return state, "Slow, asks us to wait"
        return state, f"Failing, {source.last_status}" if source.last_status >= 400 else "Failing"
    if not source.last_fetched:
        return "off", "Never fetched"
    if now > source.next_due + max(source.interval, 3600.0):
        return "warn", "Overdue"
    return "good", "Healthy"


def jitter(source: str) -> float:
    """A number from -`JITTER` to `JITTER` that is always the same for a source id."""
    number = int.from_bytes(blake2b(source.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
    return JITTER * (number / 0x7FFFFFFF - 1.0)


def _wait(source: Source, interval: float, at_least: float) -> float:
    return max(interval * (1.0 + jitter(source.id)), SHORTEST, at_least)


def _learned(source: Source, now: float, new_entries: int) -> float:
    """The interval moved half way (in proportion) to what the last one showed; longer where nothing came."""
    if new_entries <= 0:
        return _bounded(source.interval * _QUIETER)
    if source.last_success <= 0 or now <= source.last_success:
        # Everything is new at the first fetch, which shows nothing of how often something comes.
        return _bounded(source.interval)
    wanted = _SHARE_OF_GAP * (now - source.last_success) / new_entries
    return _bounded((max(source.interval, 1.0) * wanted) ** 0.5)


def _bounded(interval: float) -> float:
    return min(max(interval, SHORTEST), LONGEST)


def _gone(source: Source, now: float) -> Source:
    return replace(source, state="gone", last_fetched=now, last_status=_GONE, last_error="The server says that it is gone for good.")
