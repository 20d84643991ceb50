"""What each page shows, as data: the app fills these, a renderer (HTML, JSON, terminal) only lays them out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from headwater.model import (
    Article,
    Difference,
    Figure,
    Link,
    NameType,
    Node,
    Noun,
    Primary,
    Quote,
    Series,
    SetAside,
    Signal,
    Source,
    Span,
    Story,
)
from headwater.stages.compare import Passage
from headwater.stages.story import Trend


class ArticleLine(Noun, frozen=True, kw_only=True):
    """An article in a list."""

    id: str
    title: str
    url: str
    outlet: str
    language: str
    published: datetime | None
    first_seen: datetime
    story: str | None
    kind: str


class StoryCard(Noun, frozen=True, kw_only=True):
    """A story on the front page. `deck` is a short excerpt, `excerpt_of` the article it was taken from.

    `branches` gives letters and coverage strip; `lines` are its reports in order of publication.
    """

    story: Story
    section: str
    language: str
    deck: str
    excerpt_of: str
    branches: tuple[Node, ...]
    lines: tuple[ArticleLine, ...]


class Front(Noun, frozen=True, kw_only=True):
    cards: tuple[StoryCard, ...]
    latest: tuple[ArticleLine, ...]
    reports: int
    stories: int
    sources: int
    at: datetime


class QuoteLine(Noun, frozen=True, kw_only=True):
    """One statement in a story: the quote, the article it stands in, and the other articles that carry the same words."""

    quote: Quote
    article: str
    outlet: str
    also: tuple[str, ...] = ()


class PlaceLine(Noun, frozen=True, kw_only=True):
    """A place of a story: degrees (WGS 84), how many reports name it, and where it is first named."""

    id: str
    name: str
    latitude: float
    longitude: float
    country: str
    article: str
    start: int
    end: int
    reports: int = 1


class DatedLine(Noun, frozen=True, kw_only=True):
    """What is told of a day (ISO 8601): the sentence, and where the day stands in the article."""

    day: str
    text: str
    article: str
    start: int
    end: int


class Telling(Noun, frozen=True, kw_only=True):
    """Where an article says something: code points into its text."""

    article: str
    start: int
    end: int


class FigureLine(Noun, frozen=True, kw_only=True):
    """A figure that reports of a story give, as one of them has it: `figure` in `article`, which is in `language`.

    `claimants` are the names of who claims it in any report; `told` is where each report says it, in order of publication.
    """

    figure: Figure
    article: str
    language: str
    claimants: tuple[str, ...]
    told: tuple[Telling, ...]


class StoryFacts(Noun, frozen=True, kw_only=True):
    """What the reports of a story say together: statements, figures, differences, figures that move, places and dated events."""

    quotes: tuple[QuoteLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    differences: tuple[Difference, ...] = ()
    series: tuple[Series, ...] = ()
    places: tuple[PlaceLine, ...] = ()
    dates: tuple[DatedLine, ...] = ()


class SaidLine(Noun, frozen=True, kw_only=True):
    """A statement in the article it stands in."""

    quote: Quote
    line: ArticleLine


class PairPage(Noun, frozen=True, kw_only=True):
    """Two reports side by side. `siblings` are the other reports of the left one's story."""

    left: Article
    right: Article
    passages: tuple[Passage, ...]
    story: Story | None
    siblings: tuple[ArticleLine, ...]


class PersonPage(Noun, frozen=True, kw_only=True):
    """What a person or body said, newest first, each once; `stories` are (id, title) of those it was said in."""

    id: str
    name: str
    said: tuple[SaidLine, ...]
    stories: tuple[tuple[str, str], ...]


class ChapterLine(Noun, frozen=True, kw_only=True):
    """A story in its saga. `names` and `words` are what it shares with the chapter before it; `gap` the seconds between the two.

    `listed`: the owners of the reports that it shows words of leave them to be found, so that feeds may carry it.
    """

    story: Story
    language: str
    deck: str
    excerpt_of: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    gap: float | None = None
    listed: bool = True


class CoreName(Noun, frozen=True, kw_only=True):
    """A name that holds a saga together, and how many of its chapters name it."""

    text: str
    type: NameType
    chapters: int


class SagaLine(Noun, frozen=True, kw_only=True):
    """A saga in a list: (story id, title, first report, number of reports) of each chapter, in order of time."""

    id: str
    title: str
    chapters: tuple[tuple[str, str, datetime, int], ...]


class SagaPage(Noun, frozen=True, kw_only=True):
    """A saga: its chapters in order of their first reports, the names they share, and what their reports tell together.

    `trends` are figures that move from chapter to chapter; `lines` the reports that these, places and dates were taken from, each with
    its story.
    """

    id: str
    title: str
    chapters: tuple[ChapterLine, ...]
    core: tuple[CoreName, ...]
    trends: tuple[Trend, ...]
    places: tuple[PlaceLine, ...]
    dates: tuple[DatedLine, ...]
    lines: tuple[ArticleLine, ...]


