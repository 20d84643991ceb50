"""What a page is, by simple honest signals: what it says of itself, then its shape."""

from __future__ import annotations

from headwater.model import PageKind
from headwater.stages.extract.body import Body
from headwater.stages.extract.metadata import Metadata


def page_kind(url: str, meta: Metadata, body: Body) -> PageKind:
    """The kind of the page at `url`."""
    return "article" if body.text else "stub"
