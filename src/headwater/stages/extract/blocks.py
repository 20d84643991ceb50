"""A page's tree → its blocks: runs of text between the boundaries a reader sees, each with the elements it stands in.

One walk in document order; cost is linear in the number of nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from selectolax.lexbor import LexborNode

from headwater.model import FurnitureKind
from headwater.stages.extract.decode import scrub
from headwater.stages.extract.furniture import kinds_of_lines

MAX_BLOCKS = 8000
"""Blocks kept of one page; the longest page of the four sets has 5,700."""

MAX_KIND = 400
"""Characters up to which a block's own words are asked what furniture it is."""

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr"
})  # fmt: skip
SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select", "textarea", "button",
    "input", "audio", "video", "canvas", "head", "math", "map", "datalist", "dialog", "nav", "-comment"
})  # fmt: skip

_MARKED = frozenset(("a", "b", "strong"))

# What the words in classes, ids and test names say, as site builders use them; "^" and "$" bind short ones to whole words.
# The order fixes the bits of `Container.hints`.
_HINT_WORDS = (
    ("body",
        "articlebody|storybody|postbody|articletext|articlecontent|entrycontent|postcontent|richtext|wysiwyg"
        "|prose|paragraph|bodytext|^body$|^copy$"),
    ("content", "content|^main$|^text$|article|story|^post$|entry|artikel"),
    ("comment", "comment|disqus|discussion|repl(?:y|ies)|respond|reaction|livefyre|coral"),
    ("related",
        "relat|recommend|similar|outbrain|taboola|popular|trending|latest|teaser|^cards?$|carousel|slider|swiper"
        "|suggest|^next|^prev|playlist|^also|mehr|weitere|^more|^read$"),
    ("share", "shar(?:e|ing)|social|follow|facebook|twitter|whatsapp|addthis|sociable"),
    ("nav", "^nav|menu|crumb|paginat|pager|^skip|^toc$|topbar|toolbar|^tabs?$|sitemap"),
    ("footer", "^foot|copyright|legal|disclaimer|imprint|colophon"),
    ("side", "side|aside|widget|^rail$|secondary|complementary|infobox|factbox|^facts?$"),
    ("promo",
        "promo|newsletter|subscri|signup|paywall|piano|regist|donat|member|banner|advert|^ads?$|sponsor|^cta$"
        "|offer|coupon|commercial|^dfp|^gpt|^abo$"),
    ("caption",
        "caption|credit|photo|image|^img|figure|galler|picture|media|video|thumb|embed|lightbox|^foto|^bild"
        "|player"),
    ("byline", "byline|author|contributor|writer|vcard|^bio$|^autor|profile"),
    ("meta", "^meta|timestamp|^times?$|^date|publish|updated|kicker|eyebrow|categor|label|rubri|flag|badge"),
    ("tags", "^tags?$|taglist|^topics?$|keyword"),
    ("lead",
        "^lead$|^lede$|standfirst|subtitle|subhead|^deck$|^dek$|summary|^intro|excerpt|abstract|vorspann"
        "|entradilla|chapo|description|perex|ingress"),
    ("title", "headline|title|heading"),
    ("hidden",
        "hidden|^hide$|modal|popup|overlay|cookie|consent|gdpr|screenreader|^sr$|visually|print|offscreen|tooltip"
        "|dropdown|toast|notice|alert"),
    ("list", "^lists?$|^grid$|^feed$|archive|results?$|^tiles?$|^rows?$|^items?$|collection"),
    ("header", "^header|masthead|hero|^top$"),
)  # fmt: skip
HINTS = tuple(name for name, _ in _HINT_WORDS)
_HINT = tuple((1 << at, re.compile(words)) for at, (_, words) in enumerate(_HINT_WORDS))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}")
_HOLDER = frozenset({
    "article", "entry", "post", "story", "page", "single", "news", "blog", "main", "inner", "node", "field", "artikel"
})  # fmt: skip
_HELD = frozenset({
    "body", "content", "text", "copy", "inhalt", "texte", "contenu", "cuerpo"
})  # fmt: skip

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


@dataclass(slots=True)
class Containers:
    """The block elements, one entry each in every list, in document order: all inside element `at` are those from `at` to `ends[at]`.

    `hints` are those of the element's own names, `above` those of all it stands in too; `structure` is inherited; `looks` numbers the
    different pairs of element and names, so that elements of one look have one number.
    """

    parents: list[int] = field(default_factory=lambda: [0])
    tags: list[str] = field(default_factory=lambda: ["body"])
    depths: list[int] = field(default_factory=lambda: [0])
    hints: list[int] = field(default_factory=lambda: [0])
    above: list[int] = field(default_factory=lambda: [0])
    structure: list[int] = field(default_factory=lambda: [0])
    looks: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=lambda: [0])

    def __len__(self) -> int:
        return len(self.parents)


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


