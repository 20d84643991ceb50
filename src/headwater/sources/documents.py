"""What servers send is read here, away from the program that must go on: a feed or page that breaks its parser breaks a worker, no more.

`Documents` hands each document to whatever runs it: a worker process in the program, a plain call in tests. Bytes go in and come out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec

from headwater.errors import ContentError
from headwater.model import Feed, Noun
from headwater.sources.encodings import DecodeError, unpacked
from headwater.stages.parse import FoundFeed, Sitemap, find_feeds, guess_feeds, parse_feed, parse_sitemap, sniff
from headwater.text import host_of

Work = Callable[[bytes], bytes]
Run = Callable[[Work, bytes], Awaitable[bytes]]
"""Runs a piece of work on some bytes; b"" where whoever ran it died."""

_KILLED = "reading it killed the worker process (too deep, too large or a fault of a parser)"


class Document(Noun, frozen=True, kw_only=True):
    """Bytes to be read as what is expected. `limit` bounds them when they are packed with gzip."""

    expect: Literal["feed", "sitemap", "any"]
    body: bytes
    url: str
    media: str = ""
    limit: int


class Content(Noun, frozen=True, kw_only=True):
    """What a document holds: `kind` as a Source has it, "" for what cannot be subscribed to; `problem` where it cannot be read.

    named, guessed   the feeds and sitemaps that a page names, and where they usually are
    """

    kind: Literal["feed", "sitemap", "site", ""] = ""
    title: str = ""
    entries: int = 0
    feed: Feed | None = None
    sitemap: Sitemap | None = None
    named: tuple[FoundFeed, ...] = ()
    guessed: tuple[FoundFeed, ...] = ()
    problem: str = ""


def read_document(encoded: bytes) -> bytes:
    """MessagePack of a Document in, MessagePack of its Content out. Raises nothing that a document can cause."""
    document = msgspec.msgpack.decode(encoded, type=Document)
    try:
        content = _read(document)
    except (ContentError, DecodeError) as error:
        content = Content(problem=str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours or of a parser at one document is told as its problem
        content = Content(problem=f"a fault in the program stopped it from being read ({type(error).__name__}: {error})"[:300])
    return msgspec.msgpack.encode(content)


def _read(document: Document) -> Content:
    try:
        body = unpacked(document.body, document.limit)
    except DecodeError as error:
        raise ContentError(f"{document.url} cannot be unpacked: {error}") from error
    kind = sniff(body, document.url, document.media) if document.expect == "any" else document.expect
    match kind:
        case "feed":
            feed = parse_feed(body, document.url, document.media)
            return Content(kind="feed", title=feed.title, entries=len(feed.entries), feed=feed)
        case "sitemap":
            sitemap = parse_sitemap(body, document.url)
            entries = len(sitemap.pages) + len(sitemap.sitemaps)
            return Content(kind="sitemap", title=host_of(document.url), entries=entries, sitemap=sitemap)
        case "html":
            return Content(kind="site", named=find_feeds(body, document.url), guessed=guess_feeds(document.url))
        case _:
            return Content(guessed=guess_feeds(document.url))


async def here(work: Work, item: bytes) -> bytes:
    """Runs the work in this process, in a thread of its own so that others go on."""
    return await asyncio.to_thread(work, item)


class Documents:
    """Reads documents by way of `run`."""

    def __init__(self, run: Run = here) -> None:
        self._run = run

    async def read(self, document: Document) -> Content:
        """What the document holds. Raises ContentError where it cannot be read."""
        result = await self._run(read_document, msgspec.msgpack.encode(document))
        if not result:
            raise ContentError(f"{document.url}: {_KILLED}")
        content = msgspec.msgpack.decode(result, type=Content)
        if content.problem:
            raise ContentError(content.problem)
        return content
