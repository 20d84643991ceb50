"""Whatever the bytes: an Article whose spans hold, or a ContentError. Never another exception, never a changed given text."""

from __future__ import annotations

import json

from extract_captures import SEEN, capture
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.errors import ContentError
from headwater.model import Article, Capture, CaptureKind, Entry
from headwater.stages.extract import extract

TAGS = (
    "p",
    "div",
    "h1",
    "a href='/x'",
    "b",
    "br",
    "article",
    "li",
    "ul",
    "td",
    "nav",
    "figure",
    "span",
    "script",
    "time",
    "title",
    "table",
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]),
    st.sampled_from(["&#1114112;", "&#xD800;", "&nbsp;", "<!--", "-->", '<meta property="og:title" content="', '">', "]]>"]),
    st.sampled_from(
        ["Some words stand here, she said. ", "Read more: x", "\n", "By A and B", "2026-05-12T18:40Z", "\u202e", "\ud83d\ude00"]
    ),
    st.text(max_size=20),
)
KINDS: tuple[CaptureKind, ...] = ("page", "text", "article", "mail", "entry")


def check(made: Capture) -> Article | None:
    article: Article | None = None
    try:
        article = extract(made)
    except ContentError as error:
        reason = str(error)
    if article is None:
        assert reason
        assert "\n" not in reason
        return None
    assert all(article.text[link.start : link.end] == link.text and link.text for link in article.links)
    assert article.published is None or article.published.tzinfo is not None
    assert bool(article.published) == bool(article.published_evidence)
    for value in (article.text, article.title, article.outlet, *article.authors, *(piece.text for piece in article.furniture)):
        value.encode()
    return article


@given(st.binary(max_size=400), st.sampled_from(KINDS))
@settings(max_examples=150, deadline=None)
def test_any_bytes_of_any_kind(body: bytes, kind: CaptureKind) -> None:
    check(capture(body, kind))


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_mixture_of_markup(markup: str) -> None:
    body = ("<html><body>" + markup).encode("utf-8", "replace")
    article = check(capture(body))
    if article is not None:
        assert "" not in article.text.split("\n") or not article.text
        check(Capture(url="", fetched_at=SEEN, body=body, kind="mail"))


@given(st.text(max_size=300), st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_a_given_text_is_never_changed(text: str, title: str) -> None:
    row = json.dumps({"url": "https://t.example/a", "title": title, "text": text})
    article = check(capture(row.encode("ascii"), "article"))
    assert article is None or article.text == text


@given(st.lists(st.one_of(st.text(max_size=120), st.sampled_from(["", "Related Articles", "Source: AP", "x [A/B]"])), max_size=20))
@settings(max_examples=150, deadline=None)
def test_plain_text_loses_no_words_without_listing_them(lines: list[str]) -> None:
    body = "\n".join(lines).encode("utf-8", "replace")
    article = check(capture(body, "text"))
    if article is not None:
        assert "\n\n" not in article.text
        assert not article.text.startswith("\n")
        again = check(capture(article.text, "text")) if article.text else None
        assert again is None or len(again.text) <= len(article.text)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
@settings(max_examples=80, deadline=None)
def test_any_entry(title: str, content: str, author: str) -> None:
    entry = Entry(title=title, content=content, authors=(author,), link="https://t.example/a")
    check(Capture(url="https://t.example/feed", fetched_at=SEEN, kind="entry", entry=entry))
