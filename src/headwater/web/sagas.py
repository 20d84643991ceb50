"""A saga as a page, as feeds and as JSON; and the list of sagas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import HttpMethod, Request, Response, get, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from headwater import text
from headwater.errors import NotFoundError
from headwater.pages import ArticleLine, SagaLine, SagaPage
from headwater.stages.story import Trend
from headwater.web.differing import Map, sketch, to_words
from headwater.web.format import full_time, number, outlet_of
from headwater.web.outfeed import Item, Outfeed, atom, json_feed
from headwater.web.reading import Reading, known_id
from headwater.web.render import Renderer

LISTED = 60
WIDE, NARROW = 640, 328
"""Widths of the two pictures of a chart; the narrow one is for phones, where the wide one's words would shrink."""

Asked = Request[Any, Any, State]
App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]
_page = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, sync_to_thread=True)
_get = partial(get, sync_to_thread=True)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value in a picture; `label` is "" where it would lie on another, `anchor` how it stands to the dot."""

    x: float
    y: float
    label: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    dots: tuple[Dot, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Told:
    """A value as it stands below a chart: the number of its chapter, its words in their sentence, and where they stand."""

    chapter: int
    day: str
    value: str
    before: str
    words: str
    after: str
    line: ArticleLine | None
    jump: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure over time. `words` are what the sentences have in common; the pictures are 150 high."""

    words: tuple[str, ...]
    language: str
    title: str
    pictures: tuple[Picture, Picture]
    first: str
    last: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What is told of a day, and where."""

    day: str
    words: str
    line: ArticleLine | None
    jump: str


@dataclass(frozen=True, slots=True)
class SagaView:
    page: SagaPage
    charts: tuple[Chart, ...]
    sketch: Map | None
    days: tuple[Day, ...]
    reports: int
    outlets: int


def saga_view(page: SagaPage) -> SagaView:
    """Everything the saga's page shows."""
    lines = {line.id: line for line in page.lines}
    days = (Day(one.day, one.text, lines.get(one.article), to_words(lines.get(one.article), one.text)) for one in page.dates)
    return SagaView(
        page=page,
        charts=tuple(chart(trend, lines) for trend in page.trends),
        sketch=sketch(page.places, {}),
        days=tuple(days) if len(page.dates) > 1 else (),
        reports=sum(len(one.story.articles) for one in page.chapters),
        outlets=max(one.story.outlets for one in page.chapters),
    )


def chart(trend: Trend, lines: Mapping[str, ArticleLine]) -> Chart:
    """A figure over time, drawn for wide and narrow pages, with its values in words below."""
    values = [point.value for point in trend.points]
    unit = f" {trend.unit}" if trend.unit else ""
    return Chart(
        words=trend.words,
        language=trend.language,
        title=f"{number(values[0])} to {number(values[-1])}{unit}",
        pictures=(_picture(trend, lines, WIDE), _picture(trend, lines, NARROW)),
        first=full_time(trend.points[0].at, date_only=True),
        last=full_time(trend.points[-1].at, date_only=True),
        told=tuple(_told(trend, n, lines) for n in range(len(trend.points))),
    )


def _picture(trend: Trend, lines: Mapping[str, ArticleLine], width: int) -> Picture:
    points = trend.points
    begin, end = points[0].at.timestamp(), points[-1].at.timestamp()
    low, high = min(0.0, *(p.value for p in points)), max(p.value for p in points)
    dots: list[Dot] = []
    for point in points:
        share = (point.at.timestamp() - begin) / (end - begin) if end > begin else 0.5
        x = round(34 + (width - 68) * share, 1)
        y = round(120 - 92 * (point.value - low) / (high - low or 1.0), 1)
        free = all(abs(x - dot.x) > 30 or abs(y - dot.y) > 14 for dot in dots if dot.label)
        anchor = "start" if share < 0.04 else "end" if share > 0.96 else "middle"
        line = lines.get(point.article)
        title = f"Chapter {point.chapter + 1}, {outlet_of(line) if line else 'a report'}: {point.text}"
        dots.append(Dot(x, y, number(point.value) if free else "", anchor, title))
    return Picture(width, tuple(dots), "M" + " L".join(f"{dot.x} {dot.y}" for dot in _means(dots)))


