"""Trace: for each article of a family, the steps upstream that can be shown.

    claims   whom each article names as its source (credits, bylines, attributions, hyperlinks)
    shared   which articles have text in common, and which of the two came first
    links    claims resolved to articles of the family or to origins never seen; the text each was taken from; common quotes

The whole family is looked at together and in its own order of time, so that the order of arrival changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from headwater.model import Article, Containment, Evidence, Link, LinkKind, Noun, OriginKind
from headwater.stages.lineage import cues, pairs
from headwater.stages.lineage.agencies import Agencies, load_agencies
from headwater.stages.lineage.claims import EXPLICIT, LINKED, TAG, Claim, linked, tagged
from headwater.stages.lineage.family import Family
from headwater.stages.lineage.figures import in_order
from headwater.stages.lineage.order import CERTAINTY, Ground, before
from headwater.stages.lineage.reuse import RUN
from headwater.text import host_of

PRIMARY = 0.6
"""Confidence from which on a named source is where the report as a whole comes from, and not one sentence of it."""
KEPT = 0.6
"""A version of an outlet's earlier report has this share of its words. Set by hand: a follow-up repeats a paragraph or two."""
BETTER = 0.15
"""An origin that has this much more of the article's words than the credited one is the nearer step upstream."""
POINTED = 0.55
"""Confidence of a hyperlink to another report of the family without words that say more."""
QUOTED, SAME_SOURCE = 0.5, 0.7
"""Confidence that two reports have one primary: they share quotes; and both name the same source."""
SIBLINGS = 8
"""Earlier articles whose quotes are compared with one article's."""
SAME_FACTS = 0.8
SAME_LENGTH = (0.8, 0.6, 1.8)
DENSE = 3.0
"""A report that credits one in another language is a translation of it where it has from 0.8 to 1.8 of its length, or from 0.6 with at
least `SAME_FACTS` of its own figures there. Set on the demo press, where 11 of 13 translations are told from 12 retellings."""
RESTS = (0.45, 0.35)
"""Likeness of names and numbers, in one language and across two, from which a report that names another as its source retells it and does
not only cite it. Set on the demo press: across languages retellings from 0.36, citations up to 0.32."""
SAID = 0.1
"""The same where the text says from which language it was translated, and only reports of that language are in question."""
UNTOLD, IN_ORDER, ROW, UNTOLD_LENGTH = 0.5, 0.8, 5, (0.75, 1.35)
"""A translation that does not say so: this likeness of names and numbers, this share of the figures in one order, this many of them, and
its length beside the other's. Set on wmt21, where it finds a fifth of the pairs, and the demo press, where no two reports of their own
come near, not even with four figures and 0.75 of them in order."""
BESIDE = 40
"""Characters after "translated" in which the language is named."""
EDGE = 400
"""Characters at either end of a text in which it may say that it is a translation."""
MOST_EVIDENCE = 12

ISSUED: frozenset[OriginKind] = frozenset({"document", "post"})
_REUSED: frozenset[LinkKind] = frozenset({"copy_of", "excerpt_of", "rewrite_of", "translation_of", "revises"})


class Subject(Noun, frozen=True):
    """An article with its credits, its shingles and its terms (`Fingerprint.shingles`, `Fingerprint.terms`)."""

    article: Article
    fingerprint: bytes
    terms: tuple[tuple[str, float], ...] = ()


def trace(family: Sequence[Subject], agencies: Agencies | None = None) -> tuple[Link, ...]:
    """One step upstream for each article of a family, the primary one first; one with origin_kind "unknown" where none is found.

    In order of the articles' times. Each link carries evidence that checks against the texts; a byline that stands only in the
    metadata has an empty span. Pure, and independent of the order of `family`.
    """
    unique = {subject.article.id: (subject.article, subject.fingerprint, subject.terms) for subject in family}
    relatives = Family(list(unique.values()), agencies or load_agencies())
    reused = relatives.reused()
    links: list[Link] = []
    for place, article in enumerate(relatives.articles):
        links += _links_of(relatives, place, reused.get(place, []), linked(place, article, relatives.by_url)) or [_unknown(article)]
    return tuple(links)


