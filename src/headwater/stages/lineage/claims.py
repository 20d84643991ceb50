"""Claims: whom each article of a family names as its source, with names resolved within the family."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from headwater.model import Article, Credit, Evidence, EvidenceKind, OriginKind
from headwater.stages.lineage import cues
from headwater.stages.lineage.agencies import Agency
from headwater.stages.lineage.credits import find_credits
from headwater.stages.lineage.names import Names
from headwater.text import host_of, url_key

EXPLICIT = 0.95
LINKED = 0.85
SPOKEN, SPOKEN_LATE = 0.75, 0.45
NAMED, NAMED_OFTEN = 0.5, 0.65
"""Confidence that a report was taken from whom it names, by how: in a credit; with a hyperlink to it; as whom somebody spoke to, early or
late in the text; as having reported it, once or in the first sentence or at least three times. Set by hand on the seeds."""
TAGGED, TAGGED_UNKNOWN = 0.6, 0.5
"""The same for the page that a canonical link or syndication tag names: of a known outlet, and of another. No proof; set by hand."""
TAG = Evidence(kind="hyperlink", start=0, end=0, text="")
"""A tag stands in the head of a page, and in no text."""
EARLY = 0.4
LEAD = 900
"""Share of the text, and number of characters (about 150 words), within which an attribution is about the report as a whole: in a long
report even an early paragraph may be about one voice of many. Set by hand on the seeds."""
OFTEN = 3
MOST_EVIDENCE = 6
NEAR_LINK = 80
"""Characters within which a hyperlink belongs to an attribution."""

_FOUND_IN: dict[str, EvidenceKind] = {"credit": "credit", "byline": "byline", "dateline": "dateline"}


@dataclass(frozen=True)
class Claim:
    """An article says that it has something from `name`. `key` is equal for all names of one source."""

    key: str
    name: str
    url: str
    kind: OriginKind
    confidence: float
    evidence: tuple[Evidence, ...]

    @property
    def explicit(self) -> bool:
        return self.confidence >= EXPLICIT


def claims(article: Article, names: Names) -> tuple[Claim, ...]:
    """Whom `article` names, surest first; never its own publisher."""
    own = names.publishers(article)
    said: dict[str, list[tuple[Credit, str]]] = defaultdict(list)
    for credit in _all_credits(article, names):
        for name in credit.names:
            key = names.key(name)
            if key and key not in own:
                said[key].append((credit, name))
    found = [_claim(article, names, key, given) for key, given in said.items()]
    # Of names side by side in one credit the first comes first.
    return tuple(sorted(found, key=lambda claim: (-claim.confidence, claim.evidence[0].start)))


def _all_credits(article: Article, names: Names) -> list[Credit]:
    """The article's credits, those to names that only the family knows, and authors and source lines outside the text."""
    found = list(article.credits)
    if not names.others(names.publishers(article)):
        return [*found, *_outside(article, names)]  # the family's only name is its own, which is no source of it
    taken = [(credit.start, credit.end) for credit in found if credit.names]
    here = names.extra is not None and any(names.extra.mentions(article.text))
    for credit in (*(find_credits(article, names.extra) if here else ()), *names.introduced(article.text)):
        inner = tuple(name for name in credit.names if names.invented(names.key(name)))
        if inner and not any(start < credit.end and credit.start < end for start, end in taken):
            found.append(msgspec.structs.replace(credit, names=inner))
            taken.append((credit.start, credit.end))
    return [*found, *_outside(article, names)]


def _outside(article: Article, names: Names) -> Iterator[Credit]:
    """Agencies among the authors and in source lines that are not part of the text; the span is empty."""
    for author in article.authors:
        known = names.table.named(author) or (names.extra.named(author) if names.extra else None)
        if known:
            yield Credit(start=0, end=0, text="", names=(known.name,), kind="byline")
    for piece in article.furniture:
        line = piece.text.strip()
        label = cues.LABEL_LINE.match(line)
        name = label["names"] if label else line
        if piece.kind == "source-line" and (label or names.table.named(name) or names.invented(names.key(name))):
            yield Credit(start=0, end=0, text="", names=(name,))


