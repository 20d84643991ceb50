"""Sitemaps, OPML lists, and the feeds that a page names."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.errors import ContentError
from headwater.stages.parse import OpmlFeed, find_feeds, guess_feeds, parse_opml, parse_sitemap, saved_from, write_opml

SITE = "https://tidings.example/"
NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://tidings.example/1 </loc><lastmod>2026-11-20T11:00:00Z</lastmod><news:news><news:publication><news:name>M</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-11-20T10:00:00+01:00</news:publication_date>
<news:title>Dam &amp;amp; dyke</news:title></news:news></url>
<url><loc>/2</loc></url><url><loc>javascript:x</loc></url><url/></urlset>"""


@pytest.mark.parametrize(
    "body", [NEWS, gzip.compress(NEWS), gzip.compress(NEWS[:300]) + gzip.compress(NEWS[300:])], ids=["plain", "packed", "in two parts"]
)
def test_a_news_sitemap(body: bytes) -> None:
    first, second = parse_sitemap(body, SITE + "sitemap.xml").pages
    assert (first.link, first.title, first.language) == (SITE + "1", "Dam & dyke", "en")
    assert first.published == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert first.updated == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert (second.link, second.title, second.published) == (SITE + "2", "", None)


def test_an_index_and_a_list_of_addresses() -> None:
    index = (
        b"<sitemapindex><sitemap><loc>https://tidings.example/a.xml</loc></sitemap><sitemap><loc>b.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert parse_sitemap(index, SITE).sitemaps == (SITE + "a.xml", SITE + "b.xml.gz")
    listed = parse_sitemap(b"https://tidings.example/1\r\n\r\nhttps://tidings.example/2\r\n", SITE)
    assert [page.link for page in listed.pages] == [SITE + "1", SITE + "2"]


def test_a_torn_sitemap_keeps_what_it_has() -> None:
    found = parse_sitemap(NEWS[: NEWS.index(b"<url><loc>/2")], SITE)
    assert [page.link for page in found.pages] == [SITE + "1"]
    assert found.broken


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"some words\nand more", "not a sitemap"),
        (b"<rss/>", "not a sitemap"),
        (gzip.compress(b" " * (51 << 20), mtime=0), "larger than 50 MiB"),
        (b"\x1f\x8b\x08broken", "damaged gzip"),
    ],
)
def test_what_is_no_sitemap(body: bytes, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        parse_sitemap(body, SITE)


def test_opml_of_all_sorts() -> None:
    found = parse_opml(
        b"""<opml version="1.0"><body><outline text="Coast &amp; sea"><outline title="Daily">
        <outline text="Tidings" xmlUrl="https://tidings.example/feed" htmlUrl="https://tidings.example"/></outline>
        <outline type="rss" text="Lower" xmlurl="feed://quay.example/rss"/></outline>
        <outline type="rss" url="feed:https://hafen.example/atom"/><outline text="again" xmlUrl="https://tidings.example/feed"/>
        <outline text="bad" xmlUrl="javascript:alert(1)"/></body></opml>"""
    )
    assert found == (
        OpmlFeed(title="Tidings", url="https://tidings.example/feed", site="https://tidings.example/", folder="Coast & sea/Daily"),
        OpmlFeed(title="Lower", url="http://quay.example/rss", folder="Coast & sea"),
        OpmlFeed(title="", url="https://hafen.example/atom"),
    )


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"words"])
def test_what_is_no_opml(body: bytes) -> None:
    with pytest.raises(ContentError):
        parse_opml(body)


NAMES = st.text(max_size=30).map(lambda s: " ".join("".join(c for c in s if c.isprintable() and c != "/").split()))


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6))
def test_a_written_list_is_valid_and_reads_back(rows: list[tuple[str, str]]) -> None:
    feeds = tuple(
        OpmlFeed(title=title or "x", url=f"https://f{at}.example/feed?a=1&b=2", folder=folder) for at, (title, folder) in enumerate(rows)
    )
    body = write_opml(feeds, "Mine & <yours>", datetime(2026, 11, 20, tzinfo=UTC))
    root = ET.fromstring(body)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Mine & <yours>"
    assert all(outline.get("text") for outline in root.iter("outline"))
    assert sorted(parse_opml(body), key=lambda f: f.url) == sorted(feeds, key=lambda f: f.url)


def test_feeds_of_a_page_likeliest_first() -> None:
    page = b"""<html><head><base href="/news/"><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
    <link rel="Alternate" type="application/atom+xml; charset=utf-8" title="All" href="all.atom">
    <link rel="alternate" hreflang="de" href="/de">
    <link rel="stylesheet" href="/rss.css"></head><body><a href="/sport/rss.xml">Sport <b>RSS</b></a><a href="/feeding-time">Zoo</a>
    <a href="https://else.example/feed">Theirs</a><a href="javascript:rss()">x</a></body></html>"""
    assert [(f.url, f.title) for f in find_feeds(page, "https://tidings.example/x")] == [
        ("https://tidings.example/news/all.atom", "All"),
        ("https://tidings.example/comments/feed", "Comments"),
        ("https://tidings.example/sport/rss.xml", "Sport RSS"),
        ("https://else.example/feed", "Theirs"),
    ]


def test_guesses_stay_on_the_site() -> None:
    guesses = guess_feeds("https://tidings.example/blog/?x=1")
    assert guesses[0].url == "https://tidings.example/blog/feed"
    assert {"https://tidings.example/rss.xml", "https://tidings.example/sitemap.xml"} <= {one.url for one in guesses}
    assert {one.kind for one in guesses} == {"feed", "sitemap"}
    assert guess_feeds("nonsense") == ()


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ('<link rel="canonical" href="https://a.example/1?utm_source=x&amp;p=2">', "https://a.example/1?p=2"),
        ("<meta property=og:url content=https://a.example/2>", "https://a.example/2"),
        ('<link rel=canonical href="/3"><meta property="og:url" content="https://a.example/x">', "https://a.example/3"),
        ('<link rel=canonical href="https://a.example/"><meta property="og:url" content="https://a.example/4">', "https://a.example/4"),
        (
            '<link rel=canonical href="https://origin.example/5"><meta property="og:url" content="https://copy.example/5">',
            "https://copy.example/5",
        ),
        ("<!-- saved from url=(0023)https://a.example/6 --><link rel=canonical href=https://b.example/>", "https://a.example/6"),
        ("<p>canonical og:url</p>", ""),
        ('<link rel=canonical href="javascript:x">', ""),
    ],
)
def test_where_a_saved_page_came_from(page: str, url: str) -> None:
    assert saved_from(f"<html><head>{page}</head></html>".encode()) == url


MARKUP = st.sampled_from(
    [b"<a href='/feed'>", b"<link rel=alternate type=application/rss+xml href=", b"<urlset>", b"<url><loc>", b"http://a.example/",
     b"<opml>", b"<outline xmlUrl='", b"'>", b"<base href='", b"\x1f\x8b\x08\x00", b"<meta property=og:url content=", b"&#0;", b"\xff\xfe", b"http://["]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(st.one_of(MARKUP, st.binary(max_size=3)), max_size=15).map(b"".join)))
def test_any_bytes_give_a_value_or_a_content_error(body: bytes) -> None:
    assert all(one.url.startswith("http") for one in find_feeds(body, SITE))
    assert isinstance(saved_from(body), str)
    for parse in (parse_opml, lambda data: parse_sitemap(data, SITE)):
        with suppress(ContentError):
            parse(body)
