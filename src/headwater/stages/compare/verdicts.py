"""What a place at which reports differ is: a conflict, a development over time, a slip inside one report, another attribution. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from headwater.model import Difference, DifferenceKind, Figure, Name, Point, Series
from headwater.stages.compare.claims import Claim, Place, difference, gap, sides_of, subject_of
from headwater.stages.compare.lines import Account
from headwater.stages.compare.measures import Naming, kin
from headwater.stages.compare.words import listed, stem

APART: Final = 20 * 60.0
"""Seconds between two reports before a count can have moved."""
_OF_PLACE = re.compile(r"\b(?:in|at|near|from|to|of|off|around|outside|inside|towards)\s$")
_LEAST: Final[dict[DifferenceKind, float]] = {"name": 0.8, "figure": 0.6, "date": 0.6, "attribution": 0.85, "internal": 0.75}


class Verdicts(NamedTuple):
    differences: tuple[Difference, ...]
    series: tuple[Series, ...]


def verdicts(places: Sequence[Place], naming: Naming) -> Verdicts:
    """Differences and series of the places at which something differs."""
    found: list[Difference] = []
    moving: list[Series] = []
    for place in places:
        values = sides_of(place, naming)
        if len(values) < 2:
            continue
        inside = _inside(place, naming)
        series = _series(values) if place.what == "figure" else None
        if series is not None:
            moving.append(series)
            continue
        across = len({claim.line.article for value in values for claim in value}) > 1
        if across and _two_reports(values):
            found.append(_across(place, values))
        found.extend(inside)
    return Verdicts(tuple(found), tuple(moving))


def _two_reports(values: Sequence[Sequence[Claim]]) -> bool:
    """Whether some report says one value and another report another."""
    return any(a.line.article != b.line.article for a in values[0] for other in values[1:] for b in other)


def _across(place: Place, values: list[list[Claim]]) -> Difference:
    claims = [claim for value in values for claim in value]
    kind: DifferenceKind = {"figure": "figure", "time": "date", "name": "name"}[place.what]  # type: ignore[assignment]
    if kind == "name" and any(speaks(claim) for claim in claims):
        kind = "attribution"
    severity = _LEAST[kind]
    if kind == "figure":
        severity += 0.3 * gap(values)
    origins = len({claim.line.article for claim in claims})
    return difference(kind, values, min(1.0, severity + 0.01 * min(origins, 10)), _subject(kind, claims))


def _subject(kind: DifferenceKind, claims: Sequence[Claim]) -> str:
    known = {"name": "Named differently", "date": "Dated differently", "attribution": "Said by"}
    return known.get(kind) or subject_of(claims) or "Given differently"


def speaks(claim: Claim) -> bool:
    """Whether the name is that of the speaker of a quote: named as such, or right beside the word that says so."""
    token, account = claim.token, claim.line.account
    body = account.article.text
    if _OF_PLACE.search(body[max(0, token.start - 12) : token.start]) or (isinstance(token.fact, Name) and token.fact.type == "place"):
        return False
    for quote in account.quotes:
        if quote.start <= token.start < quote.end:
            continue
        party, cue = quote.speaker, quote.cue
        if (
            party
            and party.start is not None
            and party.start < token.end <= (party.end or 0)
            and kin(party.name, body[token.start : token.end])
        ):
            return True
        if cue and claim.line.start <= cue.start and cue.end <= claim.line.end:
            before, after = body[token.end : cue.start], body[cue.end : token.start]
            # Behind "told" stands who was told, not who speaks.
            told = listed("told").issuperset(body[cue.start : cue.end].lower().split()[-1:])
            if (token.end <= cue.start and not before.strip(", ")) or (cue.end <= token.start and not after.strip(", ") and not told):
                return True
    return False


def _inside(place: Place, naming: Naming) -> list[Difference]:
    """Contradictions of single reports with themselves: each where the same verb or sentence stands with two values."""
    by_report: dict[str, list[Claim]] = {}
    for claim in place.claims.values():
        by_report.setdefault(claim.line.article, []).append(claim)
    found = []
    for claims in by_report.values():
        if len(claims) < 2 or claims[0].line.account.article.kind == "live_blog":
            continue
        alone = Place(place.what)
        alone.claims = {claim.key: claim for claim in claims}
        values = sides_of(alone, naming)
        if len(values) > 1 and _series(values) is None:
            found.append(difference("internal", values, _LEAST["internal"], "Says both"))
    return found


@cache
def _moving() -> frozenset[str]:
    """Stems of what is counted anew as a happening unfolds."""
    return frozenset(stem(word) for word in listed("moving"))


def _series(values: Sequence[Sequence[Claim]]) -> Series | None:
    """The values as a development, where a count of a kind that moves rises from report to report; else None."""
    points: list[Point] = []
    claims = [claim for value in values for claim in value]
    if any(not isinstance(c.token.fact, Figure) or c.line.account.article.published is None for c in claims) or _related(claims):
        return None
    words = {stem(word) for c in claims if isinstance(c.token.fact, Figure) for word in c.token.fact.what.split()}
    near = {key for c in claims for key in c.line.frame}
    if not (words | near) & _moving():
        return None
    for claim in sorted(claims, key=lambda c: (_at(c.line.account), c.key)):
        fact = claim.token.fact
        assert isinstance(fact, Figure)
        side = claim.side()
        at = _at(claim.line.account)
        points.append(Point(start=side.start, end=side.end, text=side.text, article=side.article, value=fact.value, at=at))
    if not rises(points):
        return None
    first = next((c.token.fact for c in claims if isinstance(c.token.fact, Figure) and c.token.fact.what), claims[0].token.fact)
    assert isinstance(first, Figure)
    return Series(what=first.what, unit=first.unit, points=tuple(points))


def rises(points: Sequence[Point]) -> bool:
    """Whether the values never fall in order of time, and each new one came some time after the one before."""
    for before, after in pairwise(points):
        if after.value < before.value:
            return False
        if after.value > before.value and (after.at - before.at).total_seconds() < APART:
            return False
    return True


def _at(account: Account) -> datetime:
    return account.article.published or account.article.first_seen


def _related(claims: Iterable[Claim]) -> bool:
    """Whether one of the reports takes over the text of another, so that a number that changed on the way is a slip."""
    accounts = {c.line.article: c.line.account for c in claims}
    origins = [a.follows for a in accounts.values() if a.follows]
    return any(o in accounts for o in origins) or len(origins) != len(set(origins))
