"""Owners' signals: read wherever they are said, the strictest wins, and each changes every surface as the table says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Signal
from headwater.stages.rights import rsl, signals
from headwater.stages.rights.signals import EFFECTS, permit
from headwater.stages.rights.surfaces import SURFACES, level

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DOC = (Path(__file__).parents[3] / "docs/rights.md").read_text(encoding="utf-8")
# What each signal leaves on each surface, in the order of SURFACES; written out by hand, so that the code is checked and not repeated.
# n: nothing, l: the link, e: an excerpt, f: the whole text.
EXPECTED = {
    "noarchive": "n n n n n n n n n n n",
    "unavailable_after": "n n n n n n n n n n n",
    "noindex": "l l l l l l n n n n l",
    "nosnippet": "l l l l l l l l n n l",
    "max-snippet": "e e e e e l e e e e f",
    "noai": "e e e e f l e e n n f",
    "tdm": "e e e e f l e e n n l",
    "no-ai-input": "e e e e f l e e n n f",
    "no-ai-train": "e e e e f l e e e n l",
    "no-search": "e e e e f l n n n n f",
    "no-use": "l l l l l l n n n n l",
}
FREE = "e e e e f l e e e e f"


def said(name: str) -> Signal:
    return Signal(name=name, value={"max-snippet": "80", "unavailable_after": "2026-01-01"}.get(name, ""))


def shown(*found: Signal) -> str:
    left = permit(found, NOW)
    return " ".join(level(left, surface)[0] for surface in SURFACES)


def test_every_signal_has_its_expectation() -> None:
    assert set(EXPECTED) == set(EFFECTS)
    assert all(len(row.split()) == len(SURFACES) for row in EXPECTED.values())


@pytest.mark.parametrize("name", EFFECTS)
def test_each_signal_on_each_surface(name: str) -> None:
    assert shown(said(name)) == EXPECTED[name]


def test_without_signals_everything_is_as_usual() -> None:
    assert shown() == FREE


@given(st.lists(st.sampled_from(sorted(EFFECTS)), max_size=6))
def test_the_strictest_wins(names: list[str]) -> None:
    order = "nlef"
    together = shown(*(said(name) for name in names)).split()
    apart = [EXPECTED[name].split() for name in names] + [FREE.split()]
    for at, found in enumerate(together):
        assert order.index(found) <= min(order.index(row[at]) for row in apart)


@pytest.mark.parametrize("name", EFFECTS)
def test_the_table_is_in_the_document(name: str) -> None:
    row = re.search(rf"^\| `{re.escape(name)}` \|(.*)\|$", DOC.partition("on each surface:")[2], re.MULTILINE)
    assert row, f"docs/rights.md has no row for {name}"
    words = {"n": "nothing", "l": "link", "e": "excerpt", "f": "full"}
    assert [cell.strip() for cell in row.group(1).split("|")] == [words[mark] for mark in EXPECTED[name].split()]


def names(found: object) -> list[str]:
    return [signal.name for signal in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="robots" content="noindex, nofollow">', ["noindex"]),
        ('<meta name="ROBOTS" content="NOARCHIVE">', ["noarchive"]),
        ('<meta name="robots" content="none">', ["noindex"]),
        ('<meta name="headwater" content="nosnippet">', ["nosnippet"]),
        ('<meta name="otherbot" content="noindex"><meta name="robots" content="index,follow">', []),
        ('<meta name="robots" content="max-snippet:-1, max-image-preview:large">', ["max-snippet"]),
        ('<meta name="robots" content="max-snippet: 50">', ["max-snippet"]),
        ('<meta name="robots" content="unavailable_after: 2026-01-01">', ["unavailable_after"]),
        ('<meta name="robots" content="noai, noimageai">', ["noai", "noai"]),
        ('<meta name="tdm-reservation" content="1">', ["tdm"]),
        ('<meta name="tdm-reservation" content="0">', []),
        ('<script type="application/rsl+xml"><rsl><prohibits type="usage">ai-train</prohibits></rsl></script>', ["no-ai-train"]),
        ("", []),
    ],
)  # fmt: skip
def test_signals_of_a_page(head: str, expected: list[str]) -> None:
    found = signals.of_page(f"<html><head><title>T</title>{head}</head><body>noarchive robots</body></html>".encode())
    assert names(found) == expected
    assert all(signal.place and signal.words for signal in found), "with the evidence"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("X-Robots-Tag", "noarchive"), ["noarchive"]),
        (("x-robots-tag", "otherbot: noindex"), []),
        (("X-Robots-Tag", "headwater: nosnippet"), ["nosnippet"]),
        (("X-Robots-Tag", "unavailable_after: 25 Jun 2025 15:00:00 GMT"), ["unavailable_after"]),
        (("TDM-Reservation", "1"), ["tdm"]),
        (("Content-Usage", "train-ai=n, search=y"), ["no-ai-train"]),
        (("Content-Usage", "bots=n"), ["no-use"]),
        (("Content-Signal", "search=yes,ai-input=no"), ["no-ai-input"]),
        (("Content-Type", "noindex"), []),
    ],
)
def test_signals_of_headers(header: tuple[str, str], expected: list[str]) -> None:
    assert names(signals.of_headers([header])) == expected


ROBOTS = """
User-agent: otherbot
Content-Signal: search=no
Disallow: /

