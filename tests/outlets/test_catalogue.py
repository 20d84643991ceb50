"""The built-in catalogue: what it holds, and what a reader's words choose of it."""

from __future__ import annotations

import gzip
import tomllib
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.errors import UsageError
from headwater.outlets import catalogue
from headwater.outlets.catalogue import KINDS, TOPICS, Wanted, feeds, find, spoken, wanted
from headwater.text import clean_url, host_of, url_key

CODES = st.sampled_from([*catalogue.countries(), ""])
TAGS = st.sampled_from([*catalogue.languages(), ""])


def test_it_spans_the_world() -> None:
    every = feeds()
    assert len(every) >= 5_000
    assert len({feed.country for feed in every} - {""}) >= 100
    assert len({feed.language.partition("-")[0] for feed in every} - {""}) >= 40
    assert {feed.kind for feed in every} >= {"agency", "newspaper", "broadcaster", "magazine", "government", "institution", "blog"}


def test_it_is_small() -> None:
    packed = files("headwater.outlets").joinpath("catalogue.tsv.gz").read_bytes()
    assert len(packed) < 1_000_000
    assert len(gzip.decompress(packed)) < 5_000_000


def test_every_row_is_whole_and_no_feed_is_there_twice() -> None:
    names, tags = catalogue.countries(), catalogue.languages()
    for feed in feeds():
        assert feed.url == clean_url(feed.url)
        assert feed.url.startswith("http")
        assert host_of(feed.url)
        assert feed.outlet
        assert feed.country in names or not feed.country, feed
        assert feed.language in tags or not feed.language, feed
        assert feed.topic in TOPICS or not feed.topic, feed
        assert feed.kind in KINDS, feed
    assert [key for key, count in Counter(url_key(feed.url) for feed in feeds()).items() if count > 1] == []


def test_no_address_is_a_search_a_bridge_or_a_secret() -> None:
    for feed in feeds():
        assert host_of(feed.url) not in ("news.google.com", "reddit.com", "nitter.net", "twitter.com", "rsshub.app")
        assert not any(word in feed.url.lower() for word in ("apikey", "api_key", "token=", "localhost", "127.0.0.1"))
        assert "@" not in feed.url.split("/")[2]


def test_agencies_are_known_by_the_names_of_lineage() -> None:
    rows = tomllib.loads(files("headwater.outlets").joinpath("agencies.toml").read_text("utf-8"))["agencies"]
    named = {row["name"] for row in rows if row["kind"] == "agency"}
    assert len({feed.outlet for feed in feeds() if feed.kind == "agency"} & named) >= 25


@pytest.mark.parametrize(
    ("asked", "want"),
    [
        ({"country": "ch"}, Wanted(country="CH")),
        ({"country": "Switzerland"}, Wanted(country="CH")),
        ({"country": "UK"}, Wanted(country="GB")),
        ({"country": "cote d'ivoire"}, Wanted(country="CI")),
        ({"language": "Ukrainian"}, Wanted(language="uk")),
        ({"language": "ZH-HANT"}, Wanted(language="zh-Hant")),
        ({"topic": " Science "}, Wanted(topic="science")),
        ({"kind": "agency"}, Wanted(kind="agency")),
        ({"edition": "World"}, Wanted(edition="world")),
        ({"edition": "country:de"}, Wanted(edition="country:DE")),
        ({"edition": "language:de"}, Wanted(edition="language:de")),
        ({"edition": "Germany"}, Wanted(edition="country:DE")),
        ({"edition": "German"}, Wanted(edition="language:de")),
    ],
)
def test_words_are_understood(asked: dict[str, str], want: Wanted) -> None:
    assert wanted(**asked) == want


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"country": "Germny"}, "did you mean Germany"),
        ({"country": "qqqq"}, "its English name or its code"),
        ({"language": "Ukranian"}, "did you mean Ukrainian"),
        ({"topic": "sports"}, "sport"),
        ({"kind": "paper"}, "newspaper"),
        ({"edition": "de"}, "country:CH or language:de"),
        ({"edition": "planet:mars"}, "no edition"),
    ],
)
def test_what_is_not_understood_is_told_with_what_is_near(asked: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        wanted(**asked)


@given(CODES, TAGS, st.sampled_from([*TOPICS, ""]), st.sampled_from([*KINDS, ""]))
def test_all_that_is_found_is_what_was_asked_for(country: str, language: str, topic: str, kind: str) -> None:
    found = find(Wanted(country=country, language=language, topic=topic, kind=kind))
    assert set(found) <= set(feeds())
    for feed in found:
        assert not country or feed.country == country
        assert not language or spoken(feed.language, language)
        assert topic in ("", feed.topic)
        assert kind in ("", feed.kind)


def test_a_language_holds_its_varieties() -> None:
    assert {feed.language for feed in find(Wanted(language="zh"))} >= {"zh-Hans", "zh-Hant"}
    assert not spoken("fil", "fi")


def test_words_are_found_without_accents_and_case() -> None:
    assert {feed.outlet for feed in find(wanted(words="EL PAIS", country="ES"))} == {"El País"}


@pytest.mark.parametrize("edition", catalogue.editions())
def test_an_edition_is_short_and_has_each_outlet_once(edition: str) -> None:
    found = find(Wanted(edition=edition))
    assert 5 <= len(found) <= 60
    assert catalogue.edition_name(edition)
    if edition != "world":
        assert len({feed.outlet for feed in found}) == len(found)


def test_the_world_edition_is_spread_over_the_world() -> None:
    found = find(Wanted(edition="world"))
    assert len({feed.country for feed in found} - {""}) >= 25
    assert max(Counter(feed.country for feed in found if feed.country).values()) <= 5


def test_there_are_editions_of_many_countries_and_languages() -> None:
    names = catalogue.editions()
    assert names[0] == "world"
    assert {"country:CH", "country:KE", "country:IN", "language:de", "language:uk", "language:ar"} <= set(names)
