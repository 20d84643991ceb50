"""Commands that read the store."""

from __future__ import annotations

import click

from headwater.briefing import a_day
from headwater.cli.output import Context, emit, emit_csv, moment, pass_context
from headwater.errors import NotYetError
from headwater.model import Node, Story
from headwater.text import host_of, shorten

json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
limit_option = click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="At most this many.")


@click.command()
@click.option("--since", metavar="T", help="Only with a report since then, such as 2026-11-21.")
@limit_option
@json_option
@pass_context
def stories(context: Context, since: str | None, limit: int, as_json: bool) -> None:
    """List stories, those with most independent reports first."""
    with context.app() as app:
        found = app.stories(moment(since), limit)
    for story in found:
        emit(story) if as_json else click.echo(_story_line(story))
    if not found and not as_json:
        click.echo("No stories yet: `headwater add URL` and `headwater update`, or `headwater ingest PATH`.")


def _story_line(story: Story) -> str:
    primary = ", ".join(dict.fromkeys(p.name or host_of(p.url) or "a file" for p in story.primary)) or "unknown"
    return f"{story.id}  {story.title}\n    {len(story.articles)} reports · {story.independent} independent · primary: {primary}"


@click.command()
@click.argument("story_id", metavar="ID")
@json_option
@pass_context
def story(context: Context, story_id: str, as_json: bool) -> None:
    """Show one story with its lineage. The id of a merged story leads to the story it is part of now."""
    with context.app() as app:
        page = app.story_page(app.redirect(story_id) or story_id)
    if as_json:
        emit(page)
        return
    click.echo(_story_line(page.story))
    outlets = {a.id: (a.outlet, a.title or shorten(a.text, 80)) for a in page.articles}
    earliest = {source.code: source.earliest_url for source in page.story.primary if not source.seen}
    for branch in page.branches:
        _tree(branch, outlets, 1, earliest.get(branch.code, ""))
    for line in page.quotes:
        speaker = line.quote.speaker.name if line.quote.speaker else ""
        click.echo(f"    {speaker}: {shorten(line.quote.text, 160)}")


def _tree(node: Node, titles: dict[str, tuple[str, str]], depth: int, earliest: str = "") -> None:
    outlet, title = titles.get(node.article or "", (node.name, "(not seen here; known by its credit)"))
    how = f" [{node.link.kind} {node.link.confidence:.2f}]" if node.link else ""
    click.echo(f"{'    ' * depth}{node.code}  {outlet or node.name}: {title}{how}")
    if node.url:
        click.echo(f"{'    ' * depth}    {node.url}")
    if earliest:
        click.echo(f"{'    ' * depth}    earliest copy seen: {earliest}")
    for child in node.children:
        _tree(child, titles, depth + 1)


@click.command()
@click.argument("saga_id", metavar="[ID]", required=False)
@limit_option
@json_option
@pass_context
def saga(context: Context, saga_id: str | None, limit: int, as_json: bool) -> None:
    """Show one saga (stories of weeks and months that go on from each other), or list them without an ID."""
    with context.app() as app:
        if saga_id is None:
            found = app.sagas(limit)
        else:
            page = app.saga_page(app.saga_redirect(saga_id) or saga_id)
    if saga_id is None:
        for line in found:
            emit(line) if as_json else click.echo(
                f"{line.id}  {line.title}\n    {len(line.chapters)} stories since {line.chapters[0][2]:%Y-%m-%d}"
            )
        if not found and not as_json:
            click.echo("No sagas yet: one begins when a story goes on from another, a day or more later.")
        return
    if as_json:
        emit(page)
        return
    click.echo(f"{page.id}  {page.title}")
    for chapter in page.chapters:
        click.echo(f"  {chapter.story.first_seen:%Y-%m-%d}  {chapter.story.id}  {chapter.story.title}")
    for trend in page.trends:
        values = ", ".join(f"{point.at:%Y-%m-%d} {point.text}" for point in trend.points)
        click.echo(f"  {' / '.join(trend.words)}: {values}")


