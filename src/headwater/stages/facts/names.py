"""Mentions of persons, organisations, places and events, by capitals, titles, given names and a small gazetteer.

A run of capitalised words is cut into names; mentions of one thing share an id, which for a thing with a known or fully spelled
name is the same in every article and language as far as spelling rules allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from headwater.model import Name, NameType
from headwater.stages.facts.lexicon import Known, gazetteer, given_names, word_list
from headwater.stages.facts.people import People
from headwater.stages.facts.spelling import given_forms, key, slug

LIMIT = 200_000
"""Characters of a text that are searched; what stands beyond is never a report's substance."""

_TOKEN = re.compile(r"(?:[^\W\d_]\.){1,4}(?![^\W_])|[^\W_]+(?:[-‑'’ʼ&][^\W_]+)*")
_APOSTROPHES = frozenset("'’")
_BLANKS = frozenset((" ", "\u00a0", "\u202f", "  "))
_ABBREVIATED = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "st", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "maj", "rev", "sr", "sra", "hr", "fr"]
)
_ENDS = '.!?:…\n"“”„«»‘(•–—*'
_ORG_LINKS = frozenset(("of", "for", "the", "des", "der", "de", "du", "la", "für"))
_MAX_WORDS = 9
_ROMAN = re.compile(r"[IVX]{1,4}$")


class Word(NamedTuple):
    text: str
    start: int
    end: int
    closed: bool
    """Whether a possessive ends the name here."""

    @property
    def lower(self) -> str:
        return self.text.lower()


class Piece(NamedTuple):
    """A candidate: its words, what it is (None: only if its surname is known), and what it is known as."""

    words: tuple[Word, ...]
    type: NameType | None
    known: Known | None = None


def find_names(text: str, title: str, language: str) -> tuple[Name, ...]:
    """Mentions in order of place, not overlapping. `title` helps to complete names; no mention in it is returned.

    `language` is a primary tag or "und". Scripts without spaces are only searched for names of the gazetteer. Never raises;
    reads the first `LIMIT` characters.
    """
    text = text[:LIMIT]
    people = People(language)
    for piece in _pieces(title[:1000], language):
        if piece.type == "person":
            people.meet([w.text for w in piece.words], -1)
    pieces = list(_pieces(text, language))
    for piece in pieces:
        if piece.type == "person" and piece.known is None:
            people.meet([w.text for w in piece.words], piece.words[0].start)
    found = [name for piece in pieces if (name := _name(text, piece, people))]
    found.extend(_unspaced(text))
    found.sort(key=lambda name: name.start)
    return tuple(found)


def _name(text: str, piece: Piece, people: People) -> Name | None:
    start, end = piece.words[0].start, piece.words[-1].end
    words = [w.text for w in piece.words]
    if piece.known:
        return Name(start=start, end=end, text=text[start:end], type=piece.known.type, id=piece.known.id)
    if len(words) == 1 and piece.type == "place":
        person = people.id_of(words, start, sure=False)
        if person:
            return Name(start=start, end=end, text=text[start:end], type="person", id=person)
    if piece.type in ("person", None):
        person = people.id_of(words, start, sure=piece.type == "person")
        return Name(start=start, end=end, text=text[start:end], type="person", id=person) if person else None
    identity = slug(" ".join(key(w, people.language) for w in words))
    assert piece.type is not None
    return Name(start=start, end=end, text=text[start:end], type=piece.type, id=identity) if identity else None


def _unspaced(text: str) -> Iterator[Name]:
    if not re.search(r"[\u3040-\u9fff\u0e00-\u0e7f]", text):
        return
    names = gazetteer().unspaced
    for match in _unspaced_pattern().finditer(text):
        known = names[match.group()]
        yield Name(start=match.start(), end=match.end(), text=match.group(), type=known.type, id=known.id)


