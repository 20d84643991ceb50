"""The built-in catalogue of the world's feeds: which there are, and which a reader means.

The list is a table of the package, read when it is first asked for. Its addresses were collected and not tried: some of them will not
answer. What the collections did not say of a feed was inferred from its address, and `CatalogueFeed.guessed` names what.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from headwater.errors import UsageError
from headwater.model import Noun
from headwater.text import plain

Kind = Literal["agency", "newspaper", "broadcaster", "magazine", "government", "institution", "blog", "forum", "company", "site"]
Topic = Literal[
    "news", "local", "politics", "business", "technology", "science", "health", "environment", "sport", "culture", "games", "lifestyle",
    "religion", "society",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
TOPICS: tuple[str, ...] = get_args(Topic)
FIELDS = {"o": "outlet", "c": "country", "l": "language", "t": "topic", "k": "kind"}
"""What can be guessed, by its letter in the table."""

_OF_A_COUNTRY, _OF_A_LANGUAGE = 40, 60
"""Feeds in the edition of a country and of a language at most: what one person can follow on one machine."""
_GENERAL = ("news", "politics", "local", "")
# Addresses of feeds about one matter or one foreign place.
_NARROW = re.compile(
    r"tag|topic|mot-cle|slug|rubrique|categor|region|countr|author|asia|afri|caribb|middle|taiwan|election|sante|salute|agenda",
    re.IGNORECASE,
)
_RANK = {kind: place for place, kind in enumerate(("agency", "newspaper", "broadcaster", "magazine", "government", "institution"))}


class CatalogueFeed(Noun, frozen=True, kw_only=True):
    """One feed. `country` is an ISO 3166 code, `language` a BCP 47 tag, both "" where they are not known, `topic` too.

    guessed  names of the fields that were inferred from the address
    world    it belongs to the edition "world"
    """

    url: str
    outlet: str
    country: str
    language: str
    topic: str
    kind: str
    guessed: tuple[str, ...] = ()
    world: bool = False


class Wanted(Noun, frozen=True, kw_only=True):
    """What is looked for: codes as in `CatalogueFeed`; "" means any. `words` have to stand in the outlet's name or the address."""

    country: str = ""
    language: str = ""
    topic: str = ""
    kind: str = ""
    edition: str = ""
    words: str = ""


@lru_cache(maxsize=1)
def feeds() -> tuple[CatalogueFeed, ...]:
    """Every feed, by country and outlet."""
    table = gzip.decompress(files("headwater.outlets").joinpath("catalogue.tsv.gz").read_bytes()).decode()
    return tuple(_feed(line) for line in table.splitlines()[1:])


def _feed(line: str) -> CatalogueFeed:
    url, outlet, country, language, topic, kind, guessed, world = line.split("\t")
    return CatalogueFeed(
        url=url,
        outlet=outlet,
        country=country,
        language=language,
        topic=topic,
        kind=kind,
        guessed=tuple(FIELDS[letter] for letter in guessed),
        world=bool(world),
    )


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """English names by ISO code, in order of the names."""
    rows = _table("countries.tsv")
    return dict(sorted(((row[0], row[1]) for row in rows), key=lambda pair: plain(pair[1])))


@lru_cache(maxsize=1)
def languages() -> dict[str, str]:
    """English names by BCP 47 tag, in order of the names."""
    return dict(sorted(((row[0], row[1]) for row in _table("languages.tsv")), key=lambda pair: plain(pair[1])))


