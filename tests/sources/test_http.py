from __future__ import annotations

import asyncio
import gzip
import itertools
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime

import brotli
import pytest
import zstandard
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from loopback import Raw, Web

from headwater import __version__
from headwater.errors import FetchError, GuardError
from headwater.sources.failures import explained
from headwater.sources.guard import Allowed
from headwater.sources.http import Ask, Fetcher, FetchSettings

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
Start = Callable[[Raw], Awaitable[int]]


async def failure(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    return caught.value


async def test_an_answer_says_what_it_is(site: Web) -> None:
    site.page("/a", "<p>hello", ETag='"v1"', **{"Last-Modified": "Sun, 04 May 2031 10:00:00 GMT", "Cache-Control": "public, max-age=600"})
    async with Fetcher(site.settings(contact="https://reader.example/bot"), clock=NOON.timestamp) as fetcher:
        got = await fetcher.get(site.url("/a#part"))
    assert (got.status, got.body, got.media, got.url) == (200, b"<p>hello", "text/html", site.url("/a"))
    assert (got.etag, got.last_modified, got.max_age) == ('"v1"', "Sun, 04 May 2031 10:00:00 GMT", 600.0)
    assert got.fetched_at == NOON
    asked = site.asked[0].headers
    assert asked["User-Agent"] == f"Headwater/{__version__} (+https://reader.example/bot)"
    assert asked["Accept-Encoding"] == "gzip, deflate, br, zstd"
    assert not {"Cookie", "Referer", "Authorization"} & set(asked)


async def test_a_known_version_is_not_sent_again(site: Web, fetcher: Fetcher) -> None:
    def answer(request: web.Request) -> web.Response:
        fresh = request.headers.get("If-None-Match") == '"v1"' and request.headers.get("If-Modified-Since") == "yesterday"
        return web.Response(status=304 if fresh else 200, text="" if fresh else "body", headers={"ETag": '"v1"'})

    site.answers["/feed"] = answer
    first = await fetcher.get(site.url("/feed"))
    again = await fetcher.get(site.url("/feed"), Ask(etag=first.etag, last_modified="yesterday"))
    assert (first.status, again.status, again.body) == (200, 304, b"")


@pytest.mark.parametrize("etag", ['"a\r\nX-Evil: 1"', '"ü"', '"' + "x" * 600 + '"'])
async def test_validators_that_could_harm_are_neither_kept_nor_sent(site: Web, fetcher: Fetcher, etag: str) -> None:
    site.page("/", "x", ETag=re.sub(r"[\r\n]", " ", etag))
    got = await fetcher.get(site.url(), Ask(etag=etag if len(etag) < 100 else ""))
    assert "If-None-Match" not in site.asked[0].headers
    assert "\n" not in got.etag
    assert len(got.etag) < 600


async def test_cookies_are_not_kept(site: Web, fetcher: Fetcher) -> None:
    site.page("/", "x", **{"Set-Cookie": "reader=17; Path=/"})
    await fetcher.get(site.url())
    await fetcher.get(site.url())
    assert "Cookie" not in site.asked[1].headers


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.ZstdCompressor().compress), ("identity", bytes)],
)
async def test_encoded_bodies_are_decoded(site: Web, fetcher: Fetcher, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    text = "Ein Bericht, дальше, 続く. ".encode() * 9000
    site.page("/", pack(text), **{"Content-Encoding": encoding})
    assert (await fetcher.get(site.url())).body == text


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("br", lambda body: brotli.compress(body, quality=1)), ("zstd", zstandard.ZstdCompressor().compress)],
)
async def test_a_bomb_is_refused(site: Web, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    site.page("/", pack(bytes(40 << 20)), **{"Content-Encoding": encoding})
    async with Fetcher(site.settings(max_bytes=1 << 20)) as fetcher:
        error = await failure(fetcher, site.url())
    assert "more than the limit" in str(error)
    assert error.status == 200


async def test_what_is_too_large_is_refused_before_and_while_it_is_read(site: Web) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(10_000):
            await response.write(bytes(10_000))
        return response

    site.page("/announced", bytes(200_000))
    site.answers["/endless"] = endless
    async with Fetcher(site.settings(max_bytes=100_000)) as fetcher:
        assert "200000 bytes" in str(await failure(fetcher, site.url("/announced")))
        assert "more than the limit" in str(await failure(fetcher, site.url("/endless")))
        assert (await fetcher.get(site.url("/endless"), Ask(head=5000))).body == bytes(5000)


@pytest.mark.parametrize("headers", [{"Content-Encoding": "gzip"}, {"Content-Encoding": "snappy"}])
async def test_what_cannot_be_decoded_is_refused(site: Web, fetcher: Fetcher, headers: dict[str, str]) -> None:
    site.page("/", "plain", **headers)
    error = await failure(fetcher, site.url())
    assert "decoded" in str(error)
    assert error.status == 200


async def test_redirects_are_followed_and_permanent_ones_remembered(site: Web, fetcher: Fetcher) -> None:
    site.status("/old", 301, Location="/newer")
    site.status("/newer", 308, Location=site.url("/newest", host="other"))
    site.status("/newest", 302, Location="today")
    site.page("/today", "news")
    got = await fetcher.get(site.url("/old"))
    assert (got.url, got.body) == (site.url("/today", host="other"), b"news")
    assert got.redirected_permanently_to == site.url("/newest", host="other")
    assert (await fetcher.get(site.url("/newest"))).redirected_permanently_to == ""


async def test_credentials_in_an_address_are_never_sent(site: Web, fetcher: Fetcher) -> None:
    site.status("/old", 302, Location=site.url("/new", host="other").replace("http://", "http://reader:secret@"))
    site.page("/new", "x")
    got = await fetcher.get(site.url("/old").replace("http://", "http://reader:secret@"))
    assert got.url == site.url("/new", host="other")
    assert all("Authorization" not in request.headers for request in site.asked)


async def test_endless_redirects_end(site: Web, fetcher: Fetcher) -> None:
    site.status("/loop", 302, Location="/loop")
    assert "redirects more than 5 times" in str(await failure(fetcher, site.url("/loop")))
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd",
     "http://press.localhost:1/", "//2130706433/", "http:\\\\127.0.0.1\\", "gopher://127.0.0.1/"],
)  # fmt: skip
async def test_redirects_into_the_own_network_are_refused(site: Web, fetcher: Fetcher, location: str) -> None:
    site.status("/", 302, Location=location)
    assert isinstance(await failure(fetcher, site.url()), GuardError)
    assert len(site.asked) == 1


