"""Blocks → one row of numbers each: what a reader would look at to tell the report from what stands around it.

Nothing here knows a language or an outlet: lengths, links, punctuation, the names builders give to elements, position, and how a
block compares with its container and its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from headwater.stages.extract.blocks import HINTS, STRUCTURE, Block, Containers, Walk
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
# Words of consent dialogs, log-in forms and comment rules, in the languages that news pages use most.
_FORM_WORDS = (
    "cookie", "privacy", "consent", "e-mail", "email", "password", "log in", "sign in", "account", "browser",
    "javascript", "opt-out", "datenschutz", "privatsphäre", "einwillig", "passwort", "anmelde", "registrier", "konto",
    "einstellungen", "newsletter", "subscri", "abonn", "suscri", "contraseña", "mot de passe", "confidentialité",
    "privacidad", "пароль", "comments", "kommentar", "personal data", "your device", "third-party",
)  # fmt: skip
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
    """One row a block, `len(NAMES)` columns, all roughly within -1..3."""
    blocks = walk.blocks
    own = _own(blocks, hints)
    good = (own[:, _LENGTH_AT] > GOOD_CHARS) & (own[:, _LINKS_AT] < 0.35) & (own[:, _ENDS_AT] > 0)
    chars = own[:, _LENGTH_AT].copy()
    titled = own[:, _IN_TITLE_AT] > 0
    place = _placed(walk, chars, good, titled)
    own[:, _LENGTH_AT] = np.log1p(chars) / 3
    return np.hstack([own, place])


_OWN = ("chars", "link_density", "ends", "words", "links", "sentences", "commas", "lower", "digits", "bold",
    "quote", "title", "in_title", "in_description", "in_body", "has_body", "question", "colon", "has_time", "bullet",
    "repeated", "form_words")  # fmt: skip
_LENGTH_AT, _LINKS_AT, _ENDS_AT, _IN_TITLE_AT = 0, 1, 2, _OWN.index("in_title")


def _own(blocks: list[Block], hints: Hints) -> Matrix:
    """Features of each block by itself."""
    if not blocks:
        return np.zeros((0, len(_OWN) + len(TAG_GROUPS) + len(KINDS)), dtype=np.float32)
    texts = [block.text for block in blocks]
    samples = [text[:SAMPLE] for text in texts]
    length = np.array([len(text) for text in texts])
    signs = count_signs(samples)
    words = signs.blanks + 1
    words += np.where(words < 12, signs.unspaced // 2, 0)
    lowered = [sample.lower() for sample in samples]
    table: dict[str, npt.NDArray[Any]] = {
        "chars": length,
        "link_density": np.array([block.link_chars for block in blocks]) / length,
        "words": np.log1p(words) / 2,
        "links": np.minimum([len(block.links) for block in blocks], 10) / 5,
        "sentences": np.minimum(signs.sentences, 6) / 3,
        "commas": np.minimum(signs.commas, 8) / 4,
        "lower": signs.lower / words,
        "digits": signs.digits / np.minimum(length, SAMPLE),
        "bold": np.array([block.bold_chars for block in blocks]) / length,
        "form_words": _form_words(lowered),
    }
    _fill_edges(table, texts)
    _fill_told(table, texts, lowered, hints)
    own = np.zeros((len(blocks), len(_OWN) + len(TAG_GROUPS) + len(KINDS)), dtype=np.float32)
    for at, name in enumerate(_OWN):
        own[:, at] = table[name]
    own[np.arange(len(blocks)), [len(_OWN) + _TAG_GROUP.get(block.tag, len(TAG_GROUPS) - 1) for block in blocks]] = 1.0
    for at, block in enumerate(blocks):
        if block.kind is not None:
            own[at, len(_OWN) + len(TAG_GROUPS) + KINDS.index(block.kind)] = 1.0
    return own


def _form_words(lowered: list[str]) -> npt.NDArray[Any]:
    """How many of the words of forms each line has, of those that the page has at all."""
    page = "\n".join(lowered)
    present = [word for word in _FORM_WORDS if word in page]
    return np.array([min(sum([word in line for word in present]), 4) / 2 if len(line) > 20 else 0.0 for line in lowered])


def _fill_edges(table: dict[str, npt.NDArray[Any]], texts: list[str]) -> None:
    """How each block begins and ends, and whether it shows a time or stands twice."""
    ends = [text.rstrip("\"'”’»」』)]")[-1:] for text in texts]
    times = Counter(texts)
    table["ends"] = np.array([end in ".!?…。！？।" for end in ends])
    table["question"] = np.array([end == "?" for end in ends])
    table["colon"] = np.array([end == ":" for end in ends])
    table["quote"] = np.array([text[0] in "\"“„«»「'‘—–-" for text in texts])
    table["bullet"] = np.array([text[0] in "•·*▪►>»|" for text in texts])
    table["has_time"] = np.array([":" in text and len(text) < 60 and any(map(str.isdigit, text)) for text in texts])
    table["repeated"] = np.array([len(text) > 20 and times[text] > 1 for text in texts])


def _fill_told(table: dict[str, npt.NDArray[Any]], texts: list[str], lowered: list[str], hints: Hints) -> None:
    """Which blocks say what the metadata says."""
    title, description, body = fold(hints.title), fold(hints.description), _squeeze(hints.body)
    long_title, opening = len(title) > 12, description[:60]
    folds = [(low if text.isascii() else fold(text)) if len(text) <= 300 else "" for text, low in zip(texts, lowered, strict=True)]
    pairs = list(zip(folds, map(len, texts), strict=True))
    table["title"] = np.array([bool(folded) and folded == title for folded in folds])
    table["in_title"] = np.array(
        [length > 12 and bool(folded) and (folded in title or (long_title and title in folded)) for folded, length in pairs]
    )
    table["in_description"] = np.array(
        [length > 20 and bool(folded and description) and (folded[:60] in description or opening in folded) for folded, length in pairs]
    )
    table["in_body"] = np.array([bool(body) and len(text) > 15 and _squeeze(text[:120])[:60] in body for text in texts])
    table["has_body"] = np.full(len(texts), len(body) > 400)


_NOISE = re.compile(r"\W+")


def _squeeze(text: str) -> str:
    return _NOISE.sub("", text).casefold()


_PLACE = (
    "index", "from_start", "from_end", "before_good", "since_good", "until_good", "depth",
    "parent_good", "parent_share", "parent_links", "parent_count", "grand_good", "grand_links", "great_good",
    "best", "best_distance", "best_share", "best_near", "siblings_tag", "after_h1", "title_before", "of_good",
    "since_title",
)  # fmt: skip
_LEVELS = 3


def _placed(walk: Walk, chars: Matrix, good: npt.NDArray[np.bool_], titled: npt.NDArray[np.bool_]) -> Matrix:
    """Features of each block's place: its containers, their names, and where the running text is."""
    count = len(walk.blocks)
    parents = np.array([block.container for block in walk.blocks], dtype=np.intp)
    links = np.array([block.link_chars for block in walk.blocks], dtype=np.float32)
    tree = _Tree(walk.containers)
    totals = tree.totals(parents, [chars, links, np.where(good, chars, 0), np.ones(count, np.float32)])
    all_good = max(1.0, float(chars[good].sum()))
    best = tree.best(totals[2])
    table: dict[str, npt.NDArray[np.floating]] = {}
    _fill_position(table, chars, good, count)
    up = [parents]
    for _ in range(_LEVELS - 1):
        up.append(tree.parent[up[-1]])
    table["depth"] = tree.depth[parents] / 20
    table["parent_good"] = totals[2][parents] / all_good
    table["parent_share"] = chars / np.maximum(1, totals[0][parents])
    table["parent_links"] = totals[1][parents] / np.maximum(1, totals[0][parents])
    table["parent_count"] = np.log1p(totals[3][parents]) / 3
    table["grand_good"] = totals[2][up[1]] / all_good
    table["grand_links"] = totals[1][up[1]] / np.maximum(1, totals[0][up[1]])
    table["great_good"] = totals[2][up[2]] / all_good
    inside, distance = tree.relation(parents, best)
    table["best"] = inside
    table["best_distance"] = distance / 5
    table["best_share"] = np.full(count, totals[2][best] / all_good)
    first, last = _extent(inside > 0, good, count)
    order = np.arange(count)
    table["best_near"] = np.where(order < first, (order - first) / 20, np.where(order > last, (order - last) / 20, 0)).clip(-2, 2)
    same = np.zeros(count, np.float32)
    tags = [block.tag for block in walk.blocks]
    same[1:] += [tags[at] == tags[at - 1] and parents[at] == parents[at - 1] for at in range(1, count)]
    table["siblings_tag"] = same
    heading = np.array([tag == "h1" for tag in tags])
    table["after_h1"] = (np.cumsum(heading) > 0).astype(np.float32)
    table["title_before"] = np.full(count, float(heading.any()))
    table["of_good"] = np.full(count, np.log1p(all_good) / 5)
    last_title = np.maximum.accumulate(np.where(titled, order, -1))
    table["since_title"] = np.where(last_title < 0, -0.5, np.minimum(order - last_title, 60) / 20)
    place = np.empty((count, len(_PLACE)), dtype=np.float32)
    for at, name in enumerate(_PLACE):
        place[:, at] = table[name]
    return np.hstack([place, tree.named(parents, up[1])])


