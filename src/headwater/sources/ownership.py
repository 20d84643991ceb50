"""Looking for a proof of ownership at a host: a file, a meta tag, a DNS record; and the letter to a mailbox that only its owner reads."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from ipaddress import ip_address

import dns.asyncresolver
import dns.exception
import dns.resolver

from headwater.errors import FetchError, UsageError
from headwater.sources.guard import check_url, host_port
from headwater.sources.http import Ask, Fetcher
from headwater.stages.rights import proof

_DNS_SECONDS = 6.0
_SMTP_SECONDS = 20.0
_MAX_PARENTS = 3


async def in_file(fetcher: Fetcher, host: str, demand: str, token: str) -> tuple[bool, str]:
    """Whether the well-known file of the host (with its port, if any) holds the proof, and what was seen."""
    return await _at_host(fetcher, host, proof.FILE, demand, token)


async def in_page(fetcher: Fetcher, host: str, demand: str, token: str) -> tuple[bool, str]:
    """Whether the home page of the host carries the meta tag, and what was seen."""
    return await _at_host(fetcher, host, "/", demand, token)


async def _at_host(fetcher: Fetcher, host: str, path: str, demand: str, token: str) -> tuple[bool, str]:
    seen = ""
    for scheme in ("https", "http"):
        url = f"{scheme}://{host}{path}"
        try:
            check_url(url, fetcher.settings.allowed)
            answer = await fetcher.get(url, Ask(accept="text/plain, text/html;q=0.9, */*;q=0.1", head=proof.MAX_PROOF))
        except FetchError as error:
            seen = seen or str(error)
            continue
        final, port = host_port(answer.url)
        wanted = host.partition(":")[0]
        if not proof.may_answer_for(final, wanted) or (":" in host and str(port) != host.partition(":")[2]):
            return False, f"{host} sends on to {final}, which does not speak for it"
        there = proof.in_file if path == proof.FILE else proof.in_page
        if there(answer.body, demand, token):
            return True, f"found at {url}"
        seen = f"{url} is there, without the line" if answer.body else f"{url} is empty"
    return False, seen


async def in_dns(host: str, demand: str, token: str, server: str = "") -> tuple[bool, str]:
    """Whether a TXT record at `_headwater.` the host, or of a domain it lies in, holds the proof, and what was seen."""
    name = host.partition(":")[0]
    resolver = _resolver(server)
    labels = name.split(".")
    seen = ""
    for start in range(max(1, min(_MAX_PARENTS, len(labels) - 1))):
        record = ".".join([proof.RECORD, *labels[start:]])
        try:
            found = await resolver.resolve(record, "TXT", lifetime=_DNS_SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            seen = seen or f"{record} has no TXT record"
            continue
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return False, f"{record} could not be asked for: {type(error).__name__}"
        texts = [b"".join(part.strings).decode("utf-8", "replace") for part in found]
        if proof.in_lines(texts, demand, token):
            return True, f"found in {record}"
        seen = f"{record} is there, without the line"
    return False, seen


def _resolver(server: str) -> dns.asyncresolver.Resolver:
    """The system's resolver, or one that asks `server`. Raises UsageError for what is no address of a server."""
    if not server:
        return dns.asyncresolver.Resolver()
    host, _, port = server.rpartition(":") if server.count(":") == 1 else (server.strip("[]"), "", "53")
    try:
        ip_address(host)
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = [host]
        resolver.port = int(port)
    except ValueError as error:
        raise UsageError(
            f"the setting dns is {server!r}: it needs the address of a name server, such as 9.9.9.9 or 127.0.0.1:5353"
        ) from error
    return resolver


async def send(server: str, sender: str, to: Sequence[str], message: EmailMessage) -> None:
    """Hand a letter to the mail server of the setting `smtp`. Raises FetchError where it is not taken, UsageError for a bad setting."""
    host, _, port = server.rpartition(":")
    if not host or not port.isdecimal():
        raise UsageError(f"the setting smtp is {server!r}: it needs host:port, such as localhost:25")
    try:
        await asyncio.to_thread(_send, host, int(port), sender, list(to), message)
    except (OSError, smtplib.SMTPException) as error:
        raise FetchError(f"the mail server {server} did not take the letter: {error}") from error


def _send(host: str, port: int, sender: str, to: list[str], message: EmailMessage) -> None:
    with smtplib.SMTP(host, port, timeout=_SMTP_SECONDS) as smtp:
        if smtp.has_extn("starttls"):
            smtp.starttls()
        smtp.send_message(message, sender, to)
