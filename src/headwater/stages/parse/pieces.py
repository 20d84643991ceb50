"""A damaged feed taken apart entry by entry, so that what is wrong with one does not reach its neighbours."""

from __future__ import annotations

import re

from lxml import etree

from headwater.stages.parse.xmltree import recovered

_EDGE = re.compile(r"<!\[CDATA\[|<(?P<close>/?)(?:\w{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_DECLARED = re.compile(r"""\sxmlns(?::\w{1,20})?\s*=\s*(?:"[^"<>]{0,200}"|'[^'<>]{0,200}')""")
_HEAD = 8192


def without_torn_entry(text: str) -> tuple[str, str]:
    """The text without a last entry that is not whole, and what was done ("" for nothing)."""
    last, closed = -1, True
    for at, closes in _edges(text):
        last, closed = (last, True) if closes else (at, False)
    return (text, "") if closed else (text[:last], "ends in the middle of an entry: that entry was left out")


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
    declared = "".join({one.split("=")[0].strip(): one for one in _DECLARED.findall(text, 0, _HEAD)}.values())
    found = []
    for piece in pieces:
        root = recovered(f"<rss{declared}>{piece}".encode())
        if root is not None and len(root):
            found.append(root[0])
    return found


def _edges(text: str) -> list[tuple[int, bool]]:
    """(position, whether it closes) of the tags of entries outside of CDATA sections."""
    found, at = [], 0
    while match := _EDGE.search(text, at):
        at = match.end()
        if match["close"] is None:
            end = text.find("]]>", at)
            if end < 0:
                break
            at = end
        else:
            found.append((match.start(), bool(match["close"])))
    return found
