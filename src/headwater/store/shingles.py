"""The inverted index of text reuse: which articles hold a winnowed hash. Derived from the fingerprints, so it can be made anew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import apsw
import numpy as np
import numpy.typing as npt

from headwater.store.database import Database

# A hash that stands in more articles than this is boilerplate (a disclaimer, a subscription line): it tells nothing about reuse.
COMMON_SHINGLE = 400
ALL_COMMON, EARLIEST = 0.8, 16
"""Where this share of a text's hashes is that common, so many outlets carry the whole text: it is compared with the first that did."""
BUCKET_BITS = 20
"""A million buckets: with a million articles of 400 words, each holds some 90 entries and several share a page."""
WIDTH = 7
"""Bytes of an entry."""
_MOST = 64 * COMMON_SHINGLE * WIDTH
"""A bucket of this many bytes takes no more: hashes are spread evenly, so only boilerplate fills one."""
_FILL = 256

_ADD = (
    "INSERT INTO shingle_bucket (bucket, doc) SELECT value, substr(?2, key * ?3 + 1, ?3) FROM json_each(?1) WHERE true"
    " ON CONFLICT (bucket) DO UPDATE SET doc = CAST(doc || excluded.doc AS BLOB) WHERE length(doc) < ?4 RETURNING bucket, doc"
)

Numbers = npt.NDArray[np.int64]
Rows = list[tuple[int, bytes]]
_NOTHING: tuple[int, bytes, Rows] = (0, b"", [])


class Shingles:
    """The table `shingle_bucket`. An entry keeps 44 bits of a hash: among 90 million, one of 200,000 look-ups meets a wrong one."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._added = _NOTHING
        if self._db.row("SELECT 1 FROM shingle_bucket LIMIT 1") is None:
            self._fill()

    def _fill(self) -> None:
        """Make the index from the fingerprints, as after an update of the program."""
        last = 0
        while rows := self._db.rows("SELECT article, shingles FROM fingerprint WHERE article > ? ORDER BY article LIMIT ?", (last, _FILL)):
            with self._db.transaction() as connection:
                for article, shingles in rows:
                    self.add(connection, article, shingles)
            last = rows[-1][0]

    def add(self, connection: apsw.Connection, article: int, shingles: bytes) -> None:
        """Note that this article holds these hashes."""
        buckets, lows = _split(shingles)
        rows = dict(connection.execute(_ADD, (json.dumps(buckets.tolist()), _entries(article, lows), WIDTH, _MOST)))
        # Who holds the hashes is asked next, of the same buckets. One that takes no more is not among the rows.
        self._added = (self._db.turn, shingles, list(rows.items())) if len(rows) == len(_distinct(buckets)) else _NOTHING

    def remove(self, connection: apsw.Connection, held: Mapping[int, bytes]) -> None:
        """Forget what these articles hold: {number: its hashes}."""
        self._added = _NOTHING
        gone = np.fromiter(held, np.int64, len(held))
        kept, empty = [], []
        for bucket, doc in self._read(np.unique(_split(b"".join(held.values()))[0])):
            left = np.frombuffer(doc, np.uint8).reshape(-1, WIDTH)[~np.isin(_column(doc, 0), gone)].tobytes()
            if left:
                kept.append((left, bucket))
            else:
                empty.append((bucket,))
        connection.executemany("UPDATE shingle_bucket SET doc = ? WHERE bucket = ?", kept)
        connection.executemany("DELETE FROM shingle_bucket WHERE bucket = ?", empty)

    def sharing(self, shingles: bytes) -> Counter[int]:
        """{number of an article: how many of these hashes it holds}; hashes that more than `COMMON_SHINGLE` hold are left out.

        Where nearly all are that common, the `EARLIEST` articles that hold each of them are counted.
        """
        buckets, lows = _split(shingles)
        (turn, added, rows), self._added = self._added, _NOTHING
        if turn != self._db.turn or added != shingles:
            rows = self._read(_distinct(buckets))
        read = dict(rows)
        # The bucket of each hash: two hashes of one text may share one.
        docs = [read.get(bucket, b"") for bucket in buckets.tolist()]
        held, of = b"".join(docs), np.repeat(np.arange(len(docs)), [len(doc) // WIDTH for doc in docs])
        hits = np.flatnonzero(_column(held, WIDTH - 4) >> 8 == lows[of]) if held else of
        if not len(hits):
            return Counter()
        which = of[hits]
        holders = np.bincount(which, minlength=len(docs))
        told = holders[which] <= COMMON_SHINGLE
        if (holders > COMMON_SHINGLE).mean() >= ALL_COMMON:
            told = _among_first(which, EARLIEST)
        return Counter(_column(held, 0)[hits[told]].tolist())

    def _read(self, buckets: Numbers) -> list[tuple[int, bytes]]:
        asked = (json.dumps(buckets.tolist()),)
        return self._db.rows("SELECT b.bucket, b.doc FROM json_each(?) a JOIN shingle_bucket b ON b.bucket = a.value", asked)


@lru_cache(maxsize=1)  # what was just added is looked up next
def _split(shingles: bytes) -> tuple[Numbers, Numbers]:
    """(bucket, low 24 bits) of each hash, each pair once, in order."""
    hashes = np.frombuffer(shingles, dtype="<u8")
    packed = ((hashes >> np.uint64(64 - BUCKET_BITS) << np.uint64(24)) | (hashes & np.uint64(0xFFFFFF))).astype(np.int64)
    packed = _distinct(np.sort(packed))
    return packed >> 24, packed & 0xFFFFFF


def _distinct(ordered: Numbers) -> Numbers:
    """Each of these numbers, which are in order, once: np.unique, which costs as much as the rest of a look-up, is not needed."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _among_first(which: Numbers, limit: int) -> npt.NDArray[np.bool_]:
    """Which of these numbers are among the first `limit` of their like."""
    order = np.argsort(which, kind="stable")
    ordered = which[order]
    first = np.zeros(len(which), np.bool_)
    first[order] = np.arange(len(which)) - np.searchsorted(ordered, ordered) < limit
    return first


def _entries(article: int, lows: Numbers) -> bytes:
    table = np.empty((len(lows), WIDTH), np.uint8)
    table[:, :4] = np.frombuffer(article.to_bytes(4, "little"), np.uint8)
    table[:, 4:] = lows.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
    return table.tobytes()


def _column(entries: bytes, begin: int) -> npt.NDArray[np.uint32]:
    """Four bytes of each entry as a number: those of the article from 0 on; from 3 on the hash, times 256, and a byte of the article."""
    return np.ndarray(len(entries) // WIDTH, "<u4", entries, begin, (WIDTH,))
