"""Proofs of ownership over real HTTP, real DNS and real SMTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from email.message import EmailMessage

import dns.flags
import dns.message
import dns.rrset
import pytest
from aiohttp import web
from loopback import Raw, Web

from headwater.errors import FetchError, UsageError
from headwater.sources import ownership
from headwater.sources.http import Fetcher
from headwater.stages.rights.proof import proof_line

DEMAND, TOKEN = "HW-2026-abcd", "k7q2-x9fd"
LINE = proof_line(DEMAND, TOKEN)
META = f'<html><head><meta name="headwater-remove" content="{DEMAND} {TOKEN}"></head><body>Home</body></html>'


async def test_the_file_is_found_where_it_belongs(site: Web, fetcher: Fetcher) -> None:
    host = f"press.localhost:{site.port}"
    found, words = await ownership.in_file(fetcher, host, DEMAND, TOKEN)
    assert not found
    site.page("/.well-known/headwater.txt", LINE, "text/plain")
    assert (await ownership.in_file(fetcher, host, DEMAND, TOKEN))[0]
    found, words = await ownership.in_file(fetcher, host, DEMAND, "another")
    assert (found, "without the line" in words) == (False, True)


async def test_an_answer_by_redirect_from_another_host_does_not_count(site: Web, fetcher: Fetcher) -> None:
    site.page("/mine", LINE, "text/plain")

    def elsewhere(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": site.url("/mine", "attacker")})

    site.answers["/.well-known/headwater.txt"] = elsewhere
    found, words = await ownership.in_file(fetcher, f"press.localhost:{site.port}", DEMAND, TOKEN)
    assert not found
    assert "does not speak for it" in words


async def test_the_meta_tag_of_the_home_page(site: Web, fetcher: Fetcher) -> None:
    site.page("/", META)
    assert (await ownership.in_page(fetcher, f"press.localhost:{site.port}", DEMAND, TOKEN))[0]


@pytest.mark.parametrize("host", ["127.0.0.1:1", "169.254.169.254", "localhost", "printer.local", "[::1]"])
async def test_nothing_private_is_reached_for_a_proof(site: Web, fetcher: Fetcher, host: str) -> None:
    found, words = await ownership.in_file(fetcher, host, DEMAND, TOKEN)
    assert not found
    assert "not reached" in words
    assert site.asked == []


@pytest.fixture
async def names() -> AsyncIterator[Callable[[dict[str, str]], Awaitable[str]]]:
    """Starts a name server that knows these TXT records; gives its address."""
    opened: list[asyncio.DatagramTransport] = []

    async def start(records: dict[str, str]) -> str:
        class Server(asyncio.DatagramProtocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                self.transport = transport

            def datagram_received(self, data: bytes, peer: object) -> None:
                asked = dns.message.from_wire(data)
                answer = dns.message.make_response(asked)
                answer.flags |= dns.flags.RA
                name = asked.question[0].name.to_text(omit_final_dot=True)
                if name in records:
                    answer.answer.append(dns.rrset.from_text(name + ".", 60, "IN", "TXT", f'"{records[name]}"'))
                else:
                    answer.set_rcode(3)
                self.transport.sendto(answer.to_wire(), peer)  # type: ignore[attr-defined]

        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
        opened.append(transport)
        return f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"

    yield start
    for transport in opened:
        transport.close()


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ({"_headwater.news.outlet.example": LINE}, True),
        ({"_headwater.outlet.example": LINE}, True),
        ({"_headwater.outlet.example": "something else"}, False),
        ({"news.outlet.example": LINE}, False),
        ({"_headwater.example": LINE}, False),
        ({}, False),
    ],
)
async def test_a_dns_record(names: Callable[[dict[str, str]], Awaitable[str]], records: dict[str, str], found: bool) -> None:
    server = await names(records)
    assert (await ownership.in_dns("news.outlet.example", DEMAND, TOKEN, server))[0] is found


@pytest.mark.parametrize("server", ["nonsense", "outlet.example:53", "127.0.0.1:port"])
async def test_a_bad_name_server_setting_is_said(server: str) -> None:
    with pytest.raises(UsageError, match="dns"):
        await ownership.in_dns("outlet.example", DEMAND, TOKEN, server)


async def test_a_letter_is_handed_over(raw_server: Callable[[Raw], Awaitable[int]]) -> None:
    taken: list[bytes] = []

    async def smtp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        while line := await reader.readline():
            taken.append(line)
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                while (line := await reader.readline()) != b".\r\n":
                    taken.append(line)
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return

    port = await raw_server(smtp)
    letter = EmailMessage()
    letter["To"] = "postmaster@outlet.example"
    letter["From"] = "desk@headwater.example"
    letter.set_content("the code")
    await ownership.send(f"127.0.0.1:{port}", "desk@headwater.example", ["postmaster@outlet.example"], letter)
    assert b"the code\r\n" in taken
    with pytest.raises(UsageError):
        await ownership.send("nonsense", "a@b.example", [], letter)
    with pytest.raises(FetchError):
        await ownership.send("127.0.0.1:1", "a@b.example", ["x@y.example"], letter)
