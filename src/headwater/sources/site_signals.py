"""What whole sites say about their pages being kept and used: robots.txt, tdmrep.json and ai.txt, asked for once a day."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

import ada_url
import msgspec

from headwater.errors import FetchError
from headwater.model import Capture, Noun, Signal
from headwater.sources.http import Fetcher
from headwater.stages.rights.signals import of_ai_txt, of_robots_txt, of_tdmrep

FRESH = 86_400.0
"""Seconds for which a site's answers are kept."""
_AGAIN = 900.0
_MAX_SITES = 4_096
_MAX_BYTES = 256 * 1024


class _Said(Noun, frozen=True, kw_only=True):
    robots: str = ""
    tdmrep: object = None
    ai: str = ""


class SiteSignals:
    """Asks each site once a day. What cannot be reached says nothing, and is asked again a quarter of an hour later."""

    def __init__(self, fetcher: Fetcher, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._sites: OrderedDict[str, tuple[float, _Said]] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def of(self, url: str) -> tuple[Signal, ...]:
        """What the site of this address says of it; () for what is no web address."""
        try:
            parsed = ada_url.URL(url)
        except ValueError:
            return ()
        if parsed.protocol not in ("http:", "https:"):
            return ()
        said = await self._said(str(parsed.origin))
        path = str(parsed.pathname)
        return (*of_robots_txt(said.robots, path), *of_tdmrep(said.tdmrep, path), *of_ai_txt(said.ai, path))

    async def dress(self, captures: Iterable[Capture]) -> tuple[Capture, ...]:
        """The captures, with what their sites say added to what they carry."""

        async def one(capture: Capture) -> Capture:
            said = await self.of(capture.url)
            return msgspec.structs.replace(capture, signals=(*capture.signals, *said)) if said else capture

        return tuple(await asyncio.gather(*(one(capture) for capture in captures)))

    async def _said(self, origin: str) -> _Said:
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._sites.get(origin)
            if known is not None and self._clock() < known[0]:
                self._sites.move_to_end(origin)
                return known[1]
            robots, tdmrep, ai = await asyncio.gather(
                *(self._get(origin + path) for path in ("/robots.txt", "/.well-known/tdmrep.json", "/ai.txt"))
            )
            said = _Said(robots=robots or "", tdmrep=_json(tdmrep or ""), ai=ai or "")
            reached = all(answer is not None for answer in (robots, tdmrep, ai))
            self._sites[origin] = self._clock() + (FRESH if reached else _AGAIN), said
            while len(self._sites) > _MAX_SITES:
                gone, _ = self._sites.popitem(last=False)
                self._locks.pop(gone, None)
            return said

    async def _get(self, url: str) -> str | None:
        """The text at an address, "" where there is none, None where it cannot be reached. A page in its place is no such file."""
        try:
            answer = await self._fetcher.get(url, accept="text/plain, application/json, */*;q=0.1", head=_MAX_BYTES)
        except FetchError as error:
            return "" if error.status is not None and 400 <= error.status < 500 else None
        if answer.media.partition(";")[0].strip().lower() == "text/html":
            return ""
        return answer.body.decode("utf-8-sig", "replace")


def _json(text: str) -> object:
    try:
        return msgspec.json.decode(text) if text.strip() else None
    except (msgspec.DecodeError, RecursionError):
        return None