class Rebinding(AbstractResolver):
    """Gives a public address to whoever asks first and a private one ever after."""

    def __init__(self) -> None:
        self.answers = ["1.1.1.1"]

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        address = self.answers.pop() if self.answers else "127.0.0.1"
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        return None


async def test_a_name_that_turns_private_after_a_check_is_refused_when_connecting() -> None:
    names = Rebinding()
    assert (await names.resolve("evil.example"))[0]["host"] == "1.1.1.1"
    async with Fetcher(FetchSettings(gap=0.0), resolver=names) as fetcher:
        error = await failure(fetcher, "http://evil.example/")
    assert isinstance(error, GuardError)
    assert "127.0.0.1" in str(error)


async def test_a_numeric_host_is_refused_even_if_the_first_check_were_passed(site: Web, fetcher: Fetcher) -> None:
    with pytest.raises(OSError, match=r"10\.0\.0\.1 is not an address of the public internet"):
        await fetcher._session.get("http://10.0.0.1/")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), (format_datetime(NOON.replace(hour=14), usegmt=True), 7200.0), ("Sun, 04 May 2031 11:00:00 GMT", 0.0),
     ("9" * 400, 31 * 86400.0), ("soon", None), ("-5", None), ("", None)],
)  # fmt: skip
async def test_a_bad_status_says_when_to_come_back(site: Web, value: str, seconds: float | None) -> None:
    site.status("/", 500, **({"Retry-After": value} if value else {}))
    async with Fetcher(site.settings(), clock=NOON.timestamp) as fetcher:
        error = await failure(fetcher, site.url())
    assert (error.status, error.retry_after) == (500, seconds)
    assert "answers 500 (Internal Server Error)" in str(error)


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 429, 451, 502, 503, 599])
async def test_other_answers_are_errors_that_name_the_status(site: Web, fetcher: Fetcher, status: int) -> None:
    site.status("/", status)
    error = await failure(fetcher, site.url())
    assert error.status == status
    assert str(status) in str(error)


