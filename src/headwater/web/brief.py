"""The day's brief as a page and as JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from litestar import HttpMethod, Request, Response, get, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from headwater.briefing import a_day
from headwater.errors import NotFoundError, UsageError
from headwater.model import Brief, BriefItem, Story
from headwater.pages import ArticleLine
from headwater.web.reading import Reading
from headwater.web.render import Renderer

App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]
_page = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, sync_to_thread=True)
_get = partial(get, sync_to_thread=True)
Asked = Request[Any, Any, State]
_LANGUAGE = re.compile(r"[a-z]{2,3}|")


@dataclass(frozen=True, slots=True)
class Noted:
    """A story of the brief as it is laid out: sentences with the numbers of their notes, and the notes."""

    item: BriefItem
    story: Story | None
    sentences: tuple[tuple[str, bool, tuple[int, ...]], ...]
    notes: tuple[ArticleLine, ...]


def noted(item: BriefItem, story: Story | None, lines: dict[str, ArticleLine]) -> Noted:
    """Numbers the reports of a story in the order in which they are cited."""
    order = [key for key in dict.fromkeys(source.article for s in item.sentences for source in s.sources) if key in lines]
    sentences = tuple(
        (s.text, s.differ, tuple(dict.fromkeys(order.index(source.article) + 1 for source in s.sources if source.article in order)))
        for s in item.sentences
    )
    # A sentence whose reports have all gone since has no source any more, and is not printed.
    return Noted(item, story, tuple(s for s in sentences if s[2]), tuple(lines[key] for key in order))


@_page("/brief")
def brief_today(request: Asked, app: App, pages: Pages) -> Response[str]:
    return _brief(request, app, pages, "today")


@_page("/brief/{day:str}")
def brief(request: Asked, app: App, pages: Pages, day: FromPath[str]) -> Response[str]:
    return _brief(request, app, pages, day)


def _brief(request: Asked, app: Reading, pages: Renderer, day: str) -> Response[str]:
    found = app.brief(_day(day), _language(request.query_params.get("language", "")))
    lines = app.lines({source.article for item in found.items for s in item.sentences for source in s.sources})
    stories = app.stories_of(item.story for item in found.items)
    items = [noted(item, stories.get(item.story), lines) for item in found.items]
    at = date.fromisoformat(found.day)
    return pages.page(
        request,
        "brief.html",
        brief=found,
        items=[item for item in items if item.sentences],
        at=at,
        before=(at - timedelta(days=1)).isoformat(),
        after=(at + timedelta(days=1)).isoformat(),
    )


@_get("/api/v1/brief/{day:str}")
def brief_json(app: App, day: FromPath[str], language: FromQuery[str] = "") -> Brief:
    """The brief of a day (UTC): "2026-11-21", "today" or "yesterday". `language`: only reports in it."""
    return app.brief(_day(day), _language(language))


def _day(given: str) -> date:
    try:
        return a_day(given)
    except UsageError as error:
        raise NotFoundError("There is no brief of such a day: write it like 2026-11-21.") from error


def _language(given: str) -> str:
    return given.lower() if _LANGUAGE.fullmatch(given.lower()) else ""


HANDLERS = (brief, brief_today, brief_json)
