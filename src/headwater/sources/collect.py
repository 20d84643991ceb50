"""One round at one source: what it lists, and the pages of what is new.

    fetch_source ──▶ listing (feed, sitemap) ──▶ new entries ──▶ each page ──▶ Capture "page"
                          │ not modified             │ full text in the feed ──▶ Capture "entry"
                          ▼                          │ page closed to us ──▶ Capture "entry", or set aside
                     schedule says when next         └ server in trouble ──▶ left for the next round

A listing that the user subscribed to is fetched whatever robots.txt says of it, as readers do; pages only where it allows them.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from headwater.errors import ContentError, FetchError, GuardError, HeadwaterError
from headwater.model import Capture, Entry, Noun, SetAside, Source
from headwater.sources.discovery import ACCEPT_FEED, discover, new_source, plain_body
from headwater.sources.entries import entry_key
from headwater.sources.http import Fetcher, Response
from headwater.sources.robots import Robots
from headwater.sources.schedule import after_failure, after_success
from headwater.stages.parse import is_whole, parse_feed, parse_sitemap, with_links
from headwater.text import host_of, url_key

__all__ = ["Gone", "Outcome", "discover", "fetch_source", "new_source", "refetch"]

MAX_PAGES = 50
"""Pages fetched in one round at one source; the others wait for the next."""

SITEMAP_DAYS = 7
"""A sitemap lists a site's whole past; only pages of so many days are taken from it."""

_ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
_MAX_SITEMAPS = 3
# What one round holds in memory, whatever its pages weigh: bytes.
_MAX_ROUND = 32 << 20
# After so many troubles on end a host is left alone for the rest of the round.
_MAX_STRIKES = 3
_TEMPORARY = frozenset({408, 421, 425, 429})
_GONE: frozenset[int | None] = frozenset({404, 410})
_NUMBER = re.compile(r"\d+")