def _links_of(family: Family, place: int, reused: Sequence[tuple[int, Ground]], pointed: Sequence[tuple[int, Evidence]]) -> list[Link]:
    """The links of one article, the primary step first."""
    taken = [_taken(family, place, origin, ground) for origin, ground in reused]
    named = [_named(family, place, claim) for claim in family.claims[place]]
    explicit = [link for link in named if link.confidence >= LINKED and (link.confidence >= EXPLICIT or link.origin_kind not in ISSUED)]
    issued = [link for link in named if link.origin_kind in ISSUED and link.confidence < EXPLICIT]
    attributed = [link for link in named if link.confidence < LINKED and link not in issued]
    if taken and (_nearer(taken[0], explicit) or (not explicit and _repeated(attributed, taken[0]))):
        found = [*taken, *explicit, *attributed]
    elif attributed and attributed[0].confidence >= PRIMARY:
        found = [*explicit, *attributed, *taken]
    else:
        found = [*explicit, *taken, *attributed]
    found += _pointed(family, place, pointed)
    found = found or _translated(family, place) or _inherited(family, place) or _untold(family, place)
    # Everybody may have a statement, so it is the step upstream only of a report that was taken from nobody else.
    stated = [_named(family, place, claim) for claim in tagged(family.articles[place], family.names, family.by_url)]
    merged = list(_merged([*found, *stated, *issued]))
    return [*merged, *_siblings(family, place, {link.origin for link in merged})]


def _taken(family: Family, place: int, origin: int, ground: Ground) -> Link:
    """The link to an article that this one's text was taken from."""
    found = family.overlap(place, origin)
    confidence = (0.5 + 0.45 * max(found.larger, pairs.DERIVED)) * CERTAINTY[ground]
    kind = "revises" if _revises(family, place, origin) else pairs.kind_of(found)
    link = _to_article(family, place, origin, kind, confidence)
    return msgspec.structs.replace(link, evidence=(TAG, *link.evidence)) if family.tags(place, origin) else link


def _revises(family: Family, place: int, origin: int) -> bool:
    """Whether an article is a later version, at an address of its own, of one that its outlet published before.

    An outlet that is known only as a host may be an archive or a portal of many, and is left out.
    """
    article, earlier = family.articles[place], family.articles[origin]
    named = article.outlet and article.outlet == earlier.outlet and article.outlet != host_of(article.url)
    dated = family.moments[place].exact and before(family.moments[origin], family.moments[place])
    return bool(named and dated) and family.overlap(place, origin).of_origin >= KEPT


def _named(family: Family, place: int, claim: Claim) -> Link:
    """A claim as a link: to an article of the named outlet if one is here, else to an origin never seen.

    A report under an agency's place line or name is the agency's text; with any other credit it may be as little as a quote.
    """
    origin = _published(family, place, claim.key)
    if origin is None:
        return Link(
            article=family.articles[place].id,
            origin=None,
            origin_kind=claim.kind,
            origin_name=claim.name,
            origin_url=claim.url,
            kind="copy_of" if claim.kind == "wire" and any(e.kind in ("dateline", "byline") for e in claim.evidence) else "cites",
            confidence=claim.confidence,
            evidence=claim.evidence,
        )
    family.parents[place].add(origin)
    return _cited(family, place, origin, claim.confidence, claim.evidence)


def _published(family: Family, place: int, key: str) -> int | None:
    """The article of outlet `key` that this one most likely means: by text in common, then names and figures, then time."""
    options = [
        (-round(family.overlap(place, other).of_article, 2), -round(family.kinship(place, other), 1), -family.facts(place, other), other)
        for other in family.published_by.get(key, ())
        if other != place and not family.leads_to(other, place)
    ]
    possible = [o for o in options if o[0] < 0 or not before(family.moments[place], family.moments[o[-1]])]
    return min(possible)[-1] if possible else None


def _cited(family: Family, place: int, origin: int, confidence: float, evidence: tuple[Evidence, ...]) -> Link:
    """A link to an article that this one names or points to."""
    found = family.overlap(place, origin)
    if pairs.is_reuse(found, family.wording(place), family.wording(origin)):
        link = _to_article(family, place, origin, pairs.kind_of(found), confidence)
        return msgspec.structs.replace(link, evidence=(*evidence, *link.evidence))
    kind: LinkKind = "cites"
    if _foreign(family.articles[place], family.articles[origin]) and confidence >= EXPLICIT:
        # A credit says that the whole was made from it, though no words of another language can be shared.
        translated = _like_a_translation(family, place, origin) or _says_translated(family.articles[place].text)
        kind = "translation_of" if translated else "rewrite_of"
    elif confidence >= PRIMARY and family.kinship(place, origin) >= RESTS[_foreign(family.articles[place], family.articles[origin])]:
        kind = "rewrite_of"  # told in other words, but what it tells is what the named report told
    link = _to_article(family, place, origin, kind, confidence)
    return msgspec.structs.replace(link, evidence=evidence, containment=None)


