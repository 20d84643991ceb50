"""The pages of what a source lists: which are taken, which wait, and what becomes of those that are closed to us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from headwater.errors import FetchError, GuardError
from headwater.model import Capture, Entry, Login, Noun, SetAside, Source, Validators, Waiting
from headwater.sources.documents import Documents
from headwater.sources.entries import entry_key
from headwater.sources.guard import host_port
from headwater.sources.http import Ask, Fetcher, Response
from headwater.sources.robots import Robots
from headwater.stages.parse import is_whole
from headwater.text import host_of, url_key

MAX_TRIES = 6
"""Rounds in which a page is tried; then what the feed says of it is taken, or it is set aside."""

ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
# What is handed on at once, so that reports appear as they come and memory stays bounded: captures, and bytes.
_HANDFUL = 8
_HANDFUL_BYTES = 1 << 20
# After so many troubles on end a host is left alone for the rest of the round.
_MAX_STRIKES = 3
_TEMPORARY = frozenset({408, 421, 425, 429})


class Network(NamedTuple):
    """What a round needs of the outside: the only way to it, what sites allow, and where documents are read."""

    fetcher: Fetcher
    robots: Robots
    documents: Documents


class Taken(Noun, frozen=True, kw_only=True):
    """What was taken, to be saved together.

    moved       (further address or key, address) of what is known: both are to be known from now on
    validators  what the servers said of the versions of the pages
    """

    captures: tuple[Capture, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    validators: tuple[Validators, ...] = ()


Deliver = Callable[[Taken], Awaitable[None]]


class Pages:
    """Takes the pages of one source's new entries: the hosts side by side, the pages of a host one after the other.

    What is taken goes to `deliver` by the handful; `waiting` are the entries left for the next round.
    """

    def __init__(self, network: Network, source: Source, now: datetime, deliver: Deliver, *, login: Login | None = None) -> None:
        self._network = network
        self._source = source
        self._now = now
        self._deliver = deliver
        self._login = login
        self._captures: list[Capture] = []
        self._set_aside: list[SetAside] = []
        self._moved: list[tuple[str, str]] = []
        self._validators: list[Validators] = []
        self.waiting: list[Waiting] = []

    async def take(self, entries: Sequence[Waiting], renamed: Sequence[tuple[str, str]] = ()) -> None:
        """Takes the entries' pages, or what the feed says of them. `renamed` is handed on as it is. Raises what `deliver` raises."""
        self._moved += renamed
        hosts: dict[str, list[Waiting]] = {}
        for one in entries:
            if is_whole(one.entry):
                await self._capture(self._of_entry(one.entry))
            else:
                hosts.setdefault(host_of(one.entry.link), []).append(one)
        try:
            async with asyncio.TaskGroup() as group:
                for of_host in hosts.values():
                    group.create_task(self._host(of_host))
        except BaseExceptionGroup as several:
            # They all come from the same store or fault: the first says what there is to say.
            raise several.exceptions[0] from None
        await self._hand_on()

    async def _host(self, entries: Sequence[Waiting]) -> None:
        strikes = 0
        for done, one in enumerate(entries):
            if strikes == _MAX_STRIKES:
                self.waiting += entries[done:]
                return
            strikes = 0 if await self._page(one) else strikes + 1

    async def _page(self, one: Waiting) -> bool:
        """Takes one page; false where its server is in trouble, which is no fault of the page."""
        entry, robots = one.entry, self._network.robots
        if self._network.fetcher.politeness.held(_host(entry.link)):
            self.waiting.append(one)
            return False
        try:
            verdict = await robots.verdict(entry.link)
            if verdict == "yes":
                ask = Ask(accept=ACCEPT_PAGE, login=self._login)
                await self._keep(entry, await self._network.fetcher.get(entry.link, ask, permit=permit(robots)))
                return True
        except GuardError as error:
            self._put_aside(entry, str(error))
            return True
        except FetchError as error:
            if is_temporary(error):
                return await self._later(one, str(error))
            await self._without_page(entry, str(error))
            return True
        if verdict == "no":
            await self._without_page(entry, f"robots.txt of {host_of(entry.link)} does not allow this page")
            return True
        return await self._later(one, f"robots.txt of {host_of(entry.link)} cannot be reached")

    async def _later(self, one: Waiting, reason: str) -> bool:
        """Leaves the page for the next round, or gives it up after too many. Always false: its server is in trouble."""
        tries = one.tries + 1
        if tries >= MAX_TRIES:
            await self._without_page(one.entry, f"{reason} (tried {tries} times)")
        else:
            self.waiting.append(Waiting(entry=one.entry, tries=tries, since=one.since))
        return False

    async def _keep(self, entry: Entry, response: Response) -> None:
        if url_key(response.url) != url_key(entry.link):
            self._moved.append((entry.link, response.url))
        if response.status == 410 or not response.body.strip():
            await self._without_page(entry, f"the page is empty (status {response.status})")
        elif not is_page(response.media):
            await self._without_page(entry, f"the address leads to {response.media[:60]}, not to a page")
        else:
            self._validators.append(validators(response))
            self._remember(entry, response.url)
            await self._capture(
                Capture(
                    url=response.url,
                    fetched_at=response.fetched_at,
                    body=response.body,
                    media=response.media,
                    signals=response.signals,
                    entry=entry,
                    source=self._source.id,
                    outlet=self._source.outlet,
                )
            )

    async def _without_page(self, entry: Entry, reason: str) -> None:
        """The page is closed to us: what the feed says of it is taken, where it says anything."""
        if entry.title and (entry.summary or entry.content):
            await self._capture(self._of_entry(entry))
        else:
            self._put_aside(entry, reason)

    def _put_aside(self, entry: Entry, reason: str) -> None:
        self._set_aside.append(SetAside(url=entry.link, source=self._source.id, reason=reason, at=self._now))

    def _remember(self, entry: Entry, url: str) -> None:
        """The entry's id is to be known too, so that it is not taken again where it gets a new address."""
        key = entry_key(self._source.id, entry)
        if key:
            self._moved.append((key, url))

    def _of_entry(self, entry: Entry) -> Capture:
        self._remember(entry, entry.link)
        return Capture(url=entry.link, fetched_at=self._now, kind="entry", entry=entry, source=self._source.id, outlet=self._source.outlet)

    async def _capture(self, capture: Capture) -> None:
        self._captures.append(capture)
        if len(self._captures) >= _HANDFUL or sum(len(kept.body) for kept in self._captures) >= _HANDFUL_BYTES:
            await self._hand_on()

    async def _hand_on(self) -> None:
        taken = Taken(
            captures=tuple(self._captures),
            set_aside=tuple(self._set_aside),
            moved=tuple(self._moved),
            validators=tuple(self._validators),
        )
        for gathered in (self._captures, self._set_aside, self._moved, self._validators):
            gathered.clear()
        if taken != Taken():
            await self._deliver(taken)


def _host(url: str) -> str:
    try:
        return host_port(url)[0]
    except ValueError:
        return ""


def permit(robots: Robots) -> Callable[[str], Awaitable[None]]:
    """Refuses redirects to pages that their site's robots.txt closes (RFC 9309 knows no way around it by another address)."""

    async def check(url: str) -> None:
        match await robots.verdict(url):
            case "no":
                raise FetchError(f"robots.txt of {host_of(url)} does not allow the page that the address leads to", status=403)
            case "later":
                raise FetchError(f"robots.txt of {host_of(url)} cannot be reached")

    return check


def validators(response: Response) -> Validators:
    """What the server said of the version it sent."""
    return Validators(url=response.url, etag=response.etag, last_modified=response.last_modified)


def is_page(media: str) -> bool:
    """True for a Content-Type that a page can have, or none."""
    kind = media.split(";", 1)[0].strip().lower()
    return not kind or kind.startswith("text/") or kind.endswith(("html", "xml"))


def is_temporary(error: FetchError) -> bool:
    """True for trouble that may be over in the next round."""
    return error.status is None or error.status >= 500 or error.status in _TEMPORARY
