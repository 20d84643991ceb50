"""The pages of removal: asking, the status that needs no account, proof, counter-notice, receipt and the public log; and their JSON."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal, cast

import msgspec
from litestar import HttpMethod, Request, Response, get, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Redirect

from headwater.errors import HeadwaterError, NotFoundError, UsageError
from headwater.model import Noun
from headwater.pages import DemandPage, LogPage
from headwater.rights import Acknowledgement
from headwater.stages.rights.demand import Method, make_claim
from headwater.stages.rights.scope import make_scope
from headwater.web import security
from headwater.web.api import is_owner
from headwater.web.reading import Reading
from headwater.web.render import Renderer

Asked = Request[Any, Any, State]
Page = Response[str]
App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]

LARGEST_DEMAND = 128_000
PER_HOUR = 30
"""Demands an hour from one address elsewhere; this machine itself has no limit."""
LINES = 100
_HOUR = 3_600.0
_REMEMBERED = 4_096
_ID = re.compile(r"HW-[0-9]{4}-[a-z0-9]{4,32}")
_OWN = frozenset({"127.0.0.1", "::1", "testclient"})

_read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
_page = partial(_read, sync_to_thread=True)
_form = partial(post, include_in_schema=False, guards=[security.same_origin], request_max_body_size=LARGEST_DEMAND, status_code=303)
_get = partial(get, sync_to_thread=True)
_post = partial(post, request_max_body_size=LARGEST_DEMAND)


class DemandForm(Noun, frozen=True, kw_only=True):
    """A demand by API. One of `urls`, `domain`, `pattern`, `quote`; or `eml`, a whole mail message as text."""

    urls: tuple[str, ...] = ()
    domain: str = ""
    pattern: str = ""
    quote: str = ""
    name: str = ""
    email: str = ""
    ground: str = "copyright"
    statement: str = ""
    work: str = ""
    role: Literal["owner", "agent", "person"] = "owner"
    good_faith: bool = False
    accurate: bool = False
    signature: str = ""
    eml: str = ""


class Limit:
    """How many demands came from one address in the last hour."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, address: str) -> None:
        """One more. Raises HTTPException (429) for one too many."""
        if address in _OWN:
            return
        now = time.monotonic()
        times = self._seen.setdefault(address, deque())
        self._seen.move_to_end(address)
        while times and now - times[0] > _HOUR:
            times.popleft()
        if len(times) >= PER_HOUR:
            raise HTTPException(status_code=429, detail=f"At most {PER_HOUR} demands an hour: one demand may name many pages or a domain.")
        times.append(now)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


@dataclass(frozen=True, slots=True)
class StatusView:
    """The status page: which of the four steps is current (1 to 4), hours left, the share of the 24 hours that has passed."""

    page: DemandPage
    step: int
    left: float
    passed: float
    waiting: bool


def known_demand(value: str) -> str:
    """The id of a demand if it can be one at all; raises NotFoundError otherwise."""
    if not _ID.fullmatch(value):
        raise NotFoundError("Nothing lives at this address.")
    return value


def _ask(app: Reading, form: DemandForm) -> Acknowledgement:
    if form.eml:
        return app.rights.letter(form.eml.encode())
    scope = make_scope(form.urls, form.domain, form.pattern, form.quote)
    more = {name: getattr(form, name) for name in ("role", "work", "good_faith", "accurate", "signature")}
    return app.rights.demand(scope, make_claim(form.name, form.email, form.ground, form.statement, **more))


def _count(request: Asked) -> None:
    request.app.state.setdefault("demands", Limit()).count(request.client.host if request.client else "")


# Async by hand: Litestar wraps a sync handler twice where two handlers share a path, and the page would never be awaited.
@_read("/rights")
async def rights(request: Asked, app: App, pages: Pages) -> Page:
    return _form_page(request, app, pages, DemandForm(), "")


@_form("/rights")
async def ask(request: Asked, app: App, pages: Pages) -> Response[Any]:
    given = await request.form()
    fields = {name: value.strip() for name, value in given.items() if isinstance(value, str)}
    form = DemandForm(
        urls=tuple(line.strip() for line in fields.get("urls", "").splitlines() if line.strip()),
        domain=fields.get("domain", ""),
        name=fields.get("name", ""),
        email=fields.get("email", ""),
        ground=fields.get("ground", "copyright"),
        statement=fields.get("statement", ""),
        work=fields.get("work", ""),
        role=cast(Any, fields.get("role")) if fields.get("role") in ("agent", "person") else "owner",
        good_faith="good_faith" in fields,
        accurate="accurate" in fields,
        signature=fields.get("signature", ""),
    )
    try:
        _count(request)
        made = await asyncio.to_thread(_ask, app, form)
    except HeadwaterError as problem:
        return _form_page(request, app, pages, form, str(problem))
    return Redirect(f"/rights/{made.id}", status_code=303)


def _form_page(request: Asked, app: Reading, pages: Renderer, form: DemandForm, problem: str) -> Page:
    status = 422 if problem else 200
    waiting = len(app.rights.undecided()) if is_owner(request, app) else 0
    contact = app.settings.contact
    return pages.page(request, "rights.html", status=status, form=True, entered=form, problem=problem, contact=contact, waiting=waiting)


