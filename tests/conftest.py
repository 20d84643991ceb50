"""What several tests share: a store in a fresh folder, and articles made of plain words."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from hypothesis import HealthCheck, settings

from headwater.model import Capture
from headwater.store import SqliteStore, Store

# Timings never decide a test: machines are shared. What must be bounded is bounded in the code and tested by counting.
# In CI the examples are always the same, so that a change is judged by itself; on a developer's machine they are new each time.
settings.register_profile(
    "headwater", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("headwater")

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

Make = Callable[..., Capture]


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Listen = Callable[[Handler], Awaitable[int]]


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Serves a handler over real HTTP on the loopback until the test ends: `port = await listen(handler)`."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(handler: Handler) -> int:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", handler)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            stack.push_async_callback(runner.cleanup)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return int(runner.addresses[0][1])

        yield start


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = SqliteStore(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def given() -> Make:
    """Makes the capture of an input article: given(url, text, title=…, minutes=…, outlet=…)."""

    def make(url: str, text: str, title: str = "", *, minutes: float = 0.0, outlet: str = "", language: str = "en") -> Capture:
        row = {"url": url, "title": title, "text": text, "language": language, "published": (NOON + timedelta(minutes=minutes)).isoformat()}
        if outlet:
            row["outlet"] = outlet
        return Capture(url=url, fetched_at=NOON + timedelta(hours=5), body=msgspec.json.encode(row), kind="article")

    return make
