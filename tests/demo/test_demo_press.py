"""The press over real HTTP: hosts, feeds, pages, conditional requests, and what changes as its clock moves."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import feedparser
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from selectolax.lexbor import LexborHTMLParser

from headwater.demo.clock import PRELUDE, UNFOLDING, Clock
from headwater.demo.pages import Site
from headwater.demo.press import Press
from headwater.demo.script import Scripted, script
from headwater.demo.truth import Truth, truth
from headwater.errors import BusyError

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALL = UNFOLDING
BELL = "/culture/la-bernarda-vuelve-a-villaluz"


class Loopback(AbstractResolver):
    """Every name is this machine, as RFC 6761 says of those below localhost."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        return None


class Reader:
    """A client with its press."""

    def __init__(self, press: Press, session: aiohttp.ClientSession) -> None:
        self.press = press
        self._session = session

    def site(self, slug: str) -> Site:
        return next(site for site in self.press.outlets if site.slug == slug)

    async def get(self, url: str, **headers: str) -> tuple[int, str, CIMultiDictProxy[str]]:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.get(url, headers=names) as answer:
            return answer.status, await answer.text(), answer.headers

    async def page(self, key: str) -> tuple[int, str]:
        report = script().reports[key]
        status, text, _ = await self.get(self.site(report.outlet).base + report.path)
        return status, text


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    connector = aiohttp.TCPConnector(resolver=Loopback())
    async with Press(Clock.opening(NOW, 1.0)) as press, aiohttp.ClientSession(connector=connector) as session:
        yield Reader(press, session)


async def test_feeds_parse_and_hold_what_is_out(reader: Reader) -> None:
    out = {each.url for each, report in _pairs(reader) if report.after * MINUTE <= PRELUDE}
    for site in reader.press.outlets:
        status, text, headers = await reader.get(site.feed_url)
        assert status == 200
        links = _links(text, site.outlet.feed)
        assert set(links) == {url for url in out if url.startswith(site.base + "/")}
        assert len(links) == len(set(links))
        assert "charset=utf-8" in headers["Content-Type"]


async def test_every_report_is_served_in_its_words_and_language(reader: Reader) -> None:
    reader.press.clock.skip(ALL)
    for each, report in _pairs(reader):
        status, text, _ = await reader.get(each.url)
        if report.withdrawn is not None:
            continue
        assert status == 200
        tree = LexborHTMLParser(text)
        title = report.corrections[-1].title if report.corrections else report.title
        assert tree.css_first("h1").text() == title
        assert tree.css_first("html").attributes["lang"] == reader.site(report.outlet).language
        body = tree.body.text() if tree.body else ""
        assert each.credit in body
        assert not re.search(r"\{\w+[+-]?\d*\}|\]\(", body)


async def test_the_truth_is_not_served(reader: Reader) -> None:
    reader.press.clock.skip(ALL)
    words = {each.how for each in truth()} - {"own", "cites"} | {each.primary for each in truth() if each.primary}
    fronts = [url for site in reader.press.outlets for url in (site.home_url, site.feed_url)]
    for url in fronts + [each.url for each, _ in _pairs(reader)]:
        _, text, _ = await reader.get(url)
        assert not [word for word in words if word in text]


async def test_home_announces_the_feed_except_where_there_is_only_a_sitemap(reader: Reader) -> None:
    for site in reader.press.outlets:
        _, text, _ = await reader.get(site.home_url)
        link = LexborHTMLParser(text).css_first("link[rel=alternate]")
        _, robots, _ = await reader.get(site.base + "/robots.txt")
        assert "Disallow: /private" in robots
        if site.outlet.feed == "sitemap":
            assert link is None
            assert f"Sitemap: {site.feed_url}" in robots
        else:
            assert link.attributes["href"] == site.feed_url


async def test_unchanged_feeds_answer_304(reader: Reader) -> None:
    for site in reader.press.outlets:
        _, _, headers = await reader.get(site.feed_url)
        tag, date = headers["ETag"], headers["Last-Modified"]
        assert (await reader.get(site.feed_url, If_None_Match=tag))[:2] == (304, "")
        assert (await reader.get(site.feed_url, If_None_Match=f'"x", W/{tag}'))[0] == 304
        assert (await reader.get(site.feed_url, If_Modified_Since=date))[0] == 304
        assert (await reader.get(site.feed_url, If_None_Match='"other"', If_Modified_Since=date))[0] == 200
        before = "Thu, 01 Jan 2026 00:00:00 GMT"
        assert (await reader.get(site.feed_url, If_Modified_Since=before))[0] == 200


