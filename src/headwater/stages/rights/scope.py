"""What a demand is about: pages, everything below a folder, a whole domain, or the pages that hold a quotation. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from headwater.errors import UsageError
from headwater.model import Noun
from headwater.stages.rights.address import above, domains, forms, key_of, plain_host
from headwater.text import clean_url, words

MAX_URLS = 1_000
MIN_QUOTE = 6
"""Words that a quotation needs at least: fewer stand in texts of anybody."""
_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(?::\d{1,5})?", re.IGNORECASE)

ScopeKind = Literal["url", "pattern", "domain", "quote"]


class Scope(Noun, frozen=True, kw_only=True):
    """`urls` for kind url; `folder` ("host/path/") for pattern; `domain` for domain; `quote` for quote."""

    kind: ScopeKind
    urls: tuple[str, ...] = ()
    folder: str = ""
    domain: str = ""
    quote: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts whose owner may speak for all of it; () for a quotation, which no domain proves."""
        if self.kind == "domain":
            return (self.domain,)
        if self.kind == "pattern":
            return (self.folder.partition("/")[0],)
        return tuple(dict.fromkeys(key_of(url).partition("/")[0] for url in self.urls))

    @property
    def words(self) -> str:
        """The scope in a few words that name hosts and counts, and no page."""
        where = ", ".join(self.hosts[:3]) + (" and others" if len(self.hosts) > 3 else "")
        if self.kind == "domain":
            return f"everything of {self.domain}"
        if self.kind == "pattern":
            return f"a part of {where}"
        if self.kind == "quote":
            return "pages that hold a quotation"
        return f"{len(self.urls)} page{'s' if len(self.urls) != 1 else ''} of {where}"


def make_scope(urls: Iterable[str] = (), domain: str = "", pattern: str = "", quote: str = "") -> Scope:
    """The scope of exactly one of these. Raises UsageError that says what is wrong with it."""
    listed = tuple(dict.fromkeys(url.strip() for url in urls if url.strip()))
    if sum(map(bool, (listed, domain.strip(), pattern.strip(), quote.strip()))) != 1:
        raise UsageError("say what is to be removed in one way: addresses (--url), a domain, a pattern, or a quotation")
    if domain.strip():
        return Scope(kind="domain", domain=_domain(domain))
    if pattern.strip():
        return Scope(kind="pattern", folder=_folder(pattern.strip()))
    if quote.strip():
        if sum(1 for _ in words(quote)) < MIN_QUOTE:
            raise UsageError(f"a quotation needs at least {MIN_QUOTE} words in a row")
        return Scope(kind="quote", quote=" ".join(quote.split())[:500])
    if len(listed) > MAX_URLS:
        raise UsageError(f"at most {MAX_URLS} addresses in one demand; use a pattern or a domain for more")
    starred = [url for url in listed if url.endswith("/*")]
    if starred and len(listed) == 1:
        return Scope(kind="pattern", folder=_folder(listed[0]))
    for url in listed:
        if "*" in url:
            raise UsageError(f"{url[:80]}: an address with a star stands alone, and ends with /*")
        if not clean_url(url).startswith("http"):
            raise UsageError(f"{url[:80]!r} is no web address: it needs http:// or https://")
    return Scope(kind="url", urls=listed)


def covers(scope: Scope, addresses: Iterable[str]) -> bool:
    """Whether a page that stands at these addresses is in the scope. A quotation covers nothing by address."""
    keys = {key for address in addresses for key in forms(address)}
    if scope.kind == "url":
        wanted = {key for url in scope.urls for key in forms(url)}
        return bool(keys & wanted)
    if scope.kind == "pattern":
        return any(scope.folder in above(key) for key in keys)
    return scope.kind == "domain" and any(scope.domain in domains(key) for key in keys)


def _domain(value: str) -> str:
    value = value.strip().removeprefix("*.").rstrip("./")
    host = plain_host(value.partition("://")[2].partition("/")[0] if "://" in value else value)
    if host.partition(":")[0].endswith(".localhost") and "/" not in host:
        return host
    try:
        host = host.encode("idna").decode()
    except UnicodeError as error:
        raise UsageError(f"{value[:80]!r} is no domain") from error
    if not _DOMAIN.fullmatch(host):
        raise UsageError(f"{value[:80]!r} is no domain: write it as in outlet.example")
    return host


def _folder(pattern: str) -> str:
    if not pattern.endswith("/*") or "*" in pattern[:-1]:
        raise UsageError("a pattern is an address that ends with /*; the star stands for everything below that folder")
    url = pattern[:-1] if "://" in pattern else "https://" + pattern[:-1]
    key = key_of(url)
    if not key:
        raise UsageError(f"{pattern[:80]!r} is no web address with a star at its end")
    return key.partition("?")[0] + "/"
