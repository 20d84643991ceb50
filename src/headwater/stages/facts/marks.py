"""Where text stands between quotation marks: every pair of the shipped languages, nested, unclosed, and told from apostrophes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from headwater.text import paragraphs

_CLOSERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    '"': '"',
    "”": "”",
    "''": "''",
    "``": "''",
    "'": "'",
}
_NESTS = frozenset("“«「『‹")
_MARK = re.compile(r"''|``|[“”„«»‹›‘‚「」『』\"]|['’](?:(?![^\W_])|(?<![^\W_].))")
"""A mark, but for the apostrophe of "don't", which can neither open nor close."""
_MAX_MARKS = 80
"""Marks looked at for the closing one, so that a text of nothing but marks costs no more than its length."""


class Segment(NamedTuple):
    """Quoted text with its marks. `closed` is false where it runs on to the paragraph's end."""

    start: int
    end: int
    closed: bool


class _Mark(msgspec.Struct, frozen=True, gc=False):
    text: str
    at: int
    opens: bool
    closes: bool

    @property
    def end(self) -> int:
        return self.at + len(self.text)


def quoted(text: str) -> list[Segment]:
    """The outermost quoted segments in order. A paragraph ends each; one that opens a paragraph may stay unclosed."""
    found: list[Segment] = []
    for start, end in paragraphs(text):
        found.extend(_in_paragraph(text, start, end))
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[Segment]:
    marks = [_mark(text, m.group(), m.start(), start, end) for m in _MARK.finditer(text, start, end)]
    found: list[Segment] = []
    if not marks:
        return found
    last = {mark.text: mark.at for mark in marks}
    at = 0
    while at < len(marks):
        mark = marks[at]
        closable = mark.opens and any(last.get(c, -1) > mark.at for c in _closing(mark.text))
        closer = _closer(text, marks, at) if closable else None
        if closer is not None:
            found.append(Segment(mark.at, marks[closer].end, True))
            at = closer
        elif mark.opens and _stays_open(text, marks, at, (start, end)):
            found.append(Segment(mark.at, end, False))
            break
        at += 1
    return found


def _closing(mark: str) -> Sequence[str]:
    closers = _CLOSERS.get(mark, "")
    return (closers,) if closers == mark or len(mark) > 1 else closers


def _stays_open(text: str, marks: list[_Mark], at: int, bounds: tuple[int, int]) -> bool:
    """Whether the mark quotes all the rest of its paragraph, to be closed in a later one: at the start, or behind "said:"."""
    mark, (start, end) = marks[at], bounds
    if mark.at > start and not text[max(start, mark.at - 2) : mark.at].rstrip().endswith((":", ",")):
        return False
    if mark.text not in ("“", "„", "«", '"', "''") or len(text[mark.at : min(end, mark.at + 200)].split(None, 3)) <= 3:
        return False
    return not any(m.text in _CLOSERS[mark.text] for m in marks[at + 1 : at + _MAX_MARKS])


def _mark(text: str, mark: str, at: int, start: int, end: int) -> _Mark:
    before = text[at - 1] if at > start else " "
    stop = at + len(mark)
    after = text[stop] if stop < end else " "
    loose, tight = not (before.isalnum() or before in ",.!?…%)"), not after.isspace()
    opens = loose and (tight or mark in "«「『") if mark in "\"'”»``‘" or mark == "''" else tight or mark == "«"
    closes = not after.isalnum() if mark in "'’" else True
    return _Mark(mark, at, opens and not (before.isalnum() and mark in "“‘"), closes)


def _closer(text: str, marks: list[_Mark], at: int) -> int | None:
    """Index of the mark that closes the one at `at`, or None."""
    opening = marks[at].text
    wanted = _CLOSERS.get(opening, "")
    depth, first, single = 0, None, []
    for i in range(at + 1, min(len(marks), at + _MAX_MARKS)):
        mark = marks[i]
        if mark.text == opening and opening in _NESTS:
            depth += 1
        elif wanted and (mark.text == wanted or (len(mark.text) == 1 and mark.text in wanted)):
            if opening in "'‘‚":
                if mark.closes and text[mark.at - 1] != " ":
                    single.append(i)
                continue
            first = i if first is None else first
            if depth == 0:
                return i
            depth -= 1
    if opening in "'‘‚":
        return _single_closer(text, marks, single)
    return first


def _single_closer(text: str, marks: list[_Mark], candidates: list[int]) -> int | None:
    """Of the apostrophes that may close a single quotation, the one that does: after punctuation, else not after a plural's s."""
    for i in candidates:
        if text[marks[i].at - 1] in ",.!?…":
            return i
        if text[marks[i].at - 1] != "s":
            return i
    return candidates[0] if candidates else None
