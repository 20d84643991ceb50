"""Which reports have a key: for each key the slots of its reports, in the order they came. In memory, no I/O.

The slots lie in blocks of one cache line, each of which names the block before it, so that many keys are added to or looked up at once.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from headwater.stages.story.columns import longer
from headwater.stages.story.overlap import Ints

BLOCK: Final = 15
"""Slots of a block: with the number of the one before, 64 bytes."""
_PLACES: Final = np.arange(BLOCK)


class Postings:
    """Keys are dense numbers, from 0 on; so are slots."""

    def __init__(self) -> None:
        # Block 0 is the one before a key's first.
        self._blocks, self._used = np.zeros((1024, 1 + BLOCK), np.uint32), 1
        self._last, self._size = np.zeros(1024, np.uint32), np.zeros(1024, np.uint32)

    def add(self, keys: Ints, slots: Ints) -> None:
        """The reports at these slots have the keys beside them; of one key, later slots come later."""
        if not len(keys):
            return
        order = np.argsort(keys, kind="stable")
        key, place = keys[order], np.arange(len(keys))
        self._last, self._size = longer(self._last, int(key[-1]) + 1), longer(self._size, int(key[-1]) + 1)
        first = np.ones(len(key), np.bool_)
        np.not_equal(key[1:], key[:-1], out=first[1:])
        nth = self._size[key] + place - np.maximum.accumulate(np.where(first, place, 0))
        begins = nth % BLOCK == 0
        # A slot lies in the block that begins with it, or its key's last, or where the slot before it lies.
        block = np.where(begins, self._used + np.cumsum(begins) - 1, self._last[key])
        block = block[np.maximum.accumulate(np.where(first | begins, place, 0))]
        before = np.where(first, self._last[key], np.roll(block, 1))
        self._used += int(begins.sum())
        self._blocks = longer(self._blocks, self._used)
        self._blocks[block[begins], 0] = before[begins]
        self._blocks[block, 1 + nth % BLOCK] = slots[order]
        last = np.roll(first, -1)
        self._last[key[last]], self._size[key[last]] = block[last], nth[last] + 1

    def numbers(self, keys: Ints) -> Ints:
        """How many slots each of these keys has."""
        found = np.zeros(len(keys), np.int64)
        known = np.flatnonzero((keys >= 0) & (keys < len(self._size)))
        found[known] = self._size[keys[known]]
        return found

    def newest(self, keys: Ints, labels: Ints, least: int) -> tuple[Ints, npt.NDArray[np.uint32]]:
        """The newest slots of each of these keys, whole blocks until there are `least` of them or no more: (label of the key, slot), in no
        order that matters."""
        known = np.flatnonzero(self.numbers(keys) > 0)
        labels, block = labels[known], self._last[keys[known]]
        filled = (self._size[keys[known]].astype(np.int64) - 1) % BLOCK + 1
        rows = self._blocks[block]
        said, found, left = [np.repeat(labels, filled)], [rows[:, 1:][filled[:, None] > _PLACES]], least - filled
        while len(on := np.flatnonzero((rows[:, 0] > 0) & (left > 0))):
            labels, rows, left = labels[on], self._blocks[rows[on, 0]], left[on] - BLOCK
            said.append(np.repeat(labels, BLOCK))
            found.append(rows[:, 1:].ravel())
        return np.concatenate(said), np.concatenate(found)