@click.command()
@click.argument("article_id", metavar="ID")
@json_option
@pass_context
def article(context: Context, article_id: str, as_json: bool) -> None:
    """Show one article and its steps upstream."""
    with context.app() as app:
        page = app.article_page(article_id)
    if as_json:
        emit(page)
        return
    found = page.article
    click.echo(f"{found.title or '(no title)'}\n{found.outlet} · {found.published or 'no date'} · {found.language} · {found.url}")
    click.echo(f"{page.excerpt} ({page.words} words)")
    for link in page.upstream:
        click.echo(f"  {link.kind} {link.origin_name or link.origin or 'unknown'} ({link.confidence:.2f}) {link.origin_url}")
        for evidence in link.evidence[:3]:
            click.echo(f"      {evidence.kind}: {shorten(evidence.text, 140)}")


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--newest", is_flag=True, help="Newest first instead of best match first.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Skip this many.")
@limit_option
@json_option
@pass_context
def search(context: Context, query: tuple[str, ...], newest: bool, offset: int, limit: int, as_json: bool) -> None:
    """Find articles: words, "a phrase", -without, outlet:, lang:, after:, before:, is:origin, is:copy."""
    with context.app() as app:
        page = app.search(" ".join(query), offset, limit, "newest" if newest else "relevance")
    if as_json:
        emit(page)
        return
    if page.problem:
        raise click.UsageError(page.problem)
    for hit in page.hits:
        when = hit.line.published.date().isoformat() if hit.line.published else "no date"
        click.echo(f"{hit.line.id}  {hit.line.title}\n    {hit.line.outlet} · {when} · {hit.line.url}")
        click.echo("    " + " ".join("".join(piece for piece, _ in hit.snippet).split()))
    click.echo(f"{page.total} articles in {page.stories} stories", err=True)


@click.command()
@json_option
@click.option("--opml", is_flag=True, help="The list as OPML 2.0, for other readers and for `headwater add`.")
@click.option("--with-logins", is_flag=True, help="With --opml: names and passwords of private feeds too, in their addresses.")
@pass_context
def sources(context: Context, as_json: bool, opml: bool, with_logins: bool) -> None:
    """List the sources with their health, trouble first, and what was set aside."""
    if with_logins and not opml:
        raise click.UsageError("--with-logins goes with --opml")
    with context.app() as app:
        if opml:
            click.echo(app.opml(with_logins=with_logins), nl=False)
            return
        page = app.sources_page()
    if as_json:
        emit(page)
        return
    for line in page.lines:
        click.echo(f"{line.source.id}  {line.state:5} {line.health:24} {line.articles:6} articles  {line.source.title or line.source.url}")
        click.echo(f"    {line.source.url}" + (f"\n    {line.source.last_error}" if line.source.last_error else ""))
    if not page.lines:
        click.echo("No sources yet: `headwater add URL`.")
    for item in page.set_aside:
        click.echo(f"set aside: {item.url}: {item.reason}")
    if page.set_aside_total > len(page.set_aside):
        click.echo(f"… and {page.set_aside_total - len(page.set_aside)} more set aside")


@click.command()
@click.argument("kind")
@click.option("--format", "form", default="jsonl", show_default=True, type=click.Choice(["jsonl", "csv", "parquet"]))
@click.option("--story", metavar="ID", help="Only of this story.")
@click.option("--since", metavar="T", help="Only what was first seen since then.")
@pass_context
def export(context: Context, kind: str, form: str, story: str | None, since: str | None) -> None:
    """Write out articles, stories, links, quotes, figures or names, one JSON object a line."""
    if form == "parquet":
        raise NotYetError("this version exports jsonl and csv, not parquet")
    with context.app() as app:
        living = (app.redirect(story) or story) if story else None
        rows = app.export(kind, living, moment(since))
        if form == "csv":
            emit_csv(rows)
        else:
            for row in rows:
                emit(row)


@click.command()
@click.option("--date", "day", metavar="D", default="today", show_default=True, help="A day (UTC) such as 2026-11-21, or yesterday.")
@click.option("--language", metavar="L", default="", help="Only reports in this language, such as de. Default: each story in its own.")
@json_option
@pass_context
def brief(context: Context, day: str, language: str, as_json: bool) -> None:
    """The day in about twelve stories, a few sentences each; every sentence names where it stands.

    The sentences are those of the reports. Where reports differ, the brief says so. With `rephrase_url` set, a model may reword them, but
    only what its citations bear out is kept.
    """
    with context.app() as app:
        found = app.brief(a_day(day), language.lower())
        lines = app.lines({source.article for item in found.items for sentence in item.sentences for source in sentence.sources})
    if as_json:
        emit(found)
        return
    for item in found.items:
        click.echo(f"{item.title or 'Untitled story'}  [{item.story}]")
        order = list(dict.fromkeys(source.article for sentence in item.sentences for source in sentence.sources))
        for sentence in item.sentences:
            numbers = dict.fromkeys(order.index(source.article) + 1 for source in sentence.sources)
            click.echo(f"    {sentence.text} {''.join(f'[{n}]' for n in numbers)}")
        for number, article in enumerate(order, 1):
            line = lines.get(article)
            click.echo(f"    [{number}] {(line.outlet or host_of(line.url) or 'a file') if line else article}  {line.url if line else ''}")
    if not found.items:
        click.echo(f"No story of {found.day} to tell: `headwater stories` lists what there is.")
    if found.note:
        click.echo(f"In the reports’ own words: {found.note}", err=True)
