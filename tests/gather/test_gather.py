"""The gatherer over real HTTP and a real store: what must not end it, what a new start must not repeat."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from headwater import engine
from headwater.app import Headwater, make_app
from headwater.errors import BusyError, StoreError
from headwater.gather import Gatherer
from headwater.model import Counts, Source
from headwater.rounds import Rounds
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.sources.documents import read_document
from headwater.store import SqliteStore

TEXT = "<p>" + "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 12 + "</p>"


class Site:
    """Some outlets below .localhost; `asked` are (host, path, If-None-Match) in order."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[tuple[str, str, str]] = []
        self.robots = "User-agent: *\nDisallow: /closed"

    def feed(self, outlet: str) -> str:
        return f"http://{outlet}.localhost:{self.port}/feed"

    async def handle(self, request: web.Request) -> web.Response:
        outlet = request.host.split(".")[0]
        self.asked.append((outlet, request.path, request.headers.get("If-None-Match", "")))
        if request.path == "/robots.txt":
            return web.Response(text=self.robots)
        if request.path != "/feed":
            page = f"<html><head><title>Of {outlet}</title></head><body><article><h1>Of {outlet}</h1>{TEXT}</article></body></html>"
            return web.Response(text=page, content_type="text/html", headers={"ETag": '"page"'})
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        link = f"http://{request.host}/report"
        item = f"<item><title>Report of {outlet}</title><link>{link}</link></item>"
        poison = "<!-- poison -->" if outlet.startswith("poison") else ""
        body = f"<rss version='2.0'><channel><title>{outlet}</title>{poison}{item}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": '"1"'})


@pytest.fixture
async def site(listen: Callable[[Any], Awaitable[int]]) -> Site:
    served = Site()
    served.port = await listen(served.handle)
    return served


@pytest.fixture
def app(site: Site, tmp_path: Path) -> Iterator[Headwater]:
    made = opened(site, tmp_path)
    yield made
    made.close()


def opened(site: Site, folder: Path, recheck: float = 1800.0) -> Headwater:
    """Headwater that reads in this process: a worker costs each test the seconds of its start."""
    settings = Settings(gap=0.0, allow_hosts=(f"*.localhost:{site.port}",), recheck=recheck, workers=1)
    return Headwater(SqliteStore(folder), settings, engine.embedded())


async def ran(app: Headwater, until: int) -> list[tuple[Source, Counts]]:
    """What the run told of until that many rounds were done."""
    stop = asyncio.Event()
    told: list[tuple[Source, Counts]] = []

    def done(source: Source, counts: Counts) -> None:
        told.append((source, counts))
        if len(told) >= until:
            stop.set()

    await asyncio.wait_for(app.run(stop, done), 60)
    return told


async def test_a_fault_at_one_source_is_that_sources_alone(site: Site, app: Headwater, monkeypatch: pytest.MonkeyPatch) -> None:
    app.subscribe([new_source(site.feed("faulty")), new_source(site.feed("fine"))])
    collect = Rounds.collect

    async def faulty(self: Rounds, source: Source, *, forced: bool) -> tuple[Source, Counts]:
        if "faulty" in source.url:
            raise ZeroDivisionError("of ours")
        return await collect(self, source, forced=forced)

    monkeypatch.setattr(Rounds, "collect", faulty)
    told = {source.url: (source, counts) for source, counts in await ran(app, 2)}
    failed, _ = told[site.feed("faulty")]
    assert (failed.failures, "ZeroDivisionError" in failed.last_error) == (1, True)
    assert told[site.feed("fine")][1].articles == 1
    lines = {line.source.url: line for line in app.sources_page().lines}
    assert lines[site.feed("faulty")].source.last_error == failed.last_error


async def test_a_store_that_is_busy_is_waited_for(site: Site, app: Headwater, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.gather.REST", 0.0)
    app.subscribe([new_source(site.feed("fine"))])
    finish, busy = Rounds._finish, [True, True]

    def sometimes(self: Rounds, *args: object) -> None:
        if busy:
            busy.pop()
            raise BusyError("another Headwater is writing")
        finish(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Rounds, "_finish", sometimes)
    [(source, _)] = await ran(app, 1)
    assert (source.failures, busy) == (0, [])


async def test_a_store_that_cannot_be_used_ends_the_run(site: Site, app: Headwater, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Rounds, *_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Rounds, "_finish", full)
    app.subscribe([new_source(site.feed("fine"))])
    with pytest.raises(StoreError, match="full"):
        await asyncio.wait_for(app.run(asyncio.Event()), 60)


async def test_a_fault_in_looking_back_ends_nothing(site: Site, app: Headwater, monkeypatch: pytest.MonkeyPatch) -> None:
    async def faulty(self: Gatherer) -> Counts:
        raise KeyError("of ours")

    monkeypatch.setattr(Gatherer, "recheck", faulty)
    app.subscribe([new_source(site.feed("fine"))])
    assert [counts.articles for _, counts in await ran(app, 1)] == [1]


async def test_a_closed_terminal_ends_nothing(site: Site, app: Headwater) -> None:
    def done(source: Source, counts: Counts) -> None:
        raise BrokenPipeError

    app.subscribe([new_source(site.feed("one")), new_source(site.feed("two"))])
    assert (await app.update(done=done)).articles == 2


def dies_of_poison(encoded: bytes) -> bytes:
    if b"poison -->" in encoded:
        os._exit(1)
    return read_document(encoded)


async def test_a_document_that_kills_its_parser_costs_one_source(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(tmp_path, Settings(gap=0.0, allow_hosts=(f"*.localhost:{site.port}",)))
    monkeypatch.setattr("headwater.sources.documents.read_document", dies_of_poison)
    app.subscribe([new_source(site.feed(outlet)) for outlet in ("one", "poison")])
    counts = await app.update()
    assert counts.articles == 1
    problems = {line.source.url: line.source.last_error for line in app.sources_page().lines}
    assert "killed the worker" in problems[site.feed("poison")]
    assert problems[site.feed("one")] == ""
    app.close()


async def test_a_new_start_asks_nothing_early_and_nothing_twice(site: Site, tmp_path: Path) -> None:
    first = opened(site, tmp_path)
    first.subscribe([new_source(site.feed("one"))])
    await first.update()
    first.close()
    paths = ["/feed", "/robots.txt", "/report", "/.well-known/tdmrep.json", "/ai.txt"]
    assert site.asked == [("one", path, "") for path in paths]
    site.asked.clear()
    again = opened(site, tmp_path)
    await again.update()
    assert site.asked == [], "nothing is due"
    await again.update([site.feed("one")])
    assert site.asked == [("one", "/feed", '"1"')], "asked by hand, for what changed"
    again.close()


async def test_a_page_is_looked_at_again_with_what_its_server_said(site: Site, tmp_path: Path) -> None:
    app = opened(site, tmp_path, recheck=0.0)
    app.subscribe([new_source(site.feed("one"))])
    async with app.online():
        await app.update()
        site.asked.clear()
        counts = await app.recheck()
    assert site.asked == [("one", "/report", '"page"')]
    assert counts.articles == counts.revisions == 0
    app.close()


async def test_a_source_that_is_removed_meanwhile_stays_removed(site: Site, app: Headwater, monkeypatch: pytest.MonkeyPatch) -> None:
    [source] = app.subscribe([new_source(site.feed("one"))])
    keep = Rounds._keep

    def removing(self: Rounds, *args: object) -> Counts:
        app.remove(source.id)
        return keep(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Rounds, "_keep", removing)
    await app.update()
    assert app.sources_page().lines == ()
