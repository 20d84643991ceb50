"""The caption and credit of a report's lead picture, as the page shows them under it.

Metadata names the picture, seldom who took it. A figure of the page is the lead picture's where one of its images has the same file name;
where the metadata names none, the first figure above the report's second paragraph is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from headwater.model import Image
from headwater.stages.extract.blocks import Figure
from headwater.stages.extract.decode import flat
from headwater.text import join_url

MAX_FIGURES = 12
MAX_CAPTION, MAX_CREDIT = 1000, 300
_CREDITED = '[class*="credit" i], [class*="copyright" i], [class*="photographer" i], [itemprop~="copyrightHolder"], small, cite'
_LABEL = (
    r"(?:photo(?:graph)?s?|picture|image|pic|foto|fotos|bild|crédit(?: photo)?|credit|crédito|copyright|courtesy|fot\.?|kuva|фото|写真"
    r"|사진)"
)
_SAID = rf"(?:(?i:{_LABEL})\s*(?:[:：/|]|\b(?i:by|von|de|di)\b)|©|\([cC]\))\s*"
_AT_END = re.compile(rf"(?:^|(?<=[.!?…\"”»)])|(?<=\s))\s*[(\[|/–—-]?\s*{_SAID}([^()\[\]]{{2,120}}?)\s*[)\]]?\.?$")
_LEAD = re.compile(rf"^[(\[\s]*{_SAID}")
_SIZES = re.compile(r"[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w?|[1-4]x|scaled|large|medium|small|thumb)$", re.IGNORECASE)
_ADDRESSES = ("src", "data-src", "srcset", "data-srcset", "data-original", "data-lazy-src", "href", "content")


def with_caption(stated: Image | None, figures: Sequence[Figure], second: int, url: str) -> Image | None:
    """The lead picture with what the page shows under it. `figures` are the page's figures;
    `second` is the place of the report's second paragraph. What the metadata says is kept."""
    for node, _, before in figures[:MAX_FIGURES]:
        addresses = list(_addresses(node))
        if stated is None and before <= second and (found := next((at for one in addresses if (at := join_url(url, one))), "")):
            return _told(Image(url=found), node)
        if stated is not None and not {_stem(one) for one in addresses}.isdisjoint({_stem(stated.url)} - {""}):
            return _told(stated, node)
    return stated


def _told(image: Image, node: LexborNode) -> Image:
    caption, credit = _caption(node)
    return Image(url=image.url, caption=image.caption or caption, credit=image.credit or credit)


def _addresses(node: LexborNode) -> Iterable[str]:
    for inner in node.css("img, source, meta[itemprop~=url]")[:8]:
        attributes = inner.attributes
        for name in _ADDRESSES:
            yield from (part.split()[0] for part in (attributes.get(name) or "").split(", ")[:4] if part.strip(" ,"))


def _stem(address: str) -> str:
    """The file's name without its ending and size, "" where that tells no pictures apart."""
    name = address.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    while (bare := _SIZES.sub("", name)) != name:
        name = bare
    return name.lower() if len(name) > 5 else ""


def _caption(node: LexborNode) -> tuple[str, str]:
    """(caption, credit) of a figure, "" for what it does not show."""
    shown = node.css_first("figcaption") or node.css_first('[class*="caption" i]')
    credited = next(
        (text for inner in (shown or node).css(_CREDITED)[:3] if 2 < len(text := flat(inner.text(separator=" ")[:MAX_CREDIT])) <= 160), ""
    )
    whole = flat(shown.text(separator=" ")[: 2 * MAX_CAPTION]) if shown is not None else ""
    caption = flat(whole.replace(credited, " ", 1)) if credited else whole
    if not credited and (found := _AT_END.search(caption)):
        caption, credited = caption[: found.start()].rstrip(" -–—|/"), found.group(1)
    bare = _LEAD.sub("", credited)
    if bare != credited or bare[:1] in ("(", "["):
        bare = bare.strip("()[] ") if bare.count("(") + bare.count("[") != bare.count(")") + bare.count("]") else bare
    return caption[:MAX_CAPTION], bare[:MAX_CREDIT]
