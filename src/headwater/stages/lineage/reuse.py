"""Text reuse between two articles: which words stand in passages common to both.

A passage is a run of at least `RUN` equal words. All work is on arrays of hashes, so that a pair costs some 0.1 ms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from headwater import text as plain

RUN = 6
SHORT_RUN = 3
MAX_WORDS = 6000
"""Words of an article that are compared; the rest of a longer one is not."""

_QUOTED = re.compile(r'[“„][^“”\n]*(?:[“”]|$)|«[^»\n]*(?:»|$)|»[^«»\n]*«|"[^"\n]*"|「[^」\n]*」|『[^』\n]*』', re.MULTILINE)
_ODD = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Wording:
    """A text made ready for comparison: hash and span of each word, and which words stand in quotation marks."""

    text: str
    words: Hashes
    starts: Counts
    ends: Counts

    @classmethod
    def of(cls, text: str) -> Wording:
        spans: list[tuple[int, int]] = []
        values: list[int] = []
        known: dict[str, int] = {}
        for word, start, end in plain.words(text):
            value = known.get(word)
            if value is None:
                value = known[word] = xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))
            values.append(value)
            spans.append((start, end))
            if len(values) == MAX_WORDS:
                break
        places = np.array(spans, np.int64).reshape(-1, 2)
        return cls(text, np.array(values, np.uint64), places[:, 0], places[:, 1])

    @cached_property
    def quoted(self) -> Mask:
        """Which words stand in quotation marks: they are the speaker's, whoever reports them."""
        depth = np.zeros(len(self.words) + 1, np.int64)
        for match in _QUOTED.finditer(self.text):
            first, last = np.searchsorted(self.starts, match.span())
            depth[first] += 1
            depth[last] -= 1
        return np.cumsum(depth[:-1]) > 0

    @cached_property
    def runs(self) -> Hashes:
        return _runs(self.words, RUN)

    @cached_property
    def sorted_runs(self) -> Hashes:
        return np.unique(self.runs)

    @cached_property
    def short_runs(self) -> Hashes:
        return _runs(self.words, SHORT_RUN)


@dataclass(frozen=True)
class Overlap:
    """What two wordings have in common, each figure 0..1.

    of_article, of_origin   share of the words of each in common passages
    own_words               the same for the article (or the origin, where that is larger), words in quotation marks left out
    """

    of_article: float
    of_origin: float
    own_words: float

    @property
    def larger(self) -> float:
        return max(self.of_article, self.of_origin)

    def reversed(self) -> Overlap:
        """The same seen from the other side."""
        return Overlap(self.of_origin, self.of_article, self.own_words)


@dataclass(frozen=True)
class Passage:
    """Words `start` to `end` of the article that are words `origin_start` onwards of the origin; `quoted`: in quotation marks."""

    start: int
    end: int
    origin_start: int
    quoted: bool


def overlap(article: Wording, origin: Wording) -> Overlap:
    """Shares of common words of two texts; all 0 where either is shorter than a run."""
    mine = _covered(article.runs, origin.sorted_runs, len(article.words), RUN)
    theirs = _covered(origin.runs, article.sorted_runs, len(origin.words), RUN)
    if not mine.any():
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(
        float(mine.mean()),
        float(theirs.mean()),
        max(_outside_quotes(mine, article.quoted), _outside_quotes(theirs, origin.quoted)),
    )


def closeness(a: Wording, b: Wording) -> float:
    """Share of words in common runs of `SHORT_RUN`, of the text where it is larger: what is left of a wording after a rewrite."""
    mine = _covered(a.short_runs, np.sort(b.short_runs), len(a.words), SHORT_RUN)
    theirs = _covered(b.short_runs, np.sort(a.short_runs), len(b.words), SHORT_RUN)
    return max(float(mine.mean()), float(theirs.mean())) if mine.any() else 0.0


def passages(article: Wording, origin: Wording) -> tuple[Passage, ...]:
    """Common passages in order of the article, not overlapping there; each is as long as it can be made."""
    first: dict[int, int] = {}
    for at, value in enumerate(origin.runs.tolist()):
        first.setdefault(value, at)
    mine, theirs, runs = article.words.tolist(), origin.words.tolist(), article.runs.tolist()
    found: list[Passage] = []
    at, expected = 0, -1
    while at < len(runs):
        # Where a run stands twice in the origin, the one that goes on from the passage before is meant.
        there = expected if theirs[max(expected, 0) : expected + RUN] == mine[at : at + RUN] else first.get(runs[at], -1)
        if there < 0:
            at += 1
            expected += expected >= 0
            continue
        length = RUN
        while at + length < len(mine) and there + length < len(theirs) and mine[at + length] == theirs[there + length]:
            length += 1
        quoted = bool(article.quoted[at : at + length].mean() > 0.5)
        found.append(Passage(at, at + length, there, quoted))
        at, expected = at + length, there + length
    return tuple(found)


def aligned(a_text: str, b_text: str) -> tuple[tuple[int, int, int, int], ...]:
    """(start, end) in `a_text` and (start, end) in `b_text` of each passage of `RUN` or more words common to both.

    Code points, end exclusive, in order of `a_text`. At most the first `MAX_WORDS` words of each are compared.
    """
    a, b = Wording.of(a_text), Wording.of(b_text)
    return tuple(spans(passage, a, b) for passage in passages(a, b))


def spans(passage: Passage, article: Wording, origin: Wording) -> tuple[int, int, int, int]:
    """Code points of a passage in both texts: start, end, origin start, origin end."""
    last = passage.origin_start + passage.end - passage.start - 1
    return (
        int(article.starts[passage.start]),
        int(article.ends[passage.end - 1]),
        int(origin.starts[passage.origin_start]),
        int(origin.ends[last]),
    )


def _runs(words: Hashes, length: int) -> Hashes:
    count = max(0, len(words) - length + 1)
    mixed = np.zeros(count, np.uint64)
    for offset in range(length):
        mixed = (mixed ^ words[offset : offset + count]) * _ODD
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _covered(runs: Hashes, others: Hashes, words: int, length: int) -> Mask:
    """Which of `words` words lie in a run that is also among `others` (sorted)."""
    depth = np.zeros(words + 1, np.int64)
    if len(runs) and len(others):
        place = np.searchsorted(others, runs)
        place[place == len(others)] = 0
        shared = np.flatnonzero(others[place] == runs)
        depth[shared] += 1
        depth[shared + length] -= 1
    return np.cumsum(depth[:-1]) > 0


def _outside_quotes(covered: Mask, quoted: Mask) -> float:
    """Share of the words outside quotation marks that are common; a stray word or two around a quote count for nothing."""
    own = ~quoted
    total = int(own.sum())
    edges = np.flatnonzero(np.diff(np.concatenate(([False], covered & own, [False])).astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return float(lengths[lengths >= RUN].sum() / total) if total else 0.0
