"""Which feeds a site has: those that its page names, and addresses where feeds usually are."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from headwater.model import Noun
from headwater.text import host_of, join_url

FeedKind = Literal["feed", "sitemap"]
MAX_PAGE = 4 * 2**20
MAX_ANCHORS = 20_000
_TYPES = {
    "application/rss+xml": 100,
    "application/atom+xml": 100,
    "application/rdf+xml": 90,
    "application/feed+json": 80,
    "application/xml": 60,
    "text/xml": 60,
    "application/json": 20,
}
# Ends of paths that are feeds, and words in them that tell of feeds that are no news: comments, a search, one author.
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom)(?:/|$|\.\w+$)|\.(?:rss|atom|rdf)$|(?:feed|rss|atom|index)\.(?:xml|json)$", re.IGNORECASE
)
_FEED_HOST = re.compile(r"^(?:feeds?|rss)\d?\.", re.IGNORECASE)
_MINOR = re.compile(r"comment|kommentar|podcast|/author/|/tag/|[?&]s=|/search/|replies|oembed|wp-json", re.IGNORECASE)
_SAID = re.compile(r"\b(?:rss|atom|feed)\b", re.IGNORECASE)
_USUAL = ("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/all.rss", "/feed.json", "/?feed=rss2")
_USUAL_MAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")


class FoundFeed(Noun, frozen=True):
    """A feed or sitemap that a site may have. `score` 0..100 says how likely it is the site's main one."""

    url: str
    title: str = ""
    kind: FeedKind = "feed"
    score: int = 0


def find_feeds(body: bytes, url: str) -> tuple[FoundFeed, ...]:
    """The feeds that the HTML in `body`, fetched from `url`, names: likeliest first, each address once, () where it names none."""
    tree = LexborHTMLParser(body[:MAX_PAGE])
    base_tag = tree.css_first("base[href]")
    base = (join_url(url, base_tag.attributes.get("href") or "") if base_tag else "") or url
    found: dict[str, FoundFeed] = {}
    for node in tree.css("link[rel][href]")[:MAX_ANCHORS]:
        _keep(found, _from_link(node.attributes, base))
    host = host_of(url)
    for node in tree.css("a[href]")[:MAX_ANCHORS]:
        href = node.attributes.get("href") or ""
        link = join_url(base, href) if _looks_like_feed(href) else ""
        if link and link not in found:
            _keep(found, _from_anchor(link, node.text()[:200], host))
    return tuple(sorted(found.values(), key=lambda one: -one.score))


def guess_feeds(url: str) -> tuple[FoundFeed, ...]:
    """Addresses where the site at `url` may have feeds and sitemaps though it names none: likeliest first."""
    below = [join_url(url.split("?", 1)[0].rstrip("/") + "/", path[1:]) for path in _USUAL[:4]]
    paths = dict.fromkeys([*below, *(join_url(url, path) for path in _USUAL)])
    guesses = [FoundFeed(url=path, score=30 - at) for at, path in enumerate(paths)]
    guesses += [FoundFeed(url=join_url(url, path), kind="sitemap", score=10 - at) for at, path in enumerate(_USUAL_MAPS)]
    return tuple(guess for guess in guesses if guess.url)


def _keep(found: dict[str, FoundFeed], feed: FoundFeed | None) -> None:
    if feed and (feed.url not in found or found[feed.url].score < feed.score):
        found[feed.url] = feed


def _from_link(attributes: dict[str, str | None], base: str) -> FoundFeed | None:
    rels = (attributes.get("rel") or "").lower().split()
    media = (attributes.get("type") or "").split(";")[0].strip().lower()
    link = join_url(base, attributes.get("href") or "")
    title = " ".join((attributes.get("title") or "").split())[:200]
    if not link:
        return None
    if "sitemap" in rels:
        return FoundFeed(url=link, title=title, kind="sitemap", score=15)
    if not {"alternate", "feed"} & set(rels) or (media not in _TYPES and "feed" not in rels):
        return None
    if media in ("application/json", "text/xml", "application/xml") and not _looks_like_feed(link):
        return None
    return FoundFeed(url=link, title=title, score=_weighed(_TYPES.get(media, 70), link + " " + title))


def _from_anchor(link: str, text: str, host: str) -> FoundFeed | None:
    score = 50 if _SAID.search(text) else 40
    own = host_of(link)
    if own != host and not own.endswith("." + host) and not _FEED_HOST.match(own):
        score -= 25
    return FoundFeed(url=link, title=" ".join(text.split()), score=_weighed(score, link))


def _weighed(score: int, words: str) -> int:
    return score // 2 if _MINOR.search(unquote(words)) else score


def _looks_like_feed(link: str) -> bool:
    path = link.split("#", 1)[0].split("?", 1)[0].rstrip("/")
    return bool(_FEED_PATH.search(path[-200:]) or "feed=rss" in link or "feeds.feedburner.com/" in link)
