"""Placing the reports of a run once more, in an order of their own: what comes of a run does not depend on the order it came in.

While a run goes on, each report is placed by what is known so far. At its end the stories are put back as they were before, and the run's
reports placed anew by time of publication, with all that is known then. Only the index is changed; what differs is saved by its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from headwater import text
from headwater.model import Assignment
from headwater.stages import story
from headwater.stages.story import Copied, Index, Item
from headwater.stages.story.meaning import Closeness


class Doubts:
    """Reports whose place is in doubt, with the stories they may belong to, until they are looked at again."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, tuple[str, ...]]] = []
        self.stories: set[str] = set()
        """All stories that were looked at again since `clear`."""

    def add(self, article: str, near: tuple[str, ...]) -> None:
        self._waiting.append((article, near))

    def forget(self) -> None:
        """Drop the reports that wait."""
        self._waiting.clear()

    def take(self, index: Index) -> Iterator[tuple[str, ...]]:
        """Groups of stories to look at together, each once, as they are when it is their turn."""
        seen: set[frozenset[str]] = set()
        waiting, self._waiting = self._waiting, []
        for article, others in waiting:
            own = index.story_of(article)
            near = tuple(of for of in dict.fromkeys((own, *others)) if of and index.members(of))
            chosen = frozenset(near)
            if chosen and chosen not in seen:
                seen.add(chosen)
                self.stories |= chosen
                yield near


def place_again(
    run: Iterable[Item], before: Mapping[str, str], index: Index, copied: Copied, closeness: Closeness | None = None
) -> set[str]:
    """Place these reports anew in the index, after other reports went back to the story they were in `before`; the stories in doubt.

    `run` are the items as they came, whether or not they were found to stand alone. All that is not in the index is left out.
    """
    items = sorted((item for item in run if item.article in index), key=lambda item: (item.at or float("inf"), item.article))
    for article, home in before.items():
        if article in index:
            index.move(article, home)
    for item in items:
        index.wait(item.article)
    doubts = Doubts()
    for begin in range(0, len(items), story.HANDFUL):
        for item, decided in story.assign(items[begin : begin + story.HANDFUL], index, copied):
            home = decided.story or text.story_id(item.article)
            index.let_in(item.article, home, reports=item.reports and not decided.alone)
            for other in decided.merge:
                index.rename(other, home)
            if in_doubt(decided):
                doubts.add(item.article, decided.near)
        for near in doubts.take(index):
            for article, home in story.regroup(near, index, copied, text.story_id, closeness).moved.items():
                index.move(article, home)
    return doubts.stories


def in_doubt(decided: Assignment) -> bool:
    """Whether the stories of this decision should be looked at again: a report that joins beyond doubt, with no other near, needs none."""
    return bool(decided.near) or (decided.story is not None and decided.score < story.SURE)
