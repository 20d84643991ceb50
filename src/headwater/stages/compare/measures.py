"""Whether two figures, times or names can both be right. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import floor, isclose, log10
from typing import Final

from headwater.model import Figure, Name, Time
from headwater.stages.compare.words import listed
from headwater.text import plain

# To one unit of each dimension. Conversions by definition (SI brochure; international yard and pound).
_UNITS: Final = {
    "km": ("m", 1_000.0),
    "m": ("m", 1.0),
    "mi": ("m", 1_609.344),
    "ft": ("m", 0.3048),
    "kg": ("kg", 1.0),
    "t": ("kg", 1_000.0),
    "lb": ("kg", 0.45359237),
    "ha": ("m²", 10_000.0),
    "km²": ("m²", 1_000_000.0),
    "acre": ("m²", 4_046.8564224),
    "mi²": ("m²", 2_589_988.110336),
    "km/h": ("km/h", 1.0),
    "mph": ("km/h", 1.609344),
}
ABOUT = 0.1
"""How far "about 300" may be from what it stands for; by the usage of the agencies' style books, a tenth."""
NEARLY = 0.07
CONVERTED = 0.06
"""What rounding takes from a converted figure: "six miles" for 10 km is off by 3.5 %, "800 miles" for 1,300 km by 1 %."""
_ISO = re.compile(
    r"(?P<date>(?:\d{4}|XXXX)(?:-(?:\d{2}|XX|W\d{2}|Q\d|WXX))?(?:-(?:\d{1,2}|WE|XX))?)?(?:T(?P<clock>\d{2}(?::\d{2})?)|T[A-Z]{2})?"
)


def dimension(unit: str) -> str:
    """What a unit measures, so that kilometres and miles agree; the unit itself where it is not converted."""
    return _UNITS.get(unit, (unit, 1.0))[0]


def in_base(figure: Figure) -> float:
    """The value in the unit of its dimension."""
    return figure.value * _UNITS.get(figure.unit, (figure.unit, 1.0))[1]


def bounds(figure: Figure) -> tuple[float, float]:
    """(lowest, highest) value, in the unit of its dimension, that the figure can stand for."""
    factor = _UNITS.get(figure.unit, (figure.unit, 1.0))[1]
    low, high = figure.value, figure.value_max if figure.value_max is not None else figure.value
    modifier = figure.modifier or ""
    if modifier in ("about", "around", "approximately", "roughly", "some"):
        low, high = low * (1 - ABOUT), high * (1 + ABOUT)
    elif modifier in ("at least", "more than", "over"):
        high = float("inf")
    elif modifier in ("up to", "at most", "less than", "fewer than", "under"):
        low = 0.0
    elif modifier in ("nearly", "almost"):
        low = low * (1 - NEARLY)
    return low * factor, high * factor


def compatible(one: Figure, other: Figure, *, related: bool = False) -> bool:
    """Whether both can be right: equal, in each other's range, or one the other rounded. Units of one dimension are converted.

    `related`: one report took the claim from the other, so that "at least 19" for "at least 34" is a slip, not another true bound.
    """
    if related and one.modifier == other.modifier and one.unit == other.unit and one.value_max is None and other.value_max is None:
        return isclose(one.value, other.value, rel_tol=1e-9) or _rounds(one.value, other.value) or _rounds(other.value, one.value)
    if dimension(one.unit) != dimension(other.unit):
        return True
    (a, b), (c, d) = bounds(one), bounds(other)
    if a <= d and c <= b:
        return True
    near, far = (b, c) if b < c else (d, a)
    if one.unit != other.unit:
        return far - near <= CONVERTED * far
    return isclose(near, far, rel_tol=1e-9) or _rounds(near, far) or _rounds(far, near)


def _rounds(exact: float, rounded: float) -> bool:
    """Whether `rounded` is `exact` to fewer digits (1,900 for 1,860): to two or more digits of its own."""
    if rounded <= 0 or exact <= 0:
        return False
    if rounded >= 10 and rounded == int(rounded) != exact and abs(exact - rounded) <= 0.5:
        return True
    step = 10.0 ** floor(log10(rounded))
    while step > 1 and abs(rounded / step - round(rounded / step)) > 1e-9:
        step /= 10
    # `step` is now the last digit that is not nought. 300 says little about 340; 1,900 says what 1,860 says.
    return step >= 10 and rounded / step >= 10 and abs(exact - rounded) <= step / 2


def dates_conflict(one: Time, other: Time) -> bool:
    """Whether two times cannot be the same: their values differ where both say anything."""
    if not one.text or not other.text or plain(one.text) in plain(other.text) or plain(other.text) in plain(one.text):
        return False
    a, b = _ISO.fullmatch(one.value), _ISO.fullmatch(other.value)
    if not a or not b:
        return False
    day, other_day = (m["date"] or "" for m in (a, b))
    if day and other_day and _differ(day, other_day):
        return True
    hour, other_hour = (m["clock"] or "" for m in (a, b))
    return bool(hour and other_hour) and not (hour.startswith(other_hour) or other_hour.startswith(hour))


def _differ(one: str, other: str) -> bool:
    parts, others = one.split("-"), other.split("-")
    if ("W" in one) != ("W" in other) and len(parts) > 1 and len(others) > 1:
        return False
    return any(p != o and "X" not in p + o for p, o in zip(parts, others, strict=False))


class Naming:
    """Tells whether two names can mean one thing: spellings, shortened names, a place and its country. `countries`: id → ISO code."""

    def __init__(self, countries: Mapping[str, str]) -> None:
        self._countries = countries

    def conflict(self, one: Name, other: Name) -> bool:
        """Whether two names name different things. A body may stand for its seat ("the Kremlin", "Moscow"), so these two never do."""
        kinds = {one.type, other.type}
        if one.id == other.id or "event" in kinds or (len(kinds) > 1 and "org" in kinds):
            return False
        if kinds == {"place"}:
            country = self._countries.get(one.id, "")
            if country and country == self._countries.get(other.id, ""):
                return False
        return not kin(one.text, other.text) and not kin(one.id.replace("-", " "), other.id.replace("-", " "))


def kin(one: str, other: str) -> bool:
    """Whether two names share a word, one is the initials of the other, or they are spellings of one."""
    words, others = ([plain(w).strip(".’'") for w in re.split(r"[\s-]+", name) if w] for name in (one, other))
    shared = {w for w in words if len(w) > 2} & {w for w in others if len(w) > 2}
    if shared - listed("titles"):
        return True
    for short, long in ((words, others), (others, words)):
        if len(short) == 1 and len(long) > 1 and short[0].replace(".", "") == "".join(w[:1] for w in long):
            return True
    return any(_spelling(a, b) for a in words for b in others)


def _spelling(one: str, other: str) -> bool:
    """Whether two words differ as transcriptions of one name do: same consonants but for one, same first letter or sound."""
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 3:
        return False
    a, b = (re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyjwh]", "", re.sub(r"tsch|[gqck]", "k", w))) for w in (one, other))
    return len(a) >= 3 and a == b
