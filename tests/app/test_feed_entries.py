"""What becomes of a feed's entries over several rounds, with a real server, a real store and nothing in between left out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from headwater.app import Headwater, make_app
from headwater.settings import Settings
from headwater.sources.collect import new_source

PAGE = "<!doctype html><title>{0}</title><article><h1>{0}</h1>" + "<p>The wardens kept the gates of the weir shut all night.</p>" * 6
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'


class Site:
    """A small web server: `answers` maps a path to a body, `asked` are the paths that were asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                body = site.answers.get(self.path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"news.localhost:{self.server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def feed(self, *items: str) -> None:
        self.answers["/feed"] = f'<rss version="2.0" {ITUNES}><channel><title>Weir News</title>{"".join(items)}</channel></rss>'


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def app(site: Site, tmp_path: Path) -> Iterator[Headwater]:
    made = make_app(tmp_path, Settings(allow_hosts=(site.host,), gap=0.0))
    made.subscribe([new_source(site.url("/feed"))])
    yield made
    made.close()


def round_of(app: Headwater, site: Site) -> list[dict[str, object]]:
    asyncio.run(app.update([site.url("/feed")]))
    return list(app.export("articles"))


def item(path: str, title: str, *, guid: str = "", more: str = "", day: int = 20) -> str:
    link = f"<link>{path}</link>" if path else ""
    named = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item><title>{title}</title>{link}{named}<pubDate>{day} Nov 2026 10:00:00 GMT</pubDate>{more}</item>"


def test_a_retitled_and_redated_entry_is_no_second_report(app: Headwater, site: Site) -> None:
    site.answers |= {"/weir": PAGE.format("Weir shut"), "/weir-opened": PAGE.format("Weir opened")}
    site.feed(item(site.url("/weir"), "Weir shut", guid="urn:weir:17"))
    assert len(round_of(app, site)) == 1
    # A new title and date under the same address; then a new address under the same id.
    site.feed(item(site.url("/weir"), "Weir opened", guid="urn:weir:17", day=21))
    assert len(round_of(app, site)) == 1
    site.feed(item(site.url("/weir-opened"), "Weir opened", guid="urn:weir:17", day=22))
    assert len(round_of(app, site)) == 1
    assert "/weir-opened" not in site.asked


def test_an_id_that_is_used_again_hides_nothing(app: Headwater, site: Site) -> None:
    site.answers |= {f"/{name}": PAGE.format(name) for name in ("first", "second", "third", "fourth")}
    site.feed(item(site.url("/first"), "First", guid="1"), item(site.url("/second"), "Second", guid="urn:weir:same"))
    assert len(round_of(app, site)) == 2
    # "1" is a place in the list, and what two entries share names neither.
    site.feed(
        item(site.url("/third"), "Third", guid="1"),
        item(site.url("/fourth"), "Fourth", guid="urn:weir:same"),
        item(site.url("/second"), "Second", guid="urn:weir:same"),
    )
    assert len(round_of(app, site)) == 4


def test_an_entry_without_a_page_is_kept_once(app: Headwater, site: Site) -> None:
    words = "<description>The gates stay shut until the river falls.</description>"
    site.feed(item("", "Notice to boats", more=words))
    [kept] = round_of(app, site)
    assert (kept["title"], kept["text"]) == ("Notice to boats", "The gates stay shut until the river falls.")
    site.feed(item("", "Notice to boats", more=words, day=21))
    assert len(round_of(app, site)) == 1
    assert set(site.asked) <= {"/feed", "/robots.txt", "/.well-known/tdmrep.json", "/ai.txt"}, "and what the site says of its pages"


def test_an_episode_is_kept_as_the_feed_tells_it(app: Headwater, site: Site) -> None:
    site.answers["/episode"] = PAGE.format("Subscribe to our podcast")
    played = '<enclosure url="/water.mp3" type="audio/mpeg"/><itunes:duration>31:07</itunes:duration>'
    played += "<description>Keepers of the weir.</description>"
    site.feed(item(site.url("/episode"), "Water, part one", more=played))
    [kept] = round_of(app, site)
    assert (kept["title"], kept["text"]) == ("Water, part one", "Keepers of the weir.")
    assert "/episode" not in site.asked
    assert "/water.mp3" not in site.asked


def test_a_full_text_needs_no_page_and_a_cut_one_does(app: Headwater, site: Site) -> None:
    long = "The river rose by the width of a hand. " * 45
    site.answers["/cut"] = PAGE.format("Cut")
    whole = item(site.url("/whole"), "Whole", more=f"<description>{long}</description>")
    site.feed(whole, item(site.url("/cut"), "Cut", more=f"<description>{long} Continue reading</description>"))
    assert len(round_of(app, site)) == 2
    assert "/cut" in site.asked
    assert "/whole" not in site.asked
