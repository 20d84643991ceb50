"""Commands that keep the store well, and the measure of speed."""

from __future__ import annotations

from pathlib import Path

import click

from headwater import app as application
from headwater.cli.output import Context, Progress, emit, pass_context


@click.command()
@pass_context
def check(context: Context) -> int:
    """Look through the store for faults: one line each, exit code 1 if there are any."""
    faults = 0
    with context.app() as app:
        for fault in (*app.check(), *app.barred()):
            faults += 1
            click.echo(fault)
    if not faults:
        click.echo("sound")
    return 1 if faults else 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def backup(context: Context, file: Path) -> None:
    """Copy the store into FILE. It may be in use: the copy is consistent."""
    with context.app() as app:
        app.backup(file)
    click.echo(f"saved {file} ({file.stat().st_size / 1e6:.1f} MB)")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def restore(context: Context, file: Path) -> None:
    """Put the backup FILE in the place of the store. What was removed since it was made stays removed."""
    left_out = application.restore_backup(file, context.folder)
    removed = f", without {left_out} articles that were removed since" if left_out else ""
    click.echo(f"restored {file} into {context.folder}{removed}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Counts as JSON on the last line.")
@pass_context
def reread(context: Context, as_json: bool) -> None:
    """Read kept captures again with today's code.

    Captures are kept with the setting keep_captures. The newest one of each page takes the place of what was read from it before; no
    revision is made, and what was removed does not come back.
    """
    progress = Progress(context.quiet)
    with context.app() as app:
        counts = app.reread(progress)
    progress.done()
    if as_json:
        emit(counts)
    else:
        click.echo(f"{counts.revisions:,} articles read again from {counts.captures:,} captures, in {counts.seconds:.1f} s")