def _extent(inside: npt.NDArray[np.bool_], good: npt.NDArray[np.bool_], count: int) -> tuple[int, int]:
    where = np.flatnonzero(inside & good)
    return (int(where[0]), int(where[-1])) if len(where) else (0, count)


def _fill_position(table: dict[str, npt.NDArray[np.floating]], chars: Matrix, good: npt.NDArray[np.bool_], count: int) -> None:
    order = np.arange(count, dtype=np.float32)
    total = max(1.0, float(chars.sum()))
    running = np.where(good, chars, 0)
    all_good = max(1.0, float(running.sum()))
    table["index"] = np.minimum(order, 100) / 50
    table["from_start"] = np.cumsum(chars) / total
    table["from_end"] = np.minimum(count - order, 100) / 50
    table["before_good"] = np.cumsum(running) / all_good
    last = np.maximum.accumulate(np.where(good, order, -50))
    following = np.minimum.accumulate(np.where(good, order, count + 50)[::-1])[::-1]
    table["since_good"] = np.minimum(order - last, 20) / 10
    table["until_good"] = np.minimum(following - order, 20) / 10


class _Tree:
    """The containers as arrays; everything inside one stands from its place to its end."""

    def __init__(self, containers: Containers) -> None:
        self.parent = np.array(containers.parents, dtype=np.intp)
        self.depth = np.array(containers.depths, dtype=np.float32)
        self.end = np.array(containers.ends, dtype=np.intp)
        self._hints = np.array(containers.hints, dtype=np.int64)
        self._above = np.array(containers.above, dtype=np.int64)
        self._structure = np.array(containers.structure, dtype=np.int64)
        self.look = np.array(containers.looks, dtype=np.intp)

    def totals(self, parents: Places, values: list[Matrix]) -> Matrix:
        """Sums of each of `values` over all blocks inside each container."""
        size = len(self.parent)
        sums = np.zeros((len(values), size + 1))
        for row, value in zip(sums, values, strict=True):
            np.cumsum(np.bincount(parents, weights=value, minlength=size), out=row[1:])
        return np.asarray(sums[:, self.end] - sums[:, :-1], dtype=np.float32)

    def best(self, good: Matrix) -> int:
        """The innermost container that holds most of the running text: a step down is taken while it keeps four fifths."""
        at = 0
        while good[at] > 0:
            inner = np.flatnonzero(self.parent[at + 1 : self.end[at]] == at) + at + 1
            if not len(inner):
                break
            fullest = int(inner[good[inner].argmax()])
            if good[fullest] < 0.8 * good[at]:
                break
            at = fullest
        return at

    def relation(self, parents: Places, best: int) -> tuple[Matrix, Matrix]:
        """(1 for blocks inside `best`, steps from the block up to the nearest container that holds `best` too)."""
        holders = [best]
        while holders[-1]:
            holders.append(int(self.parent[holders[-1]]))
        held = np.array(holders)
        inside = (parents >= best) & (parents < self.end[best])
        common = ((parents >= held[:, None]) & (parents < self.end[held][:, None])).sum(axis=0) - 1
        steps = np.where(inside, 0, np.minimum(10, self.depth[parents] - common))
        return inside.astype(np.float32), steps.astype(np.float32)

    def named(self, parents: Places, grand: Places) -> Matrix:
        """Bits of the names: of the block's element, of its two containers above, of all above; and the structure it stands in."""
        own = self._hints[parents]
        near = own | self._hints[grand] | self._hints[self.parent[grand]]
        return np.hstack(
            [
                _bits(own, len(HINTS)),
                _bits(near, len(HINTS)),
                _bits(self._above[parents], len(HINTS)),
                _bits(self._structure[parents], len(STRUCTURE)),
            ]
        )


def _bits(values: npt.NDArray[np.int64], width: int) -> Matrix:
    return ((values[:, None] >> np.arange(width)) & 1).astype(np.float32)


CONTEXT = len(_OWN) + len(TAG_GROUPS) + len(KINDS) + len(_PLACE)
"""The first columns: what a block is, without the names of the elements around it. Neighbours are compared by these."""

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
