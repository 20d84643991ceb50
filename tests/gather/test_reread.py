"""Captures that are kept, read again with other code, and erased with what an owner had removed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from headwater import engine
from headwater.app import Headwater
from headwater.model import Article, Capture, Entry, Sighting
from headwater.settings import Settings
from headwater.sources.archive import FOLDER, Archive
from headwater.sources.collect import new_source
from headwater.sources.files import captures as files_of
from headwater.stages import extract
from headwater.store import SqliteStore

TEXT = "<p>" + "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 14 + "</p>"
OTHER = "<p>" + "Marrowmere kept its tax on window boxes, said Ilka Brandt after a debate on flowers and luxury at midnight. " * 12 + "</p>"
NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
async def port(listen: Callable[[Any], Awaitable[int]]) -> int:
    async def handle(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        if request.path != "/feed":
            number = request.path[1:]
            body = f"<article><h1>Report {number}</h1>{TEXT if number == '1' else OTHER}</article>"
            page = f"<html><head><title>Report {number}</title></head><body>{body}</body></html>"
            return web.Response(text=page, content_type="text/html")
        items = "".join(f"<item><title>Report {n}</title><link>http://{request.host}/{n}</link></item>" for n in (1, 2))
        feed = f"<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>"
        return web.Response(text=feed, content_type="application/rss+xml")

    return await listen(handle)


async def filled(folder: Path, port: int, *, keep: bool = True) -> Headwater:
    settings = Settings(gap=0.0, allow_hosts=(f"*.localhost:{port}",), workers=1, keep_captures=keep)
    app = Headwater(SqliteStore(folder), settings, engine.embedded())
    app.subscribe([new_source(f"http://quay.localhost:{port}/feed")])
    assert (await app.update()).articles == 2
    return app


def rows(app: Headwater) -> dict[str, tuple[str, int]]:
    return {str(row["url"]).rsplit("/", 1)[1]: (str(row["title"]), int(str(row["revision"]))) for row in app.export("articles")}


async def test_kept_captures_are_read_again_in_place(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    app = await filled(tmp_path, port)

    def better(capture: Capture) -> tuple[Article, Sighting | None]:
        article, sighting = extract.look(capture)
        return msgspec.structs.replace(article, title="Better title"), sighting

    monkeypatch.setattr("headwater.pipeline.look", better)
    counts = app.reread()
    assert (counts.captures, counts.revisions, counts.articles) == (2, 2, 0)
    assert rows(app) == {"1": ("Better title", 1), "2": ("Better title", 1)}
    assert list(app.check()) == []
    assert len(app.search("harbour").hits) == 1
    app.close()


async def test_what_is_kept_is_a_web_archive_like_any_other(tmp_path: Path, port: int) -> None:
    app = await filled(tmp_path, port)
    found = [item for item in files_of([tmp_path / FOLDER], NOW) if isinstance(item, Capture)]
    assert {item.url for item in found} == {f"http://quay.localhost:{port}/{n}" for n in (1, 2)}
    assert [TEXT.encode() in item.body for item in sorted(found, key=lambda item: item.url)] == [True, False]
    app.close()


async def test_nothing_is_kept_unless_asked_for(tmp_path: Path, port: int) -> None:
    app = await filled(tmp_path, port, keep=False)
    assert not (tmp_path / FOLDER).exists()
    assert app.reread().captures == 0
    app.close()


async def test_what_is_no_longer_kept_does_not_come_back(tmp_path: Path, port: int) -> None:
    app = await filled(tmp_path, port)
    gone = app._store.articles.by_address(f"http://quay.localhost:{port}/1")
    assert gone is not None
    app.rights.withdrawn({gone: "its page answers 410"})
    assert set(rows(app)) == {"2"}
    assert app.reread().revisions == 1
    assert set(rows(app)) == {"2"}
    assert [capture.url for capture in Archive(tmp_path).captures()] == [f"http://quay.localhost:{port}/2"]
    app.close()


def test_captures_come_back_as_they_were(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = Entry(title="Über\r\nall", link="https://a.example/1", content="<p>" + "x" * 100_000)
    kept = [
        Capture(url="https://a.example/1", fetched_at=NOW, kind="entry", entry=entry, source="f1", outlet="Quay"),
        Capture(url="https://a.example/2", fetched_at=NOW, body=bytes(range(256)) * 40, media="text/html; charset=x\r\nX: y", entry=entry),
        Capture(url="https://a.example/3\r\nInjected: 1", fetched_at=NOW, body=b"HTTP/1.1 404 Not Found\r\n\r\n"),
    ]
    archive.keep(kept[:1])
    archive.keep(kept[1:])
    assert list(archive.captures()) == kept
    assert archive.erase(lambda capture: capture == kept[2]) == 1
    assert list(archive.captures()) == kept[:2]
    assert archive.erase(lambda capture: capture.entry == entry) == 2
    assert list(archive.captures()) == []
    assert archive.erase(lambda _: True) == 0


def test_a_torn_archive_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep(Capture(url=f"https://a.example/{n}", fetched_at=NOW, body=b"<p>x" * 500) for n in range(5))
    [path] = (tmp_path / FOLDER).iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 150])
    assert len(list(archive.captures())) >= 4
