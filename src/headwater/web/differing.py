"""Where reports differ, laid out for the story page: values with who gives them, wordings with what changed, what was left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import quote as percent_encoded

from headwater.model import Article, Difference, DifferenceKind, Series, Side
from headwater.pages import ArticleLine, DatedLine, PlaceLine
from headwater.web.evidence import Marked, marked
from headwater.web.format import number, outward
from headwater.web.lineage import Known, Row

SHOWN = 12
CHANGED_WORDS = 160
_KINDS: dict[DifferenceKind, str] = {
    "figure": "Figures",
    "name": "Names",
    "date": "Dates",
    "attribution": "Who said it",
    "quote_wording": "One quote, several wordings",
    "omission": "Left out",
    "internal": "One report against itself",
}
_BARE = frozenset(("Given differently", "Named differently", "Dated differently", "Says both"))


@dataclass(frozen=True, slots=True)
class Claim:
    """A side: its report's row (None where it is not in the tree), its words in their surroundings, and where they stand at the outlet."""

    row: Row | None
    article: str
    words: Marked
    says: str
    jump: str


@dataclass(frozen=True, slots=True)
class Value:
    """What some reports say: all of them, and the first in its surroundings."""

    says: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """`wordings` are word diffs against the first: (kind "same|ins|del", words)."""

    kind: DifferenceKind
    label: str
    title: str
    values: tuple[Value, ...]
    wordings: tuple[tuple[tuple[tuple[str, str], ...], Value], ...] = ()


def differing(found: Sequence[Difference], by_article: Mapping[str, Row], known: Known) -> tuple[Differing, ...]:
    """The differences in their order, at most `SHOWN`."""
    return tuple(_one(difference, by_article, known) for difference in found[:SHOWN])


def _one(difference: Difference, by_article: Mapping[str, Row], known: Known) -> Differing:
    values: dict[str, list[Claim]] = {}
    for side in difference.sides:
        values.setdefault(side.says, []).append(_claim(side, by_article, known))
    laid = tuple(Value(says, tuple(claims)) for says, claims in values.items())
    head, _, rest = difference.summary.partition(": ")
    title = rest if head in _BARE and rest else difference.summary
    return Differing(
        kind=difference.kind,
        label=_KINDS[difference.kind],
        title=title,
        values=laid,
        wordings=tuple((word_diff(laid[0].says, value.says), value) for value in laid) if difference.kind == "quote_wording" else (),
    )


def _claim(side: Side, by_article: Mapping[str, Row], known: Known) -> Claim:
    item = known.get(side.article)
    words = marked(item, side.start, side.end, side.text) if side.text else Marked("", side.says, "", "en")
    return Claim(
        by_article.get(side.article),
        side.article,
        words,
        side.says,
        jump(item if isinstance(item, Article) else None, side.start, side.end),
    )


def jump(article: Article | None, start: int, end: int) -> str:
    """The outlet's address with a text fragment that leads to the words; "" where nothing may be linked."""
    if article is None or not (address := outward(article.url)) or end <= start:
        return ""
    body = article.text
    words = body[start:end].split("\n")[0].split()
    if not words:
        return address
    if len(words) > 8:
        target = f"{_encoded(' '.join(words[:4]))},{_encoded(' '.join(words[-4:]))}"
    else:
        before = body[max(0, start - 60) : start].rpartition("\n")[2].split()[-3:]
        prefix = f"{_encoded(' '.join(before))}-," if before and body[start - 1 : start] == " " else ""
        target = prefix + _encoded(" ".join(words))
    return f"{address.partition('#')[0]}#:~:text={target}"


def to_words(line: ArticleLine | None, words: str) -> str:
    """The outlet's address with a text fragment that leads to a sentence; "" where nothing may be linked."""
    if line is None or not (address := outward(line.url)):
        return ""
    parts = words.removesuffix("…").split()
    target = ",".join(_encoded(" ".join(part)) for part in ((parts[:4], parts[-4:]) if len(parts) > 8 else (parts,)))
    return f"{address.partition('#')[0]}#:~:text={target}"


def _encoded(words: str) -> str:
    # A text fragment parts its terms by commas and marks prefixes with hyphens.
    return percent_encoded(words, safe="").replace("-", "%2D")


