"""Why a report belongs to its story, in short plain sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from headwater.stages.story.index import Index, Item
from headwater.stages.story.meaning import EVEN, Closeness
from headwater.stages.story.overlap import Ints, Query

SHOWN: Final = 4
RARE: Final = "rare words in common: "
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
FOUNDER: Final = "the story began with this report; the others joined it"


def reasons(item: Item, query: Query, index: Index, story: str, reuse: Mapping[str, float]) -> tuple[str, ...]:
    """At most five sentences, the strongest evidence first; each names what the report has in common with the story's reports."""
    return _sentences(item, query, index, np.array(index.slots_of(story)), reuse)


def _sentences(item: Item, query: Query, index: Index, others: Ints, reuse: Mapping[str, float]) -> tuple[str, ...]:
    said = []
    copied = max((reuse.get(index.article_at(slot), 0.0) for slot in others.tolist()), default=0.0) if reuse else 0.0
    if copied >= 0.05:
        said.append(f"shares {round(100 * copied)} % of its text with a report of this story")
    shared = _shared(item, query, index, others)
    words = [key[2:] for key in shared if key.startswith("w:")]
    names = [key for key in shared if key.startswith("n:")]
    numbers = [key[2:] for key in shared if key.startswith("#:")]
    if words:
        said.append(RARE + ", ".join(words[:SHOWN]))
    if names:
        known = [key[3:] for key in names if key.startswith("n:@")][:SHOWN]
        said.append(f"{len(names)} names in common" + (f", among them {', '.join(known)}" if known else ""))
    if numbers:
        said.append("same figures: " + ", ".join(numbers[:SHOWN]))
    return (*said, *_time(query, index, others))


def why(article: str, index: Index, reuse: Mapping[str, float], closeness: Closeness | None = None) -> tuple[str, ...]:
    """The same for a report that is in its story already, without itself; none for one that is alone there. `closeness`: of an encoder."""
    item = index.item(article)
    own = index.slots([article])
    others = np.array([slot for slot in index.slots_of(item.story) if slot != own[0]], dtype=np.int64)
    if not len(others):
        return ()
    [query] = index.queries(own)
    said = _sentences(item, query, index, others, reuse)
    return (
        (*said, *_meant(article, [index.article_at(slot) for slot in others[-5:].tolist()], closeness)) if closeness is not None else said
    )


def _meant(article: str, others: Sequence[str], closeness: Closeness) -> tuple[str, ...]:
    """What the encoder says for it: how close the nearest of a few reports is in meaning."""
    close = closeness([article, *others])[0, 1:]
    best = float(np.nanmax(close)) if not np.isnan(close).all() else 0.0
    return (f"close in meaning to a report of this story ({best:.2f} of 1 by the encoder)",) if best >= EVEN else ()


def _shared(item: Item, query: Query, index: Index, others: Ints) -> list[str]:
    """Keys the report shares with the story, heaviest first."""
    held, weights = np.flatnonzero(index.holds(query, others[-50:])).tolist(), query.weights.tolist()
    return [key for _, key in sorted((-weights[at], item.terms[at][0]) for at in held)]


def _time(query: Query, index: Index, others: Ints) -> tuple[str, ...]:
    apart = [abs(at - query.at) for at in index.times(others).tolist() if at > 0]
    if not query.at or not apart:
        return ()
    hours = min(apart) / 3600
    if hours < 1:
        return ("within an hour of another report",)
    if round(hours) == 1:
        return ("an hour from the nearest report",)
    return (f"{round(hours)} hours from the nearest report" if hours < 48 else f"{round(hours / 24)} days from the nearest report",)


def spelled(sentences: Sequence[str], text: str) -> tuple[str, ...]:
    """The sentences with the rare words as `text`, title first, spells them: what is compared are stems."""
    return tuple(
        # Two stems may be found in one word.
        RARE + ", ".join(dict.fromkeys(_spelling(text, stem) for stem in said[len(RARE) :].split(", "))) if said.startswith(RARE) else said
        for said in sentences
    )


def _spelling(text: str, stem: str) -> str:
    if _UNSPACED.search(stem):
        return stem
    found = re.search(rf"(?<![^\W_]){re.escape(stem)}[^\W_]{{0,12}}", text, re.IGNORECASE)
    if found is None and len(stem) > SHOWN:  # "ferri" is the stem of "ferry"
        found = re.search(rf"(?<![^\W_]){re.escape(stem[:-1])}[^\W_]{{1,12}}", text, re.IGNORECASE)
    return found.group() if found else stem
