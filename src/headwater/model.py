"""The nouns. One frozen definition serves the stages, the store, the engines, the command line and the web pages.

Spans are Unicode code points into `Article.text`, end exclusive: `article.text[start:end] == text` holds for every one of them.
Times are aware datetimes that keep the zone they were given in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

PageKind = Literal["article", "live_blog", "briefing", "index", "gallery", "stub", "error", "other"]
FurnitureKind = Literal["caption", "related", "footer", "source-line", "promo", "nav"]
QuoteKind = Literal["direct", "indirect", "mixed"]
QuoteStatus = Literal["asserted", "denied", "unconfirmed", "confirmed"]
NameType = Literal["person", "org", "place", "event"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
OriginKind = Literal["article", "wire", "interview", "document", "post", "unknown"]
LinkKind = Literal["copy_of", "excerpt_of", "rewrite_of", "translation_of", "common_primary", "cites", "revises"]
EvidenceKind = Literal["shared_text", "credit", "byline", "dateline", "in_text_attribution", "hyperlink", "shared_quote"]
DifferenceKind = Literal["quote_wording", "figure", "name", "attribution", "omission", "internal", "date"]
CaptureKind = Literal["page", "entry", "article", "text", "mail"]

REPORT_KINDS: frozenset[PageKind] = frozenset({"article", "live_blog", "briefing"})
"""Kinds of page that are reports; the others are kept and searchable but never grouped, credited or linked."""


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every noun: immutable, compared by value, encodable as JSON and MessagePack."""


class Entry(Noun, frozen=True, kw_only=True):
    """One entry of a feed or sitemap, as the feed states it. Texts may hold HTML. `id` is the feed's own id or "".

    `alone`: it has no page that says more: an episode of a podcast, a video, an entry without a link. `image` is the address of its
    picture or "".
    """

    id: str = ""
    title: str = ""
    link: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    content: str = ""
    language: str = ""
    image: str = ""
    alone: bool = False


class Feed(Noun, frozen=True, kw_only=True):
    """A parsed feed document: what it says of itself, and its entries in document order.

    `ttl` is in seconds: the longest pause that ttl and sy:updatePeriod ask for. `skip_hours` (0 to 23) and `skip_days` (0 is Monday) are
    in UTC: when not to ask. `hub` and `self_url` are where WebSub takes a subscription and what it calls the feed.
    `broken` says in one line what had to be repaired, "" where nothing.
    """

    title: str = ""
    link: str = ""
    language: str = ""
    format: str = ""
    description: str = ""
    updated: datetime | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    hub: str = ""
    self_url: str = ""
    broken: str = ""
    entries: tuple[Entry, ...] = ()


class Signal(Noun, frozen=True, kw_only=True):
    """What an owner says about a page being kept, shown or used: `name` is one of `stages.rights.signals.EFFECTS`.

    `place` is where it was said (a header, a tag, a file of the site), `words` how; `value` a limit or date, else "".
    """

    name: str
    value: str = ""
    place: str = ""
    words: str = ""


class Capture(Noun, frozen=True, kw_only=True):
    """Bytes with the address and the moment they were taken from.

    kind      page: HTML; entry: only what the feed says (`entry`), no page; article: JSON of the contract's input article;
              text: plain text file; mail: RFC 5322 message
    media     the Content-Type header or ""
    entry     what the feed said of this page, if it came from a feed
    source    id of the source it came from, "" for a file
    signals   what its server and its site say about being kept and shown; what the page says itself is read with it
    """

    url: str
    fetched_at: datetime
    signals: tuple[Signal, ...] = ()
    body: bytes = b""
    kind: CaptureKind = "page"
    media: str = ""
    entry: Entry | None = None
    source: str = ""
    outlet: str = ""


class Span(Noun, frozen=True, kw_only=True):
    start: int
    end: int
    text: str


class Credit(Span, frozen=True, kw_only=True):
    """A line or phrase that names who the report was taken from. `names` are canonical agency or outlet names."""

    names: tuple[str, ...] = ()
    kind: Literal["credit", "byline", "dateline", "in_text_attribution"] = "credit"


