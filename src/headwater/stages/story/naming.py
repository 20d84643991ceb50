"""Ids of groups that were made anew out of old ones: a group keeps the id that most of its members had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count


def ids_of(
    groups: Sequence[Sequence[str]], home: Callable[[str], str | None], name: Callable[[str], str], taken: Callable[[str], bool]
) -> tuple[list[str], dict[str, str]]:
    """(the id of each group, {an old id that no group has: the one to look at}).

    `home` is the id that a member had, `name` makes one for a group by a member, and none that is `taken` elsewhere is given.
    """
    votes = [(-held, old, at) for at, group in enumerate(groups) for old, held in Counter(filter(None, map(home, group))).items()]
    ids: dict[int, str] = {}
    used: set[str] = set()
    for _, old, at in sorted(votes):
        if at not in ids and old not in used:
            ids[at] = old
            used.add(old)
    for at, group in enumerate(groups):
        if at not in ids:
            ids[at] = next(new for new in _names(group, name) if new not in used and not taken(new))
            used.add(ids[at])
    merged: dict[str, str] = {}
    for _, old, at in sorted(votes):
        if old not in used:
            merged.setdefault(old, ids[at])
    return [ids[at] for at in range(len(groups))], merged


def _names(group: Sequence[str], name: Callable[[str], str]) -> Iterator[str]:
    """Ids that a new group of these may have; one that is named after a member need not hold it any more."""
    yield from map(name, group)
    yield from (name(f"{group[0]} {number}") for number in count(2))
