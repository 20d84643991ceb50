"""Invented reports of invented happenings, and a small pipeline that decides them as the real one does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from headwater.model import Assignment
from headwater.stages.story import Index, Item, assign, terms

HOUR = 3600.0
MONDAY = 1_790_000_000.0


class Told(NamedTuple):
    """An invented report: which happening it tells of, how, and when (hours after Monday; None: no date)."""

    id: str
    happening: str
    language: str
    title: str
    text: str
    hours: float | None = None


FERRY_NORTH = (
    Told(
        "f1", "north", "en", "Ferry Maribel runs aground off Tollmark, 214 rescued",
        "The passenger ferry Maribel ran aground on the Skarn reef off Tollmark early on Monday. Coast guard boats took all 214 passengers"
        " ashore, harbour master Ingvar Dahlstrup said. Nobody was hurt. The hull is leaking and the Skarn reef is a bird sanctuary.", 1,
    ),
    Told(
        "f2", "north", "en", "All 214 passengers safe after ferry hits Skarn reef",
        "Rescuers brought 214 people to safety after the Maribel struck the Skarn reef near Tollmark. Harbour master Ingvar Dahlstrup"
        " praised the crew. Divers are to look at the leaking hull on Tuesday.", 3,
    ),
    Told(
        "f3", "north", "de", "Fähre Maribel läuft vor Tollmark auf Grund",
        "Die Fähre Maribel ist am Montag vor Tollmark auf das Riff Skarn gelaufen. Alle 214 Passagiere wurden gerettet, sagte Hafenmeister"
        " Ingvar Dahlstrup. Verletzt wurde niemand.", 4,
    ),
    Told(
        "f4", "north", "ru", "Паром «Марибел» сел на мель у Толлмарка",
        "Пассажирский паром «Марибел» сел на мель на рифе Скарн близ Толлмарка. Все 214 пассажиров спасены, заявил капитан порта"
        " Ингвар Дальструп.", 5,
    ),
)  # fmt: skip
FERRY_SOUTH = (
    Told(
        "g1", "south", "en", "Ferry Estrella sinks near Port Alvane, 31 missing",
        "The passenger ferry Estrella sank in a storm near Port Alvane. Thirty people were rescued and 31 are missing, the coast guard"
        " under commander Lucia Ferrante said. The ferry had been bound for the island of Quell.", 2,
    ),
    Told(
        "g2", "south", "en", "Hopes fade for 31 missing after Estrella ferry disaster",
        "Commander Lucia Ferrante said the coast guard had found no survivors since the Estrella went down near Port Alvane. The 31 missing"
        " were on their way to the island of Quell.", 9,
    ),
)  # fmt: skip
BUDGET = (
    Told(
        "b1", "budget", "en", "Varland parliament passes budget after all-night debate",
        "Lawmakers in Varland approved the budget of finance minister Odile Marchetti by 61 votes to 58. The opposition around Theo"
        " Brandsma called the cut to school meals a disgrace.", 2,
    ),
    Told(
        "b2", "budget", "fr", "Le parlement du Varland adopte le budget par 61 voix contre 58",
        "Après une nuit de débats, les députés du Varland ont adopté le budget de la ministre Odile Marchetti par 61 voix contre 58."
        " L'opposition de Theo Brandsma dénonce la fin des repas scolaires.", 4,
    ),
)  # fmt: skip
STREAM = (*FERRY_NORTH, *FERRY_SOUTH, *BUDGET)


def item(told: Told, story: str = "") -> Item:
    at = 0.0 if told.hours is None else MONDAY + told.hours * HOUR
    return Item(article=told.id, story=story, at=at, language=told.language, terms=terms(told.title, told.text, told.language))


def decide(report: Item, index: Index, reuse: dict[str, float]) -> Assignment:
    """What is decided of a report, which is not kept; `reuse`: the share of its text that it has in common with others."""
    index.receive([report])
    [(_, decided)] = assign([report], index, lambda _: reuse)
    index.let_in(report.article, report.article, reports=False)
    index.remove(report.article)
    return decided


def grouped(stream: Iterable[Told], reuse: dict[str, dict[str, float]] | None = None) -> set[frozenset[str]]:
    """The stories that come out when the reports arrive in this order."""
    index = Index()
    for told in stream:
        new = item(told)
        index.receive([new])
        [(_, decided)] = assign([new], index, lambda article: (reuse or {}).get(article, {}))
        story = decided.story or "s-" + told.id
        index.let_in(told.id, story, reports=not decided.alone)
        for other in decided.merge:
            index.rename(other, story)
    return stories_of(index, [told.id for told in stream] if isinstance(stream, Sequence) else [])


def stories_of(index: Index, articles: Iterable[str]) -> set[frozenset[str]]:
    return {frozenset(index.members(index.story_of(article) or "")) for article in articles}


def truth(stream: Iterable[Told]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for told in stream:
        groups.setdefault(told.happening, set()).add(told.id)
    return {frozenset(group) for group in groups.values()}
