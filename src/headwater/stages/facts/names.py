"""Mentions of persons, organisations, places and events, by capitals, titles, given names and a small gazetteer.

A run of capitalised words is cut into names; mentions of one thing share an id, which for a thing with a known or fully spelled
name is the same in every article and language as far as spelling rules allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate

import msgspec

from headwater.model import Name, NameType
from headwater.stages.facts.lexicon import Known, gazetteer, given_names, word_list
from headwater.stages.facts.people import People
from headwater.stages.facts.placenames import alone as is_place
from headwater.stages.facts.placenames import together, weight
from headwater.stages.facts.runs import Run, Word, headlines, org_head, runs, written
from headwater.stages.facts.spelling import given_forms, key, slug, word_forms

LIMIT = 200_000
"""Characters of a text that are searched; what stands beyond is never a report's substance."""

_LISTED = 56
_LARGE = 255
_ARTICLES = frozenset(("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "kein", "keine"))
_FAMOUS = 80
"""Rank of a place whose name is not taken for a person's although it begins with a given name ("San Jose", "Virginia Beach")."""
_NEXT_PLACE = re.compile(r", ([^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z][^\W\d_]+)?)")
_UNSPACED = re.compile(r"[\u3040-\u9fff\u0e00-\u0e7f]")
_ROMAN = re.compile(r"[IVX]{1,4}$")


_NAMES_ONLY_IN = {"Island": frozenset({"de", "da", "is", "nb", "nn", "no", "sv"})}
"""Names of the gazetteer that are ordinary words in every language but these."""


class Piece(msgspec.Struct, frozen=True, gc=False):
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
    pieces = [piece for piece in _pieces(text, language) if not _is_word(piece, language)]
    for piece in pieces:
        if piece.type == "person" and piece.known is None:
            people.meet([w.text for w in piece.words], piece.words[0].start)
    found: list[Name] = []
    for piece in pieces:
        name = _name(text, _listed(text, piece, found), people)
        if name:
            found.append(name)
    found.extend(_unspaced(text))
    found.sort(key=lambda name: (name.start, -name.end))
    # A run of capitals glued to a name in an unspaced script holds it too: the longer one stays.
    ends = accumulate((name.end for name in found), max, initial=0)
    return tuple(name for name, before in zip(found, ends, strict=False) if name.start >= before)


def _is_word(piece: Piece, language: str) -> bool:
    """Whether the piece is an ordinary word that only other languages use as a name: the "Island" of English is not Iceland."""
    return piece.words[0].text in _NAMES_ONLY_IN and len(piece.words) == 1 and language not in _NAMES_ONLY_IN[piece.words[0].text]


def _listed(text: str, piece: Piece, found: Sequence[Name]) -> Piece:
    """The piece as a place if it goes on a list of places: "in Siaya, Kisumu and Bondo"."""
    if piece.type is not None or not found or found[-1].type != "place" or len(piece.words) > 1 or piece.words[0].start - found[-1].end > 6:
        return piece
    between = text[found[-1].end : piece.words[0].start]
    listed = between in _LIST_JOINTS and weight(piece.words[0].text) >= _LISTED_WEIGHT
    return Piece(piece.words, "place") if listed else piece


_LIST_JOINTS = frozenset((", ", " and ", ", and ", " or ", " und ", " et ", " y ", " и ", " та ", "/", ", in "))
_LISTED_WEIGHT = 48
"""Rank of the least place that is taken for one because it stands in a list of places."""


def _name(text: str, piece: Piece, people: People) -> Name | None:
    start, end = piece.words[0].start, piece.words[-1].end
    if text[end : end + 1] == "$":
        return None
    words = [w.text for w in piece.words]
    if piece.known:
        person = people.bearer(words, start) if piece.type == "place" and len(words) == 1 else ""
        if person:
            return Name(start=start, end=end, text=text[start:end], type="person", id=person)
        return Name(start=start, end=end, text=text[start:end], type=piece.known.type, id=piece.known.id)
    if len(words) == 1 and piece.type == "place":
        person = people.id_of(words, start, sure=False, place=True)
        if person:
            return Name(start=start, end=end, text=text[start:end], type="person", id=person)
    if piece.type in ("person", None):
        person = people.id_of(words, start, sure=piece.type == "person")
        return Name(start=start, end=end, text=text[start:end], type="person", id=person) if person else None
    identity = slug(" ".join(key(w, people.language) for w in words))
    assert piece.type is not None
    return Name(start=start, end=end, text=text[start:end], type=piece.type, id=identity) if identity else None


def _unspaced(text: str) -> Iterator[Name]:
    if not _UNSPACED.search(text):
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
    lines = iter([*headlines(text), (len(text), len(text))])
    line = next(lines)
    for words in runs(text, _passed()):
        first = words[0]
        while line[1] < first.start:
            line = next(lines)
        headline = line[0] <= first.start
        run = Run(text, words, lowered, language == "de" or headline, headline)
        if len(words) > 1:
            yield from _cut(run)
        elif (piece := _cut_one(run)) is not None:
            yield piece


@cache
def _passed() -> frozenset[str]:
    """Words that are no name when they stand alone, and the beginning of no known one."""
    return frozenset(w for w in _dropped() - {head.lower() for head in gazetteer().heads} if len(w) > 1)


@cache
def _dropped() -> frozenset[str]:
    return word_list("starters") | word_list("titles") | word_list("calendar")


def _cut_one(run: Run) -> Piece | None:
    """What a capitalised word that stands alone is: `_cut` for most runs of a text."""
    word = run.words[0]
    known = gazetteer().exact.get(word.text)
    if known is not None:
        return Piece((word,), known.type, known)
    lower = word.lower
    if lower in _dropped() or ("-" in lower and lower.rsplit("-", 1)[-1] in word_list("titles")):
        return None
    return _single(word, run, alone=True)


def _cut(run: Run) -> Iterator[Piece]:
    words = list(run.words)
    starters, titles = word_list("starters"), word_list("titles")
    if 1 < len(words) < 7 and weight(written(words)) >= _LISTED:
        yield from _cut_plain(words, run, titled=False)
        return
    titled = False
    while words and not _known_at(words, 0):
        lower = words[0].lower
        if lower in titles or (lower.rsplit("-", 1)[-1] in titles):
            titled = True
        elif not (lower in word_list("calendar") or (lower in starters and (run.initial or len(lower) > 1))):
            break
        words.pop(0)
    if len(words) < 2:
        owned = bool(words) and words[0].lower.endswith(_OWNED)  # "губернатор Залесской области"
        yield from _cut_plain(words, run, titled=titled and not owned)
        return
    first = _given_at(words)
    last_title = max((i for i, w in enumerate(words) if w.lower in titles), default=-1)
    if 0 < last_title + 1 < len(words) and (first is None or first <= last_title):
        yield from _cut_plain(words[:last_title], run, titled=False)
        yield from _cut_plain(words[last_title + 1 :], run, titled=True)
    elif first:
        # Before a Slavic name stand places and bodies in the genitive: "голова Верхньої Липи Степан Біда".
        slavic = "\u0400" <= words[first].text[0] <= "\u04ff"
        yield from (piece for piece in _cut_plain(words[:first], run, titled=False) if not slavic or piece.type != "person")
        yield from _person(words[first:], run)
    else:
        yield from _cut_plain(words, run, titled=titled)


def _person(words: Sequence[Word], run: Run) -> Iterator[Piece]:
    """The words as one person's name, as far as it can go; what follows an "And" is cut anew."""
    starters = word_list("starters")
    size = next((i for i, w in enumerate(words) if i and w.text[0].isupper() and w.lower in starters), _before_body(words))
    plain = sum(w.text[0].isupper() and len(w.text.rstrip(".")) > 1 for w in words[:size])
    if run.headline and plain > 2:
        size = 2
    yield Piece(tuple(words[: min(size, 6)]), "person")
    if size < len(words):
        yield from _cut_plain(words[size + 1 :] if words[size].lower in starters else [], run, titled=False)


def _before_body(words: Sequence[Word]) -> int:
    """How many words come before a particle that leads to a body, not to a family: "Elke Brandhoff von der Gewerkschaft …"."""
    orgs = word_list("org_words")
    for i in range(1, len(words) - 1):
        if words[i].text[0].islower():
            noun = next((w for w in words[i:] if w.text[0].isupper()), None)
            if noun is not None and noun.lower in orgs:
                return i
    return len(words)


def _given_at(words: Sequence[Word]) -> int | None:
    """Index of the first given name that another capitalised word follows."""
    orgs = word_list("org_words")
    for i in range(len(words) - 1):
        if words[i + 1].lower in orgs:
            return None
        if words[i].text[0].isupper() and _is_given(words[i].text):
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


def _cut_plain(words: Sequence[Word], run: Run, *, titled: bool) -> Iterator[Piece]:
    """Names in capitalised words that hold no title any more."""
    if not words:
        return
    whole = _known_at(words, 0)
    if whole and whole[1] == len(words) and not (titled and _is_surname(whole[0], run)):
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
        size = _placed(words, at, run)
        if known and known[1] >= size:
            size = known[1]
            yield Piece(tuple(words[at : at + size]), known[0].type, known[0])
        elif size > 1:
            yield Piece(tuple(words[at : at + size]), "place")
        elif words[at].lower not in word_list("starters"):
            plain.append(words[at])
        at += size
    for word in plain:
        piece = _single(word, run, alone=len(words) == 1)
        if piece is not None:
            yield piece


def _is_surname(known: Known, run: Run) -> bool:
    """Whether a title stands before what is else the name of a town: "Ms. Hamburg"."""
    return known.type == "place" and not run.headline and run.words[0].lower.rstrip(".") in _HONORIFICS


_OWNED = ("ской", "цкой", "ского", "цкого", "ської", "цької", "ського", "цького")
"""How adjectives of places end in the genitive."""
_HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "frau", "herr", "herrn", "monsieur", "madame", "mme", "señor", "señora"))


