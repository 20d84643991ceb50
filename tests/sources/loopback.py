"""A small web on loopback: real servers, reached under names below .localhost that the guard lets through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from headwater.sources.guard import Allowed
from headwater.sources.http import FetchSettings

Answer = Callable[[web.Request], web.StreamResponse | Awaitable[web.StreamResponse]]
Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Web:
    """`answers` maps a path to what is answered there; `asked` are the requests that came, in order."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[web.Request] = []
        self.port = 0

    def url(self, path: str = "/", host: str = "press") -> str:
        return f"http://{host}.localhost:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def page(self, path: str, body: str | bytes, media: str = "text/html", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body

        def answer(_: web.Request) -> web.Response:
            return web.Response(body=data, headers={"Content-Type": media, **headers})

        self.answers[path] = answer

    def status(self, path: str, status: int, **headers: str) -> None:
        self.answers[path] = lambda _: web.Response(status=status, headers=headers)

    def settings(self, **changes: object) -> FetchSettings:
        allowed = Allowed(hosts=frozenset({f"*.localhost:{self.port}"}))
        return FetchSettings(**{"gap": 0.0, "timeout": 5.0, "allowed": allowed, **changes})  # type: ignore[arg-type]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        answer = self.answers.get(request.path)
        if answer is None:
            return web.Response(status=404)
        given = answer(request)
        return await given if isinstance(given, Awaitable) else given
