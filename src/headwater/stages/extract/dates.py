"""Times as pages write them → aware datetimes that keep the zone of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

MIN_YEAR = 1900
"""Earliest year taken for a publication; older ones in metadata are database defaults or subjects of the report."""

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T_ ,]+\s*(\d{1,2})[:h.]?(\d{2})(?::?(\d{2}))?(?:[.,]\d{1,9})?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b|[A-Z]{3,4}\b)?)?"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[.,]?\s+(?:de\s+|d['’])?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})"
    r"|([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:.h時시]\s?(\d{2}))(?::(\d{2}))?\s*(?:분|分|Uhr)?\s*([ap]\.?m\b\.?)?\s*"
    r"(Z\b|[A-Z]{3,4}\b|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
# Month names by their first letters: enough to tell them apart in each language that writes dates in words in news pages.
_MONTH_PREFIXES = (
    ("jan", "janv", "ene", "gen", "oca", "янв", "січ", "sty", "led", "ian", "tam"),
    ("feb", "fév", "fev", "şub", "фев", "лют", "lut", "úno", "hel"),
    ("mar", "mär", "maa", "mrt", "мар", "бер", "bře", "mars"),
    ("apr", "avr", "abr", "nis", "апр", "кві", "kwi", "dub", "huh"),
    ("may", "mai", "mei", "mag", "maj", "мая", "май", "тра", "kvě", "tou", "máj"),
    ("jun", "juin", "giu", "haz", "июн", "чер", "cze", "červn", "kes"),
    ("jul", "juil", "lug", "tem", "июл", "лип", "lip", "červenc", "hei"),
    ("aug", "aoû", "aou", "ago", "ağu", "авг", "сер", "sie", "srp", "elo"),
    ("sep", "set", "eyl", "сен", "вер", "wrz", "zář", "syy"),
    ("oct", "okt", "ott", "out", "eki", "окт", "жов", "paź", "říj", "lok"),
    ("nov", "kas", "ноя", "лис", "lis", "marr"),
    ("dec", "déc", "dez", "dic", "ara", "дек", "гру", "gru", "pro", "jou"),
)
_MONTHS = {prefix: number for number, prefixes in enumerate(_MONTH_PREFIXES, 1) for prefix in prefixes}
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "IST": 330, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "SAST": 120, "WAT": 60, "CAT": 120, "EAT": 180, "SGT": 480, "HKT": 480, "AWST": 480, "JST": 540, "KST": 540,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "EST": -300, "EDT": -240, "ET": -300, "CST": -360, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page states it. `at` is aware; `zoned` says that the page gave the zone, `timed` that it gave the time of day."""

    at: datetime
    timed: bool
    zoned: bool


def parse_moment(value: str, *, day_first: bool = True) -> Moment | None:
    """The first time in `value` (ISO 8601, RFC 5322, epoch seconds or words of some twenty languages), None where there is none.

    A time without zone is taken for UTC and marked as not `zoned`. `day_first` reads 03/04/2024 as 3 April.
    """
    text = " ".join(value[:200].split())
    if not text:
        return None
    if _EPOCH.match(text):
        return _guard(lambda: Moment(datetime.fromtimestamp(int(text[:10]), UTC), True, True))
    iso = _ISO.search(text)
    if iso and _plausible(iso.start(), text):
        return _from_iso(iso)
    return (_from_mail(text) if _MAIL.match(text) else None) or _from_words(text, day_first)


def _plausible(start: int, text: str) -> bool:
    return start == 0 or not text[start - 1].isdigit()


def _from_iso(match: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, zone = match.groups()
    if hour is None:
        return _day(int(year), int(month), int(day))
    offset = _zone(zone)
    return _guard(
        lambda: Moment(
            datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=offset or UTC),
            True,
            offset is not None,
        )
    )


def _from_mail(text: str) -> Moment | None:
    try:
        parts = parsedate_tz(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if parts is None or ":" not in text:
        return None
    year, month, day, hour, minute, second = parts[:6]
    offset = parts[9]
    zone = timezone(timedelta(seconds=offset)) if offset is not None and abs(offset) < 86_400 else None
    stated = zone is not None and bool(re.search(r"[+-]\d{4}|\b(?:GMT|UTC|[ECMP][SD]T)\b", text))
    return _guard(lambda: Moment(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone or UTC), True, stated))


def _from_words(text: str, day_first: bool) -> Moment | None:
    date, end = _date_in_words(text, day_first)
    if date is None:
        return None
    clock = _CLOCK.search(text, end, end + 40) or _CLOCK.search(text, 0, max(0, end - 8))
    if clock is None or int(clock.group(1)) > 23 or int(clock.group(2)) > 59:
        return date
    hour, half = int(clock.group(1)), (clock.group(4) or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = _zone((clock.group(5) or "").upper())
    at = date.at.replace(hour=hour, minute=int(clock.group(2)), tzinfo=zone or UTC)
    return Moment(at, True, zone is not None)


def _date_in_words(text: str, day_first: bool) -> tuple[Moment | None, int]:
    if match := _EAST_ASIAN.search(text):
        return _day(*(int(group) for group in match.groups())), match.end()
    for match in _NAMED.finditer(text):
        day, month, year = match.group(1, 2, 3) if match.group(1) else match.group(5, 4, 6)
        if number := _month(month):
            return _day(int(year), number, int(day)), match.end()
    if match := _NUMERIC.search(text):
        first, second, third = int(match.group(1)), int(match.group(3)), int(match.group(4))
        if first > 31:
            return _day(first, second, third), match.end()
        year = third + 2000 if third < 100 else third
        month, day = (second, first) if (day_first and second <= 12) or first > 12 else (first, second)
        return _day(year, month, day), match.end()
    return None, 0


def _month(name: str) -> int | None:
    word = name.casefold()
    return next((_MONTHS[word[:size]] for size in (7, 5, 4, 3) if word[:size] in _MONTHS), None)


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name[0] in "+-":
        digits = name[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 1440 else None
    minutes_east = _ZONES.get(name)
    return None if minutes_east is None else (timezone(timedelta(minutes=minutes_east)) if minutes_east else UTC)


def _day(year: int, month: int, day: int) -> Moment | None:
    return _guard(lambda: Moment(datetime(year, month, day, tzinfo=UTC), False, False))


def _guard(build: Callable[[], Moment]) -> Moment | None:
    """None for dates that no calendar has and years that no page of the web was published in."""
    try:
        moment = build()
    except (ValueError, OverflowError, OSError):
        return None
    return moment if MIN_YEAR <= moment.at.year <= 2200 else None
