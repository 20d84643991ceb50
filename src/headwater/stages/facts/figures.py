"""Numbers that count or measure: value or range, unit, what is counted, and who claims it."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from headwater.model import Figure, Party, Quote
from headwater.stages.facts.counted import counted_before
from headwater.stages.facts.spelling import word_forms

LIMIT = 200_000
MAX_FIGURES = 1_000
_CURRENCY = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB", "₹": "INR"}
_DIGITS = r"\d{1,3}(?:[.,’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_DIGIT = re.compile(r"[\d$€£¥₴₽₹](?:(?<![\w.,:/#@-].)|(?<=[Uu][Ss]\$))", re.DOTALL)
_DECIMAL_COMMA = frozenset(("de", "fr", "es", "ru", "uk", "it", "pt", "nl", "pl", "tr"))
_MAX_WHAT = 4
_DEFINITE = re.compile(r"\b(?:the|its|his|her|their|these|those|all|other|die|den|der|les|ces|los|las|эти|оба)\s+$", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\w+(?:al|an|ary|ed|eign|ern|ese|ful|ian|ible|able|ic|ior|ish|ive|less|ous)|new|old|large|small|male|female")
_MANY = 5
"""From this on, "the five towns" counts them; "the two leaders" only takes up who was named."""
_TRAILING = frozenset(("of", "the", "a", "its", "his", "her", "their", "des", "du", "de", "del", "los", "las"))
_TELEPHONE = re.compile(r"\+[\d\s()-]*$")
_GAPS = re.compile(r"[’\s]")
_NO_COUNT = re.compile(r"[.:/]\d|(?:st|nd|rd|th|er|e|ème|º|ª)\b|[-‐]?\w*[-‐]year|[-–:]\d|[A-Za-z]|%\w")
"""What stands behind a number that counts nothing: more digits, the ending of an ordinal, letters."""
_NEXT_WORD = re.compile(r"[\s\u00a0.-]{0,2}([^\W\d_][\w.’'-]*)")
_WORD_END = re.compile(r"[\w§№]+\Z")
_THOUSANDS = re.compile(r"\d{1,3}[,.’]\d{3}")
_COUNTED = re.compile(r"[ \u00a0]?([^\W\d_][\w’'-]*)")
_GROUP = re.compile(r"\b[Gg]roup of\s+$")


class _Words(NamedTuple):
    numbers: dict[str, float]
    forms: dict[str, str]
    """The last part of a number word as a text may write it, with the whole word: "Two" → "Two"."""
    multipliers: dict[str, float]
    modifiers: dict[str, str]
    units: dict[str, str]
    lists: dict[str, frozenset[str]]
    pattern: re.Pattern[str]
    modifier: re.Pattern[str]
    modifier_ends: frozenset[str]
    unit: re.Pattern[str]


def find_figures(text: str, quotes: Sequence[Quote], language: str) -> tuple[Figure, ...]:
    """Figures in order of place. Dates, times, ages, ordinals, scores and telephone numbers are none.

    The span holds the number with its currency, multiplier and unit; `what` the counted words behind it ("people killed"). The
    claimant is the speaker of the narrowest of `quotes` that holds the figure. `language` decides what "1,300" and "1.300" mean.
    Never raises; at most `MAX_FIGURES` in the first `LIMIT` characters.
    """
    text = text[:LIMIT]
    words = _words()
    claims = _Claims(quotes)
    found: list[Figure] = []
    at = 0
    for start in _starts(text, words):
        match = words.pattern.match(text, start) if start >= at else None
        if match is None:
            continue
        figure = _figure(text, match, words, language)
        at = max(match.end("low"), figure.end if figure else 0)
        if figure is not None:
            if len(found) == MAX_FIGURES:
                break
            found.append(_claimed(figure, claims.holder(figure.start, figure.end)))
    return tuple(_shared(text, found))


def _shared(text: str, found: list[Figure]) -> Iterator[Figure]:
    """ "50 official and 22 unofficial sites": what is named last is counted by both figures."""
    for figure, following in zip_longest(found, found[1:]):
        between = text[figure.end : following.start] if following else ""
        rest = following.what.split()[1:] if following else []
        if rest and _ADJECTIVE.fullmatch(figure.what) and between.strip() in (f"{figure.what} and", f"{figure.what} or"):
            yield msgspec.structs.replace(figure, what=" ".join([figure.what, *rest]))
        else:
            yield figure


def _starts(text: str, words: _Words) -> list[int]:
    """Where a number may begin: digits and currencies, and the number words that the text holds at all."""
    found = [m.start() - 2 * (text[m.start() - 1 : m.start()] in ("S", "s")) for m in _DIGIT.finditer(text)]
    for form in words.forms.keys() & word_forms(text):
        written = words.forms[form]
        at = text.find(written)
        while at >= 0:
            found.append(at)
            at = text.find(written, at + 1)
    return sorted(found)


def _claimed(figure: Figure, claimant: Party | None) -> Figure:
    if claimant is None:
        return figure
    return msgspec.structs.replace(figure, claimant=claimant)


class _Claims:
    """Which speaker's words hold a place in the text."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self._quotes = sorted((q for q in quotes if q.speaker), key=lambda q: q.start)
        self._starts = [q.start for q in self._quotes]

    def holder(self, start: int, end: int) -> Party | None:
        at = bisect_right(self._starts, start)
        inside = [q for q in self._quotes[max(0, at - 8) : at] if end <= q.end]
        return min(inside, key=lambda q: q.end - q.start).speaker if inside else None


