"""Commands that take in: sources, files, updates."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from headwater.cli.output import Context, Progress, emit, pass_context, words
from headwater.errors import HeadwaterError, UsageError
from headwater.model import Counts, Source
from headwater.sources import files
from headwater.sources.logins import parted


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="Counts as JSON on the last line.")
@pass_context
def ingest(context: Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Read files and folders into the store, and tell what became of each.

    Understands .txt, .html, feeds (.xml .rss .atom .json), .jsonl of articles or captures, .warc[.gz] and .eml. The same file twice
    changes nothing. What cannot be read is set aside with its reason; `headwater sources` shows it. An OPML list goes to `headwater add`.
    """
    progress = Progress(context.quiet, files.estimate(paths))
    with context.app() as app:
        counts = app.ingest_paths(paths, progress, progress.taken)
        progress.done()
        if as_json:
            emit(counts)
            return
        click.echo(f"{words(counts)}, in {counts.seconds:.1f} s")
        if counts.set_aside and not context.quiet:
            for item in app.sources_page().set_aside[: min(counts.set_aside, 20)]:
                click.echo(f"set aside: {item.url}: {item.reason}", err=True)


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="URL|FILE.opml…")
@click.option("--json", "as_json", is_flag=True, help="The sources as JSON Lines.")
@pass_context
def add(context: Context, addresses: tuple[str, ...], as_json: bool) -> None:
    """Subscribe to feeds, sitemaps, sites, or every feed of an OPML list.

    A home page will do: its feeds and sitemaps are found from it. For a private feed write its address as
    https://NAME:PASSWORD@feeds.example/feed: both are kept apart, never shown, and sent to that origin alone.
    """
    failed: list[str] = []
    with context.app() as app:
        for address in addresses:
            try:
                if address.startswith(("http://", "https://")):
                    found = asyncio.run(app.add(address))
                elif Path(address).is_file():
                    found = app.add_opml(Path(address).read_bytes())
                else:
                    raise UsageError(f"“{address}” is neither an address (https://…) nor an OPML file that is there")
            except HeadwaterError as error:
                # One bad address of several does not lose the others.
                if len(addresses) == 1:
                    raise
                failed.append(f"{parted(address)[0]}: {error}")
                continue
            for source in found:
                emit(source) if as_json else click.echo(f"added {source.url}" + (f" ({source.title})" if source.title else ""))
    if failed:
        raise UsageError("; ".join(failed))


@click.command()
@click.argument("source")
@pass_context
def remove(context: Context, source: str) -> None:
    """Unsubscribe from SOURCE (its id or address). Its articles stay."""
    with context.app() as app:
        app.remove(source)
    click.echo(f"removed {parted(source)[0]}; `headwater add` brings it back")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@click.option("--json", "as_json", is_flag=True, help="Counts as JSON on the last line.")
@pass_context
def update(context: Context, sources: tuple[str, ...], as_json: bool) -> None:
    """Fetch all that is due once, or the named sources now, and process it."""

    def done(source: Source, counts: Counts) -> None:
        if not context.quiet:
            state = source.last_error or f"{counts.articles} new, {counts.revisions} revised"
            click.echo(f"{source.url}: {state}", err=True)

    began = datetime.now(UTC)
    with context.app() as app:
        if not app.sources_page().lines:
            raise UsageError("there are no sources yet: `headwater add URL` first, or try `headwater serve --demo`")
        counts = asyncio.run(app.update(sources, done=done))
    if as_json:
        emit(counts)
    else:
        click.echo(f"{words(counts)}, in {(datetime.now(UTC) - began).total_seconds():.1f} s")
