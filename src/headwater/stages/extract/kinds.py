"""What a page is, by simple honest signals: what it says of itself, then its shape."""

from __future__ import annotations

import re

from headwater.model import PageKind
from headwater.stages.extract import phrases
from headwater.stages.extract.body import Body
from headwater.stages.extract.kindsigns import no_report, says_news
from headwater.stages.extract.metadata import Metadata

MIN_WORDS = 40
"""Words of text below which a page is a stub: a video page, a teaser, a notice. The shortest article of scrapinghub's truth has 42."""
ALL_LINKS = 0.5
"""Share of a page's visible characters in links above which a page that names no article is a list of links."""
LINKED_TEXT = 0.3
"""Share of the main text in links from which such a page is a list and not a short report on a crowded page."""

NO_REPORT = 0.45
"""Chance of being no report from which a page is not taken for one. Cross-validated by host over WCXB, scrapinghub and fundus
(`tools/learn_kinds.py` prints the shares)."""
WALLED = 150
"""Words up to which a page with a wall shows only the opening of its report: a stub."""

_ERROR = re.compile(
    r"^(?:error\s*)?(?:40[0134]|410|429|50[0234])\b|\b(?:page|seite|página|page demandée|article) (?:not found"
    r"|nicht gefunden|no encontrada|introuvable|unavailable)"
    r"|^(?:not found|access denied|forbidden|just a moment|attention required|are you a (?:human|robot)"
    r"|security check|service unavailable|bad gateway)",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"\blive[- ]?(?:blog|ticker|updates?|text|feed)\b|\bnewsblog\b|\ben direct\b|\ben vivo\b"
    r"|\bonline[- ]?трансляция\b|\bна живо\b",
    re.IGNORECASE,
)
_LIVE_ADDRESS = re.compile(
    r"/(?:live|liveblog|live-?blog|liveticker|live-news|newsblog|en-direct)(?:/|-|$)|[-/]live-?(?:blog|ticker"
    r"|updates?)[-/.\d]",
    re.IGNORECASE,
)
_GALLERY_ADDRESS = re.compile(
    r"/(?:galler(?:y|ies|ia)|galeri(?:e|es|a)|photos?|pictures|slideshow|fotostrecke|bilder|fotogaler\w*"
    r"|diaporama)(?:/|-|$)",
    re.IGNORECASE,
)
# What stands where a report goes on for subscribers only.
_WALL = re.compile(
    r"\b(?:subscribe|sign (?:in|up)|register|log in)(?: now)? to (?:continue|keep|read|unlock)\b"
    r"|\bto (?:continue reading|read the (?:full|whole|rest))"
    r"|\b(?:article|story|content) is (?:only |exclusively |reserved )?(?:available )?(?:for|to) (?:our )?(?:subscribers|members)\b"
    r"|\bweiterlesen mit\b|\bdiesen artikel (?:weiterlesen|freischalten)|\bjetzt weiterlesen\b|\bexklusiv für abonnent"
    r"|\barticle (?:est )?réservé (?:à nos|aux) abonnés|\bil vous reste \d+(?:[.,]\d+)? ?% de cet article"
    r"|\bcontenido exclusivo para suscriptores"
    r"|\briservato agli abbonati|\bexclusivo para assinantes|\bтолько (?:для )?подписчик(?:ам|ов)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:cookies?|consent|personal data|our partners|privacy (?:policy|settings)|personenbezogene|einwilligung|zustimm\w+|datenschutz"
    r"|données personnelles|consentement|partenaires|consentimiento|datos personales)\b",
    re.IGNORECASE,
)
MIN_CONSENT = 4
"""Words of consent in a short text that say nothing else."""
_BRIEFING = re.compile(
    r"\b(?:(?:morning|evening|daily|weekly|news|business|world|politics|market)\s+(?:brief|briefing|newsletter"
    r"|digest|roundup|round-up|wrap)"
    r"|(?:morgen|abend|nachrichten)[- ]?(?:briefing|überblick)|news in brief|newsletter:"
    r"|things (?:you need )?to know (?:today|this (?:morning|week))"
    r"|at a glance|what you need to know (?:today|this morning)|the (?:briefing|download)\b|week in review"
    r"|things (?:you need )?to know\s*[:–—-][^,]+,[^,]+"
    r"|revue de presse|presseschau|das wichtigste (?:des tages|vom tag|am (?:morgen|abend))|der tag im überblick|kurz gemeldet"
    r"|l['’]essentiel de l['’]actualité|l['’]actu en bref|las noticias del día|lo más importante del día|resumen del día|le notizie di oggi"
    r"|головн[еі] (?:за|новини)|підсумки дня|главн(?:ое|ые) (?:за|новости)|итоги дня|今日のニュース|ニュースまとめ)",
    re.IGNORECASE,
)
# Every alternative of the pattern of briefings has one of these: five of 323 titles of news pages did.
_OF_BRIEFINGS = (
    "brief", "newsletter", "digest", "roundup", "round-up", "wrap", "überblick", "things", "at a glance", "you need to know",
    "the download", "in review", "presse", "das wichtigste", "kurz gemeldet", "essentiel", "en bref", "noticias", "más importante",
    "resumen", "notizie", "головн", "підсумки", "главн", "итоги", "ニュース",
)  # fmt: skip
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_INDEX_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemPage", "ItemList"})
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery"})
_OTHER_TYPES = frozenset({"Product", "QAPage", "JobPosting", "Recipe", "Course", "SoftwareApplication", "Event",
    "Hotel", "Restaurant", "ContactPage", "Movie"})  # fmt: skip