@cache
def _words() -> _Words:
    rows = tomllib.loads((files("headwater.stages.facts") / "data" / "figures.toml").read_text("utf-8"))
    units = {w: unit for unit, listed in rows["units"].items() for w in listed.split("|")}
    modifiers = {w: meaning for meaning, listed in rows["modifiers"].items() for w in listed.split("|")}
    numbers = "|".join(sorted(map(re.escape, rows["numbers"]), key=len, reverse=True))
    several = "|".join(sorted(map(re.escape, rows["multipliers"]), key=len, reverse=True))
    number = rf"{_DIGITS}|(?:{numbers})(?![\w’'-])"
    pattern = re.compile(
        rf"(?<![\w.,:/#@-])(?:(?P<currency>US\$|[$€£¥₴₽₹])\s?)?(?P<low>{number})"
        rf"(?:\s?(?:–|-|to|bis|à|a|до)\s?(?P<high>{number}))?(?:[\s-]?(?P<times>{several})\b\.?)?",
        re.IGNORECASE,
    )
    by_length = sorted(map(re.escape, units), key=len, reverse=True)
    return _Words(
        rows["numbers"],
        {form.rsplit("’", 1)[-1]: form for word in rows["numbers"] for form in (word, word.capitalize(), word.upper())},
        rows["multipliers"],
        modifiers,
        units,
        {name: frozenset(value.split("|")) for name, value in rows["times"].items()},
        pattern,
        re.compile(rf"(?<!\w)({'|'.join(sorted(map(re.escape, modifiers), key=len, reverse=True))})\s+(?:[$€£]\s?)?$", re.IGNORECASE),
        frozenset(modifier.split()[-1] for modifier in modifiers),
        re.compile(rf"[\s\u00a0-]?({'|'.join(by_length)})(?![\w])", re.IGNORECASE),
    )


def _figure(text: str, match: re.Match[str], words: _Words, language: str) -> Figure | None:
    low = _value(match["low"], words, language)
    high = _value(match["high"], words, language) if match["high"] else None
    if low is None:
        return None
    end, times = match.end(), words.multipliers[match["times"].lower()] if match["times"] else 1.0
    if high is not None and high <= low:
        high, end, times = None, match.end("low"), 1.0
    elif match["times"] in ("m", "M") and not match["currency"]:
        end, times = match.end("high") if match["high"] else match.end("low"), 1.0
    unit = _CURRENCY.get((match["currency"] or "").upper(), "")
    measured = words.unit.match(text, end) if not unit or times == 1.0 else None
    if measured and not unit:
        unit, end = words.units[measured.group(1).lower()], measured.end()
    before = text[max(0, match.start() - 24) : match.start()]
    if not unit and times == 1.0 and _is_no_count(text, match, end, words):
        return None
    scale = "" if unit else _word_before(before.removesuffix(" of ").removesuffix(" de ")).lower()
    what = scale if scale in words.lists["scales"] else "" if unit and unit != "%" else _what(text, end, words)
    if not unit and (not what or what.split()[0].lower() in words.lists["per"]):
        what = " ".join(filter(None, (counted_before(text, match.start(), words.lists["stops"]), what)))
    if not unit and match["low"].lower() in words.numbers and low < _MANY and _DEFINITE.search(before):
        return None
    if not unit and times == 1.0 and not what and match["low"].lower() in words.numbers:
        return None
    modifier = _modifier(before, words)
    return Figure(
        start=match.start(),
        end=end,
        text=text[match.start() : end],
        value=low * times,
        value_max=high * times if high is not None else None,
        unit=unit,
        what=what,
        modifier=words.modifiers[modifier] if modifier else None,
    )


