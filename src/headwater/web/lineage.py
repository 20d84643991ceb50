"""The lineage tree of a page: nodes joined with what is known of their articles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from headwater.model import Node, OriginKind, Primary
from headwater.web.evidence import WHAT, Item, Proof, proof, uncredited
from headwater.web.format import is_front, outlet_of, outward, title_of
from headwater.web.strip import descendants, letter_of

DEEPEST = 5
"""Levels that are drawn inside one another; what lies deeper is listed at the last of them, or a phone would have no room."""

ORIGINS: dict[OriginKind, str] = {
    "article": "First text seen",
    "wire": "Wire item",
    "interview": "Interview",
    "document": "Document",
    "post": "Post",
    "unknown": "Origin",
}
_BASIS: dict[OriginKind, str] = {
    "article": "Independent: no earlier text found that it follows",
    "wire": "Wire item; no earlier text found that it follows",
    "interview": "Interview; no earlier text found that it follows",
    "document": "The document itself",
    "post": "The post itself",
    "unknown": "No earlier text found that it follows",
}
_UNSEEN: dict[OriginKind, str] = {
    "article": "Report, not seen here; known by its credit",
    "wire": "Wire item, not seen here; known by its credit",
    "interview": "Interview, not seen here; known by the reports that name it",
    "document": "Document, not seen here; known by the reports that name it",
    "post": "Post, not seen here; known by the reports that name it",
    "unknown": "Not seen here; known by its credit",
}

Known = Mapping[str, Item]
"""What is known of articles, by id."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the tree. `url` may be linked as it is ("" where there is nothing to link); `share` is of the report's words."""

    code: str
    letter: str
    origin: bool
    seen: bool
    name: str
    url: str
    language: str
    at: datetime | None
    article: str | None
    title: str
    what: str
    flag: str
    share: float | None
    kind: str
    basis: str
    proof: Proof | None
    children: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """One item of "Start at the source". `earliest` is the earliest copy seen of an origin that was not."""

    row: Row
    how: str
    earliest: Row | None


def tree(branches: Sequence[Node], known: Known) -> tuple[Row, ...]:
    """The branches as rows, at most `DEEPEST` levels deep."""
    return tuple(_grow(branch, None, known, 1) for branch in branches)


def rows(tree_rows: Sequence[Row]) -> Iterator[Row]:
    """All rows in order of the page."""
    waiting = list(reversed(tree_rows))
    while waiting:
        row = waiting.pop()
        yield row
        waiting.extend(reversed(row.children))


def starts(primary: Sequence[Primary], found: Sequence[Row], known: Known) -> tuple[Start, ...]:
    """The primary sources with their rows in the tree, in order of time; those never seen stand where their first copy does."""
    by_code = {row.code: row for row in found}
    items = []
    for source in primary:
        node = Node(code=source.code, article=source.article, name=source.name, url=source.url, kind=source.kind)
        row = by_code.get(source.code)
        if row is None or row.article != source.article:
            # The tree of one article holds the step above it, which need not be where its stream begins.
            row = _leaf(node, None, known)
        seen = source.seen and row.seen
        copies = [copy for copy in rows(row.children) if copy.at] if not seen else []
        earliest = min(copies, key=lambda copy: copy.at or _NEVER, default=None)
        how = (_BASIS if seen else _UNSEEN)[source.kind]
        if not seen and row.url and is_front(row.url):
            how += "; the link leads to its front page"
        items.append(Start(row, how, earliest))
    return tuple(sorted(items, key=lambda item: item.row.at or (item.earliest and item.earliest.at) or _NEVER))


_NEVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")


def _grow(node: Node, parent: Node | None, known: Known, depth: int) -> Row:
    row = _leaf(node, parent, known)
    if depth + 1 < DEEPEST:
        return replace(row, children=tuple(_grow(child, node, known, depth + 1) for child in node.children))
    return replace(row, children=tuple(_leaf(below, above, known) for above, below in descendants(node)))


def _leaf(node: Node, parent: Node | None, known: Known) -> Row:
    item = known.get(node.article) if node.article else None
    link = node.link
    origin = known.get(link.origin) if link and link.origin else None
    name = (outlet_of(item) if item else "") or node.name
    above = parent.code if parent else ""
    above_name = (parent.name if parent else "") or (link.origin_name if link else "")
    return Row(
        code=node.code,
        letter=letter_of(node.code),
        origin=node.code == letter_of(node.code),
        seen=node.article is not None,
        name=name or "Origin not named",
        url=outward(item.url if item else node.url),
        language=item.language if item else "und",
        at=(item.published or item.first_seen) if item else None,
        article=node.article,
        title=title_of(item) if item else "",
        what=WHAT[link.kind] if link else ORIGINS[node.kind] if parent is None else "Further report",
        flag="no credit" if link and uncredited(link, item, origin) else "",
        share=link.containment.of_article if link and link.containment else None,
        kind=link.kind if link else "",
        basis=(_BASIS if node.article else _UNSEEN)[node.kind],
        proof=proof(link, item, origin, (f"{above} · {above_name}".strip(" ·"), f"{node.code} · {name}")) if link else None,
    )