async def test_a_feed_changes_with_its_reports(reader: Reader) -> None:
    site = reader.site("quillfern")
    _, _, old = await reader.get(site.feed_url)
    reader.press.clock.skip(ALL)
    status, text, new = await reader.get(site.feed_url, If_None_Match=old["ETag"])
    assert status == 200
    assert new["Last-Modified"] != old["Last-Modified"]
    assert "Kettle Pass to stay shut" in text


async def test_a_correction_changes_text_title_and_time(reader: Reader) -> None:
    key = "orrowdale-echo/train-passengers-walk-out-of-kettle-tunnel"
    _, before = await reader.page(key)
    assert "All 340 passengers" in before
    assert "Correction" not in before
    reader.press.clock.skip(ALL)
    _, after = await reader.page(key)
    assert "All 304 passengers" in after
    assert "All 340 passengers" not in after
    assert "Two digits had changed places" in after
    times = [LexborHTMLParser(page).css_first('[property="article:modified_time"]').attributes for page in (before, after)]
    assert times[0]["content"] != times[1]["content"]


async def test_a_live_blog_grows_from_the_top(reader: Reader) -> None:
    key = "sillhaven-telegraph/live-maid-of-sill"
    _, before = await reader.page(key)
    reader.press.clock.skip(ALL)
    _, after = await reader.page(key)
    titles = [[node.text() for node in LexborHTMLParser(page).css(".post h3")] for page in (before, after)]
    assert titles[1][0] == "She is off"
    assert titles[1][-len(titles[0]) :] == titles[0]
    assert len(titles[1]) == 7
    data = json.loads(LexborHTMLParser(after).css_first('script[type="application/ld+json"]').text())
    assert data["@type"] == "LiveBlogPosting"
    assert len(data["liveBlogUpdate"]) == 7


async def test_a_withdrawn_report_is_gone(reader: Reader) -> None:
    key = "kestrel-review/the-ceiling-of-ward-nine"
    site = reader.site("kestrel-review")
    assert (await reader.page(key))[0] == 200
    reader.press.clock.skip(ALL)
    status, text = await reader.page(key)
    assert status == 410
    assert "panels" not in text
    for url in (site.feed_url, site.home_url):
        assert "ward-nine" not in (await reader.get(url))[1]


async def test_what_is_not_out_yet_is_not_there(reader: Reader) -> None:
    assert (await reader.page("quillfern/kettle-line-shut-three-weeks"))[0] == 404
    assert (await reader.get(reader.site("hvylia").base + BELL))[0] == 404


async def test_metadata_is_stated_as_each_outlet_does(reader: Reader) -> None:
    def has(page: str, selector: str) -> bool:
        return LexborHTMLParser(page).css_first(selector) is not None

    _, visible = await reader.page("vechirnii/dzvin-vazon")
    assert has(visible, ".date")
    assert not has(visible, 'meta[property], script[type="application/ld+json"], time')
    _, meta = await reader.page("gazette-salines/flamants-retour-salines")
    assert has(meta, "meta[name=date]")
    assert not has(meta, ".date, time, script, meta[property]")
    _, full = await reader.page("brackwater-post/tolmen-dockers-return")
    assert has(full, "time[datetime]")
    data = json.loads(LexborHTMLParser(full).css_first('script[type="application/ld+json"]').text())
    assert datetime.fromisoformat(data["datePublished"]) <= NOW


async def test_no_date_lies_ahead_of_real_time(reader: Reader) -> None:
    for site in reader.press.outlets:
        for stamp in re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", (await reader.get(site.feed_url))[1]):
            assert datetime.fromisoformat(stamp) <= NOW


async def test_unknown_hosts_get_the_directory(reader: Reader) -> None:
    _, text, _ = await reader.get(f"http://nobody.localhost:{reader.press.port}/")
    _, direct, _ = await reader.get(f"http://127.0.0.1:{reader.press.port}/")
    assert text == direct
    for site in reader.press.outlets:
        assert f'href="{site.home_url}"' in text
    _, opml, _ = await reader.get(reader.press.directory_url + "outlets.opml")
    assert opml.count("xmlUrl=") == len(reader.press.outlets)


async def test_a_port_in_use_is_an_error_in_one_line(reader: Reader) -> None:
    with pytest.raises(BusyError, match=str(reader.press.port)):
        async with Press(Clock(NOW, 1.0), reader.press.port):
            pass


def _pairs(reader: Reader) -> list[tuple[Truth, Scripted]]:
    return list(zip(truth(reader.press.port), script().reports.values(), strict=True))


def _links(text: str, form: str) -> list[str]:
    if form == "json":
        return [item["url"] for item in json.loads(text)["items"]]
    if form == "sitemap":
        return re.findall(r"<loc>(.*?)</loc>", text)
    parsed = feedparser.parse(text)
    assert not parsed.bozo
    assert all(entry.published_parsed for entry in parsed.entries)
    return [entry.link for entry in parsed.entries]
