"""What the pages of one host repeat around and in their reports. Hashes alone: no words of any page can be read back from them."""

from __future__ import annotations

from headwater.model.base import Noun


class Site(Noun, frozen=True, kw_only=True):
    """One edition of what was learned of a host, handed along with a capture of it. `passed` and `lines` are hashes of 64 bits.

    edition   its number, 0 where nothing is known: the page is read in full
    passed    containers that held nothing of use on page after page: they are passed over
    lines     lines, with their places, that stand in report after report: they are taken for furniture
    """

    edition: int = 0
    passed: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()


class Sighting(Noun, frozen=True, kw_only=True):
    """What one page shows of its host. Only a page with a report shows anything.

    edition   of the `Site` that was handed along
    full      whether the page was read in full all the same
    empty     the outermost containers that held nothing of use
    held      the containers that held something of use, with the characters of the report in each; of a page that was not read in full
              the whole body alone
    lines     the lines of the report that a site could repeat
    """

    edition: int = 0
    full: bool = True
    empty: tuple[int, ...] = ()
    held: tuple[tuple[int, int], ...] = ()
    lines: tuple[int, ...] = ()