@cache
def _unspaced_pattern() -> re.Pattern[str]:
    names = sorted(gazetteer().unspaced, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def _pieces(text: str, language: str) -> Iterator[Piece]:
    lowered = set(_LOWER.findall(text))
    lines = iter([*_headlines(text), (len(text), len(text))])
    line = next(lines)
    for run, initial, before, after in _runs(text):
        while line[1] < run[0].start:
            line = next(lines)
        headline = line[0] <= run[0].start
        yield from _cut(_Run(run, initial, before, after, lowered, language == "de" or headline, headline))


def _headlines(text: str) -> Iterator[tuple[int, int]]:
    """Lines where nearly every word has a capital, so that capitals tell nothing."""
    for match in _LINE.finditer(text):
        words = [w for w in match.group().split() if len(w) > 3]
        if len(words) > 3 and not match.group().endswith(".") and sum(w[0].isupper() for w in words) > 0.7 * len(words):
            yield match.span()


_LINE = re.compile(r"[^\n]+")
_LOWER = re.compile(r"\b[^\W\d_A-ZÀ-ÞА-Я][^\W_]*")


class _Run(NamedTuple):
    """Capitalised words with what stands around them.

    `lowered` has all words that also occur in lower case in the text; `weak` says that a capital alone is no hint of a name.
    """

    words: Sequence[Word]
    initial: bool
    before: str
    after: str
    lowered: set[str]
    weak: bool
    headline: bool


def _runs(text: str) -> Iterator[tuple[list[Word], bool, str, str]]:
    words = list(_words(text))
    particles = word_list("particles")
    orgs = word_list("org_words")
    at = 0
    while at < len(words):
        if not words[at].text[0].isupper():
            at += 1
            continue
        last, j = at, at + 1
        while j < len(words) and j - at < _MAX_WORDS and _joined(text, words[j - 1], words[j]):
            word = words[j].text
            if word[0].isupper():
                last = j
            elif not (word in particles or (word in _ORG_LINKS and _org_head(words[at : last + 1], orgs))) or j - last > 2:
                break
            j += 1
        run = words[at : last + 1]
        gap = text[max(0, run[0].start - 3) : run[0].start].rstrip(" ")
        initial = not gap or gap[-1] in _ENDS
        before = words[at - 1].lower if at and not initial else ""
        yield run, initial, before, words[last + 1].lower if last + 1 < len(words) else ""
        at = last + 1


def _words(text: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(text):
        word = match.group()
        start, end = match.span()
        if word[-2:-1] in _APOSTROPHES and word[-1] in "sS" and len(word) > 2:
            yield Word(word[:-2], start, end - 2, True)
        else:
            yield Word(word, start, end, False)


def _joined(text: str, left: Word, right: Word) -> bool:
    if left.closed:
        return False
    gap = text[left.end : right.start]
    return gap in _BLANKS or (gap == ". " and left.lower in _ABBREVIATED)


def _org_head(words: Sequence[Word], orgs: frozenset[str]) -> bool:
    return any(w.lower in orgs or w.lower in ("department", "secretary", "house") for w in words)


def _cut(run: _Run) -> Iterator[Piece]:
    words = list(run.words)
    starters, titles = word_list("starters"), word_list("titles")
    titled = False
    while words and not _known_at(words, 0):
        lower = words[0].lower
        if lower in titles or (lower.rsplit("-", 1)[-1] in titles):
            titled = True
        elif not (lower in word_list("calendar") or (lower in starters and (run.initial or len(lower) > 1))):
            break
        words.pop(0)
    if not words:
        return
    first = _given_at(words)
    last_title = max((i for i, w in enumerate(words) if w.lower in titles), default=-1)
    if 0 < last_title + 1 < len(words) and (first is None or first <= last_title):
        yield from _cut_plain(words[:last_title], run, titled=False)
        yield from _cut_plain(words[last_title + 1 :], run, titled=True)
    elif first:
        yield from _cut_plain(words[:first], run, titled=False)
        yield from _person(words[first:], run)
    else:
        yield from _cut_plain(words, run, titled=titled)


def _person(words: Sequence[Word], run: _Run) -> Iterator[Piece]:
    """The words as one person's name, as far as it can go; what follows an "And" is cut anew."""
    starters = word_list("starters")
    size = next((i for i, w in enumerate(words) if i and w.text[0].isupper() and w.lower in starters), len(words))
    plain = sum(w.text[0].isupper() and len(w.text.rstrip(".")) > 1 for w in words[:size])
    if run.headline and plain > 2:
        size = 2
    yield Piece(tuple(words[: min(size, 6)]), "person")
    if size < len(words):
        yield from _cut_plain(words[size + 1 :] if words[size].lower in starters else [], run, titled=False)


def _given_at(words: Sequence[Word]) -> int | None:
    """Index of the first given name that another capitalised word follows."""
    given = given_names()
    for i in range(len(words) - 1):
        if words[i + 1].lower in word_list("org_words"):
            return None
        if any(form in given for form in given_forms(key(words[i].text))) and words[i].lower not in word_list("calendar"):
            return i
    return None


def _known_at(words: Sequence[Word], at: int) -> tuple[Known, int] | None:
    """The longest gazetteer name that starts at word `at`, with its number of words."""
    table = gazetteer()
    for size in range(min(table.heads.get(words[at].text, 0), len(words) - at), 0, -1):
        known = table.exact.get(" ".join(w.text for w in words[at : at + size]))
        if known:
            return known, size
    return None


def _cut_plain(words: Sequence[Word], run: _Run, *, titled: bool) -> Iterator[Piece]:
    """Names in capitalised words that hold no title any more."""
    if not words:
        return
    whole = _known_at(words, 0)
    if whole and whole[1] == len(words):
        yield Piece(tuple(words), whole[0].type, whole[0])
        return
    kind = "person" if titled and not run.headline else _kind(words, run)
    if kind == "person":
        yield from _person(words, run)
        return
    if kind:
        yield Piece(tuple(words), kind)
        return
    at, plain = 0, []
    while at < len(words):
        known = _known_at(words, at)
        if known:
            yield Piece(tuple(words[at : at + known[1]]), known[0].type, known[0])
        elif words[at].lower not in word_list("starters"):
            plain.append(words[at])
        at += known[1] if known else 1
    for word in plain:
        yield from _single(word, run, alone=len(words) == 1)


def _kind(words: Sequence[Word], run: _Run) -> NameType | None:
    """What several capitalised words are together, or None."""
    last = words[-1].lower
    if len(words) < 2:
        return None
    if last in word_list("org_words") or words[0].lower in ("university", "ministry", "bank", "universität", "université", "департамент"):
        return "org"
    if any(w.text in ("of", "for") for w in words) and _org_head(words, word_list("org_words")):
        return "org"
    if last in word_list("place_words"):
        return "place"
    if last in word_list("event_words"):
        return "event"
    if _given_at(words) == 0:
        return "person"
    if any(_known_at(words, i) for i in range(len(words))):
        return None
    if run.weak or len(words) > 3 or any(_common(w, run) for w in words):
        return None
    return "person"


def _common(word: Word, run: _Run) -> bool:
    """Whether the word is no proper name, by lists or because the text also writes it in lower case."""
    lower = word.lower
    return (
        lower in run.lowered
        or lower in word_list("not_names")
        or lower in word_list("calendar")
        or lower in word_list("starters")
        or word.text.isupper()
        or any(c.isdigit() for c in word.text)
    )


def _single(word: Word, run: _Run, *, alone: bool) -> Iterator[Piece]:
    """A name of one word: an acronym, a place after "in", or somebody named in full elsewhere."""
    if word.lower in word_list("not_names") or word.lower in word_list("calendar") or len(word.text) < 2:
        return
    if word.text.isupper() and 2 <= len(word.text) <= 6 and word.text.isalpha() and not _ROMAN.match(word.text):
        yield Piece((word,), "org")
    elif alone and not run.weak and run.before in word_list("place_cues") and not _common(word, run):
        yield Piece((word,), "place")
    else:
        yield Piece((word,), None)
