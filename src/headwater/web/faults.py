"""What a reader sees when something goes wrong: a page by the mock-up, or one line of JSON under `/api`."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from headwater.errors import ContentError, HeadwaterError, NotFoundError, RemovedError, UsageError
from headwater.web.render import Renderer

_LOG = logging.getLogger(__name__)
_TITLES = {
    400: ("This address asks for something impossible", "One of its parts has the wrong form."),
    403: (
        "This form came from somewhere else",
        "It must be sent from the page it stands on. Go back, load the page again and try once more.",
    ),
    404: (
        "Nothing lives at this address",
        "A story may have been merged into a larger one. Merged stories forward for good, so the address is more likely mistyped.",
    ),
    405: ("This address cannot be used that way", "It answers to another kind of request."),
    413: ("That was too much at once", "The form is larger than this page accepts."),
    421: ("Headwater does not answer to this name", "Open it under the address it printed, or add the name to the setting “names”."),
    500: ("Something broke here", "The fault is ours and has been written down. Trying again in a moment may help."),
    503: ("The store is not answering", "Nothing is lost. Try again in a moment."),
}

Answer = Callable[[Request[Any, Any, Any], Exception], Response[Any]]


def answer(pages: Renderer) -> Answer:
    """The exception handler of the site."""

    def answered(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        status = status_of(fault)
        reference = secrets.token_hex(3)
        if status >= 500:
            _LOG.error("request %s %s %s failed", reference, request.method, request.url.path, exc_info=fault)
        if isinstance(fault, RemovedError) and not request.url.path.startswith("/api/"):
            return pages.page(request, "removed.html", status=status, fault=fault, at=datetime.fromtimestamp(fault.at, UTC))
        title, text = _TITLES.get(status, (_phrase(fault), ""))
        if request.url.path.startswith(("/api/", "/health")):
            line = str(fault) if isinstance(fault, HeadwaterError) and status < 500 else _phrase(fault) or title
            return Response({"error": line, "status": status, "request": reference}, status_code=status)
        return pages.page(request, "error.html", status=status, code=status, title=title, text=text, reference=reference)

    return answered


def status_of(fault: Exception) -> int:
    """HTTP status for an exception that reached the edge."""
    if isinstance(fault, HTTPException):
        return fault.status_code
    if isinstance(fault, RemovedError):
        return 410
    if isinstance(fault, NotFoundError):
        return 404
    if isinstance(fault, UsageError | ContentError):
        return 400
    return 503 if isinstance(fault, HeadwaterError) else 500


def _phrase(fault: Exception) -> str:
    return fault.detail if isinstance(fault, HTTPException) and fault.status_code < 500 else ""
