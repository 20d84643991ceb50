"""Claims: what stands at one place of a story's sentences in all its reports, and whether the reports agree on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from headwater.model import Difference, DifferenceKind, Figure, Name, Side, Time
from headwater.stages.compare.lines import Line, Token
from headwater.stages.compare.measures import Naming, bounds, compatible, dates_conflict
from headwater.stages.compare.pairs import Lot
from headwater.stages.compare.slots import Slot, named_as

MOST_SIDES: Final = 24

What = Literal["figure", "time", "name"]


class Claim(NamedTuple):
    """One token of one line: a figure, a time or a name, in its sentence."""

    line: Line
    token: Token

    @property
    def key(self) -> tuple[str, int]:
        return self.line.article, self.token.start

    def side(self) -> Side:
        words = self.line.account.article.text[self.token.start : self.token.end]
        return Side(article=self.line.article, start=self.token.start, end=self.token.end, text=words, says=words)


class Place:
    """All claims of a story that stand at one place, as far as sentences that are alike lead to each other."""

    def __init__(self, what: What) -> None:
        self.what = what
        self.claims: dict[tuple[str, int], Claim] = {}
        self.rivals: list[tuple[Claim, Claim]] = []


class Places:
    """Joins slots to places."""

    def __init__(self) -> None:
        self._home: dict[tuple[str, int], Place] = {}

    def add(self, one: Lot, other: Lot, slot: Slot) -> None:
        """Note that two tokens of two sentences stand at one place; the occurrences of the sentences come with them."""
        what: What = "name" if slot.one.kind == "word" or slot.other.kind == "word" else slot.one.kind
        mine, theirs = list(_everywhere(one, slot.one)), list(_everywhere(other, slot.other))
        place = self._home.get(mine[0].key) or self._home.get(theirs[0].key) or Place(what)
        for claim in (*mine, *theirs):
            known = self._home.get(claim.key)
            if known is not None and known is not place:
                for moved in known.claims:
                    self._home[moved] = place
                place.claims |= known.claims
                place.rivals += known.rivals
            self._home[claim.key] = place
            place.claims[claim.key] = claim
        if slot.differ:
            place.rivals.append((mine[0], theirs[0]))

    def each(self) -> list[Place]:
        """The places at which something differs, in the order of the story."""
        different = {id(place): place for place in self._home.values() if place.rivals}
        return list(different.values())


def _everywhere(lot: Lot, token: Token) -> Iterator[Claim]:
    first = lot.line
    for line in lot.lines[:MOST_SIDES]:
        shift = line.start - first.start
        twin = next((t for t in line.tokens if t.start == token.start + shift), None)
        if twin is not None:
            yield Claim(line, twin)


def sides_of(place: Place, naming: Naming) -> list[list[Claim]]:
    """The claims of a place by what they say; those first whose reports come first. One claim a report for each value."""
    values: list[list[Claim]] = []
    for claim in place.claims.values():
        for value in values:
            if not _apart(value[0], claim, naming):
                if all(c.line.article != claim.line.article for c in value):
                    value.append(claim)
                break
        else:
            values.append([claim])
    return [value for value in values if any(_apart(value[0], other[0], naming) for other in values if other is not value)]


def _apart(one: Claim, other: Claim, naming: Naming) -> bool:
    a, b = one.token.fact, other.token.fact
    if isinstance(a, Figure) and isinstance(b, Figure):
        return not compatible(a, b, related=one.line.related(other.line))
    if isinstance(a, Time) and isinstance(b, Time):
        return dates_conflict(a, b)
    named, rival = named_as(one.token, other.token, one.line), named_as(other.token, one.token, other.line)
    if named is None or rival is None:
        return one.token.key != other.token.key
    return naming.conflict(named, rival)


def difference(kind: DifferenceKind, values: list[list[Claim]], severity: float, subject: str) -> Difference:
    """A difference with the claims of each value as sides; at most `MOST_SIDES`, each value named."""
    share = max(1, MOST_SIDES // len(values))
    sides = tuple(claim.side() for value in values for claim in value[:share])
    told = " or ".join(dict.fromkeys(value[0].side().says for value in values[:4]))
    return Difference(kind=kind, summary=f"{subject}: {told}" if subject else told, sides=sides, severity=round(severity, 3))


def gap(values: Iterable[list[Claim]]) -> float:
    """How far apart the figures are, 0..1: 0 for close ones, 1 for a tenfold."""
    figures = [v[0].token.fact for v in values]
    middles = [sum(bounds(f)) / 2 if bounds(f)[1] != float("inf") else bounds(f)[0] for f in figures if isinstance(f, Figure)]
    low, high = min(middles, default=1.0), max(middles, default=1.0)
    if low <= 0:
        return 1.0
    return min(1.0, (high / low - 1) / 9)


def subject_of(claims: Iterable[Claim]) -> str:
    """What the claims are about, in the words of the first that say it."""
    for claim in claims:
        fact = claim.token.fact
        if isinstance(fact, Figure) and fact.what:
            return fact.what[:1].upper() + fact.what[1:]
        if isinstance(fact, Name):
            return ""
    return ""
