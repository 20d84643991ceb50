"""An HTML page → Article."""

from __future__ import annotations

import re
from itertools import islice

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from headwater.errors import ContentError
from headwater.model import REPORT_KINDS, Article, Capture, Entry, PageKind, Sighting
from headwater.stages.extract.around import byline, dateline, markers, telling
from headwater.stages.extract.body import UNKNOWN, Body, read_body, read_known
from headwater.stages.extract.dates import Moment, parse_moment
from headwater.stages.extract.decode import decode, flat
from headwater.stages.extract.kinds import is_paywalled, page_kind
from headwater.stages.extract.language import detect_language
from headwater.stages.extract.liveblog import split_posts
from headwater.stages.extract.metadata import Metadata, read_metadata
from headwater.stages.extract.people import clean_authors, is_outlet, split_byline
from headwater.stages.extract.picture import with_caption
from headwater.stages.extract.rules import drop, rule_for
from headwater.stages.extract.sight import passing, sighting
from headwater.text import article_id, clean_url, host_of, uncached

MAX_DEPTH = 4000
"""Elements inside one another. The HTML parser's time grows with the square of it: 4,000 take 30 ms, 100,000 take 16 s."""

MAX_ATTRIBUTES = 4000
LONG = 8192
"""Characters of a tag that a few thousand attributes need."""
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8192,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SEPARATOR = re.compile(r"[\s/']+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED = frozenset({
    "p", "li", "dt", "dd", "td", "th", "tr", "option", "br", "img", "input", "meta", "link", "hr", "source", "area",
    "base", "col", "embed", "wbr", "param", "track", "html", "body", "head", "thead", "tbody"
})  # fmt: skip
MAX_MARKED = 5
_IN_MARKUP = re.compile(
    r"(?:publi|posted|deploy|created?|pubdate|issued|first)[\w-]{0,20}\\?[\"']?\s*[=:]\s*\\?[\"']"
    r"((?:19|20)\d\d[-./]\d\d[-./]\d\d[\w :.+-]{0,24})",
    re.IGNORECASE,
)
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|script|div|article|section|main|table|h[1-6]|p|span"
    r"|br|a|ul|b|i|em|strong|center|font)\b",
    re.IGNORECASE,
)
_FEED = re.compile(r"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b", re.DOTALL)


def from_page(capture: Capture) -> tuple[Article, Sighting]:
    """The article on an HTML page, and what the page shows of its site; what the feed said of the page fills its gaps.

    Raises ContentError where there is no article.
    """
    return _look(decode(capture.body, capture.media), capture)


def read_page(markup: str, capture: Capture) -> Article:
    """The article in decoded `markup`, taken from `capture.url`."""
    return _look(markup, capture)[0]


def _look(markup: str, capture: Capture) -> tuple[Article, Sighting]:
    tree = parse_html(markup)
    rule = rule_for(host_of(capture.url))
    meta = read_metadata(tree, capture.url, rule)
    if rule is not None:
        drop(tree, rule)
    site = capture.site or UNKNOWN
    body = read_known(tree, capture.url, meta, site) if site.edition else None
    kind = page_kind(capture.url, meta, body) if body is not None else "other"
    if body is not None and kind in REPORT_KINDS:
        return _article(markup, capture, meta, body, kind), replace(passing(body), edition=site.edition)
    # What the pages of a site repeat is learned from its reports and holds for them alone.
    body = read_body(tree, markup, capture.url, meta)
    if body.blank and not meta.title:
        raise ContentError("the page holds no text")
    kind = page_kind(capture.url, meta, body)
    seen = Sighting()
    if kind in REPORT_KINDS:
        seen = sighting(body, telling(body) if not meta.authors or meta.published is None else ())
    return _article(markup, capture, meta, body, kind), replace(seen, edition=site.edition)


def parse_html(markup: str) -> LexborHTMLParser:
    """The page as a tree. Raises ContentError for what is no HTML and for elements nested too deeply to be a page."""
    if found := _FEED.match(markup[:2000]):
        raise ContentError(f"this is a feed or sitemap (<{found.group(1)}>), not a page")
    if not _LOOKS_LIKE_HTML.search(markup[:20_000]):
        raise ContentError("this is not HTML: it has no element of a page at its beginning")
    _refuse_deep(markup)
    _refuse_crowded(markup)
    return LexborHTMLParser(markup)


