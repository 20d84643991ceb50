"""What is learned of a host from page to page, and when that is trusted.

A container is passed over that held nothing of use on `ENOUGH` pages that were read in full, and never held anything; a line is taken
for the site's own that stood at the same place in `ENOUGH` reports and in a fair share of all. One page in `CHECKED` is read in full, and
so is one that leaves it open what its report is: where what is passed over turns out to hold reports, the site has changed, and is
learned anew.

What is trusted changes in numbered editions only. A page that is looked at again is read with the edition it was first read with, so
that what was learned meanwhile never looks like a change of its text.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import xxhash
from msgspec.structs import replace

from headwater.model import Noun, Sighting, Site

ENOUGH = 3
SHARE = 0.25
"""Of the reports of a host that have a line which is taken for the site's own; what an outlet says again of one topic stands in fewer."""
CHECKED = 8
WINDOW = 64
"""Pages after which every count is halved: what a site stopped doing is forgotten after a few times as many."""
PAUSE = 384
"""Pages between two editions at most; the first come sooner, each when as many pages again have been seen."""
CHANGED = 0.05
"""Share of a report in containers that are passed over from which the site has changed; less than that is put right by itself."""
MAX_CONTAINERS, MAX_HELD, MAX_LINES = 256, 512, 768
"""What is remembered of a host at most: 12 bytes each."""
MAX_TRUSTED = 128
"""Containers and lines of one edition at most, of each."""

Tally = dict[int, int]


class Memory(Noun, frozen=True, kw_only=True):
    """What is remembered of one host. Hashes with the number of pages, which decays: those seen last stand last.

    empty, lines   containers that held nothing of use on a page read in full; lines of reports
    held           containers that ever held something of use
    reports        pages with a report, decaying; `seen`: all of them, `due`: at how many the next edition is made
    site           the edition in use; `editions`: how many there have been
    changed        how often the site changed its pages, `changed_at` when last, in seconds since the epoch
    """

    empty: Tally = msgspec.field(default_factory=dict)
    held: tuple[int, ...] = ()
    lines: Tally = msgspec.field(default_factory=dict)
    reports: int = 0
    seen: int = 0
    due: int = ENOUGH
    site: Site = Site()
    editions: int = 0
    changed: int = 0
    changed_at: float = 0.0


def is_check(url: str) -> bool:
    """Whether the page at `url` is read in full to check what is trusted of its host."""
    return bool(xxhash.xxh3_64_intdigest(url.encode("utf-8", "surrogatepass")) % CHECKED == 0)


def learned(memory: Memory, sighting: Sighting, now: float) -> Memory:
    """The memory after one more page with a report, seen at `now`."""
    if sighting.edition not in (0, memory.site.edition) or not sighting.held:
        return memory
    missed = lost(memory.site, sighting)
    if missed > CHANGED:
        kept = Memory(editions=memory.editions, changed=memory.changed + 1, changed_at=now)
        return _counted(kept, sighting)
    counted = _counted(memory, sighting)
    if missed or counted.seen >= counted.due:
        counted = _with_edition(counted)
    return counted if counted.reports < WINDOW else _halved(counted)


def lost(site: Site, sighting: Sighting) -> float:
    """Share of a report that stands in containers which are passed over."""
    whole = max((chars for _, chars in sighting.held), default=0)
    return max((chars for place, chars in sighting.held if place in site.passed), default=0) / max(1, whole)


def _counted(memory: Memory, sighting: Sighting) -> Memory:
    held = dict.fromkeys(memory.held)
    for place, _ in sighting.held:
        held.pop(place, None)
        held[place] = None
    return replace(
        memory,
        empty=_tallied(memory.empty, sighting.empty if sighting.full else (), MAX_CONTAINERS),
        held=tuple(held)[-MAX_HELD:],
        lines=_tallied(memory.lines, sighting.lines, MAX_LINES),
        reports=memory.reports + 1,
        seen=memory.seen + 1,
    )


def _tallied(tally: Tally, found: Iterable[int], most: int) -> Tally:
    """The tally with one more for each of `found`; where that makes too many, those seen on fewest pages go, the longest ago first."""
    after = dict(tally)
    for one in found:
        after[one] = after.pop(one, 0) + 1
    if len(after) > most:
        fewest = sorted(after, key=after.__getitem__)[: len(after) - most]
        for one in fewest:
            del after[one]
    return after


def _with_edition(memory: Memory) -> Memory:
    """The memory with what is trusted by now; a number is given only to what differs."""
    held = set(memory.held)
    passed = _trusted((place, pages) for place, pages in memory.empty.items() if place not in held)
    lines = _trusted((line, pages) for line, pages in memory.lines.items() if pages >= SHARE * memory.reports)
    memory = replace(memory, due=memory.seen + min(memory.seen, PAUSE))
    if (passed, lines) == (memory.site.passed, memory.site.lines):
        return memory
    number = memory.editions + 1
    return replace(memory, site=Site(edition=number, passed=passed, lines=lines), editions=number)


def _trusted(tally: Iterable[tuple[int, int]]) -> frozenset[int]:
    enough = sorted((-pages, one) for one, pages in tally if pages >= ENOUGH)
    return frozenset(one for _, one in enough[:MAX_TRUSTED])


def _halved(memory: Memory) -> Memory:
    return replace(memory, reports=memory.reports // 2, empty=_half(memory.empty), lines=_half(memory.lines))


def _half(tally: Tally) -> Tally:
    return {one: pages // 2 for one, pages in tally.items() if pages > 1}