class Outcome(Noun, frozen=True, kw_only=True):
    """What a round brought. `source` is to be stored as it is now; `problem` is one line, "" where the listing was read.

    moved   (further address or key, address) of what is known: both are to be known from now on
    """

    source: Source
    captures: tuple[Capture, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    problem: str = ""
    moved: tuple[tuple[str, str], ...] = ()


class Gone(Noun, frozen=True, kw_only=True):
    """A page that its server says is no longer there (404 or 410)."""

    url: str
    status: int
    at: datetime


class _Listing(Noun, frozen=True, kw_only=True):
    """What a source lists now. `settled` is false where an unchanged answer would not mean that nothing is new."""

    source: Source
    response: Response
    entries: tuple[Entry, ...] = ()
    ttl: float | None = None
    settled: bool = True


async def fetch_source(fetcher: Fetcher, robots: Robots, source: Source, known: Callable[[str], bool], now: datetime) -> Outcome:
    """Fetches what `source` lists and the pages of its entries whose address is not `known`, at most 50, newest first.

    Raises nothing that the network or the source can cause: that is in the outcome.
    """
    moment = now.timestamp()
    try:
        listing = await _listing(fetcher, robots, source, now)
    except HeadwaterError as error:
        return Outcome(source=after_failure(source, error, moment), problem=str(error))
    new, renamed = _new(listing.entries, source.id, known)
    taking = _Round(fetcher, robots, listing.source, now)
    await taking.take(new[:MAX_PAGES])
    updated = after_success(listing.source, listing.response, moment, len(new), ttl=listing.ttl)
    if taking.later or len(new) > MAX_PAGES or not listing.settled:
        # With a validator, an unchanged listing would hide what is still to be fetched.
        updated = replace(updated, etag="", last_modified="")
    return Outcome(source=updated, captures=tuple(taking.captures), set_aside=tuple(taking.set_aside), moved=(*taking.moved, *renamed))


async def refetch(fetcher: Fetcher, robots: Robots, urls: Sequence[str], now: datetime) -> tuple[Capture | Gone, ...]:
    """Fetches known pages again, for revisions, in their order; pages that are closed or in passing trouble are left out."""

    async def one(url: str) -> Capture | Gone | None:
        try:
            if not await robots.allowed(url):
                return None
            response = await fetcher.get(url, accept=_ACCEPT_PAGE)
        except FetchError as error:
            return Gone(url=url, status=error.status or 0, at=now) if error.status in _GONE else None
        if response.status in _GONE:
            return Gone(url=url, status=response.status, at=now)
        if not response.body or not _is_page(response.media):
            return None
        return Capture(url=url, fetched_at=response.fetched_at, body=response.body, media=response.media)

    found = await asyncio.gather(*(one(url) for url in dict.fromkeys(urls)))
    return tuple(item for item in found if item is not None)


async def _listing(fetcher: Fetcher, robots: Robots, source: Source, now: datetime) -> _Listing:
    if source.kind == "site":
        best = (await discover(fetcher, robots, source.url))[0]
        source = replace(source, url=best.url, kind=best.kind, title=source.title or best.title)
    response = await fetcher.get(source.url, etag=source.etag, last_modified=source.last_modified, accept=ACCEPT_FEED)
    if response.status == 304:
        # A server need not repeat its validators with 304; the stored ones still hold.
        kept = replace(response, etag=response.etag or source.etag, last_modified=response.last_modified or source.last_modified)
        return _Listing(source=source, response=kept)
    if response.status == 410:
        return _Listing(source=source, response=response)
    body = plain_body(response, fetcher.settings.max_bytes)
    if source.kind == "sitemap":
        return await _sitemap(fetcher, source, response, body, now)
    feed = parse_feed(body, response.url, response.media)
    source = replace(source, title=source.title or feed.title)
    entries = with_links(feed.entries, feed.link or response.url)
    return _Listing(source=source, response=response, entries=entries, ttl=feed.ttl)


async def _sitemap(fetcher: Fetcher, source: Source, response: Response, body: bytes, now: datetime) -> _Listing:
    """The recent pages of a sitemap, and of the likeliest three where it lists further sitemaps."""
    top = parse_sitemap(body, response.url)
    pages, problem = list(top.pages), None
    for url in sorted(top.sitemaps, key=_likely_news, reverse=True)[:_MAX_SITEMAPS]:
        try:
            answer = await fetcher.get(url, accept=ACCEPT_FEED)
            pages += parse_sitemap(plain_body(answer, fetcher.settings.max_bytes), answer.url).pages
        except (FetchError, ContentError) as error:
            problem = error
    if problem is not None and not pages:
        raise problem
    dated = [page for page in pages if _age_days(page, now) is not None]
    recent = [page for page in dated if (_age_days(page, now) or 0.0) <= SITEMAP_DAYS]
    # Without dates, the first ones are all that can be meant by new.
    entries = recent if dated else pages[:MAX_PAGES]
    return _Listing(source=source, response=response, entries=tuple(entries), settled=not top.sitemaps)


def _likely_news(url: str) -> tuple[bool, list[int], str]:
    """Orders the parts of a sitemap: those for news last, then by the numbers (dates, counts) in their names."""
    return "news" in url.casefold(), [int(n[:18]) for n in _NUMBER.findall(url)[:8]], url


def _age_days(entry: Entry, now: datetime) -> float | None:
    moment = entry.updated or entry.published
    return None if moment is None else (now - moment).total_seconds() / 86_400.0


def _new(entries: Sequence[Entry], source: str, known: Callable[[str], bool]) -> tuple[list[Entry], list[tuple[str, str]]]:
    """Entries that are not known, each once: newest first, those without a date after them in their order.

    And those that are known by their id alone, as (new address, key): a page that was retitled is no new report.
    """
    once = {url_key(entry.link): entry for entry in reversed(entries) if entry.link}
    unknown = [entry for entry in reversed(once.values()) if not known(entry.link)]
    # An id that several entries share names none of them.
    shared = Counter(entry_key(source, entry) for entry in once.values())
    keys = {entry.link: key for entry in unknown if shared[key := entry_key(source, entry)] == 1 and key and known(key)}
    new = [entry for entry in unknown if entry.link not in keys]
    new.sort(key=_when, reverse=True)
    return new, list(keys.items())


def _when(entry: Entry) -> float:
    moment = entry.published or entry.updated
    return moment.timestamp() if moment is not None else float("-inf")


def _is_page(media: str) -> bool:
    kind = media.split(";", 1)[0].strip().lower()
    return not kind or kind.startswith("text/") or kind.endswith(("html", "xml"))


class _Round:
    """Takes the pages of one source's new entries: the hosts side by side, the pages of a host one after the other."""

    def __init__(self, fetcher: Fetcher, robots: Robots, source: Source, now: datetime) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._source = source
        self._now = now
        self._room = _MAX_ROUND
        self.captures: list[Capture] = []
        self.set_aside: list[SetAside] = []
        self.moved: list[tuple[str, str]] = []
        self.later = 0

    async def take(self, entries: Iterable[Entry]) -> None:
        hosts: dict[str, list[Entry]] = {}
        for entry in entries:
            if is_whole(entry):
                self.captures.append(self._capture_of_entry(entry))
            else:
                hosts.setdefault(host_of(entry.link), []).append(entry)
        async with asyncio.TaskGroup() as group:
            for of_host in hosts.values():
                group.create_task(self._host(of_host))

    async def _host(self, entries: Sequence[Entry]) -> None:
        strikes = 0
        for done, entry in enumerate(entries):
            if strikes == _MAX_STRIKES or self._room <= 0:
                self.later += len(entries) - done
                return
            strikes = 0 if await self._page(entry) else strikes + 1

    async def _page(self, entry: Entry) -> bool:
        """Takes one page; false where its server is in trouble, which is no fault of the page."""
        try:
            verdict = await self._robots.verdict(entry.link)
            if verdict == "yes":
                self._keep(entry, await self._fetcher.get(entry.link, accept=_ACCEPT_PAGE))
                return True
        except GuardError as error:
            self._set_aside(entry, str(error))
            return True
        except FetchError as error:
            if _is_temporary(error):
                self.later += 1
                return False
            self._without_page(entry, str(error))
            return True
        if verdict == "no":
            self._without_page(entry, f"robots.txt of {host_of(entry.link)} does not allow this page")
            return True
        self.later += 1
        return False

    def _keep(self, entry: Entry, response: Response) -> None:
        if url_key(response.url) != url_key(entry.link):
            self.moved.append((entry.link, response.url))
        if response.status == 410 or not response.body.strip():
            self._without_page(entry, f"the page is empty (status {response.status})")
        elif not _is_page(response.media):
            self._without_page(entry, f"the address leads to {response.media[:60]}, not to a page")
        else:
            self._room -= len(response.body)
            self._remember(entry, response.url)
            self.captures.append(
                Capture(
                    url=response.url,
                    fetched_at=response.fetched_at,
                    body=response.body,
                    media=response.media,
                    entry=entry,
                    source=self._source.id,
                    outlet=self._source.outlet,
                )
            )

    def _without_page(self, entry: Entry, reason: str) -> None:
        """The page is closed to us: what the feed says of it is taken, where it says anything."""
        if entry.title and (entry.summary or entry.content):
            self.captures.append(self._capture_of_entry(entry))
        else:
            self._set_aside(entry, reason)

    def _set_aside(self, entry: Entry, reason: str) -> None:
        self.set_aside.append(SetAside(url=entry.link, source=self._source.id, reason=reason, at=self._now))

    def _remember(self, entry: Entry, url: str) -> None:
        """The entry's id is to be known too, so that it is not taken again where it gets a new address."""
        key = entry_key(self._source.id, entry)
        if key:
            self.moved.append((key, url))

    def _capture_of_entry(self, entry: Entry) -> Capture:
        self._remember(entry, entry.link)
        return Capture(
            url=entry.link,
            fetched_at=self._now,
            kind="entry",
            entry=entry,
            source=self._source.id,
            outlet=self._source.outlet,
        )


def _is_temporary(error: FetchError) -> bool:
    """True for trouble that may be over in the next round."""
    return error.status is None or error.status >= 500 or error.status in _TEMPORARY
