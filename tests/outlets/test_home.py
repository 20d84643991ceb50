"""Where an outlet is at home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.outlets.catalogue import countries, feeds
from headwater.outlets.home import country_of
from headwater.text import host_of


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("quay-courier.co.uk", "GB"),
        ("anzeiger-am-kai.de", "DE"),
        ("kai.news.com.au", "AU"),
        ("quay-courier.com", ""),
        ("quay-courier.tv", ""),
        ("quay.localhost", ""),
        ("de", ""),
        ("", ""),
        ("192.168.0.1", ""),
    ],
)
def test_the_country_of_a_host(host: str, country: str) -> None:
    assert country_of(host) == country


def test_the_catalogue_knows_hosts_whose_address_tells_nothing() -> None:
    known = [feed for feed in feeds() if feed.country and host_of(feed.url).endswith(".com")]
    agree = sum(country_of(host_of(feed.url)) in (feed.country, "") for feed in known)
    assert len(known) > 1000
    assert agree == len(known)
    assert sum(bool(country_of(host_of(feed.url))) for feed in known) > 0.8 * len(known)


@given(st.text(max_size=40))
def test_any_host_is_in_one_country_or_none(host: str) -> None:
    assert country_of(host) in {"", *countries()}
