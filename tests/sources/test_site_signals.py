"""What a site says of its pages, over the real network path: robots.txt, tdmrep.json, ai.txt and the licences they and the pages name."""

from __future__ import annotations

from datetime import UTC, datetime

from loopback import Web

from headwater.model import Capture
from headwater.sources.http import Fetcher
from headwater.sources.robots import Robots
from headwater.sources.site_signals import SiteSignals

LICENCE = '<rsl xmlns="https://rslstandard.org/rsl"><content url="/news/"><license>{}</license></content></rsl>'
SEARCH_ONLY = LICENCE.format('<permits type="usage">search</permits>')
NO_SEARCH = LICENCE.format('<prohibits type="usage">search</prohibits>')


def capture(url: str, body: str = "") -> Capture:
    return Capture(url=url, fetched_at=datetime(2026, 11, 20, tzinfo=UTC), body=body.encode())


async def said(site: Web, fetcher: Fetcher, *captures: Capture) -> list[list[str]]:
    dressed = await SiteSignals(fetcher, Robots(fetcher)).dress(captures)
    return [sorted(signal.name for signal in one.signals) for one in dressed]


async def test_a_licence_that_robots_txt_names(site: Web, fetcher: Fetcher) -> None:
    site.page("/robots.txt", f"License: {site.url('/license.xml')}\nUser-agent: *\nAllow: /", "text/plain")
    site.page("/license.xml", SEARCH_ONLY, "application/rsl+xml")
    found = await said(site, fetcher, capture(site.url("/news/1")), capture(site.url("/news/2")), capture(site.url("/about")))
    assert found == [["no-ai-input", "no-ai-train"], ["no-ai-input", "no-ai-train"], []]
    assert site.paths().count("/license.xml") == 1, "asked for once"


async def test_a_licence_that_a_page_names(site: Web, fetcher: Fetcher) -> None:
    site.page("/terms.xml", NO_SEARCH, "application/rsl+xml")
    page = '<html><head><link rel="license" type="application/rsl+xml" href="/terms.xml"></head></html>'
    assert await said(site, fetcher, capture(site.url("/news/1"), page), capture(site.url("/news/2"))) == [["no-search"], []]


async def test_a_licence_behind_the_guard_or_missing_says_nothing(site: Web, fetcher: Fetcher) -> None:
    for href in ("http://127.0.0.1:9/a.xml", "file:///etc/passwd", "/missing.xml", "http://[::"):
        page = f'<html><head><link rel="license" type="application/rsl+xml" href="{href}"></head></html>'
        assert await said(site, fetcher, capture(site.url("/news/1"), page)) == [[]], href
