"""What the story and the article page show, computed from the app's answer before a template lays it out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from headwater.model import Article, Figure, Node, Party, Primary, Quote
from headwater.pages import (
    ArticleLine,
    ArticlePage,
    FigureLine,
    Front,
    PassageLine,
    QuoteLine,
    SourceLine,
    SourcesPage,
    StoryCard,
    StoryPage,
)
from headwater.web import flow as river
from headwater.web.differing import Chart, Dated, Differing, Map, chart, dated, differing, jump, sketch, to_words
from headwater.web.evidence import Marked, marked
from headwater.web.format import capital, language_name, outward, plural, short_time, spelled
from headwater.web.lineage import Known, Row, Start, rows, starts, tree
from headwater.web.strip import Strip, coverage, descendants, letter_of

ALSO = 7
"""Other outlets named on a card; the rest are counted."""
QUOTES = 24
"""Statements shown on one page."""
FIGURES = 12
"""Figures listed for one article; one that does not say what it counts tells nothing without the text."""
BESIDE = 6
"""Words shown on either side of a figure that does not say itself what it measures."""
_STATUS = {"confirmed": ("good", "Confirmed"), "denied": ("bad", "Denied"), "unconfirmed": ("off", "Unconfirmed")}
_DONE = {"copy_of": "copy", "excerpt_of": "excerpt", "revises": "revise", "rewrite_of": "rewrite", "translation_of": "translate"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its verdict (`state` is a class, `verdict` the word) and the reports that carry it."""

    quote: Quote
    speaker: str
    to: str
    state: str
    verdict: str
    language: str
    said_in: Row | None
    jump: str
    via: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure: as it is written, what it counts, who claims it, the reports that give it, where the first of them says it.

    `words` are those around it, where it does not say itself what it measures.
    """

    text: str
    what: str
    language: str
    words: Marked | None
    claimants: tuple[str, ...]
    rows: tuple[Row, ...]
    said_in: Row | None
    jump: str


@dataclass(frozen=True, slots=True)
class StoryView:
    page: StoryPage
    strip: Strip
    tree: tuple[Row, ...]
    flow: river.Flow | None
    starts: tuple[Start, ...]
    sentence: str
    statements: tuple[Statement, ...]
    languages: tuple[tuple[str, str, tuple[Row, ...]], ...]
    reasons: tuple[tuple[Row, tuple[str, ...]], ...]
    unplaced: tuple[Article, ...]
    figures: tuple[Counted, ...]
    differing: tuple[Differing, ...]
    charts: tuple[Chart, ...]
    sketch: Map | None
    dated: tuple[Dated, ...]
    excerpt: Row | None
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Card:
    card: StoryCard
    strip: Strip
    first: Start | None
    also: tuple[ArticleLine, ...]
    more: int
    flags: tuple[tuple[str, str], ...]
    at: datetime
    deck_language: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    page: ArticlePage
    row: Row | None
    tree: tuple[Row, ...]
    starts: tuple[Start, ...]
    standing: str
    own: bool
    figures: tuple[Figure, ...]


def story_view(page: StoryPage) -> StoryView:
    """Everything the story page shows."""
    known: Known = {article.id: article for article in page.articles}
    grown = tree(page.branches, known)
    found = list(rows(grown))
    by_article = {row.article: row for row in found if row.article}
    return StoryView(
        page=page,
        strip=coverage(page.branches),
        tree=grown,
        flow=river.flow(grown),
        starts=starts(page.story.primary, found, known),
        sentence=_sentence(len(page.story.articles), found),
        statements=tuple(_statement(line, by_article, known) for line in page.quotes[:QUOTES]),
        languages=_languages(found),
        reasons=tuple((by_article[key], lines) for key, lines in page.reasons if key in by_article and lines),
        unplaced=tuple(article for article in page.articles if article.id not in by_article),
        figures=_figures(page.figures, by_article, known),
        differing=differing(page.differences, by_article, known),
        charts=tuple(drawn for series in page.series[:6] if (drawn := chart(series, by_article))),
        sketch=sketch(page.places, known),
        dated=dated(page.dates, by_article, known) if len(page.dates) > 1 else (),
        excerpt=by_article.get(page.excerpt_of),
        first=min((row.at for row in found if row.at), default=page.story.first_seen),
        last=max((row.at for row in found if row.at), default=page.story.last_seen),
    )


def _figures(found: Sequence[FigureLine], by_article: Mapping[str, Row], known: Known) -> tuple[Counted, ...]:
    """The figures, those that most origins give first."""
    counted = []
    for one in found:
        figure, item = one.figure, known.get(one.article)
        article = item if isinstance(item, Article) else None
        counted.append(
            Counted(
                text=" ".join(filter(None, (figure.modifier, figure.text))),
                what=figure.what,
                language=one.language,
                words=None if figure.what else _few(marked(article, figure.start, figure.end, figure.text)),
                claimants=one.claimants[:3],
                rows=tuple(by_article[t.article] for t in one.told if t.article in by_article),
                said_in=by_article.get(one.article),
                jump=jump(article, figure.start, figure.end),
            )
        )
    return tuple(sorted(counted, key=lambda one: (-len({row.letter for row in one.rows}), -len(one.rows))))


def _few(words: Marked) -> Marked:
    """The words with only the nearest of their surroundings: a list of figures must not make up their reports."""
    before, after = words.before.split(), words.after.split()
    return Marked(
        f"… {' '.join(before[-BESIDE:])} " if len(before) > BESIDE else words.before,
        words.words,
        f" {' '.join(after[:BESIDE])} …" if len(after) > BESIDE else words.after,
        words.language,
    )


def article_view(page: ArticlePage) -> ArticleView:
    """Everything the article page shows: the report between what it came from and what came from it."""
    article = page.article
    known: Known = {line.id: line for line in (*page.related, *page.origins)} | {article.id: article}
    grown = tree((_upstream(page),), known) if page.node else ()
    found = list(rows(grown))
    row = next((row for row in found if row.article == article.id), None)
    return ArticleView(
        page=page,
        row=row,
        tree=grown,
        starts=tuple(start for start in starts(_own_primary(page), found, known) if start.row.article != article.id),
        standing=_standing(page, row),
        own=row is not None and row.origin,
        figures=tuple(figure for figure in page.figures if figure.what)[:FIGURES],
    )


def cards(front: Front) -> tuple[Card, ...]:
    """The stories of the front page in their order."""
    return tuple(_card(card) for card in front.cards)


def _card(card: StoryCard) -> Card:
    known: Known = {line.id: line for line in card.lines}
    grown = tree(card.branches, known)
    found = list(rows(grown))
    items = starts(card.story.primary, found, known)
    first = items[0] if items else None
    taken = first.row.article if first else None
    others, outlets = [], set()
    for line in card.lines:
        if line.id != taken and outward(line.url) and line.outlet not in outlets:
            outlets.add(line.outlet)
            others.append(line)
    flags = []
    if silent := sum(1 for row in found if row.flag):
        flags.append(("bad", f"{plural(silent, 'copy', 'copies')} without credit"))
    if len(card.story.languages) > 1:
        flags.append(("", plural(len(card.story.languages), "language")))
    quoted = known.get(card.excerpt_of)
    return Card(
        card=card,
        strip=coverage(card.branches),
        first=first,
        also=tuple(others[:ALSO]),
        more=max(0, len(others) - ALSO),
        flags=tuple(flags),
        at=(first and first.row.at) or card.story.first_seen,
        deck_language=quoted.language if quoted else card.language,
    )


def _sentence(reports: int, found: Sequence[Row]) -> str:
    """ "Twelve reports, three origins. Eight of them copy, rewrite or translate another, one cites another." """
    origins = sum(1 for row in found if row.origin)
    below = [row for row in found if not row.origin and row.seen]
    of_them = "report" if reports == 1 else "reports"
    text = f"{capital(spelled(reports))} {of_them}, {spelled(origins)} {'origin' if origins == 1 else 'origins'}."
    followers = [row for row in below if row.kind in _DONE]
    verbs = [verb for verb in dict.fromkeys(_DONE.values()) if any(_DONE[row.kind] == verb for row in followers)]
    citing = sum(1 for row in below if row.kind == "cites")
    said = [_doing(number, verbs) for number, verbs in ((len(followers), verbs), (citing, ["cite"])) if number]
    if not said:
        return text if reports == 1 or below else f"{text} None was found to follow another."
    first = said[0].replace(" ", " of them ", 1)
    return f"{text} {capital(', '.join([first, *said[1:]]))}."


def _doing(number: int, verbs: Sequence[str]) -> str:
    """ "one cites another", "five copy or rewrite another"."""
    if number == 1:
        verbs = [{"copy": "copies"}.get(verb, verb + "s") for verb in verbs]
    doing = verbs[0] if len(verbs) == 1 else f"{', '.join(verbs[:-1])} or {verbs[-1]}"
    return f"{spelled(number)} {doing} another"


def _statement(line: QuoteLine, by_article: Mapping[str, Row], known: Known) -> Statement:
    carriers = [by_article[key] for key in dict.fromkeys((line.article, *line.also)) if key in by_article]
    origins = len({row.letter for row in carriers})
    state, verdict = _STATUS.get(line.quote.status, ("", ""))
    if not state:
        state = "good" if origins > 1 else "warn"
        verdict = f"{capital(spelled(max(1, origins)))} {'origins' if origins > 1 else 'origin'}"
    article = known.get(line.article)
    return Statement(
        quote=line.quote,
        speaker=speaker_of(line.quote),
        to=_name(line.quote.addressee),
        state=state,
        verdict=verdict,
        language=article.language if article else "und",
        said_in=by_article.get(line.article),
        jump=jump(article if isinstance(article, Article) else None, line.quote.start, line.quote.end),
        via=tuple(carriers),
    )


def passage_jump(item: PassageLine) -> str:
    """Where a passage stands at the outlet."""
    return to_words(item.line, item.words.rpartition(" — ")[2]) if item.words else item.line.url


def speaker_of(quote: Quote) -> str:
    """Who said it, or that nobody is named."""
    return _name(quote.speaker) or "Speaker not named"


def _name(party: Party | None) -> str:
    return party.name if party else ""


def _languages(found: Iterable[Row]) -> tuple[tuple[str, str, tuple[Row, ...]], ...]:
    """(tag, English name, rows) by number of reports; empty where all are in one language."""
    seen = sorted((row for row in found if row.seen), key=lambda row: row.language)
    groups = [(tag, language_name(tag) or "Not stated", tuple(group)) for tag, group in groupby(seen, lambda row: row.language)]
    return tuple(sorted(groups, key=lambda group: -len(group[2]))) if len(groups) > 1 else ()


def _upstream(page: ArticlePage) -> Node:
    """This article's node below the origin it was taken from, where one is known."""
    assert page.node is not None
    link = page.node.link or next(iter(page.upstream), None)
    if link is None or (link.origin is None and not link.origin_name):
        return page.node
    above = page.above or next((source for source in page.primary if source.article == link.origin), None)
    code = above.code if above else page.node.code.rstrip("0123456789")
    return Node(code=code, article=link.origin, name=link.origin_name, url=link.origin_url, kind=link.origin_kind, children=(page.node,))


