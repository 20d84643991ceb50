"""WebSub (W3C Recommendation): a hub tells us what is new, so that a source need not be asked all the time.

    ask the hub ──▶ hub asks back at our callback (challenge) ──▶ lease ──▶ hub posts what is new, signed ──▶ renewed in time

A lease is kept in the store. Its callback holds a token that nobody can guess, and what is posted there counts only with a signature made
with the lease's secret. Polling goes on at longer gaps, should the hub fail.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from msgspec.structs import replace

from headwater.errors import FetchError, GuardError
from headwater.model import Lease, Source
from headwater.sources.guard import host_port
from headwater.sources.http import Fetcher

WANTED = 10 * 86_400.0
"""Seconds that a lease is asked for."""

SHORTEST, LONGEST = 300.0, 31 * 86_400.0
"""Bounds within which a hub's own lease is believed, in seconds."""

MAX_CHALLENGE = 1024
_ANSWERED_WITHIN = 3_600.0
_RETRY = 3_600.0
_MAX_RETRY = 86_400.0
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def new_lease(source: Source, now: float) -> Lease | None:
    """A lease to ask the source's hub for; None for a source without one. `due` is at once."""
    if not source.hub:
        return None
    topic = source.topic or source.url
    return Lease(source=source.id, hub=source.hub, topic=topic, token=secrets.token_urlsafe(24), secret=secrets.token_urlsafe(32), due=now)


async def ask(fetcher: Fetcher, lease: Lease, callback: str, now: float) -> Lease:
    """Asks the hub for the lease, or to renew it. Returns the lease as it is to be kept: its hub will ask back, or is asked again later.

    The secret is sent only where nobody can listen: to hubs by https, and those that the user allowed by name.
    """
    form = {
        "hub.callback": callback,
        "hub.mode": "subscribe",
        "hub.topic": lease.topic,
        "hub.lease_seconds": str(int(WANTED)),
        "hub.secret": lease.secret,
    }
    try:
        if not lease.hub.startswith("https://") and not fetcher.settings.allowed.by_name(*host_port(lease.hub)):
            raise GuardError(f"{lease.hub} is not asked: a secret is not sent without https")
        await fetcher.post(lease.hub, form)
    except (FetchError, ValueError) as error:
        wait = min(_RETRY * 2.0 ** min(lease.failures, 10), _MAX_RETRY)
        return replace(lease, failures=lease.failures + 1, due=now + wait, problem=str(error)[:200])
    return replace(lease, asked=now, due=now + _ANSWERED_WITHIN, problem="")


def answer(lease: Lease, query: Mapping[str, str], now: float) -> tuple[Lease, str] | None:
    """The lease after its hub asked back, and what to answer; None where nothing like it was asked for.

    A hub that says no (hub.mode=denied) is asked again after a day.
    """
    if query.get("hub.topic") != lease.topic:
        return None
    if query.get("hub.mode") == "denied":
        reason = " ".join(query.get("hub.reason", "").split())[:200]
        return replace(lease, expires=0.0, due=now + _MAX_RETRY, problem=f"the hub refuses: {reason}".rstrip(": ")), ""
    challenge = query.get("hub.challenge", "")
    fresh = now - lease.asked <= _ANSWERED_WITHIN
    if query.get("hub.mode") != "subscribe" or not challenge or len(challenge) > MAX_CHALLENGE or not fresh:
        return None
    given = query.get("hub.lease_seconds", "")
    seconds = float(given) if given.isascii() and given.isdecimal() and len(given) < 12 else WANTED
    seconds = min(max(seconds, SHORTEST), LONGEST)
    # Renewed when four fifths are over, so that a hub that is down for some days of a long lease loses nothing.
    return replace(lease, expires=now + seconds, due=now + 0.8 * seconds, failures=0, problem=""), challenge


def is_signed(lease: Lease, signature: str, body: bytes) -> bool:
    """True if `signature` (the header X-Hub-Signature) was made over `body` with the lease's secret."""
    method, _, given = signature.strip().partition("=")
    make = _METHODS.get(method.strip().lower())
    if make is None:
        return False
    right = hmac.new(lease.secret.encode(), body, make).hexdigest()
    return hmac.compare_digest(right.encode(), given.strip().lower().encode("utf-8", "replace"))
