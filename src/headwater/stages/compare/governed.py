"""Places that the same word governs: "invited to visit Ukraine" and "invited to visit China". Pure.

Sentences of independent reports, or of one report, are rarely alike as a whole. What is compared here is a verb with the place that
follows it at once, together with a further word and a person or body that both sentences share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from headwater.model import Name, Time
from headwater.stages.compare.lines import Line, Token
from headwater.stages.compare.measures import Naming, dates_conflict
from headwater.stages.compare.pairs import Lot
from headwater.stages.compare.slots import Slot, named_as

REACH: Final = 9
"""Tokens before a governed name in which the further common word stands."""
MOST: Final = 24
"""Different sentences with one verb before a name that are compared with each other: a verb with more says nothing of the story."""
LONG: Final = 5
_JOINT = re.compile(r"\s+(?:(?:to|the|nach|en|a|à|la|le|el|в|у|до)\s+){0,2}")


class Governed(NamedTuple):
    lot: Lot
    token: Token
    name: Name
    around: frozenset[str]
    with_whom: frozenset[str]


def governed(found: Sequence[Lot], naming: Naming) -> Iterator[tuple[Lot, Lot, Slot]]:
    """Pairs of sentences in which one verb governs different (or equal) names and the rest lines up."""
    by_verb: dict[str, list[Governed]] = defaultdict(list)
    for lot in found:
        for verb, item in _of(lot):
            by_verb[verb].append(item)
    for key in sorted(by_verb):
        items = by_verb[key]
        if len(items) > MOST:
            continue
        for place, one in enumerate(items):
            for other in items[place + 1 :]:
                if one.lot is not other.lot and _line_up(one, other):
                    yield one.lot, other.lot, Slot(one.token, other.token, naming.conflict(one.name, other.name))


def _of(lot: Lot) -> Iterator[tuple[str, Governed]]:
    line = lot.line
    body = line.account.article.text
    for at in range(1, len(line.tokens)):
        token, before = line.tokens[at], line.tokens[at - 1]
        name = named_as(token, token, line)
        # Before a person or body often stands what it is ("first lady", "agency"), which governs nothing.
        if name is None or before.kind != "word" or before.proper or name.type != "place":
            continue
        if not _JOINT.fullmatch(body[before.end : token.start]):
            continue
        near = line.tokens[max(0, at - REACH) : at - 1]
        around = frozenset(
            t.key for t in near if t.kind == "word" and (len(t.key) >= LONG or t.key.startswith("=")) and t.key != before.key
        )
        whom = (line.names | {line.subject}) - {token.key, ""}
        if around and whom:
            yield before.key, Governed(lot, token, name, around, whom)


def _line_up(one: Governed, other: Governed) -> bool:
    if not one.around & other.around or not one.with_whom & other.with_whom:
        return False
    if one.lot.line.negated % 2 != other.lot.line.negated % 2:
        return False
    return not any(dates_conflict(a, b) for a in _times(one.lot.line) for b in _times(other.lot.line))


def _times(line: Line) -> list[Time]:
    return [t.fact for t in line.tokens if isinstance(t.fact, Time) and t.fact.type == "DATE"]
