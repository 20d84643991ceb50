"""Who wrote it, from what pages state and show; and when, from what they show."""

from __future__ import annotations

import json

import pytest
from extract_captures import read
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.extract.people import is_outlet, looks_like_name, split_byline

LINES = "".join(
    f"<p>The ferry company of Tallow Bay said on {day} that it would run two ships less this winter, citing the price of fuel.</p>"
    for day in ("Monday", "Tuesday", "Friday")
)


def page(above: str = "", head: str = "", below: str = "") -> str:
    site = '<meta property="og:site_name" content="Tallow Post">'
    return f"<html><head>{site}{head}</head><body><article><h1>Ferry cut to two ships</h1>{above}{LINES}{below}</article></body></html>"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Quill and Bo Renner", ["Ada Quill", "Bo Renner"]),
        ("Ada Quill December 2, 2025", ["Ada Quill"]),
        ("Ada Quill 21.10.2019", ["Ada Quill"]),
        ("Ada Quill am 29.12.2010", ["Ada Quill"]),
        ("Ada Quill – 30. Juni 2025", ["Ada Quill"]),
        ("Ada Quill 2–3 minutes", ["Ada Quill"]),
        ("View all posts by Ada Quill", ["Ada Quill"]),
        ("Veröffentlicht von Ada Quill", ["Ada Quill"]),
        ("May Marchetti", ["May Marchetti"]),
        ("신주현 기자", ["신주현"]),
        ("（责编：牛青、岳红）", ["牛青", "岳红"]),
        ("Ada Quill, harbour correspondent", ["Ada Quill"]),
    ],
)
def test_a_byline_gives_its_names(line: str, names: list[str]) -> None:
    assert split_byline(line) == names


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ('<p><a href="/author/ada-quill">Ada Quill</a></p>', ("Ada Quill",)),
        ('<p><a href="/authors">Authors</a> <a href="/authors/ada-quill">Ada Quill</a></p>', ("Ada Quill",)),
        ('<div class="entry-author-box">By Ada Quill</div>', ("Ada Quill",)),
        ('<div><span class="author-name">Ada Quill</span><span class="author-name">Bo Renner</span></div>', ("Ada Quill", "Bo Renner")),
        ('<div class="author">Follow us on Twitter</div>', ()),
        ('<p itemprop="author">Ada Quill</p>', ("Ada Quill",)),
        ("<p><b>Ada Quill/Bo Renner</b></p>", ("Ada Quill", "Bo Renner")),
        ("", ()),
    ],
)
def test_the_visible_byline_is_found(above: str, authors: tuple[str, ...]) -> None:
    assert read(page(above)).authors == authors


def test_bylines_of_teasers_and_comments_are_not_the_reports() -> None:
    below = '<aside><a href="/author/x">Cleo Marsh</a></aside><div class="comments"><b class="author">Dora Finn</b></div>'
    assert read(page(below=below)).authors == ()


def test_a_person_goes_before_the_outlet_and_the_outlet_before_nobody() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Ferry cut", "author": {"@type": "Organization", "name": "Tallow Post News"}})
    head = f'<script type="application/ld+json">{data}</script>'
    assert read(page('<p class="byline">By Ada Quill</p>', head)).authors == ("Ada Quill",)
    assert read(page("", head)).authors == ("Tallow Post News",)


def test_a_label_says_that_a_card_names_the_writer() -> None:
    head = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Quill">'
    assert read(page(head=head)).authors == ("Ada Quill",)
    assert read(page(head=head.replace("Written by", "Reading time"))).authors == ()


@pytest.mark.parametrize(
    ("above", "day", "evidence"),
    [
        ("<p>Tallow Bay, 12 May 2026</p>", "2026-05-12", "visible date"),
        ("<p>12.05.2026</p>", "2026-05-12", "visible date"),
        ('<script>{"deployDt":"2026.05.12 18:40"}</script>', "2026-05-12", "date in the markup"),
        ('<div data-published-at="2026-05-12T18:40:00+02:00"></div>', "2026-05-12", "date in the markup"),
        ("<p>© 2026 Tallow Post</p>", "", ""),
    ],
)
def test_a_date_that_only_the_page_shows_is_found(above: str, day: str, evidence: str) -> None:
    article = read(page(above))
    assert (str(article.published.date()) if article.published else "", article.published_evidence) == (day, evidence)


@pytest.mark.parametrize("name", ["Tallow Post", "tallowpost.example", "Tallow Post News", "Redaktion Tallow Post"])
def test_an_outlets_own_names(name: str) -> None:
    assert is_outlet(name, ("Tallow Post", "tallowpost.example"))
    assert not is_outlet("Ada Quill", ("Tallow Post", "tallowpost.example"))
    assert not is_outlet("Ada Quill", ("", "x"))


@given(st.text(max_size=200))
def test_any_line_gives_names_without_edges(line: str) -> None:
    for name in split_byline(line):
        assert name == name.strip()
        assert looks_like_name(name) in (True, False)
