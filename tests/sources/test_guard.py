from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from headwater.errors import GuardError, UsageError
from headwater.sources.guard import (
    Allowed,
    BarredAddressError,
    GuardedResolver,
    check_url,
    guarded_socket,
    host_port,
    is_public,
)

PUBLIC = ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "198.17.255.255", "223.255.255.255",
          "2606:2800:220:1::1", "2a00:1450:4001::5", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]  # fmt: skip
CLOSED = ["0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",
          "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.7", "192.88.99.1", "192.168.0.1", "198.18.0.1",
          "198.51.100.9", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
          "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
          "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:2::1", "2001:db8::1",
          "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
          "ff02::1"]  # fmt: skip


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_are_reached(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize("ip", CLOSED)
def test_other_addresses_are_not(ip: str) -> None:
    assert not is_public(ip)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_public_that_python_knows_as_special(address: IPv4Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_public_only_as_global_unicast_or_by_what_it_carries(address: IPv6Address) -> None:
    if is_public(address):
        carried = ip_address(int(address) & 0xFFFFFFFF)
        assert address in _net("2000::/3") or (address in _net("::ffff:0:0/96") or address in _net("64:ff9b::/96"))
        assert address in _net("2000::/3") or is_public(carried)


def _net(text: str):  # type: ignore[no-untyped-def]
    from ipaddress import ip_network

    return ip_network(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://[::1]/",
        "http://１２７.0.0.1/", "http://127%2e0%2e0%2e1/", "http:10.0.0.1", "http:/\\10.0.0.1/", "http://10.0.0.1:443/",
        "http://reader@10.0.0.1/", "http://paper.example\\@10.0.0.1/", "http://paper.example#@10.0.0.1/",
        "http://paper.example?@10.0.0.1/", "http://10.0.0.1\\.paper.example/", "\thttp://10.0.0.1/", "http://localhost/",
        "http://LOCALHOST./", "http://a.localhost/", "http://printer/", "http://nas.local/", "http://metadata.internal/",
        "http://router.home.arpa/", "ftp://paper.example/", "file:///etc/passwd", "gopher://paper.example/", "data:text/html,x",
        "javascript:alert(1)", "//paper.example/", "paper.example/", "", "http://", "http://paper.example:22/",
        "http://paper.example:6379/", "http://paper.example:0/",
        "http://xn--/", "http://xn--pokxncvks.example/", "http://paper.example:70000/", "http://" + "a" * 3000 + ".example/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_before_any_look_up(url: str) -> None:
    with pytest.raises(GuardError) as caught:
        check_url(url, Allowed())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 220


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://paper.example/a?b=c#d", "https://paper.example/a?b=c"),
        ("HTTP://Paper.Example:80/", "http://paper.example/"),
        ("https://reader:secret@paper.example/feed", "https://paper.example/feed"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://paper.example:8080/", "http://paper.example:8080/"),
        ("https://paper.example/@editor?mail=a@b", "https://paper.example/@editor?mail=a@b"),
        ("http://1.1.1.1/", "http://1.1.1.1/"),
    ],
)
def test_what_is_requested_is_normalised_and_carries_no_credentials(url: str, clean: str) -> None:
    assert check_url(url, Allowed()) == clean


def test_hosts_let_through_by_name_are_let_through_on_their_port_only() -> None:
    allowed = Allowed(hosts=frozenset({"*.localhost:9000", "10.0.0.5:81", "[::1]:9000"}))
    assert check_url("http://press.localhost:9000/x", allowed) == "http://press.localhost:9000/x"
    assert check_url("http://10.0.0.5:81/", allowed)
    assert check_url("http://[::1]:9000/", allowed)
    for url in ("http://press.localhost/", "http://press.localhost:9001/", "http://localhost.paper.example:9000/",
                "http://10.0.0.5/", "http://10.0.0.6:81/", "http://127.0.0.1:9000/"):  # fmt: skip
        with pytest.raises(GuardError):
            check_url(url, allowed)


@pytest.mark.parametrize("entry", ["intranet.example", ":80", "intranet.example:http", ""])
def test_a_host_is_let_through_with_its_port_only(entry: str) -> None:
    with pytest.raises(UsageError):
        Allowed(hosts=frozenset({entry}))


def test_private_opens_the_own_network_but_neither_metadata_nor_link_local_addresses() -> None:
    allowed = Allowed(private=True)
    for url in ("http://192.168.1.4:3000/", "http://nas.local/", "http://[fd12::1]/", "http://localhost:9/", "http://[::ffff:10.0.0.1]/"):
        assert check_url(url, allowed)
    for url in ("http://169.254.169.254/", "http://100.100.100.200/", "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://0.0.0.0/"):
        with pytest.raises(GuardError):
            check_url(url, allowed)


def test_host_and_port_of_a_checked_address() -> None:
    assert host_port("https://Paper.example./x") == ("paper.example", 443)
    assert host_port("http://[2606::1]:8080/") == ("2606::1", 8080)


class Names(AbstractResolver):
    """A name server that gives these addresses for every name."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=a, port=port, family=family, proto=0, flags=0) for a in self.addresses]

    async def close(self) -> None:
        return None


async def test_the_resolver_gives_only_public_addresses() -> None:
    resolver = GuardedResolver(Allowed(), Names("10.0.0.1", "1.1.1.1", "::1"))
    assert [found["host"] for found in await resolver.resolve("paper.example", 80)] == ["1.1.1.1"]


async def test_the_resolver_refuses_a_name_with_no_public_address() -> None:
    with pytest.raises(GuardError, match=r"evil\.example .*169\.254\.169\.254"):
        await GuardedResolver(Allowed(), Names("169.254.169.254")).resolve("evil.example", 80)


async def test_names_under_localhost_are_this_machine_whatever_the_name_server_says() -> None:
    allowed = Allowed(hosts=frozenset({"*.localhost:9000"}))
    resolver = GuardedResolver(allowed, Names("1.1.1.1"))
    assert [found["host"] for found in await resolver.resolve("press.localhost", 9000)] == ["127.0.0.1"]
    with pytest.raises(GuardError):
        await resolver.resolve("press.localhost", 9001)


async def test_a_host_let_through_by_name_may_have_any_address() -> None:
    resolver = GuardedResolver(Allowed(hosts=frozenset({"intra.example:80"})), Names("10.0.0.1"))
    assert [found["host"] for found in await resolver.resolve("intra.example", 80)] == ["10.0.0.1"]
    with pytest.raises(GuardError):
        await resolver.resolve("intra.example", 8080)


def test_no_socket_is_opened_to_a_closed_address() -> None:
    opened = guarded_socket(Allowed(hosts=frozenset({"*.localhost:9000"})))
    for host, port, family in (("127.0.0.1", 80, socket.AF_INET), ("::1", 80, socket.AF_INET6)):
        with pytest.raises(BarredAddressError):
            opened((family, socket.SOCK_STREAM, 0, "", (host, port)))
    opened((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 9000))).close()
    opened((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", 80))).close()
