"""Commands without a store: pages to articles, feeds to rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from headwater.cli.output import emit
from headwater.errors import ContentError, UsageError
from headwater.model import Capture, SetAside
from headwater.pipeline import read_whole
from headwater.sources import files
from headwater.stages.parse import error_row, feed_row, parse_feed


class _Page(msgspec.Struct):
    id: str
    url: str
    html_path: str


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--batch", type=click.Path(path_type=Path), metavar="IN.jsonl", help='Rows {"id","url","html_path"}; paths are relative to the file.'
)
def extract(paths: tuple[Path, ...], batch: Path | None) -> int:
    """Read pages into clean articles, one JSON object a line. No store is touched.

    A page that cannot be read gives a row with an "error"; the exit code is 1 only if none could be read.
    """
    if not paths and batch is None:
        raise UsageError("name the pages to extract, or a list of them with --batch")
    good = bad = 0
    for label, item in [*_named(paths)] if batch is None else _listed(batch):
        row = _row(label, item)
        emit(row)
        if "error" in row:
            bad += 1
            click.echo(f"headwater: {label or item.url}: {row['error']}", err=True)
        else:
            good += 1
    return 1 if bad and not good else 0


def _row(label: str, item: Capture | SetAside) -> dict[str, Any]:
    """The article of a capture, or why there is none. `label` is the id it was handed in with."""
    try:
        reason = item.reason if isinstance(item, SetAside) else ""
        article = msgspec.to_builtins(read_whole(item).article) if isinstance(item, Capture) else {}
    except ContentError as error:
        reason = str(error)
    if reason:
        return {"id": label, "external_id": label, "url": item.url, "error": reason}
    return article | {"external_id": label or article["external_id"]}


def _named(paths: tuple[Path, ...]) -> Iterator[tuple[str, Capture | SetAside]]:
    for item in files.captures(paths, datetime.now(UTC)):
        yield "", item


def _listed(batch: Path) -> Iterator[tuple[str, Capture | SetAside]]:
    now = datetime.now(UTC)
    try:
        lines = batch.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"cannot read {batch}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = _Page(id=f"line {number}", url=f"{batch.name}#line-{number}", html_path="")
        try:
            row = msgspec.json.decode(line, type=_Page)
            yield row.id, Capture(url=row.url, fetched_at=now, body=_bytes(batch.parent / row.html_path))
        except (msgspec.DecodeError, ContentError) as error:
            yield row.id, SetAside(url=row.url, source="", reason=f"{row.html_path or row.id}: {error}", at=now)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--raw", is_flag=True, help="Summaries and contents as the feed has them, scripts and all.")
def feed(paths: tuple[Path, ...], raw: bool) -> int:
    """Read feed documents, one JSON row a file. No store is touched.

    Titles are plain text, links http or https; summaries and contents are HTML without anything that loads or runs.
    """
    failed = 0
    for path in paths:
        try:
            row = feed_row(str(path), parse_feed(_bytes(path), ""), raw=raw)
        except ContentError as error:
            failed += 1
            row = error_row(str(path), str(error))
            click.echo(f"headwater: {path}: {error}", err=True)
        emit(row)
    return 1 if failed == len(paths) else 0


def _bytes(path: Path) -> bytes:
    """What a file holds. Raises ContentError where it cannot be read or is too large, so that its neighbours are read."""
    try:
        if path.stat().st_size > files.MAX_FILE:
            raise ContentError(f"larger than {files.MAX_FILE >> 20} MiB")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise ContentError(f"cannot read it: {getattr(error, 'strerror', None) or error}") from error