def _modifier(before: str, words: _Words) -> str:
    """The words that end `before` and say how the number is meant ("at least"), in lower case; "" if there are none."""
    last = before.rstrip(" \u00a0$€£").rsplit(None, 1)[-1:]
    if not last or last[0].lstrip('(“„«"—–-').lower() not in words.modifier_ends:
        return ""
    match = words.modifier.search(before)
    return match.group(1).lower() if match else ""


def _value(number: str, words: _Words, language: str) -> float | None:
    """The value of digits with separators, or of a number word; None where it cannot be read."""
    word = words.numbers.get(number.lower())
    if word is not None:
        return float(word)
    if len(number) > 20:
        return None
    digits = number if number.isdigit() else _GAPS.sub("", number)
    comma = language in _DECIMAL_COMMA
    marks = [c for c in digits if c in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
    elif len(marks) == 1:
        grouped = len(digits.rsplit(marks[0], 1)[1]) == 3
        decimal = "" if grouped and (marks[0] == ("." if comma else ",")) else marks[0]
    else:
        decimal = ""
    plain = "".join("." if c == decimal else c for c in digits if c.isdigit() or c == decimal)
    try:
        return float(plain)
    except ValueError:
        return None


def _is_no_count(text: str, match: re.Match[str], end: int, words: _Words) -> bool:
    """Dates, times, ages, ordinals, scores, numbers of things, telephone numbers."""
    before, after = text[max(0, match.start() - 24) : match.start()], text[end : end + 16]
    if _GROUP.search(before):
        return True
    digits = match["low"]
    if _NO_COUNT.match(after):
        return True
    following = _NEXT_WORD.match(after)
    if following and following.group(1).lower().rstrip(".") in words.lists["words"]:
        return True
    # "October 1,904 patients": with its thousands set apart, a number is no day or year.
    if _word_before(before).lower() in words.lists["before"] and not _THOUSANDS.match(digits):
        return True
    if after[:1] == "." and after[1:2] == " " and following and digits.isdigit() and len(digits) <= 2 and not before.strip():
        return True
    year = digits.isdigit() and len(digits) == 4 and 1500 <= int(digits) <= 2100
    return (year and not _modifier(before, words)) or bool(_TELEPHONE.search(before))


def _word_before(before: str) -> str:
    """The word that ends `before`, but for a full stop and blanks; "" where a mark does."""
    last = before.rsplit(None, 1)[-1:]
    found = _WORD_END.search(last[0].removesuffix(".")) if last else None
    return found.group() if found else ""


def _what(text: str, end: int, words: _Words) -> str:
    """The counted words behind a number: up to `_MAX_WHAT`, to the first that cannot belong to them."""
    found: list[str] = []
    at = end
    for match in _COUNTED.finditer(text[end : end + 90]):
        word = match.group(1).lower()
        if match.start() + end != at or len(found) >= _MAX_WHAT:
            break
        if word in words.lists["per"] and found == [] and word in ("a", "per", "pro"):
            found.append(match.group(1))
        elif word not in words.lists["keep"] and (word in words.lists["stops"] or (found and word.endswith("ed"))):
            break
        else:
            found.append(match.group(1))
        if word.endswith(("’s", "'s", "s’", "s'")):
            break
        at = end + match.end()
    while found and (found[-1].lower() in words.lists["stops"] or found[-1].lower() in _TRAILING):
        found.pop()
    return " ".join(found)
