"""Passages: a briefing or live blog tells of many happenings, each in a part of its own, and so belongs to several stories by passage.

It ties none of them together: a passage is shown with the story that it tells of, and counts for nothing there. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from headwater import text as plain
from headwater.model import Figure, Name, Noun, Range, Time
from headwater.stages.story.decide import rank
from headwater.stages.story.index import Index, Item
from headwater.stages.story.reasons import reasons
from headwater.stages.story.terms import Given, terms
from headwater.stages.story.weighing import weighed

LEAST_WORDS: Final = 9
MOST: Final = 60
"""Passages of one page that are looked at."""
HEADING: Final = 11
"""Words up to which a line that ends no sentence is a heading."""
FITS: Final = 2.0
UNTIMED: Final = 2.65
"""Log-odds from which a passage tells of a story, and how many fewer do where no time tells."""
CLEAR: Final = 0.6
"""How much likelier it must be than the next story. The three were set on the first sentences of reports of ECB+, BASIL and WMT21,
two thirds of them of stories that were taken out of the index while their look-alikes stayed: P .85, R .74 (.85 and .72 without times)."""
_ENDS = re.compile(r"[.!?…。！？:;,”“»\"]$")


class Passage(NamedTuple):
    """A part of a text, and what it is about."""

    start: int
    end: int
    terms: tuple[tuple[str, float], ...]


class Placed(Noun, frozen=True, kw_only=True):
    """A passage of an article that tells of a story: its span, and why it does, in short plain sentences."""

    start: int
    end: int
    story: str
    score: float
    reasons: tuple[str, ...] = ()


class Report(Noun, frozen=True, kw_only=True):
    """What is looked at of an article: `posts` are those of a live blog, which fall apart by themselves."""

    text: str
    language: str
    names: tuple[Name, ...] = ()
    figures: tuple[Figure, ...] = ()
    times: tuple[Time, ...] = ()
    published: date | None = None
    posts: tuple[Range, ...] = ()


def passages(report: Report) -> tuple[Passage, ...]:
    """The parts of a text: posts, else paragraphs, the first of a section with its heading; what says too little is left out."""
    spans = [(post.start, post.end) for post in report.posts] or list(_sections(report.text))
    found = []
    for start, end in spans[:MOST]:
        part = report.text[start:end]
        if sum(1 for _ in plain.words(part)) < LEAST_WORDS:
            continue
        names = [name for name in report.names if start <= name.start < end]
        figures = [figure for figure in report.figures if start <= figure.start < end]
        heading, _, rest = part.partition("\n")
        title, body = (heading, rest) if rest and _is_heading(heading) else ("", part)
        begin = end - len(body)
        times = [
            msgspec.structs.replace(time, start=time.start - begin, end=time.end - begin)
            for time in report.times
            if begin <= time.start and time.end <= end
        ]
        found.append(Passage(start, end, terms(title, body, report.language, Given(names, figures, times, report.published))))
    return tuple(found)


def _sections(text: str) -> Iterator[tuple[int, int]]:
    lines = list(_lines(text))
    headings = [at for at, (start, end) in enumerate(lines[:-1]) if _is_heading(text[start:end])]
    if len(headings) < 2:
        yield from lines
        return
    before: int | None = None
    for at, (start, end) in enumerate(lines):
        if at in headings:
            before = start
        else:
            yield (start if before is None else before), end
            before = None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _is_heading(line: str) -> bool:
    return not _ENDS.search(line.strip()) and sum(1 for _ in plain.words(line)) <= HEADING


def place(item: Item, found: Sequence[Passage], index: Index, linked: Mapping[int, str]) -> tuple[Placed, ...]:
    """The stories that the passages of an article tell of, in order; neighbours that tell of one are one passage.

    `item` is the article as the index holds it: its own story is left out. `linked`: {start of a passage: the story that it links to}.
    """
    placed: list[Placed] = []
    for passage in found:
        home = linked.get(passage.start)
        part = Item(article=item.article, story=item.story, at=item.at, language=item.language, terms=passage.terms)
        query = index.query(part)
        ranked = [(value, story) for value, story in rank(weighed(query, index, {})) if story != item.story] if part.terms else []
        if home is not None and home != item.story:
            said: tuple[str, ...] = ("links to a report of this story",)
            score = next((value for value, story in ranked if story == home), 0.0)
        elif ranked and ranked[0][0] >= (FITS if item.at else FITS - UNTIMED) and (len(ranked) < 2 or ranked[0][0] - ranked[1][0] >= CLEAR):
            score, home = ranked[0]
            said = reasons(part, query, index, home, {})
        else:
            continue
        last = placed[-1] if placed else None
        if last is not None and last.story == home:
            placed[-1] = Placed(start=last.start, end=passage.end, story=home, score=max(last.score, score), reasons=last.reasons)
        else:
            placed.append(Placed(start=passage.start, end=passage.end, story=home, score=round(score, 3), reasons=said))
    return tuple(placed)


def of_one(found: Sequence[Passage], placed: Sequence[Placed]) -> bool:
    """Whether an article tells of one story alone: half of its passages do, and none of another. A digest whose other stories are not
    here tells of one, too, but in few passages.
    """
    if not found or len({passage.story for passage in placed}) != 1:
        return False
    told = sum(any(one.start <= passage.start < one.end for one in placed) for passage in found)
    return 2 * told >= len(found)
