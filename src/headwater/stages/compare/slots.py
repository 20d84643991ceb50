"""What stands at the same place of two sentences that tell the same thing: figures, times and names, equal or not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from headwater.model import Figure, Name, Time
from headwater.stages.compare.lines import Line, Token
from headwater.stages.compare.measures import Naming, compatible, dates_conflict, dimension
from headwater.stages.compare.pairs import Pair
from headwater.stages.compare.words import stem
from headwater.text import words

FIGURES: Final = 0.42
TIMES: Final = 0.5
NAMES: Final = 0.5
"""Likeness of two sentences from which on a figure, a time or a name at the same place of both is the same claim.

Set on generated retellings of the demo press (`tools/measure_differences.py`).
"""
OWN_WORDS: Final = 3.0
MOST_APART: Final = 2.0
"""How close the surroundings of two figures must be, and how many times one may be the other, where their sentences are little alike. Set
on the conflicts written into the demo press."""
INSIDE: Final = 0.75
FEWEST: Final = 4
"""Likeness of two sentences of one report, and words that any two of unrelated reports must share, before a name in them is in the same
place: "Justice Lee asked" and "Justice Roy asked" are no contradiction."""
_BESIDE: Final = 4
_SURE: Final = 0.62
"""Likeness from which on the only figure (or time) of each of two sentences is the same claim without more in common beside it."""


_ALIKE: Final = 0.8
"""Likeness from which on names that were taken for things of different types can stand in one place."""
_WIDE: Final = 3
"""Tokens that may stand in one sentence where others stand in the other, for a name among them to be in the other's place."""


class Slot(NamedTuple):
    """Two tokens that stand for the same thing. `differ` is true where both cannot be right."""

    one: Token
    other: Token
    differ: bool


def slots(pair: Pair, naming: Naming) -> Iterator[Slot]:
    """The figures, times and names that two sentences have at the same place."""
    one, other = pair.one.line, pair.other.line
    # What is said not to be is no rival of what is said to be.
    if one.negated % 2 != other.negated % 2:
        return
    if pair.likeness >= (_SURE if one.account is other.account else FIGURES) and not dated_apart(one, other):
        yield from _matched(one, other, "figure", pair.likeness)
    elif one.account is not other.account and len(one.frame & other.frame) >= FEWEST and not dated_apart(one, other):
        yield from _told_otherwise(one, other)
    if pair.likeness >= TIMES:
        yield from _matched(one, other, "time", pair.likeness)
    same = one.account is other.account
    if pair.likeness >= (INSIDE if same else NAMES) and (one.related(other) or len(one.frame & other.frame) >= FEWEST + same):
        yield from _names(one, other, naming, pair.likeness)


_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def dated_apart(one: Line, other: Line) -> bool:
    """Whether two sentences tell of different times, so that what they count may differ; a copy does not, whatever it says."""
    if one.related(other):
        return False
    years, others = ({k for k in line.keys if _YEAR.fullmatch(k)} for line in (one, other))
    if years and others and years != others:
        return True
    times, rivals = ([t.fact for t in line.tokens if isinstance(t.fact, Time) and t.fact.type == "DATE"] for line in (one, other))
    return bool(times and rivals) and all(dates_conflict(a, b) for a in times for b in rivals)


def _told_otherwise(one: Line, other: Line) -> Iterator[Slot]:
    """The figure of one thing in sentences of two reports that tell it in their own words: each has one of its unit, of like size."""
    mine, theirs = ([i for i, t in enumerate(line.tokens) if isinstance(t.fact, Figure)] for line in (one, other))
    for i in mine:
        for j in theirs:
            a, b = one.tokens[i], other.tokens[j]
            if a.key != b.key or sum(t.key == a.key for t in (*one.tokens, *other.tokens)) != len((a, b)):
                continue
            if _closeness(one, i, other, j) >= OWN_WORDS and _like_size(a, b):
                yield Slot(a, b, _cannot_both(a, b))


def _like_size(one: Token, other: Token) -> bool:
    assert isinstance(one.fact, Figure)
    assert isinstance(other.fact, Figure)
    low, high = sorted((one.fact.value, other.fact.value))
    return low > 0 and high / low <= MOST_APART


def _matched(one: Line, other: Line, kind: str, likeness: float) -> Iterator[Slot]:
    mine = [i for i, t in enumerate(one.tokens) if t.kind == kind]
    theirs = [i for i, t in enumerate(other.tokens) if t.kind == kind]
    if not mine or not theirs:
        return
    scores = {(i, j): _closeness(one, i, other, j) for i in mine for j in theirs}
    alone = len(mine) == len(theirs) == 1
    taken_mine: set[int] = set()
    taken_theirs: set[int] = set()
    for (i, j), score in sorted(scores.items(), key=lambda item: (-item[1], abs(item[0][0] - item[0][1]), item[0])):
        if i in taken_mine or j in taken_theirs:
            continue
        if score < (1.0 if alone and likeness >= _SURE else 2.0):
            continue
        taken_mine.add(i)
        taken_theirs.add(j)
        a, b = one.tokens[i], other.tokens[j]
        differ = _cannot_both(a, b, related=one.related(other))
        # A value that the other sentence has elsewhere was matched with the wrong one.
        if differ and (_stands(a, b, one, other) or _stands(b, a, other, one)):
            continue
        yield Slot(a, b, differ)


def _cannot_both(one: Token, other: Token, *, related: bool = False) -> bool:
    if isinstance(one.fact, Figure) and isinstance(other.fact, Figure):
        return not compatible(one.fact, other.fact, related=related)
    if isinstance(one.fact, Time) and isinstance(other.fact, Time):
        return one.fact.type == other.fact.type and dates_conflict(one.fact, other.fact)
    return False


