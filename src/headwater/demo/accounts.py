"""Two reports of one happening, each in its own words: what conflicts between independent reports are measured with.

Both tell some of the same claims, in another order, among sentences about other things. Nothing is shared but what is claimed; in a
planted pair one of the figures that both give differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import msgspec

from headwater.demo.retelling import START, Told
from headwater.demo.script import read

_APART = (0.62, 0.8, 0.93, 1.07, 1.2, 1.45)
"""How many times the planted figure is the first one: reports that contradict each other are seldom far apart."""
_ASIDES, _PLAIN = 2, 2


class Claimed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim with its figure between `low` and `high`, told in several ways; `places` are decimals."""

    low: float
    high: float
    told: tuple[str, ...]
    places: int = 0


class Happening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str = ""
    claims: dict[str, Claimed] = {}
    told: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


class Reports(NamedTuple):
    """Two reports; `claim` is what they contradict each other on, "" for nothing, and `figures` how each of them writes it."""

    one: Told
    two: Told
    claim: str
    figures: tuple[str, str]


@cache
def happenings() -> dict[str, Happening]:
    """What can be reported, by name; "asides" are the sentences about other things."""
    return read("independent.toml", dict[str, Happening])


def reports(count: int, seed: int, *, planted: bool = True) -> Iterator[Reports]:
    """`count` pairs of reports, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - the same pairs for the same seed, not a secret
    names = sorted(set(happenings()) - {"asides"})
    for _ in range(count):
        yield _pair(random.choice(names), random, planted=planted)


def _pair(name: str, random: Random, *, planted: bool) -> Reports:
    happening = happenings()[name]
    values = {key: round(random.uniform(claim.low, claim.high), claim.places) for key, claim in happening.claims.items()}
    common = random.sample(sorted(values), random.randint(1, len(values)))
    wrong = random.choice(common) if planted else ""
    others = dict(values)
    while wrong and others[wrong] == values[wrong]:
        others[wrong] = round(values[wrong] * random.choice(_APART), happening.claims[wrong].places)
    ways = {key: random.sample(happening.claims[key].told, 2) for key in values}
    # What only one of the two tells.
    mine = [*common, *random.sample(sorted(set(values) - set(common)), min(1, len(values) - len(common)))]
    asides = random.sample(happenings()["asides"].told, 2 * _ASIDES)
    first = _told(name, {key: ways[key][0].format(n=_written(values[key])) for key in mine}, asides[:_ASIDES], random)
    second = _told(name, {key: ways[key][1].format(n=_written(others[key])) for key in common}, asides[_ASIDES:], random)
    both = (_written(values[wrong]), _written(others[wrong])) if wrong else ("", "")
    return Reports(first, second, wrong, both)


def _told(name: str, sentences: dict[str, str], asides: Sequence[str], random: Random) -> Told:
    further = [way.format(n=_written(random.randint(12, 900))) for way in asides]
    found = [*sentences.values(), *further, *random.sample(happenings()["asides"].plain, _PLAIN)]
    random.shuffle(found)
    paragraphs = [" ".join(found[at : at + 2]) for at in range(0, len(found), 2)]
    return Told(name, happenings()[name].title, "\n".join(paragraphs), "en", START)


def _written(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) and value >= 10 else f"{value:g}"
