"""HTML of others, made harmless: what may be kept or handed on of it. Pure.

Headwater's own pages show plain text, which is escaped; wherever mark-up of others is kept or handed on, it goes through here, at both
ends. What is left are words and their structure: no script, style, form, frame, picture or other thing that loads or runs, no address but
http, https and mailto, and no attribute that could draw over the page around it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import lru_cache

import nh3

from headwater.text import clean_url

MAX_MARKUP = 2 << 20
"""Characters of one fragment that are looked at; what follows is cut off. The longest among 4,233 of real feeds has 303,921."""

MAX_OPEN = 1000
"""Elements that may stand open at one place: the parser takes quadratic time over more. Of 4,233 fragments of
real feeds, tags left open included, none has more than 806."""

_KEPT = """
a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q
rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead time tr u ul var wbr
"""
_DROPPED = """
script style template noscript noembed noframes iframe object embed applet svg math canvas audio video select textarea title xmp plaintext
"""
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})")
_ANY_TAG = re.compile(r"<[^<>]*>?")
# Elements that need no end or that end by themselves where the next one begins.
_ENDLESS = "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option"
_SCHEMES = {"http", "https", "mailto"}


def clean_html(markup: str, base: str = "") -> str:
    """`markup` as a fragment of HTML without anything that loads or runs. Relative links are resolved against `base`, or lose their target.

    Source: nh3 (ammonia), an allow-list over the parse tree that browsers would make. Cleaning twice changes nothing.
    """
    markup = markup[:MAX_MARKUP]
    if "<" not in markup:
        # Text with references at most; the parser would only write it anew.
        return markup.replace(">", "&gt;")
    if markup.count("<") > MAX_OPEN and _open(markup) > MAX_OPEN:
        return html.escape(html.unescape(_ANY_TAG.sub(" ", markup)), quote=False).strip()
    return _cleaner(clean_url(base)).clean(markup).strip()


def _open(markup: str) -> int:
    """Elements that are never closed, at most."""
    left: Counter[str] = Counter()
    for closes, name in _TAG.findall(markup):
        left[name.lower()] += -1 if closes else 1
    for name in _ENDLESS.split():
        left.pop(name, None)
    return sum(count for count in left.values() if count > 0)


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_KEPT.split()),
        clean_content_tags=set(_DROPPED.split()),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base) if base.startswith("http") else "deny",
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
