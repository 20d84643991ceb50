"""Servers that answer to hurt, and what it costs to ask one: seconds, memory, and how its neighbours fare. Used by `measure_bombs.py`.

Each bomb is a host of its own below .localhost and speaks bytes, not HTTP as a library would have it. The program that asks is the real
one: a source subscribed to and updated, by real HTTP, with its worker. The servers run in a process of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import brotli
import zstandard

from headwater.app import Headwater, make_app
from headwater.settings import Settings
from headwater.sources.collect import new_source

PIECE = bytes(1 << 20)
NEIGHBOURS = 4
FEED = (
    b"<rss version='2.0'><channel><title>Neighbour</title><item><title>Ferry</title>"
    b"<description>The ferry struck the pier.</description></item></channel></rss>"
)


def packed(pack: Callable[[], object], pieces: int) -> bytes:
    """So many MiB of zeros through a compressor object."""
    made = pack()
    parts = [made.compress(PIECE) for _ in range(pieces)]  # type: ignore[attr-defined]
    return b"".join([*parts, made.flush()])  # type: ignore[attr-defined]


def gzipped(pieces: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as file:
        for _ in range(pieces):
            file.write(PIECE)
    return out.getvalue()


class Brotli:
    """brotli's compressor under the names of the others."""

    def __init__(self) -> None:
        self._made = brotli.Compressor(quality=1)

    def compress(self, data: bytes) -> bytes:
        return bytes(self._made.process(data))

    def flush(self) -> bytes:
        return bytes(self._made.finish())


def answer(body: bytes, encoding: str = "", media: str = "application/rss+xml") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"
    return (head + (f"Content-Encoding: {encoding}\r\n" if encoding else "") + "\r\n").encode() + body


def zstd() -> object:
    return zstandard.ZstdCompressor(level=1).compressobj()


BODIES: dict[str, Callable[[int], bytes]] = {
    "gzip": lambda n: answer(gzipped(n), "gzip"),
    "deflate": lambda n: answer(packed(lambda: __import__("zlib").compressobj(1), n), "deflate"),
    "br": lambda n: answer(packed(Brotli, n), "br"),
    "zstd": lambda n: answer(packed(zstd, n), "zstd"),
    "nested-gzip": lambda n: answer(gzip.compress(gzipped(n)), "gzip", "application/gzip"),
    "twice-gzip": lambda n: answer(gzip.compress(gzipped(n)), "gzip, gzip"),
    "gzip-file": lambda n: answer(gzipped(n), media="application/gzip"),
    "gzip-members": lambda _: answer(gzip.compress(b"") * 200_000, "gzip"),
}
"""Answers that are made whole: so many MiB when unfolded."""

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def endless(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[asyncio.StreamWriter], AsyncIterator[bytes]]:
    async def sends(_: asyncio.StreamWriter) -> AsyncIterator[bytes]:
        yield start
        while True:
            yield piece
            await asyncio.sleep(pause)

    return sends


ENDLESS: dict[str, Callable[[asyncio.StreamWriter], AsyncIterator[bytes]]] = {
    "headers": endless(OK, b"X-Filler: " + b"x" * 1000 + b"\r\n"),
    "header-line": endless(OK + b"X-Filler: ", b"x" * 1000),
    "short-headers": endless(OK, b"a:b\r\n" * 200),
    "status-line": endless(b"HTTP/1.1 200 ", b"x" * 1000),
    "informational": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 50),
    "continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 200),
    "drip": endless(OK + b"\r\n", b" ", 1.0),
    "drip-headers": endless(OK, b"x", 1.0),
    "body": endless(OK + b"\r\n", PIECE[: 1 << 16]),
    "chunks": endless(CHUNKED, b"1\r\nx\r\n" * 500),
    "chunk-size": endless(CHUNKED, b"0" * 1000),
    "chunk-extension": endless(CHUNKED + b"1;", b"x" * 1000),
    "trailers": endless(CHUNKED + b"0\r\n", b"X-Filler: " + b"x" * 1000 + b"\r\n"),
    "silent": endless(b"", b"", 60.0),
}
"""Answers that never end."""

NAMES = (*BODIES, *ENDLESS, "redirects", "redirects-abroad")


