"""Words of time expressions by language, read once from data/times.toml, and a text as the tokens they are looked for in."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

_TOKEN = re.compile(
    r"[ap]\.\s?m\b\.?|\d+(?:[:.,/-]\d+)*(?:st|nd|rd|th|er|º)?(?![^\W_])|[‘’']?\d+s\b|[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)?|['’]s\b|[^\s\w]"
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


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word, number or mark of the text."""

    lower: str
    start: int
    end: int
    capital: bool


class Words(NamedTuple):
    """One language's words: written form → what it stands for. `kinds` says which rule a token starts."""

    kinds: dict[str, str]
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


def tokens(text: str) -> list[Token]:
    """The tokens of `text` in order."""
    found = []
    for match in _TOKEN.finditer(text):
        written = match.group()
        lower = written.lower()
        found.append(Token(lower, match.start(), match.end(), written[0] != lower[0]))
    return found


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
