"""The rules that read a time expression around the word that gives it away."""

from __future__ import annotations

import re
from typing import NamedTuple

from headwater.model import TimeType
from headwater.stages.facts.calendar import Calendar
from headwater.stages.facts.timewords import Tokens, Words

_YEARS = range(1000, 2101)
_MODERN = range(1900, 2040)
"""Years that need no preposition to be taken for one."""
_DAYS = range(1, 32)
_WEAK = frozenset(("and", "or", "to", "for", "by", "is", "was", "about", "around", "between", "through", "und", "et", "y", "и"))
"""Words before a year that stand as well before a number of things."""
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)$")
_WHOLE = re.compile(r"\d{1,4}(?:[,.]\d{3})*")
_ORDINAL_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º)?")
_AHEAD = 10
"""Tokens in front of a date that are looked through for a word of the future."""
_REPEATED = frozenset(("within", "in", "for", "after", "over", "than", "about", "nearly", "almost", "of", "to", "least", "once", "half"))
_REPEATED_VERBS = frozenset(
    ("during", "take", "takes", "took", "lasted", "lasts", "around", "only", "just", "every", "spent", "by", "under")
)
_PERIODS = frozenset(("period", "quarter", "quarters"))
_COMMON_MONTHS = frozenset(("may", "march", "mar", "sun", "sat", "mon", "sep", "dec", "jan", "mai", "mars"))


class Hit(NamedTuple):
    """Tokens `first` to `last` (exclusive) as a time expression."""

    first: int
    last: int
    value: str
    type: TimeType


