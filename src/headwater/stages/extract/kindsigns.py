"""What tells a report from a shop, a forum, a manual or a list of links: one number a sign, weighed by a learned sum.

The weights in `kinds.json` were learned from the page types of WCXB (CC BY 4.0, Murrough Foley) and the articles of scrapinghub and
fundus (MIT): what was measured on the pages, none of their text.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from importlib import resources

import msgspec

from headwater.stages.extract import phrases
from headwater.stages.extract.body import Body
from headwater.stages.extract.metadata import Metadata
from headwater.text import host_of

_WORD = re.compile(r"[^a-z0-9]+")
_PATHS = {
    "docs": "docs doc documentation developer developers reference manual guide guides usersguide api help support kb wiki faq tutorial"
    " tutorials handbook learn book",
    "forum": "forum forums community thread threads topic topics viewtopic showthread discussion discussions board boards questions t"
    " answers ask",
    "shop": "shop store product products collection collections cart category categories cat c dp item items buy listing listings sale p"
    " pd",
    "list": "list lists tag tags search archive archives latest index schedule rankings trails jobs events author authors issues all",
    "news": "blog blogs news article articles story stories post posts press magazine opinion politics world sport sports nachrichten"
    " artikel entry journal newsroom",
}
_HOSTS = {
    "docs": "docs developer developers help support wiki doc learn documentation",
    "forum": "forum forums community discuss discourse boards answers",
    "shop": "shop store",
    "news": "blog news magazine",
}
_PATH_WORDS = {name: frozenset(words.split()) for name, words in _PATHS.items()}
_HOST_WORDS = {name: frozenset(words.split()) for name, words in _HOSTS.items()}
_TYPES = {
    "product": {"Product", "ProductGroup", "Offer", "OfferCatalog", "AggregateOffer", "ItemPage"},
    "service": {"LocalBusiness", "Service", "ProfessionalService", "Corporation", "CollegeOrUniversity", "SoftwareApplication", "Course",
                "EducationalOccupationalProgram", "MovingCompany"},
    "faq": {"FAQPage"},
    "list": {"CollectionPage", "ItemList", "SearchResultsPage"},
    "forum": {"QAPage", "DiscussionForumPosting"},
}  # fmt: skip
_DATE = re.compile(r"/(?:19|20)\d\d[/-]?\d\d")
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?[€£]")
_ARCHIVE = re.compile(r"\barchive\b|post-type-archive|\bcategory\b|\bhome\b|template-collection|search-results")


def says_news(meta: Metadata) -> bool:
    return any(name.endswith(("NewsArticle", "LiveBlogPosting")) for name in meta.types)


def signs(url: str, meta: Metadata, body: Body) -> dict[str, float]:
    """Every sign of the page at `url`, by name, roughly within 0..3."""
    found = _address_signs(url) | _stated_signs(meta) | _text_signs(body)
    return {name: float(value) for name, value in found.items()}


def _address_signs(url: str) -> dict[str, float]:
    path = url.split("://", 1)[-1].partition("/")[2].split("?")[0].split("#")[0].lower()
    parts = [part for part in path.split("/") if part]
    slug = parts[-1] if parts else ""
    # The words of a long slug are a headline's, and say nothing of where in the site the page stands.
    said = {word for part in (parts if slug.count("-") < 2 else parts[:-1]) for word in _WORD.split(part)}
    labels = set(host_of(url).split(".")[:-1])
    return {
        **{f"path_{name}": not said.isdisjoint(words) for name, words in _PATH_WORDS.items()},
        **{f"host_{name}": not labels.isdisjoint(words) for name, words in _HOST_WORDS.items()},
        "path_date": bool(_DATE.search(url)),
        "hyphens": min(max((part.count("-") + part.count("_") for part in parts), default=0), 8) / 4,
        "depth": min(len(parts), 6) / 3,
        "bare": not parts,
    }


def _stated_signs(meta: Metadata) -> dict[str, float]:
    types, marks = meta.types, meta.marks
    news = says_news(meta)
    return {
        **{f"type_{name}": not types.isdisjoint(wanted) for name, wanted in _TYPES.items()},
        "type_news": news,
        "type_article": not news and "TechArticle" not in types and any(name.endswith(("Article", "BlogPosting")) for name in types),
        "type_none": not types,
        "og_article": meta.page_type == "article",
        "og_site": meta.page_type == "website",
        "og_product": meta.page_type.startswith("product"),
        "og_none": not meta.page_type,
        "dated": meta.published is not None,
        "signed": bool(meta.authors),
        "section": bool(meta.section),
        "mark_post": "single-post" in marks or "postid-" in marks,
        "mark_page": "page-id-" in marks or "page-template" in marks,
        "mark_archive": bool(_ARCHIVE.search(marks)),
    }


def _text_signs(body: Body) -> dict[str, float]:
    text, page = body.text, body.lines
    lines = text.split("\n")
    count = len(text.split())
    return {
        "words": math.log1p(count) / 3,
        "few_words": count < 80,
        "link_share": body.link_share,
        "linked": sum(link.end - link.start for link in body.links) / max(1, len(text)),
        "share": min(1.0, len(text) / max(1, len(page.whole))),
        "line_length": math.log1p(len(text) / len(lines)) / 3,
        "long_lines": sum(len(line) > 100 for line in lines) / len(lines),
        "prices": min(sum(1 for _ in _PRICE.finditer(page.whole)), 20) / 10 if any(map(page.whole.__contains__, phrases.MONEY)) else 0,
        "cart": any(map(page.found.__contains__, phrases.CART)),
        "help": any(map(page.found.__contains__, phrases.HELP)),
        "code": min(sum(block.tag == "pre" for block in body.blocks), 5) / 5,
    }


class _Weights(msgspec.Struct, frozen=True):
    bias: float
    weights: dict[str, float]


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    return msgspec.json.decode(resources.files(__package__).joinpath("kinds.json").read_bytes(), type=_Weights)


def no_report(url: str, meta: Metadata, body: Body) -> float:
    """The chance that the page is no report but a shop, a forum, a manual, a list or a service's own page."""
    learned = _weights()
    found = signs(url, meta, body)
    total = learned.bias + sum(weight * found[name] for name, weight in learned.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
