"""The page's main text."""

from __future__ import annotations

from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser

from headwater.model import Furniture, Hyperlink
from headwater.stages.extract.decode import flat
from headwater.stages.extract.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Body:
    """The report's text, one paragraph a line, with what was kept out of it and the links inside it."""

    text: str = ""
    furniture: tuple[Furniture, ...] = ()
    links: tuple[Hyperlink, ...] = ()


def read_body(tree: LexborHTMLParser, url: str, meta: Metadata) -> Body:
    """The main text of the page."""
    return _lines(extract_plain_text(tree.html or "", main_content=True))


def fragment_body(markup: str, url: str) -> Body:
    """All text of a piece of HTML."""
    return _lines(extract_plain_text(markup, main_content=False))


def _lines(raw: str) -> Body:
    return Body("\n".join(line for part in raw.split("\n") if (line := flat(part))))
