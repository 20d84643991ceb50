"""A page's tree → its blocks: runs of text between the boundaries a reader sees, each with the elements it stands in.

One walk in document order; cost is linear in the number of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headwater.model import FurnitureKind
from headwater.stages.extract.decode import scrub
from headwater.stages.extract.furniture import kinds_of_lines
from headwater.stages.extract.hints import name_hints
from headwater.stages.extract.lines import Lines
from headwater.stages.extract.stance import TOP, stance

MAX_BLOCKS = 8000
"""Blocks kept of one page; the longest page of the four sets has 5,700."""

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr"
})  # fmt: skip
SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select", "textarea", "button",
    "input", "audio", "video", "canvas", "head", "math", "map", "datalist", "dialog", "nav", "-comment"
})  # fmt: skip

_TEXT, _SKIP, _PLAIN, _MARK, _BLOCK = range(5)
# What the walk does at an element: nothing (inline), note where it begins and ends (links, bold), or begin a block.
_PART = {
    "-text": _TEXT,
    **dict.fromkeys(SKIPPED, _SKIP),
    **dict.fromkeys(INLINE, _PLAIN),
    **dict.fromkeys(("a", "b", "strong"), _MARK),
}


def _by_id(parts: dict[str, int]) -> dict[int, int]:
    """`parts` by the numbers that the parser gives these names: to ask a node for its number takes half the time of asking for its name."""
    page = LexborHTMLParser("<body>text<!-- comment -->")
    shown = page.body.traverse(include_text=True) if page.body is not None else ()
    own = {str(node.tag): node.tag_id for node in shown}
    return {own[name] if name in own else page.create_node(name).tag_id: part for name, part in parts.items()}


_PART_OF = _by_id(_PART)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

STRUCTURE = (
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "nav",
    "figure",
    "form",
    "table",
    "ul",
    "blockquote",
    "a",
    "section",
    "hidden",
    "itembody",
    "pre",
    "dl",
)
_STRUCTURE_BIT = {name: 1 << at for at, name in enumerate(STRUCTURE)}
_STRUCTURE_OF = {
    **{name: bit for name, bit in _STRUCTURE_BIT.items() if name not in ("hidden", "itembody", "a")},
    "ol": _STRUCTURE_BIT["ul"],
    "figcaption": _STRUCTURE_BIT["figure"],
    "picture": _STRUCTURE_BIT["figure"],
    "tbody": _STRUCTURE_BIT["table"],
    "menu": _STRUCTURE_BIT["nav"],
}
_ROLES = {
    "main": "main",
    "navigation": "nav",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "header",
    "article": "article",
    "search": "form",
}
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Containers:
    """The block elements, one entry each in every list, in document order: all inside element `at` are those from `at` to `ends[at]`.

    `hints` are those of the element's own names, `above` those of all it stands in too; `structure` is inherited; `names` are its classes
    and id.
    """

    parents: list[int]
    tags: list[str]
    depths: list[int]
    hints: list[int]
    above: list[int]
    structure: list[int]
    names: list[str]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.parents)

    def stances(self, wanted: Iterable[int]) -> dict[int, int]:
        """The stances of these elements and of all they stand in."""
        found = {0: TOP}
        for one in wanted:
            chain = [one]
            while chain[-1] not in found:
                chain.append(self.parents[chain[-1]])
            while len(chain) > 1:
                above = found[chain.pop()]
                found[chain[-1]] = stance(above, self.tags[chain[-1]], self.names[chain[-1]])
        return found


NOTHING = Containers([], [], [], [], [], [], [], [])


@dataclass(slots=True)
class Block:
    """`links` are (start, end, address as written) into `text`; `link_chars` counts the characters they cover.
    `kind` is what furniture it is by its own words, None where they do not tell.
    """

    text: str
    tag: str
    container: int
    links: list[tuple[int, int, str]]
    link_chars: int
    bold_chars: int
    kind: FurnitureKind | None = None


class Figure(NamedTuple):
    """A figure of the page: its element, its place among the containers, and the number of blocks before it."""

    node: LexborNode
    container: int
    before: int


# One row of `Containers`, without its end.
_Row = tuple[int, str, int, int, int, int, str]
_ROOT: _Row = (0, "body", 0, 0, 0, 0, "")


class Walk:
    """Blocks and containers of one tree, in document order, the blocks' texts as `lines`, and the figures.

    Containers whose stance is among `passed` are left out with all that is in them. The walk visits every node of every page, so it calls
    nothing for the nodes that change nothing: white space and inline elements.
    """

    def __init__(self, root: LexborNode, passed: frozenset[int] = frozenset()) -> None:
        self._passed = passed
        self._stances = [TOP]
        self.blocks: list[Block] = []
        self.figures: list[Figure] = []
        self._rows = [_ROOT]
        self._ends = [0]
        self._at, self._row = 0, _ROOT
        self._href = ""
        self._bold = 0
        self._start_line()
        self._walk(root)
        if self._length:
            self._flush()
        del self.blocks[MAX_BLOCKS:]
        size = len(self._rows)
        parents, tags, depths, hints, above, structure, names = map(list, zip(*self._rows, strict=True))
        self.containers = Containers(parents, tags, depths, hints, above, structure, names, [end or size for end in self._ends])
        self.lines = Lines([block.text for block in self.blocks])
        for at, kind in kinds_of_lines(self.lines):
            self.blocks[at].kind = kind

    def _start_line(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._space = False
        self._links: list[tuple[int, int, str]] = []
        self._link_from = -1
        self._bold_chars = 0

    def _walk(self, root: LexborNode) -> None:
        node = root.first_child
        open_nodes: list[tuple[LexborNode, str, int]] = []
        part_of, blocks = _PART_OF.get, self.blocks
        while node is not None:
            part = part_of(node.tag_id, _BLOCK)
            if part == _TEXT:
                raw = node.text_content
                if raw and not raw.isspace():
                    self._add(raw)
                else:
                    self._space = True
            elif part != _SKIP:
                child = node.first_child
                if child is None:
                    if part == _BLOCK:
                        self._touch(node.tag or "")
                else:
                    tag = "" if part == _PLAIN else node.tag or ""
                    if part != _BLOCK or self._enter(tag, node):
                        if len(blocks) >= MAX_BLOCKS:
                            return
                        if part == _MARK:
                            self._mark(tag, node)
                        open_nodes.append((node, tag, part))
                        node = child
                        continue
            following = node.next
            while following is None and open_nodes:
                node, tag, part = open_nodes.pop()
                if part == _BLOCK:
                    self._leave()
                elif part == _MARK:
                    self._unmark(tag)
                following = node.next
            node = following

    def _enter(self, tag: str, node: LexborNode) -> bool:
        """Begins a container; false where it is passed over."""
        if self._length:
            self._flush()
        _, _, depth, _, above, inherited, _ = self._row
        attributes = node.attributes
        said, hints, structure = _names(attributes) if attributes else _NAMELESS
        if tag in _STRUCTURE_OF:
            structure |= _STRUCTURE_OF[tag]
        if self._passed:
            place = stance(self._stances[self._at], tag, said)
            if place in self._passed:
                return False
            self._stances.append(place)
        row = (self._at, tag, depth + 1, hints, above | hints, inherited | structure, said)
        self._at, self._row = len(self._rows), row
        if tag == "figure":
            self.figures.append(Figure(node, self._at, len(self.blocks)))
        self._rows.append(row)
        self._ends.append(0)
        return True

    def _leave(self) -> None:
        if self._length:
            self._flush()
        rows = self._rows
        self._ends[self._at] = len(rows)
        self._at = at = self._row[0]
        self._row = rows[at]

    def _mark(self, tag: str, node: LexborNode) -> None:
        if tag == "a":
            self._href = node.attributes.get("href") or ""
            self._link_from = -1
        else:
            self._bold += 1

    def _unmark(self, tag: str) -> None:
        if tag == "a":
            if self._link_from >= 0:
                self._close_link()
            self._href = ""
        else:
            self._bold -= 1

    def _touch(self, tag: str) -> None:
        """An element without content: a line break ends a block where it comes twice or after a sentence."""
        if tag == "br":
            last = self._parts[-1] if self._parts else ""
            if last == "\n" or (self._length > 60 and last[-1:] in '.!?…”"»。'):
                self._flush()
            elif last:
                self._parts.append("\n")
                self._space = True
        elif tag != "img" and self._length:
            self._flush()

    def _add(self, raw: str) -> None:
        text = " ".join(raw.split())
        if not text.isascii() and not text.isprintable():
            text = " ".join(scrub(raw).split())
            if not text:
                return
        parts = self._parts
        if parts:
            if parts[-1] == "\n":
                parts.pop()
            if self._space or raw[0].isspace():
                parts.append(" ")
                self._length += 1
        if self._href and self._link_from < 0:
            self._link_from = self._length
        parts.append(text)
        self._length += len(text)
        self._space = raw[-1].isspace()
        if self._bold:
            self._bold_chars += len(text)

    def _close_link(self) -> None:
        if 0 <= self._link_from < self._length:
            self._links.append((self._link_from, self._length, self._href))
        self._link_from = -1

    def _flush(self) -> None:
        parts, links = self._parts, self._links
        if parts[-1] == "\n":
            parts.pop()
        if self._href:
            self._close_link()
        text = parts[0] if len(parts) == 1 else "".join(parts)
        if not text.isprintable():
            text = _CONTROL.sub(" ", text)
        covered = sum([end - start for start, end, _ in links]) if links else 0
        self.blocks.append(Block(text, self._row[1], self._at, links, covered, self._bold_chars))
        self._start_line()


_NAMELESS = ("", 0, 0)


def _names(attributes: dict[str, str | None]) -> tuple[str, int, int]:
    """(names, hints, structure) that an element's attributes give."""
    said = attributes.get("class") or ""
    if len(attributes) == 1 and said:  # two in three containers that have attributes
        return said, name_hints(said[:300]), 0
    if "id" in attributes:
        said = f"{said} {attributes['id'] or ''}"
    named = f"{said} {attributes.get('data-testid') or attributes.get('data-component') or ''}"
    hints = name_hints(named[:300]) if len(named) > 1 else 0
    structure = 0
    role = attributes.get("role")
    if role:
        structure |= _STRUCTURE_BIT.get(_ROLES.get(role, ""), 0)
    prop = attributes.get("itemprop")
    if prop and "articlebody" in prop.lower():
        structure |= _STRUCTURE_BIT["itembody"]
    style = attributes.get("style")
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or (style and _UNSEEN.search(style)):
        structure |= _STRUCTURE_BIT["hidden"]
    return said, hints, structure
