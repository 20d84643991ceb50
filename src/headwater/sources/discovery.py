"""From the address a user gives to what there is to subscribe to: a feed, a sitemap, or what a site points to."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Literal, NamedTuple

import ada_url

from headwater.errors import ContentError, FetchError, GuardError
from headwater.model import Login, Source
from headwater.sources.documents import Content, Document
from headwater.sources.http import Ask, Response
from headwater.sources.taking import Network
from headwater.text import address_key, join_url, shorten

ACCEPT_FEED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"

# Each try costs the host's pause; a page that lists hundreds of feeds is answered with its first ones.
_MAX_TRIED = 12
# A host that stopped answering would cost its timeout at each further try.
_MAX_UNANSWERED = 2


class Found(NamedTuple):
    """What stands at an address: the answer, and what is in it."""

    response: Response
    content: Content


def new_source(url: str, *, kind: Literal["feed", "sitemap", "site", "files"] = "feed", title: str = "", added: float = 0.0) -> Source:
    """A source that was never fetched; its id comes from its address alone. `added` is seconds since the epoch."""
    key = blake2b(address_key(url).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return Source(id="f" + key, url=url, kind=kind, title=title, added=added)


async def discover(network: Network, url: str, *, every: bool = False, login: Login | None = None) -> tuple[Source, ...]:
    """What to subscribe to at `url`: the feed or sitemap itself, or the best feed of a site, else its sitemap.

    With `every`, all feeds that the site announces, best first. `login` is sent to its own origin only. An address without scheme is
    tried by https, then http.
    Raises FetchError where the address cannot be fetched, ContentError naming what was tried where nothing was found.
    """
    start = await _open(network, url, login)
    if start.content.kind in ("feed", "sitemap"):
        return (_source(start),)
    base = start.response.url
    named, guessed = start.content.named, start.content.guessed
    announced = [feed.url for feed in named if feed.kind == "feed"][:_MAX_TRIED]
    found = await _first(network, announced, "feed", login)
    if found is not None:
        rest = [u for u in announced if u != found.response.url] if every else []
        return (_source(found), *(new_source(u, added=_source(found).added) for u in rest))
    usual = [feed.url for feed in guessed if feed.kind == "feed"][:_MAX_TRIED]
    maps = [feed.url for feed in named if feed.kind == "sitemap"]
    maps += [join_url(base, given) for given in await network.robots.sitemaps(base)]
    maps = [*maps[:_MAX_TRIED], *(feed.url for feed in guessed if feed.kind == "sitemap")]
    found = await _first(network, usual, "feed", login) or await _first(network, maps, "sitemap", login)
    if found is None:
        tried = ", ".join([f"{len(announced)} announced feeds", *(url.removeprefix(base) for url in [*usual, *maps])])
        raise ContentError(f"no feed and no sitemap found at {base} (tried {shorten(tried, 400)}): give the address of a feed")
    return (_source(found),)


async def _examine(network: Network, response: Response) -> Found:
    """What an answer holds. Raises ContentError where it is broken."""
    limit = network.fetcher.settings.max_bytes
    document = Document(expect="any", body=response.body, url=response.url, media=response.media, limit=limit)
    return Found(response, await network.documents.read(document))


async def _open(network: Network, url: str, login: Login | None) -> Found:
    """The first answer; an address without scheme is tried by https first."""
    url = url.strip()
    tries = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    for last, address in enumerate(tries, start=1 - len(tries)):
        try:
            response = await network.fetcher.get(address, Ask(accept=ACCEPT_FEED, login=login))
        except FetchError as error:
            if last == 0 or error.status is not None or isinstance(error, GuardError):
                raise
            continue
        if response.status != 200 or not response.body:
            raise FetchError(f"{address} answers {response.status} without content", status=response.status)
        return await _examine(network, response)
    raise AssertionError("the last try returns or raises")


async def _first(network: Network, urls: Iterable[str], kind: str, login: Login | None) -> Found | None:
    """The first of `urls` that holds what is looked for and has entries; one without entries where there is no other."""
    empty, unanswered = None, 0
    for url in dict.fromkeys(u for u in urls if u):
        if unanswered == _MAX_UNANSWERED:
            break
        try:
            found = await _examine(network, await network.fetcher.get(url, Ask(accept=ACCEPT_FEED, login=login)))
        except FetchError as error:
            unanswered += error.status is None
            continue
        except ContentError:
            continue
        if found.content.kind == kind and found.content.entries:
            return found
        if found.content.kind == kind and empty is None:
            empty = found
    return empty


def _source(found: Found) -> Source:
    kind = found.content.kind or "site"
    response = found.response
    title = found.content.title or str(ada_url.URL(response.url).hostname)
    return new_source(response.url, kind=kind, title=title, added=response.fetched_at.timestamp())
