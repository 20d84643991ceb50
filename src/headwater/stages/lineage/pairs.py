"""Pairs: which articles of a family share text, and what kind of taking that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from headwater.model import Evidence, LinkKind
from headwater.stages.lineage.reuse import Overlap, Passage, Wording, closeness, spans

EARLIEST = 16
"""Holders of a shingle, earliest first, that later ones are compared with: keeps a family of n copies at n comparisons."""
PARTNERS = 8
"""Pairs of one article that are aligned, most shared shingles first."""

COPY, CUT = 0.8, 0.5
"""A copy: this share of one text is in the other, and of that one half in this: a reprint, cut or added to."""
DERIVED = 0.3
LOOSE, CLOSE = 0.2, 0.45
"""A pair is reuse from `DERIVED` of the words of either in common passages, or from `LOOSE` of them where `CLOSE` of the words still stand
in threes as in the other. Chosen on rewrites and asprout: of the heavy rewrites 45 of 50 are found instead of 31, for 3 more
wrong pairs of 728."""
OWN_WORDS = 0.15
"""Of the words outside quotation marks, the share that must be common: two reports of one speech share its words only. On asprout it
costs 4 of 403 true pairs."""
MOST_EVIDENCE = 8
SHARING: frozenset[LinkKind] = frozenset({"copy_of", "excerpt_of", "rewrite_of", "revises"})
"""Kinds of link that shared text shows."""


def is_reuse(found: Overlap, a: Wording, b: Wording) -> bool:
    """Whether one of two texts that overlap so was made from the other, or both from one text."""
    if min(found.of_article, found.of_origin) >= COPY:
        return True  # equal texts are copies, even where all of them stands in quotation marks
    if found.own_words < OWN_WORDS or found.larger < LOOSE:
        return False
    return found.larger >= DERIVED or closeness(a, b) >= CLOSE


def candidates(prints: Sequence[bytes]) -> list[tuple[int, int]]:
    """Pairs of places that share shingles, (earlier, later), at most `PARTNERS` for each later one; `prints` are in order of time."""
    arrays = [np.frombuffer(p, "<u8") for p in prints]
    if len(arrays) < 2 or not any(map(len, arrays)):
        return []
    hashes = np.concatenate(arrays)
    owners = np.repeat(np.arange(len(arrays)), [len(a) for a in arrays])
    order = np.argsort(hashes, kind="stable")
    edges = np.flatnonzero(np.diff(hashes[order], prepend=hashes[order[:1]] ^ np.uint64(1)))
    sizes = np.diff(edges, append=len(hashes))
    holders = owners[order].tolist()
    shared: list[Counter[int]] = [Counter() for _ in arrays]
    for start, size in zip(edges[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        group = holders[start : start + size]
        for place, owner in enumerate(group[1:], 1):
            shared[owner].update(group[: min(place, EARLIEST)])
    return [
        (partner, owner)
        for owner, counts in enumerate(shared)
        for partner, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS]
    ]


def kind_of(overlap: Overlap) -> LinkKind:
    """What the article made of the origin: a copy, an excerpt, or a text of its own with parts of it."""
    if overlap.larger >= COPY and min(overlap.of_article, overlap.of_origin) >= CUT:
        return "copy_of"
    return "excerpt_of" if overlap.of_article >= COPY else "rewrite_of"


def evidence(found: Sequence[Passage], article: Wording, origin: Wording) -> tuple[Evidence, ...]:
    """The longest passages as evidence, in order of the article."""
    longest = sorted(found, key=lambda p: (p.start - p.end, p.start))[:MOST_EVIDENCE]
    return tuple(_evidence(p, article, origin) for p in sorted(longest, key=lambda p: p.start))


def _evidence(passage: Passage, article: Wording, origin: Wording) -> Evidence:
    start, end, origin_start, origin_end = spans(passage, article, origin)
    return Evidence(
        kind="shared_quote" if passage.quoted else "shared_text",
        start=start,
        end=end,
        text=article.text[start:end],
        origin_start=origin_start,
        origin_end=origin_end,
    )
