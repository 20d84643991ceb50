"""Reading alone, beside other programs on the same pages, in turns.

Each program reads `TURN` pages, then the next one reads the same, and so on: what else the machine does meanwhile meets all of them alike.
Each has had one turn before that is not counted, so that what is loaded at first use is nobody's work per page.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from headwater.errors import ContentError, NotYetError
from headwater.model import Capture, Noun, Sighting, Site
from headwater.stages import sites
from headwater.stages.extract import extract, look
from headwater.text import host_of

Reader = Callable[[Capture], object]
TURN = 16
OWN, KNOWN = "headwater", "headwater, known hosts"
MOST_BESIDE = 24
"""Other pages of its host that a page's site is learned from at most."""


class Row(Noun, frozen=True, kw_only=True):
    """`cpu` in microseconds of CPU time per article or page."""

    name: str
    cpu: float


class Race(Noun, frozen=True, kw_only=True):
    """Every program on all pages, none of whose hosts Headwater knows; and on the `known_pages` whose hosts have enough others to be
    learned from, there with and without.
    """

    rows: tuple[Row, ...] = ()
    known: tuple[Row, ...] = ()
    known_pages: int = 0


def race(captures: Sequence[Capture], rivals: Mapping[str, Reader]) -> Race:
    """CPU time of Headwater and of `rivals` a page, Headwater first."""
    sited = introduced(captures)
    known = [one for one in sited if one.site is not None]
    spent = _in_turns(captures, {OWN: extract, **rivals})
    beside = _in_turns(known, {KNOWN: extract, OWN: lambda one: extract(replace(one, site=None)), **rivals}) if known else {}
    return Race(rows=_rows(spent, len(captures)), known=_rows(beside, len(known)), known_pages=len(known))


def _rows(spent: Mapping[str, float], pages: int) -> tuple[Row, ...]:
    return tuple(Row(name=name, cpu=seconds / pages * 1e6) for name, seconds in spent.items())


def _in_turns(captures: Sequence[Capture], readers: Mapping[str, Reader]) -> dict[str, float]:
    """CPU seconds that each took for all captures."""
    spent = dict.fromkeys(readers, 0.0)
    with warnings.catch_warnings(), contextlib.redirect_stderr(None):
        warnings.simplefilter("ignore")
        for reader in readers.values():
            _turn(reader, captures[:TURN])
        for start in range(0, len(captures), TURN):
            for name, reader in readers.items():
                spent[name] += _turn(reader, captures[start : start + TURN])
    return spent


def _turn(reader: Reader, captures: Sequence[Capture]) -> float:
    began = time.process_time()
    for capture in captures:
        # A page that a program fails on counts with the time it took.
        with contextlib.suppress(Exception):
            reader(capture)
    return time.process_time() - began


def introduced(captures: Sequence[Capture]) -> list[Capture]:
    """The captures, each with what the other pages of its host teach; without a site where they teach nothing."""
    seen: dict[str, list[tuple[int, Sighting]]] = defaultdict(list)
    for at, capture in enumerate(captures):
        with contextlib.suppress(ContentError):
            sighting = look(replace(capture, site=None))[1]
            if sighting is not None and host_of(capture.url):
                seen[host_of(capture.url)].append((at, sighting))
    return [replace(capture, site=_taught(seen[host_of(capture.url)], at)) for at, capture in enumerate(captures)]


def _taught(seen: Sequence[tuple[int, Sighting]], besides: int) -> Site | None:
    memory = sites.Memory()
    for sighting in [one for at, one in seen if at != besides][:MOST_BESIDE]:
        memory = sites.learned(memory, sighting, 0.0)
    return memory.site if memory.site.edition else None


def installed() -> dict[str, Reader]:
    """Other programs' extraction of text and metadata, each as its documentation shows it. Raises NotYetError where they are missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import newspaper
            import trafilatura
    except ImportError as error:
        raise NotYetError("the programs to compare with are not installed: `make bench` brings them") from error

    def newspaper4k(capture: Capture) -> object:
        article = newspaper.Article(capture.url, fetch_images=False)
        article.download(input_html=capture.body.decode("utf-8", "replace"))
        article.parse()
        return article.text

    def trafilatura_default(capture: Capture) -> object:
        return trafilatura.bare_extraction(capture.body, url=capture.url, with_metadata=True)

    def trafilatura_fast(capture: Capture) -> object:
        return trafilatura.bare_extraction(capture.body, url=capture.url, with_metadata=True, fast=True)

    return {"trafilatura, fast": trafilatura_fast, "trafilatura, default": trafilatura_default, "newspaper4k": newspaper4k}
