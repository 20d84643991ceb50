"""Which reports have a key, against a dictionary of lists."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.story.postings import BLOCK, Postings

KEYS = st.sets(st.integers(0, 9), max_size=8)
MANY = st.lists(st.lists(KEYS, max_size=40), max_size=6)


@given(MANY, st.sampled_from([1, 2, BLOCK, BLOCK + 1, 500]))
def test_it_finds_the_newest_of_each_key(batches: list[list[set[int]]], least: int) -> None:
    postings, plain, slot = Postings(), defaultdict(list), 0
    for batch in batches:
        keys, slots = [], []
        for report in batch:
            for key in sorted(report):
                keys.append(key)
                slots.append(slot)
                plain[key].append(slot)
            slot += 1
        postings.add(np.array(keys, np.int64), np.array(slots, np.int64))
    asked = [7, 0, 1, 2, 3, 4, 5, 6, 8, 9, 5_000]
    label, found = postings.newest(np.array(asked), np.arange(len(asked)), least)
    for place, key in enumerate(asked):
        newest = sorted(found[label == place].tolist())
        assert newest == plain[key][len(plain[key]) - len(newest) :]
        assert min(least, len(plain[key])) <= len(newest) < least + BLOCK
    assert postings.numbers(np.array([-1, *asked])).tolist() == [0, *(len(plain[key]) for key in asked)]


def test_many_keys_with_many_reports() -> None:
    chance, postings, plain = np.random.default_rng(11), Postings(), defaultdict(list)
    for first in range(0, 2_000, 100):
        rows = [(key, slot) for slot in range(first, first + 100) for key in set((chance.pareto(1.0, 20) * 3).astype(int).tolist())]
        postings.add(np.array([key for key, _ in rows]), np.array([slot for _, slot in rows]))
        for key, slot in rows:
            plain[key].append(slot)
    assert max(map(len, plain.values())) > 40 * BLOCK
    label, found = postings.newest(np.array(list(plain)), np.array(list(plain)), 256)
    for key, slots in plain.items():
        newest = sorted(found[label == key].tolist())
        assert newest == slots[-len(newest) :]
        assert min(256, len(slots)) <= len(newest) < 256 + BLOCK
