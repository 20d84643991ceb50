"""The bar: a removed text is known again wherever it stands, and nothing else is taken for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Article, Report
from headwater.stages.fingerprint import fingerprint
from headwater.stages.rights import bar
from headwater.stages.rights.bar import MarkKind
from headwater.text import article_id

KEY = b"k" * 32
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PARAGRAPHS = [
    f"In the harbour of {place} the {number} boats that were to leave on {day} stayed where they were, because {who} had taken the oars."
    for number, (place, day, who) in enumerate(
        [
            ("Quill", "Monday", "the night watch"),
            ("Sill", "Tuesday", "a flock of geese"),
            ("Marrow", "Wednesday", "the drowsy council"),
            ("Tolmen", "Thursday", "three carpenters"),
            ("Hallin", "Friday", "the choir of the fish market"),
            ("Brack", "Saturday", "nobody that anyone could name"),
        ],
        3,
    )
]
TEXT = "\n".join(PARAGRAPHS)


def report(text: str = TEXT, url: str = "https://harbour.example/oars", title: str = "Oars are missing in six harbours") -> Report:
    article = Article(id=article_id(url), url=url, canonical_url=url, title=title, text=text, first_seen=NOON)
    return Report(article=article, fingerprint=fingerprint(text))


def barred(removed: Report, seen: Report, reach: bar.Reach = "all", free: tuple[str, ...] = ()) -> bool:
    made = bar.sketch(KEY, removed, (), reach)
    marks = {mark.mark: mark.kind for mark in (*made.marks, *bar.free_marks(KEY, free))}
    found: Counter[MarkKind] = Counter()
    for mark, kind in bar.questions(KEY, seen.article, seen).items():
        found[kind] += marks.get(mark) == kind
    excused = any(mark in marks for mark in bar.free_asked(KEY, (seen.article.url,)))
    return bar.is_barred(found, made.parts, free=excused)


@pytest.mark.parametrize(
    "seen",
    [
        report(),
        report(text="Something else altogether that stands at the same address now.", title="Other"),
        report(url="https://mirror.example/x", title="Elsewhere"),
        report(url="https://mirror.example/x", text=TEXT.upper(), title=""),
        report(url="https://mirror.example/x", text="\n".join(PARAGRAPHS[1:]), title=""),
        report(url="https://mirror.example/x", text="\n".join(PARAGRAPHS[:-2]), title=""),
        report(url="https://mirror.example/x", text="Read this.\n" + TEXT.replace("boats", "ships") + "\nSubscribe now.", title=""),
        report(url="https://harbour.example/other", text="", title="Oars are missing in six harbours"),
        report(url="https://harbour.example/other", text=PARAGRAPHS[0], title="A start"),
        report(url="file:///saved/page.txt", text=PARAGRAPHS[0], title=""),
        report(url="mailto:letter", text="", title="Oars are missing in six harbours"),
        report(url="https://archive.example/https://www.harbour.example/oars", text="", title=""),
    ],
)
def test_a_removed_text_is_known_again(seen: Report) -> None:
    assert barred(report(), seen)


@pytest.mark.parametrize(
    "seen",
    [
        report(url="https://harbour.example/geese", text="The geese have given the oars back.", title="Geese repent"),
        report(url="https://echo.example/oars", text="", title="Oars are missing in six harbours"),
        report(url="https://echo.example/oars", text=PARAGRAPHS[0] + "\nMore of our own reporting follows here.", title="Oars"),
        report(url="https://echo.example/oars", text="A report by others: " + " ".join(PARAGRAPHS[2:4]), title="Oars"),
    ],
)
def test_nothing_else_is_taken_for_it(seen: Report) -> None:
    assert not barred(report(), seen)


def test_the_copy_that_another_outlet_had_is_left_alone() -> None:
    copy = report(url="https://echo.example/oars")
    assert barred(report(), copy)
    assert not barred(report(), copy, free=("https://echo.example/oars",))


def test_what_its_own_page_took_back_is_barred_at_home_only() -> None:
    assert barred(report(), report(url="https://harbour.example/again", title=""), "own")
    assert barred(report(), report(url="https://harbour.example/again", text="\n".join(PARAGRAPHS[1:]), title=""), "own")
    assert not barred(report(), report(url="https://echo.example/oars"), "own")


def test_short_texts_are_told_by_their_address_alone() -> None:
    short = report(text="Correction to follow.", title="Note")
    assert barred(short, short)
    assert not barred(short, report(url="https://echo.example/note", text="Correction to follow.", title="Note"))


@given(st.binary(min_size=32, max_size=32), st.text(max_size=400), st.text(max_size=60))
def test_marks_hold_nothing_of_the_text(key: bytes, text: str, title: str) -> None:
    made = bar.sketch(key, report(text, title=title), ("https://harbour.example/also",), "all")
    packed = msgspec.msgpack.encode(made)
    for word in {w for w in f"{text} {title}".split() if len(w) > 5}:
        assert word.encode("utf-8", "replace") not in packed
    assert all(len(mark.mark) == 12 for mark in made.marks)
    other: Mapping[bytes, MarkKind] = bar.questions(bytes(32), report(text, title=title).article, report(text, title=title))
    if key != bytes(32):
        assert not {m.mark for m in made.marks} & set(other), "without the key nothing can be told"
