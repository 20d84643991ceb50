"""What a page says of itself outside its text: title, authors, times, address, outlet, picture, section.

Order of trust for each: JSON-LD of the article, then article meta elements, then the visible page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headwater.model import Image
from headwater.stages.extract import jsonld
from headwater.stages.extract.dates import Moment, parse_moment
from headwater.stages.extract.decode import flat
from headwater.stages.extract.people import clean_authors, split_byline
from headwater.text import fold, host_of, join_url

MAX_METAS = 1000


@dataclass(slots=True)
class Metadata:
    """What the page's metadata says; "" or None for what it does not say."""

    title: str = ""
    headline: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    evidence: str = ""
    modified: Moment | None = None
    canonical: str = ""
    site: str = ""
    image: Image | None = None
    section: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    paywalled: bool = False
    page_type: str = ""
    types: frozenset[str] = frozenset()
    body: str = ""


@dataclass(slots=True)
class _Page:
    """The page's statements, looked up once."""

    url: str
    tree: LexborHTMLParser
    metas: dict[str, list[str]]
    nodes: list[jsonld.Node]
    article: jsonld.Node = field(default_factory=dict)

    def meta(self, *names: str) -> str:
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")


def read_metadata(tree: LexborHTMLParser, url: str) -> Metadata:
    """The metadata of the page at `url`. Never raises for what a page may hold."""
    page = _Page(url, tree, _metas(tree), jsonld.nodes([node.text() for node in tree.css('script[type*="ld+json"]')[:60]]))
    raw_title = jsonld.unescape(_first_text(tree, "head title") or _first_text(tree, "title"))
    shown = page.meta("og:title", "twitter:title") or raw_title
    page.article = jsonld.article_node(page.nodes, shown) or {}
    found = Metadata()
    found.site = _site(page)
    found.headline = _headline(tree, shown)
    found.title = _title(page, raw_title, found)
    found.authors = _authors(page, found.site)
    found.published, found.evidence = _published(page)
    found.modified = _modified(page)
    found.canonical = canonical_url(page.url, _canonical(page))
    found.image = _image(page)
    found.section = page.meta("article:section", "parsely-section", "section") or jsonld.text_of(page.article.get("articleSection"))
    found.keywords = _keywords(page)
    found.language = _language(page)
    found.description = page.meta("og:description", "description", "twitter:description")
    found.paywalled = _paywalled(page)
    found.page_type = page.meta("og:type").lower()
    found.types = frozenset(name for node in page.nodes for name in jsonld.types_of(node))
    found.body = jsonld.long_text_of(page.article.get("articleBody"))
    return found


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:MAX_METAS]:
        attributes = node.attributes
        value = jsonld.unescape((attributes.get("content") or "")[:4000])
        if not value:
            continue
        for key in ("property", "name", "itemprop"):
            name = attributes.get(key)
            if name:
                metas.setdefault(name.strip().lower(), []).append(value)
    return metas


def _first_text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return node.text(separator=" ")[:1000] if node is not None else ""


# --- title and outlet -------------------------------------------------------------------------------------------------

_BARS = re.compile(r"\s+[|\-–—·•»:~/<]+\s+|\s*[|»•｜ㅣ：]\s*|\s[-–—]|:\s")


def _site(page: _Page) -> str:
    publisher = page.article.get("publisher")
    if isinstance(publisher, dict) and "name" not in publisher and "@id" in publisher:
        publisher = next((node for node in page.nodes if node.get("@id") == publisher["@id"] and "name" in node), None)
    return page.meta("og:site_name", "application-name") or jsonld.text_of(publisher) or page.meta("publisher", "dc.publisher")


def _headline(tree: LexborHTMLParser, shown: str) -> str:
    """The visible heading: the first h1 that the page's title agrees with, else the only one."""
    headings = [text for node in tree.css("h1")[:8] if (text := flat(node.text(separator=" ")[:600]))]
    wanted = fold(shown)
    for heading in headings:
        if len(heading) > 8 and (fold(heading) in wanted or wanted in fold(heading)):
            return heading
    return headings[0] if len(headings) == 1 and len(headings[0]) > 8 else ""


