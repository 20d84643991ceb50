"""The rules for words of units: "two years ago", "last week", "the third quarter", "a year"."""

from __future__ import annotations

import re

from headwater.model import TimeType
from headwater.stages.facts.calendar import duration
from headwater.stages.facts.timerules import _PERIODS, _REPEATED, _REPEATED_VERBS, Hit, Rules

_OLD = frozenset(("old", "olds"))
_SPANS = frozenset(("DATE", "DURATION"))


class UnitRules(Rules):
    """`Rules` with those for units of time."""

    def unit(self, at: int) -> Hit | None:
        """Whatever expression the unit at token `at` ends or heads."""
        unit = self.words.units[self.low(at)]
        last = at + 1
        if (self.low(last) == "-" and self.low(last + 1) in _OLD) or (
            self.low(last) in (*_OLD, "of") and self.low(last + 1) in ("age", "old")
        ):
            return None
        if self.low(last) in _OLD:
            return None
        if self.low(last) == "-" and self.low(last + 1) in ("ago", "earlier", "end"):
            return self._compound(at, unit)
        if self.low(last) == "-" and self.low(last + 1) not in ("long", "old") and unit == "quarter":
            return None
        if self.low(at - 1) == "-":
            return self._hyphened(at, unit)
        if unit in ("quarter", "century") and (found := self._ordinal(at, unit)):
            return found
        more = self.low(at - 1) in ("more", "additional", "straight", "consecutive", "full", "weitere", "weiteren", "últimos", "last")
        number, first = self.number_before(at - more)
        counted = first < at - more
        first = first if counted else at
        if counted and (found := self._shift(at, unit, number, first)):
            return found
        if not counted and (self.has(last, "last") or self.has(last, "next")) and not self.words.ordinals:
            offset = -1 if self.has(last, "last") else 1
            first = at - self.has(at - 1, "link")
            return self._dated_unit(first, last + 1, unit, offset)
        return self._determined(at, unit, number, first) or (self._plain(at, unit, number, first) if counted else self._bare(at, unit))

    def _compound(self, at: int, unit: str) -> Hit | None:
        """ "year-ago quarter", "year-earlier", "year-end"."""
        tail = self.low(at + 2)
        first = at - self.has(at - 1, "link")
        if tail == "end":
            if self.calendar.today is None or unit != "year":
                return None
            return Hit(first, at + 3, f"{self.calendar.today.year:04d}-12-31", "DATE")
        last = at + 3
        reported = unit == "year" and (self.calendar.quarter is not None or self.low(last) in _PERIODS)
        last += self.low(last) in _PERIODS
        value = self._year_ago() if reported else self.calendar.unit(unit, -1)
        return Hit(first, last, value, "DATE") if value else None

    def _year_ago(self) -> str:
        now = self.calendar.reported()
        return f"{int(now[:4]) - 1:04d}{now[4:]}" if now[:4].isdigit() else ""

    def _hyphened(self, at: int, unit: str) -> Hit | None:
        """ "ten-year", "third-quarter", "several-year"."""
        ordinal = self.words.ordinals.get(self.low(at - 2))
        if ordinal:
            return self._quarter(at, at - 2, ordinal) if unit == "quarter" and ordinal <= 4 else None
        number, first = self.number_before(at - 1)
        if first == at - 1 or unit == "quarter":
            return None
        return Hit(first, at + 1, duration(unit, number), "DURATION")

    def _ordinal(self, at: int, unit: str) -> Hit | None:
        """ "the third quarter of 1990", "the 20th century"."""
        word = self.low(at - 1)
        if unit == "century":
            match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word)
            number = int(match.group(1)) if match else self.words.ordinals.get(word)
            first = at - 1 - (self.low(at - 2) == "the")
            return Hit(self.edge(first), at + 1, f"{number - 1:02d}", "DATE") if number and 0 < number < 31 else None
        ordinal = self.words.ordinals.get(word) or (int(word[0]) if re.fullmatch(r"[1-4]\.", word) else None)
        return self._quarter(at, at - 1, ordinal) if ordinal and ordinal <= 4 else None

    def _quarter(self, at: int, first: int, number: int) -> Hit:
        last, year = at + 1, None
        if self.low(last) in ("of", "in") and re.fullmatch(r"(?:19|20)\d\d", self.low(last + 1)):
            year, last = int(self.low(last + 1)), last + 2
        elif re.fullmatch(r"(?:19|20)\d\d", self.low(last)):
            year, last = int(self.low(last)), last + 1
        first -= self.low(first - 1) in ("fiscal", "calendar")
        first -= self.low(first - 1) in ("the", "its", "a")
        value = self.calendar.named_quarter(number, year, future=self.when(first) == "future")
        return Hit(first, last, value, "DATE")

    def _shift(self, at: int, unit: str, number: float | None, first: int) -> Hit | None:
        """ "two years ago", "vor zwei Jahren", "il y a deux ans", "a year earlier"."""
        last = at + 1
        back = self.has(last, "ago")
        ahead = self.has(last, "hence")
        if self.low(last) == "from" and self.low(last + 1) == "now":
            ahead, last = True, last + 1
        if not back and not ahead:
            if not self.has(first - 1, "before") and not self.has(first - 1, "after"):
                return None
            back, ahead, last, first = self.has(first - 1, "before"), self.has(first - 1, "after"), at, first - 1
            if self.low(first) == "a":
                if self.low(first - 1) != "y":
                    return None
                first -= 1 + (self.low(first - 2) == "il")
        if number is None or unit in ("hour", "minute", "second"):
            return Hit(first, last + 1, "PAST_REF" if back else "FUTURE_REF", "DATE")
        relative = self.low(last) in ("earlier", "later", "before", "zuvor", "später", "auparavant", "antes", "después")
        if relative and unit in ("day", "week", "month"):
            return Hit(first, last + 1, duration(unit, number), "DURATION")
        if back and unit == "year" and number == 1 and self.calendar.quarter is not None:
            value = self._year_ago()
        else:
            value = self.calendar.unit(unit, -int(number) if back else int(number))
        return Hit(first, last + 1, value, "DATE") if value else None

    def _dated_unit(self, first: int, last: int, unit: str, offset: int) -> Hit | None:
        value = self.calendar.unit(unit, offset)
        kind: TimeType = "TIME" if unit in ("hour", "minute", "second") else "DATE"
        if unit == "year" and value:
            self.calendar.year = int(value)
        return Hit(first, last, value, kind) if value else None

    def _determined(self, at: int, unit: str, number: float | None, first: int) -> Hit | None:
        """ "last week", "the past two years", "this month", "every day", "that year"."""
        start = first
        while self.low(start - 1) in ("fiscal", "calendar", "full", "few", "several", "latest", "business") and start > first - 2:
            start -= 1
        word, counted = self.low(start - 1), first < at
        plural = self.low(at) in self.words.plurals
        led = self.has(start - 2, "link") or self.has(start - 2, "this")
        for name, offset in (("last", -1), ("next", 1), ("this", 0)):
            if not self.has(start - 1, name):
                continue
            begin = self.edge(start - 1 - led)
            if counted:
                vague = "PAST_REF" if offset < 0 else "FUTURE_REF"
                return Hit(begin, at + 1, vague, "DATE") if number is None else Hit(begin, at + 1, duration(unit, number), "DURATION")
            if plural:
                vague = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")[offset + 1]
                return Hit(begin, at + 1, vague, "DATE")
            if unit == "quarter" and offset == 0:
                return Hit(begin, at + 1, self.calendar.unit(unit, 0), "DATE") if self.calendar.today else None
            return self._owned_quarter(begin, at, offset) or self._dated_unit(begin, at + 1, unit, offset)
        if self.has(start - 1, "each"):
            return Hit(start - 1, at + 1, duration(unit, 1 if not counted else number), "SET")
        if word in ("that", "same") and not counted and unit in ("year", "month", "week", "day"):
            value = str(self.calendar.year) if unit == "year" and self.calendar.year else self.calendar.unit(unit, 0)
            value = self.calendar.named if unit == "day" and self.calendar.named else value
            return Hit(start - 1, at + 1, value, "DATE") if value else None
        return None

    def _owned_quarter(self, begin: int, at: int, offset: int) -> Hit | None:
        """ "next year's first quarter"."""
        if self.low(at) != "year" or self.low(at + 1) not in ("'s", "’s") or self.kind(at + 3) != "unit" or self.calendar.today is None:
            return None
        number = self.words.ordinals.get(self.low(at + 2))
        if not number or number > 4 or self.low(at + 3) != "quarter":
            return None
        return Hit(begin, at + 4, self.calendar.named_quarter(number, self.calendar.unit_year(offset), future=False), "DATE")

    def _plain(self, at: int, unit: str, number: float | None, first: int) -> Hit | None:
        """A number and a unit: a span of time, or how often."""
        word = self.low(first)
        if number is None and self.low(first) == "recent":
            return Hit(first, at + 1, "PAST_REF" if unit != "month" else "PXM", "DATE")
        if number == 1 and word in ("a", "an") and first == at - 1:
            led = self.low(first - 1)
            timed = led in _REPEATED or led in _REPEATED_VERBS or not led.isalpha()
            # "$10 a year" says how often, not when.
            if unit == "quarter" or (not timed and unit in ("year", "month", "week", "day")):
                return None
        if number == 0 or unit in ("second",) or unit == "weekend":
            return None
        first -= self.low(first - 1) in ("first", "final", "another", "nearly", "almost", "about")
        first -= self.low(first - 1) == "the"
        return Hit(first, at + 1, duration(unit, number), "DURATION")

    def _bare(self, at: int, unit: str) -> Hit | None:
        """ "the quarter", "the year", "years", "the end of the year"."""
        word, before = self.low(at), self.low(at - 1)
        if not self.words.ordinals:
            return None
        if word in self.words.plurals:
            if unit in ("second", "minute", "weekend", "quarter") or (before in ("the", "of", "in", "these", "those") and unit == "day"):
                return None
            return Hit(at, at + 1, duration(unit, None), "DURATION")
        if before not in ("the", "latest", "fiscal", "its"):
            return None
        first = at - 1 - (before == "latest") - (before == "fiscal" and self.low(at - 2) in ("the", "its"))
        if unit == "quarter":
            value = self.calendar.reported()
            return Hit(first, at + 1, value, "DATE") if value else None
        if unit == "weekend":
            return self._dated_unit(first, at + 1, unit, -1 if self.when(at) == "past" else 0)
        if unit == "year":
            begin = self.edge(first)
            if begin < first or before in ("fiscal", "latest") or self.low(at + 1) in ("'s", "’s"):
                return self._dated_unit(begin, at + 1, unit, 0)
            return Hit(first, at + 1, duration(unit, 1), "DURATION")
        begin = self.edge(first)
        return self._dated_unit(begin, at + 1, unit, 0) if begin < first and unit in ("month", "week", "decade", "century") else None

    def season(self, at: int) -> Hit | None:
        """ "last summer", "the summer of 1994", "this coming fall"."""
        word, first, last, offset = self.words.seasons[self.low(at)], at, at + 1, None
        year, behind = self._year_behind(last)
        if year is None and self.low(last) == "of":
            year, behind = self._year_behind(last + 1)
        for name, away in (("last", -1), ("next", 1), ("this", 0)):
            if self.has(at - 1, name):
                offset, first = away, at - 1 - self.has(at - 2, "this")
                offset = 0 if name == "last" and self.has(at - 2, "this") else offset
        if self.has(at - 1, "link") or self.has(at - 1, "edge"):
            first, offset = at - 1, 0 if offset is None and (self.low(at - 1) in ("the", "early", "late")) else offset
        if year is not None:
            last = behind
        elif offset is None or self.calendar.today is None:
            return None
        if offset == -1 and self.calendar.today is not None:
            start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[word]
            offset = 0 if start + 3 <= self.calendar.today.month else -1
        value = self.calendar.season(word, offset or 0, year)
        return Hit(first, last, value, "DATE") if value else None

    def odd(self, at: int) -> Hit | None:
        """English words that are a time only among certain others."""
        word, before, behind = self.low(at), self.low(at - 1), self.low(at + 1)
        if word == "tonight":
            return Hit(at, at + 1, f"{self.calendar.day(0)}TNI", "TIME") if self.calendar.today else None
        if word == "future":
            if before not in ("the", "near", "in", "foreseeable") or (behind.isalpha() and not self.has(at + 1, "in_year")):
                return None
            return Hit(at - 1 - (self.low(at - 2) == "the"), at + 1, "FUTURE_REF", "DATE")
        if word == "past":
            noun = before == "the" and not behind.isalnum()
            return Hit(at - 1, at + 1, "PAST_REF", "DATE") if noun else None
        if word == "time":
            return Hit(at - 1, at + 1, "PAST_REF", "DATE") if before == "the" and self.low(at - 2) == "at" and behind != "of" else None
        if word == "term":
            return Hit(at - 2, at + 1, "FUTURE_REF", "DATE") if before in ("near", "short") and self.low(at - 2) == "the" else None
        if word == "period":
            value = self.calendar.reported() if before == "latest" else ""
            return Hit(at - 2, at + 1, value, "DATE") if value else None
        return self._half(at)

    def _half(self, at: int) -> Hit | None:
        number = self.words.ordinals.get(self.low(at - 1), 2 if self.low(at - 1) == "last" else 0)
        if number not in (1, 2):
            return None
        last = at + 1
        if self.low(last) == "of" and re.fullmatch(r"(?:19|20)\d\d", self.low(last + 1)):
            year, last = int(self.low(last + 1)), last + 2
        elif self.low(last) == "of" and self.kind(last + 2) == "unit" and self.calendar.today:
            year, last = self.calendar.today.year - self.has(last + 1, "last") + self.has(last + 1, "next"), last + 3
        elif self.calendar.today and self.low(at - 2) == "the":
            year = self.calendar.today.year
        else:
            return None
        return Hit(at - 1 - (self.low(at - 2) == "the"), last, f"{year:04d}-H{number}", "DATE")
