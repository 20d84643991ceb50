"""A family: articles that may have text or a source in common, in order of time, with what is looked up about them more than once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from math import sqrt

import numpy as np

from headwater.model import Article
from headwater.stages.lineage import pairs
from headwater.stages.lineage.agencies import Agencies
from headwater.stages.lineage.claims import claims
from headwater.stages.lineage.names import Names
from headwater.stages.lineage.order import TAGGED, Ground, Moment, first
from headwater.stages.lineage.reuse import Overlap, Passage, Wording, overlap, passages
from headwater.text import url_key

SECOND = 0.15
"""Share of the article that a further origin must explain beyond the first."""
MOST_ORIGINS = 3
FEWEST_FACTS = 3
"""Figures that two reports of different languages must share before they are compared by them."""

_NUMBER = re.compile(r"\d+(?:[.,  ]\d+)*")

_NEUTRAL = ("n:", "#:")
"""Terms that are the same in all languages: names and numbers."""

Key = tuple[int, int]
Terms = Sequence[tuple[str, float]]


class Family:
    """Articles are spoken of by their place in the order of time. `parents` are the steps upstream decided so far."""

    def __init__(self, members: Sequence[tuple[Article, bytes, Terms]], table: Agencies) -> None:
        moments = {article.id: Moment.of(article) for article, _, _ in members}
        members = sorted(members, key=lambda member: (moments[member[0].id].rank, member[0].id))
        self.articles = [article for article, _, _ in members]
        self.prints = [shingles for _, shingles, _ in members]
        self._terms = [terms for _, _, terms in members]
        self._named: dict[int, dict[str, float]] = {}
        self.moments = [moments[article.id] for article in self.articles]
        self.names = Names(self.articles, table)
        self.publishers = [self.names.publishers(a) for a in self.articles]
        self.claims = [claims(a, self.names) for a in self.articles]
        self._wordings: dict[int, Wording] = {}
        self._overlaps: dict[Key, Overlap] = {}
        self._passages: dict[Key, tuple[Passage, ...]] = {}
        self._ties = list(range(len(self.articles)))
        self._numbers: dict[int, set[str]] = {}
        self.parents: list[set[int]] = [set() for _ in self.articles]
        self.by_url = {url_key(url): place for place, a in enumerate(self.articles) for url in (a.url, a.canonical_url) if url}

    def wording(self, place: int) -> Wording:
        if place not in self._wordings:
            self._wordings[place] = Wording.of(self.articles[place].text)
        return self._wordings[place]

    def overlap(self, article: int, origin: int) -> Overlap:
        key = (min(article, origin), max(article, origin))
        if key not in self._overlaps:
            self._overlaps[key] = overlap(self.wording(key[0]), self.wording(key[1]))
        found = self._overlaps[key]
        return found if key == (article, origin) else found.reversed()

    def passages(self, article: int, origin: int) -> tuple[Passage, ...]:
        key = (article, origin)
        if key not in self._passages:
            self._passages[key] = passages(self.wording(article), self.wording(origin))
        return self._passages[key]

    def facts(self, article: int, origin: int) -> float:
        """Share of the figures of `article` that stand in `origin` too; 0 where fewer than `FEWEST_FACTS` do."""
        mine, theirs = self._figures(article), self._figures(origin)
        shared = len(mine & theirs)
        return round(shared / len(mine), 2) if shared >= FEWEST_FACTS else 0.0

    def kinship(self, article: int, origin: int) -> float:
        """How alike two reports are in the names and numbers they have, whatever their languages, 0..1."""
        mine, theirs = self._things(article), self._things(origin)
        norm = sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in theirs.values()))
        return sum(w * theirs.get(key, 0.0) for key, w in mine.items()) / norm if norm else 0.0

    def _things(self, place: int) -> dict[str, float]:
        if place not in self._named:
            self._named[place] = {key: weight for key, weight in self._terms[place] if key.startswith(_NEUTRAL)}
        return self._named[place]

    def _figures(self, place: int) -> set[str]:
        if place not in self._numbers:
            self._numbers[place] = {re.sub(r"\D", "", number) for number in _NUMBER.findall(self.articles[place].text)}
        return self._numbers[place]

    @cached_property
    def candidates(self) -> list[Key]:
        """Pairs that share shingles, earlier place first."""
        return pairs.candidates(self.prints)

    @cached_property
    def shared(self) -> list[Key]:
        """Pairs that one was made from the other, earlier place first."""
        return [(a, b) for a, b in self.candidates if pairs.is_reuse(self.overlap(a, b), self.wording(a), self.wording(b))]

    @cached_property
    def partners(self) -> dict[int, list[int]]:
        """For each article the earlier ones that it shares shingles with."""
        found: dict[int, list[int]] = defaultdict(list)
        for a, b in self.candidates:
            found[b].append(a)
        return found

    @cached_property
    def equals(self) -> dict[int, list[int]]:
        """For each article those with nearly its text."""
        found: dict[int, list[int]] = defaultdict(list)
        for a, b in self.shared:
            if min(self.overlap(a, b).of_article, self.overlap(a, b).of_origin) >= pairs.COPY:
                found[a].append(b)
                found[b].append(a)
        return found

    @cached_property
    def published_by(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, keys in enumerate(self.publishers):
            for key in keys:
                found[key].append(place)
        return found

    def direction(self, a: int, b: int) -> tuple[int, int, Ground]:
        """(article, origin, ground) of two places that share text; a credit outweighs the clock."""
        a_names_b, b_names_a = self._names(a, b), self._names(b, a)
        if a_names_b != b_names_a:
            return (a, b, "credit") if a_names_b else (b, a, "credit")
        sizes = len(self.wording(a).words), len(self.wording(b).words)
        a_tags_b, b_tags_a = self.tags(a, b), self.tags(b, a)
        if a_tags_b != b_tags_a:
            return (a, b, "tag") if a_tags_b else (b, a, "tag")
        a_first, ground = first(self.moments[a], self.moments[b], sizes)
        return (b, a, ground) if a_first else (a, b, ground)

    def _names(self, place: int, other: int) -> bool:
        return any(c.key in self.publishers[other] for c in self.claims[place]) and not (self.publishers[place] & self.publishers[other])

    def tags(self, place: int, other: int) -> bool:
        """Whether the page of one names the other as its original, and is not much older than that."""
        original = self.articles[place].original_url
        if not original or self.by_url.get(url_key(original)) != other:
            return False
        return self.moments[other].earliest - self.moments[place].latest <= TAGGED

    def reused(self) -> dict[int, list[tuple[int, Ground]]]:
        """For each article, the origins of its text: the one with most of it, then those that explain more; never in a circle."""
        options: dict[int, list[tuple[float, int, Ground]]] = defaultdict(list)
        for a, b in self.shared:
            article, origin, ground = self.direction(a, b)
            # Of origins that explain the same, the earliest: rounding keeps a word more or less from deciding.
            share = round(self.overlap(article, origin).of_article, 1 if ground == "none" else 2)
            options[article].append((-share, origin, ground))
        chosen: dict[int, list[tuple[int, Ground]]] = {}
        for article in sorted(options):
            chosen[article] = self._origins(article, sorted(options[article]))
        return chosen

    def _origins(self, article: int, options: Sequence[tuple[float, int, Ground]]) -> list[tuple[int, Ground]]:
        explained = np.zeros(len(self.wording(article).words), np.bool_)
        chosen: list[tuple[int, Ground]] = []
        for _, origin, ground in options:
            if self.leads_to(origin, article):
                continue
            covered = self.overlap(article, origin).mine
            # An origin that explains nothing more is still named where nothing else ties the two texts together.
            if not chosen or (covered & ~explained).mean() >= SECOND or not self._tied(article, origin):
                chosen.append((origin, ground))
                explained = explained | covered
                self.parents[article].add(origin)
                self._ties[self._tie(article)] = self._tie(origin)
            if len(chosen) == MOST_ORIGINS:
                break
        return chosen

    def _tied(self, a: int, b: int) -> bool:
        """Whether links of text already join two articles, by whatever way."""
        return self._tie(a) == self._tie(b)

    def _tie(self, place: int) -> int:
        while self._ties[place] != place:
            self._ties[place] = place = self._ties[self._ties[place]]
        return place

    def leads_to(self, start: int, goal: int) -> bool:
        """Whether the steps upstream from `start` reach `goal`."""
        seen, todo = {start}, [start]
        while todo:
            place = todo.pop()
            if place == goal:
                return True
            new = self.parents[place] - seen
            seen |= new
            todo.extend(new)
        return False
