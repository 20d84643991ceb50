"""Connections that end when a server sends what no answer needs: bytes that never become a body, and answers before the answer.

aiohttp bounds the headers of a message. It bounds neither what comes around the body (chunk sizes and their extensions, chunks of a byte
each, trailers) nor how many interim answers (1xx) come first, and a server that floods its client with these keeps it busy for the whole
time that a fetch may take. The two places of aiohttp that this hangs on are not public; `tests/sources/test_hostile.py` fails without them.
"""

from __future__ import annotations

import asyncio
import functools
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

MAX_EARLY = 16
"""Interim answers (1xx) before an answer; servers send one or two."""

AROUND = 1 << 20
"""Bytes that an answer may have beside its body, in headers and around chunks."""


class TooMuchError(aiohttp.ClientPayloadError):
    """A server sent more than an answer may have."""


class BoundedConnector(aiohttp.TCPConnector):
    """A TCPConnector whose answers have at most `AROUND` bytes beside their bodies."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._factory = functools.partial(_Handler, loop=self._loop)  # type: ignore[assignment]


class _Handler(ResponseHandler):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._taken = self._early = 0

    def set_response_params(self, **given: Any) -> None:
        """A new request begins on this connection."""
        self._taken = self._early = 0
        super().set_response_params(**given)

    def data_received(self, data: bytes) -> None:
        self._taken += len(data)
        if self._taken - getattr(self._payload, "total_bytes", 0) > AROUND:
            self._refuse("sends too much around its answer")
        else:
            super().data_received(data)

    def feed_data(self, data: Any, size: int = 0) -> None:
        if 100 <= data[0].code < 200:
            self._early += 1
            if self._early > MAX_EARLY:
                self._refuse("announces its answer again and again")
                return
        super().feed_data(data, size)

    def _refuse(self, reason: str) -> None:
        payload, error = self._payload, TooMuchError(reason)
        if self.transport is not None:
            self.transport.abort()
        self.set_exception(error)
        if payload is not None:
            payload.set_exception(error)
