"""The demo press over HTTP: each outlet is a host below `localhost`, told apart by the Host header."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.resources import files
from types import TracebackType
from typing import Self
from zlib import crc32

from aiohttp import web
from xxhash import xxh3_64_hexdigest

from headwater.demo import pages
from headwater.demo.clock import Clock
from headwater.demo.newsroom import Newsroom, Withdrawn
from headwater.demo.pages import Site
from headwater.demo.script import script
from headwater.demo.syndication import FEED_PATHS, MEDIA, feed
from headwater.demo.truth import address
from headwater.errors import BusyError

_LOOPBACK = "127.0.0.1"
_ROBOTS = "User-agent: *\nDisallow: /private\n"
_HTML = "text/html"


class Press:
    """The demo press, published while the context is open.

        async with Press(Clock.opening(datetime.now(UTC))) as press:
            ...  # press.port, press.outlets, press.directory_url

    With `port` 0 a free one is taken. Only this machine can reach it. Raises BusyError when the port is in use.
    """

    def __init__(self, clock: Clock, port: int = 0) -> None:
        self.clock = clock
        self.port = port
        self.outlets: tuple[Site, ...] = ()
        self._newsroom = Newsroom(script(), clock, lambda slug: address(slug, self.port))
        self._files: dict[tuple[str, str], str] = {}
        self._runner = web.AppRunner(_application(self), access_log=None)

    @property
    def directory_url(self) -> str:
        """The page that lists all outlets; its `outlets.opml` subscribes to them."""
        return f"http://localhost:{self.port}/"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, _LOOPBACK, self.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise BusyError(f"demo press: port {self.port} is in use or not allowed; choose another") from error
        self.port = self._runner.addresses[0][1]
        self.outlets = tuple(Site(outlet, address(outlet.slug, self.port)) for outlet in script().outlets.values())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._runner.cleanup()

    def put(self, slug: str, path: str, text: str) -> None:
        """A plain text file at an outlet's address, as its owner would put it there."""
        self._files[slug, path] = text

    def minutes(self) -> float:
        """Minutes of the script that have passed."""
        return self._newsroom.minutes()

    async def answer(self, request: web.Request) -> web.Response:
        """The response to any request for any outlet."""
        slug = request.host.partition(":")[0].removesuffix(".localhost").lower()
        site = next((site for site in self.outlets if site.slug == slug), None)
        if request.path == "/style.css":
            return _respond(request, files("headwater.demo").joinpath("templates/style.css").read_text(), "text/css")
        return self._directory(request) if site is None else self._outlet(request, site)

    def _directory(self, request: web.Request) -> web.Response:
        if request.path == "/outlets.opml":
            return _respond(request, pages.opml(self.outlets), "text/x-opml")
        return _respond(request, pages.directory(self.outlets), _HTML)

    def _outlet(self, request: web.Request, site: Site) -> web.Response:
        path, newsroom = request.path, self._newsroom
        if (site.slug, path) in self._files:
            return _respond(request, self._files[site.slug, path], "text/plain")
        if path == "/robots.txt":
            sitemap = f"Sitemap: {site.feed_url}\n" if site.outlet.feed == "sitemap" else ""
            return _respond(request, _ROBOTS + sitemap, "text/plain")
        if path.startswith("/images/"):
            return _respond(request, _picture(path), "image/svg+xml")
        front, changed = newsroom.front(site.outlet), newsroom.changed(site.outlet)
        if path == "/":
            return _respond(request, pages.home(site, front), _HTML, changed=changed)
        if path == FEED_PATHS[site.outlet.feed]:
            return _respond(request, feed(site.outlet, site.base, front, changed), MEDIA[site.outlet.feed], changed=changed)
        item = newsroom.page(site.outlet, path)
        if item is None or isinstance(item, Withdrawn):
            return web.Response(text=pages.notice(site, item), status=410 if item else 404, content_type=_HTML)
        return _respond(request, pages.article(site, item, front), _HTML, changed=changed)


def _application(press: Press) -> web.Application:
    application = web.Application()
    application.router.add_get("/{path:.*}", press.answer)
    return application


def _respond(request: web.Request, body: str, media: str, *, changed: datetime | None = None) -> web.Response:
    """The body, or 304 where the reader already has it. Its ETag decides; without one in the request, the date does (RFC 9110, 13.2.2)."""
    headers = {"ETag": f'"{xxh3_64_hexdigest(body.encode())}"', "Cache-Control": "max-age=1"}
    if changed is not None:
        headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    if _unchanged(request, headers["ETag"], changed):
        return web.Response(status=304, headers=headers)
    return web.Response(text=body, content_type=media, charset="utf-8", headers=headers)


def _unchanged(request: web.Request, etag: str, changed: datetime | None) -> bool:
    known = request.headers.get("If-None-Match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return etag in tags or "*" in tags
    since = request.if_modified_since
    return since is not None and changed is not None and changed <= since


def _picture(path: str) -> str:
    """A quiet drawing in a colour that belongs to the address: the press has no photographs."""
    hue = crc32(path.encode()) % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">'
        f'<rect width="160" height="90" fill="hsl({hue} 30% 78%)"/>'
        f'<path d="M0 62 Q40 {40 + hue % 20} 80 60 T160 54 V90 H0Z" fill="hsl({hue} 34% 46%)"/></svg>'
    )
