"""The page's main text: which blocks are the report, what the others are, and the links inside the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from headwater.model import Furniture, FurnitureKind, Hyperlink, Site
from headwater.stages.extract.blocks import NOTHING, STRUCTURE, Block, Containers, Figure, Walk
from headwater.stages.extract.decode import flat
from headwater.stages.extract.features import Hints, Matrix, features
from headwater.stages.extract.furniture import is_related_heading, is_text_credit
from headwater.stages.extract.hints import HINTS
from headwater.stages.extract.lines import NO_LINES, Lines
from headwater.stages.extract.liveblog import told_posts
from headwater.stages.extract.metadata import Metadata
from headwater.stages.extract.repeats import line_stances, repeated
from headwater.stages.extract.rescue import DOUBT, doubt, second_opinion
from headwater.stages.extract.scorer import score
from headwater.text import fold, join_url

THRESHOLD = 0.5
"""Chosen by cross-validation: F1 over the article pages is level from .45 to .55."""
FLOOR = 0.1
"""Where no block reaches the threshold, the likeliest is taken if it is at least as likely as this: pages of one short paragraph."""
HIDDEN = 2
"""An article body in the metadata that is this many times as long as what the page shows: the page shows it by script only."""
MIN_HIDDEN = 600
UNKNOWN = Site()
_BESIDE: frozenset[FurnitureKind] = frozenset({"caption", "source-line"})
MAX_LINKS = 300
MAX_FURNITURE = 80
MAX_FURNITURE_CHARS = 500
CREDIT_REACH = 4
"""Blocks below the report's last one in which a credit line for the whole text is looked for."""


