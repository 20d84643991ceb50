"""Text reuse between two articles: which words stand in passages common to both.

A passage is a run of at least `RUN` equal words. All work is on arrays of hashes, so that a pair costs some 0.1 ms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from headwater import text as plain

RUN = 6
SHORT_RUN = 3
MAX_WORDS = 6000
"""Words of an article that are compared; the rest of a longer one is not."""

_QUOTED = re.compile(r'[“„][^“”\n]*(?:[“”]|$)|«[^«»\n]*(?:»|$)|»[^«»\n]*«|"[^"\n]*"|「[^「」\n]*」|『[^『』\n]*』', re.MULTILINE)
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
    @lru_cache(maxsize=256)  # a family is traced again with each report that joins it
    def of(cls, text: str) -> Wording:
        found = list(islice(plain.words(text), MAX_WORDS))
        known = {word: xxh3_64_intdigest(word.encode("utf-8", "surrogatepass")) for word in {word for word, _, _ in found}}
        places = np.array([(start, end) for _, start, end in found], np.int64).reshape(-1, 2)
        return cls(text, np.array([known[word] for word, _, _ in found], np.uint64), places[:, 0], places[:, 1])

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
    def index(self) -> tuple[Hashes, Counts, Counts]:
        """The runs, sorted and unique; where each stands first; and for each run of the text its place among the sorted ones."""
        values, places, inverse = np.unique(self.runs, return_index=True, return_inverse=True)
        return values, places, inverse

    @cached_property
    def short_runs(self) -> Hashes:
        return _runs(self.words, SHORT_RUN)


@dataclass(frozen=True, eq=False)
class Overlap:
    """What two wordings have in common, each figure 0..1.

    of_article, of_origin   share of the words of each in common passages
    mine, theirs            which words those are
    own_words               the same for the article (or the origin, where that is larger), words in quotation marks left out
    """

    of_article: float
    of_origin: float
    own_words: float
    mine: Mask
    theirs: Mask

    @property
    def larger(self) -> float:
        return max(self.of_article, self.of_origin)

    def reversed(self) -> Overlap:
        """The same seen from the other side."""
        return Overlap(self.of_origin, self.of_article, self.own_words, self.theirs, self.mine)


@dataclass(frozen=True)
class Passage:
    """Words `start` to `end` of the article that are words `origin_start` onwards of the origin; `quoted`: in quotation marks."""

    start: int
    end: int
    origin_start: int
    quoted: bool


def overlap(article: Wording, origin: Wording) -> Overlap:
    """Shares of common words of two texts; all 0 where either is shorter than a run."""
    values, _, inverse = origin.index
    here, slots = _shared(article.runs, values)
    common = np.zeros(len(values), np.bool_)
    common[slots] = True
    mine = _spread(here, len(article.words), RUN)
    theirs = _spread(np.flatnonzero(common[inverse]), len(origin.words), RUN)
    if not mine.any():
        return Overlap(0.0, 0.0, 0.0, mine, theirs)
    return Overlap(
        float(mine.mean()),
        float(theirs.mean()),
        max(_outside_quotes(mine, article.quoted), _outside_quotes(theirs, origin.quoted)),
        mine,
        theirs,
    )


def closeness(a: Wording, b: Wording) -> float:
    """Share of words in common runs of `SHORT_RUN`, of the text where it is larger: what is left of a wording after a rewrite."""
    mine, _ = _shared(a.short_runs, np.unique(b.short_runs))
    theirs, _ = _shared(b.short_runs, np.unique(a.short_runs))
    if not len(mine):
        return 0.0
    return max(float(_spread(mine, len(a.words), SHORT_RUN).mean()), float(_spread(theirs, len(b.words), SHORT_RUN).mean()))


def passages(article: Wording, origin: Wording) -> tuple[Passage, ...]:
    """Common passages in order of the article, not overlapping there; each is as long as it can be made."""
    values, places, _ = origin.index
    here, slots = _shared(article.runs, values)
    there = places[slots]
    # A passage goes on as long as both sides step by one.
    breaks = np.flatnonzero((np.diff(here) != 1) | (np.diff(there) != 1)) + 1
    firsts = np.concatenate(([0], breaks)) if len(here) else breaks
    found: list[Passage] = []
    done = 0
    for start, origin_start in zip(here[firsts].tolist(), there[firsts].tolist(), strict=True):
        skip = max(0, done - start)
        begin, origin_begin = start + skip, origin_start + skip
        length = _equal(article.words[begin:], origin.words[origin_begin:])
        if length >= RUN:
            done = begin + length
            found.append(Passage(begin, done, origin_begin, bool(article.quoted[begin:done].mean() > 0.5)))
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


def _shared(runs: Hashes, values: Hashes) -> tuple[Counts, Counts]:
    """Which of `runs` are among `values` (sorted, unique), and where there."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    slots = np.minimum(np.searchsorted(values, runs), len(values) - 1)
    here = np.flatnonzero(values[slots] == runs)
    return here, slots[here]


def _equal(a: Hashes, b: Hashes) -> int:
    """How many words two stretches have in common from their beginning on."""
    length = min(len(a), len(b))
    different = np.flatnonzero(a[:length] != b[:length])
    return int(different[0]) if len(different) else length


def _spread(starts: Counts, words: int, length: int) -> Mask:
    """Which of `words` words lie in a run of `length` that begins at one of `starts`."""
    depth = np.zeros(words + 1, np.int64)
    depth[starts] += 1
    depth[starts + length] -= 1
    return np.cumsum(depth[:-1]) > 0


def _outside_quotes(covered: Mask, quoted: Mask) -> float:
    """Share of the words outside quotation marks that are common; a stray word or two around a quote count for nothing."""
    own = ~quoted
    total = int(own.sum())
    edges = np.flatnonzero(np.diff(np.concatenate(([False], covered & own, [False])).astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return float(lengths[lengths >= RUN].sum() / total) if total else 0.0