def _means(dots: Sequence[Dot]) -> list[Dot]:
    """The dots that the line goes through: of several at one moment, the middle of them."""
    at: dict[float, list[float]] = {}
    for dot in dots:
        at.setdefault(dot.x, []).append(dot.y)
    return [Dot(x, round(sum(ys) / len(ys), 1), "", "", "") for x, ys in at.items()]


def _told(trend: Trend, number_: int, lines: Mapping[str, ArticleLine]) -> Told:
    point = trend.points[number_]
    words = " ".join(point.text.split())
    before, found, after = point.sentence.partition(words)
    line = lines.get(point.article)
    before, after = (_beside(before[::-1])[::-1], _beside(after)) if found else ("", "")
    unit = f" {trend.unit}" if trend.unit else ""
    return Told(
        chapter=point.chapter + 1,
        day=point.at.date().isoformat(),
        value=number(point.value) + unit,
        before=before,
        words=words,
        after=after,
        line=line,
        jump=to_words(line, point.sentence),
    )


def _beside(words: str) -> str:
    """What stands beside a figure, cut, with the space that parts them."""
    return words[: len(words) - len(words.lstrip())] + text.shorten(words.strip(), 110)


@_page("/saga/{saga_id:str}")
def saga(request: Asked, app: App, pages: Pages, saga_id: FromPath[str]) -> Response[Any]:
    try:
        shown = app.saga_page(known_id(saga_id))
    except NotFoundError:
        living = app.saga_redirect(known_id(saga_id))
        if living is None or living == saga_id:
            raise
        return Redirect(f"/saga/{living}", status_code=301)
    return pages.page(request, "saga.html", view=saga_view(shown))


@_page("/sagas")
def sagas(request: Asked, app: App, pages: Pages) -> Response[str]:
    return pages.page(request, "sagas.html", sagas=app.sagas(LISTED))


@_get("/api/v1/saga/{saga_id:str}")
def saga_json(app: App, saga_id: FromPath[str]) -> SagaPage:
    """A saga: its stories in order of time, what ties them, figures that move, places and dates. A merged id gives the living saga."""
    return _living(app, known_id(saga_id))


@_get("/api/v1/sagas")
def sagas_json(app: App) -> tuple[SagaLine, ...]:
    """Sagas, those with the newest report first: each with (story, title, first report, number of reports) of its chapters."""
    return app.sagas(LISTED)


@_page("/feeds/saga/{saga_id:str}")
def saga_feed(request: Asked, app: App, saga_id: FromPath[str]) -> Response[bytes]:
    """Atom, or JSON Feed where the name ends in ".json": one entry a story, the newest first."""
    shown = _living(app, known_id(saga_id.removesuffix(".json").removesuffix(".atom")))
    base = str(request.base_url).rstrip("/")
    items = [
        Item(
            id=f"{base}/story/{one.story.id}",
            url=f"{base}/story/{one.story.id}",
            title=one.story.title or "Untitled story",
            summary=one.deck,
            at=one.story.last_seen,
            author=next((primary.name for primary in one.story.primary if primary.name), "Headwater"),
            language=one.language,
        )
        for one in reversed(shown.chapters)
        if one.listed
    ]
    made = Outfeed(title=shown.title, home=f"{base}/saga/{shown.id}", address=f"{base}/feeds/saga/{shown.id}", items=items)
    if saga_id.endswith(".json"):
        return Response(json_feed(made), media_type="application/feed+json")
    return Response(atom(made), media_type="application/atom+xml")


def _living(app: Reading, saga_id: str) -> SagaPage:
    try:
        return app.saga_page(saga_id)
    except NotFoundError:
        living = app.saga_redirect(saga_id)
        if living is None:
            raise
        return app.saga_page(living)


HANDLERS = (saga, sagas, saga_json, sagas_json, saga_feed)
