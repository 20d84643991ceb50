"""Who said what in reports of our own in French, Spanish, Russian and Ukrainian: how much of it is found, with whom as its speaker.

The reports and their gold (`statements/*.toml`) are invented, and were written by somebody who knew none of the rules that read them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from headwater.model import Quote
from headwater.stages.facts import find_facts
from headwater.stages.facts.spelling import key

FOLDER = Path(__file__).parent / "statements"
HELD = FOLDER / "held"
"""Reports of the same kind by which no rule was made: look at their figures, never at their texts."""
LANGUAGES = ("fr", "es", "ru", "uk")
COVER = 0.6
"""Share of the gold's words that a statement has to have in it."""
_ARTICLES = frozenset(("le", "la", "les", "l", "un", "une", "el", "los", "las", "una"))


class Outcome(NamedTuple):
    """What became of one statement of the gold. `speaker` None: none was named for it."""

    language: str
    report: str
    words: str
    kind: str
    by: str
    found: bool
    speaker: str | None

    @property
    def right(self) -> bool:
        return self.speaker is None if not self.by else self.speaker is not None and same(self.speaker, self.by)


def same(one: str, other: str) -> bool:
    """Whether two names are one: the same words but for articles, case endings of Slavic names and accents."""
    return _words(one) == _words(other)


def _words(name: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in name).split()
    keys = [key(word) for word in words if word.lower() not in _ARTICLES]
    return [word.rstrip("aeiouy") or word for word in keys]


def outcomes(language: str, folder: Path = FOLDER) -> Iterator[Outcome]:
    """What becomes of the gold of one language, its quotations that nobody says (kind "unsaid") included."""
    for report in tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))["report"]:
        text = report["text"]
        quotes = find_facts(text, report["title"], language).quotes
        gold: list[dict[str, Any]] = [*report["said"], *({"words": words, "by": "", "kind": "unsaid"} for words in report["unsaid"])]
        for said in gold:
            start = text.index(said["words"])
            quote = _covering(quotes, start, start + len(said["words"]), said["kind"])
            speaker = quote.speaker.name if quote and quote.speaker else None
            yield Outcome(language, report["title"], said["words"], said["kind"], said["by"], quote is not None, speaker)


def _covering(quotes: Sequence[Quote], start: int, end: int, kind: str) -> Quote | None:
    """The statement that has most of text[start:end] in it, the shortest of several; what nobody says only by itself."""
    least = COVER * (end - start)
    found = [q for q in quotes if min(end, q.end) - max(start, q.start) >= least]
    if kind == "unsaid":
        found = [q for q in found if q.end - q.start <= 2 * (end - start)]
    return min(found, key=lambda q: (q.speaker is None, q.end - q.start), default=None)


def measure() -> dict[str, float]:
    """The figures of both sets, those of the one held back with "held." in front."""
    return {**_figures(FOLDER), **{f"held.{name}": value for name, value in _figures(HELD).items()}}


def _figures(folder: Path) -> dict[str, float]:
    """Per language: F1 of marked quotations with the right speaker, recall of reported statements, precision of all speakers."""
    figures: dict[str, float] = {}
    for language in LANGUAGES:
        rows = list(outcomes(language, folder))
        marked = [row for row in rows if row.kind in ("direct", "partial") and row.by]
        reported = [row for row in rows if row.kind == "indirect"]
        named = [row for row in rows if row.speaker is not None]
        precision = _share(row.right for row in named)
        of_marked = _share(row.right for row in rows if row.speaker is not None and row.kind != "indirect")
        recall = _share(row.right for row in marked)
        figures[f"{language}.marked_f1"] = 2 * of_marked * recall / (of_marked + recall)
        figures[f"{language}.reported_recall"] = _share(row.right for row in reported)
        figures[f"{language}.speaker_precision"] = precision
    return figures


def _share(rights: Iterator[bool]) -> float:
    found = list(rights)
    return sum(found) / len(found)


if __name__ == "__main__":
    for language in LANGUAGES:
        for row in outcomes(language):
            if not row.right and (row.kind != "unsaid" or row.speaker):
                print(f"{language} {row.kind:8} {row.words[:70]!r}: {row.by!r} / {row.speaker!r}")
    for name, figure in measure().items():
        print(f"{name:24} {figure:.3f}")
