"""The clean article and its parts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from headwater.model.base import Noun, Span

PageKind = Literal["article", "live_blog", "briefing", "index", "gallery", "stub", "error", "other"]
FurnitureKind = Literal["caption", "related", "footer", "source-line", "promo", "nav"]

REPORT_KINDS: frozenset[PageKind] = frozenset({"article", "live_blog", "briefing"})
"""Kinds of page that are reports; the others are kept and searchable but never grouped, credited or linked."""


class Credit(Span, frozen=True, kw_only=True):
    """A line or phrase that names who the report was taken from. `names` are canonical agency or outlet names, or as written.

    `origin` says what of theirs, where it is no report: somebody spoke to them, or they gave out a document or a post.
    """

    names: tuple[str, ...] = ()
    kind: Literal["credit", "byline", "dateline", "in_text_attribution"] = "credit"
    origin: Literal["", "interview", "document", "post"] = ""


class Furniture(Noun, frozen=True, kw_only=True):
    """What was on the page but is not the report."""

    text: str
    kind: FurnitureKind


class Hyperlink(Span, frozen=True, kw_only=True):
    """A link inside the report's text; `url` is absolute, http or https."""

    url: str


class Image(Noun, frozen=True, kw_only=True):
    url: str
    caption: str = ""
    credit: str = ""


class Post(Span, frozen=True, kw_only=True):
    """A timed entry of a live blog; `title` is "" and `published` None where the page does not say."""

    title: str = ""
    published: datetime | None = None


class Article(Noun, frozen=True, kw_only=True):
    """The clean article. `text` has paragraphs separated by one newline; `title` is "" where the page has none.

    `id` is derived from the canonical address (see `text.article_id`). `published_evidence` names where the time came from, for
    example "json-ld datePublished", "meta article:published_time", "feed", "input", "file time", or "" with `published` None.
    `date_only` is true when the evidence gives a day without a time. `language` is a BCP 47 primary tag or "und".
    `original_url` is an address on another site that the page names as its original's: evidence of where it is from, and no proof.
    `posts` are those of a live blog, in the page's order.
    """

    id: str
    url: str
    canonical_url: str
    original_url: str = ""
    external_id: str = ""
    outlet: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_evidence: str = ""
    date_only: bool = False
    modified: datetime | None = None
    language: str = "und"
    text: str = ""
    image: Image | None = None
    credits: tuple[Credit, ...] = ()
    kind: PageKind = "article"
    furniture: tuple[Furniture, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    posts: tuple[Post, ...] = ()
    section: str = ""
    keywords: tuple[str, ...] = ()
    paywalled: bool = False
    first_seen: datetime
