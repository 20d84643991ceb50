"""Quotes of one speaker in two languages that are one: by names, numbers, words that both languages have, length and place. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from headwater.stages.compare.said import Said
from headwater.text import words

RATIO: Final = (0.55, 1.9)
"""Length in characters of one against the other: German and Ukrainian say in 0.8 to 1.3 times the letters what English says."""
MOST: Final = 40
"""Quotes of one speaker in one language that are looked at."""
_COGNATE: Final = 5
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ",
            "a b v g g d e e z z i i i i k l m n o p r s t u f h c c s s | u a y e e |".replace("|", "\0").split(" "),
            strict=True,
        )
    )
)


def translated(found: Sequence[Said]) -> Iterator[tuple[Said, Said, float]]:
    """(quote, the same in another language, strength below 1). Each quote has one partner in each other report at most."""
    by_speaker: dict[str, list[Said]] = defaultdict(list)
    for said in found:
        if said.who and said.words and len(by_speaker[said.who]) < 4 * MOST:
            by_speaker[said.who].append(said)
    for spoken in by_speaker.values():
        by_report: dict[str, list[Said]] = defaultdict(list)
        for said in spoken:
            if len(by_report[said.account.article.id]) < MOST:
                by_report[said.account.article.id].append(said)
        reports = list(by_report.values())
        for place, one in enumerate(reports):
            for other in reports[place + 1 :]:
                if one[0].language != other[0].language:
                    yield from _between(one, other)


def _between(one: Sequence[Said], other: Sequence[Said]) -> Iterator[tuple[Said, Said, float]]:
    """The surest partners of two reports first; each quote once."""
    related = one[0].account.follows == other[0].account.article.id or other[0].account.follows == one[0].account.article.id
    scored = []
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            in_step = len(one) == len(other) and i == j
            score = _score(a, b, related=related, in_step=in_step)
            if score:
                scored.append((score, -abs(a.place - b.place), i, j))
    taken: set[tuple[str, int]] = set()
    for score, _, i, j in sorted(scored, reverse=True):
        if ("a", i) not in taken and ("b", j) not in taken:
            taken |= {("a", i), ("b", j)}
            yield one[i], other[j], score


def _score(one: Said, other: Said, *, related: bool, in_step: bool) -> float:
    ratio = len(one.quote.text) / max(1, len(other.quote.text))
    if not RATIO[0] <= ratio <= RATIO[1]:
        return 0.0
    numbers, others = _numbers(one), _numbers(other)
    if numbers != others and (numbers and others):
        return 0.0
    names = {k for k in one.content if k.startswith("~")} & {k for k in other.content if k.startswith("~")}
    common = len(names) + len(numbers & others) + len(_cognates(one) & _cognates(other))
    near = abs(one.place - other.place) < 0.2
    if common >= 2 and near:
        return min(0.9, 0.5 + 0.1 * common)
    if related and in_step and (common or near):
        return 0.45
    return 0.4 if related and common and near else 0.0


def _numbers(said: Said) -> frozenset[float]:
    return frozenset(f.value for f in said.account.figures if said.quote.start <= f.start and f.end <= said.quote.end)


def _cognates(said: Said) -> frozenset[str]:
    """Beginnings of the longer words in Latin letters: "президент", "Präsident" and "president" begin alike."""
    found = set()
    for word, _, _ in words(said.quote.text):
        if len(word) > _COGNATE:
            latin = unicodedata.normalize("NFKD", word.translate(_CYRILLIC))
            found.add("".join(c for c in latin if not unicodedata.combining(c)).replace("k", "c")[:_COGNATE])
    return frozenset(found)
