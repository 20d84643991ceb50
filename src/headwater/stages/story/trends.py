"""Figures over time: what the chapters of a saga count again and again, as series. Pure.

Figures belong together when they have the same unit and language, count the same thing, and stand in sentences that share one more
telling word: “38 ships” and “21 ships” that lay “in the roads”. The two words are shown, so that a reader can judge what is compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Final, NamedTuple

from headwater import text as plain
from headwater.model import Figure, Name, Noun, Point
from headwater.stages.story.spelling import strip_accents
from headwater.stages.story.words import stem, stopwords

TRENDS: Final = 4
POINTS: Final = 60
CONTEXT: Final = 10
"""Telling words nearest to a figure that are looked at."""
_STALE: Final = timedelta(days=45)
"""A figure as of long before its report is a comparison with the past, not the state of things."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Account(Noun, frozen=True, kw_only=True):
    """A report as it is looked through for figures: the number of its chapter from 0, and when it was published."""

    chapter: int
    article: str
    at: datetime
    language: str
    text: str
    figures: tuple[Figure, ...]
    names: tuple[Name, ...] = ()


class TrendPoint(Point, frozen=True, kw_only=True):
    """One value, the number of the chapter, from 0, whose report gives it, and the sentence that it stands in."""

    chapter: int
    sentence: str = ""


class Trend(Noun, frozen=True, kw_only=True):
    """A figure that several chapters give, in order of time. `words` are what its sentences have in common."""

    words: tuple[str, ...]
    unit: str
    language: str
    points: tuple[TrendPoint, ...]


class _Found(NamedTuple):
    point: TrendPoint
    words: dict[str, str]


Key = tuple[str, str, str, str]


def trends(accounts: Sequence[Account], language: str = "") -> tuple[Trend, ...]:
    """The figures that change from chapter to chapter, those that most chapters give first; at most `TRENDS`.

    At least two chapters give each, and two different values. What is told in several languages is given once, in `language` if it can be.
    """
    by_key: dict[Key, list[_Found]] = defaultdict(list)
    for account in accounts:
        for figure, found, head in _figures(account):
            for key in _keys(figure, found, head, account.language):
                if all(known.point.article != account.article for known in by_key[key]):
                    by_key[key].append(found)
    chosen: list[Trend] = []
    taken: set[tuple[str, int]] = set()
    told: set[frozenset[tuple[int, float]]] = set()
    for key in sorted(by_key, key=lambda key: (*_rank(by_key[key]), key[1] != language, key)):
        fresh = [found for found in by_key[key] if (found.point.article, found.point.start) not in taken]
        values = frozenset((found.point.chapter, found.point.value) for found in fresh)
        if not _moves(fresh) or any(values <= known for known in told):
            continue
        taken |= {(found.point.article, found.point.start) for found in fresh}
        told.add(values)
        chosen.append(_trend(key, fresh))
        if len(chosen) == TRENDS:
            break
    return tuple(chosen)


def _rank(found: Sequence[_Found]) -> tuple[int, int]:
    return -len({one.point.chapter for one in found}), -min(len(found), 12)


def _moves(found: Sequence[_Found]) -> bool:
    return len({one.point.chapter for one in found}) > 1 and len({one.point.value for one in found}) > 1


def _trend(key: Key, found: Iterable[_Found]) -> Trend:
    points = sorted(found, key=lambda one: (one.point.at, one.point.chapter, one.point.article))[:POINTS]
    forms = [Counter(one.words[word] for one in points if word in one.words) for word in key[2:]]
    words = tuple(max(form, key=lambda written: (form[written], written)) for form in forms if form)
    return Trend(words=words, unit=key[0], language=key[1], points=tuple(one.point for one in points))


def _keys(figure: Figure, found: _Found, head: str, language: str) -> Iterator[Key]:
    if head:
        yield from ((figure.unit, language, head, word) for word in found.words if word != head)
    elif figure.unit:
        yield from ((figure.unit, language, one, other) for one, other in combinations(sorted(found.words), 2))


def _figures(account: Account) -> Iterator[tuple[Figure, _Found, str]]:
    """Every figure of a report with the telling words of its sentence, and what it counts."""
    named = {word for name in account.names for word in _words(name.text, account.language)}
    sentences = list(plain.sentences(account.text))
    for figure in account.figures:
        at = _moment(figure, account.at)
        span = next(((start, end) for start, end in sentences if start <= figure.start < end), None)
        if at is None or span is None:
            continue
        around = _around(account, figure, span, named)
        head = next(iter(_words(figure.what, account.language)), "") if figure.what else ""
        point = TrendPoint(
            start=figure.start,
            end=figure.end,
            text=account.text[figure.start : figure.end],
            article=account.article,
            value=figure.value,
            at=at,
            chapter=account.chapter,
            sentence=" ".join(account.text[span[0] : span[1]].split()),
        )
        yield figure, _Found(point, around), head if head in around else ""


def _moment(figure: Figure, published: datetime) -> datetime | None:
    """When a figure holds: the day that it is as of, else that of its report. None for one of long ago."""
    if figure.as_of is None or not _DAY.fullmatch(figure.as_of):
        return published if figure.as_of is None or figure.as_of[:4] == str(published.year) else None
    try:
        day = datetime.fromisoformat(figure.as_of).replace(tzinfo=UTC)
    except ValueError:
        return published
    if not published - _STALE <= day <= published + timedelta(days=2):
        return None
    return published if day.date() == published.astimezone(UTC).date() else day


def _around(account: Account, figure: Figure, span: tuple[int, int], named: set[str]) -> dict[str, str]:
    """{stem: as it is written} of the telling words of the sentence, those nearest to the figure."""
    start, end = span
    rows = []
    for _, a, b in plain.words(account.text[start:end]):
        if start + a < figure.end and figure.start < start + b:
            continue
        for key, form in _words(account.text[start + a : start + b], account.language).items():
            if key not in named:
                rows.append((min(abs(start + a - figure.end), abs(figure.start - start - b)), key, form))
    return {key: form for _, key, form in reversed(sorted(rows)[:CONTEXT])}


def _words(words: str, language: str) -> dict[str, str]:
    """{stem: as it is written} of the words that say something."""
    stop = stopwords(language)
    found: dict[str, str] = {}
    for _, start, end in plain.words(words):
        written = words[start:end]
        folded = strip_accents(written).casefold()
        if len(folded) > 2 and not any(c.isdigit() for c in folded) and folded not in stop:
            # German nouns have capitals wherever they stand.
            found.setdefault(stem(folded, language), written if language == "de" else written.casefold())
    return found
