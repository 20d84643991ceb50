"""Dates near the day of publication: "30 November", "Nov. 30", "30日". Pure.

Newspapers write "on Monday" of such a day, agencies and offices give its date, Japanese newspapers its day of the month: all name one
weekday. A date that is farther off stays a number among others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from headwater.model import Time

NEAR: Final = 6
"""Days from that of publication up to which a weekday is the name of one day."""
_DIGITS = re.compile(r"(?<![\d:])\d{1,2}(?![\d:])")
_WRITTEN = re.compile(r"(?<![\d.])(?:(\d{1,2})月)?(\d{1,2})日(?![間间內内ぶ目余以後后前])")
"""A day in Chinese or Japanese, and no span of days."""


def near(published: date | None) -> dict[date, str]:
    """The days near that of publication, each with its weekday, "1" to "7"; none where that is not known."""
    if published is None:
        return {}
    at = published.toordinal()
    days = map(date.fromordinal, range(max(1, at - NEAR), min(date.max.toordinal(), at + NEAR) + 1))
    return {day: str(day.isoweekday()) for day in days}


def dated(times: Sequence[Time], days: dict[date, str]) -> list[tuple[Time, str]]:
    """The dates among these times that are one of these `days`, with its weekday; a day that has only a name is no date."""
    known = {day.isoformat(): weekday for day, weekday in days.items()}
    return [(time, known[time.value]) for time in times if time.value in known and any(map(str.isdigit, time.text))]


def written(piece: str, days: dict[date, str]) -> Iterator[str]:
    """Weekdays of those of the `days` that a Chinese or Japanese text gives, each as often as it does."""
    for match in _WRITTEN.finditer(piece):
        yield from (weekday for day, weekday in days.items() if day.day == int(match[2]) and int(match[1] or day.month) == day.month)


def without(text: str, dates: Sequence[Time]) -> str:
    """The text, as long as it was, without the numbers of these dates' days and months; a year is left."""
    pieces, at = [], 0
    for time in dates:
        pieces += [text[at : time.start], _DIGITS.sub(lambda match: "/" * len(match.group()), text[time.start : time.end])]
        at = time.end
    return "".join((*pieces, text[at:]))
