"""One round at one source: what it lists, and the pages of what is new.

    fetch_source ──▶ listing (feed, sitemap) ──▶ new entries ──▶ each page ──▶ Capture "page"
                          │ not modified             │ full text in the feed ──▶ Capture "entry"
                          ▼                          │ page closed to us ──▶ Capture "entry", or set aside
                     schedule says when next         └ server in trouble, too many ──▶ waits for the next round

A listing that the user subscribed to is fetched whatever robots.txt says of it, as readers do; pages only where it allows them. Entries
that wait are kept with the source, so that an unchanged listing need never be fetched whole again for their sake.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from headwater.errors import ContentError, FetchError, HeadwaterError, HeldError
from headwater.model import Capture, Entry, Feed, Login, Noun, Source, Validators, Waiting
from headwater.sources.discovery import ACCEPT_FEED, discover, new_source
from headwater.sources.documents import Content, Document
from headwater.sources.entries import entry_key
from headwater.sources.http import Ask, Response
from headwater.sources.schedule import SHORTEST, after_failure, after_hold, after_success, told, usual_gap
from headwater.sources.taking import ACCEPT_PAGE, Deliver, Network, Pages, Taken, is_page, permit, validators
from headwater.stages.parse import Sitemap, with_links
from headwater.text import url_key

__all__ = ["Gone", "Network", "Outcome", "Same", "Taken", "Visit", "discover", "fetch_source", "new_source", "refetch"]

MAX_PAGES = 50
"""Pages fetched in one round at one source; the others wait for the next."""

SITEMAP_DAYS = 7
"""A sitemap lists a site's whole past; only pages of so many days are taken from it."""

_MAX_SITEMAPS = 3
_GONE: frozenset[int | None] = frozenset({404, 410})
_NUMBER = re.compile(r"\d+")


class Visit(Noun, frozen=True, kw_only=True):
    """A round that is to be made.

    waiting   entries left over from earlier rounds
    listing   whether the listing is asked, or only the pages of what waits
    pushed    what a hub sent in place of an answer of the source
    login     of a private source
    """

    source: Source
    now: datetime
    login: Login | None = None
    waiting: tuple[Waiting, ...] = ()
    listing: bool = True
    pushed: Feed | None = None


class Outcome(Noun, frozen=True, kw_only=True):
    """How a round ended. `source` and `waiting` are to be stored as they are now; `problem` is one line, "" where the listing was read."""

    source: Source
    waiting: tuple[Waiting, ...] = ()
    problem: str = ""


class Gone(Noun, frozen=True, kw_only=True):
    """A page that its server says is no longer there (404 or 410)."""

    url: str
    status: int
    at: datetime


class Same(Noun, frozen=True, kw_only=True):
    """A page that is there as it was."""

    url: str


class _Listing(Noun, frozen=True, kw_only=True):
    """What a source lists now; `response` is None where it was not asked."""

    source: Source
    response: Response | None = None
    entries: tuple[Entry, ...] = ()


async def fetch_source(network: Network, visit: Visit, known: Callable[[str], bool], deliver: Deliver) -> Outcome:
    """Fetches what a source lists and the pages of its entries whose address is not `known`, at most 50, newest first.

    What is taken goes to `deliver` as it comes. Raises what `deliver` raises, and nothing that the network or the source can cause: that
    is in the outcome.
    """
    source, moment = visit.source, visit.now.timestamp()
    problem = ""
    try:
        listing = await _listed(network, visit)
    except HeldError as error:
        listing = _Listing(source=after_hold(source, error.retry_after or 0.0, moment))
        problem = str(error)
    except HeadwaterError as error:
        listing = _Listing(source=after_failure(source, error, moment))
        problem = str(error)
    if listing.source.state == "gone":
        return Outcome(source=listing.source, problem=problem)
    resting = visit.waiting if moment < source.pages_due else ()
    new, renamed = _new(listing.entries, visit, known)
    pages = Pages(network, listing.source, visit.now, deliver, login=visit.login)
    await pages.take(new[:MAX_PAGES], renamed)
    updated = listing.source
    if listing.response is not None:
        fresh = sum(one.since == moment for one in new)
        updated = after_success(updated, listing.response, moment, fresh, gap=usual_gap(listing.entries, visit.now))
    left = (*pages.waiting, *new[MAX_PAGES:])
    again = source.pages_due if resting else _pages_due(left, moment)
    return Outcome(source=replace(updated, pages_due=again), waiting=(*left, *resting), problem=problem)


