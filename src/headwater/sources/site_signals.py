"""What whole sites say about their pages being kept and used: robots.txt, tdmrep.json, ai.txt, licences (RSL), asked for once a day."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

import ada_url
import msgspec

from headwater.errors import FetchError, GuardError
from headwater.model import Capture, RobotsRecord, Signal
from headwater.sources.http import Ask, Fetcher
from headwater.sources.robots import Memory, Robots
from headwater.stages.rights import rsl
from headwater.stages.rights.signals import licences, of_ai_txt, of_robots_txt, of_tdmrep

FRESH = 86_400.0
"""Seconds for which a site's answers are kept."""
_AGAIN = 900.0
_FORGET = 30 * 86_400.0
_MAX_FILES = 8_192
_MAX_BYTES = 256 * 1024
_TDMREP = "/.well-known/tdmrep.json"
_AI_TXT = "/ai.txt"
_TOO_MANY_REQUESTS = 429
_NOT_MODIFIED = 304


class SiteSignals:
    """Asks each site once a day, also over a new start: robots.txt through `robots`, the other files under their own addresses.

    `memory` keeps them beside the robots.txt files. What cannot be reached says what it said last, and is asked again a quarter of an
    hour later.
    """

    def __init__(self, fetcher: Fetcher, robots: Robots, *, clock: Callable[[], float] = time.time, memory: Memory | None = None) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._clock = clock
        self._memory = memory
        self._files: OrderedDict[str, RobotsRecord] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def of(self, url: str, named: Iterable[str] = ()) -> tuple[Signal, ...]:
        """What the site of this address says of it, and the licences that the page itself has `named`; () for what is no web address."""
        try:
            parsed = ada_url.URL(url)
        except ValueError:
            return ()
        if parsed.protocol not in ("http:", "https:"):
            return ()
        origin, path = str(parsed.origin), str(parsed.pathname)
        try:
            robots = await self._robots.text(url)
        except GuardError:
            return ()
        tdmrep, ai = await self._file(origin + _TDMREP), await self._file(origin + _AI_TXT)
        said = (*of_robots_txt(robots, path), *of_tdmrep(_json(tdmrep), path), *of_ai_txt(ai, path))
        return (*said, *await self._licensed(url, [*rsl.of_robots(robots), *named]))

    async def _licensed(self, url: str, named: Iterable[str]) -> tuple[Signal, ...]:
        found: list[Signal] = []
        for address in dict.fromkeys(named):
            try:
                whole = str(ada_url.URL(address, base=url).href)
                text = await self._file(whole)
            except (ValueError, GuardError):
                continue
            found += rsl.signals(text, f"RSL {whole}"[:120], url)
        return tuple(found)

    async def dress(self, captures: Iterable[Capture]) -> tuple[Capture, ...]:
        """The captures, with what their sites say added to what they carry."""

        async def one(capture: Capture) -> Capture:
            said = await self.of(capture.url, licences(capture.body))
            return msgspec.structs.replace(capture, signals=(*capture.signals, *said)) if said else capture

        return tuple(await asyncio.gather(*(one(capture) for capture in captures)))

    async def _file(self, address: str) -> str:
        """The text at an address, "" where there is none."""
        async with self._locks.setdefault(address, asyncio.Lock()):
            known = self._files.get(address)
            if known is None and self._memory is not None:
                known = await asyncio.to_thread(self._memory.robots, address)
            if known is None or self._clock() >= known.until:
                known = await self._ask(address, known or RobotsRecord())
            self._files[address] = known
            self._files.move_to_end(address)
            while len(self._files) > _MAX_FILES:
                gone, _ = self._files.popitem(last=False)
                self._locks.pop(gone, None)
            return known.body.decode("utf-8-sig", "replace")

    async def _ask(self, address: str, old: RobotsRecord) -> RobotsRecord:
        """The file as it is now; the old one where it has not changed or cannot be reached. A page in its place is no such file."""
        now = self._clock()
        try:
            answer = await self._fetcher.get(
                address,
                Ask(
                    etag=old.etag,
                    last_modified=old.last_modified,
                    accept="text/plain, application/json, application/rsl+xml, */*;q=0.1",
                    head=_MAX_BYTES,
                ),
            )
        except FetchError as error:
            if error.status is None or error.status >= 500 or error.status == _TOO_MANY_REQUESTS:
                return msgspec.structs.replace(old, until=now + max(_AGAIN, error.retry_after or 0.0))
            found = RobotsRecord()
        else:
            page = answer.media.partition(";")[0].strip().lower() == "text/html"
            body = old.body if answer.status == _NOT_MODIFIED else b"" if page else answer.body
            found = RobotsRecord(body=body, etag=answer.etag, last_modified=answer.last_modified)
        found = msgspec.structs.replace(found, until=now + FRESH)
        if self._memory is not None:
            await asyncio.to_thread(self._memory.keep_robots, address, found, now - _FORGET)
        return found


def _json(text: str) -> object:
    try:
        return msgspec.json.decode(text) if text.strip() else None
    except (msgspec.DecodeError, RecursionError):
        return None
