"""Compares the reports of stories that have changed, and tells who is meant in them: looks up what the pure stages need, saves it.

A story is compared once after a run, not with every report that comes: a number of reports that arrive together cost one comparison. What
is changed but not compared yet is known in the store, so that a crash in between loses nothing.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from headwater.model import REPORT_KINDS, Comparison, Link, LinkKind, Name
from headwater.stages.compare import Account, compare
from headwater.stages.facts.identity import Found, identities, sound
from headwater.store import Store
from headwater.store.articles import Stored
from headwater.store.facts import Facts
from headwater.store.identities import resolved

LARGE = 60
"""Reports of a story from which on it is compared once in `GAP` seconds at most, while reports keep coming."""
GAP = 60.0
_SLICE = 64
_TAKEN: frozenset[LinkKind] = frozenset({"copy_of", "excerpt_of", "rewrite_of", "translation_of"})


class Comparing:
    """Keeps the comparisons of a store up to date."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        # Two runs that end together would compare the same stories twice.
        self._lock = threading.Lock()

    def refresh(self, *, all_of_them: bool = False) -> int:
        """Compare what has changed; returns how many stories. Large ones wait their turn, unless `all_of_them` are asked for.

        Raises StoreError where the store cannot be written; what was compared before is kept.
        """
        done = 0
        with self._lock:
            while found := self._store.comparisons.stale(self._before(all_of_them), LARGE, _SLICE):
                told = [(story, seen, self._store.stories.members(story)) for story, seen in found]
                made = [(story, seen, members, *self._read(members)) for story, seen, members in told]
                # One transaction for all: to be on disk costs as much as to compare.
                with self._store.transaction():
                    for story, seen, members, comparison, meant in made:
                        # What was hidden or removed while it was compared must not be kept in its words; it is compared again.
                        if set(members) <= set(self._store.stories.members(story)):
                            self._store.comparisons.put(story, comparison, seen, self._clock())
                            self._store.articles.identities.put(members, meant)
                            done += 1
        return done

    def _before(self, all_of_them: bool) -> float:
        return float("inf") if all_of_them else self._clock() - GAP

    def compared(self, story: str) -> Comparison:
        """What comparing the reports of a story shows now."""
        return self._read(self._store.stories.members(story))[0]

    def _read(self, members: list[str]) -> tuple[Comparison, Found]:
        """What comparing these reports shows, and who is meant in them."""
        stored = self._store.articles.many(members)
        own = self._store.articles.facts(members, own=True)
        meant = self._meant({article: facts.names for article, facts in own.items()})
        known: dict[str, dict[str, str]] = defaultdict(dict)
        for (article, thing), identity in meant.items():
            known[article][thing] = identity
        facts = {article: resolved(one, known[article]) for article, one in own.items()}
        follows = followed(self._store.stories.links_of(members))
        accounts = [account(one, facts, follows) for one in stored.values() if one.article.kind in REPORT_KINDS]
        return compare(accounts), meant

    def _meant(self, names: Mapping[str, Sequence[Name]]) -> Found:
        """Who is meant in the reports of a story, over the story and the store."""
        sounds = {sound(name.id) for of_report in names.values() for name in of_report if name.type == "person"} - {""}
        return identities(names, self._store.articles.identities.alike(sounds))


def account(stored: Stored, facts: Mapping[str, Facts], follows: Mapping[str, str]) -> Account:
    """A stored report as the comparing stage takes it."""
    article = stored.article
    known = facts.get(article.id, Facts())
    return Account(
        article=article,
        quotes=known.quotes,
        figures=known.figures,
        names=known.names,
        places=known.places,
        times=known.times,
        follows=follows.get(article.id, ""),
    )


def followed(links: list[Link]) -> dict[str, str]:
    """{article: whose text it takes over}: an article, or the name of an origin that was never seen here."""
    found: dict[str, str] = {}
    for link in links:
        if link.kind in _TAKEN and link.article not in found:
            found[link.article] = link.origin or (f"unseen {link.origin_name}" if link.origin_name else "")
    return found
