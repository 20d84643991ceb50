"""TIMEX3 values around the day of publication."""

from __future__ import annotations

from datetime import date, timedelta

from headwater.stages.facts.timewords import UNITS

_LEAST, _MOST = 1, 9998
"""Years that a calendar date can have."""


class Calendar:
    """What a relative expression means, seen from `today`; None where it is not known, and nothing relative can be told.

    `quarter` is the quarter that a business report is about, once the text has named one; `year` and `named` are its last year and day.
    """

    def __init__(self, today: date | None) -> None:
        self.today = today
        self.quarter: tuple[int, int] | None = None
        self.year: int | None = None
        self.named = ""

    def day(self, offset: int) -> str:
        """The day `offset` days from today."""
        return "" if self.today is None else _shifted(self.today, offset).isoformat()

    def weekday(self, number: int, when: str) -> str:
        """The weekday (Monday 1) before, after, or on the side of today that `when` says: last, next, past, future."""
        if self.today is None:
            return f"XXXX-WXX-{number}"
        back = (self.today.isoweekday() - number) % 7
        if when in ("next", "future"):
            ahead = (number - self.today.isoweekday()) % 7
            return _shifted(self.today, ahead or (7 if when == "next" else 0)).isoformat()
        return _shifted(self.today, -(back or (7 if when == "last" else 0))).isoformat()

    def unit(self, unit: str, offset: int) -> str:
        """The day, week, month, quarter, year, decade or century `offset` away from the current one."""
        if self.today is None:
            return ""
        today = self.today
        if unit in ("day", "hour", "minute", "second"):
            return self.day(offset if unit == "day" else 0)
        if unit in ("week", "weekend"):
            year, week, _ = _shifted(today, 7 * offset).isocalendar()
            return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
        if unit == "month":
            months = today.year * 12 + today.month - 1 + offset
            return f"{_bounded(months // 12):04d}-{months % 12 + 1:02d}"
        if unit == "quarter":
            return self._quarter(offset)
        year = _bounded(today.year + offset * {"decade": 10, "century": 100}.get(unit, 1))
        return f"{year:04d}"[: {"decade": 3, "century": 2}.get(unit, 4)]

    def _quarter(self, offset: int) -> str:
        assert self.today is not None
        year, quarter = self.today.year, (self.today.month - 1) // 3
        count = year * 4 + quarter + offset
        return f"{_bounded(count // 4):04d}-Q{count % 4 + 1}"

    def reported(self) -> str:
        """The quarter that figures are given for: the one named last, else the last that is over."""
        if self.quarter is not None:
            return f"{self.quarter[0]:04d}-Q{self.quarter[1]}"
        return self._quarter(-1) if self.today else ""

    def named_quarter(self, number: int, year: int | None, *, future: bool) -> str:
        """The `number`th quarter of a year; without one the last that has begun, or with `future` one of this year."""
        if year is None:
            if self.today is None:
                return f"XXXX-Q{number}"
            now = (self.today.month - 1) // 3 + 1
            year = self.today.year - (number > now and not future)
        self.quarter = self.quarter or (year, number)
        return f"{_bounded(year):04d}-Q{number}"

    def month(self, month: int, day: int | None, year: int | None, when: str) -> str:
        """A month or a day of a month; without a year the one nearest to today on the side that `when` says."""
        tail = f"{month:02d}" + (f"-{day:02d}" if day else "")
        if year is not None:
            return f"{year:04d}-{tail}" if day is None or _exists(year, month, day) else ""
        if self.today is None:
            return f"XXXX-{tail}"
        best = self._year_of(month, day or min(self.today.day, 28), when)
        return f"{best:04d}-{tail}" if day is None or _exists(best, month, day) else ""

    def _year_of(self, month: int, day: int, when: str) -> int:
        assert self.today is not None
        today = self.today
        ahead = (month, day) > (today.month, today.day)
        if when == "last":
            # "Last February", said in March, is that of the year before: the one just over needs no "last".
            return today.year - (month >= today.month - 1)
        if when == "next":
            return today.year + (month <= today.month)
        if when == "future":
            return today.year + (not ahead and month < today.month)
        # Half a year is the farthest that a date without a year is likely to lie ahead.
        far = month - today.month
        if far > _AHEAD:
            return today.year - 1
        return today.year + (far < -_BACK)

    def season(self, code: str, offset: int, year: int | None) -> str:
        """A season of the year `offset` from this one, or of `year`."""
        if year is None and self.today is None:
            return ""
        return f"{_bounded(year if year is not None else self.unit_year(offset)):04d}-{code}"

    def unit_year(self, offset: int) -> int:
        """This year, shifted."""
        assert self.today is not None
        return self.today.year + offset


_AHEAD, _BACK = 6, 9
"""Months that a date without a year may lie ahead, or back, of the day of publication."""


def duration(unit: str, number: float | None) -> str:
    """The TIMEX3 value of a span of time; `number` None where it is not told."""
    code = UNITS[unit]
    if number is None:
        return "PT" + "X" + code[1:] if code.startswith("T") else f"PX{code}"
    if unit in ("decade", "century"):
        number, code = number * (10 if unit == "decade" else 100), "Y"
    whole, half = int(number), number != int(number)
    smaller = {"Y": "6M", "TH": "30M", "TM": "30S", "D": "T12H"}.get(code, "")
    tail = smaller if half else ""
    if code.startswith("T"):
        return f"PT{whole}{code[1:]}{tail}"
    return f"P{whole}{code}{tail}"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _bounded(year: int) -> int:
    return max(_LEAST, min(year, _MOST))


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
