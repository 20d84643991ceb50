"""How often a feed asks to be looked at, in all the ways there are to say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Feed
from headwater.stages.parse import parse_feed

URL = "https://tidings.example/feed"


def channel(inside: str) -> Feed:
    return parse_feed(
        f'<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Marsh</title>{inside}</channel></rss>'.encode(),
        URL,
    )


def test_hours_and_days_in_which_the_feed_sleeps() -> None:
    feed = channel(
        "<skipHours><hour>3</hour><hour> 0 </hour><hour>24</hour><hour>99</hour><hour>late</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>saturday</day><day>Holiday</day></skipDays>"
    )
    assert (feed.skip_hours, feed.skip_days) == ((0, 3), (5, 6))


def test_a_feed_that_always_sleeps_is_not_believed() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    days = "".join(f"<day>{day}</day>" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
    feed = channel(f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>")
    assert (feed.skip_hours, feed.skip_days) == ((), ())


@pytest.mark.parametrize(
    ("inside", "seconds"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<ttl>0</ttl>", None),
        ("<ttl>99999999</ttl>", 31_536_000),
        ("<ttl>soon</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 900),
        ("<sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>99999</sy:updateFrequency>", 60),
        ("<ttl>10</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>whenever</sy:updatePeriod>", None),
    ],
)
def test_the_wait_it_asks_for(inside: str, seconds: int | None) -> None:
    assert channel(inside).ttl == seconds


def test_where_it_is_known() -> None:
    feed = channel(
        '<link xmlns="http://www.w3.org/2005/Atom" rel="self" href="https://tidings.example/canonical"/>'
        '<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    )
    assert (feed.self_url, feed.hub) == ("https://tidings.example/canonical", "https://hub.example/")


@given(st.lists(st.text("0123456789- ", max_size=12), max_size=40))
def test_any_hours_are_hours_of_a_day(hours: list[str]) -> None:
    feed = channel(f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in hours)}</skipHours>")
    assert all(0 <= hour <= 23 for hour in feed.skip_hours)
