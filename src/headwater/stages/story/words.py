"""Words that say nothing, and words without their endings. Pure."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

from headwater.stages.story.spelling import strip_accents

_SUFFIXES: Final = {
    "en": ("'s", "’s", "ingly", "edly", "ings", "ing", "ied", "ies", "ers", "ed", "es", "er", "ly", "s"),
    "de": ("ungen", "ung", "ern", "en", "em", "er", "es", "e", "n", "s"),
    "fr": ("ements", "ement", "ees", "ee", "es", "er", "e", "s"),
    "es": ("mente", "ciones", "cion", "ados", "adas", "ado", "ada", "es", "os", "as", "o", "a", "e", "s"),
}
_TRUNCATE: Final = 6
"""Letters kept in languages without a list of endings: most of Slavic, Finnish or Icelandic inflection stands after the sixth."""


def stem(word: str, language: str) -> str:
    """`word` without its commonest ending; other languages than the listed keep their first letters."""
    suffixes = _SUFFIXES.get(language)
    if suffixes is None:
        return word[:_TRUNCATE]
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: len(word) - len(suffix)].removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


@lru_cache(maxsize=64)
def stopwords(language: str) -> frozenset[str]:
    """Words that say nothing about what happened; for a language without a list, those of all languages together."""
    lists = _stop_lists()
    return lists.get(language, all_stopwords())


@lru_cache(maxsize=1)
def _stop_lists() -> dict[str, frozenset[str]]:
    rows = resources.files(__package__).joinpath("data/stopwords.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split(":", 1) for row in rows if not row.startswith("#"))
    return {language: frozenset(strip_accents(listed).split()) for language, listed in pairs}


@lru_cache(maxsize=1)
def all_stopwords() -> frozenset[str]:
    """The stop words of all languages together."""
    return frozenset().union(*_stop_lists().values())
