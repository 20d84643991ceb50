"""Clauses that tell who speaks inside what is said: « Le pont tiendra, explique Ann Lee. On veille. », «Мы ждём, — сказал Ли. — Все здесь».

English closes its marks before "he said"; French, Spanish and the Slavic languages need not, and a line of dialogue that a dash opens has
no marks at all. Such a quotation is cut in the pieces that are said, so that the clause between them is read as any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from headwater.stages.facts.cues import Table
from headwater.stages.facts.lexicon import roles
from headwater.stages.facts.marks import Segment
from headwater.text import paragraphs

_JOINT = re.compile(
    r"(?P<mark>[,!?…]|(?<![ \u00a0\u202f]))[ \u00a0\u202f]+(?P<dash>[—–-])[ \u00a0\u202f]*(?=\w)|(?P<comma>[,!?…])[ \u00a0\u202f]+(?=\w)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PAUSE = re.compile(r"(?<!\bM)[,.;:!?]+(?=[ \u00a0\u202f]|$)")
_DASH = re.compile(r"[.,]?[ \u00a0\u202f]*[—–-][.,]?(?=[ \u00a0\u202f]|$)")
_OPENING = re.compile(r"[—–-][ \u00a0]?(?=\w)")
_LONGEST = 120
"""Characters of an inserted clause: its verb, its subject, and when or where it was said."""
_AHEAD = 6
"""Words in which a clause has its verb and begins its subject."""
_ADVERBS = 2
_APPOSITION = 12
"""Words of "toxicologue, ancien de l'institut" behind a name in an inserted clause."""
_TITLES = frozenset(("m", "mme", "mm", "l"))
_FUNCTIONAL = ("det", "it", "he", "she", "they", "prep", "and", "stops", "that_word", "unsaid")


class _Word(NamedTuple):
    """A word that may have a pronoun behind a hyphen: "dit-il"."""

    lower: str
    clitic: bool
    capital: bool
    end: int


def parted(text: str, segments: Sequence[Segment], table: Table) -> list[Segment]:
    """`segments` in order, those with an inserted clause cut at it, and the lines of dialogue that a dash opens beside one.

    English and German put no clause inside the marks: their segments are returned as they are.
    """
    if not table.inserts:
        return list(segments)
    cutter = _Cutter(text, table)
    found: list[Segment] = []
    starts = [segment.start for segment in segments]
    for segment in segments:
        found.extend(cutter.pieces(segment))
    for start, end in paragraphs(text):
        opening = _OPENING.match(text, start, end)
        if opening is None or bisect_left(starts, start) < bisect_left(starts, end):
            continue
        pieces = list(cutter.pieces(Segment(opening.end(), end, True)))
        if len(pieces) > 1 or pieces[0].end < end:
            found.extend(pieces)
    return sorted(found)


class _Cutter:
    def __init__(self, text: str, table: Table) -> None:
        self._text = text
        self._words = table.words
        self._says = {first for first, cues in table.cues.items() if any(cue.kind == "say" and not cue.rest for cue in cues)}
        self._done = {first for first, cues in table.cues.items() if any(cue.kind == "done" and not cue.rest for cue in cues)}

    def pieces(self, segment: Segment) -> Iterator[Segment]:
        """What is said in the segment: itself, or what stands before, between and behind its inserted clauses."""
        at = segment.start
        for joint in _JOINT.finditer(self._text, segment.start, segment.end):
            if joint.start() <= at:
                continue
            stop = self._clause(joint.end(), segment.end, dashed=joint["dash"] is not None)
            if stop is None:
                continue
            mark = joint["mark"] if joint["dash"] else joint["comma"]
            yield Segment(at, joint.start() + (mark in ("!", "?", "…")), True)
            at = stop
        if any(c.isalnum() for c in self._text[at : segment.end]):
            yield segment._replace(start=at)

    def _clause(self, at: int, end: int, dashed: bool) -> int | None:
        """Where the clause from `at` that tells who speaks has ended and what is said goes on; None where there is none."""
        words = [self._word(match) for match in islice(_WORD.finditer(self._text, at, min(end, at + _LONGEST)), _AHEAD)]
        verb = self._verb(words)
        if verb is None:
            return None
        listed = words[verb].lower in self._says or words[verb].lower in self._done
        asked = any(word.clitic for word in words[: verb + 1])
        if not asked and not (dashed and listed) and not self._subject(words[verb + 1 :], listed):
            return None
        limit = min(end, at + _LONGEST)
        stop = (_DASH if dashed else _PAUSE).search(self._text, words[verb].end, limit)
        if stop is None:
            return end if end <= limit else None
        return self._blank(stop.end(), end) if dashed else self._behind_apposition(stop.end(), end)

    def _word(self, match: re.Match[str]) -> _Word:
        head, _, last = match.group().rpartition("-")
        clitic = bool(head) and last.lower() in self._words["clitic"]
        word = head.removesuffix("-t") if clitic else match.group()
        return _Word(word.lower(), clitic, word[0].isupper(), match.end())

    def _verb(self, words: Sequence[_Word]) -> int | None:
        """Index of the verb that may begin the clause, behind an adverb or its auxiliary."""
        at, perfect = 0, False
        while at < len(words) and (words[at].lower in self._words["aux"] or words[at].lower in self._words["have"]):
            perfect = perfect or words[at].lower in self._words["have"]
            if at > _ADVERBS:
                return None
            at += 1
        if at == len(words) or words[at].capital or self._functional(words[at].lower):
            return None
        return None if perfect and words[at].lower in self._says - self._done else at

    def _subject(self, words: Sequence[_Word], listed: bool) -> bool:
        """Whether a subject begins with these words: a name or an article, and behind a verb of no list one that speaks for sure."""
        while words and words[0].lower in self._words["aux"] and words[0].lower not in self._words["det"]:
            words = words[1:]
        if not words:
            return False
        first = re.split(r"[’']", words[0].lower)
        led = words[0].lower in self._words["det"] or first[0] + "'" in self._words["det"]
        if words[0].capital or first[0] in _TITLES - {"l"} or (listed and led):
            return True
        noun = first[-1] if len(first) > 1 else words[1].lower if led and len(words) > 1 else words[0].lower
        pronoun = any(words[0].lower in self._words[name] for name in ("he", "she", "they"))
        return pronoun or noun in roles()

    def _behind_apposition(self, at: int, end: int) -> int:
        """Where what is said goes on behind ", toxicologue, ancien de l'institut.": words that tell of the speaker, to the full stop."""
        while self._text[at - 1] == ",":
            stop = _PAUSE.search(self._text, at, min(end, at + _LONGEST))
            words = [word.lower() for word in re.split(r"[\s’'\u202f]+", self._text[at : stop.start()].strip())] if stop else []
            told = 0 < len(words) <= _APPOSITION and not any(self._functional(word) for word in words[:2])
            if stop is None or not told or stop.group() not in (",", "."):
                break
            at = stop.end()
        return self._blank(at, end)

    def _functional(self, word: str) -> bool:
        return any(word in self._words[name] or word + "'" in self._words[name] for name in _FUNCTIONAL if name != "prep" or word != "de")

    def _blank(self, at: int, end: int) -> int:
        while at < end and self._text[at].isspace():
            at += 1
        return at