def page_kind(url: str, meta: Metadata, body: Body) -> PageKind:
    """The kind of the page at `url`."""
    count = _count(body.text)
    says_article = _says_article(meta)
    if count < 120 and _ERROR.search(meta.title):
        return "error"
    if "LiveBlogPosting" in meta.types or (count >= MIN_WORDS and (_LIVE.search(meta.title) or _LIVE_ADDRESS.search(_path(url)))):
        return "live_blog"
    if (meta.types & _GALLERY_TYPES or _GALLERY_ADDRESS.search(_path(url))) and count < 300:
        return "gallery"
    if _is_index(url, meta, body, says_article):
        return "index"
    if not says_article and (meta.types & _OTHER_TYPES or meta.page_type.startswith(("product", "profile", "video", "music", "book"))):
        return "other"
    if count < MIN_WORDS or _is_walled(count, meta, body):
        return "stub"
    # Where there is no address of the web (letters, files) half of the signs are missing.
    if url.startswith("http") and not says_news(meta) and no_report(url, meta, body) > NO_REPORT:
        return "index" if _is_list(meta, body) else "other"
    return report_kind(meta.title)


def report_kind(title: str) -> PageKind:
    """The kind of a report by its title: one that tells of many happenings says so."""
    lowered = title.lower()
    return "briefing" if any(map(lowered.__contains__, _OF_BRIEFINGS)) and _BRIEFING.search(title) else "article"


def _is_walled(count: int, meta: Metadata, body: Body) -> bool:
    if count >= WALLED:
        return False
    asks = len({match.group().lower() for match in _CONSENT.finditer(body.text)})
    return is_paywalled(meta, body) or (asks >= MIN_CONSENT and not _says_article(meta))


def is_paywalled(meta: Metadata, body: Body) -> bool:
    """Whether the whole report is for subscribers only, by what the page states, else by the words at the end of what it shows."""
    if meta.paywalled:
        return True
    if meta.free:
        return False
    lines = body.lines
    return any(_WALL.search(lines.low[at]) for at in lines.holding(phrases.WALL) if len(lines.low[at]) <= 300)


def _is_list(meta: Metadata, body: Body) -> bool:
    linked = sum(link.end - link.start for link in body.links)
    return bool(meta.types & _INDEX_TYPES) or body.link_share > ALL_LINKS or linked >= LINKED_TEXT * len(body.text)


def _says_article(meta: Metadata) -> bool:
    return meta.page_type == "article" or any(name.endswith(("Article", "BlogPosting")) for name in meta.types)


def _is_index(url: str, meta: Metadata, body: Body, says_article: bool) -> bool:
    path = _path(url).strip("/")
    if not path and url.startswith("http") and not says_article:
        return True
    if says_article or (meta.published is not None and meta.published.timed):
        return False
    linked = sum(link.end - link.start for link in body.links)
    return bool(meta.types & _INDEX_TYPES) or (body.link_share > ALL_LINKS and linked >= LINKED_TEXT * len(body.text))


def _path(url: str) -> str:
    rest = url.split("://", 1)[-1]
    return "/" + rest.partition("/")[2].split("?", 1)[0] if url.startswith("http") else ""


def _count(text: str) -> int:
    """Words; a character of an unspaced script counts half."""
    return len(text[:4000].split()) + len(_UNSPACED.findall(text[:4000])) // 2
