"""Servers that answer to hurt, over real sockets and at smaller numbers than `tools/measure_bombs.py` measures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from loopback import Raw

from headwater.errors import FetchError
from headwater.sources.guard import Allowed
from headwater.sources.http import Fetcher, FetchSettings
from toolbox import load

tool = load("hostile_servers")
SLOW = ("drip", "drip-headers", "silent")
# "nested-gzip" and "gzip-file" are gzip files as such, unpacked in the worker: see test_documents.
WHOLE = ("nested-gzip", "gzip-file")


@pytest.fixture
async def port(raw_server: Callable[[Raw], Awaitable[int]]) -> int:
    served = tool.Server(2)
    served.port = await raw_server(served.serve)
    return int(served.port)


def fetcher(port: int, **changes: Any) -> Fetcher:
    allowed = Allowed(hosts=frozenset({f"*.localhost:{port}"}))
    return Fetcher(FetchSettings(**{"gap": 0.0, "timeout": 60.0, "max_bytes": 1 << 20, "allowed": allowed, **changes}))


@pytest.mark.parametrize("name", [name for name in tool.NAMES if name not in SLOW + WHOLE])
async def test_what_never_ends_is_ended_long_before_its_time(port: int, name: str) -> None:
    async with fetcher(port) as asking:
        with pytest.raises(FetchError) as caught:
            await asking.get(f"http://{name}.localhost:{port}/feed")
        assert "within" not in str(caught.value), "it was not the clock that ended it"
        neighbour = await asking.get(f"http://neighbour.localhost:{port}/feed")
        assert neighbour.body == tool.FEED


@pytest.mark.parametrize("name", SLOW)
async def test_what_is_slow_is_ended_by_the_clock(port: int, name: str) -> None:
    async with fetcher(port, timeout=0.3) as asking:
        with pytest.raises(FetchError, match="gave no full answer within"):
            await asking.get(f"http://{name}.localhost:{port}/feed")


async def test_small_chunks_and_a_few_interim_answers_are_fine(raw_server: Callable[[Raw], Awaitable[int]]) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 3 + tool.CHUNKED + b"4\r\nword\r\n" * 20_000 + b"0\r\n\r\n")
        await writer.drain()

    there = await raw_server(handle)
    async with fetcher(there) as asking:
        assert (await asking.get(f"http://a.localhost:{there}/")).body == b"word" * 20_000