User-agent: *
Content-Signal: search=yes, ai-train=no
Content-Usage: /archive ai-use=n
Allow: /
"""


def test_signals_of_robots_txt() -> None:
    assert names(signals.of_robots_txt(ROBOTS, "/news/1")) == ["no-ai-train"]
    assert names(signals.of_robots_txt(ROBOTS, "/archive/1")) == ["no-ai-train", "no-ai-input"]


def test_signals_of_a_site() -> None:
    rules = [{"location": "/free/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}]
    assert names(signals.of_tdmrep(rules, "/free/x")) == []
    assert names(signals.of_tdmrep(rules, "/news")) == ["tdm"]
    assert names(signals.of_tdmrep({"location": "/"}, "/")) == []
    assert names(signals.of_ai_txt("User-Agent: *\nDisallow: /\n", "/x")) == ["noai"]
    assert names(signals.of_ai_txt("User-Agent: otherbot\nDisallow: /\n", "/x")) == []


LICENCE = """<?xml version="1.0" encoding="UTF-8"?>
<rsl xmlns="https://rslstandard.org/rsl">
  <content url="/free/*"><license><permits type="usage">all</permits></license></content>
  <content url="/news/"><license><permits type="usage">search</permits><prohibits type="usage">ai-train</prohibits></license></content>
  <content url="https://outlet.example/paid/*.html$"><license><payment type="crawl"><amount>1</amount></payment></license></content>
  <content url="/mixed/"><license><permits type="usage">ai-all</permits><payment type="training"/></license>
    <license><permits type="usage">search</permits><payment type="free"/></license></content>
</rsl>"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/free/1", []),
        ("/news/1", ["no-ai-input", "no-ai-train"]),
        ("/paid/1.html", ["no-use"]),
        ("/paid/1.html?print", []),
        ("/mixed/1", ["no-ai-input", "no-ai-train"]),
        ("/elsewhere", []),
    ],
)
def test_a_licence_file(path: str, expected: list[str]) -> None:
    assert names(rsl.signals(LICENCE, "x", "https://outlet.example" + path)) == expected


def test_a_licence_of_the_whole_page() -> None:
    assert names(rsl.signals('<permits type="usage">search</permits>', "x")) == ["no-ai-input", "no-ai-train"]
    assert names(rsl.signals('<permits type="usage">all</permits>', "x")) == []
    assert rsl.signals("<rsl><content", "x") == []
    assert rsl.signals('<!DOCTYPE x [<!ENTITY a "all">]><rsl><permits type="usage">&a;</permits></rsl>', "x", "https://a.example/")


def test_where_licences_are_named() -> None:
    text = "License: https://outlet.example/a.xml\nUser-agent: otherbot\nDisallow: /\nlicense:  https://other.example/b.xml\nLicense: file:///c"
    assert rsl.of_robots(text) == ["https://outlet.example/a.xml", "https://other.example/b.xml"]
    page = b'<head><link rel="license" type="application/rsl+xml" href="/a.xml"><link rel="license" href="/text"></head>'
    assert signals.licences(page) == ["/a.xml"]


def test_a_page_is_available_until_it_is_not() -> None:
    later = Signal(name="unavailable_after", value="2026-12-24T12:00:00+00:00")
    left = permit([later], NOW)
    assert left.take
    assert left.until == datetime(2026, 12, 24, 12, tzinfo=UTC)
    assert not permit([later], datetime(2027, 1, 1, tzinfo=UTC)).take
    assert permit([Signal(name="unavailable_after", value="whenever")], NOW).take


@given(st.binary(max_size=300), st.text(max_size=200))
def test_nothing_hostile_stops_the_reading(raw: bytes, text: str) -> None:
    found = [
        *signals.of_page(b"<meta name=robots content='" + raw + b"'>"),
        *signals.of_headers([("x-robots-tag", text), ("content-usage", text), ("tdm-reservation", text)]),
        *signals.of_robots_txt("user-agent: *\ncontent-signal: " + text, "/"),
        *signals.of_ai_txt(text, "/"),
        *rsl.signals(text, "x"),
        *rsl.signals(f'<rsl><content url="{text}"/></rsl>', "x", "https://a.example/b"),
    ]
    permit(found, NOW)


def test_a_licence_in_many_layers_is_read_once() -> None:
    """Contents lie directly in the licence file; what a hostile one piles up inside them is not looked at again and again."""
    deep = "<content url='/'>" * 200 + "<a/>" * 20_000 + "</content>" * 200
    assert names(rsl.signals(f"<rsl>{deep}</rsl>", "x", "https://outlet.example/news")) == []