def _placed(words: Sequence[Word], at: int, run: Run) -> int:
    """How many words from `at` on name a place together; 1 where none do."""
    for size in range(min(4, len(words) - at), 1, -1):
        part = words[at : at + size]
        if part[-1].text[0].isupper() and not part[0].text.isupper() and together(written(part), led=run.led):
            return size
    return 1


_BODY_FIRST = frozenset(
    "university ministry bank universität université департамент radio onda diario grupo groupe club foro agencia teatro museo unión union "  # noqa: SIM905
    "cadena canal fundación fondation asociación association universidad instituto institut sindicato syndicat fédération federación "
    "collectif colectivo plataforma observatoire observatorio банк клуб театр музей институт інститут радио радіо завод фонд".split()
)
"""Words that begin the names of bodies where the kind of body is named first."""


def _kind(words: Sequence[Word], run: Run) -> NameType | None:
    """What several capitalised words are together, or None."""
    last = words[-1].lower
    if len(words) < 2:
        return None
    if last in word_list("org_words") or words[0].lower in _BODY_FIRST:
        return "org"
    if any(w.text in ("of", "for") for w in words) and org_head(words, word_list("org_words")):
        return "org"
    if last in word_list("place_words"):
        return "place"
    if last in word_list("event_words"):
        return "event"
    if words[0].lower in _SIZES and run.led:
        return "place"
    if _given_at(words) == 0:
        return "place" if weight(written(words)) >= _FAMOUS else "person"
    if together(written(words), led=run.led):
        return "place"
    if any(_known_at(words, i) for i in range(len(words))):
        return None
    if run.weak or len(words) > 3 or any(_common(w, run) for w in words):
        return None
    return "person"


