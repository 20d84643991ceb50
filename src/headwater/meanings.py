"""How close reports are in meaning, by the optional encoder: each is encoded when it is first asked about, and kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from headwater.stages.story import Calibrated, Encoder
from headwater.store import Store

# Reports whose vectors are kept; of 384 numbers each these are 15 MB.
REMEMBERED = 10_000


class Meanings:
    """Vectors of reports. Not safe for several threads."""

    def __init__(self, encoder: Encoder, store: Store) -> None:
        self._encoder = encoder
        self._store = store
        self._vectors: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()

    @cached_property
    def _calibrated(self) -> Calibrated:
        return Calibrated(self._encoder)

    def closeness(self, articles: Sequence[str]) -> npt.NDArray[np.float64]:
        """See `story.Closeness`; what is not in the store is close to nothing known."""
        missing = [article for article in articles if article not in self._vectors]
        found = self._store.articles.many(missing) if missing else {}
        for name in missing:
            if name in found:
                article = found[name].article
                [vector] = self._calibrated.vectors([f"{article.title}\n{article.text}"], article.language)
                self._vectors[name] = vector.astype(np.float32)
        unknown = np.full(self._calibrated.width, np.nan)
        table = np.array([self._vectors.get(article, unknown) for article in articles], dtype=np.float64)
        while len(self._vectors) > REMEMBERED:
            self._vectors.popitem(last=False)
        return np.asarray(table @ table.T)

    def forget(self, article: str) -> None:
        """Drop what was kept of an article that is no more, or was read again."""
        self._vectors.pop(article, None)
