"""Capture → Article: what a page, file, feed entry or mail message reports, without what stands around it.

capture ─▶ decode ─▶ metadata ┐
              └────▶ blocks ──┴▶ body ─▶ article         page.py; the other kinds have a module each
"""

from __future__ import annotations

from headwater.model import Article, Capture, Sighting
from headwater.stages.extract.captured import from_entry, from_given, from_mail, from_text
from headwater.stages.extract.page import from_page

__all__ = ["extract", "look"]

_READERS = {"text": from_text, "article": from_given, "entry": from_entry, "mail": from_mail}


def look(capture: Capture) -> tuple[Article, Sighting | None]:
    """The clean article in `capture`, as `extract` gives it, and for a page what it shows of its site. Pure."""
    return from_page(capture) if capture.kind == "page" else (_READERS[capture.kind](capture), None)


def extract(capture: Capture) -> Article:
    """The clean article in `capture`, by its kind. Pure. `credits` is left empty: naming origins is another stage's work.

    Raises ContentError with the one reason for a capture that can never be read: empty, binary, too long, not of its kind, no text.
    """
    return look(capture)[0]