def _pages_due(waiting: Sequence[Waiting], now: float) -> float:
    """When pages that wait are tried again: soon those that were not tried, later those whose servers are in trouble; 0 for none."""
    return now + SHORTEST * 2.0 ** min(one.tries for one in waiting) if waiting else 0.0


Found = tuple[Capture | Gone | Same, Validators]


async def refetch(network: Network, pages: Sequence[Validators], now: datetime) -> tuple[Found, ...]:
    """Fetches known pages again, where they changed, in their order; those closed to us or in passing trouble are left out."""

    async def one(page: Validators) -> Found | None:
        try:
            if not await network.robots.allowed(page.url):
                return None
            ask = Ask(etag=page.etag, last_modified=page.last_modified, accept=ACCEPT_PAGE)
            response = await network.fetcher.get(page.url, ask, permit=permit(network.robots))
        except FetchError as error:
            return (Gone(url=page.url, status=error.status or 0, at=now), page) if error.status in _GONE else None
        if response.status in _GONE:
            return Gone(url=page.url, status=response.status, at=now), page
        if response.status == 304:
            return Same(url=page.url), page
        if not response.body or not is_page(response.media):
            return None
        said = response.signals
        capture = Capture(url=page.url, fetched_at=response.fetched_at, body=response.body, media=response.media, signals=said)
        return capture, replace(validators(response), url=page.url)

    once: dict[str, Validators] = {}
    for page in pages:
        once.setdefault(page.url, page)
    found = await asyncio.gather(*(one(page) for page in once.values()))
    return tuple(item for item in found if item is not None)


async def _listed(network: Network, visit: Visit) -> _Listing:
    if visit.pushed is not None:
        pushed = visit.pushed
        return _Listing(source=visit.source, entries=with_links(pushed.entries, pushed.link or visit.source.url))
    if not visit.listing:
        return _Listing(source=visit.source)
    source = visit.source
    if source.kind == "site":
        best = (await discover(network, source.url, login=visit.login))[0]
        source = replace(source, url=best.url, kind=best.kind, title=source.title or best.title)
    ask = Ask(etag=source.etag, last_modified=source.last_modified, of=source.validated, accept=ACCEPT_FEED, login=visit.login)
    response = await network.fetcher.get(source.url, ask)
    if response.status == 304:
        # A server need not repeat its validators with 304; the stored ones still hold.
        response = replace(response, etag=response.etag or source.etag, last_modified=response.last_modified or source.last_modified)
        source, found = await _parts(network, source, visit)
        return _Listing(source=source, response=response, entries=found)
    if response.status == 410:
        return _Listing(source=after_success(source, response, visit.now.timestamp(), 0))
    if source.kind == "sitemap":
        return await _sitemap(network, source, response, visit)
    feed = (await _read(network, response, "feed")).feed
    assert feed is not None
    # A hub in the header of the answer goes before one in the feed, which may be a copy's.
    feed = replace(feed, hub=response.hub or feed.hub, self_url=(response.self_url if response.hub else "") or feed.self_url)
    return _Listing(source=told(source, feed), response=response, entries=with_links(feed.entries, feed.link or response.url))


async def _read(network: Network, response: Response, expect: Literal["feed", "sitemap"]) -> Content:
    limit = network.fetcher.settings.max_bytes
    return await network.documents.read(Document(expect=expect, body=response.body, url=response.url, media=response.media, limit=limit))


