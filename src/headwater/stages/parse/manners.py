"""How often a feed asks to be looked at: RSS's ttl, skipHours and skipDays, and the syndication module (sy:)."""

from __future__ import annotations

from headwater.stages.parse.elements import Fields, fields_of, text_of

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LONGEST = 31_536_000
_SHORTEST = 60
_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


def asked_wait(fields: Fields) -> int | None:
    """The longest pause in seconds, 60 to a year, that the feed asks for between two looks; None where it asks for none.

    It asks with a ttl in minutes, or with sy:updatePeriod over sy:updateFrequency, where a period that is not named is a day.
    """
    asked = []
    minutes = _number(text_of(fields, "ttl"))
    if minutes:
        asked.append(min(minutes * 60, _LONGEST))
    named, often = text_of(fields, "sy:updateperiod").lower(), _number(text_of(fields, "sy:updatefrequency"))
    period = _PERIODS.get(named or ("daily" if often else ""))
    if period:
        asked.append(max(_SHORTEST, period // max(1, often)))
    return max(asked, default=None)


def skipped_hours(fields: Fields) -> tuple[int, ...]:
    """Hours of the day, in UTC, in which the feed is not to be asked; 24 is written for midnight in old feeds."""
    hours = {_number(text) for text in _inside(fields, "skiphours", "hour") if text.isdecimal()}
    # All hours would mean never, which nobody wants who publishes a feed.
    kept = {hour % 24 for hour in hours if hour <= 24}
    return tuple(sorted(kept)) if len(kept) < 24 else ()


def skipped_days(fields: Fields) -> tuple[int, ...]:
    """Days of the week, 0 is Monday, on which the feed is not to be asked."""
    kept = {_DAYS[text[:3].lower()] for text in _inside(fields, "skipdays", "day") if text[:3].lower() in _DAYS}
    return tuple(sorted(kept)) if len(kept) < 7 else ()


def _inside(fields: Fields, outer: str, inner: str) -> list[str]:
    elements = [child for element in fields.get(outer, ()) for child in fields_of(element).get(inner, ())]
    return [str(element.text or "").strip() for element in elements[:100]]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
