from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from loopback import Web

from headwater.errors import GuardError
from headwater.sources.http import Fetcher
from headwater.sources.robots import FRESH, MAX_BYTES, Robots, Rules


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robots(fetcher: Fetcher, clock: Clock) -> Robots:
    return Robots(fetcher, clock=clock)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /archive\nAllow: /archive/open", "/archive/open/1", True),
        ("User-agent: *\nDisallow: /archive\nAllow: /archive/open", "/archive/1", False),
        ("User-agent: Headwater\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: HEADWATER/2.1 (news)\nDisallow: /\n", "/a", False),
        ("User-agent: Headwaters\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: headwater\nDisallow: /*.pdf$", "/x/a.pdf", False),
        ("User-agent: other\nUser-agent: headwater\nDisallow: /*.pdf$", "/x/a.pdf?page=2", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a # not now", "/a", False),
        ("User-agent: headwater\nPolicy: be kind\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: headwater\rDisallow: /b\rDisallow: /a\r", "/a", False),
        ("<html><body>User-agent: not a robots file</body></html>", "/a", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert Rules(text.encode()).allows("https://press.example" + path) is allowed


def test_only_the_first_part_of_an_endless_file_counts() -> None:
    filling = b"# nothing\n" * (MAX_BYTES // 10)
    rules = Rules(b"User-agent: *\nDisallow: /a\n" + filling + b"Disallow: /b\n")
    assert not rules.allows("https://press.example/a")
    assert rules.allows("https://press.example/b")


def test_a_line_cut_by_the_limit_is_dropped() -> None:
    head = b"User-agent: *\nDisallow: /archive-of-old-papers\n"
    text = head + b"#" * (MAX_BYTES - len(head) - 12) + b"\nDisallow: /archive\n"
    assert len(text) > MAX_BYTES
    assert Rules(text).allows("https://press.example/a")


async def test_a_site_is_asked_once_a_day(site: Web, robots: Robots, clock: Clock) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    asked = [robots.allowed(site.url(path)) for path in ("/open", "/closed/1", "/open")]
    assert await asyncio.gather(*asked) == [True, False, True]
    assert site.paths() == ["/robots.txt"]
    clock.now = FRESH - 1
    await robots.allowed(site.url("/open"))
    assert len(site.asked) == 1
    clock.now = FRESH + 1
    site.page("/robots.txt", "User-agent: *\nDisallow: /open", "text/plain")
    assert not await robots.allowed(site.url("/open"))
    assert len(site.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_without_a_robots_file_all_is_allowed(site: Web, robots: Robots, status: int) -> None:
    site.status("/robots.txt", status)
    assert await robots.verdict(site.url("/a")) == "yes"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_an_unreachable_robots_file_closes_the_site_for_a_while(site: Web, robots: Robots, clock: Clock, status: int) -> None:
    site.status("/robots.txt", status)
    assert await robots.verdict(site.url("/a")) == "later"
    assert not await robots.allowed(site.url("/a"))
    assert len(site.asked) == 1
    site.page("/robots.txt", "")
    clock.now += 3600.0
    assert await robots.verdict(site.url("/a")) == "yes"


async def test_known_rules_outlive_a_breakdown(site: Web, robots: Robots, clock: Clock) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    await robots.allowed(site.url("/open"))
    site.status("/robots.txt", 500)
    clock.now = FRESH + 1
    assert await robots.verdict(site.url("/open")) == "yes"
    assert await robots.verdict(site.url("/closed")) == "no"
    assert len(site.asked) == 2


async def test_redirects_are_followed_also_to_other_hosts(site: Web, robots: Robots) -> None:
    site.status("/robots.txt", 301, Location=site.url("/rules.txt", host="other"))
    site.page("/rules.txt", "User-agent: *\nDisallow: /", "text/plain")
    assert await robots.verdict(site.url("/a")) == "no"


async def test_a_huge_robots_file_is_not_read_whole(site: Web, robots: Robots) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"User-agent: *\nDisallow: /closed\n")
        for _ in range(100_000):
            await response.write(b"# more\n" * 1000)
        return response

    site.answers["/robots.txt"] = endless
    assert await robots.verdict(site.url("/closed")) == "no"


async def test_a_crawl_delay_widens_the_pause(site: Web, clock: Clock) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", "text/plain")
    loop = asyncio.get_running_loop()
    async with Fetcher(site.settings()) as fetcher:
        await Robots(fetcher, clock=clock).allowed(site.url("/a"))
        site.page("/a", "x")
        await fetcher.get(site.url("/a"))
        began = loop.time()
        await fetcher.get(site.url("/a"))
    assert loop.time() - began >= 0.2


async def test_sitemaps_are_told(site: Web, robots: Robots) -> None:
    site.page("/robots.txt", "Sitemap: https://press.example/one.xml\nSitemap: /two.xml", "text/plain")
    assert await robots.sitemaps(site.url()) == ("https://press.example/one.xml", "/two.xml")


async def test_rules_are_kept_for_a_bounded_number_of_sites(site: Web, robots: Robots, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.sources.robots._MAX_HOSTS", 3)
    for number in range(9):
        assert await robots.allowed(site.url(host=f"h{number}"))
    assert len(robots._sites) == 3


async def test_addresses_that_are_never_reached_are_refused_at_once(robots: Robots) -> None:
    for url in ("http://10.0.0.1/secret", "no address", ""):
        with pytest.raises(GuardError):
            await robots.verdict(url)


async def test_a_robots_file_that_leads_into_the_own_network_holds_no_rules(site: Web, robots: Robots) -> None:
    site.status("/robots.txt", 302, Location="http://10.0.0.1/robots.txt")
    assert await robots.verdict(site.url("/a")) == "yes"
