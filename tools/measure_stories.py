"""What story and lineage cost in a large store:

    python tools/measure_stories.py --stories 10000 100000 --indexed 10000 1000000 --folder DIR

Makes stores in DIR with reuse indexes of so many articles, and in memory indexes of so many active stories, all of invented words drawn as
words of a language are (Zipf). Then settles new reports through the desk as a run does, a batch in each store in turn, since the speed of a
shared machine changes from minute to minute. The first batch, in which a program that has just started reads its tables, does not count.
Prints CPU time per article of saving, story and lineage, and the size of the reuse index; what looking at every story would cost; and
peak memory of all together. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from headwater import desk as desk_module
from headwater.desk import Desk, Reading
from headwater.model import Article, Fingerprint, Report
from headwater.stages import story
from headwater.stages.fingerprint import fingerprint
from headwater.stages.story.decide import story_odds
from headwater.stages.story.weighing import Pairs
from headwater.store import SqliteStore
from headwater.store.shingles import WIDTH

BATCH, SCANNED = 32, 400
HASHES = 86
"""Winnowed hashes of a text of 400 words."""
VOCABULARY, NAMES = 200_000, 60_000
CHANCE = np.random.default_rng(7)
_CUMULATED = np.cumsum(1 / (np.arange(VOCABULARY) + 20.0))
Terms = tuple[tuple[str, float], ...]


def words(number: int) -> Any:
    return np.searchsorted(_CUMULATED, CHANCE.random(number) * _CUMULATED[-1])


def happening() -> Callable[[], tuple[Terms, str]]:
    """Makes reports of one happening: their terms, and a text of 400 words, a quarter of it the happening's own."""
    own, names, numbers = words(90), CHANCE.integers(0, NAMES, 14), CHANCE.integers(10, 30_000, 6)

    def report() -> tuple[Terms, str]:
        told = np.unique(np.concatenate([CHANCE.choice(own, 50, replace=False), words(40)]))[:72]
        named = np.unique(np.concatenate([CHANCE.choice(names, 10, replace=False), CHANCE.integers(0, NAMES, 12)]))
        counted = np.unique(np.concatenate([CHANCE.choice(numbers, 4, replace=False), CHANCE.integers(10, 30_000, 3)]))
        keys = [f"w:w{x}" for x in told] + [f"n:n{x}" for x in named] + [f"#:{x}" for x in counted]
        weights = np.round(0.3 + CHANCE.exponential(0.8, len(keys)), 3).tolist()
        spoken = [f"w{x}" for x in np.concatenate([CHANCE.choice(own, 100), words(300)])]
        text = " ".join(" ".join(spoken[at : at + 20]).capitalize() + "." for at in range(0, len(spoken), 20))
        return tuple(sorted(zip(keys, weights, strict=True), key=lambda row: -row[1])), text

    return report


def fill(store: SqliteStore, articles: int) -> None:
    """Put the hashes of so many articles into the reuse index, bucket by bucket, each with the room that growth leaves."""
    each = articles * HASHES / 2**20
    with store.transaction(), store._database.transaction() as connection:
        for bucket in range(2**20):
            table = CHANCE.integers(0, 256, (CHANCE.poisson(each), WIDTH), dtype=np.uint8)
            table[:, :4] = CHANCE.integers(1, articles + 1, (len(table), 1), dtype=np.uint32).view(np.uint8).reshape(-1, 4)
            if len(table):
                connection.execute("INSERT INTO shingle_bucket (bucket, doc) VALUES (?, ?)", (bucket, table.tobytes()))


def active(index: story.Index, stories: int, now: float) -> list[Callable[[], tuple[Terms, str]]]:
    """Fill the index, and return the makers of its last thousand stories."""
    kept: deque[Callable[[], tuple[Terms, str]]] = deque(maxlen=1_000)

    def items() -> Iterator[story.Item]:
        for number in range(stories):
            kept.append(make := happening())
            for report in range(1 + CHANCE.poisson(0.4)):
                at = now - CHANCE.random() * 13 * 86_400
                yield story.Item(article=f"a{number}-{report}", story=f"s{number}", at=at, language="en", terms=make()[0])

    index.fill(items())
    return list(kept)


def readings(makers: list[Callable[[], tuple[Terms, str]]], number: int, now: float) -> Iterator[Reading]:
    """New reports: half of stories that are there, half of new ones."""
    for at in range(number):
        terms, text = (CHANCE.choice(np.array(makers, dtype=object)) if at % 2 else happening())()
        url, moment = f"https://scale.example/{at}", datetime.fromtimestamp(now + at, UTC)
        article = Article(
            id=f"n{at}",
            url=url,
            canonical_url=url,
            title=text[:60],
            text=text,
            outlet=f"Outlet {at % 90}",
            published=moment,
            first_seen=moment,
            language="en",
        )
        mark = fingerprint(text)
        print_of = Fingerprint(digest=mark.digest, words=mark.words, shingles=mark.shingles, terms=terms)
        yield Reading(report=Report(article=article, fingerprint=print_of))


