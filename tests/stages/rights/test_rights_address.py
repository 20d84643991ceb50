"""One page, many addresses: variants lead to one key, other pages keep theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.errors import UsageError
from headwater.stages.rights.address import above, domains, forms, key_of
from headwater.stages.rights.scope import covers, make_scope

PAGE = "https://www.harbour.example/news/2026/ferry-strikes-pier?id=7"
SAME = [
    "http://harbour.example/news/2026/ferry-strikes-pier?id=7",
    "https://m.harbour.example/news/2026/ferry-strikes-pier/?id=7#photos",
    "https://HARBOUR.example:443/news//2026/ferry-strikes-pier?id=7&utm_source=mail&fbclid=x",
    "https://harbour.example/amp/news/2026/ferry-strikes-pier?id=7",
    "https://harbour.example/news/2026/ferry-strikes-pier/amp?id=7&outputType=amp",
    "https://harbour.example/news/2026/ferry%2Dstrikes-pier?id=7",
    "https://harbour.example/news/2026/ferry-strikes-pier/index.html?ref=front&id=7",
    "https://harbour-example.cdn.ampproject.org/c/s/www.harbour.example/news/2026/ferry-strikes-pier?id=7",
    "https://www.google.com/amp/s/harbour.example/news/2026/ferry-strikes-pier?id=7",
    "https://web.archive.org/web/20261121id_/https://www.harbour.example/news/2026/ferry-strikes-pier?id=7",
    "https://archive.example/https://www.harbour.example/news/2026/ferry-strikes-pier?id=7",
    "https://harbour-example.translate.goog/news/2026/ferry-strikes-pier?id=7&_x_tr_sl=de",
    "https://webcache.googleusercontent.com/search?q=cache:abc:https://harbour.example/news/2026/ferry-strikes-pier?id=7",
    "https://user:word@harbour.example./news/2026/ferry-strikes-pier?id=7",
]
OTHERS = [
    "https://harbour.example/news/2026/ferry-strikes-pier?id=8",
    "https://harbour.example/news/2026/ferry-strikes-pier-again?id=7",
    "https://harbour.example/news/2026/Ferry-Strikes-Pier?id=7",
    "https://other.example/news/2026/ferry-strikes-pier?id=7",
    "https://harbour.example.other.example/news/2026/ferry-strikes-pier?id=7",
    "https://other.example/?see=https://harbour.example/news/2026/ferry-strikes-pier?id=7",
]


@pytest.mark.parametrize("url", SAME)
def test_variants_of_an_address_are_one_page(url: str) -> None:
    assert key_of(PAGE) in forms(url)


@pytest.mark.parametrize("url", OTHERS)
def test_other_pages_stay_apart(url: str) -> None:
    assert key_of(PAGE) not in forms(url)


@given(st.text(max_size=200))
def test_any_text_gives_bounded_keys(text: str) -> None:
    found = forms(text)
    assert len(found) <= 4
    for key in found:
        assert "://" not in key.partition("/")[0]
        assert all(key.startswith(folder.rstrip("/").split("/")[0]) for folder in above(key))
        assert domains(key)


@given(st.sampled_from(SAME), st.sampled_from(["http://", "https://"]))
def test_a_key_is_its_own_key(url: str, scheme: str) -> None:
    key = forms(url)[-1]
    assert key_of(scheme + key) == key


@pytest.mark.parametrize(
    ("given_", "inside", "outside"),
    [
        ({"domain": "harbour.example"}, "https://news.harbour.example/x", "https://myharbour.example/x"),
        ({"domain": "https://www.harbour.example/"}, "https://harbour.example/", "https://harbour.example.other.example/"),
        ({"pattern": "https://harbour.example/archive/*"}, "http://www.harbour.example/archive/1/2", "https://harbour.example/archived/1"),
        ({"urls": ["https://harbour.example/archive/*"]}, "https://harbour.example/archive/9", "https://harbour.example/"),
        ({"urls": [PAGE]}, SAME[3], OTHERS[0]),
    ],
)
def test_a_scope_covers_what_it_says(given_: dict[str, str], inside: str, outside: str) -> None:
    scope = make_scope(**given_)  # type: ignore[arg-type]
    assert covers(scope, [inside])
    assert not covers(scope, [outside])
    assert scope.hosts == ("harbour.example",)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"domain": "harbour.example", "quote": "six words are enough for it"},
        {"domain": "not a domain"},
        {"domain": "localhost"},
        {"pattern": "https://harbour.example/*/x"},
        {"pattern": "https://harbour.example/arch*"},
        {"urls": ["javascript:alert(1)"]},
        {"urls": ["https://a.example/*", "https://b.example/x"]},
        {"urls": [f"https://a.example/{n}" for n in range(1001)]},
        {"quote": "too few words"},
    ],
)
def test_what_is_no_scope_is_refused_in_one_line(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError) as refused:
        make_scope(**wrong)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