def _pointed(family: Family, place: int, pointed: Sequence[tuple[int, Evidence]]) -> list[Link]:
    """Links to earlier articles of the family that this one has hyperlinks to."""
    return [
        _cited(family, place, origin, POINTED, (proof,))
        for origin, proof in pointed
        if not before(family.moments[place], family.moments[origin]) and not family.leads_to(origin, place)
    ]


def _nearer(taken: Link, explicit: Sequence[Link]) -> bool:
    """Whether the text was taken from a report that itself was taken from the credited one, as far as that was seen."""
    shares = [link.containment.of_article for link in explicit if link.origin and link.containment]
    unseen = any(link.origin is None for link in explicit)
    if not explicit or unseen or taken.containment is None:
        return False
    return taken.containment.of_article >= max(shares, default=0.0) + BETTER


def _repeated(attributed: Sequence[Link], taken: Link) -> bool:
    """Whether the attributions came along with the text that was taken."""
    inside = [(e.start, e.end) for e in taken.evidence if e.origin_start is not None]
    return all(any(start <= e.start and e.end <= end for start, end in inside) for link in attributed for e in link.evidence[:1])


def _inherited(family: Family, place: int) -> list[Link]:
    """The agency that an equal text elsewhere credits, for an article that has the text without the credit."""
    for other in family.equals.get(place, ()):
        if family.publishers[place] & family.publishers[other]:
            continue
        claims = [c for c in family.claims[other] if c.explicit and c.kind == "wire" and c.key not in family.published_by]
        if claims:
            shown = pairs.evidence(family.passages(place, other), family.wording(place), family.wording(other))
            return [
                Link(
                    article=family.articles[place].id,
                    origin=None,
                    origin_kind="wire",
                    origin_name=claims[0].name,
                    origin_url=claims[0].url,
                    kind="copy_of",
                    confidence=PRIMARY,
                    evidence=tuple(msgspec.structs.replace(e, origin_start=None, origin_end=None) for e in shown),
                )
            ]
    return []


def _siblings(family: Family, place: int, linked_to: Iterable[str | None]) -> list[Link]:
    """A common primary: the earlier article, not linked yet, with which this one shares most quoted words."""
    mine = {claim.key for claim in family.claims[place] if claim.key not in family.published_by}
    same = [other for other in range(place) if mine and any(claim.key in mine for claim in family.claims[other])]
    best: tuple[int, int] | None = None
    for other in dict.fromkeys([*same[:SIBLINGS], *family.partners.get(place, ())]):
        if family.articles[other].id in linked_to or not family.overlap(place, other).larger:
            continue
        words = int((family.overlap(place, other).mine & family.wording(place).quoted).sum())
        if words >= RUN and (best is None or (words, -other) > best):
            best = (words, -other)
    if best is None:
        return []
    other = -best[1]
    quoted = [passage for passage in family.passages(place, other) if passage.quoted]
    if not quoted:
        return []
    link = _to_article(family, place, other, "common_primary", SAME_SOURCE if other in same else QUOTED)
    shown = pairs.evidence(quoted, family.wording(place), family.wording(other))
    return [msgspec.structs.replace(link, evidence=shown)]


def _foreign(article: Article, origin: Article) -> bool:
    return article.language != origin.language and "und" not in (article.language, origin.language)


def _like_a_translation(family: Family, place: int, origin: int) -> bool:
    """Whether an article is about as long as one in another language, or somewhat shorter with the same figures: a retelling is shorter."""
    article, source = family.articles[place], family.articles[origin]
    return _as_long(article, source, SAME_LENGTH[0]) or (_as_long(article, source) and family.facts(place, origin) >= SAME_FACTS)


def _as_long(article: Article, origin: Article, least: float = SAME_LENGTH[1]) -> bool:
    return least <= _length(article) / max(1.0, _length(origin)) <= SAME_LENGTH[2]


def _length(article: Article) -> float:
    """Characters; one of an unspaced script stands for about three."""
    return len(article.text) * (DENSE if article.language in ("zh", "ja") else 1.0)


