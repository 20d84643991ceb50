from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from loopback import Web

from headwater.model import Capture, Source
from headwater.sources.collect import MAX_PAGES, Gone, Outcome, fetch_source, refetch
from headwater.sources.http import Fetcher
from headwater.sources.robots import Robots

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


class Desk:
    """Runs rounds at one source, and knows what earlier rounds brought."""

    def __init__(self, site: Web, fetcher: Fetcher) -> None:
        self.site = site
        self.fetcher = fetcher
        self.robots = Robots(fetcher)
        self.source = Source(id="f1", url=site.url("/feed"), outlet="Gazette")
        self.known: set[str] = set()

    def feed(self, *items: Item, **headers: str) -> None:
        self.site.page("/feed", rss(items), "application/rss+xml", **headers)

    async def round(self) -> Outcome:
        outcome = await fetch_source(self.fetcher, self.robots, self.source, self.known.__contains__, NOW)
        self.source = outcome.source
        self.known |= {capture.entry.link for capture in outcome.captures if capture.entry}
        self.known |= {aside.url for aside in outcome.set_aside}
        return outcome

    def pages_asked(self) -> list[str]:
        return [path for path in self.site.paths() if path not in ("/feed", "/robots.txt")]


@pytest.fixture
def desk(site: Web, fetcher: Fetcher) -> Desk:
    return Desk(site, fetcher)


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
    again = await desk.round()
    assert (again.source.last_status, again.source.etag, again.captures) == (304, '"7"', ())
    assert again.source.interval > interval


async def test_full_text_in_the_feed_spares_the_page(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/a"), content=LONG), Item(site.url("/b"), summary="Only a teaser."))
    site.page("/b", "<p>whole")
    kinds = {capture.url: capture.kind for capture in (await desk.round()).captures}
    assert kinds == {site.url("/a"): "entry", site.url("/b"): "page"}
    assert desk.pages_asked() == ["/b"]


async def test_passing_trouble_is_tried_again_in_the_next_round(site: Web, desk: Desk) -> None:
    desk.feed(Item(site.url("/a")), Item(site.url("/b")), ETag='"1"')
    site.page("/a", "<p>fine")
    site.status("/b", 503)
    outcome = await desk.round()
    assert [capture.url for capture in outcome.captures] == [site.url("/a")]
    assert outcome.set_aside == ()
    assert outcome.problem == ""
    assert outcome.source.etag == ""
    site.page("/b", "<p>back")
    outcome = await desk.round()
    assert [capture.url for capture in outcome.captures] == [site.url("/b")]
    assert outcome.source.etag == '"1"'


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
    assert (outcome.captures, outcome.set_aside, outcome.source.etag) == ((), (), "")
    assert desk.pages_asked() == []


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
    desk.feed(*(Item(site.url(f"/{n}"), hours=n) for n in reversed(range(count))), ETag='"1"')
    for n in range(count):
        site.page(f"/{n}", f"<p>{n}")
    outcome = await desk.round()
    assert {capture.url for capture in outcome.captures} == {site.url(f"/{n}") for n in range(MAX_PAGES)}
    assert desk.pages_asked() == [f"/{n}" for n in range(MAX_PAGES)]
    assert outcome.source.etag == ""
    outcome = await desk.round()
    assert len(outcome.captures) == 7
    assert outcome.source.etag == '"1"'


async def test_a_round_holds_a_bounded_number_of_bytes(site: Web, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.sources.collect._MAX_ROUND", 250)
    desk.feed(*(Item(site.url(f"/{n}")) for n in range(9)))
    for n in range(9):
        site.page(f"/{n}", "x" * 100)
    assert len((await desk.round()).captures) == 3


@pytest.mark.parametrize(("status", "failing"), [(404, "404"), (500, "500"), (429, "429")])
async def test_a_feed_that_fails_is_a_problem_of_its_source(site: Web, desk: Desk, status: int, failing: str) -> None:
    site.status("/feed", status, **{"Retry-After": "200000"})
    outcome = await desk.round()
    assert failing in outcome.problem
    assert (outcome.source.failures, outcome.source.last_status) == (1, status)
    assert outcome.source.next_due == NOW.timestamp() + 200_000


async def test_what_is_no_feed_is_a_problem_of_its_source(site: Web, desk: Desk) -> None:
    site.page("/feed", b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png")
    outcome = await desk.round()
    assert outcome.problem
    assert outcome.source.failures == 1
    assert outcome.source.last_error == outcome.problem


async def test_a_feed_that_is_gone_is_not_asked_again(site: Web, desk: Desk) -> None:
    site.status("/feed", 410)
    assert (await desk.round()).source.state == "gone"


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(site: Web, desk: Desk) -> None:
    site.status("/feed", 301, Location="/feed-2")
    site.page("/feed-2", rss([]), "application/rss+xml")
    assert (await desk.round()).source.url == site.url("/feed-2")


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
    # The list of parts does not change when a part does.
    assert outcome.source.etag == ""


async def test_a_site_becomes_its_best_feed_at_the_first_round(site: Web, desk: Desk) -> None:
    site.page("/", '<html><head><link rel="alternate" type="application/rss+xml" title="News" href="/feed"></head><body>x</body></html>')
    site.page("/a", "<p>first")
    desk.feed(Item(site.url("/a")))
    desk.source = Source(id="f3", url=site.url("/"), kind="site")
    outcome = await desk.round()
    assert (outcome.source.id, outcome.source.kind, outcome.source.url) == ("f3", "feed", site.url("/feed"))
    assert len(outcome.captures) == 1


async def test_known_pages_are_fetched_again_for_revisions(site: Web, fetcher: Fetcher) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    site.page("/a", "<p>as it is now")
    site.status("/gone", 410)
    site.status("/lost", 404)
    site.status("/trouble", 500)
    site.page("/pdf", b"%PDF", "application/pdf")
    urls = [site.url(path) for path in ("/gone", "/a", "/trouble", "/lost", "/closed", "/pdf", "/a")] + ["http://10.0.0.1/"]
    found = await refetch(fetcher, Robots(fetcher), urls, NOW)
    assert [item.url for item in found] == [site.url("/gone"), site.url("/a"), site.url("/lost")]
    assert found[0] == Gone(url=site.url("/gone"), status=410, at=NOW)
    assert isinstance(found[1], Capture)
    assert found[1].body == b"<p>as it is now"
    assert "/closed" not in site.paths()
