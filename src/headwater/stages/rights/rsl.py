"""Really Simple Licensing (RSL 1.0): what a licence, in a page or in a file that robots.txt or a page names, leaves us to do.

Source: rslstandard.org/rsl. Of several licences for the same content any one may be chosen; those that ask for payment are not, since
nobody pays here. What none of the others permits is forbidden.
"""

from __future__ import annotations

import re

import ada_url
from lxml import etree

from headwater.model import Signal
from headwater.stages.rights.paths import lies_in

FILE = "application/rsl+xml"
MAX_FILES = 3
"""Licences of one page or site that are looked at."""
_WHOLE = {"search", "ai-input", "ai-train"}
_USES = {
    "all": _WHOLE,
    "ai-all": {"ai-input", "ai-train"},
    "search": {"search"},
    "ai-index": {"search"},
    "ai-input": {"ai-input"},
    "ai-train": {"ai-train"},
}
_SIGNALS = {"search": "no-search", "ai-input": "no-ai-input", "ai-train": "no-ai-train"}
_FREE = frozenset({"free", "attribution"})
_LICENCE_LINE = re.compile(r"^\s*license\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def signals(text: str, place: str, url: str = "") -> list[Signal]:
    """What a licence forbids for the page at `url`; what it says of other pages is left out. [] for what is no licence."""
    root = _read(text)
    if root is None:
        return []
    parts = _named(root, "content")
    forbidden: set[str] = set()
    for content in [part for part in parts if _covers(part.get("url", ""), url)] if parts else [root]:
        forbidden |= _WHOLE - _free(content)
    words = " ".join(" ".join(root.itertext()).split())[:200] or "no free use"
    names = ["no-use"] if forbidden == _WHOLE else [_SIGNALS[use] for use in sorted(forbidden)]
    return [Signal(name=name, place=place, words=words) for name in names]


def of_robots(text: str) -> list[str]:
    """The addresses of the licences that robots.txt names, for every crawler."""
    return [url for url in _LICENCE_LINE.findall(text[:500_000]) if url.startswith(("http://", "https://"))][:MAX_FILES]


def _free(content: etree._Element) -> set[str]:
    """The uses that some licence of the content permits without payment."""
    found: set[str] = set()
    for licence in _named(content, "license") or [content]:
        if any(payment.get("type", "free").strip().lower() not in _FREE for payment in _named(licence, "payment")):
            continue
        permitted = [_uses(one) for one in _named(licence, "permits") if one.get("type") == "usage"]
        prohibited = [_uses(one) for one in _named(licence, "prohibits") if one.get("type") == "usage"]
        found |= (set().union(*permitted) if permitted else _WHOLE) - set().union(*prohibited)
    return found


def _uses(element: etree._Element) -> set[str]:
    return {use for word in re.split(r"[\s,]+", (element.text or "").lower()) for use in _USES.get(word, ())}


def _covers(pattern: str, url: str) -> bool:
    """Whether a content's address, a path or a whole one, is for this page."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return not url
    own = str(parsed.pathname) + str(parsed.search)
    return lies_in(str(parsed.origin) + own if "://" in pattern else own, pattern)


def _read(text: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    """The element itself, or those directly in it, that are called so, in whatever namespace."""
    return [one for one in (element, *element) if isinstance(one.tag, str) and etree.QName(one).localname == name]