def _says_translated(text: str) -> re.Match[str] | None:
    """Where a text says at one of its ends that it is a translation."""
    return cues.TRANSLATED.search(text, 0, EDGE) or cues.TRANSLATED.search(text, max(0, len(text) - EDGE))


def _translated(family: Family, place: int) -> list[Link]:
    """The report of another language most like this one, if this one says that it is a translation but not of what."""
    article = family.articles[place]
    if not any(_foreign(article, origin) for origin in family.articles):
        return []
    said = _says_translated(article.text)
    if said is None:
        return []
    named = {code for code, name in cues.LANGUAGES.items() if name.search(article.text, said.start(), said.end() + BESIDE)}
    options = [
        (not _as_long(article, origin), -round(family.kinship(place, other), 2), other)
        for other, origin in enumerate(family.articles)
        if _foreign(article, origin) and (not named or origin.language in named)
        if not before(family.moments[place], family.moments[other]) and not family.leads_to(other, place)
    ]
    # The only report in the language that it names needs no likeness to be found.
    _, likeness, other = min(options, default=(False, 0.0, -1))
    if not options or (-likeness < (SAID if named else RESTS[1]) and not (named and len(options) == 1)):
        return []
    family.parents[place].add(other)
    proof = Evidence(kind="credit", start=said.start(), end=said.end(), text=said.group())
    link = _to_article(family, place, other, "translation_of", PRIMARY)
    return [msgspec.structs.replace(link, evidence=(proof,), containment=None)]


def _untold(family: Family, place: int) -> list[Link]:
    """The earlier report of another language whose names and figures this one gives, those in the same order, though it does not say so."""
    article = family.articles[place]
    options = []
    for other, origin in enumerate(family.articles[:place]):
        if not _foreign(article, origin) or not before(family.moments[other], family.moments[place]) or family.leads_to(other, place):
            continue
        likeness = family.kinship(place, other)
        if likeness >= UNTOLD and UNTOLD_LENGTH[0] <= _length(article) / max(1.0, _length(origin)) <= UNTOLD_LENGTH[1]:
            shared = in_order(article.text, origin.text)
            if shared.figures >= ROW and shared.share >= IN_ORDER and shared.spans:
                options.append((-round(likeness, 1), other, shared))
    if not options:
        return []
    _, other, shared = min(options)
    family.parents[place].add(other)
    proof = tuple(
        Evidence(kind="shared_text", start=start, end=end, text=article.text[start:end], origin_start=there, origin_end=there_end)
        for start, end, there, there_end in shared.spans[:MOST_EVIDENCE]
    )
    link = _to_article(family, place, other, "translation_of", PRIMARY)
    return [msgspec.structs.replace(link, evidence=proof, containment=None)]


def _to_article(family: Family, place: int, origin: int, kind: LinkKind, confidence: float) -> Link:
    article, source, found = family.articles[place], family.articles[origin], family.overlap(place, origin)
    shown: tuple[Evidence, ...] = ()
    if kind in pairs.SHARING:
        shown = pairs.evidence(family.passages(place, origin), family.wording(place), family.wording(origin))
    return Link(
        article=article.id,
        origin=source.id,
        origin_kind="article",
        origin_name=source.outlet,
        origin_url=source.canonical_url or source.url,
        kind=kind,
        confidence=round(confidence, 3),
        containment=Containment(of_article=round(found.of_article, 4), of_origin=round(found.of_origin, 4)),
        evidence=shown,
    )


def _merged(links: Iterable[Link]) -> Iterator[Link]:
    """One link to each origin, in the place of its first, with the evidence and the best of all."""
    found: dict[tuple[str | None, str], Link] = {}
    for link in links:
        key = (link.origin, "" if link.origin else link.origin_name)
        known = found.get(key)
        if known is None:
            found[key] = link
            continue
        stronger = link if link.kind in _REUSED and known.kind not in _REUSED else known
        found[key] = msgspec.structs.replace(
            stronger,
            confidence=max(known.confidence, link.confidence),
            containment=known.containment or link.containment,
            evidence=tuple(dict.fromkeys((*known.evidence, *link.evidence)))[:MOST_EVIDENCE],
        )
    yield from found.values()


def _unknown(article: Article) -> Link:
    return Link(
        article=article.id,
        origin=None,
        origin_kind="unknown",
        origin_name="",
        origin_url="",
        kind="cites",
        confidence=0.0,
    )
