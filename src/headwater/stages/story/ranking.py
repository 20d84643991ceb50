"""The order of the front page: many independent reports, fresh, from many places. Pure; docs/ranking.md explains it."""

from __future__ import annotations

from datetime import datetime
from math import log2

from headwater.model import Noun, Story


class Ranking(Noun, frozen=True, kw_only=True):
    """How the front page is ordered. All four may be set; each is in doublings of independent reports.

    half_life  hours after which a story needs twice the independent reports to stand where it stood; 0: age does not count
    spread     what a doubling of the number of languages is worth
    reach      what a doubling of the number of countries that its outlets are at home in is worth
    breadth    what a doubling of the number of outlets is worth, copies included
    """

    half_life: float = 12.0
    spread: float = 0.5
    reach: float = 0.25
    breadth: float = 0.25


def rank_of(story: Story, now: datetime, ranking: Ranking) -> float:
    """The place of a story, higher first: a report that copies another adds an outlet, never an independent report."""
    spread = ranking.spread * log2(max(1, len(story.languages))) + ranking.reach * log2(max(1, len(story.countries)))
    score = log2(1 + story.independent) + spread + ranking.breadth * log2(max(1, story.outlets))
    if not ranking.half_life:
        return score
    # A report dated in the future is as fresh as one of this moment.
    return score - max(0.0, (now - story.last_seen).total_seconds() / 3600) / ranking.half_life
