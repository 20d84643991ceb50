"""What an encoder of sentences adds where the learned decision is in doubt. Pure: whoever has an encoder hands it in.

Vectors of two encoders cannot be compared as they are: one has 0.1 for texts that have nothing in common, another 0.8, and one that knows
English alone has 0.8 for any two texts in Cyrillic. So each is first asked for sentences of which it is known which say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Final, Protocol

import numpy as np

from headwater.stages.story.overlap import Floats

READ: Final = 1_000
"""Characters of title and text that are encoded: what happened is said there."""
RELATED: Final = 0.7
"""Share of a language's sentences that must be nearest to the same sentence in English."""

BAND: Final = 2.0
"""Log-odds around what is asked of two headlines within which an encoder is asked."""
EVEN: Final = 0.38
GAIN: Final = 8.0
"""Closeness that says nothing, and log-odds for each 1 of it above or below. Set on the pairs of uci with all-MiniLM-L6-v2: of those in
doubt 10 % are of one story where they are less close than 0.3, 55 % from 0.3 to 0.4, and 98 % from 0.5."""

Closeness = Callable[[Sequence[str]], Floats]
"""For articles, a square: how close each two are in meaning, about 0 for any two and 1 for the same; NaN where that is not known."""


def sharpened(articles: Sequence[str], timed: Floats, least: Floats, telling: Floats, closeness: Closeness) -> Floats:
    """What is to be added to the log-odds of each two of the articles, a square: 0 but where they are in doubt and one is a headline.

    `timed`: log-odds with times, a square; `least`: what is asked of each report; `telling`: 0..1, from headlines to whole texts. Of two
    whole texts the words, names and numbers tell more than their meaning, which look-alike happenings share: asked of them too, with any
    constants that were tried, ecbplus loses .002 to .006 of BCubed F1.
    """
    little = 1.0 - np.minimum(telling[:, None], telling[None, :])
    doubt = little * (np.abs(timed - np.minimum(least[:, None], least[None, :])) < BAND)
    np.fill_diagonal(doubt, 0.0)
    added = np.zeros_like(timed)
    asked = np.flatnonzero(doubt.any(axis=1))
    if len(asked):
        close = closeness([articles[at] for at in asked.tolist()])
        worth = np.where(np.isnan(close), 0.0, GAIN * (close - EVEN))
        added[np.ix_(asked, asked)] = worth * doubt[np.ix_(asked, asked)]
    return added


class Encoder(Protocol):
    """Makes vectors of texts."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text, of length 1."""
        ...


class Calibrated:
    """An encoder whose vectors can be compared with those of others: without what all of a language have in common."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        said = {language: encoder.encode(sentences) for language, sentences in _tellings().items()}
        self.width = said["en"].shape[1]
        """How many numbers a vector has."""
        self._common = {language: vectors.mean(axis=0) for language, vectors in said.items()}
        self._common = {language: self._common[language] for language in said if self._relates(said[language], said["en"])}

    def _relates(self, these: Floats, english: Floats) -> bool:
        alike = _unit(these - these.mean(axis=0)) @ _unit(english - english.mean(axis=0)).T
        return float((alike.argmax(axis=1) == np.arange(len(these))).mean()) >= RELATED

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that it relates to each other."""
        return tuple(self._common)

    def vectors(self, texts: Sequence[str], language: str) -> Floats:
        """One row a text; the product of two is how close they are in meaning. NaN in a language that the encoder does not relate."""
        if language not in self._common:
            return np.full((len(texts), self.width), np.nan)
        return _unit(self._encoder.encode([text[:READ] for text in texts]) - self._common[language])


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


@lru_cache(maxsize=1)
def _tellings() -> dict[str, list[str]]:
    """The same sentences by language."""
    rows = resources.files(__package__).joinpath("data/tellings.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    language = ""
    for row in rows:
        if row.startswith("["):
            language = row.strip("[]")
        elif row and not row.startswith("#"):
            found.setdefault(language, []).append(row)
    return found
