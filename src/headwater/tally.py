"""Which figures a story's reports give: each once, with who claims it and all reports that give it, in any language. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from headwater.model import Article, Figure
from headwater.pages import FigureLine, Telling
from headwater.stages.compare.measures import bounds, dimension, in_base
from headwater.stages.compare.words import listed, stem
from headwater.stages.facts.lexicon import word_list
from headwater.store.facts import Facts

FIGURES = 16
"""Figures listed for one story."""
_FEW = 13
"""Below this a number counts many things of any story: it is one with the number of a report in another language only by what it counts."""
_TELLING = 100
"""From here on a number that is not round counts one thing of a story, whatever words it is counted in ("214 aboard", "214 people")."""
_SMALL = 10
"""Below this a plain count is listed only where it counts people: of two or three of a thing there are many in any report."""


@dataclass(slots=True)
class _Told:
    shown: Figure
    article: str
    language: str
    heads: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tellings: dict[str, Telling] = field(default_factory=dict)
    claimants: list[str] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)

    def is_anothers(self, article: str, name: str) -> bool:
        """Whether the same report has this number from somebody else: a turnout of 45 percent is no party's 45 percent."""
        other = self.claims.get(article, "")
        return bool(name and other) and not (_within(name, other) or _within(other, name))


def tally(articles: Sequence[Article], facts: Mapping[str, Facts]) -> tuple[FigureLine, ...]:
    """The figures, those that most reports give first, then in the order of the story; at most `FIGURES`.

    One that a single report gives is listed only where somebody is named who claims it. A figure that says neither what it counts nor its
    unit tells nothing by itself, and is left out.
    """
    told: dict[tuple[str, float, float, bool], list[_Told]] = defaultdict(list)
    usual = Counter(article.language for article in articles).most_common(1)
    for article in articles:
        for figure in facts[article.id].figures if article.id in facts else ():
            if _is_telling(figure):
                _take(told[_key(figure)], figure, article, usual[0][0])
    found = [one for those in told.values() for one in those if len(one.tellings) > 1 or one.claimants]
    found.sort(key=lambda one: -len(one.tellings))
    return tuple(
        FigureLine(
            figure=one.shown,
            article=one.article,
            language=one.language,
            claimants=tuple(one.claimants),
            told=tuple(one.tellings.values()),
        )
        for one in found[:FIGURES]
    )


def _is_telling(figure: Figure) -> bool:
    """Whether a figure says something by itself: it has a unit or counts something, and is no part of a whole nor a mere two or three."""
    words = set(figure.what.lower().split())
    if figure.value <= 0 or not (words or figure.unit) or not listed("parts").isdisjoint(words):
        return False
    return bool(figure.unit) or figure.value >= _SMALL or not figure.value.is_integer() or not listed("persons").isdisjoint(words)


def _key(figure: Figure) -> tuple[str, float, float, bool]:
    """What figures of one line have in common; "fewer than 300" is none with "more than 300"."""
    return dimension(figure.unit), round(in_base(figure), 6), figure.value_max or 0.0, not bounds(figure)[0]


def _take(known: list[_Told], figure: Figure, article: Article, usual: str) -> None:
    heads = {stem(word, article.language) for word in figure.what.split()} - {""}
    name = figure.claimant.name if figure.claimant else ""
    one = next((k for k in known if _is_one(k, figure, heads, article.language) and not k.is_anothers(article.id, name)), None)
    if one is None:
        known.append(one := _Told(figure, article.id, article.language))
    elif one.language != usual == article.language:
        one.shown, one.article, one.language = figure, article.id, usual  # in the language that most reports are in
    one.heads[article.language] |= heads
    one.tellings.setdefault(article.id, Telling(article=article.id, start=figure.start, end=figure.end))
    one.claims.setdefault(article.id, name)
    if name[:1].isupper() and name.lower() not in word_list("nobody") and not any(_within(name, other) for other in one.claimants):
        one.claimants = [*(other for other in one.claimants if not _within(other, name)), name]


def _within(name: str, other: str) -> bool:
    """Whether a name is another, or its last words: "Drum" beside "Hester Drum"."""
    return f" {other.lower()}".endswith(f" {name.lower()}")


def _is_one(known: _Told, figure: Figure, heads: Iterable[str], language: str) -> bool:
    """Whether a figure of the same value counts the same thing."""
    if figure.unit or not figure.value.is_integer() or (figure.value >= _TELLING and figure.value % 10):
        return True
    if language in known.heads:
        return not heads or not known.heads[language] or not known.heads[language].isdisjoint(heads)
    return figure.value >= _FEW
