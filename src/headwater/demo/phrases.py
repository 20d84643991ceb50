"""What a page says around a report in each language, and how it writes days and times."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache

import msgspec

from headwater.demo.script import read

_PLACEHOLDER = re.compile(r"\{(day|date|short|time)([+-]\d+)?\}")


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language. `date`, `short`, `time` and `stamp` are patterns over Y, month, mon, m, D, H and M."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    short: str
    time: str
    stamp: str
    sections: dict[str, str]
    byline: str
    photo: str
    also: str
    most_read: str
    related: str
    share: str
    cookies: str
    accept: str
    subscribe: str
    updated: str
    live: str
    rights: str
    more: str
    home: str
    withdrawn: str

    def fill(self, text: str, start: datetime) -> str:
        """`text` with its {day}, {date}, {short} (plus or minus days) and {time} (plus or minus minutes) counted from `start`."""

        def word(match: re.Match[str]) -> str:
            kind, shift = match[1], int(match[2] or 0)
            moment = start + (timedelta(minutes=shift) if kind == "time" else timedelta(days=shift))
            if kind == "day":
                return self.days[moment.weekday()]
            return self.write({"date": self.date, "short": self.short, "time": self.time}[kind], moment)

        return _PLACEHOLDER.sub(word, text)

    def write(self, pattern: str, moment: datetime) -> str:
        """`moment` in one of the patterns."""
        month = self.months[moment.month - 1]
        return pattern.format(Y=moment.year, month=month, mon=month[:3], m=moment.month, D=moment.day, H=moment.hour, M=moment.minute)


@cache
def phrases() -> dict[str, Phrases]:
    """The phrases by language."""
    return read("phrases.toml", dict[str, Phrases])
