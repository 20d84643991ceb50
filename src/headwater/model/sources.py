"""Where we take from, and what is remembered between two looks."""

from __future__ import annotations

from typing import Literal

from headwater.model.base import Noun
from headwater.model.captures import Entry


class Validators(Noun, frozen=True, kw_only=True):
    """What a server said of the version of what stands at `url`; sent back as it is, it answers with 304 where nothing changed."""

    url: str
    etag: str = ""
    last_modified: str = ""


class Login(Noun, frozen=True, kw_only=True):
    """The name and password of a private source, for its origin ("https://feeds.example") alone. Never shown, nor in any log."""

    origin: str
    name: str
    secret: str

    def __repr__(self) -> str:
        return f"Login(origin={self.origin!r})"


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
