"""When each source is asked again. Pure deciders: a source, what happened, the time → the source as it is from now on.

A source is asked about twice as often as it brings something new, between every five minutes and once a day, and never earlier than it
allows: ttl, sy:updatePeriod, skipHours and skipDays of the feed, Cache-Control and Expires of its answer, Retry-After, each in full up
to a month. After a failure the pause doubles up to a day. `next_due` is stored with the source, so nothing is asked earlier because the
program was started anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from msgspec.structs import replace

from headwater.errors import FetchError, GuardError, HeadwaterError
from headwater.model import Entry, Feed, Source
from headwater.sources.headers import MAX_WAIT
from headwater.sources.http import Response
from headwater.text import shorten

SHORTEST = 300.0
LONGEST = 86_400.0
"""Bounds of the learned interval, in seconds."""

JITTER = 0.1
"""Largest share by which a wait is moved, so that sources added together are not asked together for ever."""

SIGHTINGS = 3
SETTLED = 86_400.0
"""A permanent redirect is adopted when it was seen so often, over so many seconds: many are a mistake of an afternoon."""

LEASED = 14_400.0
"""Seconds between two looks at a source whose hub tells us what is new, should the hub fail."""

# Reports come in bursts: asked at half the mean gap, a new one waits a quarter of the gap on average.
_SHARE_OF_GAP = 0.5
_QUIETER = 1.5
_GONE = 410
_SLOW_DOWN = 429
_BAD_AFTER = 3
_MAX_DOUBLINGS = 20
# So many of the newest entries tell how often a feed that was never asked before changes.
_TELLING = 20
_SPREAD = 600.0


def due(sources: Iterable[Source], now: float) -> tuple[Source, ...]:
    """The active sources whose time has come, the longest waiting first."""
    ready = (s for s in sources if asked(s) and s.next_due <= now)
    return tuple(sorted(ready, key=lambda source: (source.next_due, source.id)))


def asked(source: Source) -> bool:
    """True for a source that is asked at all."""
    return source.state == "active" and source.kind != "files"


def told(source: Source, feed: Feed) -> Source:
    """The source with what its feed says of itself: name, pauses, hub."""
    return replace(
        source,
        title=source.title or feed.title,
        ttl=float(feed.ttl or 0),
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        hub=feed.hub,
        topic=feed.self_url,
    )


def usual_gap(entries: Iterable[Entry], now: datetime) -> float | None:
    """Mean seconds between the newest entries and up to now, by their dates; None where fewer than two have one."""
    moments = [moment for entry in entries if (moment := entry.published or entry.updated) is not None]
    seen = sorted((m.timestamp() for m in moments if m.timestamp() <= now.timestamp()), reverse=True)[:_TELLING]
    return (now.timestamp() - seen[-1]) / len(seen) if len(seen) > 1 else None


def after_success(source: Source, response: Response, now: float, new_entries: int, *, gap: float | None = None) -> Source:
    """The source after an answer (200, 304 or 410) that brought `new_entries`. `gap`: see `usual_gap`; it counts for a first answer."""
    if response.status == _GONE:
        return _gone(source, now)
    interval = _learned(source, now, new_entries, gap)
    patience = min(max(source.ttl, response.max_age or 0.0, response.retry_after or 0.0), MAX_WAIT)
    if source.lease > now:
        patience = max(patience, LEASED)
    return replace(
        _followed(source, response.redirected_permanently_to, now),
        etag=response.etag,
        last_modified=response.last_modified,
        validated=response.url,
        interval=interval,
        next_due=_due(source, now, interval, patience),
        patience=patience,
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
        next_due=_due(source, now, pause, retry_after),
        patience=retry_after,
        last_fetched=now,
        failures=failures,
        last_status=status or 0,
        last_error=shorten(str(error), 200),
    )


def after_hold(source: Source, wait: float, now: float) -> Source:
    """The source that was not asked because its host wants to be left alone for `wait` more seconds; no fault of the source."""
    return replace(source, next_due=_due(source, now, 0.0, wait))


def postponed(source: Source, now: float) -> Source | None:
    """The source put off to when its feed may be asked, where it rules out the present hour or day; else None."""
    later = _outside_skips(source, now)
    return replace(source, next_due=later) if later > now else None


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


def _due(source: Source, now: float, interval: float, at_least: float) -> float:
    """The moment to ask: after the interval moved by the jitter, never before `at_least` seconds, nor in an hour the feed rules out."""
    # What is asked for is a lower bound, so that it can only be moved up.
    moved = at_least * (1.0 + (jitter(source.id) + JITTER) / 4.0)
    moment = now + max(interval * (1.0 + jitter(source.id)), SHORTEST, moved)
    return _outside_skips(source, moment)


def _outside_skips(source: Source, moment: float) -> float:
    """`moment`, or the next one in an hour and day (UTC) that the feed does not ask to skip, somewhere in its first minutes."""
    if not (source.skip_hours or source.skip_days):
        return moment
    at = datetime.fromtimestamp(moment, UTC)
    for _ in range(8 * 24):
        if at.hour not in source.skip_hours and at.weekday() not in source.skip_days:
            return at.timestamp()
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1, seconds=(jitter(source.id) / JITTER + 1.0) * _SPREAD / 2.0)
    return moment


def _followed(source: Source, target: str, now: float) -> Source:
    """The source with what is known of a permanent redirect to `target` ("" for none): counted at first, in the end adopted."""
    if not target:
        return replace(source, moved_to="", moved_seen=0, moved_since=0.0)
    if target != source.moved_to:
        return replace(source, moved_to=target, moved_seen=1, moved_since=now)
    seen = source.moved_seen + 1
    if seen < SIGHTINGS or now - source.moved_since < SETTLED:
        return replace(source, moved_seen=seen)
    return replace(source, url=target, moved_to="", moved_seen=0, moved_since=0.0)


def _learned(source: Source, now: float, new_entries: int, gap: float | None) -> float:
    """The interval moved half way (in proportion) to what the last one showed; longer where nothing came."""
    if source.last_success <= 0 or now <= source.last_success:
        # Everything is new at the first fetch: only the dates show how often something comes.
        return _bounded(source.interval if gap is None else _SHARE_OF_GAP * gap)
    if new_entries <= 0:
        return _bounded(source.interval * _QUIETER)
    wanted = _SHARE_OF_GAP * (now - source.last_success) / new_entries
    return _bounded((max(source.interval, 1.0) * wanted) ** 0.5)


def _bounded(interval: float) -> float:
    return min(max(interval, SHORTEST), LONGEST)


def _gone(source: Source, now: float) -> Source:
    return replace(source, state="gone", last_fetched=now, last_status=_GONE, last_error="The server says that it is gone for good.")