def _title(page: _Page, raw: str, found: Metadata) -> str:
    stated = jsonld.text_of(page.article.get("headline") or page.article.get("name"))
    shared = page.meta("og:title")
    # News sites state their headline with care; elsewhere og:title is written for search engines and the heading is the title
    # (strict title over fundus, WCXB and trafilatura pages: 502 right of 602, 478 with og:title always first).
    is_news = any("NewsArticle" in name for name in jsonld.types_of(page.article))
    first = (shared, stated, found.headline) if is_news else (found.headline, stated, shared)
    candidates = [*first, page.meta("twitter:title", "dc.title", "title", "headline"), raw]
    candidates = [candidate for candidate in candidates if candidate and fold(candidate) != fold(found.site)]
    title = strip_site(candidates[0], found.site, page.url) if candidates else ""
    # A longer title that only goes on behind a dash or bar is the same title with the outlet or section behind it.
    if found.headline and title.startswith(found.headline) and _BARS.match(title[len(found.headline) :]):
        title = found.headline
    return title[:500]


def strip_site(title: str, site: str, url: str) -> str:
    """`title` without the outlet's name at its end or beginning."""
    host = host_of(url)
    names = {_squeeze(site), _squeeze(host), _squeeze(host.rsplit(".", 1)[0])} - {""}
    parts = list(_BARS.finditer(title))
    for bar in reversed(parts):
        if _is_site(title[bar.end() :], names) and bar.start() > 0:
            return strip_site(title[: bar.start()].strip(), site, url)
    for bar in parts[:1]:
        if _is_site(title[: bar.start()], names) and len(title) - bar.end() > 10:
            return title[bar.end() :].strip()
    return title.strip()


def _is_site(part: str, names: set[str]) -> bool:
    squeezed = _squeeze(part)
    if not squeezed or len(part.split()) > 8:
        return False
    return any(squeezed == name or (len(squeezed) > 3 and len(name) > 3 and (squeezed in name or name in squeezed)) for name in names)


def _squeeze(name: str) -> str:
    return re.sub(r"[\W_]+|^(?:the|www)\b", "", fold(name))


# --- people -----------------------------------------------------------------------------------------------------------

_BYLINES = (
    '[itemprop="author"] [itemprop="name"], [itemprop="author"]',
    'a[rel~="author"], [class~="author-name"], [class~="byline-name"], [class*="author__name"], [class*="byline__name"]',
    '[class~="byline"], [class~="author"], [class*="article-author"], [class*="post-author"], [class~="vcard"] .fn',
)


def _authors(page: _Page, site: str) -> tuple[str, ...]:
    outlet = (site, host_of(page.url), host_of(page.url).rsplit(".", 1)[0])
    stated = list(jsonld.people_of(page.article.get("author") or page.article.get("creator"), page.nodes))
    fallback: tuple[str, ...] = ()
    for names in _author_fields(page, [name for name, _ in stated]):
        authors = clean_authors((name for line in names for name in split_byline(line)), outlet)
        if authors and not all(fold(name) in {fold(own) for own in outlet} for name in authors):
            return authors
        fallback = fallback or authors
    return fallback


def _author_fields(page: _Page, stated: list[str]) -> Iterator[list[str]]:
    yield stated
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "article:author_name",
        "cxenseparse:author",
    ):
        yield page.metas.get(name, [])
    for selector in _BYLINES:
        yield list(dict.fromkeys(_short_texts(_together(page.tree.css(selector)[:12]))))


def _together(nodes: list[LexborNode]) -> Iterator[LexborNode]:
    """The first node and those beside it: further down the page the same names mark the writers of comments and teasers."""
    places: set[int] = set()
    for node in nodes:
        above = node.parent
        near = {place.mem_id for place in (above, above.parent if above is not None else None) if place is not None}
        if places and not places & near:
            return
        places |= near
        yield node


def _short_texts(nodes: Iterable[LexborNode]) -> Iterator[str]:
    for node in nodes:
        text = flat(node.text(separator=" ")[:400])
        if 2 < len(text) <= 120:
            yield text


# --- times ------------------------------------------------------------------------------------------------------------

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "article.published",
    "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "pubdate", "publishdate", "publish-date",
    "publish_date", "published_time", "publication_date", "article_date_original", "og:pubdate",
    "og:published_time", "dc.date.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "date", "date.release", "dc.created", "last-published", "citation_publication_date", "article:create",
    "bt:pubdate", "uploaddate",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)(?:/(\d{1,2})/(\d{1,2})(?=/)|[-_](\d\d)[-_](\d\d)(?=[/_.-]|$)|(\d\d)(\d\d)(?=[/_.-]|$))")


def _published(page: _Page) -> tuple[Moment | None, str]:
    """The most precise of the statements that agree with the most trusted one on the day (give or take a zone)."""
    best: tuple[Moment, str] | None = None
    for value, evidence in _published_fields(page):
        moment = parse_moment(value, day_first=not page.meta("og:locale").endswith("US"))
        if moment is None:
            continue
        if best is None or (not (best[0].timed and best[0].zoned) and _refines(moment, best[0])):
            best = moment, evidence
        if best[0].timed and best[0].zoned:
            break
    return best or (None, "")


