from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headwater.model import Login
from headwater.sources.logins import MAX_LOGIN, authorization, joined, origin_of, parted

printable = st.text(st.characters(min_codepoint=32, exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Cn", "Co", "Zs")), max_size=30)


@given(printable.filter(lambda name: ":" not in name), printable)
def test_what_is_parted_is_joined_again(name: str, secret: str) -> None:
    assume(name or secret)
    login = Login(origin="https://feeds.example", name=name, secret=secret)
    url, found = parted(joined("https://feeds.example/a?b=c", login))
    assert url == "https://feeds.example/a?b=c"
    assert found == login


@pytest.mark.parametrize("url", ["https://feeds.example/a", "feeds.example", "file:///etc/passwd", "ftp://a:b@c.example/", "", "http://["])
def test_what_holds_no_login_stays_as_it_is(url: str) -> None:
    assert parted(url) == (url, None)


@pytest.mark.parametrize("user", ["a%0d%0aX: y:b", "a%3ab:c", "a:b%00", "x" * (MAX_LOGIN + 1) + ":y"])
def test_what_cannot_be_sent_is_taken_out_and_not_kept(user: str) -> None:
    assert parted(f"https://{user}@feeds.example/") == ("https://feeds.example/", None)


def test_the_header_is_that_of_the_rfc() -> None:
    assert authorization(Login(origin="", name="Aladdin", secret="open sesame")) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_origins_are_scheme_host_and_port() -> None:
    assert origin_of("https://Feeds.example:443/a") == "https://feeds.example"
    assert origin_of("http://feeds.example:8080") == "http://feeds.example:8080"
    assert origin_of("nonsense") == ""