class Server:
    """All the hosts at one port. `pieces` MiB are what a body unfolds to."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.port = 0
        self._made: dict[str, bytes] = {}

    async def start(self) -> asyncio.Server:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=256)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                if not await self._answered(head, writer):
                    break
        with contextlib.suppress(ConnectionError):
            writer.close()

    async def _answered(self, head: str, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection is still good for another request."""
        path = head.split(" ", 2)[1]
        name = head.lower().split("host:", 1)[1].split(".", 1)[0].strip()
        if name.startswith("neighbour"):
            writer.write(answer(FEED))
        elif path == "/robots.txt":
            writer.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        elif name.startswith("redirects"):
            number = int(path.rsplit("/", 1)[1]) + 1 if path.rsplit("/", 1)[1].isdecimal() else 1
            host = f"{name if name == 'redirects' else f'redirects-{number}'}.localhost:{self.port}"
            writer.write(f"HTTP/1.1 302 On\r\nLocation: http://{host}/{number}\r\nContent-Length: 0\r\n\r\n".encode())
        elif name in ENDLESS:
            async for piece in ENDLESS[name](writer):
                writer.write(piece)
                await writer.drain()
        else:
            if name not in self._made:
                self._made[name] = await asyncio.to_thread(BODIES[name], self.pieces)
            writer.write(self._made[name])
        await writer.drain()
        return True


class Cost(NamedTuple):
    """What asking one bomb cost. `mib` is what the program and its worker took beyond what they had; `slowest` is a neighbour's round."""

    seconds: float
    cpu: float
    mib: float
    slowest: float
    rounds: int
    said: str


@contextlib.contextmanager
def served(pieces: int) -> Iterator[int]:
    """The servers in a process of their own; gives their port."""
    command = [sys.executable, __file__, str(pieces)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


async def cost(name: str, port: int) -> Cost:
    """Asks one bomb, and its neighbours again and again beside it. Meant for a process that has done nothing else."""
    settings = Settings(gap=0.0, allow_hosts=(f"*.localhost:{port}",))
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder), settings)
        try:
            return await _cost(app, name, port)
        finally:
            app.close()


async def _cost(app: Headwater, name: str, port: int) -> Cost:
    neighbours = [one.id for one in app.subscribe(new_source(f"http://neighbour{n}.localhost:{port}/feed") for n in range(NEIGHBOURS))]
    [bomb] = app.subscribe([new_source(f"http://{name}.localhost:{port}/feed")])
    async with app.online():
        # Everything is there that will be needed: what is measured is the bomb.
        await app.update(neighbours)
        before = {pid: begin(pid) for pid in family()}
        used, began = time.process_time(), time.monotonic()
        task = asyncio.create_task(app.update([bomb.id]))
        rounds: list[float] = []
        while not task.done() or len(rounds) < 3:
            at = time.monotonic()
            await app.update(neighbours)
            rounds.append(time.monotonic() - at)
            if task.done():
                break
            await asyncio.wait([task], timeout=0.2)
        await task
        seconds, used = time.monotonic() - began, time.process_time() - used
        grown = sum(peak(pid) - before.get(pid, 0.0) for pid in family())
    lines = {line.source.id: line.source for line in app.sources_page().lines}
    troubled = [one for one in neighbours if lines[one].last_error]
    said = f"NEIGHBOURS FAILED: {lines[troubled[0]].last_error}" if troubled else lines[bomb.id].last_error
    return Cost(seconds, used, grown, max(rounds), len(rounds), said)


def family() -> list[int]:
    """This process and those that it started to read in."""
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
    return [own, *(int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"))]


def begin(pid: int) -> float:
    """Forgets how large a process was at most; MiB that it has now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return peak(pid)


def peak(pid: int) -> float:
    """MiB that a process had at most."""
    return int(Path(f"/proc/{pid}/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) / 1024


async def _serve_for_ever(pieces: int) -> None:
    server = Server(pieces)
    running = await server.start()
    print(server.port, flush=True)
    await running.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "--cost":
        print(json.dumps(asyncio.run(cost(sys.argv[2], int(sys.argv[3])))))
    else:
        asyncio.run(_serve_for_ever(int(sys.argv[1])))
