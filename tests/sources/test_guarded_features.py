"""No feature reaches an address that the guard closes: each is led to a server that counts who comes, directly and by a redirect."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import web

import headwater
from headwater import engine
from headwater.app import Headwater
from headwater.errors import ContentError, FetchError, GuardError
from headwater.model import Lease
from headwater.settings import Settings
from headwater.sources import ownership, rephrase, websub
from headwater.sources.collect import new_source
from headwater.sources.pictures import Pictures
from headwater.sources.taking import Network
from headwater.store import SqliteStore

Listen = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[int]]
TEXT = "<p>" + "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 12 + "</p>"

# Modules that open connections, and why each may. Everything else has the Fetcher, which checks at every connect.
CONNECTING = {
    "sources/http.py": "the Fetcher",
    "sources/bounded.py": "the Fetcher's connections",
    "sources/guard.py": "the guard itself",
    "sources/names.py": "look-ups of names for the guard",
    "sources/failures.py": "names the Fetcher's errors",
    "sources/rephrase.py": "an endpoint that the operator names, behind the guard",
    "sources/ownership.py": "DNS for proofs and the operator's mail server",
    "cli/serve.py": "listens",
    "demo/owner.py": "the demo's owner, who writes to the demo itself",
    "demo/press.py": "the demo press, which listens",
    "web/site.py": "listens",
}
NETWORK = {"aiohttp", "socket", "urllib.request", "http.client", "smtplib", "dns", "ftplib", "requests", "httpx", "ssl", "aiohappyeyeballs"}


def test_only_these_modules_open_connections() -> None:
    root = Path(headwater.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == one or name.startswith(one + ".") for name in names for one in NETWORK):
                found.add(path.relative_to(root).as_posix())
    assert found <= CONNECTING.keys(), "a module that opens connections goes through the guard, or says here why not"


class Trap:
    """A server at a closed address that counts its visitors, and an open host that leads there in every way."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        self.port = self.open_port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, path: str, host: str = "open") -> str:
        return f"http://{host}.localhost:{self.open_port}{path}"

    async def caught(self, request: web.Request) -> web.Response:
        self.visits.append(request.path)
        return web.Response(text="<rss><channel><title>Inside</title></channel></rss>", content_type="text/xml")

    async def lead(self, request: web.Request) -> web.Response:
        host, path = request.host.split(".")[0], request.path
        if host == "leading":
            # Whatever is asked of this host, robots.txt and what sites say included.
            return web.Response(status=302, headers={"Location": self.address + path})
        if path in ("/robots.txt", "/ai.txt", "/.well-known/tdmrep.json"):
            named = f"Sitemap: {self.address}/sitemap.xml\n" if path == "/robots.txt" else ""
            return web.Response(text=named, content_type="text/plain")
        if path.startswith("/away"):
            return web.Response(status=302, headers={"Location": self.address + "/away"})
        bodies = {
            "/feed": f"<rss version='2.0'><channel><title>Open</title>{self._items()}</channel></rss>",
            "/sitemap.xml": f"<sitemapindex><sitemap><loc>{self.address}/part.xml</loc></sitemap>"
            f"<sitemap><loc>{self.open('/away-part')}</loc></sitemap></sitemapindex>",
            "/site": f"<html><head><link rel=alternate type='application/rss+xml' href='{self.address}/feed'>"
            f"<link rel=alternate type='application/rss+xml' href='{self.open('/away')}'></head></html>",
        }
        if path in bodies:
            return web.Response(text=bodies[path], content_type="text/html" if path == "/site" else "text/xml")
        image = f"<meta property='og:image' content='{self.address}/picture.png'>"
        page = f"<html><head><title>A page</title>{image}</head><body><article><h1>A page</h1>{TEXT}</article></body></html>"
        return web.Response(text=page, content_type="text/html")

    def _items(self) -> str:
        links = (self.address + "/page", self.open("/away-page"), self.open("/page"), self.open("/page", "leading"))
        return "".join(f"<item><title>Report {n}</title><link>{link}</link></item>" for n, link in enumerate(links))


@pytest.fixture
async def trap(listen: Listen) -> Trap:
    made = Trap()
    made.port = await listen(made.caught)
    made.open_port = await listen(made.lead)
    return made


@pytest.fixture
def app(trap: Trap, tmp_path: Path) -> Iterator[Headwater]:
    allowed = tuple(f"{host}.localhost:{trap.open_port}" for host in ("open", "leading"))
    made = Headwater(SqliteStore(tmp_path), Settings(gap=0.0, allow_hosts=allowed, workers=1, recheck=0.0), engine.embedded())
    yield made
    made.close()


async def test_feeds_pages_robots_and_what_sites_say(trap: Trap, app: Headwater) -> None:
    urls = (trap.open("/feed"), trap.address + "/feed", trap.open("/away"), trap.open("/feed", "leading"))
    app.subscribe(new_source(url) for url in urls)
    app.add_opml(f"<opml><body><outline xmlUrl='{trap.address}/listed'/></body></opml>".encode())
    app.subscribe([new_source(trap.open("/sitemap.xml"), kind="sitemap"), new_source(trap.open("/site"), kind="site")])
    async with app.online():
        counts = await app.update()
        await app.recheck()
    assert counts.articles == 1, "the one page that is open was read"
    assert trap.visits == []


@pytest.mark.parametrize("path", ["/site", "/away", "/sitemap.xml"])
async def test_discovery(trap: Trap, app: Headwater, path: str) -> None:
    for url in (trap.open(path), trap.address + path, f"127.0.0.1:{trap.port}{path}"):
        try:
            await app.add(url)
        except (FetchError, ContentError):
            continue
    await app.update()
    assert trap.visits == []


async def test_pictures(trap: Trap, app: Headwater) -> None:
    app.subscribe([new_source(trap.open("/feed"))])
    await app.update()
    [article] = [str(row["id"]) for row in app.export("articles")]
    assert app.article_page(article).article.image is not None
    with pytest.raises(GuardError):
        await app.picture(article)
    async with app.online():
        network: Network = app._gather.network()
        for url in (trap.open("/away"), trap.open("/picture", "leading")):
            with pytest.raises(FetchError):
                await Pictures().get(url, network.fetcher, network.robots)
    assert trap.visits == []


async def test_hubs_and_proofs_of_ownership(trap: Trap, app: Headwater) -> None:
    async with app.online():
        fetcher = app._gather.network().fetcher
        for hub in (trap.address + "/hub", trap.open("/away")):
            lease = Lease(source="f1", hub=hub, topic="https://a.example/feed", token="t", secret="s")
            asked = await websub.ask(fetcher, lease, "https://me.example/websub/t", 1000.0)
            assert asked.failures == 1
        for host in (f"127.0.0.1:{trap.port}", f"leading.localhost:{trap.open_port}"):
            assert not (await ownership.in_file(fetcher, host, "d1", "token"))[0]
            assert not (await ownership.in_page(fetcher, host, "d1", "token"))[0]
    assert trap.visits == []


@pytest.mark.parametrize("url", ["http://169.254.169.254/v1", "http://[fe80::1]/v1", "http://100.100.100.200/v1", "file:///etc/passwd"])
async def test_the_endpoint_of_the_operator_is_no_metadata_service(url: str) -> None:
    with pytest.raises(GuardError):
        await asyncio.to_thread(rephrase.reword, rephrase.Endpoint(url), "x")
