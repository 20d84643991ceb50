"""Stories, and the lineage of their reports."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from headwater.model.base import Noun

OriginKind = Literal["article", "wire", "interview", "document", "post", "unknown"]
LinkKind = Literal["copy_of", "excerpt_of", "rewrite_of", "translation_of", "common_primary", "cites", "revises"]
EvidenceKind = Literal["shared_text", "credit", "byline", "dateline", "in_text_attribution", "hyperlink", "shared_quote"]


class Containment(Noun, frozen=True, kw_only=True):
    """Share of the words of each side that stand in passages common to both, 0..1."""

    of_article: float
    of_origin: float


class Evidence(Noun, frozen=True, kw_only=True):
    """Words that show a link: a span of the article, and for shared text the same words in the origin."""

    kind: EvidenceKind
    start: int
    end: int
    text: str
    origin_start: int | None = None
    origin_end: int | None = None


class Link(Noun, frozen=True, kw_only=True):
    """One step upstream. `origin` is an article id, or None for an origin that was never seen here (a wire item, an interview)."""

    article: str
    origin: str | None
    origin_kind: OriginKind
    origin_name: str
    origin_url: str
    kind: LinkKind
    confidence: float
    containment: Containment | None = None
    evidence: tuple[Evidence, ...] = ()


class Node(Noun, frozen=True, kw_only=True):
    """A place in a story's lineage: an article, or an origin that was never seen here (`article` None).

    `code` is the letter of its origin, with a number for what was taken from it: "A", "A1", "A2". `link` leads to its parent.
    """

    code: str
    article: str | None
    name: str
    url: str
    kind: OriginKind
    link: Link | None = None
    children: tuple[Node, ...] = ()


class Primary(Noun, frozen=True, kw_only=True):
    """An origin with none further known: where the story starts. `seen` is false for a wire item known only by its credit.

    `url` is then its own page where a report links to it, else the agency's front page or ""; `earliest` is the article here that is the
    earliest copy of it, at `earliest_url`.
    """

    code: str
    name: str
    url: str
    kind: OriginKind
    article: str | None
    seen: bool
    earliest: str | None = None
    earliest_url: str = ""


class Story(Noun, frozen=True, kw_only=True):
    """The reports of one happening. `articles` are ids in order of publication; `countries` ISO codes of where its outlets are at home,
    as far as that is known."""

    id: str
    title: str
    articles: tuple[str, ...]
    languages: tuple[str, ...]
    outlets: int
    independent: int
    primary: tuple[Primary, ...]
    first_seen: datetime
    last_seen: datetime
    saga: str | None = None
    countries: tuple[str, ...] = ()


class Assignment(Noun, frozen=True, kw_only=True):
    """Decision of the story stage for one report. `story` None founds a new story; `merge` names stories that turn out to be the same.

    `reasons` are short plain sentences: why it belongs there. `alone`: nothing may join the story that it founds.
    `near` names the stories, its own excepted, that the decision should be looked at again together with.
    """

    story: str | None
    merge: tuple[str, ...] = ()
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    alone: bool = False
    near: tuple[str, ...] = ()
