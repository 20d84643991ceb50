"""The callback at which WebSub hubs ask back and post what is new. Each lease has an address of its own, with a token in it.

The answer is sent before the news are taken in, as hubs wait for it; what was not signed with the lease's secret is thrown away.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from headwater.errors import HeadwaterError
from headwater.model import Lease
from headwater.sources.websub import is_signed
from headwater.web.reading import Reading

LARGEST = 15 << 20
"""Bytes of what a hub may post."""

Asked = Request[Any, Any, State]
App = NamedDependency[SkipValidation[Reading]]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_log = logging.getLogger("headwater")
# The loop holds its tasks weakly: without a name for them they may be gone before they are done.
_under_way: set[asyncio.Task[None]] = set()


@get("/websub/{token:str}", include_in_schema=False)
async def asked_back(request: Asked, app: App, token: FromPath[str]) -> Response[bytes]:
    known = _TOKEN.fullmatch(token) is not None
    challenge = await asyncio.to_thread(app.websub_challenge, token, dict(request.query_params.items())) if known else None
    if challenge is None:
        return Response(b"No such subscription was asked for.", status_code=404, media_type="text/plain")
    return Response(challenge.encode(), media_type="text/plain")


@post("/websub/{token:str}", include_in_schema=False, request_max_body_size=LARGEST, status_code=202)
async def told(request: Asked, app: App, token: FromPath[str]) -> Response[bytes]:
    lease = await asyncio.to_thread(app.websub_lease, token) if _TOKEN.fullmatch(token) else None
    if lease is None:
        # By this word a hub may end a subscription to a source that was removed here.
        return Response(b"No such subscription.", status_code=410, media_type="text/plain")
    body = await request.body()
    if is_signed(lease, request.headers.get("x-hub-signature", ""), body):
        task = asyncio.create_task(_take_in(app, lease, request.headers.get("content-type", ""), body))
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)
    # A hub is told nothing about signatures: whoever guesses must not learn from the answer.
    return Response(b"", status_code=202, media_type="text/plain")


async def _take_in(app: Reading, lease: Lease, media: str, body: bytes) -> None:
    try:
        await app.websub_push(lease, media, body)
    except HeadwaterError as error:
        _log.warning("what the hub of %s sent is not taken in: %s", lease.topic, error)
    except Exception as error:  # noqa: BLE001 - a fault at one delivery must not reach the server; polling brings what was in it
        _log.warning("what the hub of %s sent met a fault in the program (%s: %s)", lease.topic, type(error).__name__, error)


HANDLERS = (asked_back, told)
