"""From the address a user gives to what there is to subscribe to: a feed, a sitemap, or what a site points to."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Literal

import ada_url

from headwater.errors import ContentError, FetchError, GuardError
from headwater.model import Noun, Source
from headwater.sources.encodings import DecodeError, unpacked
from headwater.sources.http import Fetcher, Response
from headwater.sources.robots import Robots
from headwater.stages.parse import FoundFeed, find_feeds, guess_feeds, parse_feed, parse_sitemap, sniff
from headwater.text import host_of, join_url, shorten, url_key

ACCEPT_FEED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"

# Each try costs the host's pause; a page that lists hundreds of feeds is answered with its first ones.
_MAX_TRIED = 12
# A host that stopped answering would cost its timeout at each further try.
_MAX_UNANSWERED = 2


class Found(Noun, frozen=True, kw_only=True):
    """What an address holds: `kind` as a Source has it, "" for what cannot be subscribed to; `entries` counts them."""

    kind: Literal["feed", "sitemap", "site", ""]
    response: Response
    title: str = ""
    entries: int = 0


def new_source(url: str, *, kind: Literal["feed", "sitemap", "site", "files"] = "feed", title: str = "", added: float = 0.0) -> Source:
    """A source that was never fetched; its id comes from its address alone. `added` is seconds since the epoch."""
    key = blake2b(url_key(url).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return Source(id="f" + key, url=url, kind=kind, title=title, added=added)


async def discover(fetcher: Fetcher, robots: Robots, url: str, *, every: bool = False) -> tuple[Source, ...]:
    """What to subscribe to at `url`: the feed or sitemap itself, or the best feed of a site, else its sitemap.

    With `every`, all feeds that the site announces, best first. An address without scheme is tried by https, then http.
    Raises FetchError where the address cannot be fetched, ContentError naming what was tried where nothing was found.
    """
    start = await _open(fetcher, url)
    if start.kind in ("feed", "sitemap"):
        return (_source(start),)
    base = start.response.url
    named, guessed = _announced(start), guess_feeds(base)
    announced = [feed.url for feed in named if feed.kind == "feed"][:_MAX_TRIED]
    found = await _first(fetcher, announced, "feed")
    if found is not None:
        rest = [u for u in announced if u != found.response.url] if every else []
        return (_source(found), *(new_source(u, added=_source(found).added) for u in rest))
    usual = [feed.url for feed in guessed if feed.kind == "feed"][:_MAX_TRIED]
    maps = [feed.url for feed in named if feed.kind == "sitemap"]
    maps += [join_url(base, given) for given in await robots.sitemaps(base)]
    maps = [*maps[:_MAX_TRIED], *(feed.url for feed in guessed if feed.kind == "sitemap")]
    found = await _first(fetcher, usual, "feed") or await _first(fetcher, maps, "sitemap")
    if found is None:
        tried = ", ".join([f"{len(announced)} announced feeds", *(url.removeprefix(base) for url in [*usual, *maps])])
        raise ContentError(f"no feed and no sitemap found at {base} (tried {shorten(tried, 400)}): give the address of a feed")
    return (_source(found),)


def examine(response: Response, limit: int) -> Found:
    """What an answer holds. `limit` bounds a sitemap that is packed with gzip. Raises ContentError where it is broken."""
    body = plain_body(response, limit)
    match sniff(body, response.url, response.media):
        case "feed":
            feed = parse_feed(body, response.url, response.media)
            return Found(kind="feed", response=response, title=feed.title, entries=len(feed.entries))
        case "sitemap":
            sitemap = parse_sitemap(body, response.url)
            entries = len(sitemap.pages) + len(sitemap.sitemaps)
            return Found(kind="sitemap", response=response, title=host_of(response.url), entries=entries)
        case "html":
            return Found(kind="site", response=response)
        case _:
            return Found(kind="", response=response)


def plain_body(response: Response, limit: int) -> bytes:
    """The body, unpacked where it is itself a gzip file (as sitemaps often are). Raises ContentError."""
    try:
        return unpacked(response.body, limit)
    except DecodeError as error:
        raise ContentError(f"{response.url} cannot be unpacked: {error}") from error


async def _open(fetcher: Fetcher, url: str) -> Found:
    """The first answer; an address without scheme is tried by https first."""
    url = url.strip()
    tries = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    for last, address in enumerate(tries, start=1 - len(tries)):
        try:
            response = await fetcher.get(address, accept=ACCEPT_FEED)
        except FetchError as error:
            if last == 0 or error.status is not None or isinstance(error, GuardError):
                raise
            continue
        if response.status != 200 or not response.body:
            raise FetchError(f"{address} answers {response.status} without content", status=response.status)
        return examine(response, fetcher.settings.max_bytes)
    raise AssertionError("the last try returns or raises")


def _announced(start: Found) -> tuple[FoundFeed, ...]:
    """Feeds and sitemaps that the page itself names, likeliest first; () where it is no page."""
    return find_feeds(start.response.body, start.response.url) if start.kind == "site" else ()


async def _first(fetcher: Fetcher, urls: Iterable[str], kind: str) -> Found | None:
    """The first of `urls` that holds what is looked for and has entries; one without entries where there is no other."""
    empty, unanswered = None, 0
    for url in dict.fromkeys(u for u in urls if u):
        if unanswered == _MAX_UNANSWERED:
            break
        try:
            found = examine(await fetcher.get(url, accept=ACCEPT_FEED), fetcher.settings.max_bytes)
        except FetchError as error:
            unanswered += error.status is None
            continue
        except ContentError:
            continue
        if found.kind == kind and found.entries:
            return found
        if found.kind == kind and empty is None:
            empty = found
    return empty


def _source(found: Found) -> Source:
    kind = found.kind or "site"
    response = found.response
    title = found.title or str(ada_url.URL(response.url).hostname)
    return new_source(response.url, kind=kind, title=title, added=response.fetched_at.timestamp())