def _stands(token: Token, rival: Token, line: Line, other: Line) -> bool:
    """Whether `other` has what `token` of `line` says in another place than its rival's. A copy has it only as it is."""
    found = [t for t in other.tokens if t is not rival and t.kind == token.kind and t.key == token.key]
    # A dateline has the day that the sentence calls Tuesday: of times, only the same words are the same.
    if token.kind == "time":
        return any(_words(t) == _words(token) for t in found)
    if line.related(other):
        written = _words(token)
        spelled = not any(c.isdigit() for c in written) and written in {word for word, _, _ in words(other.text)}
        return spelled or any(_value(t) == _value(token) for t in found)
    return any(not _cannot_both(token, t) for t in found)


def _words(token: Token) -> str:
    return token.fact.text.casefold() if token.fact is not None else ""


def _value(token: Token) -> object:
    fact = token.fact
    return (fact.value, fact.unit) if isinstance(fact, Figure) else fact.value if isinstance(fact, Time) else None


def _closeness(line: Line, i: int, rival: Line, j: int) -> float:
    """How much the surroundings of two figures or times agree; below nought where what is counted does not."""
    tokens, others, language = line.tokens, rival.tokens, line.account.article.language
    one, other = tokens[i].fact, others[j].fact
    score = 0.0
    if isinstance(one, Figure) and isinstance(other, Figure):
        if dimension(one.unit) != dimension(other.unit):
            return -1.0
        mine, theirs = ({stem(w, language) for w in figure.what.split()} - {""} for figure in (one, other))
        if mine & theirs:
            score += 2.0
        elif mine and theirs and not _same_before(tokens, i, others, j):
            score -= 3.0
        score += 0.5 * bool(one.unit)
    before, after = _beside(tokens, i)
    others_before, others_after = _beside(others, j)
    score += len(before & others_before) + len(after & others_after)
    score += 0.5 * len((before & others_after) | (after & others_before))
    return score + 0.5 * _same_before(tokens, i, others, j)


def _same_before(tokens: Sequence[Token], i: int, others: Sequence[Token], j: int) -> bool:
    """Whether the same word stands before two figures: in "magnitude 5.4" it says what is measured."""
    return i > 0 and j > 0 and tokens[i - 1].kind == "word" and tokens[i - 1].key == others[j - 1].key


def _beside(tokens: Sequence[Token], at: int) -> tuple[set[str], set[str]]:
    before = {t.key for t in tokens[max(0, at - _BESIDE) : at] if t.kind in ("word", "name")}
    after = {t.key for t in tokens[at + 1 : at + 1 + _BESIDE] if t.kind in ("word", "name")}
    return before, after


def _names(one: Line, other: Line, naming: Naming, likeness: float) -> Iterator[Slot]:
    """Names that stand at the same place of both sentences, between the same words."""
    mine, theirs = one.tokens, other.tokens
    for kind, a, b, c, d in SequenceMatcher(None, one.keys, other.keys, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Slot(mine[a + k], theirs[c + k], False) for k in range(b - a) if mine[a + k].kind == "name")
        elif kind == "replace" and b - a <= _WIDE and d - c <= _WIDE:
            left = a > 0 and c > 0 and mine[a - 1].key == theirs[c - 1].key
            right = b < len(mine) and d < len(theirs) and mine[b].key == theirs[d].key
            edge = (a == 0 and c == 0) or (b == len(mine) and d == len(theirs))
            if (left and right) or ((left or right) and (edge or likeness >= _SURE)):
                yield from _replaced(
                    _named_only(mine[a:b], b - a != d - c), _named_only(theirs[c:d], b - a != d - c), (one, other, likeness), naming
                )


def _named_only(tokens: Sequence[Token], chosen: bool) -> Sequence[Token]:
    """The names among tokens, where not all of them can be set against each other."""
    return [t for t in tokens if t.kind == "name" or t.proper] if chosen else tokens


def _replaced(mine: Sequence[Token], theirs: Sequence[Token], lines: tuple[Line, Line, float], naming: Naming) -> Iterator[Slot]:
    one, other, likeness = lines
    if len(mine) != len(theirs):
        return
    for a, b in zip(mine, theirs, strict=True):
        named, rival = named_as(a, b, one), named_as(b, a, other)
        if named is None or rival is None or not naming.conflict(named, rival):
            continue
        if likeness < _SURE and not (isinstance(a.fact, Name) and isinstance(b.fact, Name)):
            continue
        if named.type != rival.type and likeness < _ALIKE:
            continue
        # Two names that change places are a turned sentence, not another claim.
        if a.key not in other.frame or b.key not in one.frame:
            yield Slot(a, b, True)


MORE = re.compile(r"\.?(?:\s(?:[A-Z]\.\s)?[A-ZÀ-Þ]|[’']s?\b)")


def named_as(token: Token, like: Token, line: Line) -> Name | None:
    """The name that a token is; a word written as a name is one too, of the type of the name it stands against, but for German.

    None where more of a name follows ("Lt. Gov" of "Lt. Gov. Ann Lee"), or what belongs to it ("Lee’s lawyer").
    """
    body = line.account.article.text
    if MORE.match(body, token.end, line.end):
        return None
    if isinstance(token.fact, Name):
        return token.fact
    if not token.proper or token.kind != "word" or line.account.article.language == "de":
        return None
    words = body[token.start : token.end]
    kind = like.fact.type if isinstance(like.fact, Name) else "place"
    return Name(start=token.start, end=token.end, text=words, type=kind, id=token.key)
