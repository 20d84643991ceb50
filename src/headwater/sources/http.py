"""The only way to the network: guarded, polite, bounded in time and size, without cookies, referrers or credentials.

get ──▶ check address ──▶ wait for the host's turn ──▶ request ──▶ redirect? back to check address (at most 5 times)
                                                          └──▶ body, unfolded piece by piece ──▶ Response

Requests over all hosts share a bounded number of places, in two lanes: one that gets no answer for some seconds steps aside, so that
servers that are dead or slow never stand in the way of the others.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import ada_url
import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver
from yarl import URL

from headwater import __version__
from headwater.errors import FetchError, GuardError, HeldError
from headwater.model import Login, Noun, Signal
from headwater.sources import failures, headers
from headwater.sources.bounded import BoundedConnector
from headwater.sources.encodings import ACCEPTED, DecodeError, decoder
from headwater.sources.guard import Allowed, GuardedResolver, check_url, guarded_socket, host_port
from headwater.sources.lanes import Lanes
from headwater.sources.logins import authorization, origin_of
from headwater.sources.politeness import MAX_HOSTS, Politeness
from headwater.stages.rights.signals import of_headers

AGENT = "Headwater"
"""The product token that robots.txt files name."""

MAX_REDIRECTS = 5
PATIENCE = 3.0
"""Seconds after which a request counts as slow."""

SLOW_PLACES = 3
"""Slow requests that may be under way for each of `FetchSettings.concurrency`: they wait and cost little."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ANSWERS = frozenset({200, 203, 304, 410})
_ASK_TO_WAIT = frozenset({429, 503})
# Real news sites send Content-Security-Policy and Link headers of more than aiohttp's 8 KiB.
_MAX_HEADER = 1 << 15
_MAX_HEADERS = 200
_UNAUTHORISED = 401


class FetchSettings(Noun, frozen=True, kw_only=True):
    """How to fetch. `gap` and `timeout` are seconds, `max_bytes` counts decoded bytes.

    contact      an address that the operators of servers find in the User-Agent
    gap          pause between two requests to one host
    timeout      for one `get`, redirects included, waiting for the host's turn not
    concurrency  quick requests at the same time, over all hosts; slow ones beside them: see SLOW_PLACES
    """

    contact: str = ""
    gap: float = 1.0
    timeout: float = 30.0
    max_bytes: int = 15 << 20
    allowed: Allowed = Allowed()
    concurrency: int = 16


class Response(Noun, frozen=True, kw_only=True):
    """An answer: 200 or 203 with a body, 304 (not modified) or 410 (gone) without.

    url                       where the body came from, after redirects
    redirected_permanently_to the address to use from now on, "" where it has not moved for good
    max_age, retry_after      seconds, None where the server says nothing
    hub, self_url             where its Link header says that WebSub takes a subscription, and for what
    insecure                  a redirect led from https to http
    signals                   what the headers say about being kept and shown
    """

    url: str
    status: int
    body: bytes = b""
    media: str = ""
    etag: str = ""
    last_modified: str = ""
    redirected_permanently_to: str = ""
    max_age: float | None = None
    retry_after: float | None = None
    insecure: bool = False
    hub: str = ""
    self_url: str = ""
    signals: tuple[Signal, ...] = ()
    fetched_at: datetime


class Ask(Noun, frozen=True, kw_only=True):
    """How an address is asked for.

    accept               the media types that are of use
    etag, last_modified  of what is there already: it is sent only if it changed since
    of                   the address that sent these, where a redirect leads there; no other gets to see them
    head                 read only so many bytes; 0: all
    login                sent to its own origin, and to no other that a redirect leads to
    """

    accept: str = "*/*"
    etag: str = ""
    last_modified: str = ""
    of: str = ""
    head: int = 0
    login: Login | None = None


Permit = Callable[[str], Awaitable[None]]
"""Refuses an address by raising a FetchError."""


class Memory(Protocol):
    """Where it outlives the program until when hosts want to be left alone. Both may take the time of a disk."""

    def held(self, now: float) -> dict[str, float]: ...
    def hold(self, host: str, until: float, now: float) -> None: ...


class _Hop(NamedTuple):
    """One request: its headers, the seconds that it may take, how many bytes are wanted (0: all), and the form that is sent, if any."""

    headers: dict[str, str]
    left: float
    head: int = 0
    form: Mapping[str, str] | None = None


