"""The brief: a story in about five sentences, chosen from its reports, each with where it stands; the check of a model's words. Pure."""

from headwater.stages.brief.choose import Source, choose
from headwater.stages.brief.rephrased import Rephrased, ask, checked, supported

__all__ = ["Rephrased", "Source", "ask", "checked", "choose", "supported"]
