"""Figures of one thing in reports that share no sentence: "carrying 231 people", "there were 214 on board". Pure.

Sentences that two desks write by themselves are too little alike to be paired as a whole. What is compared here is a figure with what it
counts, the words around it and the names of its sentence. It is the same claim only where no other figure of either report fits as well.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from headwater.model import Figure
from headwater.stages.compare.lines import Line, Token
from headwater.stages.compare.measures import compatible, dimension
from headwater.stages.compare.pairs import Lot
from headwater.stages.compare.slots import MOST_APART, Slot, dated_apart
from headwater.stages.compare.words import listed, stem
from headwater.text import words

MAX_ITEMS: Final = 600
"""Figures of a story that are compared so: those of the reports that come first."""
COMMON: Final = 24
"""A word that stands beside more figures of a story than this finds no partners."""
REACH: Final = 8
"""Tokens on either side of a figure that say what it is."""
ENOUGH: Final = 1.5
MARGIN: Final = 0.5
"""What two figures must have in common (1 for a telling word, half for a name), and by how much more than any other pair of them. Set on
independently worded reports (`headwater.demo.accounts`), checked on triples of real reports of one event."""


_SHORT: Final = 2
_ROUND: Final = 1_000
"""From thousands on, a figure is given to whole ones by leaving the rest off as often as by rounding."""


_COMPOUND = re.compile(r" ?[-‐‑] ?[^\W_]")


_ABOARD = re.compile(r"\b(?:aboard|on ?board)\b")
FEW: Final = 10


class Item(NamedTuple):
    """A figure as it is compared: what it counts, the telling words beside it, the names of its sentence."""

    lot: Lot
    token: Token
    figure: Figure
    heads: frozenset[str]
    near: frozenset[str]
    names: frozenset[str]
    before: str

    @property
    def account(self) -> str:
        return self.lot.line.article


def independent(found: Sequence[Lot]) -> Iterator[tuple[Lot, Lot, Slot]]:
    """Pairs of sentences of different reports with the figures in them that are of one thing and cannot both be right."""
    items = _items(found)
    best = _partners(items)
    for (place, _), scored in sorted(best.items()):
        score, other = scored[0]
        back = best.get((other, items[place].account), [])
        # Each is the other's best, and nothing else comes near.
        if place > other or not back or back[0][1] != place or any(_close(score, rivals) for rivals in (scored, back)):
            continue
        one, two = items[place], items[other]
        differ = not (compatible(one.figure, two.figure) or _cut_off(one.figure, two.figure))
        if not differ or not _alike_in_size(one.figure, two.figure):
            continue
        if not (_stands(one, two.account, items) or _stands(two, one.account, items)):
            yield one.lot, two.lot, Slot(one.token, two.token, differ=True)


def _close(score: float, scored: Sequence[tuple[float, int]]) -> bool:
    return len(scored) > 1 and score - scored[1][0] < MARGIN


def _items(found: Sequence[Lot]) -> list[Item]:
    proper = {token.key for lot in found for token in lot.line.tokens if token.proper and token.kind == "word"}
    items: list[Item] = []
    for lot in found:
        for at, token in enumerate(lot.line.tokens):
            if isinstance(token.fact, Figure) and len(items) < MAX_ITEMS and not _says_little(lot.line, token.fact):
                items.append(_item(lot, at, token.fact, proper))
    return items


def _says_little(line: Line, figure: Figure) -> bool:
    """Whether only some of a whole are counted ("19 other children"), or a figure belongs to a compound ("a 10-round limit")."""
    if not listed("parts").isdisjoint(figure.what.lower().split()):
        return True
    return bool(_COMPOUND.match(line.account.article.text, figure.end))


def _item(lot: Lot, at: int, figure: Figure, proper: set[str]) -> Item:
    line = lot.line
    language = line.account.article.language
    heads = {_class(stem(word, language)) for word in figure.what.split()} - {""} - proper
    beside = line.tokens[max(0, at - REACH) : at + REACH + 1]
    near = {_class(t.key) for t in beside if t.kind == "word" and t.key not in proper}
    if beside and _ABOARD.search(line.account.article.text, beside[0].start, beside[-1].end):
        near |= {"=aboard"}
    names = line.names | {word for t in line.tokens if t.kind == "name" or t.key in proper for word in _written(line, t)}
    before = line.tokens[at - 1].key if at and line.tokens[at - 1].kind == "word" else ""
    return Item(lot, line.tokens[at], figure, frozenset(heads), frozenset(near | heads), names, before)


def _written(line: Line, token: Token) -> Iterator[str]:
    """The words of a name as written: one report's place is another's capitalised word of nothing known."""
    return (word for word, _, _ in words(line.account.article.text[token.start : token.end]) if len(word) > _SHORT)


def _class(key: str) -> str:
    """The stem; one for all words for persons, of whom reports write now "passengers", now "people"."""
    return "=people" if key in _persons() else key


@cache
def _persons() -> frozenset[str]:
    return frozenset(stem(word, "en") for word in listed("persons"))


@cache
def _vague() -> frozenset[str]:
    """Words that stand beside figures of anything."""
    return frozenset({*(stem(word, "en") for word in listed("vague")), "=people", "=say", "=state"})


def _partners(items: Sequence[Item]) -> dict[tuple[int, str], list[tuple[float, int]]]:
    """{(item, other report): (likeness, item there), the likest first}, of all that could be of one thing."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        for word in item.near - _vague():
            holders[dimension(item.figure.unit), word].append(place)
    crowded = _crowded(items)
    found: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for place, item in enumerate(items):
        telling = item.near - _vague()
        others = {n for word in telling if len(h := holders[dimension(item.figure.unit), word]) <= COMMON for n in h}
        for other in sorted(others):
            if items[other].account != item.account and (score := _likeness(item, items[other], crowded)) >= ENOUGH:
                found[place, items[other].account].append((score, other))
    return {key: sorted(scored, key=lambda s: (-s[0], s[1])) for key, scored in found.items()}


