"""The brief of a day."""

from __future__ import annotations

from headwater.model.base import Noun, Span


class Cited(Span, frozen=True, kw_only=True):
    """Where a sentence comes from: a span of an article."""

    article: str


class BriefSentence(Noun, frozen=True, kw_only=True):
    """One sentence of a brief with its citations, the nearest to the primary first. `differ`: it says that reports differ."""

    text: str
    sources: tuple[Cited, ...]
    differ: bool = False


class BriefItem(Noun, frozen=True, kw_only=True):
    """One story in about five sentences. `rephrased`: they are a model's words, each borne out by what it cites."""

    story: str
    title: str
    language: str
    sentences: tuple[BriefSentence, ...]
    rephrased: bool = False


class Brief(Noun, frozen=True, kw_only=True):
    """The day in about twelve stories. `day` is ISO 8601; `language` "" where each story is in its own; `dropped` counts sentences that
    a model wrote and that what they cite does not bear out; `note` says in one line why a model that was asked did not answer."""

    day: str
    language: str = ""
    items: tuple[BriefItem, ...] = ()
    dropped: int = 0
    note: str = ""
