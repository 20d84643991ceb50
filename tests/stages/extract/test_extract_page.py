"""Invented pages → the articles that a careful reader would make of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from extract_captures import PAGES, capture, read, read_page

from headwater.errors import ContentError
from headwater.model import Entry, Furniture
from headwater.stages.extract import extract
from headwater.text import article_id

EXPECTED: dict[str, dict[str, Any]] = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
PARAGRAPHS = "".join(
    f"<p>{line}</p>"
    for line in (
        "The ferry company of Tallow Bay said on Friday that it would run two ships less this winter, citing the price of fuel.",
        "About 1,900 islanders depend on the morning boat, the mayor said, and most of them have no other way to reach their work.",
        "“Nobody asked us,” said Rune Aldal, who teaches on the mainland. “We read it on a poster at the quay, like everybody else.”",
    )
)


def page(head: str = "", body: str = PARAGRAPHS) -> str:
    return f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_stored_page_gives_its_expected_article(name: str) -> None:
    article = read_page(name, EXPECTED[name].get("url", "https://www.fjordledger.example/news/item"))
    given = msgspec.to_builtins(article)
    found = {key: given[key].split("\n") if key == "text" else given[key] for key in EXPECTED[name]}
    assert json.loads(json.dumps(found)) == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_links_stand_where_they_say_and_furniture_is_not_in_the_text(name: str) -> None:
    article = read_page(name)
    assert all(article.text[link.start : link.end] == link.text for link in article.links)
    lines = set(article.text.split("\n"))
    assert not [piece for piece in article.furniture if piece.text in lines and piece.kind != "nav"]
    assert article.credits == ()


def test_furniture_is_listed_with_its_kind() -> None:
    furniture = read_page("linked_data").furniture
    for text, kind in (
        ("The grain quay in April. (Photo: Ivo Lens)", "caption"),
        ("Ferry strike enters its second week", "related"),
        ("Sign up for our newsletter and get the harbour news every morning.", "promo"),
        ("© 2026 The Fjord Ledger. All rights reserved.", "footer"),
        ("By Ada Quill and Bo Renner", "source-line"),
    ):
        assert Furniture(text=text, kind=kind) in furniture  # type: ignore[arg-type]


def test_the_id_is_that_of_the_canonical_address() -> None:
    article = read_page("linked_data")
    assert article.id == article_id("https://www.fjordledger.example/news/2026/05/12/nordvik-closes-grain-quay")
    assert article.first_seen == datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "adopted"),
    [
        ("https://fjordledger.example/news/other", "https://fjordledger.example/news/other"),
        ("/news/other?utm_source=feed", "https://www.fjordledger.example/news/other"),
        ("https://www.fjordledger.example/", "https://www.fjordledger.example/news/item"),
        ("https://m.fjordledger.example/news/other", "https://m.fjordledger.example/news/other"),
        ("https://another.example/news/other", "https://www.fjordledger.example/news/item"),
        ("javascript:alert(1)", "https://www.fjordledger.example/news/item"),
        ("", "https://www.fjordledger.example/news/item"),
    ],
)
def test_only_a_plausible_canonical_address_is_adopted(stated: str, adopted: str) -> None:
    assert read(page(f'<link rel="canonical" href="{stated}">')).canonical_url == adopted


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="canonical" href="https://another.example/news/other">',
        '<meta name="syndication-source" content="https://another.example/news/other">',
        '<meta name="original-source" content="https://another.example/news/other">',
    ],
)
def test_an_address_on_another_site_is_the_originals_and_not_its_own(tag: str) -> None:
    found = read(page(tag))
    assert (found.original_url, found.id) == ("https://another.example/news/other", article_id("https://www.fjordledger.example/news/item"))
    assert read(page('<link rel="canonical" href="https://www.fjordledger.example/news/item">')).original_url == ""


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Ferry cut to two ships | Tallow Post", "Ferry cut to two ships"),
        ("Ferry cut to two ships - Tallow Post", "Ferry cut to two ships"),
        ("Tallow Post: Ferry cut to two ships", "Ferry cut to two ships"),
        ("Ferry cut – a third time – to two ships", "Ferry cut – a third time – to two ships"),
        ("A &#1114112; hole in the &amp;quot;ice&amp;quot;", 'A \ufffd hole in the "ice"'),
    ],
)
def test_the_title_loses_the_outlet_and_nothing_else(raw: str, title: str) -> None:
    head = f'<title>{raw}</title><meta property="og:site_name" content="Tallow Post">'
    assert read(page(head)).title == title


def test_the_feed_fills_what_the_page_leaves_open() -> None:
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    entry = Entry(title="Ferry cut", published=moment, authors=("By Ada Quill and Bo Renner",), language="en-GB")
    bare = read_page("not_found", entry=entry)
    assert (bare.published, bare.published_evidence, bare.authors) == (moment, "feed", ("Ada Quill", "Bo Renner"))
    assert bare.title == "Page not found"


def test_the_feed_gives_the_time_of_a_day_that_the_page_states() -> None:
    entry = Entry(published=datetime(2026, 2, 1, 8, 30, tzinfo=UTC))
    article = read_page("paywalled", entry=entry)
    assert (article.published, article.date_only) == (entry.published, False)
    other = read_page("paywalled", entry=Entry(published=datetime(2026, 4, 1, 8, 30, tzinfo=UTC)))
    assert (other.published_evidence, other.date_only) == ("json-ld datePublished", True)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04....", "zip"),
        (b"<html>\x00\x01\x02", "NUL"),
        (b'{"title": "no page"}', "not HTML"),
        (b"Just a line of words.", "not HTML"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "feed"),
        (b"<html><head></head><body><img src=x></body></html>", "no text"),
        (b"<html>" + b" " * (16 << 20), "at most 15 MiB"),
        (b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000, "deep"),
        (b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">x", "attributes"),
    ],
)
def test_what_can_never_be_read_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>" + "<div>x</div>" * 20_000,
        "<html><body>" + "<p>" + "word.<br>" * 50_000,
        "<html><body>" + "<ul><li>" * 1_500 + "text",
        '<html><body><script type="application/ld+json">' + "[" * 100_000 + "</script><p>Some text.",
        "<html><head><title>" + "a - " * 50_000 + "</title><body><p>Some text.",
        '<html><head><meta name="author" content="' + "By by " * 50_000 + '"><body><p>Some text.',
    ],
)
def test_crowded_pages_are_read_in_bounded_time(body: str) -> None:
    assert len(read(body).text) < 1_000_000


@pytest.mark.parametrize(
    ("encoding", "declared", "media"),
    [
        ("utf-8", "", ""),
        ("utf-8", "iso-8859-1", ""),
        ("utf-8-sig", "", ""),
        ("utf-16", "", ""),
        ("windows-1251", "windows-1251", ""),
        ("windows-1251", "", "text/html; charset=windows-1251"),
        ("koi8-r", "utf-8", "text/html; charset=koi8-r"),
    ],
)
def test_letters_survive_any_declared_encoding(encoding: str, declared: str, media: str) -> None:
    words = "Рыбаки Талловой бухты вышли в море впервые после ледовой зимы, сообщила администрация порта."
    markup = page(f'<meta charset="{declared}">' if declared else "", f"<h1>Рыбаки</h1><p>{words}</p>")
    article = extract(msgspec.structs.replace(capture(markup.encode(encoding)), media=media))
    assert words in article.text
    assert article.language == "ru"
