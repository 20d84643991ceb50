"""Headlines and subheadings: who is quoted in a line that names its speaker behind a colon, or not at all.

"Harbour wall ‘will hold’: minister Lee" names whose claim it is; a subheading ‘Small steps’ is told by the quotation of the text that has
its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from headwater.model import Name, Party, Quote, QuoteKind, Range
from headwater.stages.facts.marks import Segment
from headwater.text import paragraphs, plain

_HEADING = re.compile(r"[^\n]{12,200}(?<![.!?…:,;])(?<![.!?…:,;][”’\"'»“])(?=\n|\Z)")
_SIGNED = re.compile(r"(?P<said>.+?)[ \u00a0]?(?P<cue>:)[ \u00a0](?P<source>[^\W\d_][^:.!?,\d]{1,48})$")
_LONGEST = 200
_FIRST = 2
"""Lines at the beginning of a text that may be its headline: below them, only what is quoted is looked at."""
_WORDS = 4
"""Fewest words in front of the colon, so that a label ("Source: the agency") is no statement."""
_SOURCE = 5
_WORD = re.compile(r"[^\W_]+")
_MARKS = "“”„«»‘’‚'\"「」『』"
_MOST = 40
"""Quoted passages of such lines that are looked for: a text of more is a list, whose lines are no headings."""
_LEAST = 4
"""Letters of a single quoted word that may be told by the quotation that has it."""


def headings(text: str, names: Sequence[Name], segments: Sequence[Segment], quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Quotes of lines that are headlines or subheadings, which no sentence attributes."""
    loose = _unattributed(segments, quotes)
    echoes = _Echoes(text, quotes)
    for match in _lines(text, loose):
        inside = [s for s in loose if match.start() <= s.start and s.end <= match.end()]
        signed = _signed(text, match, names)
        if signed is not None and not any(q.start < match.end() and match.start() < q.end for q in quotes):
            yield _told(text, signed, inside, echoes)
            continue
        for segment in inside:
            speaker = echoes.speaker(segment)
            if speaker is not None:
                said = text[segment.start : segment.end]
                yield Quote(start=segment.start, end=segment.end, text=said, kind="direct", speaker=speaker)


def _lines(text: str, loose: Sequence[Segment]) -> Iterator[re.Match[str]]:
    """The lines that may be headings and have something to tell: the first of the text, and those of `loose`."""
    starts = {text.rfind("\n", 0, segment.start) + 1 for segment in loose}
    for start, _ in islice(paragraphs(text), _FIRST):
        if ":" in text[start : start + _LONGEST]:
            starts.add(start)
    for start in sorted(starts):
        match = _HEADING.match(text, start)
        if match is not None:
            yield match


def _signed(text: str, line: re.Match[str], names: Sequence[Name]) -> tuple[Range, Range, Name] | None:
    """(what is said, the colon, the name behind it) of "X: Ann Lee"; None where the line does not end with a name."""
    match = _SIGNED.match(text, *line.span())
    if match is None or len(match["said"].split()) < _WORDS or len(match["source"].split()) > _SOURCE:
        return None
    start, end = match.span("source")
    name = next((n for n in names if n.start >= start and n.end == end), None)
    if name is None or (name.type == "place" and name.start > start) or name.type == "event":
        return None
    return Range(start=line.start(), end=match.end("said")), Range(start=match.start("cue"), end=match.end("cue")), name


def _told(text: str, signed: tuple[Range, Range, Name], inside: Sequence[Segment], echoes: _Echoes) -> Quote:
    said, cue, name = signed
    # A headline's country is whoever of it says the quoted words below.
    person = next((who for segment in inside if (who := echoes.speaker(segment))), None) if name.type == "place" else None
    speaker = Party(name=person.name if person else name.text, id=person.id if person else name.id, start=name.start, end=name.end)
    kind: QuoteKind = "mixed" if inside else "indirect"
    if len(inside) == 1 and (inside[0].start, inside[0].end) == (said.start, said.end):
        kind = "direct"
    return Quote(start=said.start, end=said.end, text=text[said.start : said.end], kind=kind, speaker=speaker, cue=cue)


class _Echoes:
    """Who says elsewhere in the text what a line quotes."""

    def __init__(self, text: str, quotes: Sequence[Quote]) -> None:
        self._text = text
        self._quotes = quotes
        self._said: list[tuple[str, Party]] | None = None

    def speaker(self, segment: Segment) -> Party | None:
        """The speaker of the quotation that has the words of `segment`, which is no quotation of its own."""
        words = _folded(self._text[segment.start : segment.end])
        if len(words.strip()) < _LEAST:
            return None
        if self._said is None:
            self._said = [(_folded(q.text), q.speaker) for q in self._quotes if q.kind != "indirect" and q.speaker is not None]
        party = next((speaker for said, speaker in self._said if words in said), None)
        return Party(name=party.name, id=party.id) if party else None


def _unattributed(segments: Sequence[Segment], quotes: Sequence[Quote]) -> list[Segment]:
    """The first segments that stand in no quote; both come in order of place."""
    found: list[Segment] = []
    spans = iter(sorted((q.start, q.end) for q in quotes))
    span = next(spans, None)
    reach = 0
    for segment in segments:
        while span is not None and span[0] <= segment.start:
            reach, span = max(reach, span[1]), next(spans, None)
        if segment.end > reach and segment.closed:
            found.append(segment)
        if len(found) == _MOST:
            break
    return found


def _folded(said: str) -> str:
    return f" {' '.join(_WORD.findall(plain(said.strip(_MARKS))))} "
