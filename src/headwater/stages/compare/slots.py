"""What stands at the same place of two sentences that tell the same thing: figures, times and names, equal or not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from headwater.model import Figure, Name, Time
from headwater.stages.compare.lines import Line, Token
from headwater.stages.compare.measures import Naming, compatible, dates_conflict, dimension
from headwater.stages.compare.pairs import Pair
from headwater.stages.compare.words import stem

FIGURES: Final = 0.42
TIMES: Final = 0.5
NAMES: Final = 0.5
"""Likeness of two sentences from which on a figure, a time or a name at the same place of both is the same claim.

Set on generated retellings of the demo press (`tools/measure_differences.py`).
"""
_BESIDE: Final = 4
_SURE: Final = 0.62
"""Likeness from which on the only figure (or time) of each of two sentences is the same claim without more in common beside it."""


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
    if pair.likeness >= FIGURES:
        yield from _matched(one, other, "figure", pair.likeness)
    if pair.likeness >= TIMES:
        yield from _matched(one, other, "time", pair.likeness)
    if pair.likeness >= NAMES:
        yield from _names(one, other, naming, pair.likeness)


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
        if differ and (_stands(a, b, other) or _stands(b, a, one)):
            continue
        yield Slot(a, b, differ)


def _cannot_both(one: Token, other: Token, *, related: bool = False) -> bool:
    if isinstance(one.fact, Figure) and isinstance(other.fact, Figure):
        return not compatible(one.fact, other.fact, related=related)
    if isinstance(one.fact, Time) and isinstance(other.fact, Time):
        return one.fact.type == other.fact.type and dates_conflict(one.fact, other.fact)
    return False


def _stands(token: Token, rival: Token, line: Line) -> bool:
    """Whether a line has the value of `token` in another place than its rival's."""
    return any(t is not rival and t.kind == token.kind and _value(t) == _value(token) for t in line.tokens)


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
        elif mine and theirs:
            score -= 3.0
        score += 0.5 * bool(one.unit)
    before, after = _beside(tokens, i)
    others_before, others_after = _beside(others, j)
    score += len(before & others_before) + len(after & others_after)
    score += 0.5 * len((before & others_after) | (after & others_before))
    if tokens[i - 1 : i] and others[j - 1 : j] and tokens[i - 1].key == others[j - 1].key:
        score += 0.5
    return score


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
                yield from _replaced(_named_only(mine[a:b], b - a != d - c), _named_only(theirs[c:d], b - a != d - c), (one, other), naming)


def _named_only(tokens: Sequence[Token], chosen: bool) -> Sequence[Token]:
    """The names among tokens, where not all of them can be set against each other."""
    return [t for t in tokens if t.kind == "name" or t.proper] if chosen else tokens


def _replaced(mine: Sequence[Token], theirs: Sequence[Token], lines: tuple[Line, Line], naming: Naming) -> Iterator[Slot]:
    one, other = lines
    if len(mine) != len(theirs):
        return
    for a, b in zip(mine, theirs, strict=True):
        named, rival = named_as(a, b, one), named_as(b, a, other)
        if named is None or rival is None or not naming.conflict(named, rival):
            continue
        # Two names that change places are a turned sentence, not another claim.
        if a.key not in other.frame or b.key not in one.frame:
            yield Slot(a, b, True)


def named_as(token: Token, like: Token, line: Line) -> Name | None:
    """The name that a token is; a word written as a name is one too, of the type of the name it stands against, but for German."""
    if isinstance(token.fact, Name):
        return token.fact
    if not token.proper or token.kind != "word" or line.account.article.language == "de":
        return None
    words = line.account.article.text[token.start : token.end]
    kind = like.fact.type if isinstance(like.fact, Name) else "place"
    return Name(start=token.start, end=token.end, text=words, type=kind, id=token.key)
