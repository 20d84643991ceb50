"""The story stage: reports of one happening, in any language, are one story. Pure decisions over an index of active reports."""

from headwater.stages.story.decide import SURE, assign, order
from headwater.stages.story.headline import Heading, deck, headline, section
from headwater.stages.story.index import Index, Item
from headwater.stages.story.ranking import Ranking, rank_of
from headwater.stages.story.reasons import why
from headwater.stages.story.regroup import Regrouping, doubtful, neighbours, regroup
from headwater.stages.story.related import related
from headwater.stages.story.terms import terms

__all__ = [
    "SURE",
    "Heading",
    "Index",
    "Item",
    "Ranking",
    "Regrouping",
    "assign",
    "deck",
    "doubtful",
    "headline",
    "neighbours",
    "order",
    "rank_of",
    "regroup",
    "related",
    "section",
    "terms",
    "why",
]
