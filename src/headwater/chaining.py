"""Chains stories to sagas: looks up what the pure stage needs for the stories that have changed, and saves what it decides.

Like comparing, it is done once after a run. What is changed but not looked at yet is known in the store, so that a crash in between
loses nothing. First all that changed is made a chapter, then each is looked at together with what it may have to do with, so that
which saga a story is in hangs on what there is, not on the order in which it came.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from headwater import text
from headwater.stages import story
from headwater.store import Store

NEAR = 32
"""Stories that a changed one may have to do with."""
MOST = 120
"""Chapters that are looked at together."""
_SLICE = 64


class Chaining:
    """Keeps the sagas of a store up to date."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._counted: dict[str, int] = {}

    def refresh(self) -> int:
        """Look at what has changed; returns how many stories. Raises StoreError where it cannot be saved; what was done is kept."""
        with self._lock:
            changed = self._tell()
            self._counted.clear()
            for start in range(0, len(changed), _SLICE):
                with self._store.transaction():
                    for of, stale in changed[start : start + _SLICE]:
                        self._look(of)
                        self._store.sagas.seen(of, stale)
            return len(changed)

    def _tell(self) -> list[tuple[str, int]]:
        """Make a chapter of every story that has changed."""
        sagas, last, changed = self._store.sagas, 0, []
        while part := sagas.stale(_SLICE, last):
            with self._store.transaction():
                for number, of, stale in part:
                    last = number
                    reports, first, until = sagas.told(of)
                    if reports:
                        sagas.put(story.chapter(of, reports, first, until))
                    else:
                        sagas.drop(of)
                    changed.append((of, stale))
        return changed

    def _look(self, of: str) -> None:
        """Decide anew which saga a story, and those that it may have to do with, are in."""
        sagas = self._store.sagas
        own = sagas.chapters([of]).get(of)
        if own is None:
            return
        rarity = self.rarity([own])
        near = sagas.near({key: (weight * rarity(key)) ** 2 for key, weight in own.names}, NEAR)
        stories = dict.fromkeys([of, *near])
        homes = sagas.homes(stories)
        if len(stories) < 2 and not homes:
            return
        whole: list[list[str]] = []
        for saga in sorted(set(homes.values())):
            members = sagas.members(saga)
            homes |= dict.fromkeys(members, saga)
            if len(members) > story.WHOLE:
                whole.append(members)
                members = list(story.spread(tuple(members), story.WHOLE))
                stories = dict.fromkeys(one for one in stories if homes.get(one) != saga) | dict.fromkeys(members)
            elif len(stories) + len(members) <= MOST:
                stories |= dict.fromkeys(members)
        self._decide(stories, homes, whole)

    def _decide(self, stories: Iterable[str], homes: dict[str, str], whole: list[list[str]]) -> None:
        sagas = self._store.sagas
        chapters = list(sagas.chapters(stories).values())
        groups = story.chain(chapters, self.rarity(chapters), whole)
        of_whole = {one: members for members in whole for one in members}
        # What speaks for a saga speaks for all its stories.
        full = [tuple(dict.fromkeys(story_ for one in group for story_ in of_whole.get(one, (one,)))) for group in groups]
        looked = {one.story for one in chapters} | set(of_whole)
        found = story.named(full, {one: homes.get(one) for one in looked}, text.saga_id)
        sagas.assign({one: saga for one, saga in found.homes.items() if saga != homes.get(one)})
        for old, new in found.merged.items():
            sagas.merge(old, new)

    def rarity(self, chapters: Iterable[story.Chapter]) -> story.Rarity:
        """How rare the terms of these chapters are among all stories; counted once in a run."""
        return counted(self._store, chapters, self._counted)


def counted(store: Store, chapters: Iterable[story.Chapter], known: dict[str, int] | None = None) -> story.Rarity:
    """How rare the terms of these chapters are among all stories. `known`: terms that were counted before, added to."""
    held = {} if known is None else known
    new = {key for one in chapters for key, _ in (*one.names, *one.words)} - held.keys()
    held |= store.sagas.counts(new)
    return story.rarity_of(held, store.sagas.count())
