"""Where a page that was saved to a file came from, as far as the page tells."""

from __future__ import annotations

import html
import re

from headwater.stages.parse.xmltree import to_utf8
from headwater.text import clean_url, host_of, join_url

_HEAD = 512 * 1024
_TAG = re.compile(
    r"<(?:(link)\b(?=[^<>]{1,2000}canonical)|(meta)\b(?=[^<>]{1,2000}og:url)|(base)\b)([^<>]{1,3000})>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
# What browsers write into the pages that they save.
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>\"]{1,2000})")


def saved_from(body: bytes) -> str:
    """The address that the page itself names: in the note of the browser that saved it, its canonical link, or og:url; "" if none.

    A canonical link that leads to the site's front page, or from a copy to the original on another host, is believed only where nothing
    else is named.
    """
    head = to_utf8(body[:_HEAD])[0].decode("utf-8", "replace")
    named = {"canonical": "", "og:url": "", "base": ""}
    for link, meta, _, rest in _TAG.findall(head):
        values = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(rest)}
        if link and "canonical" in values.get("rel", "").lower().split():
            named["canonical"] = named["canonical"] or values.get("href", "")
        elif meta and (values.get("property") or values.get("name", "")).lower() == "og:url":
            named["og:url"] = named["og:url"] or values.get("content", "")
        elif not link and not meta:
            named["base"] = named["base"] or values.get("href", "")
    saved = _SAVED_FROM.search(head)
    if saved and clean_url(html.unescape(saved[1])):
        return clean_url(html.unescape(saved[1]))
    graph = join_url("", named["og:url"])
    canonical = join_url(graph or join_url("", named["base"]), named["canonical"])
    if graph and (_is_front(canonical) or host_of(canonical) != host_of(graph)):
        return graph
    return canonical


def _is_front(url: str) -> bool:
    return url.count("/") == 3 and url.endswith("/")
