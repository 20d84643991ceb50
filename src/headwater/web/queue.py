"""The operator's queue: demands that nobody proved or that are disputed, with their clocks, and the decision on each.

Only who sits at the machine that Headwater runs on sees it: it shows names, e-mail addresses and statements.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from litestar import HttpMethod, Request, Response, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from headwater.errors import NotFoundError, UsageError
from headwater.stages.rights.demand import ALARMS, Demand
from headwater.web import security
from headwater.web.api import is_owner
from headwater.web.reading import Reading
from headwater.web.render import Renderer
from headwater.web.rights import LARGEST_DEMAND, known_demand

Asked = Request[Any, Any, State]
App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]
SHOWN = 100
WAIT = 5.0
"""Seconds that a decision is waited for; a removal that takes longer goes on, and its page shows how far it is."""

_page = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
_form = partial(post, include_in_schema=False, guards=[security.same_origin], request_max_body_size=LARGEST_DEMAND, status_code=303)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A demand in the queue: hours left, whether an alarm is due, and what it names, some of it."""

    demand: Demand
    left: float
    urgent: bool
    named: tuple[str, ...]


def waiting(demands: tuple[Demand, ...], now: datetime) -> list[Waiting]:
    """The queue as it is laid out, those with least time left first. Pure."""
    made = []
    for demand in demands:
        left = demand.deadline - now
        scope = demand.scope
        named = scope.urls[:8] or tuple(words for words in (scope.domain, scope.folder, scope.quote) if words)
        made.append(Waiting(demand, left / timedelta(hours=1), left <= ALARMS[0], named))
    return sorted(made, key=lambda one: one.left)


def _show(request: Asked, app: Reading, pages: Renderer, problem: str = "") -> Response[str]:
    found = waiting(app.rights.undecided(), app.rights.now())
    status = 422 if problem else 200
    return pages.page(request, "rights-queue.html", status=status, form=True, queue=found[:SHOWN], total=len(found), problem=problem)


def _own(request: Asked, app: Reading) -> None:
    if not is_owner(request, app):
        raise NotFoundError("Nothing lives at this address.")


@_page("/rights/queue")
async def queue(request: Asked, app: App, pages: Pages) -> Response[str]:
    _own(request, app)
    return await asyncio.to_thread(_show, request, app, pages)


@_form("/rights/{demand:str}/decide")
async def decide(request: Asked, app: App, pages: Pages, demand: FromPath[str]) -> Response[Any]:
    _own(request, app)
    form = await request.form()
    accept, reason = form.get("decision") == "accept", str(form.get("reason", ""))
    work = asyncio.ensure_future(asyncio.to_thread(app.rights.decide, known_demand(demand), accept, reason))
    done, _ = await asyncio.wait([work], timeout=WAIT)
    try:
        if done:
            work.result()
    except UsageError as problem:
        return await asyncio.to_thread(_show, request, app, pages, str(problem))
    return Redirect(f"/rights/{demand}", status_code=303)


HANDLERS = (queue, decide)
