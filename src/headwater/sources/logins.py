"""Names and passwords that stand in an address: taken out of it at once, kept apart, and sent to their own origin alone (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, unquote

import ada_url

from headwater.model import Login

MAX_LOGIN = 1024
"""Characters of a name, and of a password; more is none."""


def parted(url: str) -> tuple[str, Login | None]:
    """The address without name and password, and these; (`url`, None) where it holds none, or is no web address."""
    try:
        parsed = ada_url.URL(url.strip())
    except ValueError:
        return url, None
    if parsed.protocol not in ("http:", "https:") or not (parsed.username or parsed.password):
        return url, None
    name, secret = unquote(str(parsed.username)), unquote(str(parsed.password))
    parsed.username = parsed.password = ""
    if max(len(name), len(secret)) > MAX_LOGIN or not _sendable(name, secret):
        return str(parsed.href), None
    return str(parsed.href), Login(origin=str(parsed.origin), name=name, secret=secret)


def joined(url: str, login: Login) -> str:
    """The address with the login in it, for the user who asks for it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{quote(login.name, safe='')}:{quote(login.secret, safe='')}@{rest}"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address; "" for what is none."""
    try:
        return str(ada_url.URL(url).origin)
    except ValueError:
        return ""


def authorization(login: Login) -> str:
    """The value of the header that sends it."""
    return "Basic " + b64encode(f"{login.name}:{login.secret}".encode()).decode("ascii")


def _sendable(name: str, secret: str) -> bool:
    # A colon would end the name early, and what cannot be printed has no place in a header.
    return ":" not in name and (name + secret).isprintable()
