"""What a word is about, whatever language it is in: "Erdbeben" and "землетрус" are both an earthquake. Pure."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

from headwater.stages.story.spelling import strip_accents

_STEM: Final = 4
_ENDING: Final = 3
"""A variant of four letters or more may be inflected by up to three; shorter ones match by chance."""


@lru_cache(maxsize=32768)
def concept(word: str) -> str:
    """Key of the concept a folded word stands for, "" for none; a numeral gives the key of its number ("eleven": "#:11")."""
    exact, compounds = _tables()
    found = exact.get(word) or exact.get("=" + word, "")
    for cut in range(len(word) - 1, _STEM - 1, -1):
        if found:
            break
        stem = word[:cut]
        found = compounds.get(stem, "") or (exact.get(stem, "") if len(word) - cut <= _ENDING else "")
    return found if ":" in found or not found else "c:" + found


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """(variants, those that may begin a compound) → concept."""
    rows = resources.files(__package__).joinpath("data/concepts.txt").read_text(encoding="utf-8").splitlines()
    exact: dict[str, str] = {}
    compounds: dict[str, str] = {}
    for row in rows:
        key, _, variants = row.rpartition(": ")
        for variant in strip_accents(variants.casefold()).split() if key and not row.startswith("# ") else ():
            exact.setdefault(variant.removesuffix("*"), key)
            if variant.endswith("*"):
                compounds.setdefault(variant[:-1], key)
    return exact, compounds
