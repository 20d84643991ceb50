"""`headwater serve`: everything in one process: scheduler, fetcher, pipeline, web pages and, with --demo, the demo press."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import click
import uvicorn
from msgspec.structs import replace

from headwater.app import Headwater, opened
from headwater.cli.output import Context, pass_context, words
from headwater.demo import owner as owners
from headwater.demo.clock import Clock
from headwater.demo.press import Press
from headwater.errors import BusyError, FetchError, UsageError
from headwater.model import Counts, Source
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.store.database import FILE_NAME
from headwater.text import host_of
from headwater.web.site import make_site

# The demo's addresses hold the press's port: a fixed one keeps them the same from one run to the next, as long as it is free.
PRESS_PORT = 8421
DEMO_POLL = 10.0
DEMO_RECHECK = 20.0


@click.command()
@click.option("--host", metavar="H", help="Address to listen on. Default 127.0.0.1: only this machine.")
@click.option("--port", metavar="P", type=click.IntRange(0, 65_535), help="Port to listen on; 0 takes a free one. Default 8420.")
@click.option("--demo", is_flag=True, help="Also start the demo press, an invented set of outlets, and subscribe to it.")
@click.option("--demo-speed", default=60.0, show_default=True, type=click.FloatRange(1, 100_000), help="Press seconds a second.")
@pass_context
def serve(context: Context, host: str | None, port: int | None, demo: bool, demo_speed: float) -> None:
    """Fetch, read and serve until stopped with Ctrl-C or SIGTERM. Prints the address of the pages.

    With --demo and no --data, the demo keeps its own folder, made afresh each time, and leaves your store alone.
    """
    settings = replace(
        context.settings,
        host=host or context.settings.host,
        port=context.settings.port if port is None else port,
        demo=demo,
    )
    folder = context.folder
    if demo and not context.folder_given:
        folder = _fresh(folder / "demo")
    with _listening(settings.host, settings.port) as listener, contextlib.suppress(KeyboardInterrupt), _terminable():
        asyncio.run(_serve(folder, settings, listener, context.quiet, demo_speed))


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Inside, the SIGTERM of a service manager ends the program as Ctrl-C does. uvicorn hands on what stopped it when it has shut down, and
    SIGTERM would then kill the program before the store and the reading processes are closed."""
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _fresh(folder: Path) -> Path:
    for old in folder.glob(FILE_NAME + "*"):
        old.unlink()
    return folder


def _listening(host: str, port: int) -> socket.socket:
    """A bound socket. Raises BusyError or UsageError in one line before anything else is started."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except socket.gaierror as error:
        raise UsageError(f"“{host}” is no address of this machine: {error.strerror}") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except PermissionError as error:
        listener.close()
        raise UsageError(f"port {port} needs more rights than you have: choose one above 1023 with --port") from error
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise UsageError(f"{host} is no address of this machine: leave --host out, or use 0.0.0.0 for all of its addresses") from error
        raise BusyError(f"port {port} on {host} is in use by another program: choose another with --port") from error
    return listener


async def _serve(folder: Path, settings: Settings, listener: socket.socket, quiet: bool, speed: float) -> None:
    async with contextlib.AsyncExitStack() as stack:
        sources: tuple[Source, ...] = ()
        press = None
        if settings.demo:
            press = await stack.enter_async_context(_press(speed))
            allowed = (f"*.localhost:{press.port}", f"localhost:{press.port}")
            settings = replace(settings, allow_hosts=allowed, gap=0.0, poll=DEMO_POLL, recheck=DEMO_RECHECK)
            now = datetime.now(UTC).timestamp()
            sources = tuple(
                new_source(site.feed_url, kind="sitemap" if site.outlet.feed == "sitemap" else "feed", title=site.outlet.name, added=now)
                for site in press.outlets
            )
        app = stack.enter_context(opened(folder, settings))
        app.subscribe(sources)
        await _run(app, listener, quiet, press)


@contextlib.asynccontextmanager
async def _press(speed: float) -> AsyncIterator[Press]:
    clock = Clock.opening(datetime.now(UTC), speed)
    async with contextlib.AsyncExitStack() as stack:
        try:
            press = await stack.enter_async_context(Press(clock, PRESS_PORT))
        except BusyError:
            press = await stack.enter_async_context(Press(clock, 0))
        yield press


async def _run(app: Headwater, listener: socket.socket, quiet: bool, press: Press | None) -> None:
    def done(source: Source, counts: Counts) -> None:
        if not quiet and (counts.captures or source.last_error):
            click.echo(f"{source.title or source.url}: {source.last_error or words(counts)}", err=True)

    host, port = listener.getsockname()[:2]
    local = ip_address(host).is_loopback
    given = {*app.settings.names, *([host_of(app.settings.public_url)] if app.settings.public_url else [])}
    names = frozenset({"localhost", "127.0.0.1", "::1", *given}) if local else frozenset(app.settings.names and given)
    config = uvicorn.Config(make_site(app, names), log_level="warning", access_log=False, lifespan="on", server_header=False)
    server = uvicorn.Server(config)
    shown = "localhost" if local or ip_address(host).is_unspecified else host
    click.echo(f"Headwater is at http://{shown}:{port}/" + ("  (demo press running)" if app.settings.demo else "") + "; stop with Ctrl-C")
    stop = asyncio.Event()
    fetching = asyncio.create_task(app.run(stop, done))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    owner = asyncio.create_task(owners.watch(press, f"http://{shown}:{port}")) if press else None
    try:
        await asyncio.wait({fetching, serving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        if owner is not None:
            owner.cancel()
            with contextlib.suppress(asyncio.CancelledError, FetchError):
                await owner
        server.should_exit = True
        for result in await asyncio.gather(fetching, serving, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
