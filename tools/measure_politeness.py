"""How polite Headwater is, measured: a real server, real rounds over real HTTP, a clock that is moved by the hour.

    python tools/measure_politeness.py [--hours 72]

Every outlet below has a host of its own and answers in its own way. Each hour Headwater is started anew over the same store, fetches
what is due, looks again at the pages that are due, and is closed; so nothing is remembered that is not stored. The first six looks are the
"six polls an hour apart"; the later hours show what lasts. The last line is the result as JSON, with exit code 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web

from headwater import engine
from headwater.app import Headwater
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.store import SqliteStore

HOUR = 3600.0
ODD_ETAG = 'W/"a,b;c\\d =="'
TEXT = "<p>" + "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 12 + "</p>"


class Clock:
    """The time of day, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2031, 5, 4, 12, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.now

    def http(self, ahead: float = 0.0) -> str:
        return format_datetime(datetime.fromtimestamp(self.now + ahead, UTC), usegmt=True)


class Asked:
    """One request as it came."""

    def __init__(self, request: web.Request, hour: int) -> None:
        self.outlet = request.host.split(".")[0]
        self.path, self.hour = request.path, hour
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        self.status = 0
        self.sent: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"{self.outlet}{self.path}"


class Press:
    """The outlets. `log` are all requests in order."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.hour = 0
        self.port = 0
        self.log: list[Asked] = []
        self.under_way: Counter[str] = Counter()
        self.overlaps = 0

    async def handle(self, request: web.Request) -> web.Response:
        asked = Asked(request, self.hour)
        self.log.append(asked)
        self.under_way[asked.outlet] += 1
        self.overlaps += self.under_way[asked.outlet] > 1
        await asyncio.sleep(0.002)
        answer = self._answer(asked)
        self.under_way[asked.outlet] -= 1
        answer.headers["Set-Cookie"] = "visitor=1; Path=/"
        asked.status, asked.sent = answer.status, {name.lower(): value for name, value in answer.headers.items()}
        return answer

    def _answer(self, asked: Asked) -> web.Response:
        if asked.path == "/robots.txt":
            return self._versioned(asked, "User-agent: *\nDisallow: /closed\n", "text/plain", {"ETag": '"robots"'})
        if asked.path.startswith("/page"):
            body = (
                f"<html><head><title>Of {asked.outlet}</title></head><body><article><h1>Of {asked.url}</h1>{TEXT}</article></body></html>"
            )
            return self._versioned(asked, body, "text/html", {"ETag": f'"{asked.url}"'})
        if asked.path.startswith("/trouble"):
            return web.Response(status=500)
        return OUTLETS[asked.outlet](self, asked)

    def _versioned(self, asked: Asked, body: str, media: str, headers: dict[str, str]) -> web.Response:
        """The body, or 304 where what the asker has is what there is."""
        none_match, since = asked.headers.get("if-none-match"), asked.headers.get("if-modified-since")
        same = (
            none_match == headers["ETag"]
            if "ETag" in headers and none_match
            else since is not None and since == headers.get("Last-Modified")
        )
        if same:
            return web.Response(status=304, headers={k: v for k, v in headers.items() if k != "ETag" or asked.hour % 2})
        return web.Response(text=body, content_type=media, headers=headers)

    def feed(self, asked: Asked, extra: str = "", pages: str = "page", **headers: str) -> web.Response:
        link = f"http://{asked.outlet}.localhost:{self.port}/{pages}"
        items = "".join(f"<item><title>{asked.outlet} {n}</title><link>{link}/{n}</link></item>" for n in range(3))
        body = f"<rss version='2.0'><channel><title>{asked.outlet}</title>{extra}{items}</channel></rss>"
        return self._versioned(asked, body, "application/rss+xml", {name.replace("_", "-"): value for name, value in headers.items()})


def _slow_down(status: int, when: Callable[[Press], str]) -> Callable[[Press, Asked], web.Response]:
    return lambda press, _: web.Response(status=status, headers={"Retry-After": when(press)})


def _moved(status: int, target: str) -> Callable[[Press, Asked], web.Response]:
    def answer(press: Press, asked: Asked) -> web.Response:
        if asked.path == "/feed":
            return web.Response(status=status, headers={"Location": target})
        if asked.path == "/sorry":
            return web.Response(
                text="<!doctype html><html><head><title>Sorry</title></head><body>No.</body></html>", content_type="text/html"
            )
        return press.feed(asked, ETag='"moved"')

    return answer


OUTLETS: dict[str, Callable[[Press, Asked], web.Response]] = {
    "plain": lambda press, asked: press.feed(asked),
    "etag": lambda press, asked: press.feed(asked, ETag=ODD_ETAG),
    "modified": lambda press, asked: press.feed(asked, Last_Modified="Sun, 04 May 2031 10:00:00 GMT"),
    "both": lambda press, asked: press.feed(asked, ETag='"v1"', Last_Modified="Sun, 4 May 2031 10:00:00 +0000"),
    "trouble": lambda press, asked: press.feed(asked, pages="trouble", ETag='"t"'),
    "gone": lambda *_: web.Response(status=410),
    "maxage": lambda press, asked: press.feed(asked, Cache_Control="public, max-age=7200"),
    "expires": lambda press, asked: press.feed(asked, Expires=press.clock.http(7200)),
    "ttl": lambda press, asked: press.feed(asked, "<ttl>360</ttl>", ETag='"ttl"'),
    "period": lambda press, asked: press.feed(
        asked, "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>", ETag='"sy"'
    ),
    "skip": lambda press, asked: press.feed(asked, "<skipHours>" + "".join(f"<hour>{h}</hour>" for h in range(13, 18)) + "</skipHours>"),
    "slow429": _slow_down(429, lambda _: "7200"),
    "slow503": _slow_down(503, lambda press: press.clock.http(7200)),
    "days503": _slow_down(503, lambda _: str(48 * 3600)),
    "broken": lambda *_: web.Response(status=500),
    "moved301": _moved(301, "/feed-2"),
    "moved308": _moved(308, "/feed-2"),
    "tohtml": _moved(301, "/sorry"),
}


async def measure(hours: int) -> dict[str, object]:
    """The figures after so many hours."""
    clock = Clock()
    press = Press(clock)
    server = web.Application()
    server.router.add_route("*", "/{path:.*}", press.handle)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    press.port = runner.addresses[0][1]
    with tempfile.TemporaryDirectory() as folder:
        for hour in range(hours):
            press.hour = hour
            await _look(Path(folder), press, first=hour == 0)
            clock.now += HOUR
        adopted = _adopted(Path(folder), press)
    await runner.cleanup()
    return _figures(press, hours, adopted)


def _opened(folder: Path, press: Press) -> Headwater:
    settings = Settings(
        gap=0.0, allow_hosts=(f"*.localhost:{press.port}",), contact="https://desk.headwater.example/bot", workers=1, recheck=HOUR
    )
    return Headwater(SqliteStore(folder), settings, engine.embedded(), clock=press.clock)


async def _look(folder: Path, press: Press, *, first: bool) -> None:
    app = _opened(folder, press)
    if first:
        app.subscribe(new_source(f"http://{outlet}.localhost:{press.port}/feed") for outlet in OUTLETS)
    async with app.online():
        await app.update()
        await app.recheck()
    app.close()


def _adopted(folder: Path, press: Press) -> dict[str, str]:
    app = _opened(folder, press)
    found = {line.source.url.split("//")[1].split(".")[0]: line.source.url.rsplit("/", 1)[1] for line in app.sources_page().lines}
    app.close()
    return {outlet: found.get(outlet, "") for outlet in ("moved301", "moved308", "tohtml")}


def _figures(press: Press, hours: int, adopted: dict[str, str]) -> dict[str, object]:
    by_url: dict[str, list[Asked]] = defaultdict(list)
    for asked in press.log:
        by_url[asked.url].append(asked)
    unconditional = altered = after_gone = 0
    for requests in by_url.values():
        known: dict[str, str] = {}
        gone = False
        for asked in requests:
            after_gone += gone
            sent = {"etag": asked.headers.get("if-none-match"), "last-modified": asked.headers.get("if-modified-since")}
            unconditional += bool(known) and not any(sent.values())
            altered += sum(value is not None and value != known.get(name) for name, value in sent.items())
            known |= {name: asked.sent[name] for name in sent if asked.status == 200 and name in asked.sent}
            gone = gone or asked.status == 410
    six = Counter(asked.outlet for asked in press.log if asked.hour < 6 and asked.path in ("/feed", "/feed-2"))
    moved = {outlet: [a.hour for a in press.log if a.outlet == outlet and a.path == "/feed"] for outlet in ("moved301", "moved308")}
    return {
        "hours": hours,
        "requests": len(press.log),
        "repeated_unconditional": unconditional,
        "altered_validators": altered,
        "after_410": after_gone,
        "with_cookie": sum("cookie" in a.headers for a in press.log),
        "with_referrer": sum("referer" in a.headers for a in press.log),
        "without_contact": sum("https://desk.headwater.example/bot" not in a.headers.get("user-agent", "") for a in press.log),
        "overlapping_at_a_host": press.overlaps,
        "feed_requests_in_six_hours": dict(sorted(six.items())),
        "redirects_adopted": adopted,
        "last_request_at_the_old_address_in_hour": {outlet: max(at) for outlet, at in moved.items()},
    }


def broken_bounds(figures: dict[str, object]) -> list[str]:
    """What is worse than it may be, in words."""
    six = figures["feed_requests_in_six_hours"]
    assert isinstance(six, dict)
    zeros = ("repeated_unconditional", "altered_validators", "after_410", "with_cookie", "with_referrer", "without_contact")
    found = [f"{name}: {figures[name]}" for name in (*zeros, "overlapping_at_a_host") if figures[name]]
    bounds = {"maxage": 3, "expires": 3, "slow429": 4, "slow503": 4, "days503": 1, "ttl": 1, "period": 1, "skip": 1, "gone": 1}
    found += [f"{outlet}: {six[outlet]} requests in six hours, at most {most}" for outlet, most in bounds.items() if six[outlet] > most]
    if figures["hours"] >= 72:  # type: ignore[operator]
        wanted = {"moved301": "feed-2", "moved308": "feed-2", "tohtml": "feed"}
        found += [] if figures["redirects_adopted"] == wanted else [f"redirects: {figures['redirects_adopted']}"]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=72, help="looks, one an hour (default 72)")
    figures = asyncio.run(measure(parser.parse_args().hours))
    for name, value in figures.items():
        print(f"{name:42} {value}")
    problems = broken_bounds(figures)
    for problem in problems:
        print(f"NOT MET: {problem}", file=sys.stderr)
    print(json.dumps(figures))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
