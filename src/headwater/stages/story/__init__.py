"""The story stage: reports of one happening, in any language, are one story. Pure decisions over an index of active reports."""

from headwater.stages.story.chapter import SPEAKERS, Chapter, Label, Told, chapter
from headwater.stages.story.decide import SURE, assign, spread
from headwater.stages.story.headline import Heading, deck, headline, section
from headwater.stages.story.index import Index, Item
from headwater.stages.story.meaning import Calibrated, Closeness, Encoder
from headwater.stages.story.passages import Passage, Placed, of_one, passages, place
from headwater.stages.story.passages import Report as Parted
from headwater.stages.story.ranking import Ranking, rank_of
from headwater.stages.story.reasons import FOUNDER, spelled, why
from headwater.stages.story.regroup import Regrouping, doubtful, neighbours, regroup
from headwater.stages.story.related import related
from headwater.stages.story.saga import WHOLE, Naming, Rarity, chain, core, named, rarity_of, saga_title, shared
from headwater.stages.story.terms import Given, terms
from headwater.stages.story.trends import Account, Trend, TrendPoint, trends
from headwater.stages.story.weighing import HANDFUL, Copied

__all__ = [
    "FOUNDER",
    "HANDFUL",
    "SPEAKERS",
    "SURE",
    "WHOLE",
    "Account",
    "Calibrated",
    "Chapter",
    "Closeness",
    "Copied",
    "Encoder",
    "Given",
    "Heading",
    "Index",
    "Item",
    "Label",
    "Naming",
    "Parted",
    "Passage",
    "Placed",
    "Ranking",
    "Rarity",
    "Regrouping",
    "Told",
    "Trend",
    "TrendPoint",
    "assign",
    "chain",
    "chapter",
    "core",
    "deck",
    "doubtful",
    "headline",
    "named",
    "neighbours",
    "of_one",
    "passages",
    "place",
    "rank_of",
    "rarity_of",
    "regroup",
    "related",
    "saga_title",
    "section",
    "shared",
    "spelled",
    "spread",
    "terms",
    "trends",
    "why",
]
