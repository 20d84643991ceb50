"""Story terms: what an article is about, as weighted keys that can be compared across outlets and, for most keys, languages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from math import log1p
from operator import itemgetter
from typing import Final, NamedTuple

from headwater.model import Figure, Name, Time
from headwater.stages.story import days, segment
from headwater.stages.story.concepts import concept
from headwater.stages.story.spelling import han_places, name_key, strip_accents
from headwater.stages.story.words import all_stopwords, stem, stopwords

MAX_WORDS: Final = 72
MAX_NAMES: Final = 36
MAX_NUMBERS: Final = 12
MAX_CONCEPTS: Final = 16
WEEKDAYS: Final = 7
MAX_TERMS: Final = MAX_WORDS + MAX_NAMES + MAX_NUMBERS + MAX_CONCEPTS + WEEKDAYS
_SEGMENTED: Final = 500
"""Characters of title, lead and middle each that are taken apart into words of Chinese or Japanese, which costs 5 µs a character."""
_READ: Final = 8000
"""Characters of text that are read: a report says what happened in its first thousand words."""
_TITLE: Final = 4.0
_BANDS: Final = ((400, 1.6), (3000, 1.0), (_READ, 0.5))
"""How much one mention counts: in the title, and in the text up to each of these characters."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[.'’ʼ-][^\W\d_]+)*")
_UPPER = "A-Z" + "".join(letter for letter in map(chr, range(0x80, 0x2000)) if letter.isupper())
_CAPITALISED = re.compile(rf"[{_UPPER}](?<![^\W\d_].)(?<![^\W\d_][.'’ʼ-].)[^\W\d_]*(?:[.'’ʼ-][^\W\d_]+)*")
"""A token with a capital first letter, looked for first: it is rarer than what may stand before it."""
_NUMBER = re.compile(
    r"(?=\d)(?<![^\W\u3040-\u30ff\u3400-\u9fff])(?:"
    r"\d{1,2}[.:][0-5]\d ?(?:(?i:[ap]\.?m)\b|Uhr|hod)|\d{1,2}(?: ?h ?|[:時时点點])[0-5]\d(?!\d)"
    r"|(?<![.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\w)"
    r"|\d+(?:\.\d+)?[千万億亿](?:\d+千)?"
    r"|\d+(?:[.,]\d{1,2})?(?![\d年月日]))"
)
_CLOCK = re.compile(r"(\d{1,2})(?: ?h ?|[:時时点點]|\.(?=\d\d ?[^\W\d]))(\d\d)(?: ?(?:([apAP])\.?[mM]|Uhr|hod))?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+")
_MYRIADS = re.compile(r"([\d.]+)([千万億亿])(?:(\d+)千)?")
_POWERS: Final = {"千": 1e3, "万": 1e4, "億": 1e8, "亿": 1e8}
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_GERMAN_NOUN = re.compile(
    r"\b(?:\d+|d(?:er|ie|as|en|em|es)|(?:k|m|s)?eine?[mnrs]?|im|am|vom|zum|zur|beim|ins|ans|(?!(?:uber|unter|hinter|gegen|neben|wegen"
    r"|zwischen|ausser|haben|werden|wurden)\b)[a-z]+e[mnrs])\s+([A-Z][a-z]+)"
)
"""A capitalised word after a German article, number or declined adjective: a noun, not a name."""
_ENDS_SENTENCE = re.compile(r"[.!?…:\n\"“”«»„(\[•–—-]\s*$")

Weights = defaultdict[str, float]


class Given(NamedTuple):
    """What is known of a text beforehand: its facts, with their places in it, and the day of publication where the outlet is."""

    names: Sequence[Name] = ()
    figures: Sequence[Figure] = ()
    times: Sequence[Time] = ()
    published: date | None = None


NOTHING: Final = Given()


class _Found:
    """What was found so far in each space of keys."""

    __slots__ = ("about", "concepts", "days", "names", "numbers", "words")

    def __init__(self) -> None:
        self.words, self.names, self.numbers, self.concepts, self.days = (defaultdict[str, float](float) for _ in range(5))
        self.about = {"c:": self.concepts, "#:": self.numbers, "d:": self.days}

    def concept(self, key: str, worth: float) -> None:
        if key:
            self.about[key[:2]][key[2:]] += worth


