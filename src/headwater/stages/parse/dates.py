"""Dates as feeds write them → aware datetimes that keep the zone they were given in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Years that a feed can mean; anything else is an error of the feed's program (0001-01-01, 9999-12-31)."""

_OFFSETS = (
    "0 Z UT UTC GMT WET ZULU, 1 BST CET MEZ WEST WAT, 2 CEST MESZ EET CAT SAST, 3 EEST MSK EAT TRT, 4 MSD GST, 5 PKT, 5.5 IST, 5.75 NPT,"
    "7 ICT WIB, 8 SGT HKT PHT AWST, 9 JST KST, 9.5 ACST, 10 AEST, 10.5 ACDT, 11 AEDT, 12 NZST, 13 NZDT, -2.5 NDT, -3 ART BRT ADT, -3.5 NST,"
    "-4 AST EDT, -5 EST CDT ET, -6 CST MDT CT, -7 MST PDT MT, -8 PST AKDT PT, -9 AKST, -10 HST"
)
_ZONES = {name: float(row.split()[0]) for row in _OFFSETS.split(",") for name in row.split()[1:]}
# The first letters that tell a month in the languages that feeds write out, folded to lower case; the longest that fits wins.
_MONTHS = {
    1: "jan ene gen янв січ sty ιαν led",
    2: "feb fév fev фев лют lut φεβ úno",
    3: "mar mär mrz maa мар бер μαρ μάρ bře",
    4: "apr avr abr апр кві kwi απρ dub",
    5: "may mai mei mag maj май мая тра μαι μάι kvě",
    6: "jun juin giu июн чер cze ιουν",
    7: "jul juil lug июл лип lip ιουλ",
    8: "aug aou aoû ago авг сер sie αυγ aoü srp",
    9: "sep set сен вер wrz σεπ zář",
    10: "oct okt ott out окт жов paź οκτ říj",
    11: "nov ноя лис lis νοε",
    12: "dec déc dez dic des дек гру gru δεκ pro",
}
_MONTH = {name: number for number, names in _MONTHS.items() for name in names.split()}

_CLOCK = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d{1,9})?\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?"
_ZONE = r"(?P<zone>(?:(?:UTC|GMT|UT|Z)?\s*[+-]\s?\d{1,2}(?::?\d{2})?)|[A-Za-z]{1,5}\b)?"
_AFTER = rf"(?:,?\s*(?:T|at|-|–|um|à|a las)?\s*{_CLOCK}\s*{_ZONE})?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Sun, 25 Jan 2026 22:51:00 +0100; 25-Jan-26 22:51
        rf"^(?:[^\W\d]+\.?,?\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s/-]+(?:de\s+)?(?P<month>[^\W\d]{{3,12}})\.?,?[\s/-]+(?:de\s+)?(?P<year>\d{{4}}|\d{{2}}){_AFTER}",
        # 2026-01-25 22:51:00 +0100; 2026/1/25; 20260125T225100Z
        rf"^(?P<year>\d{{4}})(?P<mark>[-/.]?)(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d){_AFTER}",
        # Sunday, January 25, 2026 10:51 PM EST
        rf"^(?:[^\W\d]+\.?,?\s+)?(?P<month>[^\W\d]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_AFTER}",
        # Sun Jan 25 22:51:00 GMT 2026
        rf"^(?:[^\W\d]+\.?,?\s+)?(?P<month>[^\W\d]{{3,12}})\.?\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s*{_ZONE}\s+(?P<year>\d{{4}})",
        # 25.01.2026 22:51, which no country writes month first
        rf"^(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_AFTER}",
    )
)
# The form that nearly every RSS feed writes, told at once: Sun, 25 Jan 2026 22:51:00 +0100.
_ENGLISH = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}
_PLAIN = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?(\d{{1,2}}) ({'|'.join(_ENGLISH)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) (?:([+-])(\d\d)(\d\d)|GMT|UTC|Z)"
)
_YEAR_MONTH = re.compile(r"^(\d{4})(?:-(\d{2}))?$")
_EPOCH = re.compile(r"^(\d{9,10})(\d{3})?$")
_NUMERIC_ZONE = re.compile(r"^(?:UTC|GMT|UT|Z)?\s*([+-])\s?(\d{1,2})(?::?(\d{2}))?$", re.IGNORECASE)


def parse_date(text: str) -> datetime | None:
    """The moment that `text` names, in the zone it names (UTC where it names none); None where it names none or an absurd one.

    Source: RFC 822 and 2822 with zone names, RFC 3339 and ISO 8601, asctime, months written out in a dozen languages, seconds since 1970.
    """
    text = " ".join(text[:100].split())
    if not text:
        return None
    try:
        moment = _plain(text) or _iso(text) or _written(text)
        if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR or moment.timestamp() <= 0:
            return None
    except (ValueError, OverflowError):
        return None
    return moment


def _plain(text: str) -> datetime | None:
    match = _PLAIN.fullmatch(text)
    if not match:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    if int(hour) > 23 or int(second) > 59:
        return None
    return datetime(int(year), _ENGLISH[month], int(day), int(hour), int(minute), int(second), tzinfo=_offset(sign, hours, minutes))


@lru_cache(maxsize=256)
def _offset(sign: str | None, hours: str, minutes: str) -> tzinfo:
    if sign is None:
        return UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset) if offset else UTC


def _iso(text: str) -> datetime | None:
    if not text[:4].isdecimal():
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _bare(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bare(text: str) -> datetime | None:
    epoch = _EPOCH.match(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    part = _YEAR_MONTH.match(text)
    return datetime(int(part[1]), int(part[2] or 1), 1, tzinfo=UTC) if part else None


def _written(text: str) -> datetime | None:
    for form in _FORMS:
        match = form.match(text)
        if not match:
            continue
        month = _month(match["month"])
        if month:
            return _moment(match, month)
    return None


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    folded = word.casefold()
    return next((_MONTH[folded[:size]] for size in (4, 3) if folded[:size] in _MONTH), 0)


def _moment(match: re.Match[str], month: int) -> datetime:
    year = int(match["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half = (match["half"] or "")[:1].lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    moment = datetime(year, month, int(match["day"]), tzinfo=_zone(match["zone"] or ""))
    # Hour 24 and second 60 are written, and mean the moment after.
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no such time of day")
    return moment + timedelta(hours=hour, minutes=minute, seconds=second)


def _zone(name: str) -> tzinfo:
    name = name.strip().upper()
    numeric = _NUMERIC_ZONE.match(name)
    if numeric:
        offset = timedelta(hours=int(numeric[2]), minutes=int(numeric[3] or 0))
        return timezone(-offset if numeric[1] == "-" else offset)
    hours = _ZONES.get(name, 0.0)
    return timezone(timedelta(hours=hours)) if hours else UTC
