"""Sagas: stories of weeks and months that go on from each other: a siege, a trial, an election. Pure decisions over chapters.

Two stories are weighed by the names and words they share, each by how rare it is among all stories; that falls with the time between
them. Groups are joined by the *mean* over all their pairs, so that a chain of chance likenesses (A like B, B like C) makes no saga, and
the result depends on which stories there are, not on the order in which they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import Final, NamedTuple

import msgspec
import numpy as np

from headwater.stages.story.chapter import Chapter, Label
from headwater.stages.story.keys import PSEUDO_REPORTS
from headwater.stages.story.naming import ids_of
from headwater.stages.story.overlap import Floats
from headwater.stages.story.prior import expected_share
from headwater.stages.story.spelling import name_key

WORDS: Final = 0.7
"""What sharing words counts against sharing names."""
UNSEEN: Final = (200.0, 400.0)
"""Squared weight of names, and of words, that every story has besides what is kept: one that says little resembles none for that."""
STRANGERS: Final = 0.6
"""What is left of a likeness between stories that are both about persons and have none in common: two trials at one court."""
TOGETHER: Final = 0.12
"""Mean likeness of two groups from which they are one saga."""
FADE: Final = 240 * 86_400.0
"""A likeness falls to a third over so long a time between two chapters. This and the four above were chosen on the sagas that were marked
by hand among the fifty stories of BASIL (P .81, R .41 over pairs; from .11 to .15 of `TOGETHER`, F1 moves by .06), and by reading what they
make of German Wikinews, GeoVirus and TimeBank, where most of what they join are single reports."""
UNDATED: Final = 0.8
"""What is left of a likeness where a time is missing. Set by hand."""
LEAST_SPAN: Final = 20 * 3_600.0
"""What begins and ends within a day is one happening in pieces, no saga."""
WHOLE: Final = 24
"""A saga of more chapters is not taken apart any more: it takes part as it is, some of its chapters speaking for all."""

Rarity = Callable[[str], float]
"""How rare a term is among all stories: the logarithm of stories per story that has it, at least 0."""


def rarity_of(counts: Mapping[str, int], stories: int) -> Rarity:
    """Rarity from how many of the `stories` have each term; what little was seen is smoothed by what is expected of a term."""

    def rarity(key: str) -> float:
        return max(0.0, log((stories + PSEUDO_REPORTS) / (counts.get(key, 0) + 0.5 + PSEUDO_REPORTS * expected_share(key))))

    return rarity


def likeness(chapters: Sequence[Chapter], rarity: Rarity) -> Floats:
    """How alike each two chapters are, 0..1, whatever their times; a symmetric square."""
    names = _cosines([one.names for one in chapters], rarity, UNSEEN[0])
    words = _cosines([one.words for one in chapters], rarity, UNSEEN[1])
    return np.where(names > 0, (names + WORDS * words) / (1 + WORDS), 0.0) * _acquainted(chapters)


def _cosines(rows: Sequence[Sequence[tuple[str, float]]], rarity: Rarity, unseen: float) -> Floats:
    columns = {key: at for at, key in enumerate(dict.fromkeys(key for row in rows for key, _ in row))}
    table = np.zeros((len(rows), max(1, len(columns))))
    for at, row in enumerate(rows):
        for key, weight in row:
            table[at, columns[key]] = weight * rarity(key)
    dots: Floats = table @ table.T
    norms = np.sqrt(np.diag(dots) + unseen)
    return np.asarray(dots / np.outer(norms, norms))


def _acquainted(chapters: Sequence[Chapter]) -> Floats:
    """1, or `STRANGERS` for two chapters that are about persons and of which neither names a person whom the other is about."""
    named = [{key for key, _ in one.names} for one in chapters]
    square = np.ones((len(chapters), len(chapters)))
    for at, one in enumerate(chapters):
        for to in range(at):
            other = chapters[to]
            if one.people and other.people and named[to].isdisjoint(one.people) and named[at].isdisjoint(other.people):
                square[at, to] = square[to, at] = STRANGERS
    return square


def gaps(chapters: Sequence[Chapter]) -> Floats:
    """Seconds between the times of each two chapters, 0 where they overlap; NaN where one of them has none."""
    first, last = (np.array([getattr(one, name) for one in chapters], dtype=np.float64) for name in ("first", "last"))
    between = np.maximum(0.0, np.maximum(first[:, None] - last[None, :], first[None, :] - last[:, None]))
    return np.where((first[:, None] > 0) & (first[None, :] > 0), between, np.nan)


def _faded(alike: Floats, between: Floats) -> Floats:
    return alike * np.where(np.isnan(between), UNDATED, np.exp(-np.nan_to_num(between) / FADE))


def chain(chapters: Sequence[Chapter], rarity: Rarity, whole: Sequence[Sequence[str]] = ()) -> list[tuple[str, ...]]:
    """The sagas among these chapters: ids of their stories in order of time, each of two at least; the longest first.

    `whole` are sagas that are not taken apart, by the ids of those chapters that speak for them here.
    """
    rows = sorted({one.story: one for one in chapters}.values(), key=lambda one: (one.first, one.story))
    if len(rows) < 2:
        return []
    alike, between = likeness(rows, rarity), gaps(rows)
    groups = _begun(rows, whole)
    member = np.zeros((len(groups), len(rows)))
    for at, group in enumerate(groups):
        member[at, group] = 1 / len(group)
    found = _joined(member @ alike @ member.T, _nearest(between, groups), groups)
    sagas = [tuple(rows[at].story for at in sorted(group)) for group in found if _is_saga([rows[at] for at in group], rarity)]
    return sorted(sagas, key=lambda saga: (-len(saga), saga))


def _begun(rows: Sequence[Chapter], whole: Sequence[Sequence[str]]) -> list[list[int]]:
    """What joining begins with: each chapter by itself, but those that belong to a whole."""
    place = {one.story: at for at, one in enumerate(rows)}
    fixed = [sorted(place[story] for story in group if story in place) for group in whole]
    taken = {at for group in fixed for at in group}
    return sorted([group for group in fixed if group] + [[at] for at in range(len(rows)) if at not in taken])


def _nearest(between: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    """The least time between members of each two groups; NaN where no pair of them is dated."""
    filled = np.where(np.isnan(between), np.inf, between)
    least = np.array([[filled[np.ix_(one, other)].min() for other in groups] for one in groups])
    return np.where(np.isinf(least), np.nan, least)


def _joined(alike: Floats, between: Floats, groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Groups by average linkage: the two most alike on average, as the time between them leaves it, are joined while that is enough."""
    parts = [list(group) for group in groups]
    sizes = np.array([float(len(part)) for part in parts])
    value = _faded(alike, between)
    np.fill_diagonal(value, -np.inf)
    while True:
        at = int(value.argmax())
        one, other = sorted(divmod(at, len(parts)))
        if not value[one, other] >= TOGETHER:
            return [part for part in parts if part]
        alike[one] = alike[:, one] = (sizes[one] * alike[one] + sizes[other] * alike[other]) / (sizes[one] + sizes[other])
        between[one] = between[:, one] = np.fmin(between[one], between[other])
        value[one] = value[:, one] = np.where(np.isinf(value[one]), -np.inf, _faded(alike[one], between[one]))
        value[one, one] = -np.inf
        value[other] = value[:, other] = -np.inf
        sizes[one] += sizes[other]
        parts[one] += parts[other]
        parts[other] = []