class PassageLine(Noun, frozen=True, kw_only=True):
    """A part of a briefing, digest or live blog that tells of a story: its first words, its span, and why it belongs there.

    `title` is the story's, `line` the page it stands in.
    """

    line: ArticleLine
    start: int
    end: int
    words: str
    story: str
    title: str
    reasons: tuple[str, ...] = ()


class StoryPage(Noun, frozen=True, kw_only=True):
    """`articles` by id order of publication; `reasons` says why each article is in the story (article id, sentences).

    `saga` is the chain of stories that it is a chapter of; `passages` are parts of pages that tell of several stories.
    """

    story: Story
    language: str
    deck: str
    excerpt_of: str
    articles: tuple[Article, ...]
    branches: tuple[Node, ...]
    quotes: tuple[QuoteLine, ...]
    related: tuple[Story, ...]
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    figures: tuple[FigureLine, ...] = ()
    differences: tuple[Difference, ...] = ()
    series: tuple[Series, ...] = ()
    places: tuple[PlaceLine, ...] = ()
    dates: tuple[DatedLine, ...] = ()
    saga: SagaLine | None = None
    passages: tuple[PassageLine, ...] = ()


class RevisionLine(Noun, frozen=True, kw_only=True):
    """One version of an article; `changes` is a word diff against the version before: (kind "same|ins|del", text). `corrects`: it says
    that it corrects something."""

    number: int
    seen: datetime
    title: str
    words: int
    corrects: bool = False
    changes: tuple[tuple[str, str], ...] = ()


class ArticlePage(Noun, frozen=True, kw_only=True):
    """`excerpt` is short (see `app.EXCERPT_WORDS`); `words` counts the whole. `node` is its place in the lineage, `upstream` its links,
    `above` the place of the report that its first link leads to.

    `stale` are words of it that the report it was taken from has corrected since.
    `passages` are the parts of it that tell of stories which it is no report of.
    `signals` are what its owner says; `full`: they let the owner of the installation have the whole text.
    """

    article: Article
    excerpt: str
    excerpt_words: int
    words: int
    story: Story | None
    primary: tuple[Primary, ...]
    upstream: tuple[Link, ...]
    stale: tuple[Span, ...]
    origins: tuple[ArticleLine, ...]
    node: Node | None
    quotes: tuple[Quote, ...]
    figures: tuple[Figure, ...]
    revisions: tuple[RevisionLine, ...]
    related: tuple[ArticleLine, ...]
    source: Source | None
    signals: tuple[Signal, ...] = ()
    full: bool = True
    above: Node | None = None
    passages: tuple[PassageLine, ...] = ()


class Hit(Noun, frozen=True, kw_only=True):
    """A search result; `snippet` alternates plain and matching pieces: (text, matched). `place` says origin, copy, rewrite … or ""."""

    line: ArticleLine
    snippet: tuple[tuple[str, bool], ...]
    place: str
    story_title: str


class SearchPage(Noun, frozen=True, kw_only=True):
    """`reads_as` says in words how the query was understood; `problem` is one line where it could not be."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    stories: int
    offset: int
    order: str
    reads_as: tuple[str, ...] = ()
    problem: str = ""


class SourceLine(Noun, frozen=True, kw_only=True):
    """A source with its health. `per_day` counts articles of the last 14 days, oldest first; `own` is the share with no earlier text."""

    source: Source
    health: str
    state: str
    articles: int
    today: int
    per_day: tuple[int, ...]
    own: float | None
    language: str


class SourcesPage(Noun, frozen=True, kw_only=True):
    """Trouble first. `set_aside` are the newest captures that can never be read; `set_aside_total` counts all."""

    lines: tuple[SourceLine, ...]
    set_aside: tuple[SetAside, ...]
    set_aside_total: int
    articles: int
    at: datetime


class DemandLine(Noun, frozen=True, kw_only=True):
    """A demand for removal in a list: no personal data, no address of a page. `about` names hosts and counts."""

    id: str
    state: str
    about: str
    by: str
    ground: str
    matched: int
    method: str
    received: datetime
    verified: datetime | None
    hidden: datetime | None
    erased: datetime | None
    decided: datetime | None
    deadline: datetime


class DemandPage(Noun, frozen=True, kw_only=True):
    """The status of a demand. `proof_line` is what its owner puts at each host of `unproved`; `looked` says what was seen there.

    `copies` are (outlet, address) of copies elsewhere; `reference` is how the public log names the demand.
    """

    line: DemandLine
    token: str
    proof_line: str
    unproved: tuple[str, ...]
    looked: tuple[tuple[datetime, str], ...]
    events: tuple[tuple[datetime, str], ...]
    copies: tuple[tuple[str, str], ...]
    reasons: str
    receipt: dict[str, Any] | None
    reference: str
    now: datetime


class LogPage(Noun, frozen=True, kw_only=True):
    """A part of the public log; `key` is the public key of this installation's receipts."""

    entries: tuple[dict[str, Any], ...]
    total: int
    key: str


class RemovedPage(Noun, frozen=True, kw_only=True):
    """What stands where a removed article or story was."""

    demand: DemandLine | None
    outlet: str
    at: datetime