@dataclass(frozen=True, slots=True)
class Body:
    """The report's text, one paragraph a line, with what was kept out of it and the links inside it.

    `link_share` is the share of all the page's characters that are links; `blank` says that the page shows no words at all;
    `blocks` in `containers`, and `lines`, are all that the page shows; `chosen` are the places of the report among them, `repeats` those
    that would be but stand on page after page of the site, `beside` those of captions and source lines; `stood` are hashes of the report's
    lines, `repeats` included, that a site could repeat.
    """

    text: str = ""
    furniture: tuple[Furniture, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    link_share: float = 0.0
    blank: bool = False
    blocks: Sequence[Block] = ()
    containers: Containers = NOTHING
    chosen: Sequence[int] = ()
    repeats: frozenset[int] = frozenset()
    stood: Sequence[int] = ()
    beside: Sequence[int] = ()
    lines: Lines = NO_LINES
    figures: Sequence[Figure] = ()


def read_body(tree: LexborHTMLParser, markup: str, url: str, meta: Metadata) -> Body:
    """The main text of the page that `tree` was parsed to from `markup`, read in full."""
    root = tree.body or tree.root
    walk = Walk(root) if root is not None else None
    if walk is None or not walk.blocks:
        return Body(blank=True)
    chances = _chances(walk, meta)
    places = likely(chances)
    if doubt(walk.blocks, chances) > DOUBT:
        places = second_opinion(markup, walk.blocks) or places
    return composed(walk, places, url, meta)


def read_known(tree: LexborHTMLParser, url: str, meta: Metadata, site: Site) -> Body | None:
    """The main text without looking at what the pages of its `site` repeat; None where what is left leaves it open what the report is."""
    root = tree.body
    walk = Walk(root, site.passed) if root is not None else None
    if walk is None or not walk.blocks:
        return None
    chances = _chances(walk, meta)
    if chances.max() < THRESHOLD or doubt(walk.blocks, chances) > DOUBT:
        return None
    return composed(walk, likely(chances), url, meta, site)


def _chances(walk: Walk, meta: Metadata) -> Matrix:
    return score(features(walk, Hints(meta.title, meta.description, meta.body)))


def likely(chances: Matrix) -> list[int]:
    """Places of the blocks that are the report, by their chances."""
    return np.flatnonzero(chances >= min(THRESHOLD, max(FLOOR, float(chances.max())))).tolist()


def composed(walk: Walk, places: list[int], url: str, meta: Metadata, site: Site = UNKNOWN) -> Body:
    """The body made of the blocks at `places`, but for the lines that the site repeats."""
    chosen = _choose(walk, places, {fold(meta.title), fold(meta.heading)})
    stood = dict(line_stances(walk.blocks, walk.containers, chosen))
    repeats = repeated(walk.blocks, chosen, stood, site.lines)
    chosen = [at for at in chosen if at not in repeats]
    text, links = _compose([walk.blocks[at] for at in chosen], url)
    told = told_posts(meta.updates) if meta.updates else meta.body
    if len(told) > max(MIN_HIDDEN, HIDDEN * len(text)):
        text, links = _told_by_metadata(told)
    lengths = sum(len(block.text) for block in walk.blocks)
    linked = sum(block.link_chars for block in walk.blocks)
    furniture = _furniture(walk, chosen, repeats)
    return Body(
        text=text,
        furniture=tuple(furniture.values()),
        links=links,
        link_share=linked / lengths,
        blocks=walk.blocks,
        containers=walk.containers,
        chosen=chosen,
        repeats=repeats,
        stood=tuple(stood.values()),
        beside=tuple(at for at, piece in furniture.items() if piece.kind in _BESIDE),
        lines=walk.lines,
        figures=walk.figures,
    )


def fragment_body(markup: str, url: str) -> Body:
    """All text of a piece of HTML, as feeds carry it, without the furniture that its own words give away."""
    tree = LexborHTMLParser(f"<body>{markup}")
    walk = Walk(tree.body) if tree.body is not None else None
    if walk is None:
        return Body()
    text, links = _compose([block for block in walk.blocks if block.kind is None], url)
    dropped = [Furniture(text=block.text[:MAX_FURNITURE_CHARS], kind=block.kind) for block in walk.blocks if block.kind is not None]
    return Body(text=text, furniture=tuple(dropped[:MAX_FURNITURE]), links=links)


def _told_by_metadata(body: str) -> tuple[str, tuple[Hyperlink, ...]]:
    if "<" in body:
        told = fragment_body(body, "")
        return told.text, ()
    return "\n".join(line for part in body.split("\n") if (line := flat(part))), ()


def _choose(walk: Walk, places: list[int], titles: set[str]) -> list[int]:
    """Places of the report's blocks, in order. The title and the heading are none of them, nor is a block that its own words
    give away as furniture; a block that stands twice is taken once."""
    seen: set[str] = set()
    chosen: list[int] = []
    for at in places:
        text = walk.blocks[at].text
        if walk.blocks[at].kind is not None or (text in seen and len(text) > 40):
            continue
        if len(text) <= 300 and fold(text) in titles:
            continue
        seen.add(text)
        chosen.append(at)
    return chosen + _credit_below(walk, chosen)


def _credit_below(walk: Walk, chosen: list[int]) -> list[int]:
    """A credit line for the whole text belongs to it, though it looks like furniture."""
    if not chosen:
        return []
    last = chosen[-1]
    below = range(last + 1, min(last + 1 + CREDIT_REACH, len(walk.blocks)))
    return [at for at in below if is_text_credit(walk.blocks[at].text)]


def _compose(blocks: list[Block], url: str) -> tuple[str, tuple[Hyperlink, ...]]:
    """The blocks' texts, one a line, and their links with spans into it."""
    links: list[Hyperlink] = []
    at = 0
    for block in blocks:
        for start, end, href in block.links:
            if len(links) >= MAX_LINKS or href.startswith("#"):
                continue
            if address := join_url(url if url.startswith("http") else "", href):
                links.append(Hyperlink(start=at + start, end=at + end, text=block.text[start:end], url=address))
        at += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(links)


_HINT = {name: 1 << at for at, name in enumerate(HINTS)}
_STRUCTURE = {name: 1 << at for at, name in enumerate(STRUCTURE)}


def _furniture(walk: Walk, chosen: list[int], repeats: frozenset[int]) -> dict[int, Furniture]:
    """The blocks around the report that have a kind, by their places: those inside its range, captions, related headlines, footers, and
    what the site `repeats`."""
    taken = set(chosen)
    first, last = (chosen[0], chosen[-1]) if chosen else (0, 0)
    found: dict[int, Furniture] = {}
    seen: set[tuple[str, FurnitureKind]] = set()
    for at, block in enumerate(walk.blocks):
        if at in taken or len(block.text) < 3:
            continue
        kind = "promo" if at in repeats else _kind(block, walk.containers)
        if kind is None or (kind in ("nav", "promo", "source-line") and not first - 10 <= at <= last + 10):
            continue
        text = block.text[:MAX_FURNITURE_CHARS]
        if (text, kind) in seen:
            continue
        seen.add((text, kind))
        found[at] = Furniture(text=text, kind=kind)
        if len(found) >= MAX_FURNITURE:
            break
    return found


def _kind(block: Block, containers: Containers) -> FurnitureKind | None:
    if block.kind is not None:
        return block.kind
    own, hints, structure = containers.hints[block.container], containers.above[block.container], containers.structure[block.container]
    if structure & _STRUCTURE["figure"] or own & _HINT["caption"]:
        return "caption" if len(block.text) > 12 else None
    if structure & _STRUCTURE["nav"]:
        return "nav"
    if own & (_HINT["byline"] | _HINT["meta"]) and len(block.text) <= 160:
        return "source-line"
    if structure & _STRUCTURE["footer"] or hints & _HINT["footer"]:
        return "footer"
    if hints & _HINT["promo"]:
        return "promo"
    if hints & _HINT["related"] and (block.link_chars > 0.6 * len(block.text) or is_related_heading(block.text)):
        return "related"
    return None
