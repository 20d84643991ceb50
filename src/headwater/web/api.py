"""The JSON API: the nouns as they are, in the shapes of the export, with a description at `/api/openapi.json`."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation

from headwater import __version__
from headwater.errors import NotFoundError
from headwater.model import Article, Difference, Figure, Link, Node, Noun, Quote, Series, Span, Story
from headwater.pages import ArticleLine, ArticlePage, DatedLine, FigureLine, PassageLine, PlaceLine, QuoteLine, SearchPage
from headwater.text import words
from headwater.web.format import outlet_of, title_of
from headwater.web.reading import Order, Reading

S = TypeVar("S", bound=Span)
App = NamedDependency[SkipValidation[Reading]]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Offset = Annotated[int, QueryParameter(ge=0, le=10_000)]
_get = partial(get, sync_to_thread=True)


class Health(Noun, frozen=True, kw_only=True):
    """`status` is "ok" while the store answers."""

    status: str
    version: str
    reports: int
    stories: int
    sources: int
    demo: bool


class Stories(Noun, frozen=True, kw_only=True):
    """The front page's stories in their order."""

    stories: tuple[Story, ...]
    total: int
    at: datetime


class StoryDocument(Story, frozen=True, kw_only=True):
    """A story with its lineage (`branches`; each node's `link` holds the evidence), its reports without their text, and its quotes."""

    branches: tuple[Node, ...] = ()
    reports: tuple[ArticleLine, ...] = ()
    quotes: tuple[QuoteLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    differences: tuple[Difference, ...] = ()
    series: tuple[Series, ...] = ()
    places: tuple[PlaceLine, ...] = ()
    dates: tuple[DatedLine, ...] = ()
    related: tuple[str, ...] = ()
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    passages: tuple[PassageLine, ...] = ()


class ArticleDocument(Article, frozen=True, kw_only=True):
    """An article with its story, its number of the latest revision, its links upstream and its facts.

    `related` are other reports of its story, or the leading reports of the stories nearest to it; `stale`: words its origin corrected.
    """

    story: str | None = None
    revision: int = 1
    upstream: tuple[Link, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    stale: tuple[Span, ...] = ()
    related: tuple[ArticleLine, ...] = ()


@_get("/health")
def health(app: App) -> Health:
    """Whether the store answers, and how much it holds."""
    shown = app.front(datetime.now().astimezone(), 1)
    return Health(
        status="ok",
        version=__version__,
        reports=shown.reports,
        stories=shown.stories,
        sources=shown.sources,
        demo=app.settings.demo,
    )


@_get("/api/v1/stories")
def stories(app: App, limit: Limit = 20) -> Stories:
    """Stories in the order of the front page."""
    shown = app.front(datetime.now().astimezone(), limit)
    return Stories(stories=tuple(card.story for card in shown.cards), total=shown.stories, at=shown.at)


@_get("/api/v1/story/{story_id:str}")
def story(app: App, story_id: FromPath[str]) -> StoryDocument:
    """One story with its lineage. The id of a merged story gives the living one."""
    _check(story_id)
    try:
        shown = app.story_page(story_id)
    except NotFoundError:
        living = app.redirect(story_id)
        if living is None:
            raise
        shown = app.story_page(living)
    return StoryDocument(
        **_fields(shown.story),
        branches=shown.branches,
        reports=tuple(_line(article, shown.story.id) for article in shown.articles),
        quotes=shown.quotes,
        figures=shown.figures,
        differences=shown.differences,
        series=shown.series,
        places=shown.places,
        dates=shown.dates,
        related=tuple(related.id for related in shown.related),
        reasons=shown.reasons,
        passages=shown.passages,
    )


@_get("/api/v1/article/{article_id:str}")
def article(request: Request[Any, Any, State], app: App, article_id: FromPath[str]) -> ArticleDocument:
    """One article. Spans are code points into its `text`, which is whole for the owner of the installation where the outlet's signals
    allow it, and else as short as on the page; what lies behind its end is left out.
    """
    _check(article_id)
    shown = app.article_page(article_id)
    found = reported(shown, owner=is_owner(request, app))
    end = len(found.text)
    return ArticleDocument(
        **_fields(found),
        story=shown.story.id if shown.story else None,
        revision=max((revision.number for revision in shown.revisions), default=1),
        upstream=tuple(msgspec.structs.replace(link, evidence=_inside(link.evidence, end)) for link in shown.upstream),
        quotes=_inside(shown.quotes, end),
        figures=_inside(shown.figures, end),
        stale=_inside(shown.stale, end),
        related=shown.related,
    )


def reported(shown: ArticlePage, *, owner: bool) -> Article:
    """The article as who asks may have it: whole for the owner where the outlet's signals allow it, else as short as its page shows it."""
    found = shown.article
    if shown.full and owner:
        return found
    end = _end(shown)
    return msgspec.structs.replace(
        found,
        text=found.text[:end],
        credits=_inside(found.credits, end),
        links=_inside(found.links, end),
        posts=_inside(found.posts, end),
        furniture=(),
    )


def is_owner(request: Request[Any, Any, State], app: Reading) -> bool:
    """Whether the person who asks is the owner of the installation: one who sits at its machine, with nothing in between.

    A proxy on the same machine says so in its headers, or in the setting `names`; then nobody is taken for the owner.
    """
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    here = request.client is not None and request.client.host in ("127.0.0.1", "::1", "testclient")
    return here and not passed_on and not getattr(app.settings, "names", ())


def _end(shown: ArticlePage) -> int:
    """Where the excerpt ends in the text."""
    return next((end for n, (_, _, end) in enumerate(words(shown.article.text), 1) if n == shown.excerpt_words), 0)


def _inside(spans: tuple[S, ...], end: int) -> tuple[S, ...]:
    return tuple(span for span in spans if span.end <= end)


@_get("/api/v1/search")
def search(app: App, q: FromQuery[str], offset: Offset = 0, limit: Limit = 20, order: FromQuery[Order] = "relevance") -> SearchPage:
    """Articles that match the query; `order` is relevance or newest."""
    return app.search(q[:400], offset, limit, order)


def _check(value: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
        raise NotFoundError("Nothing lives at this address.")


def _line(item: Article, story_id: FromPath[str]) -> ArticleLine:
    return ArticleLine(
        id=item.id,
        title=title_of(item),
        url=item.url,
        outlet=outlet_of(item),
        language=item.language,
        published=item.published,
        first_seen=item.first_seen,
        story=story_id,
        kind=item.kind,
    )


def _fields(noun: Noun) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in noun.__struct_fields__}


HANDLERS = (health, stories, story, article, search)
