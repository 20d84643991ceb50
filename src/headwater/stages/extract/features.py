"""Blocks → one column of numbers each: what a reader would look at to tell the report from what stands around it.

Nothing here knows a language or an outlet: lengths, links, punctuation, the names builders give to elements, position, and how a
block compares with its container and its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from headwater.stages.extract import phrases
from headwater.stages.extract.blocks import STRUCTURE, Containers, Walk
from headwater.stages.extract.hints import HINTS
from headwater.stages.extract.lines import Lines
from headwater.stages.extract.signs import count_signs
from headwater.text import fold

Matrix = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

TAG_GROUPS = ("p", "h1", "h2", "h3", "h4", "li", "td", "div", "span", "blockquote", "figcaption", "pre", "dd", "other")
_TAG_GROUP = {
    **{name: at for at, name in enumerate(TAG_GROUPS)},
    "h5": 4, "h6": 4, "summary": 4, "ul": 5, "ol": 5, "th": 6, "tr": 6, "section": 7, "article": 7, "main": 7,
    "body": 7, "center": 7, "caption": 10, "dt": 12,
}  # fmt: skip
KINDS = ("caption", "related", "footer", "source-line", "promo", "nav")
SAMPLE = 400
"""Characters of a block whose words and marks are counted."""
GOOD_CHARS = 80
"""A block this long with few links and a sentence end is taken for running text when containers are compared."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the metadata lets one expect in the text."""

    title: str = ""
    description: str = ""
    body: str = ""


def features(walk: Walk, hints: Hints) -> Matrix:
    """One column a block, `len(NAMES)` rows, all roughly within -1..3."""
    found = np.zeros((len(NAMES), len(walk.blocks)), dtype=np.float32)
    if walk.blocks:
        _fill_own(found[:_OWN_ROWS], walk, hints)
        good = (found[_LENGTH_AT] > GOOD_CHARS) & (found[_LINKS_AT] < 0.35) & (found[_ENDS_AT] > 0)
        chars = found[_LENGTH_AT].copy()
        _fill_place(found[_OWN_ROWS:], walk, chars, good, found[_IN_TITLE_AT] > 0)
        found[_LENGTH_AT] = np.log1p(chars) / 3
    return found


_OWN = ("chars", "link_density", "ends", "words", "links", "sentences", "commas", "lower", "digits", "bold",
    "quote", "title", "in_title", "in_description", "in_body", "has_body", "question", "colon", "has_time", "bullet",
    "repeated", "form_words")  # fmt: skip
_LENGTH_AT, _LINKS_AT, _ENDS_AT, _IN_TITLE_AT = 0, 1, 2, _OWN.index("in_title")
_OWN_ROWS = len(_OWN) + len(TAG_GROUPS) + len(KINDS)