def _is_saga(chapters: Sequence[Chapter], rarity: Rarity) -> bool:
    """Several chapters that go on for more than a day and have a name in common by which the saga can be called."""
    if len(chapters) < 2:
        return False
    firsts = [one.first for one in chapters if one.first > 0]
    if len(firsts) == len(chapters) and max(firsts) - min(firsts) < LEAST_SPAN:
        return False
    return bool(core(chapters, rarity))


def core(chapters: Sequence[Chapter], rarity: Rarity, share: float = 0.5) -> tuple[tuple[Label, int], ...]:
    """The names that hold a saga together, with how many chapters have each: named in `share` of them at least, the most telling first."""
    named = [{key for key, _ in one.names} for one in chapters]
    weight: Counter[tuple[str, ...]] = Counter()
    forms: dict[tuple[str, ...], Counter[Label]] = {}
    for one in chapters:
        for label in one.labels:
            weight[label.keys] += label.weight  # type: ignore[assignment]
            forms.setdefault(label.keys, Counter())[msgspec.structs.replace(label, weight=0.0)] += 1
    rows = []
    for keys, worth in weight.items():
        have = sum(keys[-1] in row for row in named)
        if have >= max(2, share * len(chapters)):
            telling = worth * have / len(chapters) * rarity(keys[-1])
            rows.append((telling, _mostly(forms[keys]), have))
    rows.sort(key=lambda row: (-row[0], row[1].text))
    kept: list[tuple[Label, int]] = []
    for _, label, have in rows:
        if all(set(label.keys).isdisjoint(other.keys) for other, _ in kept):
            kept.append((label, have))
    return tuple(kept)


def _mostly(forms: Counter[Label]) -> Label:
    """The label as most chapters have it; one in capitals alone, as in a dateline, only where there is no other."""
    return min(forms, key=lambda label: (label.text.isupper() and len(label.text) > 4, -forms[label], label.text, label.type))


def saga_title(chapters: Sequence[Chapter], rarity: Rarity) -> str:
    """What a saga is called: the two or three names that most of its chapters share, a place or body before persons; "" without any."""
    kept = sorted((label for label, _ in core(chapters, rarity)[:3]), key=lambda label: label.type == "person")
    return " · ".join(label.text for label in kept)


def shared(one: Chapter, other: Chapter, rarity: Rarity, limit: int = 4) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What two chapters have in common: (names as written, words that are no names), the most telling first, at most `limit` of each."""
    theirs = {key for key, _ in other.names}
    ranked = sorted(one.labels, key=lambda label: (-label.weight * rarity(label.keys[-1]), label.text))
    labels = [label for label in ranked if label.keys[-1] in theirs]
    written = (_mostly(Counter(label for label in (mine, *other.labels) if label.keys == mine.keys)).text for mine in labels)
    held, named = dict(other.words), {key[2:] for key, _ in (*one.names, *other.names)}
    words = sorted((key for key, _ in one.words if key in held), key=lambda key: (-rarity(key) * held[key], key))
    telling = (key[2:] for key in words if name_key(key[2:]) not in named)
    return tuple(dict.fromkeys(written))[:limit], tuple(telling)[:limit]


class Naming(NamedTuple):
    """`homes`: the saga of every story that was looked at, None for none; `merged`: {a saga that has no story left: the one to look at}."""

    homes: dict[str, str | None]
    merged: dict[str, str]


def named(groups: Sequence[Sequence[str]], homes: Mapping[str, str | None], name: Callable[[str], str]) -> Naming:
    """Ids for the sagas that `chain` found. A saga keeps its id where most of its stories are; else `name` gives one by a story.

    `homes`: the saga that each story looked at is in so far.
    """
    ids, merged = ids_of(groups, homes.get, name, lambda _: False)
    placed: dict[str, str | None] = dict.fromkeys(homes)
    placed |= {story: of for of, group in zip(ids, groups, strict=True) for story in group}
    return Naming(placed, merged)
