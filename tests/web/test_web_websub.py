"""WebSub with a real hub, a real source and our real callback, each on a port of its own."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from aiohttp import web

from headwater import engine
from headwater.app import Headwater
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.store import SqliteStore
from headwater.web.site import make_site

TEXT = "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 14


class Hub:
    """A hub and the source that names it. `forms` are the subscriptions that were asked for, `asked` the paths of the source."""

    def __init__(self) -> None:
        self.port = 0
        self.forms: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.status = 202
        self.lease = "3600"

    @property
    def topic(self) -> str:
        return f"http://source.localhost:{self.port}/feed"

    def feed(self, *numbers: int) -> str:
        items = ((n, f"<link>http://source.localhost:{self.port}/{n}</link><c:encoded>{n} {TEXT}</c:encoded>") for n in numbers)
        entries = "".join(f"<item><title>Report {n}</title>{inside}</item>" for n, inside in items)
        links = f'<a:link rel="hub" href="http://hub.localhost:{self.port}/hub"/><a:link rel="self" href="{self.topic}"/>'
        spaces = "xmlns:a='http://www.w3.org/2005/Atom' xmlns:c='http://purl.org/rss/1.0/modules/content/'"
        return f"<rss version='2.0' {spaces}><channel><title>Quay</title>{links}{entries}</channel></rss>"

    async def handle(self, request: web.Request) -> web.Response:
        if request.path != "/hub":
            self.asked.append(request.path)
            return web.Response(text=self.feed(), content_type="application/rss+xml")
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(status=self.status)

    async def ask_back(self, **changes: str) -> tuple[int, str]:
        """What hubs do after a subscription was asked for."""
        form = self.forms[-1]
        query = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "c h&1", "hub.lease_seconds": self.lease}
        query |= {f"hub.{name}": value for name, value in changes.items()}
        async with aiohttp.ClientSession() as session, session.get(form["hub.callback"], params=query) as answer:
            return answer.status, await answer.text()

    async def tell(self, body: str, secret: str | None = None, method: str = "sha256") -> int:
        form = self.forms[-1]
        made = hmac.new((form["hub.secret"] if secret is None else secret).encode(), body.encode(), getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={made}", "Content-Type": "application/rss+xml"}
        async with aiohttp.ClientSession() as session, session.post(form["hub.callback"], data=body.encode(), headers=headers) as answer:
            return answer.status


@pytest.fixture
async def hub(listen: Callable[[Any], Awaitable[int]]) -> Hub:
    made = Hub()
    made.port = await listen(made.handle)
    return made


class Clock:
    now = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(hub: Hub, clock: Clock, tmp_path: Path) -> AsyncIterator[Headwater]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        public = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        settings = Settings(gap=0.0, allow_hosts=(f"*.localhost:{hub.port}",), public_url=public, workers=1)
        made = Headwater(SqliteStore(tmp_path), settings, engine.embedded(), clock=clock)
        server = uvicorn.Server(uvicorn.Config(make_site(made), log_level="warning", access_log=False, lifespan="on"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with made.online():
                yield made
        finally:
            server.should_exit = True
            await serving
            made.close()


async def subscribed(app: Headwater, hub: Hub) -> None:
    app.subscribe([new_source(hub.topic)])
    await app.update()
    await ask(app)


async def ask(app: Headwater) -> None:
    await app._gather.hubs.ask_due(app._gather.network().fetcher)


async def reports(app: Headwater, number: int) -> list[str]:
    """Titles, once so many are there."""
    while len(found := sorted(str(row["title"]) for row in app.export("articles"))) < number:  # noqa: ASYNC110 - the callback tells nobody
        await asyncio.sleep(0.02)
    return found


async def test_a_hub_is_asked_asks_back_and_tells(app: Headwater, hub: Hub, clock: Clock) -> None:
    await subscribed(app, hub)
    [form] = hub.forms
    assert (form["hub.mode"], form["hub.topic"], len(form["hub.secret"])) == ("subscribe", hub.topic, 43)
    assert await hub.ask_back() == (200, "c h&1")
    [line] = app.sources_page().lines
    assert line.source.lease == clock.now + 3600
    hub.asked.clear()
    assert await hub.tell(hub.feed(1, 2)) == 202
    assert await asyncio.wait_for(reports(app, 2), 30) == ["Report 1", "Report 2"]
    assert set(hub.asked) <= {"/robots.txt", "/.well-known/tdmrep.json", "/ai.txt"}, "what the hub sends spares the source"
    assert len(hub.asked) <= 3, "what a site says of its pages is asked for once"


@pytest.mark.parametrize("method", ["sha1", "sha384", "sha512"])
async def test_every_way_to_sign_is_known(app: Headwater, hub: Hub, method: str) -> None:
    await subscribed(app, hub)
    await hub.ask_back()
    await hub.tell(hub.feed(7), method=method)
    assert await asyncio.wait_for(reports(app, 1), 30) == ["Report 7"]


async def test_what_is_not_signed_is_thrown_away(app: Headwater, hub: Hub) -> None:
    await subscribed(app, hub)
    await hub.ask_back()
    for secret, method in (("guessed", "sha256"), ("", "sha1"), ("x", "md5")):
        assert await hub.tell(hub.feed(1), secret, method) == 202
    assert await hub.tell("no feed at all") == 202
    await hub.tell(hub.feed(9))
    assert await asyncio.wait_for(reports(app, 1), 30) == ["Report 9"]


async def test_only_what_was_asked_for_is_confirmed(app: Headwater, hub: Hub, clock: Clock) -> None:
    await subscribed(app, hub)
    for changes in ({"topic": "http://other.example/"}, {"mode": "unsubscribe"}, {"challenge": ""}, {"challenge": "x" * 5000}):
        assert (await hub.ask_back(**changes))[0] == 404, changes
    hub.forms[-1]["hub.callback"] += "x"
    assert (await hub.ask_back())[0] == 404
    assert await hub.tell(hub.feed(1)) == 410
    hub.forms[-1]["hub.callback"] = hub.forms[-1]["hub.callback"][:-1]
    clock.now += 86_400
    assert (await hub.ask_back())[0] == 404, "nobody asked for it lately"
    assert app.sources_page().lines[0].source.lease == 0.0


async def test_a_lease_is_renewed_before_it_ends(app: Headwater, hub: Hub, clock: Clock) -> None:
    await subscribed(app, hub)
    await hub.ask_back()
    for seconds, asked in ((0, 1), (2800, 1), (100, 2), (10, 2)):
        clock.now += seconds
        await ask(app)
        assert len(hub.forms) == asked
    assert hub.forms[0] == hub.forms[1]
    assert (await hub.ask_back())[0] == 200
    assert app.sources_page().lines[0].source.lease == clock.now + 3600


async def test_a_hub_that_fails_or_refuses_is_asked_again_later(app: Headwater, hub: Hub, clock: Clock) -> None:
    hub.status = 500
    await subscribed(app, hub)
    counts = []
    for hours in (0.5, 0.6, 1.5, 0.6):
        clock.now += hours * 3600
        await ask(app)
        counts.append(len(hub.forms))
    assert counts == [1, 2, 2, 3]
    hub.status = 202
    clock.now += 5 * 3600
    await ask(app)
    await hub.ask_back(mode="denied", reason="no\nthanks")
    clock.now += 23 * 3600
    await ask(app)
    assert len(hub.forms) == 4


async def test_a_source_that_is_removed_ends_its_lease(app: Headwater, hub: Hub) -> None:
    await subscribed(app, hub)
    await hub.ask_back()
    app.remove(hub.topic)
    assert await hub.tell(hub.feed(1)) == 410
    assert (await hub.ask_back())[0] == 404


async def test_a_source_that_a_hub_tells_about_is_asked_less_often(app: Headwater, hub: Hub, clock: Clock) -> None:
    await subscribed(app, hub)
    hub.lease = "864000"
    await hub.ask_back()
    await app.update([hub.topic])
    assert app.sources_page().lines[0].source.next_due >= clock.now + 4 * 3600
