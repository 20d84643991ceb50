"""Branches: the lineage of a story as trees, one for each independent origin, lettered in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from headwater.model import Article, Link, Node, Primary
from headwater.stages.lineage.order import Moment
from headwater.text import fold

UNSEEN, SEEN = 0.6, 0.5
"""Confidence from which on an origin that an article only cites is where the report as a whole comes from: one never seen here, one of
the story's own reports."""


@dataclass
class _Place:
    """A node in the making. `key` is an article id, or kind and name of an origin never seen; `unseen` a link that names that."""

    key: str
    time: datetime
    article: Article | None = None
    unseen: Link | None = None
    link: Link | None = None
    above: _Place | None = None
    children: list[_Place] = field(default_factory=list)


def branches(articles: Sequence[Article], links: Sequence[Link]) -> tuple[Node, ...]:
    """The forest of a story: each article stands in it exactly once, below what it was taken from.

    Roots are articles without a known origin among `articles`, and origins never seen here with all that credit them. An outlet is one
    origin however often it reports: its later reports stand below its first, without a link. Roots are lettered A, B, … Z, AA by the
    time of their first report; all that lies below one is numbered through in order of time: A1, A2.
    """
    places = {a.id: _Place(a.id, Moment.of(a).rank, article=a) for a in articles}
    upstream: dict[str, list[Link]] = {}
    for link in links:
        if link.kind != "common_primary":
            upstream.setdefault(link.article, []).append(link)
    roots: dict[str, _Place] = {}
    by_outlet: dict[str, _Place] = {}
    for place in sorted(places.values(), key=lambda place: (place.time, place.key)):
        _hang(place, upstream.get(place.key, ()), places, roots)
        outlet = fold(place.article.outlet) if place.article else ""
        if place.above is None and outlet:
            place.above = by_outlet.get(outlet)
        if place.above is None:
            by_outlet[outlet] = roots[place.key] = place
        else:
            place.above.children.append(place)
    ordered = sorted(roots.values(), key=lambda root: (root.time, root.key))
    return tuple(_tree(root, _letters(number)) for number, root in enumerate(ordered))


def independent(forest: Sequence[Node]) -> int:
    """The number of origins that do not rest on one another."""
    return len(forest)


def primaries(forest: Sequence[Node], articles: Sequence[Article]) -> tuple[Primary, ...]:
    """Where the story starts: one for each root, in order of their letters; `articles` are those that can be read here."""
    here = {article.id: article for article in articles}
    found = []
    for node in forest:
        seen = node.article in here
        copies = [] if seen else [here[below.article] for below in _below(node) if below.article in here]
        first = min(copies, key=lambda copy: (Moment.of(copy).rank, copy.id), default=None)
        found.append(
            Primary(
                code=node.code,
                name=node.name,
                url=node.url,
                kind=node.kind,
                article=node.article,
                seen=seen,
                earliest=first.id if first else None,
                earliest_url=(first.canonical_url or first.url) if first else "",
            )
        )
    return tuple(found)


def _below(node: Node) -> list[Node]:
    found = list(node.children)
    for child in found:
        found.extend(child.children)
    return found


def _hang(place: _Place, links: Sequence[Link], places: dict[str, _Place], roots: dict[str, _Place]) -> None:
    """Put a place below the first of its links that leads somewhere else than back to it."""
    for link in links:
        if link.origin is None:
            if link.origin_kind == "unknown" or link.confidence < UNSEEN:
                continue
            key = f"{link.origin_kind}:{fold(link.origin_name)}"
            above = roots.setdefault(key, _Place(key, place.time, unseen=link))
        elif link.origin in places and (link.kind != "cites" or link.confidence >= SEEN):
            above = places[link.origin]
        else:
            continue
        if not _within(above, place):
            place.link, place.above = link, above
            return


def _within(place: _Place | None, other: _Place) -> bool:
    """Whether `place` is `other` or lies below it."""
    while place is not None:
        if place is other:
            return True
        place = place.above
    return False


def _tree(root: _Place, letter: str) -> Node:
    """The nodes below `root`, made from the leaves up: a chain of any length is no recursion."""
    found = [root]
    for place in found:
        found.extend(place.children)
    by_time = sorted(found[1:], key=lambda place: (place.time, place.key))
    codes = {place.key: f"{letter}{number}" for number, place in enumerate(by_time, 1)} | {root.key: letter}
    made: dict[str, Node] = {}
    for place in reversed(found):
        made[place.key] = _node(place, codes[place.key], tuple(made[child.key] for child in place.children))
    return made[root.key]


def _node(place: _Place, code: str, children: tuple[Node, ...]) -> Node:
    if place.unseen is not None:
        link = place.unseen
        return Node(code=code, article=None, name=link.origin_name, url=link.origin_url, kind=link.origin_kind, children=children)
    article = place.article
    assert article is not None
    url = article.canonical_url or article.url
    return Node(code=code, article=article.id, name=article.outlet, url=url, kind="article", link=place.link, children=children)


def _letters(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
