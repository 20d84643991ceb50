"""Facts of one text: who is named, who said what, and which figures it gives. Pure and bounded; every claim carries its span."""

from __future__ import annotations

from headwater.model import Figure, Name, Noun, Quote
from headwater.stages.facts.figures import find_figures
from headwater.stages.facts.names import find_names
from headwater.stages.facts.quotes import find_quotes

__all__ = ["Facts", "find_facts", "find_figures", "find_names", "find_quotes"]


class Facts(Noun, frozen=True, kw_only=True):
    """What a text says; spans are code points into it. Each tuple is in order of place."""

    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()


def find_facts(text: str, title: str, language: str) -> Facts:
    """Names, quotes and figures of `text`. `title` helps to tell who is meant; `language` is a BCP 47 primary tag or "und"."""
    names = find_names(text, title, language)
    quotes = find_quotes(text, names, language)
    return Facts(quotes=quotes, figures=find_figures(text, quotes, language), names=names)
