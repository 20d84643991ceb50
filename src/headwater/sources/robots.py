"""What robots.txt files allow (RFC 9309): fetched through the Fetcher, kept for a day, also over a new start."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, Protocol

import ada_url
import msgspec
from protego import Protego

from headwater.errors import FetchError, GuardError
from headwater.model import RobotsRecord
from headwater.sources.guard import check_url, host_port
from headwater.sources.http import AGENT, Ask, Fetcher

Verdict = Literal["yes", "no", "later"]

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: what is parsed at least, and here at most."""

FRESH = 86_400.0
"""Seconds for which an answer is kept (RFC 9309, 2.4: not longer than 24 hours)."""

# While robots.txt cannot be reached nothing is fetched (2.3.1.4); asked again after this many seconds.
_UNREACHABLE = 900.0
_MAX_HOSTS = 512
# A site that has not been asked for so long is no longer read.
_FORGET = 30 * 86_400.0
_TOO_MANY_REQUESTS = 429
# "User-agent: Headwater/1.0 (news)" means us too: what follows the product token is no part of it (RFC 9309, 2.2.1).
# Other records must not interfere with those (RFC 9309, 2.2.4); Protego would end a group at them. Its list of misspellings is its own.
_LINES = re.compile(r"\r\n|\r|\n")
_RECORD = re.compile(r"[ \t]*(?:user|dis|dia|allow|sitemap|site-map|crawl)", re.IGNORECASE)
_VERSIONED_AGENT = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*[a-z_-]+)[/ \t(;][^\r\n]*", re.IGNORECASE | re.MULTILINE)


class Rules:
    """A parsed robots.txt."""

    def __init__(self, body: bytes) -> None:
        # A line cut in two by the limit could say the opposite of the whole one.
        head = body if len(body) <= MAX_BYTES else body[:MAX_BYTES].rpartition(b"\n")[0]
        lines = "\n".join(line for line in _LINES.split(head.decode("utf-8-sig", "replace")) if _RECORD.match(line))
        self._rules = Protego.parse(_VERSIONED_AGENT.sub(r"\1", lines))

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """True if `agent` (a product token) may fetch `url`."""
        return bool(self._rules.can_fetch(url, agent))

    def delay(self, agent: str = AGENT) -> float:
        """Seconds between two requests that are asked for; 0 where nothing is."""
        return float(self._rules.crawl_delay(agent) or 0.0)

    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps, as the file names them."""
        return tuple(self._rules.sitemaps)


class Memory(Protocol):
    """Where records outlive the program. Both may take the time of a disk; they are called outside the event loop."""

    def robots(self, origin: str) -> RobotsRecord | None: ...
    def keep_robots(self, origin: str, record: RobotsRecord, forget_before: float) -> None: ...


class _Known:
    """The rules of one site until `record.until`; `rules` is None while its robots.txt cannot be reached."""

    __slots__ = ("lock", "record", "rules")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.rules: Rules | None = None
        self.record: RobotsRecord | None = None


class Robots:
    """Asks each site's robots.txt once a day. `clock` gives seconds; with a `memory` it must be the time of day."""

    def __init__(self, fetcher: Fetcher, *, clock: Callable[[], float] = time.time, memory: Memory | None = None) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._memory = memory
        self._sites: OrderedDict[str, _Known] = OrderedDict()

    async def allowed(self, url: str) -> bool:
        """True if `url` may be fetched now. Raises GuardError."""
        return await self.verdict(url) == "yes"

    async def verdict(self, url: str) -> Verdict:
        """ "yes", "no", or "later" where robots.txt cannot be reached at the moment. Raises GuardError."""
        rules = await self._rules(url)
        if rules is None:
            return "later"
        return "yes" if rules.allows(url) else "no"

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the site of `url` names in its robots.txt. Raises GuardError."""
        rules = await self._rules(url)
        return rules.sitemaps() if rules is not None else ()

    async def text(self, url: str) -> str:
        """The robots.txt of the site of `url`, "" where there is none or it cannot be reached. Raises GuardError."""
        await self._rules(url)
        known = self._sites.get(_origin(url, self._fetcher))
        return known.record.body.decode("utf-8-sig", "replace") if known is not None and known.record is not None else ""

    async def _rules(self, url: str) -> Rules | None:
        origin = _origin(url, self._fetcher)
        known = self._sites.get(origin)
        if known is None:
            known = self._sites[origin] = _Known()
            if len(self._sites) > _MAX_HOSTS:
                self._sites.popitem(last=False)
        self._sites.move_to_end(origin)
        async with known.lock:
            if known.record is None:
                await self._recall(origin, known)
            if known.record is None or self._clock() >= known.record.until:
                await self._refresh(origin, known)
        return known.rules

    async def _recall(self, origin: str, known: _Known) -> None:
        found = None if self._memory is None else await asyncio.to_thread(self._memory.robots, origin)
        if found is not None:
            self._take(origin, known, found)

    async def _refresh(self, origin: str, known: _Known) -> None:
        now, old = self._clock(), known.record or RobotsRecord()
        try:
            found = await self._ask(origin, old)
        except GuardError:
            # A place that is never reached has no rules; fetching from it is refused anyway.
            found = RobotsRecord()
        except FetchError as error:
            status = error.status or 0
            if not 400 <= status < 500 or status == _TOO_MANY_REQUESTS:
                # Rules that were once read go on holding; without any, nothing may be fetched for now.
                known.record = msgspec.structs.replace(old, until=now + max(_UNREACHABLE, error.retry_after or 0.0))
                return
            found = RobotsRecord()
        found = msgspec.structs.replace(found, until=now + FRESH)
        self._take(origin, known, found)
        if self._memory is not None:
            await asyncio.to_thread(self._memory.keep_robots, origin, found, now - _FORGET)

    async def _ask(self, origin: str, old: RobotsRecord) -> RobotsRecord:
        """The file as it is now; the old one where it has not changed."""
        answer = await self._fetcher.get(
            origin + "/robots.txt",
            Ask(etag=old.etag, last_modified=old.last_modified, accept="text/plain, */*;q=0.1", head=MAX_BYTES + 1),
        )
        if answer.status != 304:
            return RobotsRecord(body=answer.body, etag=answer.etag, last_modified=answer.last_modified)
        return RobotsRecord(body=old.body, etag=answer.etag or old.etag, last_modified=answer.last_modified or old.last_modified)

    def _take(self, origin: str, known: _Known, record: RobotsRecord) -> None:
        known.record, known.rules = record, Rules(record.body)
        delay = known.rules.delay()
        if delay:
            self._fetcher.politeness.slow_down(host_port(origin)[0], delay)


def _origin(url: str, fetcher: Fetcher) -> str:
    return str(ada_url.URL(check_url(url, fetcher.settings.allowed)).origin)
