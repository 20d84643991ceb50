"""Ten thousand feeds, two thousand of them dead or slow: how evenly and how promptly the others are asked, and what it costs.

    python tools/measure_scale.py [--feeds 10000] [--hours 24]

A real server on this machine, real HTTP, the real scheduler, all in one process. The clock is moved: whenever nothing is to be done it
jumps to the next moment at which something is, and while work is done it goes on by the CPU time that the work takes, so that other
programs on the machine do not count. Every pause, patience and timeout has its full length, and a day takes as long as its work (about an
hour for ten thousand feeds). One fifth of the feeds is
dead or slow: connections refused, names that do not exist, servers that never answer, that send a byte now and then, and that answer 500
after a while. Delays are those of the live feeds: from the moment a feed is due to the moment it is asked. Import is over when every live
feed was asked once; `steady` is what comes after it. Exit code 1 where a bound is broken; the last line is the result as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from selectors import DefaultSelector, SelectorKey
from types import SimpleNamespace
from typing import Any

from aiohttp import web

from headwater import gather, settings
from headwater.app import Headwater, make_app
from headwater.model import Counts, Source
from headwater.sources import http
from headwater.sources.collect import new_source
from headwater.sources.politeness import Politeness

TROUBLES = ("refused", "unknown", "silent", "drip", "error")
TEXT = "The harbour office closed the eastern pier of Quill Harbour after a ferry had struck it. " * 12


class Idle(DefaultSelector):
    """Waits for the network; where nothing comes and no thread is at work, the waiting is skipped. `skipped` seconds so far."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.at_work = 0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        # On the loopback what was sent is there at once; the moment is for the kernel's own work.
        grain = min(timeout, 0.002 if self.at_work else 0.0002)
        found = super().select(grain)
        if not found:
            self.skipped += grain if self.at_work else timeout
        return found


class MovedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is moved: see `Idle`. Work in threads (the store, the reading worker) is waited for."""

    def __init__(self) -> None:
        self.idle = Idle()
        super().__init__(self.idle)

    def time(self) -> float:
        return time.process_time() + self.idle.skipped

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        self.idle.at_work += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: object) -> None:
        self.idle.at_work -= 1


class Clock:
    """The time of day, moved like the loop's."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.shift = time.time() - loop.time()
        self.began = self()

    def __call__(self) -> float:
        return self.shift + self.loop.time()


class Press:
    """Feeds by number; each brings something new at its own gap. `asked` counts listing requests by (virtual) minute."""

    def __init__(self, clock: Clock, feeds: int) -> None:
        self.clock = clock
        dice = random.Random(11)
        self.gaps = [60.0 * 20.0 ** (1.0 + dice.random() * 1.2) for _ in range(feeds)]
        self.full = [dice.random() < 0.02 for _ in range(feeds)]
        self.asked: Counter[int] = Counter()
        self.port = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.host.split(".")[0]
        self.asked[int((self.clock() - self.clock.began) / 60.0)] += 1
        if name.startswith("silent"):
            await asyncio.sleep(120.0)
        if name.startswith("error"):
            await asyncio.sleep(8.0)
            return web.Response(status=500)
        if name.startswith("drip"):
            return await self._drip(request)
        return self._feed(request, int(name[1:]))

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(120):
            await answer.write(b" ")
            await asyncio.sleep(1.0)
        return answer

    def _feed(self, request: web.Request, number: int) -> web.Response:
        gap = self.gaps[number]
        latest = int(self.clock() / gap)
        etag = f'"{latest}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        items = "".join(self._item(number, latest - n) for n in range(5))
        body = f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})

    def _item(self, number: int, which: int) -> str:
        when = format_datetime(datetime.fromtimestamp(which * self.gaps[number], UTC))
        # Most entries lead to an address that is never reached: what is measured is fetching, and reading would take most of the time.
        text = f"<description>{number} {which}: {TEXT}</description>" if self.full[number] and which % 5 == 0 else ""
        return f"<item><title>Report {number} {which}</title><link>http://10.0.0.1/{number}/{which}</link>{text}<pubDate>{when}</pubDate></item>"


class Watch:
    """Delays of live feeds in seconds, each with the moment since the beginning."""

    def __init__(self) -> None:
        self.due: dict[str, float] = {}
        self.delays: list[tuple[float, float]] = []
        self.first: list[float] = []
        self.began = 0.0
        self.failed = 0

    def done(self, source: Source, _: Counts) -> None:
        if not source.title:
            self.failed += 1
            return
        if source.id in self.due:
            self.delays.append((source.last_fetched - self.began, source.last_fetched - self.due[source.id]))
        else:
            self.first.append(source.last_fetched - self.began)
        self.due[source.id] = min(source.next_due, source.pages_due or source.next_due)


