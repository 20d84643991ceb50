"""Where a page that was saved to a file came from, as far as the page tells."""

from __future__ import annotations

import html
import re

from headwater.stages.parse.xmltree import to_utf8
from headwater.text import clean_url, join_url

_HEAD = 512 * 1024
_TAG = re.compile(r"<(link|meta|base)\b([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
# What browsers write into the pages that they save.
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>\"]{1,2000})")


def saved_from(body: bytes) -> str:
    """The address that the page itself names: its canonical link, og:url, or the note of the browser that saved it; "" if none.

    A canonical link that leads to the site's front page is believed only where nothing else is named.
    """
    head = to_utf8(body[:_HEAD])[0].decode("utf-8", "replace")
    named = {"canonical": "", "og:url": "", "base": ""}
    for tag, rest in _TAG.findall(head):
        values = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(rest)}
        if tag.lower() == "link" and "canonical" in values.get("rel", "").lower().split():
            named["canonical"] = named["canonical"] or values.get("href", "")
        elif (values.get("property") or values.get("name", "")).lower() == "og:url":
            named["og:url"] = named["og:url"] or values.get("content", "")
        elif tag.lower() == "base":
            named["base"] = named["base"] or values.get("href", "")
    saved = _SAVED_FROM.search(head)
    site = clean_url(html.unescape(saved[1])) if saved else ""
    other = join_url("", named["og:url"]) or site
    canonical = join_url(other or join_url("", named["base"]), named["canonical"])
    return canonical if canonical and not _is_front(canonical) else other or canonical


def _is_front(url: str) -> bool:
    return url.count("/") == 3 and url.endswith("/")
