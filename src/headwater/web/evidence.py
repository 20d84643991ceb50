"""What shows that a report was taken from another, laid out for the page: a sentence, passages side by side, named facts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from headwater.model import Article, Evidence, EvidenceKind, Link, LinkKind
from headwater.pages import ArticleLine
from headwater.web.format import ago, capital, outlet_of, percent

PASSAGES = 2
"""Passages shown side by side for one link: enough to see it, far from the whole text."""
PASSAGE_CHARACTERS = 280
CONTEXT_CHARACTERS = 70
CREDITS: frozenset[EvidenceKind] = frozenset({"credit", "byline", "dateline", "in_text_attribution", "hyperlink"})
"""Evidence by which a report itself says where it comes from."""

WHAT: dict[LinkKind, str] = {
    "copy_of": "Copy",
    "excerpt_of": "Excerpt",
    "rewrite_of": "Rewrite",
    "translation_of": "Translation",
    "common_primary": "Same origin",
    "cites": "Cites it",
    "revises": "Revision",
}
_TERMS: dict[EvidenceKind, str] = {
    "credit": "Credit line",
    "byline": "By-line",
    "dateline": "Place line",
    "in_text_attribution": "Attribution",
    "hyperlink": "Link",
    "shared_quote": "Shared quote",
    "shared_text": "Shared words",
}
_SAYS: dict[EvidenceKind, str] = {
    "credit": "credit line names {}",
    "byline": "by-line names {}",
    "dateline": "place line names {}",
    "in_text_attribution": "the text names {}",
    "hyperlink": "links to {}",
    "shared_quote": "shares a quote with {}",
}


Item = Article | ArticleLine
"""What is known of an article: passages and their surroundings need the whole one, all else is on the line of a list too."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with their surroundings, as they stand in a text of `language`."""

    before: str
    words: str
    after: str
    language: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in the origin (None where its text is not at hand) and in the report."""

    origin: Marked | None
    report: Marked


@dataclass(frozen=True, slots=True)
class Proof:
    """`facts` are (term, words); `plain` facts (term, sentence) have no words to mark. `css` is the class of marked passages."""

    summary: str
    passages: tuple[Passage, ...] = ()
    origin_label: str = ""
    report_label: str = ""
    facts: tuple[tuple[str, Marked], ...] = ()
    plain: tuple[tuple[str, str], ...] = ()
    css: str = ""


def uncredited(link: Link, article: Item | None, origin: Item | None) -> bool:
    """Whether a report carries another outlet's text and nothing in it says so."""
    if link.kind not in ("copy_of", "excerpt_of", "rewrite_of", "translation_of") or link.origin is None:
        return False
    if article and origin and article.outlet == origin.outlet:
        return False
    return not any(evidence.kind in CREDITS and not _tag(evidence) for evidence in link.evidence)


def _tag(evidence: Evidence) -> bool:
    """Whether it stands in the head of the page, where no reader sees it."""
    return evidence.kind == "hyperlink" and evidence.start == evidence.end


def proof(link: Link, article: Item | None, origin: Item | None, labels: tuple[str, str]) -> Proof:
    """The evidence of one link. `labels` name the origin and the report above their passages."""
    shared = [e for e in link.evidence if e.kind in ("shared_text", "shared_quote") and e.origin_start is not None][:PASSAGES]
    named = _first_of_each(e for e in link.evidence if e.kind != "shared_text" and not _tag(e))
    plain: list[tuple[str, str]] = []
    if any(_tag(e) for e in link.evidence):
        plain.append(("Page’s tags", f"Name {link.origin_url or link.origin_name} as the original: a sign, and no proof"))
    if link.containment:
        of_article, of_origin = percent(link.containment.of_article), percent(link.containment.of_origin)
        plain.append(("Shared", f"{of_article} of its words; {of_origin} of the words of its origin"))
    if uncredited(link, article, origin):
        plain.append(("Credit line", "None found in the text, the by-line or the links"))
    plain.append(("Certainty", percent(link.confidence)))
    return Proof(
        summary=_summary(link, article, origin),
        passages=tuple(_passage(e, article, origin, len(shared)) for e in shared),
        origin_label=labels[0],
        report_label=labels[1],
        facts=tuple((_TERMS[e.kind], marked(article, e.start, e.end, e.text)) for e in named),
        plain=tuple(plain),
        css="reworded" if link.kind in ("rewrite_of", "translation_of") else "",
    )


def _first_of_each(evidence: Iterable[Evidence]) -> list[Evidence]:
    found: dict[EvidenceKind, Evidence] = {}
    for item in evidence:
        found.setdefault(item.kind, item)
    return list(found.values())


def _summary(link: Link, article: Item | None, origin: Item | None) -> str:
    """One sentence with the evidence itself, so that the closed row already states its basis."""
    kinds = dict.fromkeys(e.kind for e in link.evidence if e.kind in _SAYS and not _tag(e))
    name = link.origin_name or (outlet_of(origin) if origin else "its origin")
    parts = [_SAYS[kind].format(name) for kind in kinds][:2] or [f"its page’s tags name {name}" for e in link.evidence if _tag(e)]
    if uncredited(link, article, origin):
        parts.insert(0, "no credit line")
    if link.containment and link.containment.of_article >= 0.005:
        carried = "of it carried over" if link.kind == "translation_of" else "of its words shared"
        parts.append(f"{percent(link.containment.of_article)} {carried}")
    if article and origin and article.published and origin.published and article.published > origin.published:
        parts.append(_later(origin.published, article.published))
    return capital("; ".join(parts)) or f"{WHAT[link.kind]}, found by its place among the reports"


def _later(first: datetime, second: datetime) -> str:
    return ago((second - first).total_seconds()).replace(" ago", " later")


def _passage(evidence: Evidence, article: Item | None, origin: Item | None, shown: int) -> Passage:
    start, end = evidence.origin_start, evidence.origin_end
    there = None
    if origin and _text(origin) and start is not None and end is not None:
        there = _excerpt(origin, _text(origin)[start:end], shown)
    return Passage(there, _excerpt(article, evidence.text, shown))


def _excerpt(item: Item | None, words: str, shown: int) -> Marked:
    """The passage, cut so that all passages `shown` together are at most half of a short text."""
    text = _text(item)
    limit = min(PASSAGE_CHARACTERS, max(CONTEXT_CHARACTERS, len(text) // (2 * shown))) if text else PASSAGE_CHARACTERS
    return Marked("", _cut(words, limit), "", item.language if item else "und")


def marked(item: Item | None, start: int, end: int, words: str) -> Marked:
    """The words with a little of the line they stand in."""
    language = item.language if item else "und"
    text = _text(item)
    if end - start > PASSAGE_CHARACTERS or text[start:end] != words:
        return Marked("", _cut(words, PASSAGE_CHARACTERS), "", language)
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    before = text[max(line_start, start - CONTEXT_CHARACTERS) : start]
    after = text[end : min(line_end, end + CONTEXT_CHARACTERS)]
    if line_start < start - CONTEXT_CHARACTERS:
        before = "… " + before.partition(" ")[2]
    if line_end > end + CONTEXT_CHARACTERS:
        after = after.rpartition(" ")[0] + " …"
    return Marked(before, words, after, language)


def _text(item: Item | None) -> str:
    return item.text if isinstance(item, Article) else ""


def _cut(words: str, limit: int) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"
