"""What a page is: walls, consent dialogs, manuals, shops; and that the short ways to tell lines apart miss none."""

from __future__ import annotations

import json
import re
from importlib import resources
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from extract_captures import read

from headwater.stages.extract import furniture
from headwater.stages.extract.body import Body
from headwater.stages.extract.hints import HINTS, name_hints
from headwater.stages.extract.kinds import report_kind
from headwater.stages.extract.kindsigns import signs
from headwater.stages.extract.lines import Lines
from headwater.stages.extract.metadata import Metadata

SAID = "<p>The ferry company of Tallow Bay said on Monday that fares would rise by four crowns, citing the price of fuel and a winter.</p>"


@pytest.mark.parametrize(
    ("wall", "kind", "paywalled"),
    [
        ("<p>Subscribe to continue reading</p>", "stub", True),
        ("<p>Diesen Artikel weiterlesen mit Tallow Plus</p>", "stub", True),
        ("<p>Cet article est réservé aux abonnés.</p>", "stub", True),
        ("<p>L’article est réservé à nos abonnés</p>", "stub", True),
        ("<p>Readers subscribe to the paper by post.</p>", "article", False),
    ],
)
def test_a_wall_makes_a_stub_of_an_opening(wall: str, kind: str, paywalled: bool) -> None:
    head = '<title>Ferry fares rise</title><meta property="og:type" content="article">'
    url = "https://t.example/news/2026/05/12/ferry-fares-rise-by-four-crowns"
    article = read(
        f"<html><head>{head}</head><body><article>{SAID}{SAID.replace('Monday', 'Tuesday')}{wall}</article></body></html>", url=url
    )
    assert (article.kind, article.paywalled) == (kind, paywalled)


def test_a_walled_report_that_shows_all_its_text_stays_a_report() -> None:
    data = '{"@type": "NewsArticle", "headline": "Ferry fares rise", "isAccessibleForFree": false}'
    lines = SAID.replace("Monday", "{}")
    body = "".join(lines.format(f"day {number}") for number in range(12))
    script = f'<script type="application/ld+json">{data}</script>'
    article = read(f"<html><head>{script}</head><body><article>{body}</article></body></html>")
    assert (article.kind, article.paywalled) == ("article", True)


def test_a_consent_dialog_is_no_report() -> None:
    text = "We and our partners use cookies and process personal data. Give your consent or change your privacy settings at any time."
    more = "Your choice is kept for a year on this device and holds for all pages of this site, and you can take it back whenever you like."
    assert read(f"<html><head><title>Tallow Post</title></head><body><div><p>{text}</p><p>{more}</p></div></body></html>").kind == "stub"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<meta property="og:type" content="website">', "https://docs.tallow.example/reference/install"),
        ("", "https://forum.tallow.example/threads/which-ferry.1234/"),
        (
            '<script type="application/ld+json">{"@type": "LocalBusiness", "name": "Tallow Movers"}</script>',
            "https://tallow.example/services/moving/",
        ),
        (
            '<script type="application/ld+json">{"@type": "Product", "name": "Model ferry"}</script>',
            "https://shop.tallow.example/products/model",
        ),
    ],
)
def test_manuals_forums_services_and_shops_are_no_reports(head: str, url: str) -> None:
    body = "".join(f"<p>Step {number}: {SAID[3:-4]}</p>" for number in range(4))
    page = read(f"<html><head><title>Tallow</title>{head}</head><body><main>{body}</main></body></html>", url=url)
    assert page.kind in ("other", "index")


def test_signs_and_weights_have_the_same_names() -> None:
    found = signs("https://t.example/a", Metadata(), Body(text="x", lines=Lines(["x"])))
    learned = json.loads(resources.files("headwater.stages.extract").joinpath("kinds.json").read_text(encoding="utf-8"))
    assert set(learned["weights"]) == set(found)


def _openings(sequence: Any, size: int) -> set[str]:
    """The first `size` characters of all that a parsed pattern matches; shorter ones where it can end there."""
    found = {""}
    for step in sequence:
        found = {start + more for start in found for more in (_begin(step, size - len(start)) if len(start) < size else {""})}
    return {start[:size] for start in found}


def _begin(step: Any, size: int) -> set[str]:
    operator, value = step
    if operator is code.LITERAL:
        return {chr(value)}
    if operator is code.AT:
        return {""}
    if operator is code.BRANCH:
        return set().union(*(_openings(branch, size) for branch in value[1]))
    if operator is code.SUBPATTERN:
        return _openings(value[3], size)
    if operator is code.MAX_REPEAT:
        once = _openings(value[2], size)
        twice = {one + two for one in once for two in once} if value[1] > 1 else set()
        return once | twice | ({""} if value[0] == 0 else set())
    digits = operator is code.IN and any(kind is code.CATEGORY and what is code.CATEGORY_DIGIT for kind, what in value)
    if operator is code.IN:
        literal = {chr(what) for kind, what in value if kind is code.LITERAL}
        return literal | (set("0123456789") if digits else set()) | ({" "} if (code.CATEGORY, code.CATEGORY_SPACE) in value else set())
    return {"?"}


@pytest.mark.parametrize("name", ["_TEXT_CREDIT", "_NAV", "_PROMO", "_RELATED_HEADING", "_RELATED_LINE"])
def test_every_line_that_a_pattern_takes_begins_as_one_that_is_looked_at(name: str) -> None:
    pattern: re.Pattern[str] = getattr(furniture, name)
    begins = {start for start in _openings(parser.parse(pattern.pattern), 3) if not start[:1].isdigit()}
    assert begins
    assert begins <= furniture._OPENINGS


@pytest.mark.parametrize(
    "title",
    [
        "Morning Briefing: rain and rates", "News in brief", "Newsletter: the week in Quill Bay", "Evening digest", "Weekly roundup",
        "Business round-up", "Market wrap", "Abend-Überblick", "Five things you need to know today", "Things to know: rain, rates",
        "Quill Bay at a glance", "What you need to know this morning", "The Download", "Week in review", "Revue de presse", "Presseschau",
        "Das Wichtigste vom Tag", "Der Tag im Überblick", "Kurz gemeldet", "L’essentiel de l’actualité", "L'actu en bref",
        "Las noticias del día", "Lo más importante del día", "Resumen del día", "Le notizie di oggi", "Головне за день", "Підсумки дня",
        "Главное за день", "Итоги дня", "今日のニュース", "ニュースまとめ",
    ],
)  # fmt: skip
def test_a_report_of_many_happenings_is_a_briefing(title: str) -> None:
    assert report_kind(title) == "briefing"
    assert report_kind("A bridge in Quill Bay is closed") == "article"


def test_names_of_elements_hint_by_their_words() -> None:
    def hinted(said: str) -> set[str]:
        bits = name_hints(said)
        return {name for at, name in enumerate(HINTS) if bits >> at & 1}

    assert hinted("articleBody") == {"body", "content"}
    assert hinted("post__content") == {"body", "content"}
    assert hinted("ad") == hinted("ads") == {"promo"}
    assert hinted("road leaders") == set()
    assert hinted("search-results") == {"list"}
    assert hinted("resultsheet") == set()
    assert hinted("sr-only") == {"hidden"}
    assert hinted("x" * 40 + "comment") == set()
