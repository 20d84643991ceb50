"""The only way to the network: guarded, polite, bounded in time and size, without cookies, referrers or credentials.

get ──▶ check address ──▶ wait for the host's turn ──▶ request ──▶ redirect? back to check address (at most 5 times)
                                                          └──▶ body, unfolded piece by piece ──▶ Response
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from types import TracebackType
from typing import Self

import ada_url
import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver
from yarl import URL

from headwater import __version__
from headwater.errors import FetchError, GuardError
from headwater.model import Noun
from headwater.sources import failures
from headwater.sources.encodings import ACCEPTED, DecodeError, decoder
from headwater.sources.guard import Allowed, GuardedResolver, check_url, guarded_socket, host_port
from headwater.sources.politeness import Politeness

AGENT = "Headwater"
"""The product token that robots.txt files name."""

MAX_REDIRECTS = 5
MAX_WAIT = 31 * 86400.0
"""Seconds; a Retry-After beyond a month is taken as a month."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ANSWERS = frozenset({200, 203, 304, 410})
_ASK_TO_WAIT = frozenset({429, 503})
_MAX_VALIDATOR = 512
# Real news sites send Content-Security-Policy and Link headers of more than aiohttp's 8 KiB.
_MAX_HEADER = 1 << 15
_MAX_HEADERS = 200


class FetchSettings(Noun, frozen=True, kw_only=True):
    """How to fetch. `gap` and `timeout` are seconds, `max_bytes` counts decoded bytes.

    contact      an address that the operators of servers find in the User-Agent
    gap          pause between two requests to one host
    timeout      for one `get`, redirects included, waiting for the host's turn not
    concurrency  requests at the same time, over all hosts
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
    insecure                  a redirect led from https to http
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
    fetched_at: datetime


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
    ) -> None:
        self.settings = settings or FetchSettings()
        self.politeness = politeness or Politeness(self.settings.gap)
        self._clock = clock
        self._resolver = resolver
        self._places = asyncio.Semaphore(self.settings.concurrency)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        allowed = self.settings.allowed
        contact = " ".join(self.settings.contact.split())
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=GuardedResolver(allowed, self._resolver),
                socket_factory=guarded_socket(allowed),
                limit=self.settings.concurrency,
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

    async def get(self, url: str, *, etag: str = "", last_modified: str = "", accept: str = "*/*", head: int = 0) -> Response:
        """Fetches `url`; with `etag` or `last_modified` only if it changed. With `head`, only that many bytes are read.

        Raises GuardError for an address that may not be reached, and FetchError for everything else that goes wrong: its
        `status` is None where no answer came, the bad status, or 200 where the answer itself is of no use (too large,
        wrongly encoded).
        """
        headers = {"Accept": accept, "Accept-Encoding": ACCEPTED}
        headers |= {"If-None-Match": etag} if _sendable(etag) else {}
        headers |= {"If-Modified-Since": last_modified} if _sendable(last_modified) else {}
        address, moved, insecure, left = url, "", False, self.settings.timeout
        permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            address = check_url(address, self.settings.allowed)
            answer, left = await self._hop(address, headers, head, left)
            if isinstance(answer, Response):
                return msgspec.structs.replace(answer, redirected_permanently_to=moved, insecure=insecure)
            status, target = answer
            insecure = insecure or (address.startswith("https:") and target.startswith("http:"))
            permanent = permanent and status in _PERMANENT and not insecure
            moved = target if permanent else moved
            address = target
        raise FetchError(f"{host_port(address)[0]} redirects more than {MAX_REDIRECTS} times: check the address {url}")

    async def _hop(self, address: str, headers: dict[str, str], head: int, left: float) -> tuple[Response | tuple[int, str], float]:
        """One request: a Response, or the status and target of a redirect; and the seconds that are left for more."""
        host, _ = host_port(address)
        async with self.politeness.turn(host):
            held = self.politeness.held(host)
            if held:
                raise FetchError(f"{host} asked to wait, {held:.0f} s are left", status=429, retry_after=held)
            async with self._places:
                started = time.monotonic()
                try:
                    async with asyncio.timeout(left):
                        answer = await self._request(address, headers, head)
                except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                    raise failures.explained(error, host, self.settings.timeout) from error
                return answer, left - (time.monotonic() - started)

    async def _request(self, address: str, headers: dict[str, str], head: int) -> Response | tuple[int, str]:
        assert self._session is not None, "a Fetcher is used inside `async with`"
        target = URL(address, encoded=True)
        host, _ = host_port(address)
        if (target.raw_host or "").rstrip(".").lower() != host:
            raise GuardError(f"{host} is not reached: its address can be read as two different hosts")
        async with self._session.get(target, headers=headers, allow_redirects=False) as answer:
            if answer.status in _REDIRECTS and "Location" in answer.headers:
                return answer.status, _target(address, answer.headers["Location"])
            if answer.status not in _ANSWERS:
                raise self._refused(answer, host)
            body = await self._body(answer, head) if answer.status in (200, 203) else b""
            return self._response(address, answer, body)

    def _refused(self, answer: aiohttp.ClientResponse, host: str) -> FetchError:
        wait = _retry_after(answer.headers, self._clock())
        if wait is not None and answer.status in _ASK_TO_WAIT:
            self.politeness.hold(host, wait)
        words = failures.status_words(answer.status)
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
            etag=_validator(answer.headers.get("ETag", "")),
            last_modified=_validator(answer.headers.get("Last-Modified", "")),
            max_age=_max_age(answer.headers, now),
            retry_after=_retry_after(answer.headers, now),
            fetched_at=datetime.fromtimestamp(now, UTC),
        )


def _sendable(validator: str) -> bool:
    return bool(validator) and validator.isascii() and validator.isprintable()


def _validator(value: str) -> str:
    """An ETag or Last-Modified worth sending back, or ""."""
    return value if len(value) <= _MAX_VALIDATOR and _sendable(value) else ""


def _target(address: str, location: str) -> str:
    try:
        return str(ada_url.join_url(address, location.strip()))
    except ValueError as error:
        raise FetchError(f"{host_port(address)[0]} redirects to what is no address: {location[:80]!a}") from error


def _max_age(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds for which an answer is fresh: Cache-Control, else Expires. None where neither says so."""
    for directive in headers.get("Cache-Control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name in ("no-cache", "no-store"):
            return None
        if name == "max-age":
            digits = value.strip('" ')
            return min(float(digits), MAX_WAIT) if digits.isdecimal() and len(digits) < 12 else None
    expires = _moment(headers.get("Expires", ""))
    return None if expires is None or expires <= now else min(expires - now, MAX_WAIT)


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait, from a Retry-After in seconds or as a date; None where there is none."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value[:12]), MAX_WAIT)
    moment = _moment(value)
    return None if moment is None else min(max(moment - now, 0.0), MAX_WAIT)


def _moment(value: str) -> float | None:
    """Seconds since the epoch of an HTTP date; None if it is none."""
    if not value or len(value) > 64:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None
