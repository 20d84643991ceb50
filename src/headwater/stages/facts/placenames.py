"""Which capitalised words are taken for a place, by the gazetteer and by what stands around them."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter

from headwater.stages.facts.gazetteer import ranks

# Ranks (sixteen for every tenfold of people): chosen on the development part of GeoVirus, between finding more and taking surnames and
# common words for villages.
_WELL_KNOWN = 84
_OPENING = 92
_LED = 48
_NOUNS = 72
_LARGE_KINDS = frozenset(("country", "area", "water"))


_rank = itemgetter(0)


@lru_cache(maxsize=16384)
def weight(name: str) -> int:
    """How well known a place of this name is: the rank of the largest; a country, sea or land counts as the largest; 0 for no place."""
    found = ranks(name)
    if not found:
        return 0
    if any(kind in _LARGE_KINDS for _, kind in found):
        return 255
    rank, kind = max(found, key=_rank)
    return rank + 12 * (kind == "admin1")


def alone(name: str, *, led: bool, listed: bool, opens: bool, nouns: bool) -> bool:
    """Whether a single capitalised word is a place.

    `led`: a word such as "in" stands in front; `listed`: a known place follows behind a comma; `opens`: the word opens a sentence, so
    that its capital tells nothing; `nouns`: nouns have capitals in this language.
    """
    if len(name) < 3:
        return False
    known = weight(name)
    if nouns:
        return known >= (_NOUNS if led or listed else _OPENING + 8)
    if led or listed:
        return known >= (_LED)
    return known >= (_OPENING if opens else _WELL_KNOWN)


def together(name: str, *, led: bool) -> bool:
    """Whether several capitalised words are a place as a whole."""
    return weight(name) >= (_LED if led else 56)