async def _sitemap(network: Network, source: Source, response: Response, visit: Visit) -> _Listing:
    """The recent pages of a sitemap, and of the likeliest three where it lists further sitemaps."""
    top = (await _read(network, response, "sitemap")).sitemap or Sitemap()
    chosen = sorted(top.sitemaps, key=_likely_news, reverse=True)[:_MAX_SITEMAPS]
    before = {part.url: part for part in source.parts}
    source = replace(source, parts=tuple(before.get(url, Validators(url=url)) for url in chosen))
    pages = _recent(top.pages, visit.now)
    source, found = await _parts(network, source, visit, needed=not pages)
    return _Listing(source=source, response=response, entries=(*pages, *found))


async def _parts(network: Network, source: Source, visit: Visit, *, needed: bool = False) -> tuple[Source, tuple[Entry, ...]]:
    """The recent pages of the sitemaps that a sitemap lists, each asked for only where it changed; what they said of their versions.

    Raises what went wrong where pages are `needed` and no part could be read.
    """
    kept: list[Validators] = []
    pages: list[Entry] = []
    problem: HeadwaterError | None = None
    for part in source.parts:
        try:
            ask = Ask(etag=part.etag, last_modified=part.last_modified, accept=ACCEPT_FEED, login=visit.login)
            answer = await network.fetcher.get(part.url, ask)
            if answer.status == 200:
                pages += ((await _read(network, answer, "sitemap")).sitemap or Sitemap()).pages
                part = replace(validators(answer), url=part.url)
        except (FetchError, ContentError) as error:
            problem = error
        kept.append(part)
    if problem is not None and needed and not pages:
        raise problem
    return replace(source, parts=tuple(kept)), _recent(pages, visit.now)


def _recent(pages: Sequence[Entry], now: datetime) -> tuple[Entry, ...]:
    """The pages of the last days; without dates, the first ones are all that can be meant by new."""
    dated = [page for page in pages if _age_days(page, now) is not None]
    return tuple(page for page in dated if (_age_days(page, now) or 0.0) <= SITEMAP_DAYS) if dated else tuple(pages[:MAX_PAGES])


def _likely_news(url: str) -> tuple[bool, list[int], str]:
    """Orders the parts of a sitemap: those for news last, then by the numbers (dates, counts) in their names."""
    return "news" in url.casefold(), [int(n[:18]) for n in _NUMBER.findall(url)[:8]], url


def _age_days(entry: Entry, now: datetime) -> float | None:
    moment = entry.updated or entry.published
    return None if moment is None else (now - moment).total_seconds() / 86_400.0


def _new(entries: Iterable[Entry], visit: Visit, known: Callable[[str], bool]) -> tuple[list[Waiting], list[tuple[str, str]]]:
    """What is to be taken, each once: entries that are not known, and what waits where its time has come.

    Newest first, those without a date after them in their order. And those that are known by their id alone, as (new address, key): a
    page that was retitled is no new report.
    """
    moment, source = visit.now.timestamp(), visit.source
    listed = [Waiting(entry=entry, since=moment) for entry in entries if entry.link]
    once = {url_key(one.entry.link): one for one in reversed(listed)}
    for one in visit.waiting:
        if moment >= source.pages_due:
            once[url_key(one.entry.link)] = one
        else:
            once.pop(url_key(one.entry.link), None)
    unknown = [one for one in reversed(once.values()) if not known(one.entry.link)]
    # An id that several entries share names none of them.
    shared = Counter(entry_key(source.id, one.entry) for one in once.values())
    keys = {one.entry.link: key for one in unknown if shared[key := entry_key(source.id, one.entry)] == 1 and key and known(key)}
    new = [one for one in unknown if one.entry.link not in keys]
    new.sort(key=_when, reverse=True)
    return new, list(keys.items())


def _when(one: Waiting) -> float:
    moment = one.entry.published or one.entry.updated
    return moment.timestamp() if moment is not None else float("-inf")
