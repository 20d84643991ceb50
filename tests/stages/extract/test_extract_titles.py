"""Which of a page's titles is the report's, and what is cut from it."""

from __future__ import annotations

import json

import pytest
from extract_captures import read
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.extract.titles import MAX_TITLE, Names, Stated, choose_title, strip_site

NAMES = Names("Tallow Post", "Harbour", "https://www.tallowpost.example/a/b")
LINE = "<p>The ferry company of Tallow Bay said on Friday that it would run two ships less this winter, citing the price of fuel.</p>"


@pytest.mark.parametrize(
    ("linked", "shared", "tag", "seen", "title"),
    [
        ("Ferry cut", "Ferry cut", "Why the ferry was cut", "Islanders angry", "Ferry cut"),
        ("Ferry cut", "Islanders angry", "Islanders angry", "Ferry cut", "Ferry cut"),
        ("Ferry cut", "Islanders angry", "Ferry cut", "Islanders angry", "Islanders angry"),
        ("Ferry cut", "Islanders angry", "Ferry cut", "Ferry cut", "Islanders angry"),
        ("Ferry cut", "Islanders angry", "Ferry cut", "", "Ferry cut"),
        ("Ferry cut", "Winter | Ferry cut", "Winter | Ferry cut", "Ferry cut", "Ferry cut"),
        ("Ferry cut", "Islanders angry", "What now", "", "Ferry cut"),
    ],
)
def test_news_pages_are_called_by_the_title_that_others_bear_out(linked: str, shared: str, tag: str, seen: str, title: str) -> None:
    assert choose_title(Stated(linked, shared, tag, news=True), seen, NAMES) == title


def test_elsewhere_the_heading_goes_first() -> None:
    stated = Stated("A ferry guide for 2026", "Ferry guide – book now", "Ferry guide", "")
    assert choose_title(stated, "How to take the ferry", NAMES) == "How to take the ferry"
    assert choose_title(stated, "", NAMES) == "A ferry guide for 2026"
    assert choose_title(Stated(tag="Ferry guide | Tallow Post"), "", NAMES) == "Ferry guide"


@pytest.mark.parametrize(
    ("raw", "bare"),
    [
        ("Ferry cut - Harbour - Tallow Post", "Ferry cut"),
        ("Ferry cut--Harbour--Tallow Post", "Ferry cut"),
        ("Tallow Post | Ferry cut to two ships", "Ferry cut to two ships"),
        ("Ferry-cut angers a harbour", "Ferry-cut angers a harbour"),
        ("Tallow Post", "Tallow Post"),
    ],
)
def test_outlet_and_section_are_cut_and_nothing_else(raw: str, bare: str) -> None:
    assert strip_site(raw, NAMES) == bare


def test_a_section_behind_a_bare_dash_is_cut_in_scripts_without_blanks() -> None:
    assert (
        strip_site("연락선 두 척으로 줄어-정치ㅣ항구일보", Names("항구일보", "정치", "https://hanggu.example/1")) == "연락선 두 척으로 줄어"
    )


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=20))
def test_what_is_left_of_a_title_is_part_of_it(title: str, site: str, section: str) -> None:
    left = strip_site(title, Names(site, section, "https://t.example/a"))
    assert left in title
    assert strip_site(left, Names(site, section, "https://t.example/a")) in left


@given(st.builds(Stated, *(st.text(max_size=600),) * 4, st.booleans()), st.text(max_size=60))
def test_any_statements_give_a_title_of_bounded_length(stated: Stated, seen: str) -> None:
    assert len(choose_title(stated, seen, NAMES)) <= MAX_TITLE


def test_the_sites_own_heading_is_not_the_reports() -> None:
    markup = f"<head><title>Ferry cut to two ships</title></head><body><h1><a href='/'>Harbour notes</a></h1>{LINE}</body>"
    assert read(f"<html>{markup}</html>").title == "Ferry cut to two ships"


def test_the_heading_is_not_repeated_in_the_text_where_the_title_differs() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Ferry cut to two ships"})
    head = f'<script type="application/ld+json">{data}</script><meta property="og:title" content="Ferry cut to two ships">'
    article = read(
        f"<html><head>{head}</head><body><article><h1>Islanders are angry about the ferry</h1>{LINE * 3}</article></body></html>"
    )
    assert article.title == "Ferry cut to two ships"
    assert "angry" not in article.text