def _crowded(items: Sequence[Item]) -> Counter[tuple[str, str, str]]:
    """(report, dimension, word) → beside how many figures it stands there: of several it tells none from the others."""
    counted = (item for item in items if item.figure.unit or item.figure.value >= FEW)
    return Counter((item.account, dimension(item.figure.unit), word) for item in counted for word in item.near - _vague())


def _likeness(one: Item, other: Item, crowded: Mapping[tuple[str, str, str], int]) -> float:
    """What two figures have in common; 0 for those that are not of one thing."""
    mine, theirs = one.lot.line, other.lot.line
    same = one.before == other.before != ""
    if one.heads and other.heads and not one.heads & other.heads and not same and one.figure.value.is_integer():
        return 0.0
    if mine.related(theirs) or mine.negated % 2 != theirs.negated % 2 or dated_apart(mine, theirs) or _claimed_apart(one, other):
        return 0.0
    if _elsewhere(mine, theirs):
        return 0.0
    measured = dimension(one.figure.unit)
    beside = [max(1, *(crowded[i.account, measured, word] for i in (one, other))) for word in (one.near & other.near) - _vague()]
    score = sum(1 / count for count in sorted(beside))
    counts = not one.figure.unit and one.figure.value.is_integer() and other.figure.value.is_integer()
    if counts and not (one.heads & other.heads) and not same:
        # What is counted is not said beside one of them: the words around have to say it twice.
        score -= 1.0
    if counts and min(one.figure.value, other.figure.value) < FEW:
        score -= 1.0  # Of two or three of a thing there are many in any report.
    return score + 0.5 * bool(one.names & other.names) if score > 0 else 0.0


def _claimed_apart(one: Item, other: Item) -> bool:
    """Whether two parties, each known by name, give the two figures: what both sides of a war count is no slip of a report."""
    who, whom = one.figure.claimant, other.figure.claimant
    return who is not None and whom is not None and bool(who.id and whom.id) and who.id != whom.id


def _elsewhere(one: Line, other: Line) -> bool:
    """Whether two sentences name places, or persons, and none in common."""
    for kind in ("place", "person"):
        here, there = ({t.key for t in line.tokens if t.kind == "name" and getattr(t.fact, "type", "") == kind} for line in (one, other))
        if here and there and not here & there:
            return True
    return False


def _alike_in_size(one: Figure, other: Figure) -> bool:
    low, high = sorted((one.value, other.value))
    return low > 0 and high / low <= MOST_APART


def _cut_off(one: Figure, other: Figure) -> bool:
    """Whether one is the other with its last digits left off: "$43 million" for $43,885,310."""
    low, high = sorted((one.value, other.value))
    step = 1.0
    while low >= 10 and low % (step * 10) == 0:
        step *= 10
    return step >= _ROUND and low <= high < low + step


def _stands(item: Item, account: str, items: Sequence[Item]) -> bool:
    """Whether the other report gives this figure of such a thing too, in another place."""
    return any(
        other.account == account
        and dimension(other.figure.unit) == dimension(item.figure.unit)
        and compatible(item.figure, other.figure)
        and (not item.heads or not other.heads or bool(item.heads & other.heads))
        for other in items
    )
