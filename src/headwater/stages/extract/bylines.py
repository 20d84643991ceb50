"""Who wrote a page's report, by what the page states and shows: linked data, meta elements, then the visible byline.

Persons go before organisations and the outlet itself, wherever each is named: a page whose linked data gives only the outlet as author
often shows the writer's name under the headline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headwater.stages.extract.decode import flat
from headwater.stages.extract.people import clean_authors, is_outlet, looks_like_name, split_byline

METAS = ("author", "article:author", "parsely-author", "sailthru.author", "og:author", "byl", "articleauthor", "article:author_name",
    "cxenseparse:author", "citation_author", "dc.creator", "dcterms.creator")  # fmt: skip

# By how sure they are (strict authors where present, over the four sets): names .88-.93, rel and itemprop .77-.86, links .63, classes .57.
_NAMED = re.compile(r"author__name|byline__name|author_name|[Aa]uthorName|(?:^|\s)(?:author|byline)-name(?:\s|$)")
_CLASSED = re.compile(r"byline|author|autor", re.IGNORECASE)
_PLAIN = re.compile(r"(?:^|\s)(?:byline|author)(?:\s|$)|article-author|post-author")
# All that can be any of them: one look through the page, which takes as long for one of them.
_MARKED = (
    '[class*="byline" i], [class*="author" i], [class*="autor" i], [class~="vcard"] .fn, [itemprop~="author"]'
    ', [itemprop~="author"] [itemprop~="name"], a[rel~="author"]'
)
_LINKED = re.compile(
    r"/(?:author|autor|auteur|contributor|staff/|profile/|people/|journalist|writer|by/|redakt|reporter|columnist)|_author="
)
_WRITTEN_BY = re.compile(
    r"^(?:written|posted|published)?\s*by|^(?:author|autor|verfasst|geschrieben|escrito|écrit|scritto|skrevet|skriven|geschreven|napisane"
    r"|автор|написано|yazar)",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset({"nav", "footer", "aside"})
_OTHERS = re.compile(r"comment|related|recommend|popular|trending|sidebar|footer|teaser|widget|promo|menu", re.IGNORECASE)
MAX_MARKED = 1000
MAX_NODES = 12
MAX_ABOVE = 12


def find_authors(
    tree: LexborHTMLParser, metas: dict[str, list[str]], linked: list[tuple[str, bool]], outlet: tuple[str, ...]
) -> tuple[str, ...]:
    """The report's authors; the outlet itself, under one of the names in `outlet`, only where nobody else is named.

    `linked` is what linked data says: (name, is a person).
    """
    fallback: tuple[str, ...] = ()
    for lines in filter(None, _fields(tree, metas, linked)):
        authors = clean_authors((name for line in lines for name in split_byline(line)), outlet)
        if authors and not all(is_outlet(name, outlet) for name in authors):
            return authors
        fallback = fallback or authors
    return fallback


def _fields(tree: LexborHTMLParser, metas: dict[str, list[str]], linked: list[tuple[str, bool]]) -> Iterator[list[str]]:
    yield [name for name, _ in linked]
    for name in METAS:
        yield metas.get(name, [])
    marked = _Marked.on(tree)
    yield _distinct(_short_texts(_together(marked.named[:MAX_NODES])))
    yield _distinct(_short_texts(_together(marked.related[:MAX_NODES])))
    yield _names_only(_together(marked.itemised[:MAX_NODES]))
    for number in ("1", "2"):
        label = metas.get(f"twitter:label{number}", [""])[0]
        yield metas.get(f"twitter:data{number}", []) if _WRITTEN_BY.match(label) else []
    linking = (node for node in tree.css("a[href]") if _LINKED.search(node.attributes["href"] or ""))
    yield _names_only(_together(list(islice(linking, 60)), _is_person))
    yield _names_only(_together(marked.classed[:60], _is_person))
    yield [text for text in _short_texts(node for node in marked.plain[:1] if _is_placed(node)) if len(text) <= 60]


@dataclass(slots=True)
class _Marked:
    """The elements that are marked as holding authors, in order: by names for a name, by rel, itemprop, class, and by a plain class."""

    named: list[LexborNode] = field(default_factory=list)
    related: list[LexborNode] = field(default_factory=list)
    itemised: list[LexborNode] = field(default_factory=list)
    classed: list[LexborNode] = field(default_factory=list)
    plain: list[LexborNode] = field(default_factory=list)

    @classmethod
    def on(cls, tree: LexborHTMLParser) -> _Marked:
        found = cls()
        seen: set[int] = set()
        inside = False
        for node in tree.css(_MARKED)[:MAX_MARKED]:
            if node.mem_id in seen:
                continue
            seen.add(node.mem_id)
            attributes = node.attributes
            said, item = attributes.get("class") or "", (attributes.get("itemprop") or "").split()
            classed = _CLASSED.search(said) is not None
            inside = inside or "author" in item
            if (classed and _NAMED.search(said)) or ("name" in item and inside and _has_above(node, "itemprop", "author")):
                found.named.append(node)
            if node.tag == "a" and "author" in (attributes.get("rel") or "").split():
                found.related.append(node)
            if "author" in item:
                found.itemised.append(node)
            if classed or ("fn" in said.split() and _has_above(node, "class", "vcard")):
                found.classed.append(node)
            if classed and _PLAIN.search(said):
                found.plain.append(node)
        return found


def _has_above(node: LexborNode, attribute: str, word: str) -> bool:
    above = node.parent
    while above is not None:
        if word in (above.attributes.get(attribute) or "").split():
            return True
        above = above.parent
    return False


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _names_only(nodes: Iterable[LexborNode]) -> list[str]:
    return _distinct(name for text in _short_texts(nodes) for name in split_byline(text) if looks_like_name(name))


def _is_person(node: LexborNode) -> bool:
    """Whether `node` holds little but names and stands where the page's own byline can stand."""
    texts = list(_short_texts([node]))
    return bool(texts) and any(looks_like_name(name) for name in split_byline(texts[0])[:1]) and _is_placed(node)


def _is_placed(node: LexborNode) -> bool:
    """Whether `node` stands outside of navigation, comments and teasers."""
    above = node.parent
    for _ in range(MAX_ABOVE):
        if above is None or above.tag in ("article", "main", "body"):
            return True
        attributes = above.attributes
        if above.tag in _ELSEWHERE or _OTHERS.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:300]):
            return False
        above = above.parent
    return True


def _together(nodes: list[LexborNode], wanted: Callable[[LexborNode], bool] | None = None) -> Iterator[LexborNode]:
    """The first wanted node and those beside it: further down the page the same names mark the writers of comments and teasers."""
    places: set[int] = set()
    for node in nodes:
        above = node.parent
        near = {place.mem_id for place in (above, above.parent if above is not None else None) if place is not None}
        if places and not places & near:
            return
        if wanted is not None and not wanted(node):
            continue
        places |= near
        yield node


def _short_texts(nodes: Iterable[LexborNode]) -> Iterator[str]:
    for node in nodes:
        text = flat(node.text(separator=" ")[:400])
        if 2 < len(text) <= 120:
            yield text