def addresses(press: Press, feeds: int) -> list[str]:
    """Every fifth is in trouble, of one kind or another."""
    found = []
    for number in range(feeds):
        kind = TROUBLES[number // 5 % len(TROUBLES)] if number % 5 == 0 else ""
        host = f"{kind}{number}.localhost:{press.port}" if kind else f"f{number}.localhost:{press.port}"
        if kind == "refused":
            host = f"refused{number}.localhost:9"
        found.append(f"http://unknown{number}.invalid/feed" if kind == "unknown" else f"http://{host}/feed")
    return found


async def measure(feeds: int, hours: float) -> dict[str, object]:
    """The figures after so many hours of the moved clock. Runs in a `MovedLoop`."""
    loop = asyncio.get_running_loop()
    clock, watch = Clock(loop), Watch()
    moved = SimpleNamespace(time=clock, monotonic=loop.time)
    for module in (gather, http):
        module.time = moved  # type: ignore[attr-defined]
    Politeness.__init__.__kwdefaults__["clock"] = loop.time  # type: ignore[index]
    press = Press(clock, feeds)
    server = web.Application()
    server.router.add_route("*", "/{path:.*}", press.handle)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    press.port = runner.addresses[0][1]
    chosen = settings.Settings(allow_hosts=(f"*.localhost:{press.port}", "*.localhost:9"))
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder), chosen, clock=clock)
        app.subscribe(new_source(url) for url in addresses(press, feeds))
        clock.began = watch.began = clock()
        used = time.process_time()
        await _run(app, watch, hours * 3600.0)
        used = time.process_time() - used
        app.close()
    await runner.cleanup()
    return _figures(press, watch, hours, used)


async def _run(app: Headwater, watch: Watch, seconds: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    await app.run(stop, watch.done)


def _figures(press: Press, watch: Watch, hours: float, used: float) -> dict[str, object]:
    imported = max(watch.first, default=0.0)
    minutes = [press.asked[n] for n in range(int(hours * 60))]
    steady = minutes[int(imported / 60.0) + 1 :] or [0]
    return {
        "feeds": len(press.gaps),
        "hours": hours,
        "rounds_at_live_feeds": len(watch.first) + len(watch.delays),
        "rounds_at_dead_or_slow_feeds": watch.failed,
        "live_feeds_never_asked": sum(n % 5 != 0 for n in range(len(press.gaps))) - len(watch.first),
        "import_minutes": round(imported / 60.0, 1),
        **_spread("import", [delay for at, delay in watch.delays if at <= imported]),
        **_spread("steady", [delay for at, delay in watch.delays if at > imported]),
        "requests_a_minute_mean": round(statistics.mean(minutes), 1),
        "requests_a_minute_peak": max(minutes),
        "peak_by_mean": round(max(minutes) / max(statistics.mean(minutes), 0.1), 2),
        "peak_by_mean_steady": round(max(steady) / max(statistics.mean(steady), 0.1), 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "memory_worker_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "cpu_seconds_server_and_headwater": round(used, 1),
    }


def _spread(name: str, found: list[float]) -> dict[str, object]:
    """Median, 99th percentile and longest of some delays, in seconds."""
    delays = sorted(found) or [0.0]
    return {
        f"delay_{name}_median": round(statistics.median(delays), 2),
        f"delay_{name}_99_percent": round(delays[int(len(delays) * 0.99)], 1),
        f"delay_{name}_longest": round(delays[-1], 1),
    }


def broken_bounds(figures: dict[str, Any]) -> list[str]:
    """What is worse than it may be, in words: a live feed is asked within ten seconds of its moment, but for one in a hundred."""
    bounds = {
        "delay_import_99_percent": 10.0,
        "delay_steady_99_percent": 10.0,
        "peak_by_mean": 2.0,
        "live_feeds_never_asked": 0,
    }
    found = [f"{name}: {figures[name]}, at most {most}" for name, most in bounds.items() if figures[name] > most]
    memory = figures["memory_mb"] + figures["memory_worker_mb"]
    return found + ([f"memory: {memory} MB, less than 500"] if memory >= 500 else [])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--hours", type=float, default=24.0)
    chosen = parser.parse_args()
    # Clients that hang up are what some of these servers are for.
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    with asyncio.Runner(loop_factory=MovedLoop) as moved:
        figures = moved.run(measure(chosen.feeds, chosen.hours))
    for name, value in figures.items():
        print(f"{name:34} {value}")
    problems = broken_bounds(figures)
    for problem in problems:
        print(f"NOT MET: {problem}", file=sys.stderr)
    print(json.dumps(figures))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
