"""The search language: from what a person types to an FTS5 expression and filters. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from headwater.model import Noun
from headwater.text import search_words

MAX_QUERY = 500
_TOKEN = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))')
PLACES = ("origin", "copy", "rewrite", "translation", "citing")


class Query(Noun, frozen=True, kw_only=True):
    """A query that was understood. `match` is an FTS5 expression ("" matches all); the other fields narrow. `reads_as` says it in words."""

    match: str = ""
    words: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: float | None = None
    before: float | None = None
    place: str = ""
    reads_as: tuple[str, ...] = ()
    problem: str = ""


def parse(typed: str) -> Query:
    """Read a query: words, "phrases", -word, outlet:, lang:, after:, before:, is:PLACE. `problem` says what could not be read."""
    wanted: list[str] = []
    unwanted: list[str] = []
    found: dict[str, object] = {}
    reads: list[str] = []
    plain: list[str] = []
    for minus, field, phrase, word in _TOKEN.findall(typed[:MAX_QUERY]):
        value = phrase or word
        if field and field.lower() in _FIELDS:
            problem = _narrow(field.lower(), value, found, reads)
            if problem:
                return Query(problem=problem)
            continue
        value = f"{field}:{value}" if field else value
        quoted = _quote(value)
        if not quoted:
            continue
        (unwanted if minus else wanted).append(quoted)
        if minus:
            reads.append(f"without “{value}”")
        else:
            plain.append(value)
            reads.append(f"the phrase “{value}”" if phrase else f"“{value}”")
    match = " AND ".join(wanted)
    if unwanted:
        if not match:
            return Query(problem="A search needs at least one word to look for, not only words to leave out.")
        match = f"({match}) NOT ({' OR '.join(unwanted)})"
    return Query(match=match, words=tuple(plain), reads_as=tuple(reads), **found)  # type: ignore[arg-type]


def _quote(value: str) -> str:
    """One FTS5 string: quotation keeps every operator of FTS5 from being read as one."""
    inner = " ".join(search_words(value.replace('"', " ")).split())
    return f'"{inner}"' if re.search(r"\w", inner) else ""


def _values(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.split(",") if part)


def _narrow(field: str, value: str, found: dict[str, object], reads: list[str]) -> str:
    if field == "outlet":
        found["outlets"] = _values(value)
        reads.append("from " + " or ".join(_values(value)))
    elif field == "lang":
        found["languages"] = tuple(v.lower() for v in _values(value))
        reads.append("in " + " or ".join(_values(value)))
    elif field == "is":
        if value.lower() not in PLACES:
            return f"“is:{value}” is not known: use " + ", ".join(f"is:{place}" for place in PLACES) + "."
        found["place"] = value.lower()
        reads.append({"origin": "independent origins only"}.get(value.lower(), value.lower() + " only"))
    else:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return f"“{field}:{value}” needs a date such as 2026-11-21."
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        found[field] = moment if field == "after" else moment + 86_400.0
        reads.append(f"{'since' if field == 'after' else 'until'} {day.isoformat()}")
    return ""


_FIELDS = frozenset({"outlet", "lang", "is", "after", "before"})
