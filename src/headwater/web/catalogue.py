"""The catalogue of the world's feeds as a page to choose from."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import HttpMethod, Request, Response, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from headwater.errors import UsageError
from headwater.outlets import catalogue as outlets
from headwater.outlets.catalogue import CatalogueFeed, Wanted
from headwater.web import security
from headwater.web.reading import Reading
from headwater.web.render import Renderer

PAGE = 50
MOST = 500
"""Feeds that one click subscribes to at most; a larger part of the list is for the command line."""
FILTERS = ("country", "language", "topic", "kind", "edition", "words")

LARGEST_FORM = 64_000
"""Bytes of a form; the addresses of a whole page of feeds have 15,000 at most."""

_read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
_form = partial(post, include_in_schema=False, guards=[security.same_origin], request_max_body_size=LARGEST_FORM, status_code=303)

Asked = Request[Any, Any, State]
App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the list. `filters` are the words that select it, as they stand in its address; `taken` is subscribed to already."""

    feeds: tuple[CatalogueFeed, ...]
    taken: frozenset[str]
    total: int
    offset: int
    filters: dict[str, str]
    problem: str = ""


@_read("/catalogue")
async def catalogue(request: Asked, app: App, pages: Pages) -> Response[str]:
    return await asyncio.to_thread(_page, request, app, pages)


@_form("/catalogue")
async def choose(request: Asked, app: App) -> Redirect:
    """Subscribes to the feeds that are ticked, or to all that match. Only what is in the catalogue can be meant."""
    fields = await request.form()
    filters = {name: str(fields.get(name) or "") for name in FILTERS}
    found = outlets.find(_wanted(filters))
    if fields.get("do") != "all":
        ticked = {str(one) for one in fields.getall("url", [])}
        found = tuple(feed for feed in found if feed.url in ticked)
    added = await asyncio.to_thread(app.choose, found[:MOST])
    return Redirect(f"/catalogue?{address(filters | {'added': str(len(added))})}", status_code=303)


def address(filters: dict[str, str], offset: int = 0) -> str:
    """The query string of the filters that are set, and of where the list begins."""
    return urlencode({name: value for name, value in (*filters.items(), ("offset", offset)) if value})


def _page(request: Asked, app: Reading, pages: Renderer) -> Response[str]:
    shown = _shown(request, app)
    added = request.query_params.get("added", "")
    return pages.page(
        request,
        "catalogue.html",
        status=422 if shown.problem else 200,
        form=True,
        shown=shown,
        step=PAGE,
        most=MOST,
        all=len(outlets.feeds()),
        world=len(outlets.find(Wanted(edition="world"))),
        choices=_choices(),
        editions=[(name, outlets.edition_name(name)) for name in outlets.editions()],
        countries=outlets.countries(),
        languages=outlets.languages(),
        address=address,
        added=int(added) if re.fullmatch(r"[0-9]{1,4}", added) else None,
    )


def _shown(request: Asked, app: Reading) -> Shown:
    filters = {name: request.query_params.get(name, "").strip()[:200] for name in FILTERS}
    offset = request.query_params.get("offset", "0")
    start = int(offset) if re.fullmatch(r"[0-9]{1,5}", offset) else 0
    try:
        found = outlets.find(_wanted(filters))
    except UsageError as problem:
        return Shown(feeds=(), taken=frozenset(), total=0, offset=0, filters=filters, problem=str(problem))
    part = found[start : start + PAGE]
    return Shown(feeds=part, taken=app.subscribed(feed.url for feed in part), total=len(found), offset=start, filters=filters)


def _wanted(filters: dict[str, str]) -> Wanted:
    return outlets.wanted(**filters)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """(value, label) of what each filter can be, countries and languages by name, only those that have feeds."""
    every = outlets.feeds()
    countries, languages = outlets.counts(every, "country"), outlets.counts(every, "language")
    return {
        "country": [(code, f"{name} ({countries[code]:,})") for code, name in outlets.countries().items() if code in countries],
        "language": [(tag, f"{name} ({languages[tag]:,})") for tag, name in outlets.languages().items() if tag in languages],
        "topic": [(topic, topic.capitalize()) for topic in outlets.TOPICS],
        "kind": [(kind, kind.capitalize()) for kind in outlets.KINDS],
    }


HANDLERS = (catalogue, choose)
