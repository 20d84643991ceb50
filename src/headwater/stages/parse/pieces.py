"""A damaged feed taken apart entry by entry, so that what is wrong with one does not reach its neighbours."""

from __future__ import annotations

import re

from lxml import etree

from headwater.stages.parse.xmltree import TOO_MANY, recovered

_TAG = r"(?:\w{1,20}:)?(?:item|entry)(?=[\s/>]|\Z)"
_EDGE = re.compile(rf"<!\[CDATA\[|<(?P<close>/?){_TAG}", re.IGNORECASE)
_BETWEEN = re.compile(rf"</{_TAG}\s*>\s*<{_TAG}", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)(?=[\s/>])", re.IGNORECASE)
_DEFAULT = re.compile(r"""<[^<>]{1,2000}?(\sxmlns\s*=\s*(?:"[^"<>]{0,200}"|'[^'<>]{0,200}'))""")
_PREFIXED = re.compile(r"""\sxmlns:\w{1,20}\s*=\s*(?:"[^"<>]{0,200}"|'[^'<>]{0,200}')""")
_HEAD = 8192

MAX_EDGES = 40_000
"""Opening and closing tags of entries that are looked at: twice as many as entries are read."""

TORN = "ends in the middle of an entry: that entry was left out"
"""What `Feed.broken` says of a feed that was cut off."""


def without_torn_entry(text: str) -> tuple[str, str]:
    """The text without what stands before the feed and without a last entry that is not whole, and what was done ("" for nothing)."""
    root = _ROOT.search(text, 0, _HEAD)
    text = text[root.start() :] if root else text
    edges = _edges(text)
    if len(edges) == MAX_EDGES:
        return text[: edges[-1][0]], TOO_MANY
    if edges and not root:
        text, edges = "<rss>" + text, [(at + len("<rss>"), closes) for at, closes in edges]
    last, closed = -1, True
    for at, closes in edges:
        last, closed = (last, True) if closes else (at, False)
    return (text, "") if closed else (text[:last], TORN)


def entry_texts(text: str, limit: int) -> list[str]:
    """The text of each entry, from its opening tag to its closing one, or to the next entry where it has none."""
    pieces: list[str] = []
    start = -1
    for at, closes in _edges(text):
        if start >= 0:
            pieces.append(text[start:at])
            if len(pieces) == limit:
                return pieces
        start = -1 if closes else at
    return pieces


def read_pieces(pieces: list[str], text: str) -> list[etree._Element]:
    """The element of each piece that has any; the namespaces are those that the head of the whole `text` declares."""
    root = _DEFAULT.match(text)
    declared = {one.split("=")[0].strip(): one for one in _PREFIXED.findall(text, 0, _HEAD)}
    head = "<rss" + (root[1] if root else "") + "".join(declared.values()) + ">"
    found = []
    for piece in pieces:
        root = recovered((head + piece).encode())
        if root is not None and len(root):
            found.append(root[0])
    return found


def _edges(text: str) -> list[tuple[int, bool]]:
    """(position, whether it closes) of the first tags of entries outside of CDATA sections.

    A section that holds the end of one entry and the start of the next has lost its own end, and counts for none.
    """
    found: list[tuple[int, bool]] = []
    at = end = between = 0
    while len(found) < MAX_EDGES and (match := _EDGE.search(text, at)):
        at = match.end()
        if match["close"] is not None:
            found.append((match.start(), bool(match["close"])))
            continue
        if end < at:
            end = text.find("]]>", at)
            end = len(text) if end < 0 else end
        if between < at:
            next_one = _BETWEEN.search(text, at)
            between = next_one.start() if next_one else len(text)
        if end < len(text) and between > end:
            at = end
    return found