@_page("/rights/log")
def log(request: Asked, app: App, pages: Pages) -> Page:
    asked = request.query_params.get("after", "0")
    after = int(asked) if re.fullmatch(r"[0-9]{1,9}", asked) else 0
    return pages.page(request, "rights-log.html", shown=app.rights.log(after, LINES), after=after, step=LINES)


@_page("/rights/{demand:str}")
def status(request: Asked, app: App, pages: Pages, demand: FromPath[str]) -> Page:
    return _status_page(request, app, pages, known_demand(demand), "")


@_page("/rights/{demand:str}/receipt")
def receipt(app: App, demand: FromPath[str]) -> Response[bytes]:
    document = app.rights.receipt(known_demand(demand))
    body = msgspec.json.format(msgspec.json.encode(document))
    headers = {"content-disposition": f'attachment; filename="{demand}-receipt.json"'}
    return Response(body, media_type="application/json", headers=headers)


@_form("/rights/{demand:str}/check")
async def check(request: Asked, app: App, pages: Pages, demand: FromPath[str]) -> Response[Any]:
    try:
        await app.verify(known_demand(demand))
    except UsageError as problem:
        return await asyncio.to_thread(_status_page, request, app, pages, demand, str(problem))
    return Redirect(f"/rights/{demand}", status_code=303)


@_form("/rights/{demand:str}/letter")
async def letter(request: Asked, app: App, pages: Pages, demand: FromPath[str]) -> Response[Any]:
    try:
        await app.verify(known_demand(demand), "mail")
    except HeadwaterError as problem:
        if isinstance(problem, NotFoundError):
            raise
        return await asyncio.to_thread(_status_page, request, app, pages, demand, str(problem))
    return Redirect(f"/rights/{demand}", status_code=303)


@_form("/rights/{demand:str}/code")
async def code(request: Asked, app: App, pages: Pages, demand: FromPath[str]) -> Response[Any]:
    given = await _field(request, "code")
    try:
        await asyncio.to_thread(app.rights.confirm, known_demand(demand), given)
    except UsageError as problem:
        return await asyncio.to_thread(_status_page, request, app, pages, demand, str(problem))
    return Redirect(f"/rights/{demand}", status_code=303)


@_form("/rights/{demand:str}/counter")
async def counter(request: Asked, app: App, pages: Pages, demand: FromPath[str]) -> Response[Any]:
    statement = await _field(request, "statement")
    try:
        _count(request)
        await asyncio.to_thread(app.rights.counter, known_demand(demand), statement)
    except UsageError as problem:
        return await asyncio.to_thread(_status_page, request, app, pages, demand, str(problem))
    return Redirect(f"/rights/{demand}", status_code=303)


async def _field(request: Asked, name: str) -> str:
    value = (await request.form()).get(name, "")
    return value.strip()[:5_000] if isinstance(value, str) else ""


def _status_page(request: Asked, app: Reading, pages: Renderer, demand: str, problem: str) -> Page:
    shown = app.rights.status(demand)
    return pages.page(request, "rights-status.html", status=422 if problem else 200, form=True, view=view(shown), problem=problem)


def view(page: DemandPage) -> StatusView:
    """What the status page shows of a demand. Pure."""
    line = page.line
    step = {"received": 2, "disputed": 2, "verified": 3, "hidden": 3 if line.verified else 2, "rejected": 2, "erased": 5}[line.state]
    total = (line.deadline - line.received).total_seconds()
    left = (line.deadline - page.now).total_seconds()
    return StatusView(
        page=page,
        step=step,
        left=left / _HOUR,
        passed=min(1.0, max(0.0, 1 - left / total)),
        waiting=line.state in ("received", "disputed", "verified", "hidden"),
    )


# ---- JSON ----


@_post("/api/v1/rights", status_code=201)
async def api_demand(request: Asked, app: App, data: JSONBody[DemandForm]) -> Acknowledgement:
    """Ask for removal. The answer is signed (Ed25519 over the canonical JSON of its other fields)."""
    _count(request)
    return await asyncio.to_thread(_ask, app, data)


@_get("/api/v1/rights/log")
def api_log(
    app: App, after: Annotated[int, QueryParameter(ge=0)] = 0, limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200
) -> LogPage:
    """The public log: each entry carries the hash of the one before it. No content."""
    return app.rights.log(after, limit)


@_get("/api/v1/rights/{demand:str}")
def api_status(app: App, demand: FromPath[str]) -> DemandPage:
    """How far a demand has come."""
    return app.rights.status(known_demand(demand))


@_get("/api/v1/rights/{demand:str}/receipt")
def api_receipt(app: App, demand: FromPath[str]) -> dict[str, Any]:
    """The signed receipt, once everything is erased."""
    return app.rights.receipt(known_demand(demand))


@_post("/api/v1/rights/{demand:str}/verify", status_code=200)
async def api_verify(app: App, demand: FromPath[str], method: FromQuery[Method | Literal[""]] = "") -> DemandPage:
    """Look for the proof now; where it is there, the removal runs at once."""
    await app.verify(known_demand(demand), method or None)
    return await asyncio.to_thread(app.rights.status, demand)


HANDLERS = (
    *(rights, ask, log, status, receipt, check, letter, code, counter),
    *(api_demand, api_log, api_status, api_receipt, api_verify),
)
