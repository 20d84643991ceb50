"""Words of time expressions by language, read once from data/times.toml, and a text as the tokens they are looked for in."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"[^\W\d_]{2,}(?:['’](?![sS]\b)[^\W\d_]+)?|[ap]\.\s?m\b\.?|\d+(?:[:.,/-]\d+)*(?:st|nd|rd|th|er|º)?(?![^\W_])|[‘’']?\d+s\b"
    r"|[^\W\d_](?:['’](?![sS]\b)[^\W\d_]+)?|['’]s\b|[^\s\w]"
)
LANGUAGES = frozenset(("en", "de", "fr", "es", "ru", "uk"))
UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "weekend": "WE",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "E",
    "century": "C",
}
"""Codes of TIMEX3 durations; E is ten years and C a hundred, where the number is not known."""


class Tokens:
    """The words, numbers and marks of a passage, in order: `low` in lower case; where they stand is asked of few of them."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._found = list(_TOKEN.finditer(text, start, end))
        self.low = [match.group().lower() for match in self._found]

    def __len__(self) -> int:
        return len(self.low)

    def start(self, at: int) -> int:
        """Where token `at` begins in the text."""
        return self._found[at].start()

    def end(self, at: int) -> int:
        """Where token `at` ends in the text."""
        return self._found[at].end()

    def capital(self, at: int) -> bool:
        """Whether token `at` begins with a capital."""
        return self._text[self._found[at].start()].isupper()


class Words(NamedTuple):
    """One language's words: written form → what it stands for. `kinds` says which rule a token starts."""

    kinds: dict[str, str]
    hints: frozenset[str]
    """Runs of letters one of which stands in every time expression that has no number of two digits or more."""
    months: dict[str, int]
    weekdays: dict[str, int]
    plurals: frozenset[str]
    capitals: bool
    """Whether names of months and weekdays have one."""
    units: dict[str, str]
    seasons: dict[str, str]
    day: dict[str, int]
    part: dict[str, str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    sets: dict[str, frozenset[str]]


_SETS = ("last", "this", "next", "ago", "hence", "before", "after", "each", "few", "edge", "link", "future", "in_year")
_REFS = {"now": "PRESENT_REF", "recently": "PAST_REF", "soon": "FUTURE_REF"}


@cache
def words(language: str) -> Words:
    """The words of `language`, one of `LANGUAGES`."""
    rows: dict[str, Any] = tomllib.loads((files("headwater.stages.facts") / "data" / "times.toml").read_text("utf-8"))[language]
    months = {form: n for n, forms in enumerate(rows["months"].split("|"), 1) for form in forms.split()}
    weekdays = {form: n for n, forms in enumerate(rows["weekdays"].split("|"), 1) for form in forms.split()}
    units = {form: unit for unit, forms in rows["units"].items() for form in forms.split()}
    seasons = {form: code for code, forms in rows["seasons"].items() for form in forms.split()}
    part = {form: code for code, forms in rows["part"].items() for form in forms.split()}
    kinds: dict[str, str] = {}
    for kind, listed in (
        ("unit", units),
        ("part", part),
        ("season", seasons),
        ("day", rows["day"]),
        ("month", months),
        ("weekday", weekdays),
    ):
        kinds.update(dict.fromkeys(listed, kind))
    for name, value in _REFS.items():
        kinds.update(dict.fromkeys(rows[name].split("|"), value))
    if language == "en":
        kinds.update(_ENGLISH)
    plurals = {w for w in {**weekdays, **units, **part} if w.endswith("s") and w[:-1] in kinds} if language == "en" else set()
    return Words(
        kinds=kinds,
        hints=frozenset(re.findall(r"[^\W_]+", word)[-1] for word in kinds),
        months=months,
        weekdays=weekdays,
        plurals=frozenset(plurals | set(filter(None, rows.get("plurals", "").split("|")))),
        capitals=language in ("en", "de"),
        units=units,
        seasons=seasons,
        day=rows["day"],
        part=part,
        numbers=rows["numbers"],
        ordinals=rows.get("ordinals", {}),
        sets={name: frozenset(filter(None, rows.get(name, "").split("|"))) for name in _SETS},
    )


_ENGLISH = {
    **dict.fromkeys(("a.m.", "p.m.", "am", "pm", "a.m", "p.m", "noon", "midnight"), "clock"),
    **dict.fromkeys(("future", "past", "time", "tonight", "half", "period", "term"), "odd"),
    **dict.fromkeys(("eighteen", "nineteen", "twenty", "nineties", "eighties", "seventies", "sixties", "fifties"), "spelled"),
}