class Walk:
    """Blocks and containers of one tree, in document order.

    The walk visits every node of every page, so it calls nothing for the nodes that change nothing: white space and inline elements.
    """

    def __init__(self, root: LexborNode) -> None:
        self.blocks: list[Block] = []
        self.containers = Containers()
        self._looks: dict[tuple[str, str], int] = {("body", ""): 0}
        self._at = 0
        self._href = ""
        self._bold = 0
        self._start_line()
        self._walk(root)
        if self._length:
            self._flush()
        all_of = self.containers
        all_of.ends[:] = [end or len(all_of) for end in all_of.ends]
        short = [block for block in self.blocks if len(block.text) <= MAX_KIND]
        for block, kind in zip(short, kinds_of_lines([block.text for block in short]), strict=True):
            block.kind = kind

    def _start_line(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._space = False
        self._links: list[tuple[int, int, str]] = []
        self._link_from = -1
        self._bold_chars = 0

    def _walk(self, root: LexborNode) -> None:
        node = root.first_child
        blocks = self.blocks
        open_nodes: list[tuple[LexborNode, str]] = []
        while node is not None and len(blocks) < MAX_BLOCKS:
            tag = node.tag or ""
            if tag == "-text":
                raw = node.text_content
                if raw and not raw.isspace():
                    self._add(raw)
                else:
                    self._space = True
            elif tag not in SKIPPED:
                child = node.first_child
                if child is not None:
                    if tag not in INLINE:
                        self._enter(tag, node.attributes)
                    elif tag in _MARKED:
                        self._mark(tag, node)
                    open_nodes.append((node, tag))
                    node = child
                    continue
                if tag not in INLINE:
                    self._touch(tag)
            following = node.next
            while following is None and open_nodes:
                node, tag = open_nodes.pop()
                if tag not in INLINE:
                    self._leave()
                elif tag in _MARKED:
                    self._unmark(tag)
                following = node.next
            node = following

    def _enter(self, tag: str, attributes: dict[str, str | None]) -> None:
        if self._length:
            self._flush()
        at, all_of = self._at, self.containers
        said, hints, structure = _names(attributes) if attributes else ("", 0, 0)
        inherited = all_of.structure[at] | structure
        if tag in _STRUCTURE_OF:
            inherited |= _STRUCTURE_OF[tag]
        self._at = len(all_of.parents)
        all_of.parents.append(at)
        all_of.tags.append(tag)
        all_of.depths.append(all_of.depths[at] + 1)
        all_of.hints.append(hints)
        all_of.above.append(all_of.above[at] | hints)
        all_of.structure.append(inherited)
        all_of.looks.append(self._looks.setdefault((tag, said), len(self._looks)))
        all_of.ends.append(0)

    def _leave(self) -> None:
        if self._length:
            self._flush()
        at, all_of = self._at, self.containers
        all_of.ends[at] = len(all_of.parents)
        self._at = all_of.parents[at]

    def _mark(self, tag: str, node: LexborNode) -> None:
        if tag == "a":
            self._href = node.attributes.get("href") or ""
            self._link_from = -1
        else:
            self._bold += 1

    def _unmark(self, tag: str) -> None:
        if tag == "a":
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
        words = (raw if raw.isascii() else scrub(raw)).split()
        if not words:
            return
        parts = self._parts
        if parts and parts[-1] == "\n":
            parts.pop()
        if self._length and (self._space or raw[0].isspace()):
            parts.append(" ")
            self._length += 1
        if self._href and self._link_from < 0:
            self._link_from = self._length
        text = " ".join(words)
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
        if self._parts and self._parts[-1] == "\n":
            self._parts.pop()
        if self._href:
            self._close_link()
        text = "".join(self._parts)
        if not text.isprintable():
            text = _CONTROL.sub(" ", text)
        covered = sum([end - start for start, end, _ in self._links]) if self._links else 0
        tag = self.containers.tags[self._at]
        self.blocks.append(Block(text, tag, self._at, self._links, covered, self._bold_chars))
        self._start_line()


def _names(attributes: dict[str, str | None]) -> tuple[str, int, int]:
    """(names, hints, structure) that an element's attributes give."""
    said = attributes.get("class") or ""
    if len(attributes) == 1 and said:  # two in three containers that have attributes
        return said, name_hints(said[:300]), 0
    tested = attributes.get("data-testid") or attributes.get("data-component") or ""
    named = f"{said} {attributes.get('id') or ''} {tested}"
    hints = name_hints(named[:300]) if len(named) > 2 else 0
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


@lru_cache(maxsize=16384)
def name_hints(said: str) -> int:
    """The hints in an element's class, id and test names, as bits."""
    bits = 0
    for name in said.split():
        bits |= _own_hints(name)
    return bits


@lru_cache(maxsize=32768)
def _own_hints(name: str) -> int:
    words = [word.lower() for word in _WORD.findall(name)]
    bits = 0
    for word in words:
        bits |= _word_hints(word)
    if any(first in _HOLDER and second in _HELD for first, second in pairwise(words)):
        bits |= 1
    return bits


@lru_cache(maxsize=16384)
def _word_hints(word: str) -> int:
    return sum(bit for bit, pattern in _HINT if pattern.search(word)) if len(word) <= 30 else 0
