"""Which addresses may be reached: only the public internet, on the ports of the web, by http and https.

An address is checked three times, because each check sees what the others cannot:

    check_url          before every request and redirect   scheme, port, names of this machine, numeric hosts
    GuardedResolver    when a name is resolved             every address a name has at that moment (so no rebinding)
    guarded_socket     when a socket is opened             the address really connected to, however it came about

Sources: the IANA special-purpose address registries, RFC 6890 and its updates, RFC 6761 for special names.
"""

from __future__ import annotations

import errno
import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import ada_url
from aiohappyeyeballs import AddrInfoType, SocketFactoryType
from aiohttp.abc import AbstractResolver, ResolveResult

from headwater.errors import GuardError, UsageError
from headwater.model import Noun
from headwater.sources.names import SystemResolver
from headwater.text import MAX_URL

Address = IPv4Address | IPv6Address

WEB_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8081, 8443, 8888})
"""Ports on which public web servers are found; any other port of a public host is more likely a database than a newspaper."""

_DEFAULT_PORTS = {"http:": 80, "https:": 443}
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".localdomain")
_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # metadata service of a cloud, on a public address
        "169.254.0.0/16",  # link-local, metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address, and nobody publishes by it any more (RFC 7526)
        "3fff::/20",  # documentation
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_OWN_V4 = tuple(IPv4Network(b) for b in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_OWN_V6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))
_METADATA = frozenset(ip_address(a) for a in ("100.100.100.200", "fd00:ec2::254", "fd20:ce::254"))
_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*:/*([^/]*)", re.IGNORECASE)


class Allowed(Noun, frozen=True, kw_only=True):
    """What may be reached beyond the public web.

    private   the addresses of one's own network and machine too, on any port (never metadata services or link-local ones)
    hosts     "host:port" let through whatever its address is; "*.localhost:port" for all names under .localhost

    Raises UsageError for a host without port.
    """

    private: bool = False
    hosts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for entry in self.hosts:
            host, _, port = entry.rpartition(":")
            if not host or not (port.isascii() and port.isdecimal()):
                raise UsageError(f"allowed host {entry!r} needs a name and a port, as in intranet.example:8080")

    def by_name(self, host: str, port: int) -> bool:
        """True if this host and port were let through by name."""
        if f"{host}:{port}" in self.hosts or f"[{host}]:{port}" in self.hosts:
            return True
        return host.endswith(".localhost") and f"*.localhost:{port}" in self.hosts

    def by_address(self, address: Address) -> bool:
        """True if this address is public, or of one's own network where that is allowed."""
        return is_public(address) or (self.private and _is_own(address))


def is_public(ip: str | Address) -> bool:
    """True if `ip` is an address of the public internet; an IPv4 address carried inside an IPv6 one is judged by itself.

    Raises ValueError if `ip` is no address.
    """
    address = ip_address(ip) if isinstance(ip, str) else ip
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is None:
            return address in _GLOBAL_V6 and not any(address in block for block in _CLOSED_V6)
        address = carried
    return not any(address in block for block in _CLOSED_V4)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped or NAT64 address stands for. Other transition forms are closed as they are."""
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_own(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is None:
            return address not in _METADATA and any(address in block for block in _OWN_V6)
        address = carried
    return address not in _METADATA and any(address in block for block in _OWN_V4)


def check_url(url: str, allowed: Allowed) -> str:
    """The address as it may be requested: normalised (WHATWG), without fragment, user name and password.

    Raises GuardError if it is not http(s), if two readers could see two hosts in it, if its port is none of the web, or if
    its host is a name of this machine's network or a number that is not public. What a name resolves to is not looked at.
    """
    parsed = _parse(url)
    host, port = _host(parsed), int(parsed.port or _DEFAULT_PORTS[parsed.protocol])
    # What is no valid IDNA label stays as it is when decoded.
    if "xn--" in host and "xn--" in ada_url.idna.decode(host):
        raise GuardError(f"{host} is not reached: it is not a valid international name")
    if not allowed.by_name(host, port):
        _check_host(host, allowed)
        if port not in WEB_PORTS and not allowed.private:
            raise GuardError(f"{host}:{port} is not reached: {port} is not a port of the web")
    parsed.hash = parsed.username = parsed.password = ""
    return str(parsed.href)


def host_port(url: str) -> tuple[str, int]:
    """Host (lower case, no brackets, no final dot) and port of an address that `check_url` returned."""
    parsed = ada_url.URL(url)
    return _host(parsed), int(parsed.port or _DEFAULT_PORTS[parsed.protocol])


def _parse(url: str) -> ada_url.URL:
    shown = ascii(url[:80])[1:-1]
    if len(url) > MAX_URL:
        raise GuardError(f"{shown}… is not fetched: an address has at most {MAX_URL} characters")
    try:
        parsed = ada_url.URL(url)
    except ValueError as error:
        raise GuardError(f"{shown} is not an address: it needs http:// or https:// and a host") from error
    if parsed.protocol not in _DEFAULT_PORTS:
        raise GuardError(f"{shown} is not fetched: only http and https addresses are")
    authority = _AUTHORITY.match(url.strip())
    naive = authority.group(1) if authority else ""
    # "http://a.example\@b.example" and "http://a.example#@b.example" name another host to a reader that is not a browser.
    if "\\" in naive or ("@" in naive and ("#" in naive or "?" in naive)):
        raise GuardError(f"{shown} is not fetched: it can be read as two different hosts")
    return parsed


def _host(parsed: ada_url.URL) -> str:
    return str(parsed.hostname).strip("[]").rstrip(".").lower()


def _check_host(host: str, allowed: Allowed) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        if ("." not in host or host.endswith(_LOCAL_NAMES)) and not allowed.private:
            raise GuardError(f"{host or 'an empty host'} is not reached: it is a name of the local network") from None
    else:
        _check_address(host, address, allowed)


def _check_address(host: str, address: Address, allowed: Allowed) -> None:
    if not allowed.by_address(address):
        named = "it" if host == str(address) else str(address)
        raise GuardError(f"{host} is not reached: {named} is not an address of the public internet")


class GuardedResolver(AbstractResolver):
    """Resolves names and gives only addresses that may be reached; raises GuardError where a name has none of them.

    Names under .localhost are this machine (RFC 6761), whatever the system's resolver says, and need to be allowed.
    """

    def __init__(self, allowed: Allowed, resolver: AbstractResolver | None = None) -> None:
        self._allowed = allowed
        self._resolver = resolver or SystemResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        name = host.rstrip(".").lower()
        by_name = self._allowed.by_name(name, port)
        if name == "localhost" or name.endswith(".localhost"):
            if not by_name and not self._allowed.private:
                raise GuardError(f"{name}:{port} is not reached: it is this machine")
            return [_loopback(host, port)]
        found = await self._resolver.resolve(host, port, family)
        if by_name:
            return found
        kept = [result for result in found if self._allowed.by_address(ip_address(result["host"]))]
        if found and not kept:
            _check_address(name, ip_address(found[0]["host"]), self._allowed)
        return kept

    async def close(self) -> None:
        await self._resolver.close()


def _loopback(host: str, port: int) -> ResolveResult:
    return ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST)


class BarredAddressError(OSError):
    """A socket was about to be connected to an address that is not public."""


def guarded_socket(allowed: Allowed) -> SocketFactoryType:
    """Socket factory for aiohttp that opens sockets only to addresses that may be reached.

    It does not know the name, so for hosts let through by name it goes by their ports; the resolver has checked the name.
    The sockets raise BarredAddressError.
    """
    ports = {int(entry.rpartition(":")[2]) for entry in allowed.hosts}

    def opened(info: AddrInfoType) -> socket.socket:
        family, kind, proto, _, (host, port, *_rest) = info
        if not (port in ports or allowed.by_address(ip_address(host))):
            raise BarredAddressError(errno.EACCES, f"{host} is not an address of the public internet")
        return socket.socket(family, kind, proto)

    return opened