class Furniture(Noun, frozen=True, kw_only=True):
    """What was on the page but is not the report."""

    text: str
    kind: FurnitureKind


class Hyperlink(Span, frozen=True, kw_only=True):
    """A link inside the report's text; `url` is absolute, http or https."""

    url: str


class Image(Noun, frozen=True, kw_only=True):
    url: str
    caption: str = ""
    credit: str = ""


class Post(Span, frozen=True, kw_only=True):
    """A timed entry of a live blog; `title` is "" and `published` None where the page does not say."""

    title: str = ""
    published: datetime | None = None


class Article(Noun, frozen=True, kw_only=True):
    """The clean article. `text` has paragraphs separated by one newline; `title` is "" where the page has none.

    `id` is derived from the canonical address (see `text.article_id`). `published_evidence` names where the time came from, for
    example "json-ld datePublished", "meta article:published_time", "feed", "input", "file time", or "" with `published` None.
    `date_only` is true when the evidence gives a day without a time. `language` is a BCP 47 primary tag or "und".
    `posts` are those of a live blog, in the page's order.
    """

    id: str
    url: str
    canonical_url: str
    external_id: str = ""
    outlet: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_evidence: str = ""
    date_only: bool = False
    modified: datetime | None = None
    language: str = "und"
    text: str = ""
    image: Image | None = None
    credits: tuple[Credit, ...] = ()
    kind: PageKind = "article"
    furniture: tuple[Furniture, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    posts: tuple[Post, ...] = ()
    section: str = ""
    keywords: tuple[str, ...] = ()
    paywalled: bool = False
    first_seen: datetime


class Party(Noun, frozen=True, kw_only=True):
    """Who spoke, was spoken to, or claims: a name, its id in the article, and where it stands (None: only implied)."""

    name: str
    id: str = ""
    start: int | None = None
    end: int | None = None


class Range(Noun, frozen=True, kw_only=True):
    start: int
    end: int


class Quote(Span, frozen=True, kw_only=True):
    kind: QuoteKind = "direct"
    speaker: Party | None = None
    cue: Range | None = None
    addressee: Party | None = None
    via: tuple[str, ...] = ()
    status: QuoteStatus = "asserted"
    group: str = ""


class Figure(Span, frozen=True, kw_only=True):
    """A number that counts or measures something. `unit` is "" for a plain count."""

    value: float
    value_max: float | None = None
    unit: str = ""
    what: str = ""
    claimant: Party | None = None
    as_of: str | None = None
    modifier: str | None = None


class Name(Span, frozen=True, kw_only=True):
    """A mention of a person, organisation, place or event. Mentions of one thing share an `id` within the article."""

    type: NameType
    id: str


class Place(Span, frozen=True, kw_only=True):
    """A mention of a place, and where on Earth it is: degrees north and east (WGS 84), None where it is not known.

    `name` is its usual English name, `country` an ISO 3166 code or "" (seas, continents). Mentions of one place share an `id`; it is the
    `id` of the `Name` with the same span, if there is one.
    """

    id: str
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    country: str = ""
    type: Literal["place"] = "place"


class Time(Span, frozen=True, kw_only=True):
    """A time expression with its TIMEX3 value, read against the day of publication: "2026-03-05", "2026-W10", "P2D", "PAST_REF".

    What cannot be told without a day of publication has the value of its form alone ("XXXX-03-05"), or is left out.
    """

    value: str
    type: TimeType


class Fingerprint(Noun, frozen=True, kw_only=True):
    """What lineage and stories compare instead of texts.

    digest    16 bytes, equal for equal texts after folding case and space
    words     number of words in the text
    shingles  little-endian uint64 array, sorted, unique: winnowed 5-gram hashes
    terms     weighted story terms: (key, weight), heaviest first; keys are namespaced ("w:", "n:", "#:", "c:") and language-neutral where
              possible
    """

    digest: bytes
    words: int
    shingles: bytes
    terms: tuple[tuple[str, float], ...] = ()


class Report(Noun, frozen=True, kw_only=True):
    """An article with its facts: all that can be known from one capture alone."""

    article: Article
    fingerprint: Fingerprint
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    signals: tuple[Signal, ...] = ()


class Containment(Noun, frozen=True, kw_only=True):
    """Share of the words of each side that stand in passages common to both, 0..1."""

    of_article: float
    of_origin: float


class Evidence(Noun, frozen=True, kw_only=True):
    """Words that show a link: a span of the article, and for shared text the same words in the origin."""

    kind: EvidenceKind
    start: int
    end: int
    text: str
    origin_start: int | None = None
    origin_end: int | None = None


class Link(Noun, frozen=True, kw_only=True):
    """One step upstream. `origin` is an article id, or None for an origin that was never seen here (a wire item, an interview)."""

    article: str
    origin: str | None
    origin_kind: OriginKind
    origin_name: str
    origin_url: str
    kind: LinkKind
    confidence: float
    containment: Containment | None = None
    evidence: tuple[Evidence, ...] = ()


class Node(Noun, frozen=True, kw_only=True):
    """A place in a story's lineage: an article, or an origin that was never seen here (`article` None).

    `code` is the letter of its origin, with a number for what was taken from it: "A", "A1", "A2". `link` leads to its parent.
    """

    code: str
    article: str | None
    name: str
    url: str
    kind: OriginKind
    link: Link | None = None
    children: tuple[Node, ...] = ()


class Primary(Noun, frozen=True, kw_only=True):
    """An origin with none further known: where the story starts. `seen` is false for a wire item known only by its credit."""

    code: str
    name: str
    url: str
    kind: OriginKind
    article: str | None
    seen: bool


class Story(Noun, frozen=True, kw_only=True):
    """The reports of one happening. `articles` are ids in order of publication."""

    id: str
    title: str
    articles: tuple[str, ...]
    languages: tuple[str, ...]
    outlets: int
    independent: int
    primary: tuple[Primary, ...]
    first_seen: datetime
    last_seen: datetime
    saga: str | None = None


class Side(Span, frozen=True, kw_only=True):
    """One side of a difference: words of one article, and what they say that other sides do not.

    For a side that leaves something out, the span is empty and stands where it would be.
    """

    article: str
    says: str


class Difference(Noun, frozen=True, kw_only=True):
    """What reports of a story, or one report with itself, do not agree on. `severity` is 0..1, how much it matters."""

    kind: DifferenceKind
    summary: str
    sides: tuple[Side, ...]
    severity: float


class Member(Range, frozen=True, kw_only=True):
    """A quote by its place: the span of a `Quote` of `article`."""

    article: str


class QuoteGroup(Noun, frozen=True, kw_only=True):
    """Quotes of a story that are the same words, drifted, retold or translated. `id` is unique within the story."""

    id: str
    members: tuple[Member, ...]


class Point(Span, frozen=True, kw_only=True):
    """One value of a figure that moves: who gave it, and as of when."""

    article: str
    value: float
    at: datetime


class Series(Noun, frozen=True, kw_only=True):
    """A figure of a story that moves over time, in order of time: no conflict, a development."""

    what: str
    unit: str
    points: tuple[Point, ...]


class Comparison(Noun, frozen=True, kw_only=True):
    """What comparing the reports of a story has shown: differences, those that matter most first; quotes that are the same; series."""

    differences: tuple[Difference, ...] = ()
    groups: tuple[QuoteGroup, ...] = ()
    series: tuple[Series, ...] = ()


class Cited(Span, frozen=True, kw_only=True):
    """Where a sentence comes from: a span of an article."""

    article: str


class BriefSentence(Noun, frozen=True, kw_only=True):
    """One sentence of a brief with its citations, the nearest to the primary first. `differ`: it says that reports differ."""

    text: str
    sources: tuple[Cited, ...]
    differ: bool = False


class BriefItem(Noun, frozen=True, kw_only=True):
    """One story in about five sentences. `rephrased`: they are a model's words, each borne out by what it cites."""

    story: str
    title: str
    language: str
    sentences: tuple[BriefSentence, ...]
    rephrased: bool = False


class Brief(Noun, frozen=True, kw_only=True):
    """The day in about twelve stories. `day` is ISO 8601; `language` "" where each story is in its own; `dropped` counts sentences that
    a model wrote and that what they cite does not bear out; `note` says in one line why a model that was asked did not answer."""

    day: str
    language: str = ""
    items: tuple[BriefItem, ...] = ()
    dropped: int = 0
    note: str = ""


class Assignment(Noun, frozen=True, kw_only=True):
    """Decision of the story stage for one report. `story` None founds a new story; `merge` names stories that turn out to be the same.

    `reasons` are short plain sentences: why it belongs there. `alone`: nothing may join the story that it founds.
    `near` names the stories, its own excepted, that the decision should be looked at again together with.
    """

    story: str | None
    merge: tuple[str, ...] = ()
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    alone: bool = False
    near: tuple[str, ...] = ()


class Validators(Noun, frozen=True, kw_only=True):
    """What a server said of the version of what stands at `url`; sent back as it is, it answers with 304 where nothing changed."""

    url: str
    etag: str = ""
    last_modified: str = ""


class Source(Noun, frozen=True, kw_only=True):
    """Where we take from. Times are seconds since the epoch (0: never); `interval` in seconds; `state` says what the user did.

    validated                    the address that sent `etag` and `last_modified`, after redirects
    ttl, skip_hours, skip_days   when the feed itself asks to be asked, and not: see Feed
    patience                     seconds that it last asked us to wait, by any means
    pages_due                    when entries whose pages wait to be fetched are tried again; 0: none wait
    moved_to, moved_seen, moved_since   a permanent redirect under observation: where to, how often and since when it was seen
    parts                        of a sitemap that lists sitemaps: those that are read
    hub, topic, lease            WebSub: the hub, what it calls the feed, and until when it sends us what is new
    """

    id: str
    url: str
    kind: Literal["feed", "sitemap", "site", "files"] = "feed"
    title: str = ""
    outlet: str = ""
    state: Literal["active", "paused", "gone"] = "active"
    etag: str = ""
    last_modified: str = ""
    interval: float = 900.0
    next_due: float = 0.0
    last_fetched: float = 0.0
    last_success: float = 0.0
    failures: int = 0
    last_status: int = 0
    last_error: str = ""
    added: float = 0.0
    validated: str = ""
    ttl: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    patience: float = 0.0
    pages_due: float = 0.0
    moved_to: str = ""
    moved_seen: int = 0
    moved_since: float = 0.0
    parts: tuple[Validators, ...] = ()
    hub: str = ""
    topic: str = ""
    lease: float = 0.0


class Waiting(Noun, frozen=True, kw_only=True):
    """An entry whose page could not be fetched yet, how often that was tried, and since when (seconds since the epoch) it waits."""

    entry: Entry
    tries: int = 0
    since: float = 0.0


class Lease(Noun, frozen=True, kw_only=True):
    """A subscription at a source's WebSub hub. Moments are seconds since the epoch, 0 for never.

    token, secret   name our callback, and sign what is posted there
    asked           when the hub was asked last; due: when it is asked next
    expires         until when the hub tells us; 0 where it does not
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    asked: float = 0.0
    due: float = 0.0
    expires: float = 0.0
    failures: int = 0
    problem: str = ""


class RobotsRecord(Noun, frozen=True, kw_only=True):
    """A site's robots.txt as it was fetched (b"": all is allowed), to be asked for again after `until` (seconds since the epoch)."""

    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    until: float = 0.0


class SetAside(Noun, frozen=True, kw_only=True):
    """A capture that can never be read, with the reason."""

    url: str
    source: str
    reason: str
    at: datetime


class Counts(Noun, frozen=True, kw_only=True):
    """What became of the captures of one run; each capture is counted exactly once in articles, revisions, duplicates or set_aside."""

    captures: int = 0
    articles: int = 0
    revisions: int = 0
    duplicates: int = 0
    set_aside: int = 0
    seconds: float = 0.0
