"""A plain text file → title, paragraphs and furniture. The general shapes of pasted and scraped texts, not those of any outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from headwater.errors import ContentError
from headwater.model import Furniture
from headwater.stages.extract import furniture as look
from headwater.stages.extract.dates import Moment, parse_moment
from headwater.stages.extract.decode import flat
from headwater.text import fold, words

MIN_RELATED = 3
"""Headlines in a row at the end that make a block of related articles; one or two may be a last heading and its line."""
MAX_SHARED = 0.5
"""Share of a trailing headline's longer words that may stand in the body: headlines of other reports share names at most."""

_DATE_LINE = re.compile(
    r"^(?:(?:published|posted|updated|last updated|date|datum|veröffentlicht|publié|publicado|pubblicato|дата"
    r"|опубликовано)\b[^\d]{0,25})?"
    r"[^\d]{0,30}\d[\w .,:/+()–-]{4,60}$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^(?:by|von|por|par|di)\s+\S.{2,80}$", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """A line that holds something; `gap` counts the blank lines before it."""

    text: str
    gap: int


@dataclass(slots=True)
class PlainText:
    """What a plain text says. `text` has its paragraphs joined with one newline."""

    title: str = ""
    text: str = ""
    furniture: list[Furniture] = field(default_factory=list)
    byline: str = ""
    moment: Moment | None = None


def read_plain(raw: str) -> PlainText:
    """Title, text and furniture of a plain text. Raises ContentError if nothing is left that could be read."""
    lines = _unwrap(_lines(raw))
    if not lines:
        raise ContentError("there is no text in it")
    found = PlainText()
    _take_head(lines, found)
    _take_tail(lines, found)
    _take_captions(lines, found)
    kept: list[str] = []
    for line in lines:
        kind = look.kind_of_line(line.text)
        if kind is None:
            kept.append(line.text)
        else:
            found.furniture.append(Furniture(text=line.text, kind=kind))
    _cut_glued_title(kept, found)
    found.text = "\n".join(kept)
    if not found.text and not found.title:
        raise ContentError("there is no text in it but furniture")
    return found


def _lines(raw: str) -> list[_Line]:
    lines: list[_Line] = []
    gap = 0
    for part in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        text = flat(part)
        if text and any(character.isalnum() for character in text):
            lines.append(_Line(text, gap))
            gap = 0
        else:
            gap += 1
    return lines


def _unwrap(lines: list[_Line]) -> list[_Line]:
    """Lines broken at a fixed width, with blank lines between paragraphs, put together again."""
    inner = [line for line, following in pairwise(lines) if following.gap == 0]
    if len(inner) < 6 or max(len(line.text) for line in lines) > 100:
        return lines
    lengths = [len(line.text) for line in inner]
    broken = sum(not look.ends_sentence(line.text) for line in inner)
    if median(lengths) < 45 or broken < 0.7 * len(inner) or len(lines) < 1.5 * sum(line.gap > 0 for line in lines):
        return lines
    joined: list[_Line] = []
    for line in lines:
        if line.gap == 0 and joined:
            joined[-1].text += " " + line.text
        else:
            joined.append(line)
    return joined


def _take_head(lines: list[_Line], found: PlainText) -> None:
    """A title, then at most a byline and a line with the date, in the first lines."""
    spaced = len(lines) > 1 and lines[1].gap > 0
    if len(lines) > 1 and spaced and look.looks_like_headline(lines[0].text) and look.kind_of_line(lines[0].text) is None:
        found.title = lines.pop(0).text
    for _ in range(2):
        if not lines or len(lines) < 2 or len(lines[0].text.split()) > 14 or look.ends_sentence(lines[0].text):
            return
        head = lines[0].text
        moment = parse_moment(head) if _DATE_LINE.match(head) else None
        if moment and not found.moment:
            found.moment = moment
        elif _BYLINE.match(head) and not found.byline and found.title:
            found.byline = head
        else:
            return
        found.furniture.append(Furniture(text=lines.pop(0).text, kind="source-line"))


def _take_tail(lines: list[_Line], found: PlainText) -> None:
    """Footers, navigation and blocks of other reports' headlines, from the end upwards."""
    taken: list[Furniture] = []
    while len(lines) > 1:
        kind = look.kind_of_line(lines[-1].text)
        if kind is not None and kind != "caption":
            taken.append(Furniture(text=lines.pop().text, kind=kind))
            continue
        count = _related_block(lines)
        if not count:
            break
        taken.extend(Furniture(text=lines.pop().text, kind="related") for _ in range(count))
    found.furniture.extend(reversed(taken))


def _related_block(lines: list[_Line]) -> int:
    """How many lines at the end are headlines of other reports."""
    count = 0
    for line in reversed(lines[1:]):
        if not look.looks_like_headline(line.text) or look.is_text_credit(line.text):
            break
        count += 1
        if look.is_related_heading(lines[-count - 1].text) or (line.gap > 0 and lines[-count - 1].gap == 0):
            break
    under_heading = len(lines) > count and look.is_related_heading(lines[-count - 1].text)
    if under_heading:
        return count
    while count and lines[-count].gap == 0:
        count -= 1
    if count < MIN_RELATED or not _is_foreign(lines, count):
        return 0
    return count


def _is_foreign(lines: list[_Line], count: int) -> bool:
    tail = [line.text for line in lines[-count:]]
    long_enough = [line for line in tail if len(line.split()) >= 4 or _unspaced(line)]
    if len(long_enough) < 0.7 * count:
        return False
    body = {word for line in lines[:-count] for word, _, _ in words(line.text)}
    shares = []
    for line in tail:
        longer = [word for word, _, _ in words(line) if len(word) > 3 or _unspaced(word)]
        shares.append(sum(word in body for word in longer) / len(longer) if longer else 1.0)
    titled = sum(look.is_title_case(line) for line in tail) >= 0.7 * count
    return sum(shares) / count <= (MAX_SHARED if titled else MAX_SHARED * 0.7)


def _unspaced(text: str) -> bool:
    return any("\u3040" <= character <= "\u9fff" or "\u0e00" <= character <= "\u0e7f" for character in text)


def _take_captions(lines: list[_Line], found: PlainText) -> None:
    """Lines with a picture's credit, and the picture's alternative text glued before one."""
    first = len(lines)
    while first:
        at = first = first - 1
        if not look.is_photo_caption(lines[at].text) or look.is_text_credit(lines[at].text):
            continue
        if at and lines[at].gap == 0 and len(lines[at - 1].text.split()) <= 10 and not look.ends_sentence(lines[at - 1].text):
            first = at - 1
        taken = [Furniture(text=line.text, kind="caption") for line in lines[first : at + 1]]
        if len(taken) < len(lines):
            found.furniture.extend(taken)
            del lines[first : at + 1]


def _cut_glued_title(kept: list[str], found: PlainText) -> None:
    """The title, repeated by a script as a paragraph of its own or at the end of the last one."""
    title = found.title
    if len(title.split()) < 3:
        return
    folded = fold(title)
    for at in range(len(kept) - 1, -1, -1):
        if fold(kept[at]) == folded:
            found.furniture.append(Furniture(text=kept.pop(at), kind="footer"))
    if kept and kept[-1].endswith(title) and len(kept[-1]) > len(title):
        rest = kept[-1][: -len(title)].rstrip(" |–—-•")
        found.furniture.append(Furniture(text=title, kind="footer"))
        kept[-1] = rest
