from __future__ import annotations

import gzip

import pytest
from loopback import Web

from headwater.errors import ContentError, FetchError, GuardError
from headwater.sources.discovery import discover, new_source
from headwater.sources.taking import Network

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>urn:x:{title}</id>
<entry><title>A report</title><id>urn:x:1</id><link href="https://press.example/1"/><updated>2031-05-04T10:00:00Z</updated></entry></feed>"""
MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://press.example/1</loc><lastmod>2031-05-04</lastmod></url></urlset>"""


def atom(title: str) -> str:
    return ATOM.format(title=title)


def home(*links: tuple[str, str]) -> str:
    listed = "".join(f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{href}">' for href, title in links)
    return f"<!doctype html><html><head><title>Home</title>{listed}</head><body><p>Welcome</body></html>"


async def test_a_feed_is_itself(site: Web, network: Network) -> None:
    site.page("/news", atom("The Gazette"), "application/atom+xml")
    (found,) = await discover(network, site.url("/news"))
    assert (found.url, found.kind, found.title) == (site.url("/news"), "feed", "The Gazette")
    assert found.added > 0
    assert site.paths() == ["/news"]


async def test_a_sitemap_is_itself_also_when_packed(site: Web, network: Network) -> None:
    site.page("/map.xml.gz", gzip.compress(MAP.encode()), "application/gzip")
    (found,) = await discover(network, site.url("/map.xml.gz"))
    assert (found.url, found.kind, found.title) == (site.url("/map.xml.gz"), "sitemap", "press.localhost")


async def test_a_site_gives_its_first_working_feed_and_no_comments(site: Web, network: Network) -> None:
    site.page("/", home(("/comments/feed", "Comments"), ("/broken", "Old"), ("/news", "News"), ("/sport", "Sport")))
    site.page("/comments/feed", atom("Comments"), "application/atom+xml")
    site.page("/broken", "gone away", "text/plain")
    site.page("/news", atom("News"), "application/atom+xml")
    (found,) = await discover(network, site.url())
    assert (found.url, found.title) == (site.url("/news"), "News")
    every = await discover(network, site.url(), every=True)
    assert every[0].url == site.url("/news")
    assert site.url("/sport") in [source.url for source in every]


async def test_a_site_without_links_is_asked_at_the_usual_places(site: Web, network: Network) -> None:
    site.page("/world/", home())
    site.page("/rss.xml", atom("Rss"), "application/xml")
    (found,) = await discover(network, site.url("/world/"))
    assert found.url == site.url("/rss.xml")


async def test_the_sitemap_is_the_last_resort(site: Web, network: Network) -> None:
    site.page("/", home())
    site.page("/robots.txt", f"Sitemap: {site.url('/maps/all.xml')}", "text/plain")
    site.page("/maps/all.xml", MAP, "application/xml")
    (found,) = await discover(network, site.url())
    assert (found.url, found.kind) == (site.url("/maps/all.xml"), "sitemap")


async def test_nothing_found_names_what_was_tried(site: Web, network: Network) -> None:
    site.page("/", home(("/broken", "Old")))
    with pytest.raises(ContentError) as caught:
        await discover(network, site.url())
    assert "\n" not in str(caught.value)
    for tried in ("1 announced feeds", "rss.xml", "sitemap.xml", site.url()):
        assert tried in str(caught.value)


@pytest.mark.parametrize(
    ("address", "error"), [("http://10.0.0.1/", GuardError), ("10.0.0.1", GuardError), ("ftp://press.example/", GuardError)]
)
async def test_addresses_that_may_not_be_reached(network: Network, address: str, error: type[FetchError]) -> None:
    with pytest.raises(error):
        await discover(network, address)


async def test_a_server_that_says_no_is_an_error(site: Web, network: Network) -> None:
    for status in (404, 410, 500):
        site.status("/", status)
        with pytest.raises(FetchError, match=str(status)):
            await discover(network, site.url())


async def test_an_address_without_scheme_is_tried_by_https_then_http(site: Web, network: Network) -> None:
    site.page("/news", atom("The Gazette"), "application/atom+xml")
    (found,) = await discover(network, f"press.localhost:{site.port}/news")
    assert found.url == site.url("/news")


def test_the_id_of_a_source_comes_from_its_address() -> None:
    one = new_source("https://press.example/feed")
    assert one.id == new_source("http://www.press.example/feed/").id
    assert one.id != new_source("https://press.example/other").id
    assert len(one.id) == 13
