"""What reports of one story say alike, and what they do not agree on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from headwater.model.base import Noun, Range, Span

DifferenceKind = Literal["quote_wording", "figure", "name", "attribution", "omission", "internal", "date"]


class Side(Span, frozen=True, kw_only=True):
    """One side of a difference: words of one article, and what they say that other sides do not.

    For a side that leaves something out, the span is empty and stands where it would be.
    """

    article: str
    says: str


class Difference(Noun, frozen=True, kw_only=True):
    """What reports of a story, or one report with itself, do not agree on. `severity` is 0..1, how much it matters."""

    kind: DifferenceKind
    summary: str
    sides: tuple[Side, ...]
    severity: float


class Member(Range, frozen=True, kw_only=True):
    """A quote by its place: the span of a `Quote` of `article`."""

    article: str


class QuoteGroup(Noun, frozen=True, kw_only=True):
    """Quotes of a story that are the same words, drifted, retold or translated. `id` is unique within the story."""

    id: str
    members: tuple[Member, ...]


class Point(Span, frozen=True, kw_only=True):
    """One value of a figure that moves: who gave it, and as of when."""

    article: str
    value: float
    at: datetime


class Series(Noun, frozen=True, kw_only=True):
    """A figure of a story that moves over time, in order of time: no conflict, a development."""

    what: str
    unit: str
    points: tuple[Point, ...]


class Comparison(Noun, frozen=True, kw_only=True):
    """What comparing the reports of a story has shown: differences, those that matter most first; quotes that are the same; series."""

    differences: tuple[Difference, ...] = ()
    groups: tuple[QuoteGroup, ...] = ()
    series: tuple[Series, ...] = ()
