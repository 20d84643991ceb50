"""What a report leaves out of the middle of a text that it otherwise takes over: a denial, a speaker's words, a figure. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from headwater import text
from headwater.model import Difference, Figure, Side
from headwater.stages.compare.lines import Account, Line
from headwater.stages.compare.measures import compatible
from headwater.stages.compare.pairs import Lot, Pair
from headwater.stages.compare.said import Said, quotations

COVERED: Final = 0.6
"""Share of a text's sentences that another report takes over before what it lacks counts as left out."""
TOLD: Final = 0.34
"""Likeness from which on a sentence counts as taken over."""
FEWEST: Final = 5
"""Words of a quotation that is worth a mention."""
MOST: Final = 4
"""Omissions told of one report; one that lacks more is a shorter report."""


def omissions(
    reports: Sequence[tuple[Account, Sequence[Line]]], found: Sequence[Lot], pairs: Sequence[Pair], same: Mapping[tuple[str, int], set[str]]
) -> Iterator[Difference]:
    """Weighty sentences that a report lacks though it has those before and after. `same`: (article, start of a quote) → who has it too."""
    told = _told(found, pairs)
    by_id = {account.article.id: (account, lines) for account, lines in reports}
    for account, lines in reports:
        origin = by_id.get(account.follows)
        if origin is None or not lines or account.article.language != origin[0].article.language:
            continue
        yield from _left_out(account, origin, told, same)


def _told(found: Sequence[Lot], pairs: Sequence[Pair]) -> dict[tuple[str, int], dict[str, int]]:
    """(article, number of a line) → {other article: end of the line that tells the same there}"""
    told: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)

    def note(one: Lot, other: Lot) -> None:
        for line in one.lines:
            for twin in other.lines:
                if twin.account is not line.account:
                    told[line.article, line.number].setdefault(twin.article, twin.end)

    for lot in found:
        if len(lot.lines) > 1:
            note(lot, lot)
    for pair in pairs:
        if pair.likeness >= TOLD:
            note(pair.one, pair.other)
            note(pair.other, pair.one)
    return told


def _left_out(
    account: Account,
    origin: tuple[Account, Sequence[Line]],
    told: Mapping[tuple[str, int], Mapping[str, int]],
    same: Mapping[tuple[str, int], set[str]],
) -> Iterator[Difference]:
    here = account.article.id
    source, lines = origin
    covered = [told.get((line.article, line.number), {}).get(here) for line in lines]
    if sum(end is not None for end in covered) < COVERED * len(lines):
        return
    missing = []
    for place, line in enumerate(lines):
        before = next((end for end in reversed(covered[:place]) if end is not None), None)
        after = any(end is not None for end in covered[place + 1 :])
        if covered[place] is None and before is not None and after:
            weight = _weight(line, source, here, same)
            if weight and not _elsewhere(line, account):
                missing.append((weight, line, before))
    if len(missing) <= MOST:
        for weight, line, at in missing:
            yield _difference(line, account, at, weight)


def _weight(line: Line, source: Account, here: str, same: Mapping[tuple[str, int], set[str]]) -> float:
    """How much it matters that a sentence is missing: a denial most, then a speaker's own words; nothing for mere colour."""
    inside = [q for q in source.quotes if q.start < line.end and line.start < q.end]
    if any(here in same.get((source.article.id, q.start), ()) for q in inside):
        return 0.0
    if any(q.status in ("denied", "unconfirmed") for q in inside):
        return 0.6
    if any(q.kind != "indirect" and len(q.text.split()) >= FEWEST for q in inside) or any(
        len(words.split()) >= FEWEST for words in quotations(line.text)
    ):
        return 0.45
    return 0.0


def _elsewhere(line: Line, account: Account) -> bool:
    """Whether the figures of the sentence, or most of its words, stand elsewhere in the report."""
    figures = [t.fact for t in line.tokens if isinstance(t.fact, Figure)]
    if figures and all(any(f.unit == g.unit and f.value == g.value and compatible(f, g) for g in account.figures) for f in figures):
        return True
    body = {word for word, _, _ in text.words(account.article.text)}
    words = [word for word, _, _ in text.words(line.text)]
    return sum(word in body for word in words) >= 0.85 * len(words)


def _difference(line: Line, account: Account, at: int, weight: float) -> Difference:
    says = text.shorten(line.text, 240)
    return Difference(
        kind="omission",
        summary=f"Left out: {text.shorten(line.text, 90)}",
        sides=(
            Side(article=line.article, start=line.start, end=line.end, text=line.text, says=says),
            Side(article=account.article.id, start=at, end=at, text="", says="not mentioned"),
        ),
        severity=weight,
    )


def shared(saids: Sequence[Said]) -> dict[tuple[str, int], set[str]]:
    """(article, start of a quote) → articles that have the same words by the same speaker."""
    return {(a.article.id, q.start): {b.article.id for b, _ in said.members} for said in saids for a, q in said.members}
