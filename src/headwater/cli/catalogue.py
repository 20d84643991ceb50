"""The command that browses the built-in list of the world's feeds."""

from __future__ import annotations

import click
import msgspec

from headwater.cli.output import Context, emit, pass_context
from headwater.errors import UsageError
from headwater.outlets import catalogue as outlets
from headwater.outlets.catalogue import CatalogueFeed, Wanted

_COLUMNS = ("outlet", "country", "language", "topic", "kind", "url")


@click.command()
@click.option("--country", default="", metavar="C", help="ISO code or English name: CH, Switzerland.")
@click.option("--language", default="", metavar="L", help="BCP 47 tag or English name: uk, Ukrainian; zh means every Chinese.")
@click.option("--topic", default="", metavar="T", help=f"One of {', '.join(outlets.TOPICS)}.")
@click.option("--kind", default="", metavar="K", help=f"One of {', '.join(outlets.KINDS)}.")
@click.option("--search", default="", metavar="WORDS", help="Words in the outlet's name or the address.")
@click.option(
    "--edition", default="", metavar="E", help="A ready choice: world, a country or a language (country:CH, language:de, Ukraine)."
)
@click.option("--add", is_flag=True, help="Subscribe to all that match.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_context
def catalogue(context: Context, /, add: bool, as_json: bool, search: str, **asked: str) -> int:
    """Browse the built-in list of the world's feeds, and subscribe to a part of it.

    \b
      headwater catalogue                             what there is, counted
      headwater catalogue --country KE --topic news   a part of it
      headwater catalogue --edition world --add       subscribe to a ready choice

    The addresses were collected from public lists and not tried: some will not answer. A field with a question mark was inferred from the
    address. `headwater sources` shows what became of a subscription, `headwater remove` ends it.
    """
    query = outlets.wanted(**asked, words=search)
    found = outlets.find(query)
    if add and query == Wanted():
        raise UsageError("say what to add: --edition world, --country CH, --language de or --topic science")
    if not found:
        click.echo("no feed in the catalogue matches; `headwater catalogue` without options counts what there is", err=True)
        return 1
    if add:
        return _add(context, found, as_json)
    if as_json:
        for feed in found:
            emit(_row(feed))
    elif query == Wanted():
        _overview(found)
    else:
        _list(found)
    return 0


def _add(context: Context, found: tuple[CatalogueFeed, ...], as_json: bool) -> int:
    with context.app() as app:
        sources = app.choose(found)
    for source in sources if as_json else ():
        emit(source)
    if not as_json:
        click.echo(f"added {len(sources):,} of {len(found):,} feeds" + ("" if sources else ": all are subscribed to already"))
        click.echo("`headwater serve` or `headwater update` reads them", err=True)
    return 0


def _row(feed: CatalogueFeed) -> dict[str, object]:
    row: dict[str, object] = msgspec.to_builtins(feed)
    return row


def _overview(found: tuple[CatalogueFeed, ...]) -> None:
    click.echo(f"{len(found):,} feeds")
    names = {"country": outlets.countries(), "language": outlets.languages()}
    for field in ("country", "language", "topic", "kind"):
        counted = outlets.counts(found, field)
        unknown = counted.pop("", 0)
        words = [
            f"{names[field].get(key, key)} ({key}) {count:,}" if field in names else f"{key} {count:,}" for key, count in counted.items()
        ]
        plural = {"country": "countries"}.get(field, field + "s")
        click.echo(f"\n{len(counted)} {plural}, {unknown:,} feeds without\n{', '.join(words)}")
    click.echo(f"\neditions: {', '.join(outlets.editions())}")


def _list(found: tuple[CatalogueFeed, ...]) -> None:
    rows = [[_cell(feed, name) for name in _COLUMNS] for feed in found]
    widths = [min(36, max(len(row[at]) for row in rows)) for at in range(len(_COLUMNS) - 1)]
    for row in rows:
        cells = [cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), row[-1]]))


def _cell(feed: CatalogueFeed, name: str) -> str:
    value = str(getattr(feed, name)) or "–"
    # The name of a domain is no guess that could mislead.
    return value + "?" if name in feed.guessed and name != "outlet" else value
