"""What robots.txt files allow (RFC 9309): fetched through the Fetcher, kept for a day."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

import ada_url
from protego import Protego

from headwater.errors import FetchError, GuardError
from headwater.sources.guard import check_url, host_port
from headwater.sources.http import AGENT, Fetcher

Verdict = Literal["yes", "no", "later"]

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: what is parsed at least, and here at most."""

FRESH = 86_400.0
"""Seconds for which an answer is kept (RFC 9309, 2.4: not longer than 24 hours)."""

# While robots.txt cannot be reached nothing is fetched (2.3.1.4); asked again after this many seconds.
_UNREACHABLE = 900.0
_MAX_HOSTS = 2048
_TOO_MANY_REQUESTS = 429
# "User-agent: Headwater/1.0 (news)" means us too: what follows the product token is no part of it (RFC 9309, 2.2.1).
_VERSIONED_AGENT = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*[a-z_-]+)[/ \t(;][^\r\n]*", re.IGNORECASE | re.MULTILINE)


class Rules:
    """A parsed robots.txt."""

    def __init__(self, body: bytes) -> None:
        # A line cut in two by the limit could say the opposite of the whole one.
        head = body if len(body) <= MAX_BYTES else body[:MAX_BYTES].rpartition(b"\n")[0]
        lines = head.decode("utf-8-sig", "replace")
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


class _Known:
    """The rules of one site until `until`; `rules` is None while its robots.txt cannot be reached."""

    __slots__ = ("lock", "rules", "until")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.rules: Rules | None = None
        self.until = 0.0


class Robots:
    """Asks each site's robots.txt once a day. `clock` gives seconds and need not be the time of day."""

    def __init__(self, fetcher: Fetcher, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetcher = fetcher
        self._clock = clock
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

    async def _rules(self, url: str) -> Rules | None:
        origin = str(ada_url.URL(check_url(url, self._fetcher.settings.allowed)).origin)
        known = self._sites.get(origin)
        if known is None:
            known = self._sites[origin] = _Known()
            if len(self._sites) > _MAX_HOSTS:
                self._sites.popitem(last=False)
        self._sites.move_to_end(origin)
        async with known.lock:
            if self._clock() >= known.until:
                await self._refresh(origin, known)
        return known.rules

    async def _refresh(self, origin: str, known: _Known) -> None:
        try:
            response = await self._fetcher.get(origin + "/robots.txt", accept="text/plain, */*;q=0.1", head=MAX_BYTES + 1)
            known.rules = Rules(response.body)
        except GuardError:
            # A place that is never reached has no rules; fetching from it is refused anyway.
            known.rules = Rules(b"")
        except FetchError as error:
            status = error.status or 0
            if not 400 <= status < 500 or status == _TOO_MANY_REQUESTS:
                # Rules that were once read go on holding; without any, nothing may be fetched for now.
                known.until = self._clock() + _UNREACHABLE
                return
            known.rules = Rules(b"")
        known.until = self._clock() + FRESH
        delay = known.rules.delay()
        if delay:
            self._fetcher.politeness.slow_down(host_port(origin)[0], delay)
