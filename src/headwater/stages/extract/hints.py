"""What site builders say of an element by the names they give it: its classes, id and test names → hints, as bits."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# What the words in classes, ids and test names say, as site builders use them; "^" and "$" bind short ones to whole words.
# The order fixes the bits of `Containers.hints`.
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
_WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}")
_HOLDER = frozenset({
    "article", "entry", "post", "story", "page", "single", "news", "blog", "main", "inner", "node", "field", "artikel"
})  # fmt: skip
_HELD = frozenset({
    "body", "content", "text", "copy", "inhalt", "texte", "contenu", "cuerpo"
})  # fmt: skip


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
