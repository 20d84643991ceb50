"""A text as sentences of items: words, punctuation, and whole quotations as one item each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from headwater.stages.facts.marks import Segment
from headwater.text import paragraphs

_ITEM = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-‑'’.,:&/@][^\W_]+)*|-{2,}|[^\w\s]")
_WORDS = re.compile(r"[^\W_]+(?:[-‑'’.,:&/@][^\W_]+)*")
_MARKS = ".!?…。！？ \u00a0"
_SURE_END = re.compile(r"[.!?](?<=([^\W\d_]{5})[.!?])[ \u00a0]+(?=[A-ZÀ-ÖØ-ÞА-ЯЄІЇҐ])")
"""The end of a sentence that no abbreviation can be, as far as five letters tell."""
_NO_END = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt maj st jr sr vs no nr inc ltd co corp jan feb mar apr jun jul aug sep sept oct "  # noqa: SIM905
    "nov dec hr fr mme bzw ca usw etc г т им тыс млн млрд д р рис ст n.y calif va pa".split()
)


class Item(msgspec.Struct, frozen=True, gc=False):
    """kind: "w" word, "q" quotation with its marks, else the punctuation mark itself."""

    kind: str
    lower: str
    start: int
    end: int
    capital: bool


class Sentence(NamedTuple):
    """Items of one sentence without its final mark. `opens` says that it begins its paragraph; `alone` that it is all of it.

    A passage that holds neither a quotation nor a cue is one sentence without items.
    """

    items: list[Item]
    start: int
    end: int
    opens: bool
    alone: bool


def scan(text: str, segments: list[Segment], hints: frozenset[str]) -> Iterator[Sentence]:
    """Sentences in order; a paragraph ends one, a mark inside a quotation only if the quotation ends with it.

    Outside of paragraphs with quotations, what holds none of the words `hints` is passed over.
    """
    at = 0
    for start, end in paragraphs(text):
        inner: list[Segment] = []
        while at < len(segments) and segments[at].start < end:
            inner.append(segments[at])
            at += 1
        if inner:
            yield from _sentences(text, start, end, inner)
        else:
            yield from _unquoted(text, start, end, hints)


def _sentences(text: str, start: int, end: int, segments: list[Segment]) -> Iterator[Sentence]:
    parts = list(_split(text, _items(text, start, end, segments)))
    for n, part in enumerate(parts):
        yield Sentence(part, part[0].start, part[-1].end, n == 0, len(parts) == 1)


def _unquoted(text: str, start: int, end: int, hints: frozenset[str]) -> Iterator[Sentence]:
    """The sentences of a paragraph without quotations, or of one passage of it."""
    at, opens = start, True
    for stop in [*(m.end() for m in _SURE_END.finditer(text, start, end) if m.group(1).lower() not in _NO_END), end]:
        if hints.isdisjoint(_WORDS.findall(text[at:stop].lower())):
            last = len(text[at:stop].rstrip(_MARKS))
            if last:
                yield Sentence([], at, at + last, opens, False)
                opens = False
        else:
            for sentence in _sentences(text, at, stop, []):
                yield sentence._replace(opens=opens)
                opens = False
        at = stop


def _items(text: str, start: int, end: int, segments: list[Segment]) -> list[Item]:
    items: list[Item] = []
    add = items.append
    at = start
    for segment in [*segments, Segment(end, end, True)]:
        for match in _ITEM.finditer(text, at, segment.start):
            word = match.group()
            begin, stop = match.span()
            first = word[0]
            if first.isalpha():
                lower = word.lower()
                add(Item("w", lower, begin, stop, first != lower[0]))
            elif first.isalnum():
                add(Item("w", word, begin, stop, True))
            else:
                add(Item("--" if first in "—–―" or word[:2] == "--" else first, word, begin, stop, False))
        if segment.end > segment.start:
            add(Item("q", "", segment.start, segment.end, False))
        at = segment.end
    return items


def _split(text: str, items: list[Item]) -> Iterator[list[Item]]:
    part: list[Item] = []
    for n, item in enumerate(items):
        if item.kind == "w":
            part.append(item)
            continue
        following = items[n + 1] if n + 1 < len(items) else None
        if item.kind in ".!?…。！？":
            if following is None or not _goes_on(item, part, following):
                if part:
                    yield part
                part = []
            continue
        part.append(item)
        if item.kind == "q" and following is not None and _quotation_ends(text, item, following, items[n + 1 : n + 9]):
            yield part
            part = []
    if part:
        yield part


def _goes_on(item: Item, part: list[Item], following: Item) -> bool:
    if item.kind != "." or not part:
        return not part
    last = part[-1]
    if last.kind == "w" and last.end == item.start and (last.lower in _NO_END or (len(last.lower) == 1 and last.capital)):
        return True
    return following.kind in "),;" or (following.kind == "w" and not following.capital)


def _quotation_ends(text: str, item: Item, following: Item, ahead: list[Item]) -> bool:
    """Whether a quotation ends its sentence: its last mark does, and no "he said" follows."""
    last = text[max(item.start, item.end - 3) : item.end].rstrip("”’“»\"'„」』›‘")[-1:]
    if last not in ".!?…。" or following.kind not in "wq":
        return False
    if last == "." or following.kind == "q":
        return following.kind == "q" or following.capital
    stop = next((i for i, x in enumerate(ahead) if x.kind in ".,;:q"), len(ahead))
    return following.capital and stop >= 6