class Rules:
    """Reads the tokens of one text with one language's words."""

    def __init__(self, tokens: Tokens, words: Words, calendar: Calendar) -> None:
        self.tokens = tokens
        self._low = tokens.low
        self._size = len(tokens)
        self.words = words
        self.calendar = calendar
        self.sets = words.sets

    # ---- looking around ----

    def low(self, at: int) -> str:
        """The token at `at` in lower case; "" outside of the text."""
        return self._low[at] if 0 <= at < self._size else ""

    def has(self, at: int, name: str) -> bool:
        """Whether the token at `at` is in the word set `name`."""
        return self.low(at) in self.sets[name]

    def kind(self, at: int) -> str:
        """Which rule the token at `at` starts, "" for none."""
        return self.words.kinds.get(self.low(at), "")

    def when(self, at: int) -> str:
        """ "future" where a word in front, in the same sentence, says that what follows is still to come; else "past"."""
        if self.low(at - 1) in ("by", "through", "effective", "starting", "beginning"):
            return "future"
        for i in range(at - 1, max(-1, at - 1 - _AHEAD), -1):
            if self.low(i) in ("!", "?", ";") or (self.low(i) == "." and len(self.low(i - 1)) > 1 and self.tokens.capital(i + 1)):
                break
            if self.has(i, "future") or (self.low(i) == "to" and self.low(i - 1) in ("is", "are")):
                return "future"
        return "past"

    def edge(self, first: int) -> int:
        """`first`, or where "early", "the end of" in front of it begins."""
        at = first
        while at > first - 3 and (self.has(at - 1, "link") or self.low(at - 1) == "-"):
            at -= 1
        return at - 1 - self.has(at - 2, "link") if self.has(at - 1, "edge") and at - 1 >= 0 else first

    def number_before(self, at: int) -> tuple[float | None, int]:
        """The number that ends before token `at` and where it begins; None with another start for "several"."""
        i = at - 1
        word = self.low(i)
        if self.has(i, "few"):
            return None, i
        if word == "of" and self.low(i - 1) in ("couple", "dozen"):
            i, word = i - 1, self.low(i - 1)
        if word in self.words.numbers:
            value = float(self.words.numbers[word])
            below = self.words.numbers.get(self.low(i - 1 - (self.low(i - 1) == "-")), 0)
            if word == "hundred" and below:
                return 100.0 * below, i - 1
            if 20 <= below < 100 and value < 10:
                return below + value, i - 1 - (self.low(i - 1) == "-")
            return value, i - (below == 1 and word in ("hundred", "dozen", "couple"))
        if word == "1/2" and self.low(i - 1).isdigit():
            return float(self.low(i - 1)) + 0.5, i - 1
        if word == "half":
            return 0.5, i
        if _WHOLE.fullmatch(word):
            return float(re.sub(r"[,.]", "", word)), i
        return 0.0, at

    # ---- months and days ----

    def month(self, at: int) -> Hit | None:
        """A month with what belongs to it: a day before or behind, a year, "last"."""
        word = self.low(at)
        if self.words.capitals and not self.tokens.capital(at):
            return None
        if word in _COMMON_MONTHS and not self._is_month(at):
            return None
        first, last, day = at, at + 1, None
        last += self.low(last) == "." and self.tokens.end(at) == self.tokens.start(last) and len(word) <= 5 and last + 1 < len(self.tokens)
        ahead = self._day_at(last)
        back = at - 1 - (self.low(at - 1) in (".", "de", "of"))
        if (before := self._day_at(back)) and back >= 0:
            day, first = before, back
        elif ahead:
            day, last = ahead, last + 1
        elif self.low(last - 1) == ".":
            last -= not self.low(last).isdigit()
        year, last = self._year_behind(last)
        when = self.when(first)
        for name in ("last", "next"):
            if self.has(first - 1, name):
                when, first = name, first - 1
        if self.has(first - 1, "this") or self.low(first - 1) == "le":
            first -= 1
        value = self.calendar.month(self.words.months[word], day, year, when)
        return Hit(self.edge(first), last, value, "DATE") if value else None

    def _is_month(self, at: int) -> bool:
        """Whether "May", "March" or "Mai" is the month: by a number or a word of time beside it."""
        before, after = self.low(at - 1), self.low(at + 1 + (self.low(at + 1) == "."))
        near = (
            (before in self.sets["in_year"] and before not in _WEAK)
            or self.has(at - 1, "last")
            or self.has(at - 1, "next")
            or self.has(at - 1, "this")
        )
        return near or after[:1].isdigit() or before[:1].isdigit() or self.has(at - 1, "edge") or before in (".", "am", "le", "of", "on")

    def _day_at(self, at: int) -> int | None:
        match = _ORDINAL_DAY.fullmatch(self.low(at))
        if match and int(match.group(1)) in _DAYS:
            return int(match.group(1))
        day = self.words.ordinals.get(self.low(at))
        return day if day and self.kind(at - 1) == "month" else None

    def _year_behind(self, at: int) -> tuple[int | None, int]:
        """The year at token `at`, behind a comma or "de", and where it ends."""
        skip = self.low(at) in (",", "de", "of")
        word = self.low(at + skip)
        if len(word) == 4 and word.isdigit() and int(word) in _YEARS:
            return int(word), at + skip + 1 + (self.kind(at + skip + 1) == "unit" and not self.words.ordinals)
        spelled = self.spelled_year(at)
        return (spelled[0], spelled[1]) if spelled else (None, at)

    def weekday(self, at: int) -> Hit | None:
        """A weekday with what belongs to it: "last", a part of the day, a date."""
        word = self.low(at)
        if self.words.ordinals and not self.tokens.capital(at):
            return None
        number, first, last = self.words.weekdays[word], at, at + 1
        if len(word) < 6 and self.words.ordinals and self.low(last) not in (".", ","):
            return None
        if self.low(last) == "." and len(word) < 5:
            last += 1
        when = self.when(at)
        if self.has(at - 1, "each") or word in self.words.plurals:
            first -= self.has(at - 1, "each")
            return Hit(first, last, f"XXXX-WXX-{number}", "SET")
        for name in ("last", "next", "this"):
            if self.has(at - 1, name):
                when, first = (name if name != "this" else "past"), at - 1
                first -= self.has(first - 1, "this") or self.has(first - 1, "link")
                when = "next" if name == "next" else when
        if self.has(last, "last") or self.has(last, "next"):
            when, last = ("last" if self.has(last, "last") else "next"), last + 1
        dated = self._dated(last)
        if dated:
            return Hit(first, dated.last, dated.value, "DATE")
        value = self.calendar.weekday(number, when)
        part = self.words.part.get(self.low(last))
        if part and value:
            plural = self.low(last) in self.words.plurals
            shown = f"XXXX-WXX-{number}T{part}" if plural else f"{value}T{part}"
            return Hit(first, last + 1, shown, "SET" if plural else "TIME")
        return Hit(first, last, value, "DATE")

    def _dated(self, at: int) -> Hit | None:
        """The date behind a weekday: "Friday, Oct. 13", "Freitag, dem 13. Oktober"."""
        for i in range(at, min(at + 5, len(self.tokens))):
            if self.kind(i) == "month":
                found = self.month(i)
                return found if found and re.search(r"-\d\d-\d\d$", found.value) else None
            plain = self.low(i) in (",", ".", "the", "den", "dem", "der", "le", "de") or _ORDINAL_DAY.fullmatch(self.low(i))
            if not plain:
                break
        return None

    # ---- years ----

    def digits(self, at: int) -> Hit | None:
        """A number that is a year, a decade, or a whole date or clock time."""
        word = self.low(at)
        if word[0] in "‘’'" or word.endswith("s"):
            return self._decade(at)
        if len(word) >= 8 and not word.isdigit():
            return self._numeric(at)
        if len(word) == 9 and word[4] == "-":
            return None
        if not (len(word) == 4 and word.isdigit() and int(word) in _YEARS):
            return None
        if self.low(at - 1) in ("$", "€", "£", "no", "#", "-", "/") or self.low(at + 1) in ("%", "-", "°"):
            return self._year(at) if self.low(at - 1) == "-" or self.low(at + 1) == "-" else None
        led = self.has(at - 1, "in_year") or self.has(at - 1, "edge") or (self.low(at - 1) == "(" and self.low(at + 1) == ")")
        led = led and (self.low(at - 1) not in _WEAK or self._alone(at))
        return self._year(at) if led or (int(word) in _MODERN and self._alone(at)) else None

    def _alone(self, at: int) -> bool:
        """Whether the number counts nothing: no plural stands behind it."""
        behind = self.low(at + 1)
        if self.words.ordinals:
            return not (behind.endswith("s") and behind.isalpha() and not self.tokens.capital(at + 1)) or behind in (
                "earnings",
                "results",
                "sales",
                "elections",
                "’s",
                "'s",
            )
        return self.kind(at + 1) == "unit" or self.kind(at - 1) == "unit"

    def _year(self, at: int) -> Hit | None:
        word = self.low(at)
        self.calendar.year = int(word)
        first = at - (self.low(at - 1) == "fiscal")
        if self.low(at + 1) in _PERIODS and self.calendar.quarter:
            self.calendar.quarter = (int(word), self.calendar.quarter[1])
            return Hit(first - self.has(first - 1, "link"), at + 2, self.calendar.reported(), "DATE")
        last = at + 1 + (self.kind(at + 1) == "unit" and not self.words.ordinals)
        return Hit(self.edge(first), last, word, "DATE")

    def _decade(self, at: int) -> Hit | None:
        number = self.low(at).strip("‘’'s")
        if len(number) == 4 and number[3] == "0":
            value = number[:3]
        elif len(number) == 2 and number[1] == "0" and self.low(at)[0] in "‘’'":
            value = ("19" if number >= "30" else "20") + number[0]
        else:
            return None
        first = at - (self.low(at - 1) == "the")
        return Hit(self.edge(first), at + 1, value, "DATE")

    def _numeric(self, at: int) -> Hit | None:
        """2026-03-05, 05.03.2026 and, in English, 3/5/2026."""
        word = self.low(at)
        if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", word):
            year, month, day = map(int, match.groups())
        elif match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", word):
            day, month, year = map(int, match.groups())
        elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", word):
            month, day, year = map(int, match.groups())
            if month > 12 or not self.words.ordinals:
                month, day = day, month
        else:
            return None
        value = self.calendar.month(month, day, year, "past") if 1 <= month <= 12 and day in _DAYS else ""
        return Hit(at, at + 1, value, "DATE") if value else None

    def spelled_year(self, at: int) -> tuple[int, int] | None:
        """A year in words as broadcasts have it ("nineteen ninety-six"), and where it ends."""
        century = {"eighteen": 18, "nineteen": 19, "twenty": 20}.get(self.low(at))
        if century is None:
            return None
        tens = self.words.numbers.get(self.low(at + 1), 0)
        if not 10 <= tens < 100:
            return None
        last, unit = at + 2, 0
        if tens >= 20:
            skip = self.low(last) == "-"
            unit = self.words.numbers.get(self.low(last + skip), 0)
            unit, last = (unit, last + skip + 1) if 0 < unit < 10 and self.low(last + skip) not in ("a", "an") else (0, last)
        return century * 100 + tens + unit, last

    def spelled(self, at: int) -> Hit | None:
        """A decade or year in words."""
        decade = {"nineties": "199", "eighties": "198", "seventies": "197", "sixties": "196", "fifties": "195"}.get(self.low(at))
        if decade:
            first = at - (self.low(at - 1) == "the")
            return Hit(first, at + 1, decade, "DATE") if first < at else None
        found = self.spelled_year(at)
        return Hit(self.edge(at), found[1], str(found[0]), "DATE") if found else None

    # ---- parts of the day ----

    def clock(self, at: int) -> Hit | None:
        """ "5 p.m. EST Friday", "noon Thursday": the hour, and the day if it is said."""
        word = self.low(at)
        hour, minute, first = 0, 0, at
        if word in ("noon", "midnight"):
            hour = 12 if word == "noon" else 24
            first -= self.low(at - 1) in ("at", "around") and 0
        else:
            before = self.low(at - 1)
            match = _CLOCK.match(before)
            number = self.words.numbers.get(before, 0) if before not in ("a", "an", "one") else 0
            hour = int(match.group(1)) if match else int(before) if before.isdigit() and len(before) < 3 else number
            minute, first = int(match.group(2)) if match else 0, at - 1
            if not 1 <= hour <= 12 or minute > 59 or (word in ("am", "pm") and self.tokens.capital(at) and self.low(at - 1) == ""):
                return None
            hour = hour % 12 + (12 if word.startswith("p") else 0)
        last = at + 1
        while (
            last < len(self.tokens)
            and last < at + 3
            and self.low(last) in ("est", "edt", "et", "gmt", "pst", "pdt", "local", "time", "on", ",")
        ):
            last += 1
        day = self.weekday(last) if self.kind(last) == "weekday" else self.month(last) if self.kind(last) == "month" else None
        named = self.words.day.get(self.low(last))
        if named is not None:
            day = Hit(last, last + 1, self.calendar.day(named), "DATE")
        value = day.value if day and len(day.value) == 10 and day.type == "DATE" else self.calendar.day(0)
        shown = f"{value}T{hour:02d}:{minute:02d}" if value else f"T{hour:02d}:{minute:02d}"
        return Hit(first, day.last if day else at + 1, shown, "TIME")

    def part(self, at: int) -> Hit | None:
        """ "this morning", "last night", "Tuesday evening", "overnight"."""
        code, first, offset = self.words.part[self.low(at)], at, 0
        if self.low(at) == "overnight":
            return Hit(at, at + 1, f"{self.calendar.day(0)}TNI", "TIME") if self.calendar.today else None
        if self.has(at - 1, "last"):
            first, offset = at - 1, -1
        elif self.has(at - 1, "this") or self.low(at - 1) in ("heute", "hier", "cette", "ce"):
            first, offset = at - 1, -1 if self.low(at - 1) == "hier" else 0
        elif self.low(at - 1) in self.words.day:
            first, offset = at - 1, self.words.day[self.low(at - 1)]
        elif self.low(at - 1) not in ("mid", "late", "early"):
            return None
        value = self.calendar.day(offset)
        return Hit(self.edge(first), at + 1, f"{value}T{code}", "TIME") if value else None
