"""The index of active reports: which share terms with a new one. In memory, no I/O, no clock.

Forward lists (an article's keys and weights, one flat array for all) give exact similarities; postings (a key's articles) find whom to
compare. How rare a key is comes from what the index has seen; see `keys`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from headwater.model import Noun
from headwater.stages.story.keys import Keys, Terms
from headwater.stages.story.overlap import HEAD, Floats, Ints, Query, ends, lengths
from headwater.stages.story.postings import Postings

TOGETHER: Final = 256
"""Reports that are added at once where there are many."""
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


_CARRIED = np.dtype([("key", np.uint32), ("weight", np.float32)])
GONE, ALONE, OPEN, WAITING = 0, 1, 2, 3
"""What is at a slot: nothing any more; a page that nothing joins; a report; from `WAITING` on, a report that arrives with others, to be
found by those after it only."""


class Carried(NamedTuple):
    """What several reports carry, one after the other: numbers of keys, their weights, and how many keys each report has."""

    keys: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    sizes: Ints


class Index:
    """Active reports by article id. Every report belongs to exactly one story; one that waits belongs to none yet."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.keys, self.postings = Keys(), Postings()
        self._carried, self._start = array("Q"), array("Q", [0])
        self._articles: list[str] = []
        self._at, self._language, self._state, self._home = array("d"), array("H"), array("B"), array("I")
        self._posted = array("B")
        self._slots: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        self._fresh: list[tuple[Ints, int]] = []
        """Keys and language of reports that do not count yet for how rare keys are: not before one is let in, for it is decided by what was
        known before."""
        self._stories: list[str] = []
        self._numbers: dict[str, int] = {}
        self._members: dict[int, dict[int, None]] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, article: str) -> bool:
        return article in self._slots

    def story_of(self, article: str) -> str | None:
        """The story this article is in; None if the index does not hold it."""
        slot = self._slots.get(article)
        return None if slot is None else self._stories[self._home[slot]]

    def stories(self) -> list[str]:
        """Ids of the stories that have a report here, the oldest first."""
        return [self._stories[number] for number in self._members]

    def members(self, story: str) -> tuple[str, ...]:
        """Article ids of a story, in the order they were added."""
        return tuple(self._articles[slot] for slot in self._members.get(self._numbers.get(story, -1), ()))

    # ---- changing ----

    def add(self, *items: Item) -> None:
        """Hold these reports, in their stories; an article that is held already is replaced."""
        self.receive(items)
        for item in items:
            self.let_in(item.article, item.story, reports=item.reports)

    def fill(self, items: Iterable[Item]) -> None:
        """The same of many, some at a time."""
        left = iter(items)
        while together := tuple(islice(left, TOGETHER)):
            self.add(*together)

    def receive(self, items: Sequence[Item]) -> None:
        """Hold these reports, which wait until they are `let_in`; an article that is held already is replaced."""
        for item in items:
            self.remove(item.article)
        first, numbers = len(self._articles), [np.empty(0, np.int64)]
        for slot, item in enumerate(items, first):
            tongue = self.keys.tongue(item.language)
            numbers.append(self.keys.meet(item.terms, tongue))
            self._articles.append(item.article)
            self._at.append(item.at)
            self._language.append(tongue)
            self._state.append(GONE)
            self._home.append(0)
            self._posted.append(item.reports)
            self._waiting[item.article] = slot
            if item.reports:
                self._fresh.append((numbers[-1], tongue))
        sizes = np.fromiter(map(len, numbers[1:]), np.int64, len(items))
        together = np.concatenate(numbers)
        carried = np.empty(len(together), _CARRIED)
        carried["key"], carried["weight"] = together, [weight for item in items for _, weight in item.terms]
        self._carried.frombytes(carried.tobytes())
        self._start.frombytes((self._start[-1] + np.cumsum(sizes)).astype(np.uint64).tobytes())
        found = np.repeat(np.array([item.reports for item in items], np.bool_), sizes)
        self.postings.add(together[found], np.repeat(np.arange(first, first + len(items)), sizes)[found])

    def wait(self, article: str) -> None:
        """Leave this report out until it is `let_in` again: nothing finds it, and no story has it; it still counts for how rare its keys
        are."""
        self._waiting[article] = slot = self._slots.pop(article)
        self._state[slot] = GONE
        self._leave(slot)

    def line_up(self, articles: Sequence[str]) -> Ints:
        """The slots of reports that wait; in this order they are let in next, and each is open to those after it."""
        slots = [self._waiting[article] for article in articles]
        for place, slot in enumerate(slots):
            self._state[slot] = WAITING + place
        return np.array(slots, dtype=np.int64)

    def let_in(self, article: str, story: str, *, reports: bool) -> None:
        """Take a report that waits into this story; `reports` as for an Item."""
        self._slots[article] = slot = self._waiting.pop(article)
        self._state[slot] = OPEN if reports else ALONE
        while self._fresh:
            self.keys.count(*self._fresh.pop())
        self._enter(slot, story)

    def remove(self, article: str) -> None:
        """Forget this article; nothing happens if the index does not hold it."""
        slot = self._slots.pop(article, None)
        if slot is None:
            return
        self._state[slot] = GONE
        self._leave(slot)
        if not self._waiting and len(self._articles) > 256 and len(self._slots) * 2 < len(self._articles):
            self._compact()

    def rename(self, old_story: str, new_story: str) -> None:
        """All reports of the old story are the new story's from now on."""
        if old_story == new_story:
            return
        for slot in tuple(self._members.get(self._numbers.get(old_story, -1), ())):
            self._leave(slot)
            self._enter(slot, new_story)

    def move(self, article: str, story: str) -> None:
        """The report is in this story from now on. KeyError if it is not held."""
        slot = self._slots[article]
        self._leave(slot)
        self._enter(slot, story)

    def _enter(self, slot: int, story: str) -> None:
        number = self._numbers.setdefault(story, len(self._stories))
        if number == len(self._stories):
            self._stories.append(story)
        self._home[slot] = number
        self._members.setdefault(number, {})[slot] = None

    def _leave(self, slot: int) -> None:
        number = self._home[slot]
        del self._members[number][slot]
        if not self._members[number]:
            del self._members[number]

    def _compact(self) -> None:
        """Drop what was removed; keys nobody uses any more go too, and rarity is learned from the active window alone."""
        held = [self._restore(slot) for slot in self._slots.values()]
        stories = {self._stories[number]: [self._articles[slot] for slot in slots] for number, slots in self._members.items()}
        self._clear()
        self.fill(held)
        self._members = {self._numbers[story]: dict.fromkeys(self._slots[one] for one in ones) for story, ones in stories.items()}

    # ---- asking ----

    def item(self, article: str) -> Item:
        """The report as it was added, under its present story; weights to single precision. KeyError if it is not held."""
        return self._restore(self._slots[article])

    def _restore(self, slot: int) -> Item:
        carried = self.carried(np.array([slot]))
        return Item(
            article=self._articles[slot],
            story=self._stories[self._home[slot]],
            at=self._at[slot],
            language=self.keys.language(self._language[slot]),
            terms=tuple((self.keys.labels[key], weight) for key, weight in zip(*(x.tolist() for x in carried[:2]), strict=True)),
            reports=self._state[slot] == OPEN,
        )

    def carried(self, slots: Ints) -> Carried:
        """What the reports at these slots carry."""
        starts = np.frombuffer(self._start, np.int64)
        begin = starts[slots]
        sizes = starts[slots + 1] - begin
        last = np.cumsum(sizes)
        # Read as whole numbers, which numpy gathers much faster than rows of fields.
        rows = np.frombuffer(self._carried, np.int64)[np.repeat(begin - last + sizes, sizes) + np.arange(last[-1] if len(last) else 0)]
        return Carried(rows.view(_CARRIED)["key"], rows.view(_CARRIED)["weight"], sizes)

    def query(self, item: Item) -> Query:
        """The terms of a report that the index need not hold, weighted by how rare this index finds them. Where it does, the report counts
        among those that have them."""
        raw = np.array([weight for _, weight in item.terms], dtype=np.float64)
        numbers = self.keys.seek(item.terms)
        rarity, spaces = self.keys.rarity(numbers)
        new = np.flatnonzero(numbers < 0).tolist()
        if new:
            rarity[new], spaces[new] = self.keys.unmet([item.terms[at][0] for at in new])
        met = self.postings.numbers(numbers) > 0
        weights = raw * rarity
        return Query(numbers, weights, raw >= HEAD, met, lengths(spaces, weights), item.language, item.at)

    def queries(self, slots: Ints) -> list[Query]:
        """The same for reports that the index holds, or that wait."""
        carried = self.carried(slots)
        keys = carried.keys.astype(np.int64)
        rarity, spaces = self.keys.rarity(keys)
        raw = carried.weights.astype(np.float64)
        weights, parts = raw * rarity, ends(carried.sizes)
        own = np.repeat(np.frombuffer(self._posted, np.uint8)[slots], carried.sizes)
        met = self.postings.numbers(keys) > own
        return [
            Query(
                keys[begin:end],
                weights[begin:end],
                raw[begin:end] >= HEAD,
                met[begin:end],
                lengths(spaces[begin:end], weights[begin:end]),
                self.keys.language(self._language[slot]),
                self._at[slot],
            )
            for slot, (begin, end) in zip(slots.tolist(), pairwise(parts), strict=True)
        ]

    def holds(self, query: Query, slots: Ints) -> npt.NDArray[np.bool_]:
        """Which of the query's keys one of the reports at these slots has."""
        known = np.flatnonzero(query.numbers >= 0)
        held = np.zeros(len(query.numbers), np.bool_)
        held[known] = self.keys.among(self.carried(slots).keys, query.numbers[known])
        return held

    def headline(self, query: Query, slots: Ints) -> float:
        """Share, 0..1, of what weighs most in a report, as the words of its headline do, that these reports have: the mean of the three
        that have most of it, so that neither many of them nor one long page tells it by chance."""
        worth = np.where(query.heads, query.weights**2, 0.0)
        total = float(worth.sum())
        shares = sorted((float(worth[self.holds(query, slots[at : at + 1])].sum()) for at in range(len(slots))), reverse=True)[:TELLERS]
        return sum(shares) / len(shares) / total if shares and total else 0.0

    def open_to(self, places: Ints | int, slots: Ints) -> npt.NDArray[np.bool_]:
        """Whether a report at each place in line may join the story of the report at the slot beside the place; see `line_up`."""
        state = np.frombuffer(self._state, np.uint8)[slots]
        return np.asarray((state == OPEN) | ((state >= WAITING) & (state < places + WAITING)))

    def slots(self, articles: Iterable[str]) -> Ints:
        """Slots of those of the articles that are held."""
        return np.array([self._slots[article] for article in articles if article in self._slots], dtype=np.int64)

    def met(self, articles: Iterable[str], place: int = 0) -> Ints:
        """Slots of those of the articles whose stories a report may join that stands at this place in line; see `line_up`."""
        found = [slot for one in articles if (slot := self._slots.get(one, self._waiting.get(one))) is not None]
        slots = np.array(found, dtype=np.int64)
        return np.asarray(slots[self.open_to(place, slots)])

    def slots_of(self, story: str) -> tuple[int, ...]:
        """Slots of the reports of a story, in the order they were added."""
        return tuple(self._members.get(self._numbers.get(story, -1), ()))

    def joined(self, slots: Ints) -> Ints:
        """Those of the slots that hold reports whose stories others may join: no briefings, though they share text with many."""
        return np.asarray(slots[self.open_to(0, slots)])

    def article_at(self, slot: int) -> str:
        return self._articles[slot]

    def homes(self, slots: Ints) -> list[int]:
        """Numbers of the stories that the reports at these slots are in."""
        return np.frombuffer(self._home, np.uint32)[slots].tolist()  # type: ignore[no-any-return]

    def story_named(self, number: int) -> str:
        """Id of the story with this number."""
        return self._stories[number]

    def lengths(self, slots: Ints) -> Ints:
        """How many terms each slot has."""
        start = np.frombuffer(self._start, np.int64)
        return np.asarray(start[slots + 1] - start[slots])

    def times(self, slots: Ints) -> Floats:
        """Seconds since the epoch of each slot, 0 where unknown."""
        return np.frombuffer(self._at)[slots]

    def time_at(self, slot: int) -> float:
        """The same of one slot."""
        return self._at[slot]

    def tongues(self, slots: Ints) -> Ints:
        """The number of the language of each slot; see `Keys.tongue`."""
        return np.frombuffer(self._language, np.uint16)[slots].astype(np.int64)