async def test_gone_is_an_answer(site: Web, fetcher: Fetcher) -> None:
    site.status("/", 410)
    assert (await fetcher.get(site.url())).status == 410


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_to_wait_is_not_asked_again(site: Web, fetcher: Fetcher, status: int) -> None:
    site.status("/", status, **{"Retry-After": "3600"})
    site.page("/other", "x")
    await failure(fetcher, site.url())
    error = await failure(fetcher, site.url("/other"))
    assert error.retry_after == pytest.approx(3600, abs=60)
    assert (await fetcher.get(site.url("/other", host="neighbour"))).status == 200
    assert site.paths() == ["/", "/other"]


@pytest.mark.parametrize(
    ("headers", "age"),
    [({"Cache-Control": 'max-age="300"'}, 300.0), ({"Cache-Control": "no-cache, max-age=300"}, None),
     ({"Cache-Control": "max-age=x"}, None),
     ({"Expires": "Sun, 04 May 2031 13:00:00 GMT"}, 3600.0), ({"Expires": "0"}, None), ({"Expires": "Sun, 04 May 2031 11:00:00 GMT"}, None),
     ({"Cache-Control": "max-age=60", "Expires": "Sun, 04 May 2031 13:00:00 GMT"}, 60.0),
     ({"Cache-Control": "max-age=99999999999"}, 31 * 86400.0), ({}, None)],
)  # fmt: skip
async def test_freshness(site: Web, headers: dict[str, str], age: float | None) -> None:
    site.page("/", "x", **headers)
    async with Fetcher(site.settings(), clock=NOON.timestamp) as fetcher:
        assert (await fetcher.get(site.url())).max_age == age


async def test_a_slow_drip_is_cut_off(site: Web) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b".")
            await asyncio.sleep(0.02)

    site.answers["/"] = drip
    async with Fetcher(site.settings(timeout=0.2)) as fetcher:
        assert "within 0.2 s" in str(await failure(fetcher, site.url()))


async def test_redirects_share_one_time_limit(site: Web) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return web.Response(status=302, headers={"Location": "/"})

    site.answers["/"] = slow
    async with Fetcher(site.settings(timeout=0.4)) as fetcher:
        assert "within 0.4 s" in str(await failure(fetcher, site.url()))
    assert len(site.asked) <= 3


async def raw_failure(start: Start, handle: Raw) -> FetchError:
    port = await start(handle)
    allowed = Allowed(hosts=frozenset({f"*.localhost:{port}"}))
    async with Fetcher(FetchSettings(gap=0.0, timeout=5.0, allowed=allowed)) as fetcher:
        return await failure(fetcher, f"http://raw.localhost:{port}/")


async def test_endless_headers_are_cut_off(raw_server: Start) -> None:
    sent = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while sent < 50_000_000:
            writer.write(b"X-More: " + b"a" * 2000 + b"\r\n")
            sent += 2010
            await writer.drain()

    assert "proper HTTP" in str(await raw_failure(raw_server, handle))
    assert sent < 20_000_000


async def test_one_endless_header_is_cut_off(raw_server: Start) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(500):
            writer.write(b"a" * 10_000)
            await writer.drain()

    assert "proper HTTP" in str(await raw_failure(raw_server, handle))


