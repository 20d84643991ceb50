"""Another look at stories near each other: which of their reports belong together, seen all at once. Pure.

A report is placed when it arrives, by what is known then. This decision is made again with all that came since: the two groups whose
reports are most alike on average become one, again and again, as long as the average says so. It depends on which reports there are,
not on the order in which they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple

import numpy as np

from headwater.stages.story.decide import KIN, LATE_PER_DAY, MAX_DAYS, POSSIBLE, SOON, rank, spread
from headwater.stages.story.index import Floats, Index, Ints, Item
from headwater.stages.story.likeness import odds_between

TOGETHER: Final = -0.5
"""Mean log-odds over the pairs of two groups from which they are one happening. Chosen on the four story sets; from -0.9 to -0.3,
basil and ecbplus in bursts move by up to .033 and .025 of BCubed F1."""
UNDATED: Final = 1.5
"""What is missing between two reports of unknown time that share no text. Set by hand on the seeds, whose nearest other pair has a mean of
0.9 without it; without any times it leaves ecbplus .84, basil .89 and wmt21 .93."""
WHOLE: Final = 40
"""A story of more reports is not taken apart any more: it takes part as it is, some of its reports speaking for all."""
SPEAKERS: Final = 24
MOST: Final = 160
"""Reports that are looked at together; of more, the stories least alike are left out."""

Copied = Callable[[str], Mapping[str, float]]
"""For an article, the articles that share text with it and how much of the shorter text it is, 0..1."""


class Regrouping(NamedTuple):
    """`moved`: the story of every article that changes its own; `merged`: for a story that has no reports left, the one to look at now."""

    moved: dict[str, str]
    merged: dict[str, str]


def doubtful(item: Item, index: Index, reuse: Mapping[str, float]) -> tuple[str, ...]:
    """The stories, its own excepted, that this report may have to do with."""
    ranked = rank(index.query(item), index, reuse)
    return tuple(story for value, story in ranked if value >= POSSIBLE and story != item.story)


def neighbours(story: str, index: Index, copied: Copied) -> tuple[str, ...]:
    """The story, and those that some of its reports have something to do with, the most often met first."""
    asked = spread(index.members(story), KIN)
    met = Counter(near for article in asked for near in doubtful(index.item(article), index, copied(article)))
    return (story, *(near for near, _ in sorted(met.items(), key=lambda row: (-row[1], row[0]))))


def regroup(stories: Sequence[str], index: Index, copied: Copied, name: Callable[[str], str]) -> Regrouping:
    """How the reports of these stories belong together.

    A story keeps its id where most of its reports are; where there is none to keep, `name` gives the id of a story founded by an article.
    """
    groups = _groups(stories, index)
    if len(groups) < 2:
        return Regrouping({}, {})
    speakers = [spread(group, SPEAKERS) if len(group) > 1 else group for group in groups]
    owner = np.repeat(np.arange(len(groups)), [len(found) for found in speakers])
    slots = np.concatenate([index.slots(found) for found in speakers])
    likeness = timed(index, slots, copied)
    members = np.zeros((len(groups), len(slots)))
    members[owner, np.arange(len(slots))] = 1 / np.bincount(owner)[owner]
    joined = agglomerate(members @ likeness @ members.T, np.array([float(len(group)) for group in groups]), TOGETHER)
    return _named([[article for at in parts for article in groups[at]] for parts in joined], index, name)


def _groups(stories: Sequence[str], index: Index) -> list[tuple[str, ...]]:
    """What is not taken apart: single reports, and stories of many; in order of time."""
    found: list[tuple[str, ...]] = []
    total = 0
    for story in dict.fromkeys(stories):
        members = index.members(story)
        total += min(len(members), SPEAKERS) if len(members) > WHOLE else len(members)
        if found and total > MOST:
            break
        found += [members] if len(members) > WHOLE else [(member,) for member in members]
    return sorted(found, key=lambda group: (float(index.times(index.slots(group[:1]))[0]), group[0]))


def timed(index: Index, slots: Ints, copied: Copied) -> Floats:
    """Log-odds that each two of the reports at `slots` are about one happening, with what their times say."""
    articles = [index.article_at(slot) for slot in slots.tolist()]
    place = {article: at for at, article in enumerate(articles)}
    shared = np.zeros((len(slots), len(slots)))
    for article, at in place.items():
        for other, share in copied(article).items():
            if other in place:
                shared[at, place[other]] = shared[place[other], at] = max(share, shared[at, place[other]])
    moments = index.times(slots)
    days = np.abs(moments[:, None] - moments[None, :]) / 86400
    times = SOON * np.exp(-days) - LATE_PER_DAY * np.minimum(days, MAX_DAYS)
    dated = (moments[:, None] > 0) & (moments[None, :] > 0)
    return odds_between(index, slots, shared) + np.where(dated, times, np.where(shared > 0, 0.0, -UNDATED))


def agglomerate(likeness: Floats, sizes: Floats, floor: float) -> list[list[int]]:
    """Groups by average linkage: the two groups most alike on average are joined while their mean likeness is at least `floor`."""
    likeness, sizes = likeness.copy(), sizes.copy()
    parts = [[at] for at in range(len(sizes))]
    np.fill_diagonal(likeness, -np.inf)
    while True:
        at = int(likeness.argmax())
        one, other = sorted(divmod(at, len(sizes)))
        if not likeness[one, other] >= floor:
            return [part for part in parts if part]
        mean = (sizes[one] * likeness[one] + sizes[other] * likeness[other]) / (sizes[one] + sizes[other])
        likeness[one] = likeness[:, one] = mean
        likeness[one, one] = -np.inf
        likeness[other] = likeness[:, other] = -np.inf
        sizes[one] += sizes[other]
        parts[one] += parts[other]
        parts[other] = []


def _named(groups: Iterable[list[str]], index: Index, name: Callable[[str], str]) -> Regrouping:
    """An id for every group: that of the story most of whose reports it has, else a new one."""
    shares: list[tuple[int, str, int]] = []
    kept = sorted((sorted(group) for group in groups), key=lambda group: group[0])
    homes = [Counter(filter(None, map(index.story_of, group))) for group in kept]
    for at, counts in enumerate(homes):
        shares += [(-held, story, at) for story, held in counts.items()]
    named: dict[int, str] = {}
    used: set[str] = set()
    for _, story, at in sorted(shares):
        if at not in named and story not in used:
            named[at] = story
            used.add(story)
    for at, group in enumerate(kept):
        if at not in named:
            named[at] = next(new for new in _names(group, name) if new not in used and not index.members(new))
            used.add(named[at])
    moved = {article: named[at] for at, group in enumerate(kept) for article in group if index.story_of(article) != named[at]}
    merged: dict[str, str] = {}
    for _, story, at in sorted(shares):
        if story not in used:
            merged.setdefault(story, named[at])
    return Regrouping(moved, merged)


def _names(group: Sequence[str], name: Callable[[str], str]) -> Iterator[str]:
    """Ids that a new story of these reports may have; a story named after a report need not hold it any more."""
    yield from map(name, group)
    yield from (name(f"{group[0]} {number}") for number in count(2))
