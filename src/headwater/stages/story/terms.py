"""Story terms: what an article is about, as weighted keys that can be compared across outlets and, for names and numbers, languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log1p
from typing import Final

from headwater.model import Figure, Name
from headwater.stages.story.spelling import han_places, name_key, strip_accents
from headwater.stages.story.words import all_stopwords, stem, stopwords

MAX_WORDS: Final = 72
MAX_NAMES: Final = 36
MAX_NUMBERS: Final = 12
MAX_TERMS: Final = MAX_WORDS + MAX_NAMES + MAX_NUMBERS
_READ: Final = 8000
"""Characters of text that are read: a report says what happened in its first thousand words."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[.'’ʼ-][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\w])|(?<![\w])\d+(?:[.,]\d{1,2})?(?![\d])")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_ENDS_SENTENCE = re.compile(r"[.!?…:\n\"“”«»„(\[•–—-]\s*$")


def terms(title: str, text: str, language: str, names: Sequence[Name], figures: Sequence[Figure]) -> tuple[tuple[str, float], ...]:
    """Weighted story terms, heaviest first, at most `MAX_TERMS`; weights are positive and below 10.

    Keys: "w:" folded and lightly stemmed content word (Chinese and Japanese: two characters), "n:" language-neutral name,
    "#:" number. A term of the title or the lead weighs more than one far down, where pages carry other stories' headlines.
    """
    title, text = _nfc(title[:500]), _nfc(text[:_READ])
    if title and text.startswith(title):
        text = text[len(title) :]
    words: dict[str, float] = defaultdict(float)
    found: dict[str, float] = defaultdict(float)
    numbers: dict[str, float] = defaultdict(float)
    shouted = _title_case(title)
    lower = {m.group() for m in _TOKEN.finditer(text) if m.group()[0].islower()}
    for piece, part in ((title, 0), (text, 1)):
        _read_words(piece, part, language, words)
        if not (part == 0 and shouted):
            _read_names(piece, part, lower, found)
        _read_unspaced(piece, part, words, found)
        _read_numbers(piece, part, numbers)
    if shouted and text:
        _confirm_title_names(title, found)
    _add_given(names, figures, found, numbers)
    rows = [
        *_heaviest("w:", words, MAX_WORDS),
        *_heaviest("n:", found, MAX_NAMES),
        *_heaviest("#:", numbers, MAX_NUMBERS),
    ]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def _nfc(text: str) -> str:
    return text if text.isascii() else strip_accents(text)


def _worth(part: int, at: int) -> float:
    """How much one mention counts: title 2.5, lead (first 400 characters) 1.6, first 3,000 characters 1, the rest less."""
    if part == 0:
        return 2.5
    return 1.6 if at < 400 else 1.0 if at < 3000 else 0.5


def _read_words(piece: str, part: int, language: str, words: dict[str, float]) -> None:
    stop = stopwords(language)
    for match in _TOKEN.finditer(piece):
        word = match.group().casefold().replace("’", "'")
        if word in stop or len(word) < 2 or len(word) > 40 or _UNSPACED.search(word):
            continue
        stemmed = stem(word, language)
        if stemmed not in stop:
            words[stemmed] += _worth(part, match.start())


def _read_names(piece: str, part: int, lower: set[str], found: dict[str, float]) -> None:
    for match in _TOKEN.finditer(piece):
        token = match.group()
        if not token[0].isupper() or len(token) < 2 or token.casefold() in lower:
            continue
        token = token.replace(".", "")
        acronym = token.isupper() and len(token) < 6
        starts = match.start() == 0 or _ENDS_SENTENCE.search(piece, max(0, match.start() - 3), match.start())
        if starts and token.casefold() in all_stopwords():
            continue
        for half in token.split("-"):
            key = name_key(half) if len(half) > 1 else ""
            if len(key) > 1 and (acronym or half.casefold() not in all_stopwords()):
                found[key] += _worth(part, match.start()) * (0.6 if starts else 1.0)


def _read_unspaced(piece: str, part: int, words: dict[str, float], found: dict[str, float]) -> None:
    if not _UNSPACED.search(piece):
        return
    for run in _HAN_RUN.finditer(piece):
        for at in range(run.start(), run.end() - 1):
            words[piece[at : at + 2]] += _worth(part, at) * 0.7
    for match in _KATAKANA.finditer(piece):
        words[match.group()[:12]] += _worth(part, match.start())
        key = name_key(match.group())
        if len(key) > 1:
            found[key] += _worth(part, match.start())
    for written, key in han_places():
        at = piece.find(written)
        if at >= 0:
            found["@" + key] += _worth(part, at) * min(4, piece.count(written))


def _read_numbers(piece: str, part: int, numbers: dict[str, float]) -> None:
    for match in _NUMBER.finditer(piece):
        key = _number_key(match.group())
        if key:
            numbers[key] += _worth(part, match.start())


def _number_key(written: str) -> str:
    """ "1,300", "1.300" and "1 300" are one number; "2,5" and "2.5" too. "" for a single digit, which says too little."""
    if re.fullmatch(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", written):
        written = re.sub(r"\D", "", written)
    written = written.replace(",", ".").lstrip("0")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written if 2 <= len(written) <= 15 else ""


def _title_case(title: str) -> bool:
    """Whether capitals in this title say nothing: most of its longer words have one."""
    longer = [m.group() for m in _TOKEN.finditer(title) if len(m.group()) > 3]
    return len(longer) > 2 and sum(w[0].isupper() for w in longer) > 0.7 * len(longer)


def _confirm_title_names(title: str, found: dict[str, float]) -> None:
    for match in _TOKEN.finditer(title):
        key = name_key(match.group())
        if key in found:
            found[key] += _worth(0, 0)


def _add_given(names: Iterable[Name], figures: Iterable[Figure], found: dict[str, float], numbers: dict[str, float]) -> None:
    for name in names:
        for match in _TOKEN.finditer(name.text[:120]):
            key = name_key(match.group())
            if len(key) > 1 and match.group()[0].isupper():
                found[key] = max(found[key], 1.0)
    for figure in figures:
        if 10 <= abs(figure.value) < 1e15:
            key = f"{figure.value:.10g}"
            numbers[key] = max(numbers[key], 1.0)


def _heaviest(space: str, weights: dict[str, float], limit: int) -> list[tuple[str, float]]:
    rows = sorted(weights.items(), key=lambda row: (-row[1], row[0]))[:limit]
    return [(space + key, round(min(9.9, 0.3 + log1p(weight)), 3)) for key, weight in rows]
