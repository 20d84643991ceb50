"""Pictures of reports, fetched for a reader who asks to see one, so that the reader's browser never calls the outlet's servers.

get ──▶ robots.txt ──▶ the guarded fetch, at most 5 MiB ──▶ told by its first bytes ──▶ Picture, kept in memory for a while
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from headwater.errors import BusyError, ContentError, FetchError
from headwater.model import Noun
from headwater.sources.http import Ask, Fetcher
from headwater.sources.robots import Robots
from headwater.text import clean_url, host_of

MAX_PICTURE = 5 << 20
"""Bytes of one picture; a larger one is not shown."""

_ACCEPT = "image/avif, image/webp, image/jpeg, image/png, image/gif"
# Readers may not fill the queue of a host, whose feeds wait in it too.
_AT_ONCE = 4
_KEPT = 24 << 20
FRESH = 300.0
"""Seconds for which a picture is kept: what was removed is out of memory in good time."""
_AVIF = frozenset({b"avif", b"avis"})


class Picture(Noun, frozen=True, kw_only=True):
    """`media` is what the first bytes say, never what the server says."""

    body: bytes
    media: str


def kind_of(body: bytes) -> str:
    """The media type of a picture that browsers show and that cannot hold a script (no SVG); "" for anything else."""
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if body[4:8] == b"ftyp" and body[8:12] in _AVIF else ""


class Pictures:
    """Fetches pictures by their address. What was fetched is kept in memory, 24 MiB for five minutes at most, and never written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Picture]] = OrderedDict()
        self._size = 0
        self._under_way: dict[str, asyncio.Task[Picture]] = {}
        self._era = 0

    async def get(self, url: str, fetcher: Fetcher, robots: Robots) -> Picture:
        """The picture at `url`, which the caller knows to belong to a report. Two who ask for one at once cause one request.

        Raises FetchError where it cannot be fetched, ContentError for what is no picture or too large, BusyError over four at once.
        """
        if not clean_url(url).startswith("http"):
            raise ContentError("the picture has no web address")
        self.purge()
        if url in self._kept:
            return self._kept[url][1]
        task = self._under_way.get(url)
        if task is None:
            if len(self._under_way) >= _AT_ONCE:
                raise BusyError("other pictures are being fetched: try again in a moment")
            task = self._under_way[url] = asyncio.create_task(self._fetched(url, fetcher, robots))
            task.add_done_callback(partial(self._done, url, self._era))
        # Who goes away does not take the picture from those who still wait for it.
        return await asyncio.shield(task)

    def purge(self) -> None:
        """Drop the pictures whose time is over."""
        while self._kept and next(iter(self._kept.values()))[0] <= self._clock() - FRESH:
            self._drop()

    def forget(self) -> None:
        """Drop all pictures, also those that are on their way."""
        self._era += 1
        self._kept, self._size = OrderedDict(), 0

    def _drop(self) -> None:
        _, (_, old) = self._kept.popitem(last=False)
        self._size -= len(old.body)

    def _done(self, url: str, era: int, task: asyncio.Task[Picture]) -> None:
        self._under_way.pop(url, None)
        if task.cancelled() or task.exception() is not None or era != self._era:
            return
        self._kept[url] = self._clock(), task.result()
        self._size += len(task.result().body)
        while self._size > _KEPT:
            self._drop()

    async def _fetched(self, url: str, fetcher: Fetcher, robots: Robots) -> Picture:
        if not await robots.allowed(url):
            raise FetchError(f"robots.txt of {host_of(url)} does not allow this picture")
        response = await fetcher.get(url, Ask(accept=_ACCEPT, head=MAX_PICTURE + 1))
        if len(response.body) > MAX_PICTURE:
            raise ContentError(f"the picture is larger than {MAX_PICTURE >> 20} MiB")
        media = kind_of(response.body)
        if not media:
            raise ContentError("what is at the picture's address is no picture")
        return Picture(body=response.body, media=media)
