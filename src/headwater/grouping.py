"""Grouping: the active stories in memory, the decisions of the story stage about them, and those decisions saved.

All state is in the store; the index is a picture of it, made anew whenever another process has written. A report is placed when it
arrives; at the end of its batch the stories it may have to do with are looked at again, and split or merged.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from headwater import text
from headwater.meanings import Meanings
from headwater.model import REPORT_KINDS, Assignment, Report
from headwater.replacing import Doubts, in_doubt, place_again
from headwater.stages import story
from headwater.store import Store
from headwater.store.articles import JOINED, Place

# How long a story takes new reports after its last one. Fourteen days hold the streams of the development sets whole; older reports of
# a happening are reached through shared text, whatever their age.
WINDOW = 14 * 86_400.0
# Below this share of common hashes, two texts of ordinary length have a phrase in common, not a passage. Set by hand.
SHARED = 0.03
# Seconds after which the index is made anew, so that what has left the window leaves memory too.
REFRESH = 6 * 3_600.0
# Reports whose shared text is kept in memory; that of others is looked up again.
REMEMBERED = 20_000
# When the active reports have become this many times as many since a run began, how rare a word is has changed for all of them.
GROWN = 1.25
# A run of at most this many reports is placed once more at its end, in an order of its own; of a longer one only what is in doubt is.
REPLACED = 2_000
# Of more stories in doubt none is looked at once more: so long a run settles rarity early, and must not end with minutes of this.
REVIEWED = 1_000

Touched = dict[str, set[str]]
"""Stories to draw anew → further articles to compare their reports with."""


class Grouping:
    """Which story every active report belongs to. Not safe for several threads: the desk holds a lock around it."""

    def __init__(self, store: Store, encoder: story.Encoder | None = None) -> None:
        self._store = store
        self._meanings = Meanings(encoder, store) if encoder is not None else None
        self._held: story.Index | None = None
        self._version = -1
        self._loaded = time.monotonic()
        self._copies: OrderedDict[str, dict[str, float]] = OrderedDict()
        self._doubts = Doubts()
        self._began = 0
        self._batches = 0
        self._taken: dict[str, tuple[story.Item, bool]] = {}
        """Reports that wait to be placed, as the index takes them, and whether each has a story already."""
        self._run: dict[str, story.Item] = {}
        self._before: dict[str, str] = {}
        """The stories that reports from before this run were in before it."""

    @property
    def index(self) -> story.Index:
        """The active stories."""
        if self._held is None:
            # The version first: what is written while this loads is not in it.
            self._version, self._loaded = self._store.version(), time.monotonic()
            self._held = self._load()
        return self._held

    def renew(self) -> None:
        """Before the first use in a transaction: what another process has written, or is hours old, is loaded from the store again."""
        if self._store.version() != self._version or time.monotonic() - self._loaded > REFRESH:
            self._held = None

    def _load(self) -> story.Index:
        index = story.Index()
        since = datetime.now(UTC).timestamp() - WINDOW
        index.fill(self._store.articles.active(since))
        return index

    def forget(self) -> None:
        """Drop the picture: what was added for a batch that is gone must not be joined by later reports."""
        self._held = None
        self._taken.clear()
        self._copies.clear()
        self._doubts.forget()

    def remove(self, article: str) -> None:
        """Drop an article that is no more, or hidden."""
        if self._held is not None:
            self._held.remove(article)
        self._run.pop(article, None)
        self._before.pop(article, None)
        if self._meanings is not None:
            self._meanings.forget(article)
        for other in self._copies.pop(article, {}):
            self._copies.get(other, {}).pop(article, None)

    def begin(self) -> None:
        """A run begins; see `review`."""
        self._began = len(self.index)
        self._batches = 0
        self._doubts.stories.clear()
        self._run.clear()
        self._before.clear()

    def take(self, report: Report, *, new: bool = False) -> None:
        """Note a report that was just saved, to be placed with others; `new`: it was not there before, so that it has no story yet."""
        article = report.article
        if article.kind not in REPORT_KINDS:
            return
        # At once: which texts it shares passages with is at hand while its own is being saved.
        self._compare(report)
        home = None if new else self._store.articles.story_of(article.id)
        item = story.Item(
            article=article.id,
            story=home or text.story_id(article.id),
            at=article.published.timestamp() if article.published else 0.0,
            language=article.language,
            terms=report.fingerprint.terms,
            reports=article.kind in JOINED,
        )
        self._taken[article.id] = item, home is not None

    def place(self, touched: Touched) -> None:
        """Give the reports that were taken their stories, and note which stories must be drawn anew and which looked at again."""
        taken, self._taken = self._taken, {}
        for item, known in taken.values():
            if known:
                self._renew(item)
                self._touch(item.article, item.story, touched)
        new = [item for item, known in taken.values() if not known]
        self._run.update((item.article, item) for item in new)
        for begin in range(0, len(new), story.HANDFUL):
            handful = new[begin : begin + story.HANDFUL]
            self.index.receive(handful)
            placed: list[Place] = []
            for item, decided in story.assign(handful, self.index, self.copied):
                placed.append(Place(item.article, decided.story or item.story, decided.reasons, decided.alone))
                self._join(item, placed, decided, touched)
            self._keep(placed)

    def _renew(self, item: story.Item) -> None:
        """A report that has another text now stays in its story, and by itself where it was."""
        if item.article in self._run:
            self._run[item.article] = item
        if self._store.articles.alone((item.article,)):
            item = msgspec.structs.replace(item, reports=False)
        self.index.remove(item.article)
        if self._meanings is not None:
            self._meanings.forget(item.article)
        if item.reports:
            self._doubts.add(item.article, story.doubtful(item, self.index, self.copied(item.article)))
        self.index.add(item)

    def _touch(self, article: str, home: str, touched: Touched) -> None:
        shared = self.copied(article)
        touched.setdefault(home, set()).update(shared)
        # A late origin changes the lineage of what was taken from it, also in other stories.
        for neighbour in shared:
            other_home = self.index.story_of(neighbour)
            if other_home is not None:
                touched.setdefault(other_home, set()).add(article)

    def _join(self, item: story.Item, placed: list[Place], decided: Assignment, touched: Touched) -> None:
        """Let a report into its story, the last of those `placed`, which are saved before a story becomes part of another."""
        home = placed[-1].story
        self.index.let_in(item.article, home, reports=item.reports and not decided.alone)
        if decided.merge:
            self._keep(placed)
        for other in decided.merge:
            self._store.stories.merge(other, home)
            self._note(self.index.members(other))
            self.index.rename(other, home)
            touched.setdefault(home, set()).update(touched.pop(other, ()))
        if in_doubt(decided):
            self._doubts.add(item.article, decided.near)
        self._touch(item.article, home, touched)

    def _keep(self, placed: list[Place]) -> None:
        """Save the stories of these reports, and forget that they wait for it."""
        self._store.stories.found(*(place.story for place in placed))
        self._store.articles.assign(*placed)
        placed.clear()

    def _note(self, articles: Iterable[str]) -> None:
        """Remember the stories that reports from before this run are in, before they are moved."""
        for article in articles:
            if article not in self._run and (home := self.index.story_of(article)):
                self._before.setdefault(article, home)

    def release(self, article: str, touched: Touched) -> None:
        """A report that was taken for a digest and tells of one story alone: it may join others, and others it."""
        if article not in self.index:
            return
        item = msgspec.structs.replace(self.index.item(article), reports=True)
        self.index.add(item)
        self._store.articles.assign(Place(article, item.story))
        self._doubts.add(article, story.doubtful(item, self.index, self.copied(article)))
        touched.setdefault(item.story, set()).update(self.copied(article))

    def look_again(self, touched: Touched) -> None:
        """Look again at the stories that the reports just placed may have to do with, where that is in doubt."""
        self._batches += 1
        for near in self._doubts.take(self.index):
            self._regroup(near, touched)

    def _regroup(self, near: Sequence[str], touched: Touched) -> None:
        changed = story.regroup(near, self.index, self.copied, text.story_id, self._closeness)
        self._note(changed.moved)
        left = {article: self.index.story_of(article) for article in changed.moved}
        for article, home in changed.moved.items():
            self.index.move(article, home)
        self._save(left, changed.merged, touched)

    def review(self, touched: Touched) -> None:
        """At the end of a run: place its reports once more, and look again at what is in doubt where it has brought much."""
        if self._batches > 1 and len(self._run) <= REPLACED:
            self._replace(touched)
        doubted = sorted(of for of in self._doubts.stories if self.index.members(of))
        if len(self.index) >= GROWN * self._began and len(doubted) <= REVIEWED:
            for of in doubted:
                self._regroup(story.neighbours(of, self.index, self.copied), touched)
        self.begin()

    def _replace(self, touched: Touched) -> None:
        """Place the reports of a run once more; see `replacing`."""
        index = self.index
        now = {article: home for article in (*self._run, *self._before) if (home := index.story_of(article))}
        held = {home: index.members(home) for home in set(now.values())}
        slots = index.slots(self._run)
        joined = set(index.joined(slots).tolist())
        self._doubts.stories = place_again(self._run.values(), self._before, index, self.copied, self._closeness)
        left: dict[str, str | None] = {}
        merged = {}
        for home, articles in sorted(held.items()):
            gone = {article: to for article in articles if (to := index.story_of(article)) and to != home}
            left.update(dict.fromkeys(gone, home))
            if not index.members(home):
                merged[home] = min(Counter(gone.values()).items(), key=lambda row: (-row[1], row[0]))[0]
        # One that is a digest now, or none any more, may be where it was.
        for slot in sorted(joined.symmetric_difference(index.joined(slots).tolist())):
            left.setdefault(index.article_at(slot), None)
        self._save(left, merged, touched)

    def _save(self, left: Mapping[str, str | None], merged: Mapping[str, str], touched: Touched) -> None:
        """Save that reports are in other stories now than those they have `left`, and which stories must be drawn anew."""
        index, stories = self.index, self._store.stories
        for article, old in left.items():
            item = index.item(article)
            stories.found(item.story)
            said = story.why(article, index, self.copied(article), self._closeness)
            self._store.articles.assign(Place(article, item.story, said, not item.reports))
            touched.setdefault(item.story, set()).update(self.copied(article))
            if old is not None:
                touched.setdefault(old, set())
        for old, home in merged.items():
            stories.merge(old, home)
            touched.setdefault(home, set()).update(touched.pop(old, ()))

    @property
    def _closeness(self) -> story.Closeness | None:
        return self._meanings.closeness if self._meanings is not None else None

    def copied(self, article: str) -> Mapping[str, float]:
        """{article id: share of the shorter text that it has in common with this article}"""
        if article not in self._copies:
            marks = self._store.articles.fingerprint(article)
            self._remember(article, self._store.articles.copies(article, marks.shingles) if marks else {})
        return self._copies[article]

    def _compare(self, report: Report) -> None:
        article = report.article.id
        for other in self._copies.pop(article, {}):
            self._copies.get(other, {}).pop(article, None)
        shared = self._store.articles.copies(article, report.fingerprint.shingles)
        self._remember(article, shared)

    def _remember(self, article: str, shared: Mapping[str, float]) -> None:
        kept = self._copies[article] = {other: share for other, share in shared.items() if share >= SHARED}
        for other, share in kept.items():
            if other in self._copies:
                self._copies[other][article] = share
        while len(self._copies) > REMEMBERED:
            self._copies.popitem(last=False)