def _claim(article: Article, names: Names, key: str, given: Sequence[tuple[Credit, str]]) -> Claim:
    agency = _agency(names, key, given)
    evidence = [_evidence(credit) for credit, _ in given]
    spoken = [credit for credit, _ in given if credit.origin == "interview"]
    confidence, url = _confidence(article, [credit for credit, _ in given], spoken), agency.home
    link = _beside(article, [credit for credit, _ in given], agency)
    if link:
        url, proof = link
        evidence.append(proof)
        confidence = max(confidence, LINKED)
    given_out = [credit.origin for credit, _ in given if credit.origin in ("document", "post")]
    spoken_to = bool(spoken) and not any(e.kind == "credit" for e in evidence)
    kind: OriginKind = (
        ("post" if "post" in given_out else "document") if given_out else _origin_kind(agency, names.invented(key), spoken_to)
    )
    return Claim(key, agency.name, url, kind, confidence, tuple(evidence[:MOST_EVIDENCE]))


def _agency(names: Names, key: str, given: Sequence[tuple[Credit, str]]) -> Agency:
    """Who is named; an outlet where the text calls it one or says that the story appeared there first."""
    agency = names.agency(key, given[0][1])
    said = not names.table.named(agency.name) and not agency.home and not cues.WIRE_WORD.search(agency.name)
    if said and all(credit.kind == "in_text_attribution" or cues.ORIGINALLY.search(credit.text) for credit, _ in given):
        return msgspec.structs.replace(agency, kind="outlet")
    return agency


def _confidence(article: Article, credits: Sequence[Credit], spoken: Sequence[Credit]) -> float:
    if any(credit.kind != "in_text_attribution" for credit in credits):
        return EXPLICIT
    if spoken:
        return SPOKEN if spoken[0].start <= min(LEAD, EARLY * len(article.text)) or len(credits) >= OFTEN else SPOKEN_LATE
    stop = re.search(r"[.!?。](?:\s|$)|\n\n", article.text)
    leads = credits[0].start < (stop.start() if stop else len(article.text))
    return NAMED_OFTEN if leads or len(credits) >= OFTEN else NAMED


def _beside(article: Article, credits: Iterable[Credit], agency: Agency) -> tuple[str, Evidence] | None:
    """A hyperlink to the named source beside one of its attributions: its address and where it stands."""
    host = host_of(agency.home)
    for credit in credits:
        for link in article.links:
            near = link.start < credit.end + NEAR_LINK and credit.start - NEAR_LINK < link.end
            over = link.start < credit.end and credit.start < link.end
            there = host and (host_of(link.url) == host or host_of(link.url).endswith("." + host))
            if (over or (near and there)) and host_of(link.url) != host_of(article.url):
                return link.url, Evidence(kind="hyperlink", start=link.start, end=link.end, text=link.text)
    return None


def _origin_kind(agency: Agency, invented: bool, spoken: bool) -> OriginKind:
    if invented:
        if cues.POST.search(agency.name):
            return "post"
        if cues.INSTITUTION.search(agency.name) and not cues.AGENCY_WORD.search(agency.name):
            return "document"
    if agency.kind == "agency":
        return "wire"
    return "interview" if spoken else "article"


def _evidence(credit: Credit) -> Evidence:
    kind = _FOUND_IN.get(credit.kind, "in_text_attribution")
    return Evidence(kind=kind, start=credit.start, end=credit.end, text=credit.text)


def linked(place: int, article: Article, by_url: Mapping[str, int]) -> list[tuple[int, Evidence]]:
    """Places of a family that `article`, at `place`, links to, each with the hyperlink; `by_url` maps `url_key` to places."""
    found: dict[int, Evidence] = {}
    for link in article.links:
        target = by_url.get(url_key(link.url))
        if target is not None and target != place:
            found.setdefault(target, Evidence(kind="hyperlink", start=link.start, end=link.end, text=link.text))
    return list(found.items())


def tagged(article: Article, names: Names, by_url: Mapping[str, int]) -> tuple[Claim, ...]:
    """What the tags of `article` name as its original, where that is no article of the family; a known outlet is believed more."""
    url = article.original_url
    if not url or url_key(url) in by_url:
        return ()
    known = names.table.at(url)
    name = known.name if known else host_of(url)
    if not name or names.key(name) in names.publishers(article):
        return ()
    kind: OriginKind = "wire" if known and known.kind == "agency" else "article"
    return (Claim(names.key(name), name, url, kind, TAGGED if known else TAGGED_UNKNOWN, (TAG,)),)