_SIZES = frozenset(("great", "greater", "upper", "lower", "outer", "inner", "northern", "southern", "eastern", "western"))
"""Words that begin names of places and no person's."""


def _common(word: Word, run: Run) -> bool:
    """Whether the word is no proper name, by lists or because the text also writes it in lower case."""
    lower = word.lower
    return (
        lower in run.lowered
        or lower in word_list("not_names")
        or lower in word_list("calendar")
        or lower in word_list("starters")
        or lower in _SIZES
        or word.text.isupper()
        or any(c.isdigit() for c in word.text)
    )


def _single(word: Word, run: Run, *, alone: bool) -> Piece | None:
    """A name of one word: an acronym, a place after "in", or somebody named in full elsewhere."""
    if word.lower in word_list("not_names") or word.lower in word_list("calendar") or len(word.text) < 2:
        return None
    if word.text.isupper() and len(word.text) <= 6 and word.text.isalpha() and not _ROMAN.match(word.text):
        return Piece((word,), "org")
    place = alone and not _common(word, run) and _is_place(word, run)
    return Piece((word,), "place" if place else None)


def _is_place(word: Word, run: Run) -> bool:
    """Whether a name of one word is a place: by the gazetteer, or because it stands behind "in"."""
    led = run.led
    if led and not run.weak and run.before not in ("from", "to", "at"):
        return True
    if run.weak and not run.headline and run.before in _ARTICLES:
        return weight(word.text) >= _LARGE  # "der Hang" is a slope; "der Sudan", "die Schweiz" are countries
    behind = run.text[word.end : word.end + 30]
    following = _NEXT_PLACE.match(behind)
    listed = bool(following and weight(following.group(1)) >= _FAMOUS)
    return is_place(word.text, led=led, listed=listed, opens=run.initial, nouns=run.weak)
