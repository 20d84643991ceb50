"""Facts of one text: who is named, who said what, which figures it gives, where and when. Pure; every claim has its span."""

from __future__ import annotations

from datetime import datetime

import msgspec

from headwater.model import Figure, Name, Noun, Place, Quote, Time
from headwater.stages.facts.counted import dated
from headwater.stages.facts.figures import find_figures
from headwater.stages.facts.names import find_names
from headwater.stages.facts.places import find_places
from headwater.stages.facts.quotes import find_quotes
from headwater.stages.facts.times import find_times

__all__ = ["Facts", "find_facts", "find_figures", "find_names", "find_places", "find_quotes", "find_times"]


class Facts(Noun, frozen=True, kw_only=True):
    """What a text says; spans are code points into it. Each tuple is in order of place."""

    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()


def find_facts(text: str, title: str, language: str, published: datetime | None = None) -> Facts:
    """Names, quotes, figures, places and times of `text`.

    `title` helps to tell who is meant; `language` is a BCP 47 primary tag or "und"; times are read
    against `published`.
    """
    names = find_names(text, title, language)
    places = find_places(text, names)
    # A place has the id of the one that is meant, not of the best known of its name.
    meant = {(place.start, place.end): place.id for place in places}
    names = tuple(_renamed(name, meant.get((name.start, name.end), name.id)) for name in names)
    quotes = find_quotes(text, names, language)
    times = find_times(text, published, language)
    figures = dated(text, find_figures(text, quotes, language), times, quotes)
    return Facts(quotes=quotes, figures=figures, names=names, places=places, times=times)


def _renamed(name: Name, identity: str) -> Name:
    return name if name.id == identity else msgspec.structs.replace(name, id=identity)
