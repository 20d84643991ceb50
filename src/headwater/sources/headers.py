"""What the headers of an answer say to whoever asks again: validators, how long it is fresh, how long to wait, which hub tells of news."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from multidict import MultiMapping

from headwater.text import join_url

MAX_WAIT = 31 * 86400.0
"""Seconds; a Retry-After beyond a month is taken as a month."""

_MAX_VALIDATOR = 512
_MAX_LINK = 4096
_LINK = re.compile(r"<([^<>]{1,2048})>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]{0,200})\"|([^\s;,\"]{1,200}))", re.IGNORECASE)


def linked(address: str, headers: Mapping[str, str], relation: str) -> str:
    """The target of a relation in the Link header (RFC 8288), absolute; "" where there is none."""
    for target, parameters in _LINK.findall(_all(headers, "Link")[:_MAX_LINK]):
        said = _RELATION.search(parameters)
        if said and relation in (said[1] or said[2]).lower().split():
            return join_url(address, target)
    return ""


def sendable(validator: str) -> bool:
    return bool(validator) and validator.isascii() and validator.isprintable()


def validator(value: str) -> str:
    """An ETag or Last-Modified worth sending back, or ""."""
    return value if len(value) <= _MAX_VALIDATOR and sendable(value) else ""


def max_age(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds for which an answer is still fresh: Cache-Control less Age, else Expires. None where neither says so."""
    for directive in _all(headers, "Cache-Control").lower().split(","):
        name, _, value = directive.strip().partition("=")
        # With names of headers ("no-cache=Set-Cookie") it speaks of these alone.
        if name == "no-store" or (name == "no-cache" and not value):
            return None
        if name == "max-age":
            fresh = _seconds(value.strip('" '))
            return None if fresh is None else max(fresh - (_seconds(headers.get("Age", "").strip()) or 0.0), 0.0)
    expires = _moment(headers.get("Expires", ""))
    return None if expires is None or expires <= now else min(expires - now, MAX_WAIT)


def _all(headers: Mapping[str, str], name: str) -> str:
    """The values of a header that may come in several lines, as one list."""
    return ", ".join(headers.getall(name, [])) if isinstance(headers, MultiMapping) else headers.get(name, "")


def _seconds(digits: str) -> float | None:
    return min(float(digits[:12]), MAX_WAIT) if digits.isascii() and digits.isdecimal() else None


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait, from a Retry-After in seconds or as a date; None where there is none."""
    value = headers.get("Retry-After", "").strip()
    if (wait := _seconds(value)) is not None:
        return wait
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
