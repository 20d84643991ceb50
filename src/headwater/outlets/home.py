"""In which country an outlet is at home: the catalogue knows many hosts, and of the others the top-level domain of a country tells."""

from __future__ import annotations

from functools import lru_cache

from headwater.outlets.catalogue import countries, feeds
from headwater.text import host_of

_ANYONE = frozenset(
    ("ac", "ai", "am", "bz", "cc", "co", "fm", "gd", "gg", "io", "la", "ly", "me", "ms", "nf", "nu", "sh", "so", "to", "tv", "vc", "ws")
)
"""Top-level domains of countries that are sold to the whole world."""
_OTHER = {"uk": "GB"}


@lru_cache(maxsize=8192)
def country_of(host: str) -> str:
    """ISO 3166 code of the country where the outlet at `host` (lower case, without "www.") is at home; "" where nothing tells."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        known = _hosts().get(".".join(labels[start:]))
        if known:
            return known
    last = labels[-1]
    code = _OTHER.get(last, last.upper())
    return code if len(labels) > 1 and last not in _ANYONE and code in countries() else ""


@lru_cache(maxsize=1)
def _hosts() -> dict[str, str]:
    """{host: country} of the catalogue, without those that serve outlets of several."""
    found: dict[str, set[str]] = {}
    for feed in feeds():
        if feed.country and (host := host_of(feed.url)):
            found.setdefault(host, set()).add(feed.country)
    return {host: codes.pop() for host, codes in found.items() if len(codes) == 1}
