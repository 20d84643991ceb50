"""Private feeds over real HTTP: name and password go to their own origin, and are shown nowhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from headwater import engine
from headwater.app import Headwater
from headwater.errors import FetchError
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.store import SqliteStore

SECRET = "p@ss wörd"
ENCODED = "p%40ss%20w%C3%B6rd"
RIGHT = "Basic " + b64encode(f"reader:{SECRET}".encode()).decode()
TEXT = "<p>" + "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 12 + "</p>"


class Site:
    """The host `private` wants a login for everything; every other host answers anybody. `asked` are (host, path, Authorization)."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[tuple[str, str, str]] = []
        self.moved_to = ""

    def url(self, host: str, path: str = "/feed", user: str = "") -> str:
        return f"http://{user}{host}.localhost:{self.port}{path}"

    async def handle(self, request: web.Request) -> web.Response:
        host = request.host.split(".")[0]
        sent = request.headers.get("Authorization", "")
        self.asked.append((host, request.path, sent))
        if request.path in ("/robots.txt", "/ai.txt", "/.well-known/tdmrep.json"):
            return web.Response(status=404)
        if host == "private" and sent != RIGHT:
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
        if host == "private" and self.moved_to:
            return web.Response(status=302, headers={"Location": self.moved_to})
        if request.path != "/feed":
            page = f"<html><head><title>Of {host}</title></head><body><article><h1>Of {host}</h1>{TEXT}</article></body></html>"
            return web.Response(text=page, content_type="text/html")
        links = "".join(f"<item><title>{h}</title><link>{self.url(h, '/report')}</link></item>" for h in ("private", "other"))
        return web.Response(text=f"<rss version='2.0'><channel><title>{host}</title>{links}</channel></rss>", content_type="text/xml")


@pytest.fixture
async def site(listen: Callable[[Any], Awaitable[int]]) -> Site:
    served = Site()
    served.port = await listen(served.handle)
    return served


@pytest.fixture
def app(site: Site, tmp_path: Path) -> Iterator[Headwater]:
    made = Headwater(SqliteStore(tmp_path), Settings(gap=0.0, allow_hosts=(f"*.localhost:{site.port}",), workers=1), engine.embedded())
    yield made
    made.close()


async def test_a_private_feed_is_read_and_its_login_shown_nowhere(site: Site, app: Headwater) -> None:
    [source] = await app.add(site.url("private", user=f"reader:{ENCODED}@"))
    assert source.url == site.url("private")
    counts = await app.update()
    assert counts.articles == 2
    sent = {(host, path): sent for host, path, sent in site.asked}
    assert sent["private", "/feed"] == sent["private", "/report"] == RIGHT
    assert {sent for host, _, sent in site.asked if host != "private"} == {""}
    shown = [msgspec.json.encode(app.sources_page()).decode(), app.opml().decode(), *map(str, app.export("articles"))]
    for secret in (SECRET, ENCODED, "reader"):
        assert not any(secret in text for text in shown)
    assert f"reader:{ENCODED}@private.localhost" in app.opml(with_logins=True).decode()
    assert SECRET not in repr(app._store.logins.of(source.id))


async def test_a_redirect_to_another_origin_takes_no_login_along(site: Site, app: Headwater) -> None:
    site.moved_to = site.url("other")
    app.subscribe([new_source(site.url("private", user=f"reader:{ENCODED}@"))])
    await app.update()
    assert ("private", "/feed", RIGHT) in site.asked
    assert {sent for host, _, sent in site.asked if host == "other"} == {""}


async def test_a_list_brings_logins_in_and_a_list_asked_for_takes_them_out(site: Site, app: Headwater) -> None:
    url = site.url("private", user=f"reader:{ENCODED}@")
    [source] = app.add_opml(f"<opml><body><outline xmlUrl='{url}'/></body></opml>".encode())
    assert source.url == site.url("private")
    assert (await app.update()).articles == 2
    app.remove(url)
    assert app.sources_page().lines == ()
    assert app._store.logins.of(source.id) is None, "it goes with the source"


async def test_without_the_login_the_answer_says_what_to_do(site: Site, app: Headwater) -> None:
    with pytest.raises(FetchError, match="NAME:PASSWORD@"):
        await app.add(site.url("private"))
    [source] = app.subscribe([new_source(site.url("private"))])
    await app.update()
    assert "NAME:PASSWORD@" in app.sources_page().lines[0].source.last_error
    [again] = await app.add(site.url("private", user=f"reader:{ENCODED}@"))
    assert again.id == source.id
    assert (await app.update()).articles == 2, "it is asked again at once"
