"""Sentences of reports that can stand in a brief, with what they say as keys. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from headwater import text
from headwater.model import Article

LEAD: Final = 14
"""Sentences from a report's beginning that may be chosen: news puts what matters first."""
SHORTEST, LONGEST = 40, 330
"""Characters of a sentence that can stand by itself and still be read at a glance."""
SHORTEST_UNSPACED: Final = 14
_KEPT: Final = 6
_DATELINE = re.compile(r"^[^\W\d_][^.!?–—]{1,70}?\([^)]{2,40}\)\s*[–—-]\s+|^[A-ZÄÖÜÉÀ][A-ZÄÖÜÉÀ .,’-]{2,40}(?:,[^–—.!?]{2,30})?\s*[–—]\s+")
_LEANING = re.compile(
    r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|But|And|Or|So|Then|There|Here|Both|However|Also|Meanwhile|Still|Instead|Yet|Er|Sie|Es"
    r"|Dies|Diese[rsnm]?|Das|Aber|Und|Doch|Dort|Auch|Il|Elle|Ils|Elles|Ce|Cela|Cette|Ces|Mais|Et|Él|Ella|Ellos|Esto|Esta|Este|Pero|Y|Он|Она|Они|Это"
    r"|Но|И|Він|Вона|Вони|Це|Але|І|Та)\b"
)
_OWN = {
    "en": re.compile(r"(?:I|We|You|My|Our|Your)(?=\s|[’'])"),
    "de": re.compile(r"(?:Ich|Wir|Meine?|Unsere?)(?=\s)"),
    "fr": re.compile(r"(?:J[’']|(?:Je|Nous|Vous|Mon|Ma|Notre)(?=\s))"),
    "es": re.compile(r"(?:Yo|Nosotros|Mi|Nuestr[oa])(?=\s)"),
    "ru": re.compile(r"(?:Я|Мы|Мой|Наш)(?=\s)"),
    "uk": re.compile(r"(?:Я|Ми|Мій|Наш)(?=\s)"),
}
"""Beginnings with which a writer speaks of himself or to his readers, by language."""
_BY_WHOM = re.compile(
    r"\b(?:contributed to this (?:report|article|story)|reporting by|edited by|Mitarbeit:|a contribué à cet article|contribuyó a este)\b",
    re.IGNORECASE,
)
"""Who worked on a report, which is no part of what it tells."""
_MARKS = (("“", "”"), ("„", "“"), ("«", "»"), ("(", ")"), ("「", "」"))
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Candidate(NamedTuple):
    """A sentence of a report: `start` behind a dateline; `place` counts from 0; `keys` are stems, numbers and pairs of characters."""

    article: Article
    start: int
    end: int
    place: int
    keys: frozenset[str]

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


def candidates(article: Article) -> Iterator[Candidate]:
    """Whole sentences that can be understood alone: no fragment of a quotation, no beginning that leans on others, no credit."""
    credited = [(credit.start, credit.end) for credit in article.credits if credit.kind in ("credit", "byline")]
    for place, (start, end) in enumerate(text.sentences(article.text)):
        if place >= LEAD:
            return
        dateline = _DATELINE.match(article.text[start:end])
        begin = start + dateline.end() if dateline else start
        words = article.text[begin:end]
        own = _OWN.get(article.language)
        if _stands(words) and not (own and own.match(words)) and not any(a < end and begin < b for a, b in credited):
            yield Candidate(article, begin, end, place, keys(words))


def _stands(words: str) -> bool:
    shortest = SHORTEST_UNSPACED if _WIDE.search(words) else SHORTEST
    if not shortest <= len(words) <= LONGEST or words[-1] not in ".!…。”“»」" or "?" in words:
        return False
    if words[0] in "“„«「\"'" or words[:1].islower() or _LEANING.match(words) or _BY_WHOM.search(words):
        return False
    return all(words.count(a) == words.count(b) for a, b in _MARKS if a != "„" or "„" in words) and words.count('"') % 2 == 0


def keys(words: str) -> frozenset[str]:
    """What a sentence says: its longer words by their first letters, its numbers; of unspaced scripts pairs of characters."""
    found = set()
    before = ""
    for word, _, _ in text.words(words):
        if _WIDE.match(word):
            found.add(before + word)
            before = word
        elif word.isdigit() or len(word) > 3:
            found.add(text.plain(word)[:_KEPT])
    return frozenset(found)
