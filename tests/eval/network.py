"""The guard, the reading of addresses and robots.txt, against the security sets: shares of cases that come out as they should."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from headwater.errors import FetchError, GuardError
from headwater.sources.guard import Allowed, check_url, host_port
from headwater.sources.http import Fetcher, FetchSettings
from headwater.sources.robots import Rules

Rows = list[dict[str, Any]]
PUBLIC, LOOPBACK = "93.184.216.34", "127.0.0.1"


def measure(data: Path) -> dict[str, float]:
    """`ssrf` and `urls`: addresses refused or let through as they should; `robots`: verdicts that agree, habits of one crawler aside."""
    folder = data / "security"
    ssrf: Rows = [json.loads(line) for line in (folder / "ssrf.jsonl").read_text(encoding="utf-8").splitlines()]
    robots: Rows = [json.loads(line) for line in (folder / "robots.jsonl").read_text(encoding="utf-8").splitlines()]
    urls = [row for row in json.loads((folder / "urltestdata.json").read_text(encoding="utf-8")) if isinstance(row, dict)]
    rules = [row for row in robots if "GoogleOnly" not in row["source"]]
    return {
        "ssrf": asyncio.run(_guarded(ssrf)) / len(ssrf),
        "urls": _share([_url_is_right(row) for row in urls if not row.get("base")]),
        "robots": _share([_verdict(row) == row["allowed"] for row in rules]),
        "robots_with_habits": _share([_verdict(row) == row["allowed"] for row in robots]),
    }


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)


async def _guarded(rows: Rows) -> int:
    """How many rows come out as wanted, by fetching them; no address that is wanted is really asked."""
    server = web.Application()

    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query["to"]})

    server.router.add_get("/", redirect)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    port = runner.addresses[0][1]
    right = 0
    settings = FetchSettings(gap=0.0, timeout=3.0, allowed=Allowed(hosts=frozenset({f"start.localhost:{port}"})))
    async with Fetcher(settings) as fetcher:
        for row in rows:
            kind, _, rest = row["url"].partition(":")
            if row["want"] == "allow":
                right += check_url(row["url"], Allowed()) != ""
            elif kind == "rebind":
                right += await _rebinding_is_refused()
            else:
                url = f"http://start.localhost:{port}/?to={rest}" if kind == "redirect" else row["url"]
                right += await _refused(fetcher, url)
    await runner.cleanup()
    return right


async def _refused(fetcher: Fetcher, url: str) -> bool:
    try:
        await fetcher.get(url)
    except GuardError:
        return True
    except FetchError:
        return False
    return False


class Turncoat(AbstractResolver):
    """Answers with a public address once, and with this machine's from then on."""

    def __init__(self) -> None:
        self.answers = iter([PUBLIC])

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = next(self.answers, LOOPBACK)
        return [ResolveResult(hostname=host, host=found, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        return None


async def _rebinding_is_refused() -> bool:
    resolver = Turncoat()
    await resolver.resolve("outlet.example")
    async with Fetcher(FetchSettings(gap=0.0, timeout=3.0), resolver=resolver) as fetcher:
        return await _refused(fetcher, "http://outlet.example/")


def _url_is_right(row: dict[str, Any]) -> bool:
    """What is no address is refused; in any other web address the host is the one a browser goes to, unless it is refused."""
    try:
        found = check_url(row["input"], Allowed(private=True))
    except GuardError:
        return True
    if row.get("failure") or row["protocol"] not in ("http:", "https:"):
        return False
    return host_port(found)[0] == row["hostname"].strip("[]").rstrip(".")


def _verdict(row: dict[str, Any]) -> bool:
    body = base64.b64decode(row["robots_base64"]) if "robots_base64" in row else row["robots"].encode("utf-8", "surrogatepass")
    return Rules(body).allows(row["url"], row["agent"])