@pytest.mark.parametrize(
    ("answer", "says"),
    [(b"SSH-2.0-OpenSSH_9.6\r\n", "proper HTTP"), (b"", "closed the connection"),
     (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", "broke off"),
     (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", "broke off"),
     (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(1000), mtime=0)[:15], "broke off")],
    ids=["not http", "nothing", "half a body", "half a chunk", "half of gzip"],
)  # fmt: skip
async def test_broken_answers_are_named(raw_server: Start, answer: bytes, says: str) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    error = await raw_failure(raw_server, handle)
    assert says in str(error)
    assert error.status is None


async def test_a_refused_connection_is_named(site: Web) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    allowed = Allowed(hosts=frozenset({f"*.localhost:{port}"}))
    async with Fetcher(FetchSettings(allowed=allowed)) as fetcher:
        assert "refuses the connection" in str(await failure(fetcher, f"http://nobody.localhost:{port}/"))


class Nowhere(AbstractResolver):
    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def close(self) -> None:
        return None


async def test_an_unknown_name_is_named() -> None:
    async with Fetcher(FetchSettings(), resolver=Nowhere()) as fetcher:
        assert "paper.example is not known to DNS" in str(await failure(fetcher, "https://paper.example/"))


async def test_a_server_without_tls_is_named(site: Web, fetcher: Fetcher) -> None:
    assert "fails at TLS" in str(await failure(fetcher, site.url().replace("http:", "https:")))


@pytest.mark.parametrize(("code", "says"), [(10, "expired"), (18, "self-signed"), (62, "another name"), (20, "unknown issuer")])
def test_certificates_that_cannot_be_trusted_are_named(code: int, says: str) -> None:
    import aiohttp
    from aiohttp.client_reqrep import ConnectionKey

    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_code = code
    key = ConnectionKey("paper.example", 443, True, True, None, None, None)
    error = explained(aiohttp.ClientConnectorCertificateError(key, cause), "paper.example", 30.0)
    assert says in str(error)


async def test_requests_to_one_host_keep_the_gap_and_do_not_overlap(site: Web) -> None:
    began: list[float] = []
    inside = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal inside
        inside += 1
        assert inside == 1
        began.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.01)
        inside -= 1
        return web.Response(text="x")

    site.answers["/"] = answer
    async with Fetcher(site.settings(gap=0.1)) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url()) for _ in range(4)))
    assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(began))


async def test_no_more_requests_at_a_time_than_allowed(site: Web) -> None:
    inside = most = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.02)
        inside -= 1
        return web.Response(text="x")

    site.answers["/"] = answer
    async with Fetcher(site.settings(concurrency=3)) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url(host=f"h{number}")) for number in range(9)))
    assert most == 3


async def test_validators_go_only_to_the_address_that_sent_them(site: Web, fetcher: Fetcher) -> None:
    site.status("/old", 301, Location=site.url("/new", host="other"))
    site.page("/new", "x", ETag='"7"')
    await fetcher.get(site.url("/old"), Ask(etag='"7"', of=site.url("/new", host="other")))
    assert [request.headers.get("If-None-Match") for request in site.asked] == [None, '"7"']


@pytest.mark.parametrize(
    ("link", "hub", "own"),
    [
        ('<https://hub.example/>; rel="hub", <https://a.example/feed>; rel="self"', "https://hub.example/", "https://a.example/feed"),
        ("</hub>; rel=hub", "http://press.localhost:{port}/hub", ""),
        ('<https://hub.example/>; title="x"; rel="Self hub"', "https://hub.example/", "https://hub.example/"),
        ("<javascript:alert(1)>; rel=hub", "", ""),
        ("nonsense <<>; rel", "", ""),
    ],
)
async def test_a_hub_in_the_link_header_is_told(site: Web, fetcher: Fetcher, link: str, hub: str, own: str) -> None:
    site.page("/a", "x", Link=link)
    answer = await fetcher.get(site.url("/a"))
    assert (answer.hub, answer.self_url) == (hub.format(port=site.port), own)
