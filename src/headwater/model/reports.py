"""An article with all that can be known from it alone: its facts, and what others are compared with it by."""

from __future__ import annotations

from typing import Literal

from headwater.model.articles import Article
from headwater.model.base import Noun, Range, Span
from headwater.model.captures import Signal
from headwater.model.sites import Sighting

QuoteKind = Literal["direct", "indirect", "mixed"]
QuoteStatus = Literal["asserted", "denied", "unconfirmed", "confirmed"]
NameType = Literal["person", "org", "place", "event"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]


class Party(Noun, frozen=True, kw_only=True):
    """Who spoke, was spoken to, or claims: a name, its id in the article, and where it stands (None: only implied)."""

    name: str
    id: str = ""
    start: int | None = None
    end: int | None = None


class Quote(Span, frozen=True, kw_only=True):
    kind: QuoteKind = "direct"
    speaker: Party | None = None
    cue: Range | None = None
    addressee: Party | None = None
    via: tuple[str, ...] = ()
    status: QuoteStatus = "asserted"
    group: str = ""


class Figure(Span, frozen=True, kw_only=True):
    """A number that counts or measures something. `unit` is "" for a plain count."""

    value: float
    value_max: float | None = None
    unit: str = ""
    what: str = ""
    claimant: Party | None = None
    as_of: str | None = None
    modifier: str | None = None


class Name(Span, frozen=True, kw_only=True):
    """A mention of a person, organisation, place or event. Mentions of one thing share an `id` within the article."""

    type: NameType
    id: str


class Place(Span, frozen=True, kw_only=True):
    """A mention of a place, and where on Earth it is: degrees north and east (WGS 84), None where it is not known.

    `name` is its usual English name, `country` an ISO 3166 code or "" (seas, continents). Mentions of one place share an `id`; it is the
    `id` of the `Name` with the same span, if there is one.
    """

    id: str
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    country: str = ""
    type: Literal["place"] = "place"


class Time(Span, frozen=True, kw_only=True):
    """A time expression with its TIMEX3 value, read against the day of publication: "2026-03-05", "2026-W10", "P2D", "PAST_REF".

    What cannot be told without a day of publication has the value of its form alone ("XXXX-03-05"), or is left out.
    """

    value: str
    type: TimeType


class Fingerprint(Noun, frozen=True, kw_only=True):
    """What lineage and stories compare instead of texts.

    digest    16 bytes, equal for equal texts after folding case and space
    words     number of words in the text
    shingles  little-endian uint64 array, sorted, unique: winnowed 5-gram hashes
    terms     weighted story terms: (key, weight), heaviest first; keys are namespaced ("w:", "n:", "#:", "c:") and language-neutral where
              possible
    """

    digest: bytes
    words: int
    shingles: bytes
    terms: tuple[tuple[str, float], ...] = ()


class Report(Noun, frozen=True, kw_only=True):
    """An article with its facts: all that can be known from one capture alone. `sighting`: what its page shows of its site."""

    article: Article
    fingerprint: Fingerprint
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    signals: tuple[Signal, ...] = ()
    sighting: Sighting | None = None
