"""Another look at stories near each other: which of their reports belong together, seen all at once. Pure.

A report is placed when it arrives, by what is known then. This decision is made again with all that came since: the two groups whose
reports are most alike on average become one, again and again, as long as the average says so. It depends on which reports there are,
not on the order in which they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from headwater.stages.story.contested import Weighed, contested
from headwater.stages.story.decide import KIN, LATE_PER_DAY, MAX_DAYS, POSSIBLE, SOON, rank, spread
from headwater.stages.story.index import Index, Item
from headwater.stages.story.likeness import odds_between
from headwater.stages.story.meaning import Closeness, sharpened
from headwater.stages.story.naming import ids_of
from headwater.stages.story.overlap import Floats, Ints
from headwater.stages.story.weighing import Copied, weighed

TOGETHER: Final = -0.5
"""Mean log-odds over the pairs of two groups from which headlines are about one happening: chosen on uci."""
WHOLE_TEXTS: Final = -0.36
"""What is added to that for whole texts, before contrast."""
CONTRAST: Final = 0.39
"""Two groups must be this share as alike as the reports within the looser of them: look-alike happenings (two hearings on one affair) are
each closer knit than they are to each other. Both chosen on the four story sets: without contrast basil, ecbplus and wmt21 in bursts
lose .03, .02 and .01 of BCubed F1. With 0.44 ecbplus at random times loses up to .02;
basil, late, gains .01."""
CLOSEST: Final = 5.0
"""Log-odds at which a pair counts as most alike in this: copies say nothing about how independent reports of a happening resemble."""
TELLING: Final = (15, 30)
"""Terms up to which a report says too little to show how close knit its group is, and from which it does in full: of a headline each
wording is another. With contrast between headlines uci loses .04."""
UNDATED: Final = 2.0
"""What is missing between two reports of unknown time that share no text. Set by hand on the seeds, whose nearest other pair has a mean of
0.9 without it, and would be joined from -0.8 on."""
WHOLE: Final = 40
"""A story of more reports is not taken apart any more: it takes part as it is, some of its reports speaking for all."""
SPEAKERS: Final = 24
MOST: Final = 160
"""Reports that are looked at together; of more, the stories least alike are left out."""


class Regrouping(NamedTuple):
    """`moved`: the story of every article that changes its own; `merged`: for a story that has no reports left, the one to look at now."""

    moved: dict[str, str]
    merged: dict[str, str]


def doubtful(item: Item, index: Index, reuse: Mapping[str, float]) -> tuple[str, ...]:
    """The stories, its own excepted, that this report may have to do with."""
    ranked = rank(weighed(index.query(item), index, reuse))
    return tuple(story for value, story in ranked if value >= POSSIBLE and story != item.story)


def neighbours(story: str, index: Index, copied: Copied) -> tuple[str, ...]:
    """The story, and those that some of its reports have something to do with, the most often met first."""
    asked = spread(index.members(story), KIN)
    met = Counter(near for article in asked for near in doubtful(index.item(article), index, copied(article)))
    return (story, *(near for near, _ in sorted(met.items(), key=lambda row: (-row[1], row[0]))))


def regroup(
    stories: Sequence[str], index: Index, copied: Copied, name: Callable[[str], str], closeness: Closeness | None = None
) -> Regrouping:
    """How the reports of these stories belong together.

    A story keeps its id where most of its reports are; where there is none to keep, `name` gives the id of a story founded by an article.
    `closeness`, of an encoder, is asked of reports in doubt.
    """
    groups = _groups(stories, index)
    if len(groups) < 2:
        return Regrouping({}, {})
    speakers = [spread(group, SPEAKERS) if len(group) > 1 else group for group in groups]
    owner = np.repeat(np.arange(len(groups)), [len(found) for found in speakers])
    slots = np.concatenate([index.slots(found) for found in speakers])
    reports, telling = weigh(index, slots, owner, copied), _telling(index, slots)
    least = TOGETHER + WHOLE_TEXTS * telling
    if closeness is not None:
        added = sharpened([article for found in speakers for article in found], reports.odds + reports.times, least, telling, closeness)
        reports = reports._replace(odds=reports.odds + added)
    joined = agglomerate(Knit.of(reports.odds + reports.times, owner, telling, groups))
    joined = contested(joined, np.array([len(group) for group in groups]), reports, index, least)
    return _named([[article for at in parts for article in groups[at]] for parts in joined], index, name)


def _telling(index: Index, slots: Ints) -> Floats:
    """0..1 for each report: how much it shows of how alike reports of its happening are."""
    little, enough = TELLING
    return np.asarray(np.clip((index.lengths(slots) - little) / (enough - little), 0.0, 1.0))


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


def weigh(index: Index, slots: Ints, owner: Ints, copied: Copied) -> Weighed:
    """Log-odds that each two of the reports at `slots` are about one happening, and what their times say."""
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
    return Weighed(slots, owner, odds_between(index, slots, shared), np.where(dated, times, np.where(shared > 0, 0.0, -UNDATED)))


class Knit:
    """Groups, how alike each two of them are on average, and how alike the reports of each are among themselves.

    `between`, `capped` (pairs up to `CLOSEST`): means over pairs, square; `within`: sums over a group's own pairs of the capped values;
    `pairs`: their number; `sizes` and `telling`: how many reports there are, and what they tell, one value a group.
    """

    def __init__(self, between: Floats, capped: Floats, sizes: Floats, telling: Floats) -> None:
        self.between, self.capped, self.sizes, self.telling = between, capped, sizes, telling
        self.pairs, self.within = np.zeros(len(sizes)), np.zeros(len(sizes))

    @classmethod
    def of(cls, likeness: Floats, owner: Ints, telling: Floats, groups: Sequence[Sequence[str]]) -> Knit:
        """From the likeness of the reports that speak for the groups; `owner` is each one's group."""
        spoken = np.bincount(owner)
        members = np.zeros((len(groups), len(owner)))
        members[owner, np.arange(len(owner))] = 1 / spoken[owner]
        capped = np.minimum(likeness, CLOSEST)
        np.fill_diagonal(capped, 0.0)
        made = cls(
            members @ likeness @ members.T, members @ capped @ members.T, np.array([float(len(g)) for g in groups]), members @ telling
        )
        several = spoken > 1
        made.pairs = np.where(several, made.sizes * (made.sizes - 1) / 2, 0.0)
        # The mean over all cells of a group counts each report beside itself as nothing.
        made.within = np.where(several, made.capped.diagonal() * spoken / np.maximum(spoken - 1, 1) * made.pairs, 0.0)
        return made

    def asked(self, one: int) -> Floats:
        """How alike each group must be to this one on average to be one with it."""
        knit = np.divide(self.within, self.pairs, out=np.zeros(len(self.pairs)), where=self.pairs > 0)
        telling = np.minimum(self.telling, self.telling[one])
        return np.asarray(TOGETHER + telling * (WHOLE_TEXTS + CONTRAST * np.maximum(np.minimum(knit, knit[one]), 0.0)))

    def join(self, one: int, other: int) -> None:
        """The reports of the other are the one's from now on."""
        ours, theirs = self.sizes[one], self.sizes[other]
        self.within[one] += self.within[other] + self.capped[one, other] * ours * theirs
        self.telling[one] = (ours * self.telling[one] + theirs * self.telling[other]) / (ours + theirs)
        for table in (self.between, self.capped):
            table[one] = table[:, one] = (ours * table[one] + theirs * table[other]) / (ours + theirs)
        self.sizes[one] += theirs
        self.pairs[one] = self.sizes[one] * (self.sizes[one] - 1) / 2
        self.sizes[other] = self.pairs[other] = self.within[other] = 0.0


