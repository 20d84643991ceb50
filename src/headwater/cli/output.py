"""What the commands share: the context, JSON lines, moments, progress."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from headwater.errors import UsageError
from headwater.model import Counts
from headwater.settings import Settings

if TYPE_CHECKING:
    from headwater.app import Headwater


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The global options of one call."""

    folder: Path
    folder_given: bool
    settings: Settings
    quiet: bool
    verbose: bool

    @contextmanager
    def app(self) -> Iterator[Headwater]:
        from headwater.app import opened  # most of what Headwater is: loaded only by what opens the store

        with opened(self.folder, self.settings) as app:
            yield app


_REDRAW = "\r\x1b[K"

pass_context = click.make_pass_decorator(Context)


def emit(value: Any) -> None:
    """One JSON document on a line of standard output."""
    click.echo(msgspec.json.encode(value).decode())


def emit_csv(rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows as CSV with a header; nested values are JSON. Spreadsheets are kept from reading a text as a formula."""
    header: list[str] | None = None
    for row in rows:
        if header is None:
            header = list(row)
            _line(header)
        _line([_cell(row.get(name)) for name in header])


def _line(cells: list[str]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    click.echo(buffer.getvalue(), nl=False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value[:1] in "=+-@\t\r" and value[:1] else value
    return msgspec.json.encode(value).decode()


def moment(value: str | None) -> datetime | None:
    """A date or time as typed; one without a zone is UTC. Raises UsageError."""
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"“{value}” is no date: write 2026-11-21 or 2026-11-21T08:00+01:00") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


class Progress:
    """How far long work has come: a bar that redraws itself on a terminal, plain lines every few seconds elsewhere.

    `total` is in bytes, 0 where it is not known.
    """

    _EVERY = 5.0
    _WIDTH = 24

    def __init__(self, quiet: bool, total: int = 0) -> None:
        self._quiet = quiet
        self._total, self._taken = total, 0
        self._began = self._last = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def taken(self, size: int) -> None:
        """So many bytes more were taken in."""
        self._taken += size

    def __call__(self, counts: Counts) -> None:
        now = time.monotonic()
        if self._quiet or (not self._terminal and now - self._last < self._EVERY):
            return
        self._last = now
        rate = counts.captures / max(now - self._began, 0.001)
        start = _REDRAW if self._terminal else ""
        click.echo(f"{start}{self._share()}{words(counts)} · {rate:,.0f} captures/s", err=True, nl=not self._terminal)

    def _share(self) -> str:
        if not self._total:
            return ""
        share = min(1.0, self._taken / self._total)
        bar = "█" * round(share * self._WIDTH) + "░" * (self._WIDTH - round(share * self._WIDTH)) if self._terminal else ""
        return f"{bar} {share:4.0%}  "

    def done(self) -> None:
        """Clear the bar, so that the result stands alone."""
        if self._terminal and not self._quiet:
            click.echo(_REDRAW, err=True, nl=False)


def words(counts: Counts) -> str:
    """The counts in words."""
    return (
        f"{counts.captures:,} captures: {counts.articles:,} new articles, {counts.revisions:,} revisions, "
        f"{counts.duplicates:,} known already, {counts.set_aside:,} set aside"
    )
