"""Servers on loopback, and a Fetcher that may reach them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from loopback import Raw, Web

from headwater.sources.collect import Network
from headwater.sources.documents import Documents
from headwater.sources.http import Fetcher
from headwater.sources.robots import Robots


@pytest.fixture
async def site(listen: Callable[[Any], Awaitable[int]]) -> Web:
    served = Web()
    served.port = await listen(served.handle)
    return served


@pytest.fixture
async def fetcher(site: Web) -> AsyncIterator[Fetcher]:
    async with Fetcher(site.settings()) as opened:
        yield opened


@pytest.fixture
def network(fetcher: Fetcher) -> Network:
    return Network(fetcher, Robots(fetcher), Documents())


@pytest.fixture
async def raw_server() -> AsyncIterator[Callable[[Raw], Awaitable[int]]]:
    """Starts a server that speaks bytes, not HTTP; gives its port."""
    servers: list[asyncio.Server] = []
    handlers: set[asyncio.Task[None]] = set()

    async def start(handle: Raw) -> int:
        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            handlers.add(task)
            try:
                await handle(reader, writer)
            except (ConnectionError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(one, "127.0.0.1", 0)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()
    for task in handlers:
        task.cancel()
    await asyncio.gather(*handlers, return_exceptions=True)
