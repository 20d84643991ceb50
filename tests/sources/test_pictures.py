"""Pictures are fetched for readers: guarded, bounded, told by their first bytes, and never twice at once."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from loopback import Web

from headwater.errors import BusyError, ContentError, FetchError, GuardError
from headwater.sources.http import Fetcher
from headwater.sources.pictures import FRESH, MAX_PICTURE, Pictures, kind_of
from headwater.sources.robots import Robots

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
KINDS = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "image/gif": b"GIF89a" + b"\0" * 20,
    "image/webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "image/avif": b"\0\0\0\x1cftypavif\0\0\0\0",
}


@pytest.mark.parametrize(("media", "body"), KINDS.items())
async def test_a_picture_is_what_its_bytes_say(site: Web, fetcher: Fetcher, media: str, body: bytes) -> None:
    site.page("/p", body, "text/html")
    picture = await Pictures().get(site.url("/p"), fetcher, Robots(fetcher))
    assert (picture.media, picture.body) == (media, body)


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<html>",
        b"",
        b"RIFF\0\0\0\0WAVE",
        b"%PDF-1.7",
        b"\0\0\0\x1cftypmp42",
    ],
)
async def test_what_is_no_picture_is_not_handed_on(site: Web, fetcher: Fetcher, body: bytes) -> None:
    site.page("/p", body, "image/png")
    assert kind_of(body) == ""
    with pytest.raises(ContentError, match="no picture"):
        await Pictures().get(site.url("/p"), fetcher, Robots(fetcher))


async def test_a_large_picture_is_refused_while_it_comes(site: Web, fetcher: Fetcher) -> None:
    site.page("/p", PNG + b"\0" * MAX_PICTURE)
    with pytest.raises(ContentError, match="larger than 5 MiB"):
        await Pictures().get(site.url("/p"), fetcher, Robots(fetcher))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/p", "http://[::1]/p", "http://169.254.169.254/latest"])
async def test_no_private_address_is_reached(fetcher: Fetcher, url: str) -> None:
    with pytest.raises((GuardError, FetchError)):
        await Pictures().get(url, fetcher, Robots(fetcher))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png;base64,AAAA", "", "javascript:1"])
async def test_only_web_addresses_are_asked(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(ContentError, match="no web address"):
        await Pictures().get(url, fetcher, Robots(fetcher))


async def test_robots_txt_holds_for_pictures(site: Web, fetcher: Fetcher) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /p", "text/plain")
    site.page("/p", PNG)
    with pytest.raises(FetchError, match=r"robots\.txt"):
        await Pictures().get(site.url("/p"), fetcher, Robots(fetcher))
    assert "/p" not in site.paths()


async def test_one_request_serves_all_who_ask(site: Web, fetcher: Fetcher) -> None:
    site.page("/p", PNG)
    now = [1000.0]
    pictures, robots = Pictures(lambda: now[0]), Robots(fetcher)
    await asyncio.gather(*(pictures.get(site.url("/p"), fetcher, robots) for _ in range(5)))
    await pictures.get(site.url("/p"), fetcher, robots)
    assert site.paths().count("/p") == 1
    now[0] += FRESH
    await pictures.get(site.url("/p"), fetcher, robots)
    assert site.paths().count("/p") == 2


async def test_readers_cannot_fill_the_queue(site: Web, fetcher: Fetcher) -> None:
    go = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await go.wait()
        return web.Response(body=PNG)

    for number in range(5):
        site.answers[f"/{number}"] = slow
    pictures, robots = Pictures(), Robots(fetcher)
    waiting = [asyncio.create_task(pictures.get(site.url(f"/{number}"), fetcher, robots)) for number in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await pictures.get(site.url("/4"), fetcher, robots)
    go.set()
    assert all(picture.media == "image/png" for picture in await asyncio.gather(*waiting))


async def test_memory_is_bounded(site: Web, fetcher: Fetcher) -> None:
    pictures, robots = Pictures(), Robots(fetcher)
    for number in range(7):
        site.page(f"/{number}", PNG + b"\0" * (4 << 20))
        await pictures.get(site.url(f"/{number}"), fetcher, robots)
    await pictures.get(site.url("/0"), fetcher, robots)
    assert site.paths().count("/0") == 2
    await pictures.get(site.url("/6"), fetcher, robots)
    assert site.paths().count("/6") == 1


async def test_what_is_forgotten_is_fetched_again_or_not_at_all(site: Web, fetcher: Fetcher) -> None:
    """Whatever is hidden takes its picture with it, also one that was on its way at that moment."""
    pictures, robots = Pictures(), Robots(fetcher)
    site.page("/p", PNG)
    await pictures.get(site.url("/p"), fetcher, robots)
    pictures.forget()
    under_way = asyncio.create_task(pictures.get(site.url("/p"), fetcher, robots))
    await asyncio.sleep(0)
    pictures.forget()
    await under_way
    await pictures.get(site.url("/p"), fetcher, robots)
    assert site.paths().count("/p") == 3
