"""When: dates, times of day, spans of time and how often, with TIMEX3 values read against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from headwater.model import Time
from headwater.stages.facts.calendar import Calendar
from headwater.stages.facts.spelling import cased, word_forms
from headwater.stages.facts.timerules import Hit
from headwater.stages.facts.timeunits import UnitRules
from headwater.stages.facts.timewords import LANGUAGES, Tokens, Words, words

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
    table, calendar = words(known), Calendar(published.date() if published else None)
    times: list[Time] = []
    text = text[:LIMIT]
    passed = 0
    for hint in _hints(text, table):
        if hint < passed:
            continue
        if len(times) >= MAX_TIMES:
            break
        start, passed = _sentence(text, passed, hint)
        times.extend(_found(UnitRules(Tokens(text, start, passed), table, calendar), text))
    return tuple(times[:MAX_TIMES])


def _hints(text: str, table: Words) -> list[int]:
    """Where something stands that a time expression may hold, in order: sentences without any are passed over."""
    found = [match.start() for match in _DIGITS.finditer(text)]
    for form in word_forms(text) & cased(table.hints):
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            if not (text[end : end + 1].isalpha() or text[at - 1 : at].isalpha()):
                found.append(at)
            at = text.find(form, end)
    return sorted(found)


_DIGITS = re.compile(r"\d\d[\d.:/s-]")
_END = re.compile(r"[.!?][ \u00a0]+(?=[^\W\d_a-z])")


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMERAL = frozenset("0123456789")


def _sentence(text: str, begin: int, at: int) -> tuple[int, int]:
    """The passage around `at`, not before `begin`, that no time expression reaches across: a sentence, as far as two letters before the
    full stop tell."""
    start = max(begin, text.rfind("\n", begin, at) + 1)
    stop = text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    for match in _END.finditer(text, start, stop):
        end = match.start()
        if text[max(0, end - 3) : end].isalpha():
            if end >= at:
                return start, end + 1
            start = match.end()
    return start, stop


def _found(rules: UnitRules, text: str) -> Iterator[Time]:
    kinds = rules.words.kinds
    at = 0
    tokens = rules.tokens
    for i in [i for i, word in enumerate(tokens.low) if word in kinds or word[0] in _NUMERAL or word[1:2] in _NUMERAL]:
        if i < at:
            continue
        hit = _read(rules, i, kinds.get(tokens.low[i]))
        if hit is None or not hit.value:
            continue
        first = max(hit.first, at)
        at = hit.last
        if hit.type == "DATE" and _DAY.fullmatch(hit.value):
            rules.calendar.named = hit.value
        start, end = tokens.start(first), tokens.end(hit.last - 1)
        yield Time(start=start, end=end, text=text[start:end], value=hit.value, type=hit.type)


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