def _fill_own(out: Matrix, walk: Walk, hints: Hints) -> None:
    """Features of each block by itself."""
    blocks, lines = walk.blocks, walk.lines
    samples = [text[:SAMPLE] for text in lines.texts]
    length = np.array([len(text) for text in lines.texts])
    signs = count_signs(samples)
    words = signs.blanks + 1
    words += np.where(words < 12, signs.unspaced // 2, 0)
    put = dict(zip(_OWN, out, strict=False))
    put["chars"][:] = length
    put["link_density"][:] = np.array([block.link_chars for block in blocks]) / length
    put["words"][:] = np.log1p(words) / 2
    put["links"][:] = np.minimum([len(block.links) for block in blocks], 10) / 5
    put["sentences"][:] = np.minimum(signs.sentences, 6) / 3
    put["commas"][:] = np.minimum(signs.commas, 8) / 4
    put["lower"][:] = signs.lower / words
    put["digits"][:] = signs.digits / np.minimum(length, SAMPLE)
    put["bold"][:] = np.array([block.bold_chars for block in blocks]) / length
    _fill_forms(put["form_words"], lines)
    _fill_edges(put, lines.texts)
    _fill_told(put, lines, hints)
    places = np.arange(len(blocks))
    out[[len(_OWN) + _TAG_GROUP.get(block.tag, len(TAG_GROUPS) - 1) for block in blocks], places] = 1.0
    for at, block in enumerate(blocks):
        if block.kind is not None:
            out[len(_OWN) + len(TAG_GROUPS) + KINDS.index(block.kind), at] = 1.0


def _fill_forms(out: Matrix, lines: Lines) -> None:
    """How many of the words of forms each line has."""
    for word in phrases.FORM:
        for line, at in lines.found.get(word, _NOWHERE).items():
            if at + len(word) <= SAMPLE and len(lines.low[line]) > 20:
                out[line] += 0.5
    np.minimum(out, 2.0, out=out)


_NOWHERE: dict[int, int] = {}


def _fill_edges(put: dict[str, Matrix], texts: list[str]) -> None:
    """How each block begins and ends, and whether it shows a time or stands twice."""
    ends = codes_of([text.rstrip("\"'”’»」』)]")[-1:] or " " for text in texts])
    begins = codes_of([text[0] for text in texts])
    put["ends"][:] = _ENDS[ends]
    put["question"][:] = ends == ord("?")
    put["colon"][:] = ends == ord(":")
    put["quote"][:] = _QUOTES[begins]
    put["bullet"][:] = _BULLETS[begins]
    for at, text in enumerate(texts):
        if len(text) < 60 and ":" in text and any(map(str.isdigit, text)):
            put["has_time"][at] = 1
    if len(set(texts)) < len(texts):
        times = Counter(texts)
        put["repeated"][:] = [len(text) > 20 and times[text] > 1 for text in texts]


def _members(characters: str) -> npt.NDArray[np.bool_]:
    """Which characters of the basic plane are among these; the last place stands for all others."""
    table = np.zeros(_BASIC + 1, dtype=np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


_BASIC = 0xFFFF
_ENDS, _QUOTES, _BULLETS = _members(".!?…。！？।"), _members("\"“„«»「'‘—–-"), _members("•·*▪►>»|")


def codes_of(characters: list[str]) -> Places:
    """The code points of single characters, those beyond the basic plane as its last."""
    codes = np.frombuffer("".join(characters).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(codes, _BASIC).astype(np.intp)


def _fill_told(put: dict[str, Matrix], lines: Lines, hints: Hints) -> None:
    """Which blocks say what the metadata says."""
    title, description, body = fold(hints.title), fold(hints.description), _squeeze(hints.body)
    long_title, opening = len(title) > 12, description[:60]
    titles, in_title, in_description, in_body = put["title"], put["in_title"], put["in_description"], put["in_body"]
    for at, text in enumerate(lines.texts):
        length = len(text)
        if length <= 300:
            folded = lines.low[at] if text.isascii() else fold(text)
            if folded == title:
                titles[at] = bool(folded)
            if length > 12 and folded and (folded in title or (long_title and title in folded)):
                in_title[at] = 1
            if length > 20 and description and folded and (folded[:60] in description or opening in folded):
                in_description[at] = 1
        if body and length > 15 and _squeeze(text[:120])[:60] in body:
            in_body[at] = 1
    put["has_body"][:] = len(body) > 400


_NOISE = re.compile(r"\W+")


def _squeeze(text: str) -> str:
    return _NOISE.sub("", text).casefold()


_PLACE = (
    "index", "from_start", "from_end", "before_good", "since_good", "until_good", "depth",
    "parent_good", "parent_share", "parent_links", "parent_count", "grand_good", "grand_links", "great_good",
    "best", "best_distance", "best_share", "best_near", "siblings_tag", "after_h1", "title_before", "of_good",
    "since_title",
)  # fmt: skip


def _fill_place(out: Matrix, walk: Walk, chars: Matrix, good: npt.NDArray[np.bool_], titled: npt.NDArray[np.bool_]) -> None:
    """Features of each block's place: its containers, their names, and where the running text is."""
    count = len(walk.blocks)
    parents = np.array([block.container for block in walk.blocks], dtype=np.intp)
    links = np.array([block.link_chars for block in walk.blocks], dtype=np.float32)
    tree = _Tree(walk.containers)
    running = np.where(good, chars, 0)
    totals = tree.totals(parents, [chars, links, running, np.ones(count, np.float32)])
    all_good = max(1.0, float(chars[good].sum()))
    best = best_container(walk.containers, totals[2].tolist())
    put = dict(zip(_PLACE, out, strict=False))
    _fill_position(put, chars, running, good)
    grand = tree.parent[parents]
    great = tree.parent[grand]
    put["depth"][:] = tree.depth[parents] / 20
    shares = totals[2] / all_good
    linked = totals[1] / np.maximum(1, totals[0])
    put["parent_good"][:] = shares[parents]
    put["parent_share"][:] = chars / np.maximum(1, totals[0][parents])
    put["parent_links"][:] = linked[parents]
    put["parent_count"][:] = np.log1p(totals[3][parents]) / 3
    put["grand_good"][:] = shares[grand]
    put["grand_links"][:] = linked[grand]
    put["great_good"][:] = shares[great]
    _fill_best(put, tree, parents, best, good)
    put["best_share"][:] = shares[best]
    put["of_good"][:] = np.log1p(all_good) / 5
    _fill_headings(put, [block.tag for block in walk.blocks], parents, titled)
    tree.fill_names(out[len(_PLACE) :], parents, grand, great)


def _fill_position(put: dict[str, Matrix], chars: Matrix, running: Matrix, good: npt.NDArray[np.bool_]) -> None:
    count = len(chars)
    order = np.arange(count, dtype=np.float32)
    total = max(1.0, float(chars.sum()))
    all_good = max(1.0, float(running.sum()))
    put["index"][:] = np.minimum(order, 100) / 50
    put["from_start"][:] = np.cumsum(chars) / total
    put["from_end"][:] = np.minimum(count - order, 100) / 50
    put["before_good"][:] = np.cumsum(running) / all_good
    last = np.maximum.accumulate(np.where(good, order, -50))
    following = np.minimum.accumulate(np.where(good, order, count + 50)[::-1])[::-1]
    put["since_good"][:] = np.minimum(order - last, 20) / 10
    put["until_good"][:] = np.minimum(following - order, 20) / 10


def _fill_best(put: dict[str, Matrix], tree: _Tree, parents: Places, best: int, good: npt.NDArray[np.bool_]) -> None:
    inside, distance = tree.relation(parents, best)
    put["best"][:] = inside
    put["best_distance"][:] = distance / 5
    where = np.flatnonzero(inside & good)
    first, last = (int(where[0]), int(where[-1])) if len(where) else (0, len(good))
    near = put["best_near"]
    near[:first] = np.arange(-first, 0) / 20
    near[last + 1 :] = np.arange(1, len(good) - last) / 20
    near.clip(-2, 2, out=near)


def _fill_headings(put: dict[str, Matrix], tags: list[str], parents: Places, titled: npt.NDArray[np.bool_]) -> None:
    kinds = np.array([_TAG_GROUP.get(tag, -1) for tag in tags])
    put["siblings_tag"][1:] = (parents[1:] == parents[:-1]) & np.array([one == two for one, two in pairwise(tags)], dtype=np.bool_)
    heading = kinds == _H1
    put["after_h1"][:] = np.logical_or.accumulate(heading)
    put["title_before"][:] = heading.any()
    order = np.arange(len(tags))
    last_title = np.maximum.accumulate(np.where(titled, order, -1))
    put["since_title"][:] = np.where(last_title < 0, -0.5, np.minimum(order - last_title, 60) / 20)


_H1 = TAG_GROUPS.index("h1")


def best_container(containers: Containers, good: list[float]) -> int:
    """The innermost container that holds most of the running text, of which each holds `good` characters: a step down is taken while
    it keeps four fifths."""
    at, ends = 0, containers.ends
    while good[at] > 0:
        inner, fullest = at + 1, -1
        while inner < ends[at]:
            if fullest < 0 or good[inner] > good[fullest]:
                fullest = inner
            inner = ends[inner]
        if fullest < 0 or good[fullest] < 0.8 * good[at]:
            break
        at = fullest
    return at


class _Tree:
    """The containers as arrays; everything inside one stands from its place to its end."""

    def __init__(self, containers: Containers) -> None:
        self.parents = containers.parents
        self.parent = np.array(containers.parents, dtype=np.intp)
        self.depth = np.array(containers.depths, dtype=np.float32)
        self.end = np.array(containers.ends, dtype=np.intp)
        self._bits = np.array([containers.hints, containers.above, containers.structure], dtype=np.int32)

    def totals(self, parents: Places, values: list[Matrix]) -> Matrix:
        """Sums of each of `values` over all blocks inside each container."""
        size = len(self.parent)
        sums = np.zeros((len(values), size + 1))
        for row, value in zip(sums, values, strict=True):
            np.cumsum(np.bincount(parents, weights=value, minlength=size), out=row[1:])
        return np.asarray(sums[:, self.end] - sums[:, :-1], dtype=np.float32)

    def relation(self, parents: Places, best: int) -> tuple[npt.NDArray[np.bool_], Matrix]:
        """(which blocks are inside `best`, steps from the block up to the nearest container that holds `best` too)."""
        holders = [best]
        while holders[-1]:
            holders.append(self.parents[holders[-1]])
        held = np.array(holders)
        inside = (parents >= best) & (parents < self.end[best])
        common = ((parents >= held[:, None]) & (parents < self.end[held][:, None])).sum(axis=0) - 1
        steps = np.where(inside, 0, np.minimum(10, self.depth[parents] - common))
        return inside, steps.astype(np.float32)

    def fill_names(self, out: Matrix, parents: Places, grand: Places, great: Places) -> None:
        """Bits of the names: of the block's element, of its two containers above, of all above; and the structure it stands in."""
        hints, above, structure = self._bits
        own = hints[parents]
        words = np.stack([own, own | hints[grand] | hints[great], above[parents], structure[parents]])
        out[:] = (words[_WORD_OF] >> _SHIFT) & 1


_WORD_OF = np.repeat(np.arange(4), [len(HINTS), len(HINTS), len(HINTS), len(STRUCTURE)])
_SHIFT = np.concatenate([*(np.arange(len(HINTS)) for _ in range(3)), np.arange(len(STRUCTURE))])[:, None].astype(np.int32)


CONTEXT = len(_OWN) + len(TAG_GROUPS) + len(KINDS) + len(_PLACE)
"""The first rows: what a block is, without the names of the elements around it. Neighbours are compared by these."""

NAMES = (
    *_OWN,
    *(f"tag_{name}" for name in TAG_GROUPS),
    *(f"kind_{name}" for name in KINDS),
    *_PLACE,
    *(f"own_{name}" for name in HINTS),
    *(f"near_{name}" for name in HINTS),
    *(f"above_{name}" for name in HINTS),
    *(f"in_{name}" for name in STRUCTURE),
)
