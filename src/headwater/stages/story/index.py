"""The index of active reports: which share terms with a new one. In memory, no I/O, no clock.

Forward lists (an article's keys and weights, one flat array for all) give exact similarities; postings (a key's articles) find whom to
compare. How rare a key is comes from what the index has seen; see `keys`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from headwater.model import Noun
from headwater.stages.story.keys import Keys, Terms
from headwater.stages.story.overlap import UNSEEN, WIDTH, Floats, Ints, Overlap, Query, distinct

QUERY_KEYS: Final = 32
"""Keys of a report that are looked up; the others are too common or too light to find anything new."""
POSTING_LIMIT: Final = 256
"""Newest articles that are looked at per key, so that a look-up costs the same in a large index."""

TELLERS: Final = 3
"""Reports of a story whose words its telling of a headline is judged by."""


class Item(Noun, frozen=True, kw_only=True):
    """An article as the index sees it. `at` is in seconds since the epoch (0: unknown); `terms` as `terms()` gives them.

    `reports` is false for pages that are no report; they found a story of their own and nothing joins them.
    """

    article: str
    story: str
    at: float
    language: str
    terms: Terms
    reports: bool = True


class Index:
    """Active reports by article id. Every report belongs to exactly one story."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._table = Keys()
        self._postings: list[array[int]] = []
        self._keys, self._weights, self._start = array("I"), array("f"), array("Q", [0])
        self._articles: list[str] = []
        self._at, self._language, self._alive = array("d"), array("H"), array("b")
        self._slots: dict[str, int] = {}
        self._suspended: dict[str, int] = {}
        self._rough = np.zeros(0)
        """Scratch, all 0 between uses: a place for every slot."""
        self._stories: dict[str, str] = {}
        self._members: dict[str, dict[str, None]] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, article: str) -> bool:
        return article in self._slots

    def story_of(self, article: str) -> str | None:
        """The story this article is in; None if the index does not hold it."""
        return self._stories.get(article)

    def stories(self) -> list[str]:
        """Ids of the stories that have a report here, the oldest first."""
        return list(self._members)

    def members(self, story: str) -> tuple[str, ...]:
        """Article ids of a story, in the order they were added."""
        return tuple(self._members.get(story, ()))

    def add(self, item: Item) -> None:
        """Hold this report; an article that is held already is replaced."""
        if item.article in self._slots:
            self.remove(item.article)
        table, postings, slot = self._table, self._postings, len(self._articles)
        tongue = table.tongue(item.language)
        numbers = table.meet(item.terms, tongue)
        postings.extend([array("I") for _ in range(len(table) - len(postings))])
        if item.reports:
            for number in numbers.tolist():
                postings[number].append(slot)
            table.count(numbers, tongue)
        self._keys.frombytes(numbers.astype(np.uint32).tobytes())
        self._weights.extend([weight for _, weight in item.terms])
        self._start.append(len(self._keys))
        self._articles.append(item.article)
        self._at.append(item.at)
        self._language.append(tongue)
        self._alive.append(2 if item.reports else 1)
        self._slots[item.article] = slot
        self._stories[item.article] = item.story
        self._members.setdefault(item.story, {})[item.article] = None

    def remove(self, article: str) -> None:
        """Forget this article; nothing happens if the index does not hold it."""
        slot = self._slots.pop(article, None)
        if slot is None:
            return
        self._alive[slot] = 0
        self._leave(article)
        if not self._suspended and len(self._articles) > 256 and len(self._slots) * 2 < len(self._articles):
            self._compact()

    def suspend(self, article: str) -> None:
        """Leave this report out until `resume`: nothing finds it, and no story has it; it still counts for how rare its keys are."""
        self._suspended[article] = slot = self._slots.pop(article)
        self._alive[slot] = 0
        self._leave(article)

    def resume(self, article: str, story: str, *, reports: bool) -> None:
        """Take a suspended report in again, in this story; `reports` as for an Item."""
        self._slots[article] = slot = self._suspended.pop(article)
        self._alive[slot] = 2 if reports else 1
        self._stories[article] = story
        self._members.setdefault(story, {})[article] = None

    def _leave(self, article: str) -> None:
        story = self._stories.pop(article)
        del self._members[story][article]
        if not self._members[story]:
            del self._members[story]

    def rename(self, old_story: str, new_story: str) -> None:
        """All reports of the old story are the new story's from now on."""
        if old_story == new_story or old_story not in self._members:
            return
        moved = self._members.pop(old_story)
        self._members.setdefault(new_story, {}).update(moved)
        self._stories.update(dict.fromkeys(moved, new_story))

    def move(self, article: str, story: str) -> None:
        """The report is in this story from now on. KeyError if it is not held."""
        old = self._stories[article]
        self._members[old].pop(article)
        if not self._members[old]:
            del self._members[old]
        self._stories[article] = story
        self._members.setdefault(story, {})[article] = None

    def item(self, article: str) -> Item:
        """The report as it was added, under its present story; weights to single precision. KeyError if it is not held."""
        return self._restore(self._slots[article], self._table.tongues())

    def _restore(self, slot: int, tongues: Sequence[str]) -> Item:
        begin, end = self._start[slot], self._start[slot + 1]
        rows = zip(self._keys[begin:end], self._weights[begin:end], strict=True)
        return Item(
            article=self._articles[slot],
            story=self._stories[self._articles[slot]],
            at=self._at[slot],
            language=tongues[self._language[slot]],
            terms=tuple((self._table.labels[number], weight) for number, weight in rows),
            reports=self._alive[slot] == 2,
        )

    def _compact(self) -> None:
        """Drop what was removed; keys nobody uses any more go too, and rarity is learned from the active window alone."""
        tongues = self._table.tongues()
        held = [self._restore(slot, tongues) for slot in self._slots.values()]
        stories = {story: tuple(members) for story, members in self._members.items()}
        self._clear()
        for item in held:
            self.add(item)
        self._members = {story: dict.fromkeys(members) for story, members in stories.items()}

    def query(self, item: Item) -> Query:
        """This report's terms, weighted by how rare this index finds them."""
        raw = np.array([weight for _, weight in item.terms], dtype=np.float64)
        numbers = self._table.seek(item.terms)
        rarity, spaces = self._table.rarity(numbers)
        new = np.flatnonzero(numbers < 0).tolist()
        if new:
            rarity[new], spaces[new] = self._table.unmet([item.terms[at][0] for at in new])
        return Query(numbers, spaces, (raw, raw * rarity), (item.language, item.at))

    def query_at(self, slot: int) -> Query:
        """The same for a report that the index holds."""
        begin, end = self._start[slot], self._start[slot + 1]
        numbers = np.frombuffer(self._keys, np.uint32)[begin:end].astype(np.int64)
        raw = np.frombuffer(self._weights, np.float32)[begin:end].astype(np.float64)
        rarity, spaces = self._table.rarity(numbers)
        return Query(numbers, spaces, (raw, raw * rarity), (self._table.tongues()[self._language[slot]], self._at[slot]))

    def holds(self, query: Query, articles: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which of the query's keys one of these articles has."""
        known = np.flatnonzero(query.numbers >= 0)
        held = np.zeros(len(query.numbers), np.bool_)
        held[known] = self._table.among(self.keys_of(articles), query.numbers[known])
        return held

    def headline(self, query: Query, articles: Iterable[str]) -> float:
        """Share, 0..1, of what weighs most in a report, as the words of its headline do, that these articles have: the mean of the three
        that have most of it, so that neither many of them nor one long page tells it by chance."""
        worth = np.where(query.heads, query.weights**2, 0.0)
        total = float(worth.sum())
        shares = sorted((float(worth[self.holds(query, [article])].sum()) for article in articles), reverse=True)[:TELLERS]
        return sum(shares) / len(shares) / total if shares and total else 0.0

    def candidates(self, query: Query, limit: int) -> Ints:
        """Slots of the reports that share most of the query's heaviest keys, best first, at most `limit`."""
        order = np.argsort(-query.weights, kind="stable")
        order = order[query.numbers[order] >= 0][:QUERY_KEYS]
        met, sizes = array("I"), []
        for number in query.numbers[order].tolist():
            posting = self._postings[number]
            met.extend(posting if len(posting) <= POSTING_LIMIT else posting[-POSTING_LIMIT:])
            sizes.append(min(len(posting), POSTING_LIMIT))
        if not met:
            return np.empty(0, dtype=np.int64)
        if len(self._rough) < len(self._articles):
            self._rough = np.zeros(2 * len(self._articles))
        found = np.frombuffer(met, np.uint32)
        # Not a table of all slots, which would cost more in a large index.
        np.add.at(self._rough, found.astype(np.int64), np.repeat(query.weights[order] ** 2, sizes))
        slots = distinct(np.sort(found)).astype(np.int64)
        rough = self._rough[slots]
        self._rough[slots] = 0.0
        kept = np.flatnonzero((np.frombuffer(self._alive, np.int8)[slots] == 2) & (rough > 0))
        if len(kept) > limit:
            kept = np.sort(kept[np.argpartition(-rough[kept], limit)[:limit]])
        return slots[kept[np.argsort(-rough[kept], kind="stable")]]

    def _carried(self, slots: Ints) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32], Ints]:
        """What the reports at these slots carry, one after the other: numbers of keys and weights; and how many keys each has."""
        spans = [(self._start[slot], self._start[slot + 1]) for slot in slots.tolist()]
        keys, raw = np.frombuffer(self._keys, np.uint32), np.frombuffer(self._weights, np.float32)
        numbers, weights = ([column[begin:end] for begin, end in spans] for column in (keys, raw))
        return np.concatenate(numbers), np.concatenate(weights), np.array([end - begin for begin, end in spans], dtype=np.int64)

    def overlap(self, query: Query, slots: Ints) -> Overlap:
        """What the query shares with the reports at these slots."""
        numbers, raw, sizes = self._carried(slots)
        known = np.flatnonzero(query.numbers >= 0)
        weights, spaces, place = self._table.beside(query.numbers[known], numbers)
        weights *= raw
        cell = np.repeat(np.arange(0, WIDTH * len(slots), WIDTH), sizes) + spaces
        shared = np.flatnonzero(place)
        both, theirs, ours = cell[shared], weights[shared], query.weights[known[place[shared] - 1]]

        def table(cells: Ints, values: Floats) -> Floats:
            sums: Floats = np.bincount(cells, values, minlength=WIDTH * len(slots)).astype(np.float64, copy=False)
            return sums.reshape(-1, WIDTH)

        norms = np.sqrt(table(cell, weights * weights) + UNSEEN)
        covering, covered = table(both, ours * ours), table(both, theirs * theirs)
        few = np.bincount(both // WIDTH, self._table.fewness(numbers[shared]), minlength=len(slots)).astype(np.float64)
        rare = self._table.told(few, np.array([self._table.known_tongue(query.language)]))
        return Overlap(table(both, theirs * ours), query.norms, norms, covering, covered, np.minimum(sizes, len(query.numbers)), rare)

    def between(self, slots: Ints) -> Overlap:
        """What the reports at these slots share, each pair once, in the order of `np.triu_indices(len(slots), 1)`."""
        numbers, raw, sizes = self._carried(slots)
        weights, spaces = self._table.rarity(numbers)
        weights *= raw
        owner = np.repeat(np.arange(len(slots)), sizes)
        norms = np.sqrt(np.bincount(owner * WIDTH + spaces, weights * weights, minlength=WIDTH * len(slots)).reshape(-1, WIDTH) + UNSEEN)
        one, other = np.triu_indices(len(slots), 1)
        shape = (len(one), WIDTH)
        dots, covering, covered, few = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(len(one))
        worth = np.sqrt(self._table.fewness(numbers))
        for table in _tables(numbers, np.where(worth > 0, 0, WIDTH), owner, worth, len(slots)):
            if table.shape[1]:
                few += (table @ table.T)[one, other]
        for space, table in enumerate(_tables(numbers, spaces, owner, weights, len(slots))):
            if table.shape[1]:
                dots[:, space] = (table @ table.T)[one, other]
                squares = (table * table) @ (table > 0).T.astype(np.float32)
                covering[:, space], covered[:, space] = squares[one, other], squares[other, one]
        rare = self._table.told(few, np.frombuffer(self._language, np.uint16)[slots[one]].astype(np.int64))
        return Overlap(dots, norms[one], norms[other], covering, covered, np.minimum(sizes[one], sizes[other]), rare)

    def slots(self, articles: Iterable[str]) -> Ints:
        """Slots of those of the articles that are held."""
        return np.array([self._slots[article] for article in articles if article in self._slots], dtype=np.int64)

    def joined(self, slots: Ints) -> Ints:
        """Those of the slots that hold reports whose stories others may join: no briefings, though they share text with many."""
        return np.asarray(slots[np.frombuffer(self._alive, np.int8)[slots] == 2]) if len(slots) else slots

    def article_at(self, slot: int) -> str:
        return self._articles[slot]

    def story_at(self, slot: int) -> str:
        return self._stories[self._articles[slot]]

    def stories_at(self, slots: Ints) -> list[str]:
        return [self._stories[self._articles[slot]] for slot in slots.tolist()]

    def keys_of(self, articles: Iterable[str]) -> Ints:
        """Numbers of the keys these articles carry, one after another."""
        spans = [(self._start[slot], self._start[slot + 1]) for slot in self.slots(articles).tolist()]
        keys = np.frombuffer(self._keys, np.uint32)
        return np.concatenate([keys[begin:end] for begin, end in spans]).astype(np.int64) if spans else np.empty(0, np.int64)

    def lengths(self, slots: Ints) -> Ints:
        """How many terms each slot has."""
        start = np.frombuffer(self._start, np.uint64)
        return np.asarray(start[slots + 1] - start[slots]).astype(np.int64)

    def times(self, slots: Ints) -> Floats:
        """Seconds since the epoch of each slot, 0 where unknown."""
        return np.frombuffer(self._at)[slots]

    def speaks(self, slots: Ints, language: str) -> npt.NDArray[np.bool_]:
        """Whether each slot is in this language."""
        return np.asarray(np.frombuffer(self._language, np.uint16)[slots] == self._table.known_tongue(language))

    def speak_alike(self, some: Ints, others: Ints) -> npt.NDArray[np.bool_]:
        """Whether the reports at two slots are in one language, pair by pair."""
        tongues = np.frombuffer(self._language, np.uint16)
        return np.asarray(tongues[some] == tongues[others])


def _tables(numbers: npt.NDArray[np.uint32], spaces: Ints, owner: Ints, weights: Floats, reports: int) -> Iterator[npt.NDArray[np.float32]]:
    """For each space of keys the weights that the reports give those of its keys that more than one of them has: a row a report."""
    order = np.lexsort((numbers, spaces))
    ordered = numbers[order]
    same = np.zeros(len(ordered) + 1, np.bool_)
    np.equal(ordered[1:], ordered[:-1], out=same[1:-1])
    # A key of one report alone is shared by no pair.
    shared = same[1:] | same[:-1]
    kept = order[shared]
    column = np.cumsum(~same[:-1][shared]) - 1
    table = np.zeros((reports, int(column[-1]) + 1 if len(column) else 0), dtype=np.float32)
    table[owner[kept], column] = weights[kept]
    ends = [0, *(int(column[at - 1]) + 1 if at else 0 for at in np.searchsorted(spaces[kept], np.arange(WIDTH), side="right").tolist())]
    for begin, end in pairwise(ends):
        yield table[:, begin:end]
