"""Capture → Article: what a page, file, feed entry or mail message reports, without what stands around it.

capture ─▶ decode ─▶ metadata ┐
              └────▶ blocks ──┴▶ body ─▶ article         page.py; the other kinds have a module each
"""

from __future__ import annotations

from headwater.model import Article, Capture
from headwater.stages.extract.captured import from_entry, from_given, from_mail, from_text
from headwater.stages.extract.page import from_page

__all__ = ["extract"]

_READERS = {"page": from_page, "text": from_text, "article": from_given, "entry": from_entry, "mail": from_mail}


def extract(capture: Capture) -> Article:
    """The clean article in `capture`, by its kind. Pure. `credits` is left empty: naming origins is another stage's work.

    Raises ContentError with the one reason for a capture that can never be read: empty, binary, too long, not of its kind, no text.
    """
    return _READERS[capture.kind](capture)
