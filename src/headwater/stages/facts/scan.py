"""A text as sentences of items: words, punctuation, and whole quotations as one item each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec

from headwater.stages.facts.marks import Segment
from headwater.stages.facts.spelling import cased, word_forms
from headwater.text import paragraphs

_ITEM = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-‑'’.,:&/@][^\W_]+)*|-{2,}|[^\w\s]")
_MARKS = ".!?…。！？ \u00a0"
_END = re.compile(r"[.!?][ \u00a0]+(?=[A-ZÀ-ÖØ-ÞА-ЯЄІЇҐ])")
_TAIL = 6
"""Characters in front of a full stop that tell whether it ends a sentence: no abbreviation below is longer."""
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


class Joints(NamedTuple):
    """How a language joins words, "l" of "l'agence", "il" of "dit-il"; `inserts`: it puts "he said" inside the marks of a quotation."""

    elided: frozenset[str] = frozenset()
    clitics: frozenset[str] = frozenset()
    inserts: bool = False


_NO_JOINTS = Joints()


class Sentence(NamedTuple):
    """Items of one sentence without its final mark. `opens` says that it begins its paragraph; `alone` that it is all of it.

    A passage that holds neither a quotation nor a cue is one sentence without items.
    """

    items: list[Item]
    start: int
    end: int
    opens: bool
    alone: bool


def scan(text: str, segments: list[Segment], hints: frozenset[str], joints: Joints = _NO_JOINTS) -> Iterator[Sentence]:
    """Sentences in order; a paragraph ends one, a mark inside a quotation only if the quotation ends with it.

    What holds neither a quotation nor one of the words `hints`, and does not lead to a quotation, is passed over.
    """
    hinted = _places(text, hints)
    at = 0
    for start, end in paragraphs(text):
        first = at
        while at < len(segments) and segments[at].start < end:
            at += 1
        yield from _paragraph(text, _passages(text, start, end, segments[first:at]), segments[first:at], hinted, joints)


def _places(text: str, hints: frozenset[str]) -> list[int]:
    """Where a word of `hints` may stand, in order."""
    forms = cased(hints)
    found = []
    for form in [*(word_forms(text) & forms), *(form for form in _joined(forms) if form in text)]:
        at = text.find(form)
        while at >= 0:
            found.append(at)
            at = text.find(form, at + len(form))
    return sorted(found)


@lru_cache(maxsize=64)
def _joined(forms: frozenset[str]) -> tuple[str, ...]:
    """Those that are more than letters, and no word of a text by themselves: "d'après"."""
    return tuple(form for form in forms if not form.isalpha())


def _passages(text: str, start: int, end: int, segments: list[Segment]) -> list[tuple[int, int]]:
    """Parts of a paragraph, each of one or more whole sentences; a quotation lies in one of them."""
    found = []
    at, inner = start, 0
    for match in _END.finditer(text, start, end):
        stop = match.start()
        last = text[max(start, stop - _TAIL) : stop].rsplit(None, 1)[-1:]
        # A letter alone is an initial; what is no word at all ends a quotation, a bracket, an abbreviation with points.
        if not last or len(last[0]) < 2 or not last[0].isalnum() or last[0].lower() in _NO_END:
            continue
        while inner < len(segments) and segments[inner].end <= stop:
            inner += 1
        if inner == len(segments) or segments[inner].start >= stop:
            found.append((at, match.end()))
            at = match.end()
    found.append((at, end))
    return found


def _paragraph(
    text: str, passages: list[tuple[int, int]], segments: list[Segment], hinted: list[int], joints: Joints
) -> Iterator[Sentence]:
    opens, alone = True, len(passages) == 1
    starts = [s.start for s in segments]
    for n, (start, end) in enumerate(passages):
        last = bisect_left(starts, end)
        inner = segments[bisect_left(starts, start) : last]
        leads = n + 1 < len(passages) and last < bisect_left(starts, passages[n + 1][1])
        if not (inner or leads or bisect_left(hinted, start) < bisect_left(hinted, end)):
            size = len(text[start:end].rstrip(_MARKS))
            if size:
                yield Sentence([], start, start + size, opens, False)
                opens = False
            continue
        parts = list(_split(text, _items(text, start, end, inner, joints), joints.inserts))
        for part in parts:
            yield Sentence(part, part[0].start, part[-1].end, opens, alone and len(parts) == 1)
            opens = False


def _items(text: str, start: int, end: int, segments: list[Segment], joints: Joints) -> list[Item]:
    items: list[Item] = []
    add = items.append
    at = start
    for segment in [*segments, Segment(end, end, True)]:
        for match in _ITEM.finditer(text, at, segment.start):
            word, begin = match.group(), match.start()
            stop, first = begin + len(word), word[0]
            if first.isalpha():
                lower = word.lower()
                if joints.elided and not word.isalpha():
                    items.extend(_parts(word, begin, joints))
                else:
                    add(Item("w", lower, begin, stop, first != lower[0]))
            elif first.isalnum():
                add(Item("w", word, begin, stop, True))
            elif first in "’'" and items and items[-1].end == begin and items[-1].lower.endswith("s"):
                last = items.pop()  # "the operators’ association"
                add(Item("w", last.lower + "’", last.start, stop, last.capital))
            else:
                dash = (
                    first in "—–―"
                    or word[:2] == "--"
                    or (first == "-" and text[stop : stop + 1].isspace() and text[begin - 1 : begin].isspace())
                )
                add(Item("--" if dash else first, word, begin, stop, False))
        if segment.end > segment.start:
            add(Item("q", "", segment.start, segment.end, False))
        at = segment.end
    return items


def _parts(word: str, begin: int, joints: Joints) -> Iterator[Item]:
    """The words that `word` joins: "l'agence" is "l'" and "agence", "a-t-il" is "a" and "il"."""
    stop = begin + len(word)
    mark = min((at for at in (word.find("’"), word.find("'")) if at > 0), default=0)
    if mark and word[:mark].lower() in joints.elided:
        yield Item("w", word[:mark].lower() + "'", begin, begin + mark + 1, word[0].isupper())
        word, begin = word[mark + 1 :], begin + mark + 1
    head, _, last = word.rpartition("-")
    if head and last.lower() in joints.clitics:
        verb = head.removesuffix("-t")
        yield Item("w", verb.lower(), begin, begin + len(verb), verb[0].isupper())
        yield Item("w", last.lower(), stop - len(last), stop, False)
    else:
        yield Item("w", word.lower(), begin, stop, word[0].isupper())


def _split(text: str, items: list[Item], inserts: bool) -> Iterator[list[Item]]:
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
        if item.kind == "q" and following is not None and _quotation_ends(text, item, following, items[n + 1 : n + 9], inserts):
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


def _quotation_ends(text: str, item: Item, following: Item, ahead: list[Item], inserts: bool) -> bool:
    """Whether a quotation ends its sentence: its last mark does, and no "he said" follows."""
    last = text[max(item.start, item.end - 4) : item.end].rstrip("”’“»\"'„」』›‘ \u00a0\u202f")[-1:]
    if last not in ".!?…。" or following.kind not in "wq":
        return False
    if last == "." or following.kind == "q" or inserts:
        return following.kind == "q" or following.capital
    stop = next((i for i, x in enumerate(ahead) if x.kind in ".,;:q"), len(ahead))
    return following.capital and stop >= 6
