"""The river diagram: x is time, a lane is a report, width is the share of words carried over. Pure layout in SVG units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from unicodedata import east_asian_width

from headwater.text import shorten
from headwater.web.lineage import Row

WIDTH = 800
MOST_LANES = 60
"""A story with more reports than this gets no diagram; the tree below it holds the same facts."""
_LEFT, _RIGHT = 27.0, 560.0
_TOP, _LANE, _BETWEEN = 34, 27, 12
_BEND = 14
_LABEL = 26
_CODE, _NARROW, _WIDE = 52.0, 7.0, 13.0
"""About how wide a report's code and gaps are, a letter, and a letter of the scripts that fill a square (13 px type)."""
_MOST_TICKS = 6
_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 30 * 1440, 90 * 1440, 365 * 1440)
)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Stream:
    """`d` is the path; `css` "ttr" for a translation, "" otherwise."""

    letter: str
    d: str
    width: float
    css: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A report. `what` is the remark after its name; `left` puts the label on that side, where the right has no room for it."""

    row: Row
    x: float
    y: float
    name: str
    what: str
    left: bool


@dataclass(frozen=True, slots=True)
class Flow:
    height: int
    ticks: tuple[Tick, ...]
    streams: tuple[Stream, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class _Lane:
    row: Row
    above: int | None
    at: datetime


def flow(tree: Sequence[Row], zone: tzinfo | None = None) -> Flow | None:
    """The picture of a lineage, or None where it would say nothing: fewer than two streams of time, or more than `MOST_LANES` lanes."""
    lanes = _lanes(tree)
    if not 2 <= len(lanes) <= MOST_LANES:
        return None
    first, last = min(lane.at for lane in lanes), max(lane.at for lane in lanes)
    if first == last:
        return None
    scale = (_RIGHT - _LEFT) / (last - first).total_seconds()
    dots: list[Dot] = []
    streams: list[Stream] = []
    y = _TOP - _LANE
    for number, lane in enumerate(lanes):
        y += _LANE + (_BETWEEN if lane.above is None and number else 0)
        x = _LEFT + scale * (lane.at - first).total_seconds()
        if lane.above is not None:
            source = dots[lane.above]
            # A stream needs room to bend: a report of the same minute stands a little to the right of its origin.
            x = max(x, source.x + 2 * _BEND)
            streams.extend(_stream(lane.row, source, x, y))
        dots.append(_dot(lane.row, round(x, 1), y))
    return Flow(y + _BEND, _ticks(first, last, scale, zone), tuple(streams), tuple(dots))


def _dot(row: Row, x: float, y: float) -> Dot:
    name = shorten(row.name, _LABEL)
    what = "" if row.origin and row.seen else "not seen here" if row.origin else ", ".join(filter(None, (row.what.lower(), row.flag)))
    letters = sum(_WIDE if east_asian_width(letter) in "WF" else _NARROW for letter in name + what)
    width = _CODE + letters
    return Dot(row, x, y, name, what, left=x + width > WIDTH and x > width)


def _lanes(tree: Sequence[Row]) -> list[_Lane]:
    """All rows in order of the page with the lane they flow from; an origin never seen stands at the time of its first copy."""
    lanes: list[_Lane] = []
    waiting: list[tuple[Row, int | None]] = [(row, None) for row in reversed(tree)]
    while waiting and len(lanes) <= MOST_LANES:
        row, above = waiting.pop()
        at = row.at or _earliest(row)
        if at is None:
            continue
        lanes.append(_Lane(row, above, at))
        here = len(lanes) - 1
        waiting.extend((child, here) for child in reversed(row.children))
    return lanes


def _earliest(row: Row) -> datetime | None:
    return min((child.at for child in row.children if child.at), default=None)


def _stream(row: Row, source: Dot, x: float, y: float) -> list[Stream]:
    bend = source.x + _BEND
    turn = f"M{source.x:.1f} {source.y}V{y - _BEND}Q{source.x:.1f} {y} {bend:.1f} {y}"
    width = round(1.5 + 5 * (row.share if row.share is not None else 0.1), 1)
    if row.kind != "translation_of":
        return [Stream(row.letter, f"{turn}H{x:.1f}", width, "")]
    return [Stream(row.letter, turn, 2, ""), Stream(row.letter, f"M{bend + 4:.1f} {y}H{x:.1f}", width, "ttr")]


def _ticks(first: datetime, last: datetime, scale: float, zone: tzinfo | None) -> tuple[Tick, ...]:
    """Round moments of the local clock between the first and the last report."""
    span = last - first
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
    local = first.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + step * ((local - midnight) // step)
    ticks: list[Tick] = []
    days = step >= timedelta(days=1)
    while at <= last and len(ticks) <= 2 * _MOST_TICKS:
        if at >= first:
            label = f"{at.day} {at:%b}" if days or (at.hour == at.minute == 0) else f"{at:%H:%M}"
            ticks.append(Tick(round(_LEFT + scale * (at - first).total_seconds(), 1), label))
        at += step
    return tuple(ticks)
