"""Fingerprint: what text reuse is looked up by, instead of the text itself.

Winnowing after Schleimer, Wilkerson and Aiken (2003): every run of n words is hashed, and of each window of hashes the
smallest is kept. Two texts that share a passage of n + window - 1 words share at least one hash, wherever it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from headwater import text as plain
from headwater.model import Noun

# Chosen on asprout: containment of winnowed 5-grams, window 8, found .88 of the derived pairs at precision .97.
RUN = 5
WINDOW = 8
# In unspaced scripts each character is a word, so that five are two real words. Chosen on the 58 Japanese texts of wmt21:
# unrelated pairs that share two hashes fell from 69 (run of 5) to 2.
RUN_UNSPACED = 10

_SPACED_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_LITTLE = np.dtype("<u8")
_SHIFT = np.uint64(29)
_ODD = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]


class Print(Noun, frozen=True):
    """What is compared instead of a text.

    digest is 16 bytes, equal for texts equal after folding; words their number; shingles little-endian uint64, sorted,
    unique.
    """

    digest: bytes
    words: int
    shingles: bytes


def fingerprint(text: str) -> Print:
    """The print of `text`; an empty text has no words and no shingles."""
    folded = plain.fold(text)
    digest = blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    words, run = _words(folded)
    kept = _winnow(_runs(words, run)) if len(words) else np.empty(0, np.uint64)
    return Print(digest=digest, words=len(words), shingles=kept.astype("<u8").tobytes())


def _words(folded: str) -> tuple[Hashes, int]:
    """A hash for each word that `text.words` gives, and how many of them make a run."""
    if not _UNSPACED.search(folded):
        return np.frombuffer(b"".join(map(_between_blanks, folded.split())), _LITTLE), RUN
    words = [word for word, _, _ in plain.words(folded)]
    single = sum(len(word) == 1 for word in words)
    known = {word: _hash(word) for word in set(words)}
    return np.frombuffer(b"".join(map(known.__getitem__, words)), _LITTLE), RUN_UNSPACED if single * 2 > len(words) else RUN


@lru_cache(maxsize=32_768)
def _between_blanks(written: str) -> bytes:
    """Hashes of the words in what stands between two blanks; kept, since most of it stands in later texts too."""
    return b"".join(map(_hash, _SPACED_WORD.findall(written)))


def _hash(word: str) -> bytes:
    """8 bytes, little-endian: joined, those of many words are an array."""
    return int(xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))).to_bytes(8, "little")


def _runs(words: Hashes, run: int) -> Hashes:
    """One hash for each run of `run` words; a text shorter than that is one run."""
    run = min(run, len(words))
    count = len(words) - run + 1
    mixed = np.zeros(count, np.uint64)
    for offset in range(run):
        mixed ^= words[offset : offset + count]
        mixed *= _ODD
        mixed ^= mixed >> _SHIFT
    return mixed


def _winnow(hashes: Hashes) -> Hashes:
    window = min(WINDOW, len(hashes))
    count = len(hashes) - window + 1
    smallest = hashes[:count]
    for offset in range(1, window):
        smallest = np.minimum(smallest, hashes[offset : offset + count])
    return np.unique(smallest)
