"""Attributions by a noun of saying: "the mayor's warning that …", "reports from the port that …", "her words were an admission that …"."""

from __future__ import annotations

from typing import NamedTuple

from headwater.stages.facts.phrases import MAX_SOURCE, Bounds, Phrases

GENITIVE = ("’s", "'s", "s’", "s'")
_FROM = frozenset(("from", "by"))
_LEAST = 3
"""Items behind "that" before they say anything."""
_BETWEEN = 3
"""Words in small letters between an owner and the noun: "China's long-standing declaration"."""


class Nominal(NamedTuple):
    """`source` None: whoever spoke last ("This marks the admission that …")."""

    source: Bounds | None
    content: Bounds


def nominal(reader: Phrases, at: int) -> Nominal | None:
    """What is said by the noun that is item `at`, None where it is followed by no statement or nobody makes it."""
    words, items = reader.words, reader.items
    behind = at + 1
    if behind < len(items) and items[behind].lower in _FROM:
        while behind < len(items) and behind - at < MAX_SOURCE and items[behind].kind == "w" and items[behind].lower not in words["clause"]:
            behind += 1
    if not _clause(reader, behind):
        return None
    content = (behind, len(items))
    if behind > at + 2:
        return Nominal((at + 2, behind), content)
    owner = _owner(reader, at)
    if owner is not None:
        return Nominal(owner, content)
    return Nominal(_remark(reader, at), content) if _is_predicate(reader, at) else None


def _clause(reader: Phrases, at: int) -> bool:
    """Whether a statement begins with the "that" that is item `at`, and not a relative clause ("claims that were false")."""
    items = reader.items
    if at + _LEAST >= len(items) or items[at].lower not in reader.words["clause"]:
        return False
    first = items[at + 1]
    if first.kind != "w":
        return first.kind in ("q", "$")
    if first.capital or reader.is_any(at + 1, ("det", "he", "she", "they", "it")):
        return True
    return not (reader.is_any(at + 1, ("aux", "stops", "prep")) or first.lower in reader.cues or first.lower.endswith(("ed", "ly")))


def _owner(reader: Phrases, at: int) -> Bounds | None:
    """Whose the noun is: a genitive, a possessive, or a name in front of it ("US warnings")."""
    items = reader.items
    for before in range(at - 1, max(-1, at - 2 - _BETWEEN), -1):
        item = items[before]
        if item.kind != "w":
            return None
        if item.lower in reader.words["his"]:
            return before, before + 1
        if item.lower.endswith(GENITIVE):
            return reader.phrase(before, max(0, before - MAX_SOURCE)) or (before, before + 1)
        if item.capital:
            return (before, before + 1) if before == at - 1 and before > 0 else None
        if reader.is_any(before, ("stops", "prep", "det", "aux")):
            return None
    return None


def _is_predicate(reader: Phrases, at: int) -> bool:
    """Whether the noun tells what earlier words were: "were an admission that", "This marks the admission that"."""
    before = at - 1
    while before > 0 and not reader.is_any(before, ("det",)) and at - before <= _BETWEEN and reader.items[before].kind == "w":
        before -= 1
    return before > 0 and reader.is_any(before, ("det",)) and reader.is_any(before - 1, ("amounts",))


def _remark(reader: Phrases, at: int) -> Bounds | None:
    """Whose words are told to be that: "Lee's comments were an admission that …"; None where they are "this"."""
    for place in range(1, min(at, MAX_SOURCE)):
        if reader.is_any(place, ("remarks",)) and (owner := _owner(reader, place)) is not None:
            return owner
    return None
