"""Facts of one text: who is named, who said what, which figures it gives, where and when. Pure; every claim has its span."""

from __future__ import annotations

from headwater.model import Figure, Name, Noun, Place, Quote, Time
from headwater.stages.facts.figures import find_figures
from headwater.stages.facts.names import find_names
from headwater.stages.facts.places import find_places
from headwater.stages.facts.quotes import find_quotes

__all__ = ["Facts", "find_facts", "find_figures", "find_names", "find_places", "find_quotes"]


class Facts(Noun, frozen=True, kw_only=True):
    """What a text says; spans are code points into it. Each tuple is in order of place."""

    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()


def find_facts(text: str, title: str, language: str) -> Facts:
    """Names, quotes, figures, places and times of `text`.

    `title` helps to tell who is meant; `language` is a BCP 47 primary tag or "und".
    """
    names = find_names(text, title, language)
    quotes = find_quotes(text, names, language)
    return Facts(
        quotes=quotes,
        figures=find_figures(text, quotes, language),
        names=names,
        places=find_places(names),
    )
