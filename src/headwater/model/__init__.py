"""The nouns. One frozen definition serves the stages, the store, the engines, the command line and the web pages.

Spans are Unicode code points into `Article.text`, end exclusive: `article.text[start:end] == text` holds for every one of them.
Times are aware datetimes that keep the zone they were given in.

Each module holds the nouns of one subject; all of them are imported from here.
"""

from __future__ import annotations

from headwater.model.articles import REPORT_KINDS, Article, Credit, Furniture, FurnitureKind, Hyperlink, Image, PageKind, Post
from headwater.model.base import Noun, Range, Span
from headwater.model.briefs import Brief, BriefItem, BriefSentence, Cited
from headwater.model.captures import Capture, CaptureKind, Counts, Entry, Feed, SetAside, Signal
from headwater.model.comparisons import Comparison, Difference, DifferenceKind, Member, Point, QuoteGroup, Series, Side
from headwater.model.reports import Figure, Fingerprint, Name, NameType, Party, Place, Quote, QuoteKind, QuoteStatus, Report, Time, TimeType
from headwater.model.sites import Sighting, Site
from headwater.model.sources import Lease, Login, RobotsRecord, Source, Validators, Waiting
from headwater.model.stories import Assignment, Containment, Evidence, EvidenceKind, Link, LinkKind, Node, OriginKind, Primary, Story

__all__ = [
    "REPORT_KINDS",
    "Article",
    "Assignment",
    "Brief",
    "BriefItem",
    "BriefSentence",
    "Capture",
    "CaptureKind",
    "Cited",
    "Comparison",
    "Containment",
    "Counts",
    "Credit",
    "Difference",
    "DifferenceKind",
    "Entry",
    "Evidence",
    "EvidenceKind",
    "Feed",
    "Figure",
    "Fingerprint",
    "Furniture",
    "FurnitureKind",
    "Hyperlink",
    "Image",
    "Lease",
    "Link",
    "LinkKind",
    "Login",
    "Member",
    "Name",
    "NameType",
    "Node",
    "Noun",
    "OriginKind",
    "PageKind",
    "Party",
    "Place",
    "Point",
    "Post",
    "Primary",
    "Quote",
    "QuoteGroup",
    "QuoteKind",
    "QuoteStatus",
    "Range",
    "Report",
    "RobotsRecord",
    "Series",
    "SetAside",
    "Side",
    "Sighting",
    "Signal",
    "Site",
    "Source",
    "Span",
    "Story",
    "Time",
    "TimeType",
    "Validators",
    "Waiting",
]
