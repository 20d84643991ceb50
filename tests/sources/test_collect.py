from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

import pytest
from aiohttp import web
from loopback import Web

from headwater.errors import FetchError, StoreError
from headwater.model import Capture, SetAside, Source, Validators, Waiting
from headwater.sources.collect import MAX_PAGES, Gone, Network, Same, Taken, Visit, fetch_source, refetch
from headwater.sources.taking import MAX_TRIES

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
LONG = "The ferry to Brisk Island stays in harbour. " * 30


class Item:
    """An item of a feed, as XML."""

    def __init__(self, link: str, *, title: str = "A report", summary: str = "", content: str = "", hours: float | None = 1.0) -> None:
        when = "" if hours is None else f"<pubDate>{format_datetime(NOW - timedelta(hours=hours))}</pubDate>"
        full = f"<content:encoded>{content}</content:encoded>" if content else ""
        self.xml = f"<item><title>{title}</title><link>{link}</link><description>{summary}</description>{full}{when}</item>"


def rss(items: Iterable[Item], title: str = "The Brisk Island Gazette") -> str:
    listed = "".join(item.xml for item in items)
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>{title}</title>{listed}</channel></rss>'


def sitemap(*pages: tuple[str, str]) -> str:
    listed = "".join(f"<url><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for url, day in pages)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


class Seen(NamedTuple):
    """What a round brought, and how it ended."""

    captures: tuple[Capture, ...]
    set_aside: tuple[SetAside, ...]
    moved: tuple[tuple[str, str], ...]
    validators: tuple[Validators, ...]
    source: Source
    waiting: tuple[Waiting, ...]
    problem: str


class Desk:
    """Runs rounds at one source, and knows what earlier rounds brought."""

    def __init__(self, site: Web, network: Network) -> None:
        self.site = site
        self.network = network
        self.source = Source(id="f1", url=site.url("/feed"), outlet="Gazette")
        self.known: set[str] = set()
        self.waiting: tuple[Waiting, ...] = ()
        self.now = NOW

    def feed(self, *items: Item, **headers: str) -> None:
        self.site.page("/feed", rss(items), "application/rss+xml", **headers)

    async def round(self, *, listing: bool = True, later: float = 0.0) -> Seen:
        self.now += timedelta(seconds=later)
        handfuls: list[Taken] = []

        async def deliver(taken: Taken) -> None:
            handfuls.append(taken)
            self.known |= {capture.entry.link for capture in taken.captures if capture.entry}
            self.known |= {aside.url for aside in taken.set_aside}

        visit = Visit(source=self.source, now=self.now, waiting=self.waiting, listing=listing)
        outcome = await fetch_source(self.network, visit, self.known.__contains__, deliver)
        self.source, self.waiting = outcome.source, outcome.waiting
        return Seen(
            captures=tuple(item for taken in handfuls for item in taken.captures),
            set_aside=tuple(item for taken in handfuls for item in taken.set_aside),
            moved=tuple(item for taken in handfuls for item in taken.moved),
            validators=tuple(item for taken in handfuls for item in taken.validators),
            source=outcome.source,
            waiting=outcome.waiting,
            problem=outcome.problem,
        )

    def pages_asked(self) -> list[str]:
        return [path for path in self.site.paths() if path not in ("/feed", "/robots.txt")]


@pytest.fixture
def desk(site: Web, network: Network) -> Desk:
    return Desk(site, network)


async def test_pages_of_new_entries_are_taken(site: Web, desk: Desk) -> None:
    site.page("/a", "<p>first")
    site.page("/b", "<p>second")
    desk.feed(Item(site.url("/a"), title="First"), Item(site.url("/b"), title="Second"))
    outcome = await desk.round()
    taken = {capture.url: capture for capture in outcome.captures}
    first = taken[site.url("/a")]
    assert first.entry is not None
    assert (first.body, first.kind, first.entry.title, first.source, first.outlet) == (b"<p>first", "page", "First", "f1", "Gazette")
    assert len(taken) == 2
    assert outcome.problem == ""
    assert outcome.set_aside == ()
    assert (outcome.source.title, outcome.source.last_status, outcome.source.failures) == ("The Brisk Island Gazette", 200, 0)
    assert outcome.source.next_due > NOW.timestamp()


async def test_known_entries_are_not_fetched_again(site: Web, desk: Desk) -> None:
    site.page("/a", "<p>first")
    desk.feed(Item(site.url("/a")), Item(site.url("/a") + "?utm_source=feed"))
    assert len((await desk.round()).captures) == 1
    assert (await desk.round()).captures == ()
    assert desk.pages_asked() == ["/a"]


async def test_an_unchanged_feed_is_not_sent_again(site: Web, desk: Desk) -> None:
    def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"7"':
            return web.Response(status=304)
        return web.Response(body=rss([Item(site.url("/a"))]).encode(), headers={"ETag": '"7"'})

    site.answers["/feed"] = answer
    site.page("/a", "<p>first")
    await desk.round()
    interval = desk.source.interval
    again = await desk.round(later=3600)
    assert (again.source.last_status, again.source.etag, again.captures) == (304, '"7"', ())
    assert again.source.interval > interval


async def test_full_text_in_the_feed_spares_the_page(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/a"), content=LONG), Item(site.url("/b"), summary="Only a teaser."))
    site.page("/b", "<p>whole")
    kinds = {capture.url: capture.kind for capture in (await desk.round()).captures}
    assert kinds == {site.url("/a"): "entry", site.url("/b"): "page"}
    assert desk.pages_asked() == ["/b"]


async def test_passing_trouble_is_tried_again_later_without_asking_for_the_listing_anew(site: Web, desk: Desk) -> None:
    answered = unchanged_feed(site, Item(site.url("/a")), Item(site.url("/b")))
    site.page("/a", "<p>fine")
    site.status("/b", 503)
    outcome = await desk.round()
    assert [capture.url for capture in outcome.captures] == [site.url("/a")]
    assert outcome.set_aside == ()
    assert outcome.problem == ""
    assert [(one.entry.link, one.tries) for one in outcome.waiting] == [(site.url("/b"), 1)]
    assert (outcome.source.etag, outcome.source.pages_due) == ('"1"', NOW.timestamp() + 600.0)
    site.page("/b", "<p>back")
    assert (await desk.round(later=60)).captures == (), "its time has not come"
    outcome = await desk.round(listing=False, later=600)
    assert [capture.url for capture in outcome.captures] == [site.url("/b")]
    assert (outcome.waiting, outcome.source.pages_due) == ((), 0.0)
    assert answered == [200, 304]


def unchanged_feed(site: Web, *items: Item) -> list[int]:
    """A feed that never changes; gives the statuses that it answers with, as they come."""
    answered: list[int] = []

    def answer(request: web.Request) -> web.Response:
        answered.append(304 if request.headers.get("If-None-Match") == '"1"' else 200)
        body = rss(items).encode() if answered[-1] == 200 else b""
        return web.Response(status=answered[-1], body=body, headers={"ETag": '"1"'})

    site.answers["/feed"] = answer
    return answered


async def test_a_page_that_stays_in_trouble_is_given_up_in_the_end(site: Web, desk: Desk) -> None:
    unchanged_feed(site, Item(site.url("/a"), summary="What the feed says."), Item(site.url("/b")))
    for path in ("/a", "/b"):
        site.status(path, 500)
    for _ in range(MAX_TRIES - 1):
        outcome = await desk.round(later=86_400)
        assert (outcome.captures, outcome.set_aside, len(outcome.waiting)) == ((), (), 2)
    outcome = await desk.round(later=86_400)
    assert [(capture.url, capture.kind) for capture in outcome.captures] == [(site.url("/a"), "entry")]
    assert [aside.url for aside in outcome.set_aside] == [site.url("/b")]
    assert "tried 6 times" in outcome.set_aside[0].reason
    assert outcome.waiting == ()


async def test_pages_of_a_host_that_asks_to_wait_are_not_counted_as_tried(site: Web, desk: Desk) -> None:
    desk.feed(*(Item(site.url(f"/{n}", host="busy")) for n in range(9)))
    for n in range(9):
        site.status(f"/{n}", 429, **{"Retry-After": "7200"})
    outcome = await desk.round()
    assert len(desk.pages_asked()) == 1
    assert sorted(one.tries for one in outcome.waiting) == [0] * 8 + [1]


async def test_a_host_in_trouble_is_left_alone_for_the_round(site: Web, desk: Desk) -> None:
    desk.feed(*(Item(site.url(f"/bad/{n}", host="bad")) for n in range(20)), Item(site.url("/good")))
    for n in range(20):
        site.status(f"/bad/{n}", 500)
    site.page("/good", "<p>fine")
    outcome = await desk.round()
    assert [capture.url for capture in outcome.captures] == [site.url("/good")]
    assert len([path for path in desk.pages_asked() if path.startswith("/bad")]) == 3


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
async def test_of_a_closed_page_what_the_feed_says_is_taken(site: Web, desk: Desk, status: int) -> None:
    desk.feed(Item(site.url("/a"), summary="What the feed says."), Item(site.url("/b")))
    site.status("/a", status)
    site.status("/b", status)
    outcome = await desk.round()
    assert [(capture.url, capture.kind) for capture in outcome.captures] == [(site.url("/a"), "entry")]
    assert [aside.url for aside in outcome.set_aside] == [site.url("/b")]
    assert str(status) in outcome.set_aside[0].reason


async def test_robots_are_obeyed(site: Web, desk: Desk) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    desk.feed(Item(site.url("/closed/a"), summary="A teaser."), Item(site.url("/closed/b")))
    outcome = await desk.round()
    assert [capture.kind for capture in outcome.captures] == ["entry"]
    assert "robots.txt" in outcome.set_aside[0].reason
    assert desk.pages_asked() == []


async def test_while_robots_cannot_be_reached_pages_wait(site: Web, desk: Desk) -> None:
    site.status("/robots.txt", 500)
    desk.feed(Item(site.url("/a")), ETag='"1"')
    outcome = await desk.round()
    assert (outcome.captures, outcome.set_aside, outcome.source.etag) == ((), (), '"1"')
    assert [one.entry.link for one in outcome.waiting] == [site.url("/a")]
    assert desk.pages_asked() == []


async def test_a_redirect_to_a_closed_page_is_not_followed(site: Web, desk: Desk) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    desk.feed(Item(site.url("/open"), summary="A teaser."))
    site.status("/open", 302, Location="/closed/a")
    outcome = await desk.round()
    assert [capture.kind for capture in outcome.captures] == ["entry"]
    assert desk.pages_asked() == ["/open"]


async def test_addresses_that_may_not_be_reached_are_set_aside(site: Web, desk: Desk) -> None:
    desk.feed(Item("http://10.0.0.1/admin", summary="Look here."), Item("http://localhost:1/"))
    outcome = await desk.round()
    assert outcome.captures == ()
    assert {aside.url for aside in outcome.set_aside} == {"http://10.0.0.1/admin", "http://localhost:1/"}
    assert all(aside.source == "f1" and aside.at == NOW for aside in outcome.set_aside)


async def test_what_is_no_page_is_set_aside(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/a.pdf")), Item(site.url("/b.mp3")), Item(site.url("/empty")))
    site.page("/a.pdf", b"%PDF-1.7", "application/pdf")
    site.page("/b.mp3", b"ID3", "audio/mpeg")
    site.page("/empty", "  ")
    outcome = await desk.round()
    assert outcome.captures == ()
    reasons = {aside.url: aside.reason for aside in outcome.set_aside}
    assert "application/pdf" in reasons[site.url("/a.pdf")]
    assert len(reasons) == 3


async def test_a_page_that_moved_is_known_by_both_addresses(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/short/1")))
    site.status("/short/1", 302, Location=site.url("/long/report", host="other"))
    site.page("/long/report", "<p>here")
    outcome = await desk.round()
    assert outcome.captures[0].url == site.url("/long/report", host="other")
    assert outcome.moved == ((site.url("/short/1"), site.url("/long/report", host="other")),)


async def test_at_most_so_many_pages_a_round_newest_first(site: Web, desk: Desk) -> None:
    count = MAX_PAGES + 7
    answered = unchanged_feed(site, *(Item(site.url(f"/{n}"), hours=n) for n in reversed(range(count))))
    for n in range(count):
        site.page(f"/{n}", f"<p>{n}")
    outcome = await desk.round()
    assert {capture.url for capture in outcome.captures} == {site.url(f"/{n}") for n in range(MAX_PAGES)}
    assert desk.pages_asked() == [f"/{n}" for n in range(MAX_PAGES)]
    assert outcome.source.pages_due == NOW.timestamp() + 300.0
    outcome = await desk.round(later=300)
    assert len(outcome.captures) == 7
    assert answered == [200, 304]


async def test_what_is_taken_is_handed_on_as_it_comes(site: Web, desk: Desk) -> None:
    desk.feed(*(Item(site.url(f"/{n}")) for n in range(20)))
    for n in range(20):
        site.page(f"/{n}", "x" * 100)
    sizes: list[int] = []

    async def deliver(taken: Taken) -> None:
        sizes.append(len(taken.captures))

    await fetch_source(desk.network, Visit(source=desk.source, now=NOW), desk.known.__contains__, deliver)
    assert sizes == [8, 8, 4]


async def test_what_stops_the_saving_stops_the_round(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/a")), Item(site.url("/b", host="other")))
    site.page("/a", "<p>a")
    site.page("/b", "<p>b")

    async def deliver(taken: Taken) -> None:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="full"):
        await fetch_source(desk.network, Visit(source=desk.source, now=NOW), desk.known.__contains__, deliver)


async def test_validators_of_pages_are_told(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/a")))
    site.page("/a", "<p>first", ETag='W/"é"', **{"Last-Modified": "Sun, 04 May 2031 10:00:00 GMT"})
    outcome = await desk.round()
    assert outcome.validators == (Validators(url=site.url("/a"), last_modified="Sun, 04 May 2031 10:00:00 GMT"),)


@pytest.mark.parametrize(("status", "failing"), [(404, "404"), (500, "500"), (429, "429")])
async def test_a_feed_that_fails_is_a_problem_of_its_source(site: Web, desk: Desk, status: int, failing: str) -> None:
    site.status("/feed", status, **{"Retry-After": "200000"})
    outcome = await desk.round()
    assert failing in outcome.problem
    assert (outcome.source.failures, outcome.source.last_status) == (1, status)
    assert 200_000 <= outcome.source.next_due - NOW.timestamp() <= 200_000 * 1.06


async def test_what_is_no_feed_is_a_problem_of_its_source(site: Web, desk: Desk) -> None:
    site.page("/feed", b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png")
    outcome = await desk.round()
    assert outcome.problem
    assert outcome.source.failures == 1
    assert outcome.source.last_error == outcome.problem


async def test_a_feed_that_is_gone_is_not_asked_again(site: Web, desk: Desk) -> None:
    site.status("/feed", 410)
    assert (await desk.round()).source.state == "gone"


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_address_once_that_is_sure(site: Web, desk: Desk) -> None:
    site.status("/feed", 301, Location="/feed-2")
    site.page("/feed-2", rss([]), "application/rss+xml")
    urls = [(await desk.round(later=hours * 3600)).source.url for hours in (0, 1, 1, 22.5)]
    assert urls == [site.url("/feed")] * 3 + [site.url("/feed-2")]
    site.asked.clear()
    await desk.round(later=3600)
    assert site.paths() == ["/feed-2"]


async def test_a_feed_never_moves_to_a_page(site: Web, desk: Desk) -> None:
    site.status("/feed", 301, Location="/sorry")
    site.page("/sorry", "<!doctype html><html><head><title>Sorry</title></head><body><p>Nothing here</p></body></html>")
    for _ in range(5):
        outcome = await desk.round(later=86_400)
        assert outcome.source.url == site.url("/feed")
        assert "HTML page" in outcome.problem


async def test_a_host_that_asked_to_wait_is_no_failure_of_its_other_feeds(site: Web, desk: Desk) -> None:
    site.status("/other", 429, **{"Retry-After": "7200"})
    with pytest.raises(FetchError):
        await desk.network.fetcher.get(site.url("/other"))
    outcome = await desk.round()
    assert site.paths() == ["/other"]
    assert (outcome.source.failures, outcome.source.last_fetched) == (0, 0.0)
    assert 7199 <= outcome.source.next_due - NOW.timestamp() <= 7600


def day(days_ago: float) -> str:
    return (NOW - timedelta(days=days_ago)).isoformat()


async def test_a_sitemap_gives_its_recent_pages(site: Web, desk: Desk) -> None:
    desk.source = Source(id="f2", url=site.url("/feed"), kind="sitemap")
    site.page("/feed", sitemap((site.url("/old"), day(30)), (site.url("/a"), day(1)), (site.url("/undated"), "")), "text/xml")
    site.page("/a", "<p>new")
    outcome = await desk.round()
    assert [capture.url for capture in outcome.captures] == [site.url("/a")]
    assert desk.pages_asked() == ["/a"]


async def test_a_sitemap_of_sitemaps_is_read_from_its_news_and_newest_parts(site: Web, desk: Desk) -> None:
    parts = ["/map-2030.xml", "/map-2029.xml", "/map-2031.xml", "/map-2028.xml", "/news.xml"]
    listed = "".join(f"<sitemap><loc>{site.url(part)}</loc></sitemap>" for part in parts)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.page("/feed", f'<?xml version="1.0"?><sitemapindex xmlns="{space}">{listed}</sitemapindex>', "text/xml", ETag='"1"')
    for part in ("/map-2031.xml", "/map-2030.xml"):
        site.page(part, sitemap((site.url(part + ".html"), day(1))), "text/xml")
        site.page(part + ".html", "<p>x")
    desk.source = Source(id="f2", url=site.url("/feed"), kind="sitemap")
    outcome = await desk.round()
    assert {capture.url for capture in outcome.captures} == {site.url("/map-2031.xml.html"), site.url("/map-2030.xml.html")}
    assert desk.pages_asked()[:3] == ["/news.xml", "/map-2031.xml", "/map-2030.xml"]
    assert [part.url for part in outcome.source.parts] == [site.url(part) for part in ("/news.xml", "/map-2031.xml", "/map-2030.xml")]


async def test_an_unchanged_list_of_sitemaps_does_not_hide_what_is_new_in_them(site: Web, desk: Desk) -> None:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    index = f'<?xml version="1.0"?><sitemapindex xmlns="{space}"><sitemap><loc>{site.url("/news.xml")}</loc></sitemap></sitemapindex>'
    served = {"/feed": [index, '"1"'], "/news.xml": [sitemap((site.url("/a"), day(1))), '"2"']}
    answered: list[tuple[str, int]] = []

    def answer(request: web.Request) -> web.Response:
        body, etag = served[request.path]
        status = 304 if request.headers.get("If-None-Match") == etag else 200
        answered.append((request.path, status))
        return web.Response(status=status, text=body if status == 200 else None, content_type="text/xml", headers={"ETag": etag})

    site.answers |= dict.fromkeys(served, answer)
    for path in ("/a", "/b"):
        site.page(path, f"<p>{path}")
    desk.source = Source(id="f2", url=site.url("/feed"), kind="sitemap")
    await desk.round()
    assert (await desk.round()).captures == ()
    served["/news.xml"] = [sitemap((site.url("/b"), day(0)), (site.url("/a"), day(1))), '"3"']
    assert [capture.url for capture in (await desk.round()).captures] == [site.url("/b")]
    assert answered == [("/feed", 200), ("/news.xml", 200), ("/feed", 304), ("/news.xml", 304), ("/feed", 304), ("/news.xml", 200)]


async def test_a_site_becomes_its_best_feed_at_the_first_round(site: Web, desk: Desk) -> None:
    site.page("/", '<html><head><link rel="alternate" type="application/rss+xml" title="News" href="/feed"></head><body>x</body></html>')
    site.page("/a", "<p>first")
    desk.feed(Item(site.url("/a")))
    desk.source = Source(id="f3", url=site.url("/"), kind="site")
    outcome = await desk.round()
    assert (outcome.source.id, outcome.source.kind, outcome.source.url) == ("f3", "feed", site.url("/feed"))
    assert len(outcome.captures) == 1


async def test_known_pages_are_fetched_again_for_revisions(site: Web, network: Network) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    site.page("/a", "<p>as it is now", ETag='"2"')
    site.status("/gone", 410)
    site.status("/lost", 404)
    site.status("/trouble", 500)
    site.status("/same", 304)
    site.page("/pdf", b"%PDF", "application/pdf")
    urls = [site.url(path) for path in ("/gone", "/a", "/trouble", "/lost", "/closed", "/pdf", "/same", "/a")] + ["http://10.0.0.1/"]
    found = await refetch(network, [Validators(url=url, etag='"1"') for url in urls], NOW)
    assert [item.url for item, _ in found] == [site.url("/gone"), site.url("/a"), site.url("/lost"), site.url("/same")]
    assert found[3][0] == Same(url=site.url("/same"))
    assert found[0][0] == Gone(url=site.url("/gone"), status=410, at=NOW)
    capture, said = found[1]
    assert isinstance(capture, Capture)
    assert (capture.body, said) == (b"<p>as it is now", Validators(url=site.url("/a"), etag='"2"'))
    assert "/closed" not in site.paths()
    assert {request.headers.get("If-None-Match") for request in site.asked if request.path != "/robots.txt"} == {'"1"'}
