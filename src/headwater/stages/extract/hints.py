"""What site builders say of an element by the names they give it: its classes, id and test names → hints, as bits."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# What the words in classes, ids and test names say, as site builders use them; "^" and "$" bind short ones to a word's beginning and end.
# The order fixes the bits of `Containers.hints`.
_HINT_WORDS = (
    ("body",
        "articlebody|storybody|postbody|articletext|articlecontent|entrycontent|postcontent|richtext|wysiwyg"
        "|prose|paragraph|bodytext|^body$|^copy$"),
    ("content", "content|^main$|^text$|article|story|^post$|entry|artikel"),
    ("comment", "comment|disqus|discussion|reply|replies|respond|reaction|livefyre|coral"),
    ("related",
        "relat|recommend|similar|outbrain|taboola|popular|trending|latest|teaser|^card$|^cards$|carousel|slider|swiper"
        "|suggest|^next|^prev|playlist|^also|mehr|weitere|^more|^read$"),
    ("share", "share|sharing|social|follow|facebook|twitter|whatsapp|addthis|sociable"),
    ("nav", "^nav|menu|crumb|paginat|pager|^skip|^toc$|topbar|toolbar|^tab$|^tabs$|sitemap"),
    ("footer", "^foot|copyright|legal|disclaimer|imprint|colophon"),
    ("side", "side|aside|widget|^rail$|secondary|complementary|infobox|factbox|^fact$|^facts$"),
    ("promo",
        "promo|newsletter|subscri|signup|paywall|piano|regist|donat|member|banner|advert|^ad$|^ads$|sponsor|^cta$"
        "|offer|coupon|commercial|^dfp|^gpt|^abo$"),
    ("caption",
        "caption|credit|photo|image|^img|figure|galler|picture|media|video|thumb|embed|lightbox|^foto|^bild"
        "|player"),
    ("byline", "byline|author|contributor|writer|vcard|^bio$|^autor|profile"),
    ("meta", "^meta|timestamp|^time$|^times$|^date|publish|updated|kicker|eyebrow|categor|label|rubri|flag|badge"),
    ("tags", "^tag$|^tags$|taglist|^topic$|^topics$|keyword"),
    ("lead",
        "^lead$|^lede$|standfirst|subtitle|subhead|^deck$|^dek$|summary|^intro|excerpt|abstract|vorspann"
        "|entradilla|chapo|description|perex|ingress"),
    ("title", "headline|title|heading"),
    ("hidden",
        "hidden|^hide$|modal|popup|overlay|cookie|consent|gdpr|screenreader|^sr$|visually|print|offscreen|tooltip"
        "|dropdown|toast|notice|alert"),
    ("list", "^list$|^lists$|^grid$|^feed$|archive|result$|results$|^tile$|^tiles$|^row$|^rows$|^item$|^items$|collection"),
    ("header", "^header|masthead|hero|^top$"),
)  # fmt: skip
HINTS = tuple(name for name, _ in _HINT_WORDS)


def _by_opening() -> dict[str, list[tuple[str, int, bool, bool]]]:
    """The hints' words by their first letters: (word, bit, whether it begins a name's word, whether it ends it)."""
    found: dict[str, list[tuple[str, int, bool, bool]]] = {}
    for at, (_, words) in enumerate(_HINT_WORDS):
        for word in words.split("|"):
            bare = word.strip("^$")
            found.setdefault(bare[:OPENING], []).append((bare, 1 << at, word.startswith("^"), word.endswith("$")))
    return found


OPENING = 3
# A pattern for each hint took nine times as long.
_OPENINGS = _by_opening()
MAX_WORD = 30
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
    if not _HELD.isdisjoint(words) and any(first in _HOLDER and second in _HELD for first, second in pairwise(words)):
        bits |= 1
    return bits


@lru_cache(maxsize=16384)
def _word_hints(word: str) -> int:
    if len(word) > MAX_WORD:
        return 0
    bits, length = 0, len(word)
    for at in range(max(1, length - OPENING + 1)):
        for part, bit, first, last in _OPENINGS.get(word[at : at + OPENING], ()):
            if word.startswith(part, at) and not (first and at) and not (last and at + len(part) < length):
                bits |= bit
    return bits
