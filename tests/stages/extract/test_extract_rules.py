"""The small rules: times, names, kinds of lines, kinds of pages, languages."""

from __future__ import annotations

import pytest
from extract_captures import read

from headwater.model import FurnitureKind
from headwater.stages.extract.dates import parse_moment
from headwater.stages.extract.furniture import is_text_credit, kind_of_line
from headwater.stages.extract.language import detect_language, primary_tag
from headwater.stages.extract.people import MAX_AUTHORS, clean_authors, split_byline


@pytest.mark.parametrize(
    ("value", "iso", "timed"),
    [
        ("2026-05-12T18:40:31+03:00", "2026-05-12T18:40:31+03:00", True),
        ("2026-05-12T18:40:31.123Z", "2026-05-12T18:40:31+00:00", True),
        ("2026-05-12 18:40", "2026-05-12T18:40:00+00:00", True),
        ("20260512T184031-0330", "2026-05-12T18:40:31-03:30", True),
        ("2026-05-12", "2026-05-12T00:00:00+00:00", False),
        ("Tue, 12 May 2026 18:40:31 GMT", "2026-05-12T18:40:31+00:00", True),
        ("12 May 2026 18:40 +0200", "2026-05-12T18:40:00+02:00", True),
        ("May 12, 2026 6:40 p.m. EDT", "2026-05-12T18:40:00-04:00", True),
        ("12. Mai 2026, 18:40 Uhr", "2026-05-12T18:40:00+00:00", True),
        ("12 de mayo de 2026", "2026-05-12T00:00:00+00:00", False),
        ("12 травня 2026, 18:40", "2026-05-12T18:40:00+00:00", True),
        ("2026年5月12日 18時40分", "2026-05-12T18:40:00+00:00", True),
        ("12.05.2026", "2026-05-12T00:00:00+00:00", False),
        ("25/12/2026", "2026-12-25T00:00:00+00:00", False),
        ("1778600431", "2026-05-12T15:40:31+00:00", True),
        ("1778600431000", "2026-05-12T15:40:31+00:00", True),
    ],
)
def test_times_keep_their_zone(value: str, iso: str, timed: bool) -> None:
    moment = parse_moment(value)
    assert moment is not None
    assert (moment.at.isoformat(), moment.timed) == (iso, timed)


@pytest.mark.parametrize("value", ["", "soon", "2026-13-45", "31.02.2026", "0001-01-01", "9999999999999", "99:99", "12345", "١٢"])
def test_what_is_no_time_is_none(value: str) -> None:
    assert parse_moment(value) is None


def test_an_american_page_puts_the_month_first() -> None:
    moment = parse_moment("03/04/2026", day_first=False)
    assert moment is not None
    assert (moment.at.month, moment.at.day) == (3, 4)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Quill and Bo Renner", ["Ada Quill", "Bo Renner"]),
        ("Von Änne Kühl, Jörg Müßig und Udo Brandt", ["Änne Kühl", "Jörg Müßig", "Udo Brandt"]),
        ("Written by: Ada Quill, Senior Reporter", ["Ada Quill"]),
        ("Ada Quill, PhD", ["Ada Quill"]),
        ("Ada Quill (ada@tallow.example)", ["Ada Quill"]),
        ("Ada Quill | Tallow Post", ["Ada Quill", "Tallow Post"]),
        ("Maria Andersen", ["Maria Andersen"]),
        ("", []),
    ],
)
def test_bylines_split_into_persons(line: str, names: list[str]) -> None:
    assert split_byline(line) == names


def test_outlets_nobodies_and_addresses_are_no_authors() -> None:
    names = ["Staff", "https://tallow.example/ada", "Ada Quill", "ADA QUILL", "Tallow Post", "admin", "Redaktion", "x" * 200]
    assert clean_authors(names, ["The Tallow Post", "tallowpost.example"]) == ("Ada Quill",)
    assert clean_authors(["Tallow Post"], ["Tallow Post"]) == ("Tallow Post",)
    assert len(clean_authors(f"Person {chr(65 + n % 26)}{chr(97 + n // 26)}" for n in range(200))) == MAX_AUTHORS


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Photo: Ivo Lens", "caption"),
        ("Boats in the basin [Ivo Lens/NVB]", "caption"),
        ("© Ivo Lens / Reuters", "caption"),
        ("Read more: Ferry strike enters its second week", "related"),
        ("Lesen Sie auch", "related"),
        ("ЧИТАЙТЕ ТАКОЖ: Порт закривають на зиму", "related"),
        ("Sign up for our daily newsletter", "promo"),
        ("Advertisement", "promo"),
        ("All rights reserved.", "footer"),
        ("Back to top", "nav"),
        ("Source: AP", None),
        ("More than 3,400 people signed – the council said", None),
        ("He said the council had shared the survey with the fishermen (and with the press).", None),
        ("The statement said the newsletter would end in June.", None),
        ("", None),
    ],
)
def test_lines_of_furniture_are_told_by_their_words(line: str, kind: FurnitureKind | None) -> None:
    assert kind_of_line(line) == kind


def test_a_credit_for_the_text_is_told_from_one_for_a_picture() -> None:
    assert is_text_credit("Source: NVB")
    assert is_text_credit("Additional reporting by Ada Quill")
    assert not is_text_credit("Source: a survey that nobody " + "has seen " * 40)
    assert not is_text_credit("Reporting restrictions were lifted on Monday.")


def test_languages_come_from_the_text_before_the_declaration() -> None:
    german = "Die Gemeinde hat am Montag den Bau einer zweiten Brücke über den Fluss beschlossen, teilte das Rathaus mit."
    assert detect_language(german, "en-US") == "de"
    assert detect_language("OK", "uk-UA") == "uk"
    assert detect_language("12:00") == "und"
    assert [primary_tag(tag) for tag in ("de-AT", "EN_us", "nb", "deu", "x", "", "english please")] == ["de", "en", "no", "de", "", "", ""]


@pytest.mark.parametrize(
    ("head", "url", "kind"),
    [
        ("<title>Ferry fares rise</title>", "https://t.example/live-blog/ferry", "live_blog"),
        ("<title>Morning briefing: ferry fares rise</title>", "https://t.example/a/b", "briefing"),
        ("<title>Ferry fares rise</title>", "https://t.example/a/b", "article"),
        ('<meta property="og:type" content="product"><title>A ferry model kit</title>', "https://t.example/a/b", "other"),
        ("<title>The ferry in pictures</title>", "https://t.example/gallery/ferry", "gallery"),
    ],
)
def test_kinds_of_pages(head: str, url: str, kind: str) -> None:
    lines = "".join(
        f"<p>The ferry company of Tallow Bay said on {day} that fares would rise by four crowns, citing the price of fuel.</p>"
        for day in ("Monday", "Tuesday", "Friday")
    )
    assert read(f"<html><head>{head}</head><body><article>{lines}</article></body></html>", url=url).kind == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("spam " * 100, "und"),
        ("Harbour pilots end their strike", "en"),
        ("Großbrand im Hafen von Tolmen gelöscht", "de"),
        ("码头将关闭", "zh"),
        ("港で火災、三人けが", "ja"),
        ("부두 폐쇄", "ko"),
        ("Пожежа в Києві", "uk"),
        ("17 : 4", "und"),
    ],
)
def test_a_headline_alone_is_of_a_language_or_of_none(text: str, language: str) -> None:
    assert detect_language(text) == language
