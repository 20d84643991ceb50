"""Lineage: from whom each report was taken, one step upstream at a time, and the branches that these steps make of a story."""

from headwater.stages.lineage.agencies import Agencies, Agency, load_agencies
from headwater.stages.lineage.branches import branches, independent, primaries
from headwater.stages.lineage.credits import find_credits
from headwater.stages.lineage.reuse import aligned
from headwater.stages.lineage.revised import Revised, revised
from headwater.stages.lineage.stale import stale
from headwater.stages.lineage.trace import Subject, trace

__all__ = [
    "Agencies",
    "Agency",
    "Revised",
    "Subject",
    "aligned",
    "branches",
    "find_credits",
    "independent",
    "load_agencies",
    "primaries",
    "revised",
    "stale",
    "trace",
]
