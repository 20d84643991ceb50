from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_sample import BARE, FENLINE

from headwater.web import format as wording

NOW = datetime(2026, 11, 21, 12, 4, tzinfo=UTC)


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (12_000, "12,000"), (3.25, "3.25"), (3.5, "3.5"), (-1234.0, "-1,234")])
def test_number(value: float, text: str) -> None:
    assert wording.number(value) == text


def test_percent_is_clipped() -> None:
    assert [wording.percent(share) for share in (-1.0, 0.976, 7.0)] == ["0 %", "98 %", "100 %"]


def test_counts_in_words() -> None:
    assert wording.plural(1, "story", "stories") == "1 story"
    assert wording.plural(12_000, "report") == "12,000 reports"
    assert (wording.spelled(3), wording.spelled(40)) == ("three", "40")
    assert [wording.listed(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 21, 7, 5, tzinfo=UTC), "07:05"),
        (datetime(2026, 11, 20, 18, 0, tzinfo=UTC), "Fri 18:00"),
        (datetime(2026, 11, 14, 18, 0, tzinfo=UTC), "14 Nov"),
        (datetime(2024, 3, 14, 18, 0, tzinfo=UTC), "14 Mar 2024"),
        (datetime(2026, 11, 21, 9, 5, tzinfo=timezone(timedelta(hours=9))), "00:05"),
    ],
)
def test_short_time_is_as_short_as_it_can_be(at: datetime, text: str) -> None:
    assert wording.short_time(at, NOW, UTC) == text


def test_a_day_without_a_time_is_shown_without_one() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert wording.short_time(at, NOW, UTC, date_only=True) == "Fri"
    assert wording.short_time(NOW, NOW, UTC, date_only=True) == "today"
    assert wording.full_time(at, UTC, date_only=True) == "20 November 2026"
    assert wording.full_time(at, UTC) == "20 November 2026, 00:00"
    assert wording.long_day(NOW, UTC) == "Saturday 21 November 2026"


def test_time_tag_keeps_the_offset() -> None:
    at = datetime(2026, 11, 21, 9, 5, tzinfo=timezone(timedelta(hours=9)))
    assert wording.time_tag(at, "<00:05>", "meta") == '<time class="meta" datetime="2026-11-21T09:05:00+09:00">&lt;00:05&gt;</time>'


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0 s ago"), (20, "20 s ago"), (840, "14 min ago"), (21_700, "6 h ago"), (86_400, "1 day ago"), (300_000, "3 days ago")],
)
def test_ago(seconds: float, text: str) -> None:
    assert wording.ago(seconds) == text


def test_languages() -> None:
    assert wording.language_attributes("en") == ""
    assert wording.language_attributes("uk") == ' lang="uk"'
    assert wording.language_attributes("ar") == ' lang="ar" dir="rtl"'
    assert wording.language_attributes("und") == ' dir="auto"'
    assert [wording.language_name(tag) for tag in ("de", "pt-BR", "xx", "und", "")] == ["German", "Portuguese", "xx", "", ""]


@given(st.text())
def test_language_attributes_never_let_anything_out_of_the_attribute(tag: str) -> None:
    attributes = wording.language_attributes(tag)
    assert "<" not in attributes
    assert attributes.count('"') in (0, 2, 4)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", "//host.example/", "http://", "https://["]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert wording.outward(url) == ""
    assert wording.host(url) == ""


def test_a_web_address_is_linked_as_it_is() -> None:
    assert wording.outward("https://fen.example/a?b=c") == "https://fen.example/a?b=c"
    assert wording.host("https://www.fen.example/a") == "fen.example"


def test_what_has_no_title_shows_its_first_words() -> None:
    assert wording.title_of(FENLINE) == FENLINE.title
    assert wording.title_of(BARE).startswith("Ein Text ohne Titel")
    assert wording.outlet_of(BARE) == "xabare.example"
