"""What is read of one document is bounded in its parts, so that none takes the time and memory of thousands."""

from __future__ import annotations

import pytest

from headwater.errors import ContentError
from headwater.stages.parse import jsonfeed, parse_feed, parse_opml, parse_sitemap, pieces, xmltree

URL = "https://a.example/feed"


def rss(inner: str) -> bytes:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{inner}</channel></rss>".encode()


def items(number: int) -> str:
    return "".join(f"<item><title>Report {n}</title><link>https://a.example/{n}</link></item>" for n in range(number))


def test_the_parts_of_a_document_are_bounded_and_the_first_ones_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "MAX_PARTS", 300)
    feed = parse_feed(rss(items(200)), URL)
    titles = [entry.title for entry in feed.entries]
    assert 40 <= len(titles) <= 50
    assert titles == [f"Report {n}" for n in range(len(titles))]
    assert feed.broken == xmltree.TOO_MANY


def test_attributes_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "MAX_PARTS", 300)
    feed = parse_feed(rss(items(5) + "<item " + " ".join(f"a{n}=''" for n in range(1000)) + "/>"), URL)
    assert [entry.title for entry in feed.entries] == [f"Report {n}" for n in range(5)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_document_of_wide_characters_is_cut_between_two(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(xmltree, "MAX_PARTS", 300)
    text = f"<rss version='2.0'><channel><title>Ĥafen</title>{items(200)}</channel></rss>"
    feed = parse_feed(text.encode(encoding), URL)
    assert [entry.title for entry in feed.entries][:40] == [f"Report {n}" for n in range(40)]


def test_what_has_no_more_parts_than_that_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    body = rss(items(50))
    monkeypatch.setattr(xmltree, "MAX_PARTS", body.count(b"<") + body.count(b"="))
    feed = parse_feed(body, URL)
    assert (len(feed.entries), feed.broken) == (50, "")


@pytest.mark.parametrize("piece", ["& ", "&#1114112;", "&nonsense;", "<"])
def test_what_is_mended_one_by_one_is_bounded(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    monkeypatch.setattr(xmltree, "MAX_MENDS", 50)
    feed = parse_feed(rss(items(5) + f"<item><title>{piece * 200}</title></item>" + items(5)), URL)
    assert [entry.title for entry in feed.entries][:5] == [f"Report {n}" for n in range(5)]
    assert xmltree.TOO_MANY in feed.broken


def test_the_edges_of_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MAX_EDGES", 40)
    feed = parse_feed(rss(items(100) + "<torn"), URL)
    assert [entry.title for entry in feed.entries][:19] == [f"Report {n}" for n in range(19)]
    assert len(feed.entries) <= 20


def test_sections_that_lost_their_end_are_found_in_one_pass() -> None:
    lost = "<item><title><![CDATA[Lost</title></item><item><title>Next</title></item>"
    fine = "<item><title><![CDATA[A <item> in words]]></title></item>"
    feed = parse_feed(rss(items(2) + lost + fine + "<a"), URL)
    assert "A <item> in words" in [entry.title for entry in feed.entries]


def test_json_is_bounded_in_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonfeed, "MAX_PIECES", 20)
    with pytest.raises(ContentError, match="more than 20 objects"):
        parse_feed(b'{"version":"https://jsonfeed.org/version/1","items":[' + b'{"id":"1"},' * 30 + b"{}]}", URL)


def test_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.stages.parse.opml.MAX_OUTLINES", 10)
    outlines = "".join(f"<outline xmlUrl='https://a.example/{n}'/>" for n in range(30))
    assert len(parse_opml(f"<opml><body>{outlines}</body></opml>".encode())) == 10
    monkeypatch.setattr("headwater.stages.parse.sitemap.MAX_PAGES", 10)
    locs = "".join(f"<sitemap><loc>https://a.example/{n}.xml</loc></sitemap>" for n in range(30))
    assert len(parse_sitemap(f"<sitemapindex>{locs}</sitemapindex>".encode(), URL).sitemaps) == 10
