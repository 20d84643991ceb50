"""Chooses the sentences of a story's brief: what most origins tell, nearest the primary, least said twice, balanced over origins. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

from headwater.model import Article, BriefSentence, Cited, Difference, Noun, Side
from headwater.stages.brief.candidates import Candidate, candidates

SENTENCES: Final = 5
MOST_REPORTS: Final = 60
SAME: Final = 0.55
"""Share of keys that two sentences have in common from which on the second is said already; it is cited beside the first."""
CITED: Final = 3
AGAIN: Final = 0.7
"""What a sentence of an origin that was cited before still counts."""
PRIMARY: Final = 1.8
"""What a sentence of a report that follows no other counts more: from there on, the demo press's briefs take none from its garbled rewrites
where an origin tells as much."""
FEWEST: Final = 2
_TELLING: Final = 0.6
"""Severity from which on a difference is told in a brief."""


class Source(Noun, frozen=True):
    """A report that may be cited: the letter of its origin, and whether it is one with nothing known further upstream."""

    article: Article
    origin: str
    primary: bool


def choose(sources: Sequence[Source], differences: Sequence[Difference], language: str, most: int = SENTENCES) -> tuple[BriefSentence, ...]:
    """Up to `most` sentences in `language`, each as it stands in the report it cites first, and one where reports differ.

    Empty where no report in that language has a sentence that can stand alone. Deterministic for any order of `sources`.
    """
    known = sorted((s for s in sources if s.article.language == language), key=_nearest)[:MOST_REPORTS]
    by_id = {source.article.id: source for source in known}
    found = [c for source in known for c in candidates(source.article)]
    if not found:
        return ()
    weights = _weights(found, by_id)
    chosen = _chosen(found, weights, by_id, most)
    lead, rest = chosen[0], sorted(chosen[1:], key=lambda c: (c.place, c.article.id))
    told = [_sentence(c, found, by_id) for c in (lead, *rest)]
    differ = _differing(differences, by_id, language)
    return (*told, differ) if differ else tuple(told)


def _nearest(source: Source) -> tuple[bool, float, str]:
    return (not source.primary, (source.article.published or source.article.first_seen).timestamp(), source.article.id)


def _weights(found: Sequence[Candidate], by_id: Mapping[str, Source]) -> dict[str, float]:
    """Key → in how many origins it stands, less for what stands in most sentences of the story."""
    origins: dict[str, set[str]] = defaultdict(set)
    count: dict[str, int] = defaultdict(int)
    for candidate in found:
        for key in candidate.keys:
            origins[key].add(by_id[candidate.article.id].origin)
            count[key] += 1
    return {key: len(origins[key]) * (1.0 - 0.8 * count[key] / (len(found) + 1)) for key in origins}


def _chosen(found: Sequence[Candidate], weights: Mapping[str, float], by_id: Mapping[str, Source], most: int) -> list[Candidate]:
    chosen: list[Candidate] = []
    used: dict[str, int] = defaultdict(int)
    while len(chosen) < most:
        open_ones = [c for c in found if all(_common(c, other) < SAME for other in chosen)]
        if not open_ones:
            break
        if not chosen:
            open_ones = _leads(open_ones)
        best = max(open_ones, key=lambda c: (_worth(c, chosen, weights, by_id, used), -c.place, c.article.id))
        chosen.append(best)
        used[by_id[best.article.id].origin] += 1
    return chosen


def _leads(found: Sequence[Candidate]) -> list[Candidate]:
    """The openings that most reports have in some words: with one of them the story is told. A first sentence goes before a second."""
    openings = [c for c in found if c.place <= 1] or list(found)
    carried = {id(c): len({o.article.id for o in found if _common(c, o) >= SAME}) + (c.place == 0) for c in openings}
    most = max(carried.values())
    return [c for c in openings if carried[id(c)] == most]


def _worth(
    candidate: Candidate, chosen: Sequence[Candidate], weights: Mapping[str, float], by_id: Mapping[str, Source], used: Mapping[str, int]
) -> float:
    source = by_id[candidate.article.id]
    said = frozenset[str]().union(*(c.keys for c in chosen))
    fresh = sum(sorted(weights[key] for key in candidate.keys - said))
    worth = fresh / (8 + len(candidate.keys)) ** 0.7 * (1 + 1 / (1 + candidate.place))
    return float(worth * (PRIMARY if source.primary else 1.0) * AGAIN ** used[source.origin])


def _common(one: Candidate, other: Candidate) -> float:
    smaller = min(len(one.keys), len(other.keys))
    return len(one.keys & other.keys) / smaller if smaller else 0.0


def _sentence(candidate: Candidate, found: Sequence[Candidate], by_id: Mapping[str, Source]) -> BriefSentence:
    """The sentence with its citation, and those of other origins that tell the same."""
    cited, origins = [candidate], {by_id[candidate.article.id].origin}
    for other in sorted(found, key=lambda c: (-_common(candidate, c), c.article.id, c.place)):
        origin = by_id[other.article.id].origin
        if len(cited) < CITED and origin not in origins and _common(candidate, other) >= SAME:
            cited.append(other)
            origins.add(origin)
    sources = tuple(Cited(article=c.article.id, start=c.start, end=c.end, text=c.text) for c in cited)
    return BriefSentence(text=" ".join(candidate.text.split()), sources=sources)


def _differing(differences: Sequence[Difference], by_id: Mapping[str, Source], language: str) -> BriefSentence | None:
    """That reports differ, in the language of the brief, with a citation of each side."""
    for difference in differences:
        what = _counted(difference, by_id)
        words = _differ().get((language, "counted" if what else difference.kind))
        sides: dict[str, Side] = {}
        for side in difference.sides:
            if side.article in by_id and side.text:
                sides.setdefault(side.says, side)
        if words and difference.severity >= _TELLING and len(sides) >= FEWEST:
            one, other = list(sides.values())[:2]
            sources = tuple(Cited(article=s.article, start=s.start, end=s.end, text=s.text) for s in (one, other))
            return BriefSentence(text=words.format(a=one.says, b=other.says, what=what), sources=sources, differ=True)
    return None


def _counted(difference: Difference, by_id: Mapping[str, Source]) -> str:
    """What the figures of a difference count, as a report of the brief writes it; "" where none does."""
    subject, found, _ = difference.summary.rpartition(": ")
    if not found or not subject or difference.kind != "figure":
        return ""
    for side in difference.sides:
        body = by_id[side.article].article.text if side.article in by_id else ""
        at = body.lower().find(subject.lower())
        if at >= 0:
            return body[at : at + len(subject)]
    return ""


@cache
def _differ() -> dict[tuple[str, str], str]:
    rows = resources.files(__package__).joinpath("data/differ.txt").read_text(encoding="utf-8").splitlines()
    parted = (row.split(": ", 1) for row in rows if row and not row.startswith("#"))
    return {(head.split()[0], head.split()[1]): words for head, words in parted}