def agglomerate(groups: Knit) -> list[list[int]]:
    """Groups by average linkage: the two that are most alike, less what is asked of them, become one while nothing is missing."""
    count = len(groups.sizes)
    parts = [[at] for at in range(count)]
    surplus = np.array([groups.between[at] - groups.asked(at) for at in range(count)])
    np.fill_diagonal(surplus, -np.inf)
    while True:
        one, other = sorted(divmod(int(surplus.argmax()), count))
        if not surplus[one, other] >= 0:
            return [part for part in parts if part]
        groups.join(one, other)
        gone = np.isneginf(surplus[one])
        row = groups.between[one] - groups.asked(one)
        row[gone] = row[other] = -np.inf
        surplus[one] = surplus[:, one] = row
        surplus[other] = surplus[:, other] = -np.inf
        parts[one] += parts[other]
        parts[other] = []


def _named(groups: Iterable[list[str]], index: Index, name: Callable[[str], str]) -> Regrouping:
    """An id for every group: that of the story most of whose reports it has, else a new one."""
    kept = sorted((sorted(group) for group in groups), key=lambda group: group[0])
    ids, merged = ids_of(kept, index.story_of, name, lambda new: bool(index.members(new)))
    moved = {article: of for of, group in zip(ids, kept, strict=True) for article in group if index.story_of(article) != of}
    return Regrouping(moved, merged)
