"""Compare: what the reports of a story say alike, and what they do not agree on. Pure; the cost is bounded for any number of reports.

lines     sentences, in which names, figures and times stand as one
pairs     sentences that tell the same thing, found by the rarer words they share
slots     what stands at the same place of two such sentences; governed: what the same verb governs; independent: figures of one thing
claims    all claims of one place, in every report; verdicts: a conflict, a development, a slip, another attribution
quotes    the same words, drifted, retold, translated; wordings: what became of them
omissions what a report leaves out of a text that it follows; sums: what does not add up
"""

from __future__ import annotations

from collections.abc import Sequence

from headwater.model import Comparison, Difference
from headwater.stages.compare.claims import Places
from headwater.stages.compare.governed import governed
from headwater.stages.compare.independent import independent
from headwater.stages.compare.lines import Account, lines
from headwater.stages.compare.measures import Naming
from headwater.stages.compare.omissions import omissions, shared
from headwater.stages.compare.pairs import lots, pairs
from headwater.stages.compare.passages import Passage, passages
from headwater.stages.compare.quotes import group_of_one, groups, matches
from headwater.stages.compare.said import sayings
from headwater.stages.compare.slots import slots
from headwater.stages.compare.sums import sums
from headwater.stages.compare.verdicts import verdicts
from headwater.stages.compare.wordings import wordings

__all__ = ["Account", "Passage", "compare", "group_of_one", "passages"]

MAX_ACCOUNTS = 400
"""Reports of one story that are compared; the first of them, so that what is known of a story does not change with its tail."""
MAX_DIFFERENCES = 60


def compare(accounts: Sequence[Account]) -> Comparison:
    """Differences (those that matter most first), groups of quotes, and figures that move, of a story's reports in order of publication.

    Sides and members are spans of the reports' texts. A report with no text takes no part. Deterministic.
    """
    chosen = [account for account in accounts if account.article.text][:MAX_ACCOUNTS]
    naming = Naming({place.id: place.country for account in chosen for place in account.places if place.country})
    reports = [(account, lines(account)) for account in chosen]
    found = lots(of_report for _, of_report in reports)
    alike = list(pairs(found))
    places = Places()
    for pair in alike:
        for slot in slots(pair, naming):
            places.add(pair.one, pair.other, slot)
    for one, other, slot in (*governed(found, naming), *independent(found)):
        places.add(one, other, slot)
    decided = verdicts(places.each(), naming)
    said = sayings(chosen)
    same = matches(said)
    differences = [
        *decided.differences,
        *wordings(same, naming),
        *omissions(reports, found, alike, shared(said)),
        *(wrong for account, of_report in reports for wrong in sums(account, of_report)),
    ]
    return Comparison(differences=_ranked(differences), groups=groups(said, same), series=decided.series)


def _ranked(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Those that matter most first, each once: a name at the place of a speaker is an attribution, however it was found."""
    kept: list[Difference] = []
    taken: set[tuple[str, str, int]] = set()
    for difference in sorted(found, key=lambda d: (-d.severity, d.kind, d.sides[0].article, d.sides[0].start)):
        marks = {(difference.kind, side.article, side.start) for side in difference.sides}
        if difference.kind != "omission" and marks <= taken:
            continue
        taken |= marks
        kept.append(difference)
    return tuple(kept[:MAX_DIFFERENCES])
