"""Words as `compare` sees them: without endings, function words apart, and what stands for the same as one sense. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Final

from headwater.text import plain

_ENDINGS: Final = ("ingly", "ation", "ions", "ings", "ing", "ied", "ies", "ers", "ed", "es", "er", "ly", "s")
_KEPT: Final = 6
"""Letters of a stem that count: what follows in the languages of the newspapers is mostly inflection."""
_PREFIX: Final = 5
"""Letters from which on a variant of a sense may be continued by an ending."""
_POSSESSIVE = re.compile(r"['’ʼ](?:s|t)?$")


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = "und") -> str:
    """Key of a word: equal for its inflections and for words that reports exchange for it; "" for a function word of the language."""
    folded = _POSSESSIVE.sub("", plain(word))
    if folded in _stopwords(language):
        return ""
    sense = _sense(folded)
    if sense:
        return "=" + sense
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= 4:
            folded = folded[: -len(ending)]
            break
    return folded[:_KEPT]


@lru_cache(maxsize=65_536)
def is_negation(word: str) -> bool:
    """Whether the word turns a statement round: "not", "never", "isn’t"."""
    folded = plain(word)
    return folded in listed("negations") or folded.endswith(("n't", "n’t"))


def _sense(folded: str) -> str:
    exact, begins = _senses()
    found = exact.get(folded, "")
    for cut in range(min(len(folded), 9), _PREFIX - 1, -1):
        if found:
            break
        found = begins.get(folded[:cut], "")
    return found


@lru_cache(maxsize=32)
def _stopwords(language: str) -> frozenset[str]:
    """The function words of a language; of all languages together where there is no list for it."""
    lists = {row.split(":", 1)[0]: plain(row.split(":", 1)[1]).split() for row in _read("stopwords.txt")}
    return frozenset(lists[language]) if language in lists else frozenset(word for words in lists.values() for word in words)


@lru_cache(maxsize=1)
def _senses() -> tuple[dict[str, str], dict[str, str]]:
    """(words that match whole, beginnings of five letters or more) → sense."""
    exact: dict[str, str] = {}
    begins: dict[str, str] = {}
    for row in _read("senses.txt"):
        sense, variants = row.split(":", 1)
        for variant in plain(variants).split():
            exact.setdefault(variant, sense)
            if len(variant) >= _PREFIX:
                begins.setdefault(variant, sense)
    return exact, begins


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    rows = (row.split(":", 1) for row in _read("lists.txt"))
    return {name: frozenset(words.split()) for name, words in rows}


def listed(name: str) -> frozenset[str]:
    """A word list of `data/lists.txt`."""
    return _lists()[name]


def _read(name: str) -> list[str]:
    rows = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]
