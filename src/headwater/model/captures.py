"""What comes in: entries of feeds, captures, what their owners say, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from headwater.model.base import Noun
from headwater.model.sites import Site

CaptureKind = Literal["page", "entry", "article", "text", "mail"]


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
    site      what is known of its host; None or the empty one: the page is read in full
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
    site: Site | None = None


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
