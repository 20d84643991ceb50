"""Mentions of persons, organisations, places and events, by capitals, titles, given names and a small gazetteer.

A run of capitalised words is cut into names; mentions of one thing share an id, which for a thing with a known or fully spelled
name is the same in every article and language as far as spelling rules allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import msgspec

from headwater.model import Name, NameType
from headwater.stages.facts.lexicon import Known, gazetteer, given_names, word_list
from headwater.stages.facts.people import People
from headwater.stages.facts.spelling import given_forms, key, slug, word_forms

LIMIT = 200_000
"""Characters of a text that are searched; what stands beyond is never a report's substance."""

_WORD = r"(?:[^\W\d_]\.){1,4}(?![^\W_])|[^\W_]+(?:[-‑'’ʼ&][^\W_]+)*"
_NEXT = re.compile(rf"([ \u00a0\u202f]|  |\. )({_WORD})")
# A word that begins with a capital, as far as ranges of letters tell. The class stands first, and what is before it is looked at behind it,
# so that the search runs past small letters without trying the pattern at each.
_CAPITAL = re.compile(
    r"[^\W\d_a-zß-öø-ÿа-џґ](?s:(?<![^\W_].)(?<![^\W_][-‑'’ʼ&].)(?<!\b[a-z]\..))"
    r"(?:\.(?:[^\W\d_]\.){0,3}(?![^\W_])|[^\W_]*(?:[-‑'’ʼ&][^\W_]+)*)"
)
_APOSTROPHES = frozenset("'’")
_ABBREVIATED = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "st", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "maj", "rev", "sr", "sra", "hr", "fr"]
)
_ENDS = '.!?:…\n"“”„«»‘(•–—*'
_ORG_LINKS = frozenset(("of", "for", "the", "des", "der", "de", "du", "la", "für"))
_HUNG = " \u00a0#@[-'’/"
"""What may stand between a word and a name that go together."""
_MAX_WORDS = 9
_ROMAN = re.compile(r"[IVX]{1,4}$")


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a name; `closed` says that a possessive ends the name here."""

    text: str
    lower: str
    start: int
    end: int
    closed: bool


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
    found.sort(key=lambda name: (name.start, -name.end))
    # A run of capitals glued to a name in an unspaced script holds it too: the longer one stays.
    ends = accumulate((name.end for name in found), max, initial=0)
    return tuple(name for name, before in zip(found, ends, strict=False) if name.start >= before)


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
    lowered = word_forms(text)
    lines = iter([*_headlines(text), (len(text), len(text))])
    line = next(lines)
    passed, heads = _passed(), gazetteer().heads
    for words in _runs(text):
        first = words[0]
        if len(words) == 1 and first.lower in passed and len(first.lower) > 1 and first.text not in heads:
            continue
        while line[1] < first.start:
            line = next(lines)
        headline = line[0] <= first.start
        yield from _cut(_Run(text, words, lowered, language == "de" or headline, headline))


@cache
def _passed() -> frozenset[str]:
    """Words that are no name when they stand alone."""
    return word_list("starters") | word_list("titles") | word_list("calendar")


def _headlines(text: str) -> Iterator[tuple[int, int]]:
    """Lines where nearly every word has a capital, so that capitals tell nothing."""
    for match in _LINE.finditer(text):
        line = match.group()
        if line[-1] == ".":
            continue
        words = [w for w in line.split() if len(w) > 3]
        if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words):
            yield match.span()


_LINE = re.compile(r"[^\n]+")


class _Run(NamedTuple):
    """Capitalised words of a text that stand together.

    `lowered` has all words of the text as written; `weak` says that a capital alone is no hint of a name.
    """

    text: str
    words: Sequence[Word]
    lowered: frozenset[str]
    weak: bool
    headline: bool

    @property
    def initial(self) -> bool:
        """Whether a sentence or line begins here."""
        start = self.words[0].start
        gap = self.text[max(0, start - 3) : start].rstrip(" ")
        return not gap or gap[-1] in _ENDS

    @property
    def before(self) -> str:
        """The word in front, in lower case; "" at the beginning of a sentence."""
        start = self.words[0].start
        ahead = self.text[max(0, start - 30) : start].rstrip(_HUNG).split()
        return "" if self.initial or not ahead else ahead[-1].lower()


def _runs(text: str) -> Iterator[list[Word]]:
    particles = word_list("particles")
    orgs = word_list("org_words")
    match = _CAPITAL.search(text)
    while match:
        word = _word(match.group(), match.start())
        stop = match.end()
        if word.text[0].isupper():
            words, size = [word], 1
            while len(words) < _MAX_WORDS and (following := _following(text, words[-1])):
                words.append(following)
                if following.text[0].isupper():
                    size = len(words)
                elif (
                    not (following.text in particles or (following.text in _ORG_LINKS and _org_head(words[:size], orgs)))
                    or len(words) > size + 2
                ):
                    break
            stop = words[size - 1].end + 2 * words[size - 1].closed
            yield words[:size]
        match = _CAPITAL.search(text, stop)


def _word(written: str, start: int) -> Word:
    closed = written[-2:-1] in _APOSTROPHES and written[-1] in "sS" and len(written) > 2
    if closed:
        written = written[:-2]
    return Word(written, written.lower(), start, start + len(written), closed)


def _following(text: str, left: Word) -> Word | None:
    """The word behind `left`, if only a blank parts them, or the point of an abbreviation."""
    match = None if left.closed else _NEXT.match(text, left.end)
    if match is None or (match.start(2) - match.start() == 2 and text[left.end] == "." and left.lower not in _ABBREVIATED):
        return None
    return _word(match.group(2), match.start(2))


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
    if len(words) < 2:
        yield from _cut_plain(words, run, titled=titled)
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
    orgs = word_list("org_words")
    for i in range(len(words) - 1):
        if words[i + 1].lower in orgs:
            return None
        if _is_given(words[i].text):
            return i
    return None


@lru_cache(maxsize=8192)
def _is_given(word: str) -> bool:
    given = given_names()
    return any(form in given for form in given_forms(key(word))) and word.lower() not in word_list("calendar")


def _known_at(words: Sequence[Word], at: int) -> tuple[Known, int] | None:
    """The longest gazetteer name that starts at word `at`, with its number of words."""
    table = gazetteer()
    most = table.heads.get(words[at].text)
    if most is None:
        return None
    for size in range(min(most, len(words) - at), 0, -1):
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
