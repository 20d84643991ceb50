"""Who wrote a page's report, by what the page states and shows: linked data, meta elements, then the visible byline.

Persons go before organisations and the outlet itself, wherever each is named: a page whose linked data gives only the outlet as author
often shows the writer's name under the headline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headwater.stages.extract.decode import flat
from headwater.stages.extract.people import clean_authors, is_outlet, looks_like_name, split_byline

METAS = ("author", "article:author", "parsely-author", "sailthru.author", "og:author", "byl", "articleauthor", "article:author_name",
    "cxenseparse:author", "citation_author", "dc.creator", "dcterms.creator")  # fmt: skip

# By how sure they are (strict authors where present, over the four sets): names .88-.93, rel and itemprop .77-.86, links .63, classes .57.
_NAMED = (
    '[itemprop~="author"] [itemprop~="name"], [class~="author-name"], [class~="byline-name"], [class*="author__name"]'
    ', [class*="byline__name"], [class*="author_name"], [class*="AuthorName"], [class*="authorName"]'
)
_RELATED = 'a[rel~="author"]'
_LINKED = re.compile(
    r"/(?:author|autor|auteur|contributor|staff/|profile/|people/|journalist|writer|by/|redakt|reporter|columnist)|_author="
)
_CLASSED = '[class*="byline" i], [class*="author" i], [class*="autor" i], [class~="vcard"] .fn'
_PLAIN = '[class~="byline"], [class~="author"], [class*="article-author"], [class*="post-author"]'
_WRITTEN_BY = re.compile(
    r"^(?:written|posted|published)?\s*by|^(?:author|autor|verfasst|geschrieben|escrito|écrit|scritto|skrevet|skriven|geschreven|napisane"
    r"|автор|написано|yazar)",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset({"nav", "footer", "aside"})
_OTHERS = re.compile(r"comment|related|recommend|popular|trending|sidebar|footer|teaser|widget|promo|menu", re.IGNORECASE)
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
    # Every look costs a tenth of a millisecond: the wide ones go first and tell where the narrow ones find nothing.
    classed, itemised = tree.css(_CLASSED), tree.css('[itemprop~="author"]')
    yield _distinct(_short_texts(_together(tree.css(_NAMED)[:MAX_NODES]))) if classed or itemised else []
    yield _distinct(_short_texts(_together(tree.css(_RELATED)[:MAX_NODES])))
    yield _names_only(_together(itemised[:MAX_NODES]))
    for number in ("1", "2"):
        label = metas.get(f"twitter:label{number}", [""])[0]
        yield metas.get(f"twitter:data{number}", []) if _WRITTEN_BY.match(label) else []
    linking = (node for node in tree.css("a[href]") if _LINKED.search(node.attributes["href"] or ""))
    yield _names_only(_together(list(islice(linking, 60)), _is_person))
    yield _names_only(_together(classed[:60], _is_person))
    plain = tree.css(_PLAIN)[:1] if classed else []
    yield [text for text in _short_texts(node for node in plain if _is_placed(node)) if len(text) <= 60]


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
