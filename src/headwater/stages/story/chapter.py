"""A story as a chapter of a saga: whom and what its reports are about, few enough to keep and to compare after months. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log1p
from typing import Final

from headwater.model import Name, NameType, Noun
from headwater.stages.story.decide import spread
from headwater.stages.story.spelling import name_key, strip_accents

NAMES: Final = 20
WORDS: Final = 24
PEOPLE: Final = 5
LABELS: Final = 12
SPEAKERS: Final = 12
"""Reports that speak for a story, from its first to its last."""
_WORD = re.compile(r"[^\W\d_]+")
_WHOLE: Final = 0.34
"""Share of the reports that must name a person for the person to be one whom the story is about."""


class Told(Noun, frozen=True, kw_only=True):
    """What a chapter needs of one report: its story terms, its title, its language and its names."""

    terms: tuple[tuple[str, float], ...]
    title: str = ""
    language: str = "und"
    names: tuple[Name, ...] = ()


class Label(Noun, frozen=True, kw_only=True):
    """A name as it is written. `keys` are what it is recognised by in other spellings; `weight` how much the story is about it."""

    text: str
    type: NameType
    keys: tuple[str, ...]
    weight: float


class Chapter(Noun, frozen=True, kw_only=True):
    """A story, small. `first` and `last` are in seconds since the epoch, 0 where no report has a time.

    `names` and `words` are story terms with their mean weight over the reports, heaviest first; `people` the keys of the last names of
    persons it is about; `labels` the names as written.
    """

    story: str
    first: float
    last: float
    names: tuple[tuple[str, float], ...]
    words: tuple[tuple[str, float], ...]
    people: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()


def chapter(story: str, reports: Sequence[Told], first: float, last: float) -> Chapter:
    """The chapter that some reports of a story make, at most `SPEAKERS`. A name or word counts by the share of reports that have it."""
    chosen = spread(tuple(reports), SPEAKERS)
    weights: Counter[str] = Counter()
    for told in chosen:
        for key, weight in told.terms:
            weights[key] += weight / len(chosen)  # type: ignore[assignment]
    labels = _labels(chosen)
    return Chapter(
        story=story,
        first=first,
        last=last,
        names=_heaviest(weights, "n:", NAMES),
        words=_heaviest(weights, "w:", WORDS),
        people=_people(chosen, labels),
        labels=labels,
    )


def _heaviest(weights: Counter[str], space: str, limit: int) -> tuple[tuple[str, float], ...]:
    rows = ((key, round(weight, 3)) for key, weight in weights.items() if key.startswith(space))
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0]))[:limit])


Forms = Counter[tuple[str, NameType]]


def _labels(reports: Sequence[Told]) -> tuple[Label, ...]:
    """The names most reports name most, each once, as it is mostly written; what stands in a title counts double."""
    weight: Counter[tuple[str, ...]] = Counter()
    forms: dict[tuple[str, ...], Forms] = {}
    languages = Counter(told.language for told in reports)
    for told in reports:
        # A name is written as most reports write it: in another script it is the same name to few readers.
        common = languages[told.language]
        title = strip_accents(told.title).casefold()
        times: Counter[tuple[str, ...]] = Counter()
        for name in told.names:
            if keys := name_keys(written := _bare(name.text)):
                times[keys] += 1
                forms.setdefault(keys, Counter())[(written, name.type)] += common * common
        for keys, count in times.items():
            worth = log1p(count) / len(reports)
            weight[keys] += worth * (2.0 if strip_accents(_written(forms[keys])[0]).casefold() in title else 1.0)  # type: ignore[assignment]
    rows = []
    for keys, worth in _joined(weight, forms).items():
        written, kind = _written(forms[keys])
        rows.append(Label(text=written, type=kind, keys=name_keys(written), weight=round(worth, 3)))
    return tuple(sorted(rows, key=lambda label: (-label.weight, label.text))[:LABELS])


def _bare(name: str) -> str:
    """A name without the small words at its ends."""
    parts = name[:80].split()
    while parts and parts[0].islower():
        parts.pop(0)
    while parts and parts[-1].islower():
        parts.pop()
    return " ".join(parts)


def _written(forms: Forms) -> tuple[str, NameType]:
    """The form to show: rather of two words than of one, not in capitals alone, the commonest of these."""
    return min(forms, key=lambda form: (-min(2, len(form[0].split())), form[0].isupper() and len(form[0]) > 4, -forms[form], form))


def _joined(weight: Counter[tuple[str, ...]], forms: dict[tuple[str, ...], Forms]) -> dict[tuple[str, ...], float]:
    """The weights, a short form of a name ("Brandhoff") counted with the one longer form it can stand for ("Elke Brandhoff").

    Of the two, the one that is written more often is kept with both weights and forms, a single word never for a longer one.
    """
    joined: dict[tuple[str, ...], float] = dict(weight)
    for keys in sorted(weight, key=lambda keys: (len(keys), keys)):
        longer = [other for other in joined if len(other) > len(keys) and set(keys) <= set(other)]
        if len(longer) != 1:
            continue
        other = longer[0]
        kept, gone = (keys, other) if len(keys) > 1 and weight[keys] >= weight[other] else (other, keys)
        joined[kept] += joined.pop(gone)
        forms[kept] += forms[gone] if len(gone) <= len(kept) else Counter()
    return joined


def name_keys(name: str) -> tuple[str, ...]:
    """The story terms of the words of a name, in order; empty for one without a word that can be recognised."""
    parts = (strip_accents(part) for part in _WORD.findall(name[:120]))
    return tuple(dict.fromkeys("n:" + key for part in parts if not part.islower() and len(key := name_key(part)) > 1))


def _people(reports: Sequence[Told], labels: Iterable[Label]) -> tuple[str, ...]:
    """Keys of the last names of the persons that the story is about: those that a good part of the reports name."""
    named = Counter(
        key for told in reports for key in {n for name in told.names if name.type == "person" for n in name_keys(name.text)[-1:]}
    )
    persons = dict.fromkeys(label.keys[-1] for label in labels if label.type == "person")
    return tuple(key for key in persons if named[key] >= _WHOLE * len(reports))[:PEOPLE]
