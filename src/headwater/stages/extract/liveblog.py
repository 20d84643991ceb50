"""A live blog's text → its timed posts, by what its linked data lists, else by the clock times that stand between the paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from headwater.model import Post
from headwater.stages.extract import jsonld
from headwater.stages.extract.dates import Moment, parse_moment

MAX_POSTS = 500
MIN_POSTS = 3
"""Clock times between paragraphs that make posts; one or two are a publication time and an update."""
SAMPLE = 60

_CLOCK_LINE = re.compile(
    r"^(?:\D{0,24}\b)?(?P<hour>[012]?\d)[:.h](?P<minute>[0-5]\d)(?::[0-5]\d)?\s*(?P<half>[ap]\.?m\.?)?(?:\s*(?:uhr|h|gmt|bst|[ecmp][sd]?t|utc))?\b"
    r"[^\n]{0,24}$",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\W+")

Marker = tuple[int, str]
"""Where in the text the paragraph below a line with a clock time begins, and that line."""


def is_clock(line: str) -> bool:
    """Whether a short line does little but give a time of day."""
    return len(line) <= 48 and any(map(str.isdigit, line)) and _CLOCK_LINE.match(line) is not None


def told_posts(updates: list[jsonld.Node]) -> str:
    """The text that linked data gives of a live blog's posts, one paragraph a line; "" where it gives none."""
    return "\n".join(line for update in updates for line in (_headline(update), *_lines(update)) if line)


def split_posts(text: str, updates: list[jsonld.Node], markers: tuple[Marker, ...], day: Moment | None) -> tuple[Post, ...]:
    """The posts of a live blog's `text`, in the order of the page; `day` is when the page was published or changed."""
    posts = tuple(_stated(text, updates))
    return posts if len(posts) >= 2 else tuple(_marked(text, markers, day))


def _stated(text: str, updates: list[jsonld.Node]) -> Iterator[Post]:
    starts: list[tuple[int, jsonld.Node]] = []
    flat, places = _squeezed(text)
    for update in updates[:MAX_POSTS]:
        openings = [_NOISE.sub("", line).casefold()[:SAMPLE] for line in (_headline(update), *_lines(update)[:1])]
        found = [flat.find(opening) for opening in openings if len(opening) > 7]
        at = min((place for place in found if place >= 0), default=-1)
        if at >= 0:
            starts.append((text.rfind("\n", 0, places[at] + 1) + 1, update))
    starts = sorted({start: (start, update) for start, update in starts}.values(), key=lambda pair: pair[0])
    ends = [*(start for start, _ in starts[1:]), len(text) + 1][: len(starts)]
    for (start, update), end in zip(starts, ends, strict=True):
        moment = parse_moment(jsonld.text_of(update.get("datePublished")))
        body = text[start : end - 1]
        yield Post(start=start, end=start + len(body), text=body, title=_headline(update), published=moment.at if moment else None)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The letters and digits of `text` in lower case, and where each stands."""
    kept = [(character.casefold(), at) for at, character in enumerate(text) if character.isalnum() or character == "_"]
    return "".join(character[0] for character, _ in kept), [at for _, at in kept]


def _headline(update: jsonld.Node) -> str:
    return jsonld.text_of(update.get("headline") or update.get("name"))


def _lines(update: jsonld.Node) -> list[str]:
    body = jsonld.long_text_of(update.get("articleBody") or update.get("text"))
    return [" ".join(line.split()) for line in re.sub(r"<br[^>]*>|</p>|</div>", "\n", body).split("\n") if line.strip() and "<" not in line]


def _marked(text: str, markers: tuple[Marker, ...], day: Moment | None) -> Iterator[Post]:
    places = dict(markers[:MAX_POSTS])
    if len(places) < MIN_POSTS:
        return
    starts = sorted(places)
    times = _dated([places[start] for start in starts], day)
    for start, end, at in zip(starts, [*starts[1:], len(text) + 1], times, strict=True):
        body = text[start : end - 1]
        yield Post(start=start, end=start + len(body), text=body, title="", published=at)


def _dated(lines: list[str], day: Moment | None) -> list[datetime | None]:
    """A time for each line: its own date where it gives one, else the page's day, a day on or back where the clock passes midnight."""
    clocks = [_clock(line) for line in lines]
    known = [clock for clock in clocks if clock is not None]
    # The shorter way round the clock from each to the next tells whether the newest stands first.
    falling = sum((two - one + 720) % 1440 - 720 for one, two in pairwise(known)) < 0
    at = day.at.astimezone(day.at.tzinfo or UTC) if day else None
    found: list[datetime | None] = []
    before: int | None = None
    for line, clock in zip(lines, clocks, strict=True):
        moment = parse_moment(line)
        if moment and moment.timed:
            at = moment.at
        elif at is not None and clock is not None:
            if before is not None and (clock > before + 60 if falling else clock < before - 60):
                at += timedelta(days=-1 if falling else 1)
            at = at.replace(hour=clock // 60, minute=clock % 60, second=0, microsecond=0)
        before = clock
        found.append(at if clock is not None else None)
    return found


def _clock(line: str) -> int | None:
    """Minutes since midnight."""
    match = _CLOCK_LINE.match(line)
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour * 60 + int(match["minute"]) if hour <= 23 else None
