"""Proof of ownership: what the owner puts where, and whether it is there. Pure; the looking is done by the caller through the guard."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

PREFIX = "headwater-remove="
FILE = "/.well-known/headwater.txt"
RECORD = "_headwater"
META = "headwater-remove"
MAX_PROOF = 64 * 1024
"""Bytes of a file or page that are read for it."""
MAILBOXES = ("postmaster", "hostmaster", "webmaster", "abuse", "admin")
"""Mailboxes that only who runs a domain can read (RFC 2142): any other address may be a customer's."""


def proof_line(demand: str, token: str) -> str:
    """The line that stands in the file or the DNS record."""
    return f"{PREFIX}{demand} {token}"


def in_lines(lines: Iterable[str], demand: str, token: str) -> bool:
    """Whether one of the lines is the proof, and nothing else."""
    wanted = proof_line(demand, token)
    return any(_same(" ".join(line.split()), wanted) for line in lines)


def in_file(body: bytes, demand: str, token: str) -> bool:
    """Whether the file holds the proof on a line of its own. A page that echoes what it is asked for is no such file."""
    text = body[:MAX_PROOF].decode("utf-8-sig", "replace")
    return "<" not in text and in_lines(text.splitlines(), demand, token)


def in_page(body: bytes, demand: str, token: str) -> bool:
    """Whether the page's head has the meta tag; what stands in its body may be a reader's comment."""
    tree = LexborHTMLParser(body[:MAX_PROOF].decode("utf-8", "replace"))
    wanted = f"{demand} {token}"
    tags = tree.css(f'head > meta[name="{META}"]')
    return any(_same(" ".join((tag.attributes.get("content") or "").split()), wanted) for tag in tags)


def code_is(given: str, code: str) -> bool:
    """Whether the code of the letter was given, however it is spaced."""
    return bool(code) and _same("".join(given.split()).replace("-", "").lower(), code.replace("-", "").lower())


def may_answer_for(final: str, host: str) -> bool:
    """Whether an answer that came from host `final` after redirects speaks for `host`: only the host itself, with or without "www."."""
    return final.removeprefix("www.") == host.removeprefix("www.")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