class Timed:
    """CPU time spent in methods of objects, by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def wrap(self, owner: object, method: str, name: str) -> None:
        inner = getattr(owner, method)

        def timed(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return inner(*given, **named)
            finally:
                self.spent[name] = self.spent.get(name, 0.0) + time.process_time() - began

        setattr(owner, method, timed)


class Trial:
    """One store with its index, and the new reports that it is to settle."""

    def __init__(self, stories: int, indexed: int, reports: int, folder: Path) -> None:
        now = time.time()
        self.indexed, self.store = indexed, SqliteStore(folder)
        fill(self.store, indexed)
        self.desk = Desk(self.store)
        self.index = self.desk._grouping.index
        new = list(readings(active(self.index, stories, now), reports, now))
        self.reports = 0
        # A run gets its readings, batch by batch, from another process.
        self.batches = [msgspec.msgpack.encode(new[begin : begin + BATCH]) for begin in range(0, len(new), BATCH)]
        self.timed = Timed()
        self.timed.wrap(self.store.articles, "put", "save")
        self.timed.wrap(self.desk._grouping, "take", "story")
        self.timed.wrap(self.desk._grouping, "place", "story")
        self.timed.wrap(self.desk._grouping, "look_again", "story")
        print(f"{len(self.index):,} active reports of {len(self.index.stories()):,} stories are there", file=sys.stderr, flush=True)

    def settle(self, batch: bytes) -> None:
        drawn, readings = desk_module.draw, msgspec.msgpack.decode(batch, type=list[Reading])
        self.timed.wrap(desk_module, "draw", "lineage")
        try:
            self.desk.settle(readings)
        finally:
            desk_module.draw = drawn
        self.reports += len(readings)

    def begin(self) -> None:
        """What was settled so far does not count."""
        self.reports = 0
        self.timed.spent.clear()

    def show(self) -> None:
        each = {name: 1e6 * seconds / self.reports for name, seconds in self.timed.spent.items()}
        together = each["story"] + each["lineage"]
        print(f"\n{len(self.index):,} active reports of {len(self.index.stories()):,} stories, {self.indexed:,} articles indexed before")
        for name, spent in each.items():
            print(f"{name:8} {spent:8,.0f} µs an article")
        print(f"story and lineage {together:,.0f} µs an article")
        size = self.store._database.value("SELECT sum(pgsize) FROM dbstat WHERE name = 'shingle_bucket'")
        print(f"reuse index {size / 1e6:,.0f} MB")
        scan(self.index, together)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, nargs="+", default=[10_000])
    options.add_argument("--indexed", type=int, nargs="+", default=[10_000])
    options.add_argument("--reports", type=int, default=640)
    options.add_argument("--folder", type=Path, required=True)
    chosen = options.parse_args()
    if len(chosen.stories) != len(chosen.indexed):
        options.error("give as many numbers to --indexed as to --stories")
    if chosen.reports <= BATCH:
        options.error(f"--reports must be more than {BATCH}, which are not counted")
    sizes = enumerate(zip(chosen.stories, chosen.indexed, strict=True))
    trials = [Trial(stories, indexed, chosen.reports, chosen.folder / str(number)) for number, (stories, indexed) in sizes]
    print("settling", file=sys.stderr, flush=True)
    for number, batches in enumerate(zip(*(trial.batches for trial in trials), strict=True)):
        for trial, batch in zip(trials, batches, strict=True):
            if number == 1:
                trial.begin()
            trial.settle(batch)
    for trial in trials:
        trial.show()
        trial.store.close()
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def scan(index: story.Index, together: float) -> None:
    """The same decision made by looking at every one of so many stories, and how many times what story and lineage cost (µs) that is."""
    names = index.stories()[:SCANNED]
    asked = [index.item(index.members(name)[0]) for name in names[:10]]
    began = time.process_time()
    for item in asked:
        pairs = Pairs(index.query(item), index, {})
        max(story_odds(pairs, name, -np.inf) for name in names)
    spent = 1e6 * (time.process_time() - began) / len(asked)
    print(f"looking at all of {len(names)} stories {spent:,.0f} µs a report: {spent / together:.0f} times story and lineage")


if __name__ == "__main__":
    main()