def word_diff(one: str, other: str) -> tuple[tuple[str, str], ...]:
    """Word by word, what became of the first wording in the other."""
    before, after = one.split()[:CHANGED_WORDS], other.split()[:CHANGED_WORDS]
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", " ".join(before[a:b])))
            continue
        if b > a:
            pieces.append(("del", " ".join(before[a:b])))
        if d > c:
            pieces.append(("ins", " ".join(after[c:d])))
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    label: str
    title: str
    letter: str
    origin: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure over time in a picture of 640 by 150."""

    title: str
    path: str
    dots: tuple[Dot, ...]
    first: str
    last: str


def chart(series: Series, by_article: Mapping[str, Row]) -> Chart | None:
    """The points of a figure that moves, by time; None for a single moment."""
    points = series.points
    begin, end = points[0].at.timestamp(), points[-1].at.timestamp()
    low, high = min(p.value for p in points), max(p.value for p in points)
    if end <= begin or high <= low:
        return None
    dots = []
    for point in points[:120]:
        row = by_article.get(point.article)
        x = round(30 + 580 * (point.at.timestamp() - begin) / (end - begin), 1)
        y = round(118 - 84 * (point.value - low) / (high - low), 1)
        name = f"{row.code} {row.name}" if row else "A report"
        dots.append(Dot(x, y, number(point.value), f"{name}: {point.text}", row.letter if row else "", bool(row and row.origin)))
    steps = [f"M{dots[0].x} {dots[0].y}"] + [f"H{dot.x}V{dot.y}" for dot in dots[1:]]
    what = f"{series.what[:1].upper()}{series.what[1:]}" if series.what else "A figure"
    title = f"{what}: {number(points[0].value)} to {number(points[-1].value)}{f' {series.unit}' if series.unit else ''}"
    return Chart(title, "".join(steps), _labelled(dots), _clock(points[0].at.isoformat()), _clock(points[-1].at.isoformat()))


def _labelled(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """Only the first dot of each value bears its label, so that labels do not lie on each other."""
    seen: set[str] = set()
    made = []
    for dot in dots:
        label = "" if dot.label in seen else dot.label
        seen.add(dot.label)
        made.append(Dot(dot.x, dot.y, label, dot.title, dot.letter, dot.origin))
    return tuple(made)


def _clock(moment: str) -> str:
    return moment[:16].replace("T", " ")


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float
    r: float
    name: str
    reports: int
    left: bool


@dataclass(frozen=True, slots=True)
class Map:
    """Places in a picture of 420 by 300, north up. `lines` are (x1, y1, x2, y2) of the grid; `step` its width in degrees.

    `named` are (name, reports, address of the words that name it in the first of them, or "") of all places.
    """

    spots: tuple[Spot, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    title: str
    step: str
    named: tuple[tuple[str, int, str], ...]


_WIDTH, _HEIGHT, _EDGE = 420.0, 300.0, 34.0


def sketch(places: Sequence[PlaceLine], known: Known) -> Map | None:
    """The places on a plain grid, as far apart as they are; None without any. The articles in `known` are led to."""
    if not places:
        return None
    west, east = min(p.longitude for p in places), max(p.longitude for p in places)
    south, north = min(p.latitude for p in places), max(p.latitude for p in places)
    span = max(east - west, (north - south) * 1.4, 0.5)
    scale = min((_WIDTH - 2 * _EDGE) / span, (_HEIGHT - 2 * _EDGE) / max(north - south, span / 1.6))
    middle_x, middle_y = (west + east) / 2, (south + north) / 2

    def at(latitude: float, longitude: float) -> tuple[float, float]:
        return round(_WIDTH / 2 + (longitude - middle_x) * scale, 1), round(_HEIGHT / 2 - (latitude - middle_y) * scale, 1)

    most = max(p.reports for p in places)
    spots = []
    labelled = _apart(places, at)
    for place in places:
        x, y = at(place.latitude, place.longitude)
        name = place.name if place in labelled else ""
        spots.append(Spot(x, y, round(6 + 9 * place.reports / most, 1), name, place.reports, x > 0.6 * _WIDTH))
    step = next((s for s in (0.1, 0.5, 1, 2, 5, 10, 20, 45) if s * scale >= 40), 90)
    named = ", ".join(f"{place.name} ({place.reports})" for place in places)
    return Map(
        tuple(spots),
        tuple(_grid(step, scale, (middle_x, middle_y))),
        f"Places of the story, and how many reports name each: {named}",
        f"{step:g}",
        tuple((place.name, place.reports, _named_in(place, known)) for place in places),
    )


def _named_in(place: PlaceLine, known: Known) -> str:
    item = known.get(place.article)
    return jump(item if isinstance(item, Article) else None, place.start, place.end)


def _apart(places: Sequence[PlaceLine], at: object) -> list[PlaceLine]:
    """The places whose labels do not lie on one that more reports name."""
    assert callable(at)
    kept: list[PlaceLine] = []
    for place in places:
        x, y = at(place.latitude, place.longitude)
        if all(abs(y - at(o.latitude, o.longitude)[1]) > 13 or abs(x - at(o.latitude, o.longitude)[0]) > 90 for o in kept):
            kept.append(place)
    return kept


def _grid(step: float, scale: float, middle: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    lines = []
    for n in range(-12, 13):
        x = round(_WIDTH / 2 + ((round(middle[0] / step) + n) * step - middle[0]) * scale, 1)
        y = round(_HEIGHT / 2 - ((round(middle[1] / step) + n) * step - middle[1]) * scale, 1)
        if 0 < x < _WIDTH:
            lines.append((x, 0.0, x, _HEIGHT))
        if 0 < y < _HEIGHT:
            lines.append((0.0, y, _WIDTH, y))
    return lines


@dataclass(frozen=True, slots=True)
class Dated:
    day: str
    words: Marked
    row: Row | None
    jump: str


def dated(lines: Sequence[DatedLine], by_article: Mapping[str, Row], known: Known) -> tuple[Dated, ...]:
    """The dated sentences in order of their days, each with where it stands."""
    return tuple(
        Dated(
            one.day,
            Marked("", one.text, "", item.language if item else "und"),
            by_article.get(one.article),
            jump(item if isinstance(item, Article) else None, one.start, one.end),
        )
        for one in lines
        for item in [known.get(one.article)]
    )
