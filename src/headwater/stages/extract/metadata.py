"""What a page says of itself outside its text: title, authors, times, address, outlet, picture, section.

Order of trust for each: JSON-LD of the article, then article meta elements, then the visible page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headwater.model import Image
from headwater.stages.extract import jsonld
from headwater.stages.extract.bylines import find_authors
from headwater.stages.extract.dates import Moment, parse_moment
from headwater.stages.extract.decode import flat
from headwater.stages.extract.people import clean_authors, split_byline
from headwater.stages.extract.rules import Rule
from headwater.stages.extract.titles import Names, Stated, choose_title, heading, rule_title
from headwater.text import host_of, join_url, site_of, uncached

MAX_METAS = 1000


@dataclass(slots=True)
class Metadata:
    """What the page's metadata says; "" or None for what it does not say. `heading` is the visible one, which may differ from `title`;
    `marks` are the classes of the page's html and body elements, by which site builders say what a page is;
    `updates` are a live blog's posts in linked data.
    """

    title: str = ""
    heading: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    evidence: str = ""
    modified: Moment | None = None
    canonical: str = ""
    original: str = ""
    site: str = ""
    image: Image | None = None
    section: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    paywalled: bool = False
    free: bool = False
    page_type: str = ""
    types: frozenset[str] = frozenset()
    body: str = ""
    marks: str = ""
    updates: list[jsonld.Node] = field(default_factory=list)


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


def read_metadata(tree: LexborHTMLParser, url: str, rule: Rule | None = None) -> Metadata:
    """The metadata of the page at `url`, by its outlet's own rule where there is one. Never raises for what a page may hold."""
    metas, scripts, headings = _stating(tree)
    page = _Page(url, tree, _metas(metas), jsonld.nodes([node.text() for node in scripts[:60]]))
    raw_title = jsonld.unescape(_first_text(tree, "head title") or _first_text(tree, "title"))
    shown = page.meta("og:title", "twitter:title") or raw_title
    page.article = jsonld.article_node(page.nodes, shown) or {}
    found = Metadata()
    found.site = _site(page)
    found.section = page.meta("article:section", "parsely-section", "section") or jsonld.text_of(page.article.get("articleSection"))
    names = Names(found.site, found.section, page.url)
    found.heading = heading(headings, shown, names)
    stated = _stated(page, raw_title)
    found.title = (rule_title(rule.title, stated, found.heading, names) if rule else "") or choose_title(stated, found.heading, names)
    found.authors = _ruled_authors(tree, rule) or _authors(page, found.site)
    found.published, found.evidence = _published(page)
    found.modified = _modified(page)
    found.canonical = canonical_url(page.url, _canonical(page))
    found.original = _original(page)
    found.image = _image(page)
    found.keywords = _keywords(page)
    found.language = _language(page)
    found.description = page.meta("og:description", "description", "twitter:description")
    found.paywalled = _paywalled(page)
    found.free = any(node.get("isAccessibleForFree") in (True, "True", "true") for node in page.nodes if jsonld.is_article(node))
    found.page_type = page.meta("og:type").lower()
    found.types = frozenset(name for node in page.nodes for name in jsonld.types_of(node))
    found.marks = _marks(tree)
    found.updates = jsonld.updates_of(page.nodes)
    found.body = jsonld.long_text_of(page.article.get("articleBody"))
    return found


def _stating(tree: LexborHTMLParser) -> tuple[list[LexborNode], list[LexborNode], list[LexborNode]]:
    """The page's meta elements, scripts of linked data and headings: one look through the page, which costs as much for one of them."""
    found: dict[str, list[LexborNode]] = {"meta": [], "script": [], "h1": []}
    for node in tree.css('meta[content], script[type*="ld+json"], h1'):
        found[node.tag or ""].append(node)
    return found["meta"], found["script"], found["h1"]


def _metas(nodes: list[LexborNode]) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in nodes[:MAX_METAS]:
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

_OTHER_TITLES = ("headline", "parsely-title", "sailthru.title", "cxenseparse:title", "citation_title", "dc.title", "dcterms.title",
    "twitter:title", "title")  # fmt: skip


def _site(page: _Page) -> str:
    publisher = page.article.get("publisher")
    if isinstance(publisher, dict) and "name" not in publisher and "@id" in publisher:
        publisher = next((node for node in page.nodes if node.get("@id") == publisher["@id"] and "name" in node), None)
    return page.meta("og:site_name", "application-name") or jsonld.text_of(publisher) or page.meta("publisher", "dc.publisher")


def _stated(page: _Page, raw: str) -> Stated:
    types = {name for node in page.nodes for name in jsonld.types_of(node)}
    return Stated(
        linked=jsonld.text_of(page.article.get("headline") or page.article.get("name")),
        shared=page.meta("og:title"),
        tag=raw,
        other=page.meta(*_OTHER_TITLES),
        news=bool(types & _NEWS_TYPES) or any("NewsArticle" in name for name in types),
    )


_NEWS_TYPES = frozenset({"LiveBlogPosting", "NewsMediaOrganization"})


# --- people -----------------------------------------------------------------------------------------------------------


def _ruled_authors(tree: LexborHTMLParser, rule: Rule | None) -> tuple[str, ...]:
    if rule is None or not rule.authors:
        return ()
    return clean_authors(name for node in tree.css(rule.authors)[:30] for name in split_byline(node.text(separator=" ")[:400]))


def _authors(page: _Page, site: str) -> tuple[str, ...]:
    outlet = (site, host_of(page.url), host_of(page.url).rsplit(".", 1)[0])
    stated = list(jsonld.people_of(page.article.get("author") or page.article.get("creator"), page.nodes))
    return find_authors(page.tree, page.metas, stated, outlet)


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

    It cannot be when it leads to a home page from a page that is none, nor on another site: what that publishes is not to be replaced by
    what a page here says. See `_original`.
    """
    base = url if url.startswith("http") else ""
    link = join_url(base, stated)
    if not link:
        return ""
    path = link.split("://", 1)[1].partition("/")[2].strip("/")
    own_path = base.split("://", 1)[1].partition("/")[2].strip("/") if base else ""
    if not path and own_path:
        return ""
    return "" if base and site_of(link) != site_of(uncached(base) or base) else link


def _original(page: _Page) -> str:
    """The address on another site that the page names as its original's, in its canonical link or a tag of syndication; "" where none."""
    base = page.url if page.url.startswith("http") else ""
    for stated in (_canonical(page), page.meta("syndication-source"), page.meta("original-source")):
        link = join_url(base, stated) if base else ""
        if link and site_of(link) != site_of(uncached(base) or base) and link.split("://", 1)[1].partition("/")[2].strip("/"):
            return link
    return ""


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


def _marks(tree: LexborHTMLParser) -> str:
    named = [node.attributes for node in (tree.root, tree.body) if node is not None]
    return " ".join(f"{at.get('class') or ''} {at.get('id') or ''}"[:2000] for at in named).lower()


def _paywalled(page: _Page) -> bool:
    if any(jsonld.is_false(node.get("isAccessibleForFree")) for node in page.nodes if jsonld.is_article(node)):
        return True
    return page.meta("article:content_tier", "og:article:content_tier").lower() in ("locked", "metered")
