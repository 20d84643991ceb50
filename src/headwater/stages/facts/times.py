"""When: dates, times of day, spans of time and how often, with TIMEX3 values read against the day of publication."""

from __future__ import annotations

from datetime import datetime

from headwater.model import Time
from headwater.stages.facts.calendar import Calendar
from headwater.stages.facts.timerules import Hit
from headwater.stages.facts.timeunits import UnitRules
from headwater.stages.facts.timewords import LANGUAGES, tokens, words

LIMIT = 200_000
MAX_TIMES = 1_000


def find_times(text: str, published: datetime | None, language: str) -> tuple[Time, ...]:
    """Time expressions in order of place, not overlapping. Values follow TIMEX3 (TimeML 1.2.1).

    `published` is what "Friday" and "last year" are seen from, as a day where the outlet is; with None only what needs no such day has
    a full value. A language without a table is read for numeric dates alone. Never raises; reads `LIMIT` characters.
    """
    known = language if language in LANGUAGES else "en" if language == "und" else ""
    if not known:
        return ()
    table = words(known)
    found = tokens(text[:LIMIT])
    rules = UnitRules(found, table, Calendar(published.date() if published else None))
    kinds = table.kinds
    times: list[Time] = []
    at = 0
    for i, token in enumerate(found):
        if i < at:
            continue
        kind = kinds.get(token.lower)
        if kind is None and not (token.lower[0].isdigit() or (len(token.lower) > 2 and token.lower[1].isdigit())):
            continue
        hit = _read(rules, i, kind)
        if hit is None or not hit.value or len(times) == MAX_TIMES:
            continue
        first = max(hit.first, at)
        at = hit.last
        start, end = found[first].start, found[hit.last - 1].end
        times.append(Time(start=start, end=end, text=text[start:end], value=hit.value, type=hit.type))
    return tuple(times)


def _read(rules: UnitRules, at: int, kind: str | None) -> Hit | None:
    if kind is None:
        return rules.digits(at)
    if kind.endswith("_REF"):
        return Hit(at, at + 1, kind, "DATE")
    if kind == "day":
        return _day(rules, at)
    reader = getattr(rules, kind)
    hit: Hit | None = reader(at)
    return hit


def _day(rules: UnitRules, at: int) -> Hit | None:
    """ "yesterday", also with a part of the day behind it, and with "Earlier" before it."""
    value = rules.calendar.day(rules.words.day[rules.low(at)])
    if not value:
        return None
    code = rules.words.part.get(rules.low(at + 1))
    if code:
        return Hit(at, at + 2, f"{value}T{code}", "TIME")
    return Hit(at - (rules.low(at - 1) in ("earlier", "later")), at + 1, value, "DATE")
