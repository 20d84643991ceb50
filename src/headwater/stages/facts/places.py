"""Mentions of places and where on Earth they are: of all places of a name, the one that fits what else the text is about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from headwater.model import Name, Place
from headwater.stages.facts.gazetteer import Entry, look_up, name_of, number_of
from headwater.stages.facts.lexicon import demonyms, places
from headwater.stages.facts.spelling import cased, key, slug, word_forms
from headwater.text import plain

# Weights of what speaks for a place, against a tenfold of people living there as 1. Chosen on GeoVirus and TR-News.
_COUNTRY, _AREA, _ADMIN1, _ADMIN2 = 3.5, 4.0, 2.0, -0.6
_SAME_COUNTRY = 3.5
_SAME_DIVISION = 1.5
_SAID_BEHIND = 8.0
_HOME = 0.4
_SHORT = 5
"""Letters of a name that many towns have as one of their other names: "Kai", "Hang", "Nagi"."""
_KINDS = {"country": _COUNTRY, "area": _AREA, "water": _AREA, "admin1": _ADMIN1, "admin2": _ADMIN2, "city": 0.0}
_BEHIND = re.compile(r"[,(] ?(?:in )?(?:the )?([^\W\d_a-z][\w.’'-]*(?: (?:of |the )*[^\W\d_a-z][\w.’'-]*){0,3})")


class _Mention(NamedTuple):
    name: Name
    entries: tuple[Entry, ...]


def find_places(text: str, names: Sequence[Name]) -> tuple[Place, ...]:
    """The places among `names`, in order; those that the gazetteer does not hold have no position.

    One name means one place throughout a text, unless what follows it says otherwise ("Paris, Texas").
    """
    mentions = [_Mention(n, _candidates(n)) for n in names if n.type == "place"]
    if not mentions:
        return ()
    chooser = _Chooser(text, mentions)
    return tuple(chooser.place(mention) for mention in mentions)


def _candidates(name: Name) -> tuple[Entry, ...]:
    found = look_up(name.text)
    known = places().get(name.id)
    if known is None:
        return found or _shortened(name.text)
    more = found or look_up(known.name)
    if known.country and slug(key(name.text)) != name.id:
        # A name in another language or script stands for the thing it is known as.
        return tuple(e for e in more if e.country == known.country) or look_up(known.name)
    return more


def _shortened(name: str) -> tuple[Entry, ...]:
    """What a longer name lies at: "Swat Valley" at Swat, "Istanbul Airport" in Istanbul."""
    words = name.split()
    for size in range(len(words) - 1, 0, -1):
        found = look_up(" ".join(words[:size]))
        if found and len(words[0]) > 3:
            return found
    return ()


@cache
def _peoples() -> dict[str, tuple[str, ...]]:
    """Words that say "of this country", each with the codes of the countries."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in demonyms().items():
        for word in cased(words):
            found[word] = (*found.get(word, ()), code)
    return found