def _own_primary(page: ArticlePage) -> tuple[Primary, ...]:
    """The primary sources of this report: those of its own stream, or all of the story's where its stream is not known."""
    letter = letter_of(page.node.code) if page.node else ""
    return tuple(source for source in page.primary if source.code == letter) or page.primary


def _standing(page: ArticlePage, row: Row | None) -> str:
    if page.node is None or row is None:
        return ""
    followers = sum(1 for _ in descendants(page.node))
    after = f" {capital(spelled(followers))} {'report follows' if followers == 1 else 'reports follow'} from it." if followers else ""
    if row.origin:
        return "An independent origin: no earlier text found that it follows." + after
    return f"{row.proof.summary}." + after if row.proof else after.strip()


def health_tally(page: SourcesPage) -> tuple[tuple[str, int], ...]:
    """(label, count) of the sources page; a label without sources is left out."""
    counted = {"good": "healthy", "warn": "slow or changed", "bad": "failing", "off": "paused or waiting"}
    tally = [("sources read", len(page.lines))]
    tally += [(label, sum(1 for line in page.lines if state_class(line) == css)) for css, label in counted.items()]
    return tuple((label, count) for label, count in tally if count or label == "sources read")


def state_class(line: SourceLine) -> str:
    """Class of a source's health: good, warn, bad or off."""
    return line.state if line.state in ("good", "warn", "bad") else "off"


def spark(per_day: Sequence[int]) -> tuple[str, float, float] | None:
    """(path, x and y of its last point) of the small line in an 84 by 20 picture; None for fewer than two days."""
    if len(per_day) < 2:
        return None
    days = list(per_day[-14:])
    top = max(*days, 1)
    points = [(2 + 6 * i, round(18 - 15 * count / top, 1)) for i, count in enumerate(days)]
    return "M" + " L".join(f"{x} {y}" for x, y in points), points[-1][0], points[-1][1]


def hours(lines: Sequence[ArticleLine], now: datetime) -> tuple[tuple[str, tuple[ArticleLine, ...]], ...]:
    """Lines, newest first, under headings of one hour of the server's clock, or of one day where that is long ago."""

    def heading(line: ArticleLine) -> str:
        return short_time((line.published or line.first_seen).astimezone().replace(minute=0), now)

    return tuple((text, tuple(group)) for text, group in groupby(lines, heading))
