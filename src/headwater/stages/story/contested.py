"""Reports that several stories would take: the headline says whose they are. Pure.

A follow-up names places and people of another happening too, and comes when that is fresh, which speaks for the wrong one. What its
headline says is told by the story that it belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from headwater.stages.story.index import Index
from headwater.stages.story.overlap import Floats, Ints

NEARLY: Final = 0.6
"""Log-odds that, times apart, a report may be less alike to the story that tells its headline."""
CLEARLY: Final = 0.1
"""Share of the headline that the other story must tell more of. Both set by hand on the demo press. Where more than its time speaks for a
report's story, it is left there: otherwise ecbplus, whose look-alike happenings tell headlines alike, loses .007 of BCubed F1."""


class Weighed(NamedTuple):
    """Reports that speak for groups: their `slots`; `owner`, the group of each; and for each two of them, `odds`, that they are about one
    happening whatever their times, and `times`, what their times add to that."""

    slots: Ints
    owner: Ints
    odds: Floats
    times: Floats


def contested(joined: Sequence[list[int]], sizes: Ints, reports: Weighed, index: Index, least: Floats) -> list[list[int]]:
    """The stories, lists of groups, after single reports went where their headline is told: those that only their time put into theirs,
    and that another would take as well.

    `sizes`: how many reports each group has; `least`: how alike a report must be to a story to be of it, one value a report.
    """
    voices = _voices(joined, sizes, reports.owner)
    if (voices.sum(axis=1) > 1).sum() < 2:
        return list(joined)
    timed = reports.odds + reports.times
    np.fill_diagonal(timed, 0.0)
    # No report speaks for how alike it is to its own story.
    heard = np.maximum(voices.sum(axis=1) - voices.T, 1e-9)
    fits, alike = timed @ voices.T / heard, reports.odds @ voices.T / heard
    home = {at: number for number, part in enumerate(joined) for at in part}
    moved: dict[int, int] = {}
    for at in np.flatnonzero((sizes == 1) & (np.bincount(reports.owner) == 1)).tolist():
        [slot] = np.flatnonzero(reports.owner == at).tolist()
        own = home[at]
        rivals = [other for other in np.flatnonzero(fits[slot] >= least[slot]).tolist() if other != own and heard[slot, other] > 1.5]
        if rivals and heard[slot, own] > 0.5 and alike[slot, own] < least[slot]:
            moved[at] = _better(alike[slot], own, rivals, _told(at, joined, reports, index))
    parts = [[at for at in part if moved.get(at, number) == number] for number, part in enumerate(joined)]
    for at, number in moved.items():
        if number != home[at]:
            parts[number].append(at)
    return [part for part in parts if part]


def _voices(joined: Sequence[list[int]], sizes: Ints, owner: Ints) -> Floats:
    """For how many reports of each story each of the reports speaks."""
    story = np.zeros(len(sizes), dtype=np.int64)
    for number, part in enumerate(joined):
        story[part] = number
    voices = np.zeros((len(joined), len(owner)))
    voices[story[owner], np.arange(len(owner))] = sizes[owner] / np.bincount(owner)[owner]
    return voices


def _told(at: int, joined: Sequence[list[int]], reports: Weighed, index: Index) -> Floats:
    """The share of the headline of the report `at` that each of the stories tells, without the report itself."""
    [slot] = reports.slots[reports.owner == at].tolist()
    [query] = index.queries(np.array([slot]))
    speak = [reports.slots[np.isin(reports.owner, [one for one in part if one != at])] for part in joined]
    return np.array([index.headline(query, slots) for slots in speak])


def _better(alike: Floats, own: int, rivals: Sequence[int], told: Floats) -> int:
    clear = [other for other in rivals if told[other] >= told[own] + CLEARLY and alike[other] >= alike[own] - NEARLY]
    return max(clear, key=lambda number: (told[number], alike[number], -number), default=own)