def _refuse_deep(markup: str) -> None:
    tags = markup.count("<")
    if tags <= MAX_DEPTH or tags - markup.count("</") <= MAX_DEPTH:
        return
    depth = 0
    for match in _TAG.finditer(markup):
        if match.group(2).lower() in _UNNESTED:
            continue
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        if depth > MAX_DEPTH:
            raise ContentError(f"the page nests its elements more than {MAX_DEPTH} deep")


def _refuse_crowded(markup: str) -> None:
    """The HTML parser's time grows with the square of one element's attributes, too: 100,000 take more than a minute."""
    end = 0
    for at in range(0, len(markup) - LONG, LONG):
        # An element's tag that is long enough holds a whole stretch without ">".
        if at < end or markup.find(">", at, at + LONG) >= 0:
            continue
        start = markup.rfind(">", 0, at) + 1
        end = markup.find(">", at + LONG)
        end = len(markup) if end < 0 else end
        for match in _LONG_TAG.finditer(markup, start, end):
            if len(_SEPARATOR.findall(_QUOTED.sub("'", match.group()))) > MAX_ATTRIBUTES:
                raise ContentError(f"the page has an element with more than {MAX_ATTRIBUTES} attributes")


def _article(markup: str, capture: Capture, meta: Metadata, body: Body, kind: PageKind) -> Article:
    entry = capture.entry or Entry()
    title = meta.title or flat(entry.title)
    published, evidence = _published(markup, meta, body, entry)
    canonical = meta.canonical or uncached(capture.url) or clean_url(capture.url) or capture.url
    day = meta.modified or published
    return Article(
        id=article_id(canonical),
        url=capture.url,
        canonical_url=canonical,
        original_url=meta.original,
        outlet=meta.site or capture.outlet or host_of(canonical),
        title=title,
        authors=_authors(capture.url, meta, body, entry),
        published=published.at if published else None,
        published_evidence=evidence,
        date_only=published is not None and not published.timed,
        modified=meta.modified.at if meta.modified else entry.updated,
        language=detect_language(body.text or title, meta.language or entry.language),
        text=body.text,
        image=with_caption(meta.image, body.figures, body.chosen[1] if len(body.chosen) > 1 else 0, capture.url),
        kind=kind,
        furniture=body.furniture,
        links=body.links,
        posts=split_posts(body.text, meta.updates, markers(body), day) if kind == "live_blog" else (),
        section=meta.section[:200],
        keywords=meta.keywords,
        paywalled=is_paywalled(meta, body),
        first_seen=capture.fetched_at,
    )


def _authors(url: str, meta: Metadata, body: Body, entry: Entry) -> tuple[str, ...]:
    """Whom the metadata names; where that is nobody or the outlet itself, whom the visible byline names, then the feed."""
    host = host_of(meta.canonical or url)
    outlet = (meta.site, host, host.rsplit(".", 1)[0])
    if meta.authors and not all(is_outlet(name, outlet) for name in meta.authors):
        return meta.authors
    seen = clean_authors(split_byline(byline(body)), outlet)
    told = clean_authors((name for line in entry.authors for name in split_byline(line)), (meta.site,))
    return seen or told or meta.authors


def _published(markup: str, meta: Metadata, body: Body, entry: Entry) -> tuple[Moment | None, str]:
    """The page's own time; the feed's where the page has none, or only a day that the feed gives the time of."""
    own, evidence = meta.published, meta.evidence
    if own is None and entry.published is None:
        return _shown(markup, body)
    if entry.published is None or (own and own.timed):
        return own, evidence
    stated = Moment(entry.published, True, True)
    if own is None or abs((stated.at - own.at).total_seconds()) < 36 * 3600:
        return stated, "feed"
    return own, evidence


def _shown(markup: str, body: Body) -> tuple[Moment | None, str]:
    """The time that the lines around the report show, or that a script or attribute of the page names as its publication."""
    for line in dateline(body):
        if moment := parse_moment(line):
            return moment, "visible date"
    for match in islice(_IN_MARKUP.finditer(markup), MAX_MARKED):
        if moment := parse_moment(match.group(1)):
            return moment, "date in the markup"
    return None, ""
