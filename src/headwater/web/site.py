"""The web pages: one route per use case of the app, rendered on the server. JSON is in `api`, the look of it in `templates/`."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from functools import partial
from typing import Any

from litestar import HttpMethod, Litestar, Request, Response, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from headwater import __version__
from headwater.errors import HeadwaterError, NotFoundError
from headwater.sources.logins import parted
from headwater.web import api, brief, catalogue, faults, pictures, queue, rights, sagas, sayings, security, views, websub
from headwater.web.reading import Order, Reading, known_id
from headwater.web.render import Renderer

__all__ = ["Reading", "make_site"]

HITS = 20
LINES = 60
FARTHEST = 10_000
"""Lists are paged up to here; beyond it a narrower search serves better, and the store is spared."""
LONGEST_QUERY = 400
LARGEST_FORM = 64_000

Asked = Request[Any, Any, State]
Page = Response[str]
App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]

_read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
_page = partial(_read, sync_to_thread=True)
_form = partial(post, include_in_schema=False, guards=[security.same_origin], request_max_body_size=LARGEST_FORM, status_code=303)


def make_site(app: Reading, names: frozenset[str] = frozenset()) -> Litestar:
    """The ASGI application that serves `app`: pages, files, forms and the JSON API. `names`: hosts it answers to; none given: any."""
    renderer = Renderer()
    return Litestar(
        route_handlers=[
            *(front, story, article, search, river, sources, add, remove, opml, static, favicon),
            *pictures.HANDLERS,
            *catalogue.HANDLERS,
            *brief.HANDLERS,
            *sayings.HANDLERS,
            *sagas.HANDLERS,
            *rights.HANDLERS,
            *queue.HANDLERS,
            *websub.HANDLERS,
            *api.HANDLERS,
        ],
        dependencies={
            "app": Provide(lambda: app, use_cache=True, sync_to_thread=False),
            "pages": Provide(lambda: renderer, use_cache=True, sync_to_thread=False),
        },
        before_request=security.only_for(names),
        before_send=[security.protect],
        exception_handlers={Exception: faults.answer(renderer), HTTPException: faults.answer(renderer)},
        openapi_config=OpenAPIConfig(
            title="Headwater", version=__version__, path="/api", render_plugins=[JsonRenderPlugin()], use_handler_docstrings=True
        ),
        logging_config=None,
    )


@_page("/")
def front(request: Asked, app: App, pages: Pages) -> Page:
    shown = app.front(datetime.now().astimezone())
    if not shown.reports and not shown.cards:
        return pages.page(request, "first-run.html", form=True, front=shown, contact=app.settings.contact)
    return pages.page(request, "front.html", front=shown, cards=views.cards(shown), demo=app.settings.demo)


@_page("/story/{story_id:str}")
def story(request: Asked, app: App, pages: Pages, story_id: FromPath[str]) -> Response[Any]:
    try:
        shown = app.story_page(known_id(story_id))
    except NotFoundError:
        living = app.redirect(known_id(story_id))
        if living is None or living == story_id:
            raise
        return Redirect(f"/story/{living}", status_code=301)
    return pages.page(request, "story.html", view=views.story_view(shown))


@_page("/article/{article_id:str}")
def article(request: Asked, app: App, pages: Pages, article_id: FromPath[str]) -> Page:
    shown = app.article_page(known_id(article_id))
    return pages.page(request, "article.html", view=views.article_view(shown))


@_page("/search")
def search(request: Asked, app: App, pages: Pages) -> Page:
    query = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    order: Order = "newest" if request.query_params.get("order") == "newest" else "relevance"
    offset = _offset(request)
    found = app.search(query, offset, HITS, order) if query else None
    return pages.page(request, "search.html", query=query, order=order, offset=offset, step=HITS, found=found)


@_page("/river")
def river(request: Asked, app: App, pages: Pages) -> Page:
    offset = _offset(request)
    lines = app.river(offset, LINES)
    return pages.page(
        request, "river.html", days=views.hours(lines, datetime.now().astimezone()), offset=offset, step=LINES, full=len(lines) == LINES
    )


# Async by hand: Litestar wraps a sync handler twice where two handlers share a path, and the page would never be awaited.
@_read("/sources")
async def sources(request: Asked, app: App, pages: Pages) -> Page:
    return await asyncio.to_thread(_sources, request, app, pages)


@_form("/sources")
async def add(request: Asked, app: App, pages: Pages) -> Response[Any]:
    url = await _field(request, "url")
    try:
        added = await app.add(url)
    except HeadwaterError as problem:
        return await asyncio.to_thread(_sources, request, app, pages, problem=str(problem), entered=parted(url)[0])
    return Redirect(f"/sources?added={len(added)}", status_code=303)


@_form("/sources/remove")
async def remove(request: Asked, app: App) -> Redirect:
    await asyncio.to_thread(app.remove, known_id(await _field(request, "source")))
    return Redirect("/sources", status_code=303)


@_page("/opml")
def opml(app: App) -> Response[bytes]:
    headers = {"content-disposition": 'attachment; filename="headwater.opml"'}
    return Response(app.opml(), media_type="text/x-opml", headers=headers)


@_page("/static/{name:str}")
def static(request: Asked, pages: Pages, name: FromPath[str]) -> Response[bytes]:
    return _asset(request, pages, name)


@_page("/favicon.ico")
def favicon(request: Asked, pages: Pages) -> Response[bytes]:
    return _asset(request, pages, "icon.svg")


def _asset(request: Asked, pages: Renderer, name: str) -> Response[bytes]:
    asset = pages.assets.get(name)
    if asset is None:
        raise NotFoundError("No such file.")
    lasting = request.query_params.get("v") == asset.tag
    headers = {"etag": asset.etag, "cache-control": "public, max-age=31536000, immutable" if lasting else "public, no-cache"}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=asset.media)
    return Response(asset.body, headers=headers, media_type=asset.media)


def _sources(request: Asked, app: Reading, pages: Renderer, problem: str = "", entered: str = "") -> Page:
    shown = app.sources_page()
    added = request.query_params.get("added", "")
    return pages.page(
        request,
        "sources.html",
        status=422 if problem else 200,
        form=True,
        shown=shown,
        tally=views.health_tally(shown),
        problem=problem,
        entered=entered,
        added=int(added) if re.fullmatch(r"[0-9]{1,6}", added) else None,
    )


async def _field(request: Asked, name: str) -> str:
    value = (await request.form()).get(name, "")
    return value.strip()[:4096] if isinstance(value, str) else ""


def _offset(request: Asked) -> int:
    """Where a list begins; anything that is no such number begins at the top."""
    text = request.query_params.get("offset", "0")
    return min(FARTHEST, int(text)) if re.fullmatch(r"[0-9]{1,7}", text) else 0