def _refines(finer: Moment, coarse: Moment) -> bool:
    if (finer.timed, finer.zoned) <= (coarse.timed, coarse.zoned):
        return False
    if coarse.timed:
        gap = abs((finer.at - coarse.at).total_seconds())
        return gap <= 14 * 3600 and gap % 900 < 60
    return finer.at.date() == coarse.at.date()


def _published_fields(page: _Page) -> Iterator[tuple[str, str]]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield jsonld.text_of(page.article.get(key)), f"json-ld {key}"
    for name in _PUBLISHED_METAS:
        for value in page.metas.get(name, ())[:2]:
            yield value, f"meta {name}"
    if not page.article:
        for other in page.nodes:
            yield jsonld.text_of(other.get("datePublished")), "json-ld datePublished"
    for node in page.tree.css('[itemprop~="datePublished"], time[pubdate], time[class*="publish"], time[class*="entry-date"]')[:4]:
        yield _time_of(node), "time element"
    for node in page.tree.css("article time, header time, main time, time")[:1]:
        yield _time_of(node), "time element"
    if match := _URL_DATE.search(page.url):
        yield "-".join(part.zfill(2) for part in match.groups() if part), "date in the address"
    for node in page.tree.css('[class*="publish"], [class*="date"], [class*="time"], [class*="byline"], [class*="meta"]')[:12]:
        text = flat(node.text(separator=" ")[:200])
        if 6 <= len(text) <= 120:
            yield text, "visible date"


def _time_of(node: LexborNode) -> str:
    attributes = node.attributes
    return attributes.get("datetime") or attributes.get("content") or flat(node.text(separator=" ")[:120])


def _modified(page: _Page) -> Moment | None:
    stated = jsonld.text_of(page.article.get("dateModified"))
    values = [stated, *(value for name in _MODIFIED_METAS for value in page.metas.get(name, ())[:1])]
    return next((moment for value in values if value and (moment := parse_moment(value))), None)


# --- the rest ---------------------------------------------------------------------------------------------------------


def _canonical(page: _Page) -> str:
    node = page.tree.css_first('link[rel~="canonical"][href]')
    link = (node.attributes.get("href") or "") if node is not None else ""
    return link or page.meta("og:url") or jsonld.address_of(page.article.get("url"))


def canonical_url(url: str, stated: str) -> str:
    """The address the page states as its own, cleaned, where it can be true; "" else.

    It cannot be when it leads to a home page from a page that is none, or from one site to another site's bare path.
    """
    base = url if url.startswith("http") else ""
    link = join_url(base, stated)
    if not link:
        return ""
    path = link.split("://", 1)[1].partition("/")[2].strip("/")
    own_path = base.split("://", 1)[1].partition("/")[2].strip("/") if base else ""
    if not path and own_path:
        return ""
    return link


def _image(page: _Page) -> Image | None:
    address = page.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    stated = page.article.get("image")
    url = join_url(page.url if page.url.startswith("http") else "", address or jsonld.address_of(stated))
    if not url:
        return None
    node = next((item for item in (stated if isinstance(stated, list) else [stated]) if isinstance(item, dict)), {})
    caption = jsonld.text_of(node.get("caption") or node.get("description"))
    credit = jsonld.text_of(node.get("creditText") or node.get("copyrightHolder") or node.get("author"))
    return Image(url=url, caption=caption[:1000], credit=credit[:300])


def _keywords(page: _Page) -> tuple[str, ...]:
    values = (
        page.metas.get("article:tag")
        or jsonld.texts_of(page.article.get("keywords"))
        or page.metas.get("news_keywords")
        or page.metas.get("keywords", [])
    )
    parts = (flat(part) for value in values[:60] for part in re.split(r"[,;]", value))
    return tuple(dict.fromkeys(part for part in parts if 1 < len(part) <= 80))[:30]


def _language(page: _Page) -> str:
    root = page.tree.root
    declared = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    return declared or page.meta("content-language", "og:locale", "language") or jsonld.text_of(page.article.get("inLanguage"))


def _paywalled(page: _Page) -> bool:
    if any(jsonld.is_false(node.get("isAccessibleForFree")) for node in page.nodes if jsonld.is_article(node)):
        return True
    return page.meta("article:content_tier", "og:article:content_tier").lower() in ("locked", "metered")
