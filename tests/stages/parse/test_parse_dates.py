"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.parse import parse_date

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 12:00:00 GMT",
        "Fri, 20 Nov 2026 12:00 UT",
        "Fri,20 Nov 2026 12:00:00 +0000",
        "20 Nov 26 12:00:00 Z",
        "20-Nov-2026 12:00:00",
        "Fri, 20 November 2026 13:00:00 CET",
        "Fri, 20 Nov 2026 07:00:00 EST",
        "Fri, 20 Nov 2026 07:00 AM EST",
        "Fri, 20 Nov 2026 17:30:00 IST",
        "Fri, 20 Nov 2026 14:00:00 GMT+2",
        "Fri, 20 Nov 2026 14:00:00 +02:00",
        "2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00.0000000Z",
        "2026-11-20T13:00:00+0100",
        "2026-11-20 12:00",
        "2026-11-20 12:00:00 UTC",
        "2026-11-20 13:00:00 +0100",
        "2026/11/20 12:00:00",
        "20261120T120000Z",
        "Fri Nov 20 12:00:00 2026",
        "Fri Nov 20 12:00:00 UTC 2026",
        "November 20, 2026 12:00 PM",
        "Friday, November 20th, 2026 at 12:00 pm",
        "20.11.2026 12:00",
        "Fr, 20 Nov. 2026 12:00:00",
        "ven., 20 novembre 2026 12:00",
        "20 de noviembre de 2026 12:00",
        "пт, 20 ноя 2026 15:00:00 MSK",
        "20 листопада 2026, 12:00",
        "1795176000",
        "1795176000000",
        "  Fri,  20 Nov\n 2026 12:00:00 GMT ",
    ],
)
def test_one_moment_in_many_writings(text: str) -> None:
    assert parse_date(text) == NOON


def test_the_zone_is_kept() -> None:
    moment = parse_date("Fri, 20 Nov 2026 07:00:00 -0500")
    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(("text", "day"), [("2026-11-20", 20), ("20 Nov 2026", 20), ("2026-11", 1), ("Thu, 19 Nov 2026 24:00:00 GMT", 20)])
def test_days(text: str, day: int) -> None:
    assert parse_date(text) == datetime(2026, 11, day, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "Thu, 32 Nov 2026 12:00:00 GMT",
     "2026-13-01", "Fri, 20 Foo 2026", "20 Nov 2026 27:00:00", "20 Nov 2026 12:00:00 +9999", "1"],
)  # fmt: skip
def test_what_is_no_date_or_an_absurd_one(text: str) -> None:
    assert parse_date(text) is None


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%d %B %Y %H:%M:%S %z"]),
)
def test_what_was_written_is_read_back(moment: datetime, minutes: int, form: str) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    found = parse_date(moment.strftime(form))
    assert found == moment
    assert found is not None
    assert found.utcoffset() == moment.utcoffset()


@given(st.text(max_size=200))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.tzinfo is not None