def terms(title: str, text: str, language: str, given: Given = NOTHING) -> tuple[tuple[str, float], ...]:
    """Weighted story terms, heaviest first, at most `MAX_TERMS`; weights are positive and below 10.

    Keys: "w:" folded and lightly stemmed content word (Chinese and Japanese: two characters of one word), "n:" language-neutral name,
    "#:" number, "c:" language-neutral concept, "d:" weekday (Monday 1), also that of a date near the day of publication. A term
    of the title or the lead weighs more than one far down, where pages carry other stories' headlines.
    """
    near = days.near(given.published)
    dated = [(time, key) for time, key in days.dated(given.times, near) if time.end <= _READ]
    begin = len(title[:500]) if text.startswith(title[:500]) else 0
    title, text = strip_accents(title[:500]), strip_accents(days.without(text[:_READ], [time for time, _ in dated])[begin:])
    said = [(key, next(worth for until, worth in _BANDS if time.start - begin < until)) for time, key in dated]
    found = _Found()
    bands = [_Band(title, 0, len(title), _TITLE), *_bands(text)]
    ordinary = _ordinary(text, bands[1:], language)
    shouted = _title_case(title)
    for band in bands:
        unspaced = _UNSPACED.search(band.piece, band.begin, band.end) is not None
        _read_words(band, language, unspaced, found)
        if not (shouted and band is bands[0]):
            _read_names(band, ordinary, found.names)
        if unspaced:
            _read_unspaced(band.piece[band.begin : band.end], band.worth, found)
            said += ((key, band.worth) for key in days.written(band.piece[band.begin : band.end], near))
        _read_numbers(band, found.numbers)
    if shouted and text:
        _confirm_title_names(title, found.names)
    _add_given(given, found)
    if not found.days:
        # A text that names weekdays has named that of what happened.
        for key, worth in said:
            found.days[key] += worth
    rows = [
        *_heaviest("w:", found.words, MAX_WORDS),
        *_heaviest("n:", found.names, MAX_NAMES),
        *_heaviest("#:", found.numbers, MAX_NUMBERS),
        *_heaviest("c:", found.concepts, MAX_CONCEPTS),
        *_heaviest("d:", found.days, WEEKDAYS),
    ]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


class _Band:
    """A part of the title or text, the tokens in it, and what one mention there is worth."""

    __slots__ = ("begin", "end", "piece", "tokens", "worth")

    def __init__(self, piece: str, begin: int, end: int, worth: float) -> None:
        self.piece, self.begin, self.end, self.worth = piece, begin, end, worth
        self.tokens = Counter(_TOKEN.findall(piece, begin, end))


def _bands(text: str) -> Iterator[_Band]:
    begin = 0
    for until, worth in _BANDS:
        # A band ends with a word: one that begins in it belongs to it.
        end = text.find(" ", until - 1) if until < len(text) else -1
        end = len(text) if end < 0 else end
        if end > begin:
            yield _Band(text, begin, end, worth)
        begin = end


def _ordinary(text: str, bands: Iterable[_Band], language: str) -> set[str]:
    """Folded words that the text itself shows to be no names: written small elsewhere or, in German, used as nouns."""
    small = {token for band in bands for token in band.tokens if token[0].islower()}
    return small | {noun.casefold() for noun in _GERMAN_NOUN.findall(text)} if language == "de" else small


def _read_words(band: _Band, language: str, unspaced: bool, found: _Found) -> None:
    words, worth, content = found.words, band.worth, _content
    for token, times in band.tokens.items():
        word, about = content(token, language)
        if not (word or about) or (unspaced and _UNSPACED.search(token)):
            continue
        if word:
            words[word] += worth * times
        if about:
            found.concept(about, worth * times)


@lru_cache(maxsize=65536)
def _content(token: str, language: str) -> tuple[str, str]:
    """The token's stem, "" where it says nothing about what happened, and the key of its concept; of a stop word only that of a weekday."""
    word = token.casefold().replace("’", "'")
    if not 2 <= len(word) <= 40:
        return "", ""
    stop, about, stemmed = stopwords(language), concept(word), stem(word, language)
    if word in stop or stemmed in stop:
        return "", about if about.startswith("d:") else ""
    return stemmed, about


