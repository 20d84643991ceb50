"""What every answer carries to keep a reader safe, and the check that a form was sent from our own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def only_for(names: frozenset[str]) -> Callable[[Request[Any, Any, Any]], None]:
    """A Litestar `before_request` hook that answers only requests for these hosts; none given: for any.

    A page elsewhere can give its own name this machine's address and would then pass for one of ours, unless the name it asks for is looked
    at (DNS rebinding). Raises HTTPException (421).
    """

    def check(request: Request[Any, Any, Any]) -> None:
        host = (request.url.hostname or "").lower()
        if names and host not in names:
            raise HTTPException(status_code=421, detail=f"Headwater does not answer to the name {host[:100]!r}; see the setting names.")

    return check


async def protect(message: Message, _: Scope) -> None:
    """Adds the headers to every answer, errors and files included (a Litestar `before_send` hook); one that is there stays."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)


def same_origin(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Lets a form through only if the browser says that our own page sent it (a Litestar guard).

    Every browser in use sends at least one of the two headers with a POST, so a request that has neither is refused as well. A page
    that sends no referrer has the origin "null", which only counts next to a Sec-Fetch-Site that says where it came from.
    Raises PermissionDeniedException (403).
    """
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    ours = origin is not None and origin.partition("://")[2] == connection.headers.get("host")
    allowed = ours if site is None else site == "same-origin" and (ours or origin in (None, "null"))
    if not allowed:
        raise PermissionDeniedException("This form must be sent from the page it stands on.")
