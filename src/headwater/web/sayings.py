"""What a person said, as a page, as feeds and as JSON; and two reports side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from litestar import HttpMethod, Request, Response, get, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from headwater import text
from headwater.errors import NotFoundError
from headwater.model import Article, Range
from headwater.pages import PairPage, PersonPage
from headwater.web.api import is_owner, reported
from headwater.web.format import outlet_of
from headwater.web.outfeed import Item, Outfeed, atom, json_feed
from headwater.web.reading import Reading, known_id
from headwater.web.render import Renderer

SHOWN = 16
CUT = 190
"""Passages that are shown of two reports, and characters of each: enough to compare them, not to read them here."""

Asked = Request[Any, Any, State]
App = NamedDependency[SkipValidation[Reading]]
Pages = NamedDependency[SkipValidation[Renderer]]
_page = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, sync_to_thread=True)
_get = partial(get, sync_to_thread=True)
_PERSON = re.compile(r"[\w-]{1,120}")


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it is laid out: the words on each side (cut), how they are related, and the mark for it."""

    how: str
    left: str
    right: str
    words: int


@dataclass(frozen=True, slots=True)
class Side:
    """Two reports as they are laid out. `shares` are of the later report's words: copied, reworded, only there."""

    page: PairPage
    rows: tuple[Row, ...]
    shares: tuple[int, int, int]
    hidden: int


def side_by_side(page: PairPage) -> Side:
    """The passages that tell most: those that both have first chosen, all in the order of the reports."""
    counts = {"copied": 0, "reworded": 0, "left": 0, "right": 0}
    for passage in page.passages:
        counts[passage.how] += passage.words
    total = max(1, counts["copied"] + counts["reworded"] + counts["right"])
    shares = tuple(round(100 * counts[how] / total) for how in ("copied", "reworded", "right"))
    limit = min(SHOWN, max(4, len(page.passages) // 2))
    ranked = sorted(range(len(page.passages)), key=lambda n: (page.passages[n].how in ("left", "right"), n))
    chosen = sorted(ranked[:limit])
    rows = tuple(Row(p.how, _cut(page.left, p.left), _cut(page.right, p.right), p.words) for p in (page.passages[n] for n in chosen))
    return Side(page, rows, (shares[0], shares[1], shares[2]), len(page.passages) - len(chosen))


def _cut(article: Article, span: Range | None) -> str:
    return text.shorten(article.text[span.start : span.end], CUT) if span else ""


@_page("/compare/{left:str}/{right:str}")
def compare(request: Asked, app: App, pages: Pages, left: FromPath[str], right: FromPath[str]) -> Response[str]:
    return pages.page(request, "compare.html", view=side_by_side(app.pair_page(known_id(left), known_id(right))))


@_page("/compare")
def choose(request: Asked) -> Redirect:
    """Where the form of a compare page leads: the address of the two reports that were chosen."""
    left, right = (known_id(request.query_params.get(name, "")) for name in ("left", "right"))
    return Redirect(f"/compare/{left}/{right}", status_code=303)


@_get("/api/v1/compare/{left:str}/{right:str}")
def compare_json(request: Asked, app: App, left: FromPath[str], right: FromPath[str]) -> PairPage:
    """Two reports passage by passage. Spans are code points into their texts, which are as whole or as short as `/api/v1/article` gives
    them.
    """
    shown = app.pair_page(known_id(left), known_id(right))
    one, other = (reported(app.article_page(article.id), owner=is_owner(request, app)) for article in (shown.left, shown.right))
    return msgspec.structs.replace(shown, left=one, right=other)


@_page("/person/{person:str}")
def person(request: Asked, app: App, pages: Pages, person: FromPath[str]) -> Response[str]:
    shown = app.person_page(_known(person))
    return pages.page(request, "person.html", page=shown, titles=dict(shown.stories))


@_get("/api/v1/person/{person:str}")
def person_json(app: App, person: FromPath[str]) -> PersonPage:
    """What a person or body said, newest first, each with the article it stands in."""
    return app.person_page(_known(person))


@_page("/feeds/person/{person:str}")
def person_feed(request: Asked, app: App, person: FromPath[str]) -> Response[bytes]:
    """Atom, or JSON Feed where the name ends in ".json"."""
    name = person.removesuffix(".json").removesuffix(".atom")
    shown = app.person_page(_known(name), feed=True)
    base = str(request.base_url).rstrip("/")
    if person.endswith(".json"):
        return Response(json_feed(_outfeed(shown, base)), media_type="application/feed+json")
    return Response(atom(_outfeed(shown, base)), media_type="application/atom+xml")


def _known(value: str) -> str:
    if not _PERSON.fullmatch(value):
        raise NotFoundError("Nothing lives at this address.")
    return value


def _outfeed(page: PersonPage, base: str) -> Outfeed:
    items = [
        Item(
            id=f"{base}/article/{said.line.id}#{said.quote.start}",
            url=said.line.url,
            title=f"{page.name}: {text.shorten(words, 90)}",
            summary=text.shorten(words, 400),
            at=said.line.published or said.line.first_seen,
            author=outlet_of(said.line),
            language=said.line.language,
        )
        for said in page.said
        for words in [" ".join(said.quote.text.split())]
    ]
    return Outfeed(
        title=f"{page.name}: what was said", home=f"{base}/person/{page.id}", address=f"{base}/feeds/person/{page.id}", items=items
    )


HANDLERS = (compare, choose, compare_json, person, person_json, person_feed)
