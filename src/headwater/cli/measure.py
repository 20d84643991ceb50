"""`headwater bench`: how fast this machine reads, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from headwater import bench as measure
from headwater.cli.output import emit
from headwater.demo.clock import PRELUDE, UNFOLDING, Clock
from headwater.demo.newsroom import Newsroom
from headwater.demo.pages import Site, article
from headwater.demo.script import script
from headwater.errors import UsageError
from headwater.model import Capture
from headwater.peers import Row
from headwater.sources import files


@click.command()
@click.option("--pages", type=click.Path(path_type=Path), metavar="DIR|WARC", help="Measure on these pages. Default: the demo press's own.")
@click.option("--peers", is_flag=True, help="Also measure other programs on the same pages (`make bench` installs them).")
@click.option("--json", "as_json", is_flag=True, help="The table as one JSON document.")
def bench(pages: Path | None, peers: bool, as_json: bool) -> None:
    """CPU microseconds per article of every stage, and articles per second with one process and with two."""
    captures = _given(pages) if pages is not None else _demo()
    result = measure.run(captures, peers=peers)
    if as_json:
        emit(result)
        return
    click.echo(f"{result.pages} pages of {result.hosts} hosts, {result.articles} articles\n")
    for row in (*result.stages, Row(name="together", cpu=result.total)):
        click.echo(f"{row.name:22}{row.cpu:10,.0f} µs CPU an article")
    click.echo(f"\n{'one process':22}{result.one:10,.1f} articles/s, page to stored, indexed and grouped")
    click.echo(f"{'two processes':22}{result.two:10,.1f} articles/s")
    click.echo(f"{'two, reading alone':22}{result.reading:10,.1f} pages/s, page to text, metadata, facts and fingerprint")
    found = result.race
    _race("Text and metadata alone, hosts never seen", found.rows)
    if found.known:
        _race(f"The same on the {found.known_pages} pages whose hosts have three others here", found.known)


def _race(title: str, rows: Sequence[Row]) -> None:
    click.echo(f"\n{title}:")
    for row in rows:
        click.echo(f"{row.name:22}{row.cpu:10,.0f} µs CPU a page{row.cpu / rows[0].cpu:8.1f} ×")


def _given(pages: Path) -> list[Capture]:
    found = [item for item in files.captures([pages], datetime.now(UTC)) if isinstance(item, Capture)]
    if not found:
        raise UsageError(f"there is no page that can be read in {pages}")
    return found


def _demo() -> list[Capture]:
    """Every page of the demo press as it stands at the end of its script, without a server between."""
    now = datetime.now(UTC)
    clock = Clock(now - PRELUDE - UNFOLDING, 1.0, opened=now)
    sites = {slug: Site(outlet, f"http://{slug}.localhost") for slug, outlet in script().outlets.items()}
    newsroom = Newsroom(script(), clock, lambda slug: sites[slug].base)
    found = []
    for site in sites.values():
        front = newsroom.front(site.outlet)
        for item in front:
            body = article(site, item, front).encode()
            found.append(Capture(url=item.url, fetched_at=now, body=body, media="text/html; charset=utf-8"))
    return found