def _table(name: str) -> list[list[str]]:
    lines = files("headwater.outlets").joinpath(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def wanted(country: str = "", language: str = "", topic: str = "", kind: str = "", edition: str = "", words: str = "") -> Wanted:
    """What a reader typed, as codes. Raises UsageError that names what is not known, with what is nearest to it.

    Countries and languages are known by code and by English name, editions as "world", "country:CH", "language:de", or by a name alone.
    """
    return Wanted(
        country=_country(country) if country else "",
        language=_language(language) if language else "",
        topic=_one_of(topic, TOPICS, "topic"),
        kind=_one_of(kind, KINDS, "kind"),
        edition=_edition(edition) if edition else "",
        words=words.strip(),
    )


def find(query: Wanted) -> tuple[CatalogueFeed, ...]:
    """The feeds that match, in the catalogue's order; those of an edition in the edition's."""
    words = plain(query.words).split()
    chosen = _of_edition(query.edition) if query.edition else feeds()
    return tuple(
        feed
        for feed in chosen
        if (not query.country or feed.country == query.country)
        and (not query.language or spoken(feed.language, query.language))
        and (not query.topic or feed.topic == query.topic)
        and (not query.kind or feed.kind == query.kind)
        and (not words or all(word in plain(f"{feed.outlet} {feed.url}") for word in words))
    )


def counts(found: Iterable[CatalogueFeed], field: Literal["country", "language", "topic", "kind"]) -> dict[str, int]:
    """How many feeds each value of the field has, most first; "" stands for what is not known."""
    return dict(Counter(getattr(feed, field) for feed in found).most_common())


def spoken(tag: str, language: str) -> bool:
    """Whether a tag is the language or a variety of it: zh-Hant is zh."""
    return tag == language or tag.startswith(language + "-")


def editions() -> tuple[str, ...]:
    """Names of the ready editions: the world, then countries and languages with ten feeds of general news or more, by name."""
    general = [feed for feed in feeds() if feed.topic in _GENERAL]
    per_country, per_language = counts(general, "country"), counts(general, "language")
    found = ["world"]
    found += [f"country:{code}" for code in countries() if per_country.get(code, 0) >= 10]
    return (*found, *(f"language:{tag}" for tag in languages() if per_language.get(tag, 0) >= 10))


def edition_name(edition: str) -> str:
    """What an edition is called: "The world", "Switzerland", "In German"."""
    kind, _, code = edition.partition(":")
    if kind == "country":
        return countries().get(code, code)
    return "In " + languages().get(code, code) if kind == "language" else "The world"


def _of_edition(edition: str) -> tuple[CatalogueFeed, ...]:
    kind, _, code = edition.partition(":")
    if kind == "world":
        return tuple(feed for feed in feeds() if feed.world)
    if kind == "country":
        return tuple(_one_each((feed for feed in feeds() if feed.country == code), _home_languages().get(code, ())))[:_OF_A_COUNTRY]
    return tuple(_in_turn(_one_each((feed for feed in feeds() if spoken(feed.language, code)), (code,))))[:_OF_A_LANGUAGE]


def _one_each(found: Iterable[CatalogueFeed], tongues: tuple[str, ...]) -> list[CatalogueFeed]:
    """The most general feed of each outlet: first those of known outlets and of more than one place, agencies and newspapers first."""

    def generality(feed: CatalogueFeed) -> tuple[bool, int, bool, int, str]:
        foreign = not any(spoken(feed.language, tongue) for tongue in tongues)
        return foreign, _GENERAL.index(feed.topic), bool(_NARROW.search(feed.url)), len(feed.url), feed.url

    def place(feed: CatalogueFeed) -> tuple[bool, bool, int, tuple[bool, int, bool, int, str]]:
        return feed.topic == "local", "kind" in feed.guessed, _RANK.get(feed.kind, len(_RANK)), generality(feed)

    best: dict[str, CatalogueFeed] = {}
    for feed in sorted((one for one in found if one.topic in _GENERAL), key=generality):
        best.setdefault(feed.outlet, feed)
    return sorted(best.values(), key=place)


def _in_turn(found: list[CatalogueFeed]) -> list[CatalogueFeed]:
    """One feed of each country after the other, so that no large country fills an edition."""
    seen: Counter[str] = Counter()
    turns = []
    for feed in found:
        turns.append((seen[feed.country], feed))
        seen[feed.country] += 1
    return [feed for _, feed in sorted(turns, key=lambda pair: pair[0])]


def _edition(text: str) -> str:
    kind, colon, rest = text.strip().partition(":")
    if not colon and plain(kind) in ("world", "the world"):
        return "world"
    if colon and plain(kind) == "country":
        return "country:" + _country(rest)
    if colon and plain(kind) == "language":
        return "language:" + _language(rest)
    if colon:
        raise UsageError(f"there is no edition “{text[:60]}”: world, country:CH and language:de are editions")
    # Two letters are a country and a language more often than not; a name is only one of them.
    code = _code(text, countries(), _other_names())
    if code and len(text.strip()) > 3:
        return "country:" + code
    tag = _code(text, languages(), {})
    if tag and len(text.strip()) > 3:
        return "language:" + tag
    raise UsageError(f"there is no edition “{text[:60]}”: write world, a country's or a language's name, country:CH or language:de")


def _country(text: str) -> str:
    code = _code(text, countries(), _other_names())
    if not code:
        raise UsageError(f"no country “{text[:60]}” is in the catalogue{_nearest(text, [*countries().values(), *_other_names()])}")
    return code


def _language(text: str) -> str:
    tag = _code(text, languages(), {})
    if not tag:
        raise UsageError(f"no language “{text[:60]}” is in the catalogue{_nearest(text, languages().values())}")
    return tag


def _code(text: str, names: dict[str, str], others: dict[str, str]) -> str:
    asked = plain(text.strip())
    for code, name in names.items():
        if asked in (code.lower(), plain(name)):
            return code
    return next((code for name, code in others.items() if plain(name) == asked), "")


@lru_cache(maxsize=1)
def _other_names() -> dict[str, str]:
    rows = _table("countries.tsv")
    return {name: row[0] for row in rows if len(row) > 3 for name in row[3].split("|") if name}


@lru_cache(maxsize=1)
def _home_languages() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[2].split()) for row in _table("countries.tsv")}


def _one_of(text: str, known: tuple[str, ...], what: str) -> str:
    asked = text.strip().lower()
    if asked and asked not in known:
        raise UsageError(f"no {what} “{text[:60]}” is in the catalogue: {', '.join(known)}")
    return asked


def _nearest(text: str, names: Iterable[str]) -> str:
    by_plain = {plain(name): name for name in names}
    near = get_close_matches(plain(text), list(by_plain), n=3, cutoff=0.6)
    return f": did you mean {' or '.join(by_plain[one] for one in near)}?" if near else ": write its English name or its code"