def _read_names(band: _Band, ordinary: set[str], names: Weights) -> None:
    piece = band.piece
    for match in _CAPITALISED.finditer(piece, band.begin, band.end):
        token = match.group()
        if len(token) < 2 or (token.casefold() in ordinary and not name_key(token).startswith("@")):
            continue
        at = match.start()
        starts = at == 0 or _ENDS_SENTENCE.search(piece, max(0, at - 3), at) is not None
        for key in _name_keys(token, starts):
            names[key] += band.worth * (0.6 if starts else 1.0)


def _read_numbers(band: _Band, numbers: Weights) -> None:
    for match in _NUMBER.finditer(band.piece, band.begin, band.end):
        key = _number_key(match.group())
        if key:
            numbers[key] += band.worth


@lru_cache(maxsize=65536)
def _name_keys(token: str, starts: bool) -> tuple[str, ...]:
    """Keys of the parts of a capitalised token; none for a function word, which has its capital from where it stands."""
    token = token.replace(".", "")
    if starts and token.casefold() in all_stopwords():
        return ()
    acronym = token.isupper() and len(token) < 6
    parts = (part for part in token.split("-") if len(part) > 1 and (acronym or part.casefold() not in all_stopwords()))
    return tuple(key for key in map(name_key, parts) if len(key) > 1)


def _read_unspaced(piece: str, worth: float, found: _Found) -> None:
    for word in segment.words(piece, _SEGMENTED if worth >= 1 else 0):
        for at in range(len(word) - 1):
            found.words[word[at : at + 2]] += worth * 0.7
    for run in _HAN_RUN.findall(piece):
        for at in range(len(run) - 1):
            found.concept(concept(run[at : at + 2]), worth)
    for run in _KATAKANA.findall(piece):
        found.words[run[:12]] += worth
        found.concept(concept(run), worth)
        key = name_key(run)
        if len(key) > 1:
            found.names[key] += worth
    for written, key in han_places():
        times = piece.count(written)
        if times:
            found.names["@" + key] += worth * min(4, times)


@lru_cache(maxsize=16384)
def _number_key(written: str) -> str:
    """ "1,300", "1.300" and "1 300" are one number, "2,5" and "2.5" too; "10:43", "10.43 Uhr" and "10h43" are one time of day, and none of
    them. "" for a single digit: it says too little.
    """
    clock = _CLOCK.fullmatch(written)
    if clock:
        hour = int(clock[1]) % 12 + 12 * (clock[3] in "pP") if clock[3] else int(clock[1])
        written = f"{hour}" if clock[2] == "00" else f"{hour}:{clock[2]}"
    myriads = _MYRIADS.fullmatch(written)
    if myriads and written.count(".") < 2:
        return f"{float(myriads[1]) * _POWERS[myriads[2]] + 1e3 * float(myriads[3] or 0):.10g}"
    if _GROUPED.fullmatch(written):
        written = re.sub(r"\D", "", written)
    written = written.replace(",", ".").lstrip("0")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written if 2 <= len(written) <= 15 else ""


def _title_case(title: str) -> bool:
    """Whether capitals in this title say nothing: most of its longer words have one."""
    longer = [token for token in _TOKEN.findall(title) if len(token) > 3]
    return len(longer) > 2 and sum(token[0].isupper() for token in longer) > 0.7 * len(longer)


def _confirm_title_names(title: str, names: Weights) -> None:
    for token in _TOKEN.findall(title):
        key = name_key(token)
        if key in names:
            names[key] += _TITLE


def _add_given(given: Given, found: _Found) -> None:
    for name in given.names:
        for token in _TOKEN.findall(name.text[:120]):
            key = name_key(token) if token[0].isupper() else ""
            if len(key) > 1:
                found.names[key] = max(found.names[key], 1.0)
    for figure in given.figures:
        if 10 <= abs(figure.value) < 1e15:
            key = f"{figure.value:.10g}"
            found.numbers[key] = max(found.numbers[key], 1.0)


def _heaviest(space: str, weights: Weights, limit: int) -> list[tuple[str, float]]:
    rows = sorted(sorted(weights.items()), key=itemgetter(1), reverse=True)[:limit]
    return [(space + key, round(min(9.9, 0.3 + log1p(weight)), 3)) for key, weight in rows]