class Fetcher:
    """Fetches addresses of the public web; use it as an async context manager. One Fetcher keeps the peace with all hosts.

    `clock` gives seconds since the epoch and is only read for times that leave the Fetcher.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        clock: Callable[[], float] = time.time,
        politeness: Politeness | None = None,
        resolver: AbstractResolver | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.settings = settings or FetchSettings()
        self.politeness = politeness or Politeness(self.settings.gap, day=clock)
        self._clock = clock
        self._resolver = resolver
        self._memory = memory
        quick = self.settings.concurrency
        self._lanes = Lanes(quick, quick * SLOW_PLACES, PATIENCE)
        # Hosts whose last answer was slow or did not come, the latest last.
        self._sluggish: OrderedDict[str, None] = OrderedDict()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if self._memory is not None:
            self.politeness.hold_until(await asyncio.to_thread(self._memory.held, self._clock()))
        allowed = self.settings.allowed
        contact = " ".join(self.settings.contact.split())
        self._session = aiohttp.ClientSession(
            connector=BoundedConnector(
                resolver=GuardedResolver(allowed, self._resolver),
                socket_factory=guarded_socket(allowed),
                limit=self.settings.concurrency * (1 + SLOW_PLACES),
                ttl_dns_cache=60,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(10.0, self.settings.timeout)),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_MAX_HEADER,
            max_field_size=_MAX_HEADER,
            max_headers=_MAX_HEADERS,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, url: str, ask: Ask | None = None, *, permit: Permit | None = None) -> Response:
        """Fetches `url` as `ask` says. `permit` is asked about the target of each redirect.

        Raises GuardError for an address that may not be reached, and FetchError for everything else that goes wrong: its
        `status` is None where no answer came, the bad status, or 200 where the answer itself is of no use (too large,
        wrongly encoded).
        """
        ask = ask or Ask()
        theirs = check_url(ask.of or url, self.settings.allowed)
        address, moved, insecure, left = check_url(url, self.settings.allowed), "", False, self.settings.timeout
        permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            answer, left = await self._hop(address, _Hop(_headers(ask, address, theirs), left, head=ask.head))
            if isinstance(answer, Response):
                return msgspec.structs.replace(answer, redirected_permanently_to=moved, insecure=insecure)
            status, target = answer
            target = check_url(target, self.settings.allowed)
            insecure = insecure or (address.startswith("https:") and target.startswith("http:"))
            permanent = permanent and status in _PERMANENT and not insecure
            moved = target if permanent else moved
            address = target
            if permit is not None:
                await permit(address)
        raise FetchError(f"{host_port(address)[0]} redirects more than {MAX_REDIRECTS} times: check the address {url}")

    async def post(self, url: str, form: Mapping[str, str]) -> None:
        """Sends a form, as politely and guarded as `get`. Redirects are not followed. Raises GuardError and FetchError as `get` does."""
        address = check_url(url, self.settings.allowed)
        await self._hop(address, _Hop({"Accept": "*/*"}, self.settings.timeout, form=form))

    async def _hop(self, address: str, hop: _Hop) -> tuple[Response | tuple[int, str], float]:
        """One request: a Response, or the status and target of a redirect; and the seconds that are left for more."""
        host, _ = host_port(address)
        async with self.politeness.turn(host):
            held = self.politeness.held(host)
            if held:
                raise HeldError(f"{host} asked to wait, {held:.0f} s are left", status=429, retry_after=held)
            async with self._lanes.place(slow=host in self._sluggish):
                started = time.monotonic()
                answered = False
                try:
                    async with asyncio.timeout(hop.left):
                        answer = await (self._request(address, hop) if hop.form is None else self._send(address, hop))
                    answered = True
                except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                    raise failures.explained(error, host, self.settings.timeout) from error
                except FetchError as error:
                    answered = error.status is not None
                    raise
                finally:
                    took = time.monotonic() - started
                    self._note(host, slow=not answered or took > PATIENCE)
                return answer, hop.left - took

    def _note(self, host: str, *, slow: bool) -> None:
        if not slow:
            self._sluggish.pop(host, None)
            return
        self._sluggish[host] = None
        self._sluggish.move_to_end(host)
        if len(self._sluggish) > MAX_HOSTS:
            self._sluggish.popitem(last=False)

    async def _send(self, address: str, hop: _Hop) -> tuple[int, str]:
        assert self._session is not None, "a Fetcher is used inside `async with`"
        async with self._session.post(URL(address, encoded=True), data=hop.form, headers=hop.headers, allow_redirects=False) as answer:
            if not 200 <= answer.status < 300:
                raise await self._refused(answer, host_port(address)[0])
            return answer.status, ""

    async def _request(self, address: str, hop: _Hop) -> Response | tuple[int, str]:
        assert self._session is not None, "a Fetcher is used inside `async with`"
        target = URL(address, encoded=True)
        host, _ = host_port(address)
        if (target.raw_host or "").rstrip(".").lower() != host:
            raise GuardError(f"{host} is not reached: its address can be read as two different hosts")
        async with self._session.get(target, headers=hop.headers, allow_redirects=False) as answer:
            if answer.status in _REDIRECTS and "Location" in answer.headers:
                return answer.status, _target(address, answer.headers["Location"])
            if answer.status not in _ANSWERS:
                raise await self._refused(answer, host)
            body = await self._body(answer, hop.head) if answer.status in (200, 203) else b""
            return self._response(address, answer, body)

    async def _refused(self, answer: aiohttp.ClientResponse, host: str) -> FetchError:
        wait = headers.retry_after(answer.headers, self._clock())
        if wait is not None and answer.status in _ASK_TO_WAIT:
            until = self.politeness.hold(host, wait)
            if self._memory is not None:
                await asyncio.to_thread(self._memory.hold, host, until, self._clock())
        words = failures.status_words(answer.status) + (failures.WANTS_LOGIN if answer.status == _UNAUTHORISED else "")
        return FetchError(f"{host} answers {answer.status}{words}", status=answer.status, retry_after=wait)

    async def _body(self, answer: aiohttp.ClientResponse, head: int) -> bytes:
        limit, host = self.settings.max_bytes, answer.url.host
        if not head and (answer.content_length or 0) > limit:
            raise FetchError(f"{host} sends {answer.content_length} bytes, more than the limit of {limit}", status=200)
        try:
            stream = decoder(answer.headers.get("Content-Encoding", ""))
            kept, taken = BytesIO(), 0
            async for data in answer.content.iter_chunked(1 << 16):
                taken += len(data)
                for piece in stream.feed(data):
                    kept.write(piece)
                    if head and kept.tell() >= head:
                        return kept.getvalue()[:head]
                    if max(kept.tell(), taken) > limit:
                        raise FetchError(f"{host} sends more than the limit of {limit} bytes", status=200)
            if not stream.finished:
                raise FetchError(f"{host} broke off in the middle of its answer")
        except DecodeError as error:
            raise FetchError(f"{host} sends what cannot be decoded: {error}", status=200) from error
        return kept.getvalue()

    def _response(self, address: str, answer: aiohttp.ClientResponse, body: bytes) -> Response:
        now = self._clock()
        return Response(
            url=address,
            status=answer.status,
            body=body,
            media=answer.headers.get("Content-Type", "")[:200],
            etag=headers.validator(answer.headers.get("ETag", "")),
            last_modified=headers.validator(answer.headers.get("Last-Modified", "")),
            max_age=headers.max_age(answer.headers, now),
            retry_after=headers.retry_after(answer.headers, now),
            hub=headers.linked(address, answer.headers, "hub"),
            self_url=headers.linked(address, answer.headers, "self"),
            signals=of_headers(answer.headers.items()),
            fetched_at=datetime.fromtimestamp(now, UTC),
        )


def _headers(ask: Ask, address: str, theirs: str) -> dict[str, str]:
    """What is sent with a request; the validators only to `theirs`, the address that gave them, the login only to its own origin."""
    sent = {"Accept": ask.accept, "Accept-Encoding": ACCEPTED}
    if address == theirs:
        sent |= {"If-None-Match": ask.etag} if headers.sendable(ask.etag) else {}
        sent |= {"If-Modified-Since": ask.last_modified} if headers.sendable(ask.last_modified) else {}
    if ask.login is not None and origin_of(address) == ask.login.origin:
        sent["Authorization"] = authorization(ask.login)
    return sent


def _target(address: str, location: str) -> str:
    try:
        return str(ada_url.join_url(address, location.strip()))
    except ValueError as error:
        raise FetchError(f"{host_port(address)[0]} redirects to what is no address: {location[:80]!a}") from error
