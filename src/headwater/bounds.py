"""What `max-snippet` leaves: of a text whose owner bounds it, only words among its first N characters are shown, quoted or compared.

One rule for every page, so that the pieces that several pages show of it are never more than those N characters together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec.structs import replace

from headwater.model import Article, Difference, Link, Node, Series
from headwater.store import Store


class Ending(Protocol):
    """Words of a text, by where they end."""

    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Ending)
Bounds = Mapping[str, int]
"""{article: how many characters of it}; what is not in it is not bounded."""


def bounds(store: Store, articles: Iterable[str]) -> dict[str, int]:
    """The bounds that owners set for these articles; 0 where no words may be shown at all."""
    left = store.articles.signals.permits(articles)
    found = {article: 0 if not permit.text else permit.snippet for article, permit in left.items()}
    return {article: limit for article, limit in found.items() if limit is not None}


def inside(spans: tuple[S, ...], limit: int | None) -> tuple[S, ...]:
    """The spans that end before the bound."""
    return spans if limit is None else tuple(span for span in spans if span.end <= limit)


def of_article(article: Article, limit: int | None) -> Article:
    """The article with no more than its first `limit` characters."""
    if limit is None or len(article.text) <= limit:
        return article
    return replace(
        article,
        text=article.text[:limit],
        credits=inside(article.credits, limit),
        links=inside(article.links, limit),
        posts=inside(article.posts, limit),
        furniture=(),
    )


def of_link(link: Link, limits: Bounds) -> Link:
    """The link without the evidence that lies behind a bound, of either end."""
    here, there = limits.get(link.article), limits.get(link.origin or "")
    if here is None and there is None:
        return link
    kept = inside(link.evidence, here)
    return replace(link, evidence=tuple(e for e in kept if there is None or (e.origin_end or 0) <= there))


def of_nodes(nodes: Sequence[Node], limits: Bounds) -> tuple[Node, ...]:
    """The lineage with the evidence that the bounds leave."""
    if not limits:
        return tuple(nodes)
    return tuple(
        replace(node, link=of_link(node.link, limits) if node.link else None, children=of_nodes(node.children, limits)) for node in nodes
    )


def of_differences(found: Iterable[Difference], limits: Bounds) -> tuple[Difference, ...]:
    """The differences all of whose words lie before the bounds."""
    return tuple(d for d in found if all(side.end <= limits.get(side.article, side.end) for side in d.sides))


def of_series(found: Iterable[Series], limits: Bounds) -> tuple[Series, ...]:
    """The developments without the points that stand in bounded texts; one point alone is none."""
    free = (replace(one, points=tuple(point for point in one.points if point.article not in limits)) for one in found)
    return tuple(one for one in free if len(one.points) > 1)