class _Chooser:
    """Chooses for each name among the places it may mean."""

    def __init__(self, text: str, mentions: Sequence[_Mention]) -> None:
        self._text = text
        self._countries: Counter[str] = Counter()
        self._divisions: Counter[int] = Counter()
        self._own: dict[str, float] = defaultdict(float)
        self._behind: dict[str, Entry] = {}
        self._weigh(mentions)
        self._chosen: dict[str, Entry | None] = {}

    def _weigh(self, mentions: Sequence[_Mention]) -> None:
        """Which countries and divisions the text is about."""
        for code in {code for word in word_forms(self._text) & _peoples().keys() for code in _peoples()[word]}:
            self._countries[code] += 1.0  # type: ignore[assignment]
        seen: dict[str, list[_Mention]] = defaultdict(list)
        for mention in mentions:
            seen[mention.name.text].append(mention)
        for same in seen.values():
            entries = same[0].entries
            for mention in same:
                self._note_behind(mention)
            if not entries:
                continue
            first = max(entries, key=_prior)
            sure = first.kind in ("country", "area", "admin1") or len({e.country for e in entries}) == 1
            weight = min(3, len(same)) * (1.0 if sure else _HOME)
            self._countries[first.country] += weight  # type: ignore[assignment]
            self._own[same[0].name.text] = weight
            for e in entries:
                if e.kind == "admin1":
                    self._divisions[e.row] += 1
        self._countries.pop("", None)

    def _note_behind(self, mention: _Mention) -> None:
        """The place that a text names together with the larger one it lies in."""
        match = _BEHIND.match(self._text, mention.name.end)
        if match is None or mention.name.text in self._behind:
            return
        outer = look_up(match.group(1).rstrip(".’'s,")) or look_up(match.group(1).split()[0])
        inside = [e for e in mention.entries if any(_lies_in(e, o) for o in outer)]
        if inside and max(mention.entries, key=_prior).kind not in ("country", "area", "water"):
            best = max(inside, key=lambda e: _prior(e) + max(_prior(o) for o in outer if _lies_in(e, o)) / 2)
            self._behind[mention.name.text] = best
            self._countries[best.country] += 1.0  # type: ignore[assignment]

    def place(self, mention: _Mention) -> Place:
        """The mention with the place chosen for it."""
        name = mention.name
        if name.text not in self._chosen:
            self._chosen[name.text] = self._choose(mention)
        entry = self._chosen[name.text]
        if entry is None:
            known = places().get(name.id)
            return Place(
                start=name.start,
                end=name.end,
                text=name.text,
                id=name.id,
                name=known.name if known else name.text,
                country=known.country if known else "",
            )
        return Place(
            start=name.start,
            end=name.end,
            text=name.text,
            id=_identity(name, entry),
            name=name_of(entry.row),
            latitude=entry.latitude,
            longitude=entry.longitude,
            country=entry.country,
        )

    def _choose(self, mention: _Mention) -> Entry | None:
        if mention.name.text in self._behind:
            return self._behind[mention.name.text]
        if not mention.entries:
            return None
        best = max(mention.entries, key=self._score)
        return best if self._expected(mention, best) else None

    def _expected(self, mention: _Mention, entry: Entry) -> bool:
        """Whether a short name that is not the usual one of a town may mean it: only where something else speaks of its country."""
        name = mention.name.text
        if name[0].islower():
            return False  # "la Copa del Mar" is not played in Del Mar
        written = plain(name if look_up(name) else name.split()[0])
        usual = plain(name_of(entry.row))
        if len(written) > _SHORT or written == usual or entry.kind != "city":
            return True
        return self._countries[entry.country] - self._own[mention.name.text] > 0

    def _score(self, entry: Entry) -> float:
        total = sum(self._countries.values()) or 1.0
        share = self._countries[entry.country] / total
        near = _SAME_DIVISION * (entry.division in self._divisions and entry.kind != "admin1")
        return _prior(entry) + _SAME_COUNTRY * min(1.0, 2 * share) + near


def _prior(entry: Entry) -> float:
    return entry.rank / 16 + _KINDS[entry.kind]


def _lies_in(inner: Entry, outer: Entry) -> bool:
    if outer.row == inner.row or inner.country != outer.country:
        return False
    return outer.kind in ("country", "area") or outer.row == inner.division


def _identity(name: Name, entry: Entry) -> str:
    """The id of a place: that of the known thing, else its usual name with its country; a namesake of a larger place adds its number."""
    known = places().get(name.id)
    if known is not None and (known.country == entry.country or not known.country):
        return name.id
    usual = name_of(entry.row)
    base = f"{slug(key(usual))}-{entry.country.lower()}".rstrip("-")
    largest = next((e for e in look_up(usual) if e.country == entry.country), entry)
    return base if largest.row == entry.row or not number_of(entry.row) else f"{base}-{number_of(entry.row)}"
