"""Known script-injection vectors, sent through Headwater and opened in a real browser whose content policy is switched off.

    python tests/eval/xss.py --data DIR      opens every page in the browser: half an hour; `run.py` opens one live vector in eight

Each vector arrives as the title, summary and content of a feed's entry; the live ones also as a page and as a given article. A vector
survives where it runs, where it leaves an element, a handler or an address that could run or load, and where the browser asks another
server for anything. The policy is off so that the pages are measured, and not the browser's second line of defence.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import shutil
import socket
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import uvicorn
from lxml import etree
from playwright.sync_api import BrowserContext, Error, Route, sync_playwright
from selectolax.lexbor import LexborHTMLParser

from headwater.app import Headwater, make_app
from headwater.clean import clean_html
from headwater.model import Capture, Entry, Waiting
from headwater.sources.collect import new_source
from headwater.sources.entries import entry_captures
from headwater.store.sources import MAX_WAITING
from headwater.web.site import make_site

Rows = list[dict[str, Any]]
MARK = "a vector ran"
WATCH = f"for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => console.debug({MARK!r});"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
# What a reader may do to a page, done to every element of it; a link that leads away is not followed.
STIR = """() => {
  addEventListener("click", event => event.target.closest("a")?.protocol.startsWith("http") && event.preventDefault(), true);
  addEventListener("submit", event => event.preventDefault(), true);
  const names = ["click", "mouseover", "mouseenter", "mousemove", "mousedown", "pointerover", "focus", "blur", "keydown", "input", "change",
    "copy", "paste", "dragstart", "drop", "wheel", "scroll", "toggle", "contextmenu", "dblclick", "touchstart"];
  for (const node of [...document.querySelectorAll("body *")].slice(0, 400)) {
    for (const name of names) node.dispatchEvent(new Event(name, {bubbles: true, cancelable: true}));
    if (node.focus) node.focus();
    if (node.click && !node.matches("button, input, summary")) node.click();
  }
}"""
SETTLE = 60
"""Milliseconds in which a page may still run something after it has loaded, and again after it was stirred."""
LIVE, OTHER = "https://outlet.example/live/", "https://outlet.example/other/"
OPENED = 8
"""One of so many live vectors is opened on its article's page and raw, which takes a browser a quarter of a second; every article is
looked at as text, and all vectors are opened in lists of pages and of kept HTML."""
GROUP = 50
"""Cleaned vectors that are opened in one document."""
DANGEROUS = "script, iframe, object, embed, base, svg script, link[rel=import], video, audio, meta[http-equiv=refresh]"


def measure(data: Path, work: Path, every: int = OPENED) -> dict[str, float]:
    """Shares: clean `pages` of Headwater's, `answers` of its API and feeds that can run nothing, clean kept HTML (`cleaned`) and stored
    entries (`stored`), and as a `control` the raw live vectors that the watch catches. One of `every` so many is opened in the browser.
    """
    with gzip.open(data / "security" / "xss.jsonl.gz", "rt", encoding="utf-8") as file:
        rows: Rows = [json.loads(line) for line in file]
    live = [row for row in rows if row["live"]]
    app = make_app(work / "xss")
    app.ingest(captures(rows, live))
    with served(app) as address, Watch.opened(address) as watch:
        paths = list(app_paths(app))
        unclean = {path for path in paths if not is_clean(read(address + path))}
        opened = [path for path in paths if not path.startswith(("/article/", "/story/"))]
        opened += [f"/article/{row['id']}" for row in app.export("articles") if every == 1 or str(row["url"]).startswith(LIVE)][::every]
        unclean |= {path for path in opened if watch.runs(address + path)}
        answers = list(answer_paths(app))
        unclean_answers = {path for path in answers if not is_inert(address + path)}
        unclean_answers |= {path for path in answers[:: every * OPENED] if watch.runs(address + path)}
        kept = [clean_html(row["html"], "https://outlet.example/") for row in rows]
        groups = ["\n".join(f"<div>{one}</div>" for one in kept[at : at + GROUP]) for at in range(0, len(kept), GROUP)]
        cleaned = [is_clean(group) and not watch.runs("http://kept.example/", group) for group in groups]
        tried = live[::every]
        control = sum(watch.runs("http://raw.example/", row["html"]) for row in tried)
    stored = waiting(app, rows)
    app.close()
    for path in sorted(unclean | unclean_answers):
        print(f"xss: {path} is not clean")
    return {
        "pages": 1 - len(unclean) / len(paths),
        "answers": 1 - len(unclean_answers) / len(answers),
        "cleaned": sum(cleaned) / len(cleaned),
        "stored": sum(stored) / len(stored),
        "control": control / len(tried),
    }


def captures(rows: Rows, live: Rows) -> Iterator[Capture]:
    """The vectors as they would come: in a feed, as pages, as given articles."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>{html.escape(row['html'])}</title><link>{LIVE if row['live'] else OTHER}{row['id']}</link><guid>{row['id']}</guid>"
        f"<author>{html.escape(row['html'])}</author><description>{html.escape(row['html'])}</description>"
        f"<content:encoded>{html.escape('<p>' + 'Words before it. ' * 30 + row['html'] + '<p>Words after it.')}</content:encoded></item>"
        for row in rows
    )
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Outlet</title>"
    for item in entry_captures(f"{head}{items}</channel></rss>".encode("utf-8", "replace"), "https://outlet.example/feed", "", now):
        assert isinstance(item, Capture)
        yield item
    for number, row in enumerate(live):
        url, vector, at = f"https://page.example/{row['id']}", row["html"], now - timedelta(minutes=number)
        words = "<p>A sentence of a report with words in it.</p>" * 9
        body = f"<title>{vector}</title><h1>{vector}</h1><article>{words}<p>{vector}</p></article>"
        yield Capture(url=url, fetched_at=at, body=body.encode("utf-8", "replace"))
        given = {
            "url": url + "/given",
            "title": vector,
            "text": f"“{vector},” said Ada Brook.\n" * 3,
            "outlet": vector,
            "authors": [vector],
        }
        yield Capture(url=url + "/given", fetched_at=at, body=msgspec.json.encode(given), kind="article")


def app_paths(app: Headwater) -> Iterator[str]:
    """Every page on which what was taken in may stand."""
    articles = list(app.export("articles"))
    yield from ("/", "/sources", "/search?q=alert", "/search?q=script&order=newest")
    yield from (f"/river?offset={at}" for at in range(0, len(articles), 60))
    yield from (f"/article/{row['id']}" for row in articles)
    yield from [f"/story/{row['id']}" for row in app.export("stories")][::OPENED]


def answer_paths(app: Headwater) -> Iterator[str]:
    """What programs read: the API, feeds, lists."""
    yield from ("/api/v1/stories", "/api/v1/search?q=alert", "/api/v1/search?q=script", "/opml")
    yield from (f"/api/v1/article/{row['id']}" for row in app.export("articles"))
    yield from [f"/api/v1/story/{row['id']}" for row in app.export("stories")][::OPENED]
    people = {str(row["speaker"]["id"]) for row in app.export("quotes") if isinstance(row.get("speaker"), dict)}
    yield from (f"/feeds/person/{quote(person)}.atom" for person in sorted(people))


def is_inert(url: str) -> bool:
    """Whether an answer is of a kind that browsers run nothing of, and says that they are not to guess; HTML inside it is clean."""
    try:
        answer = urllib.request.urlopen(url, timeout=60)
    except urllib.error.HTTPError:
        # Not everybody who is quoted has a page.
        return True
    with answer:
        media, sniff, body = answer.headers.get_content_type(), answer.headers.get("X-Content-Type-Options"), answer.read()
    if sniff != "nosniff" or media not in ("application/json", "application/atom+xml", "application/rss+xml", "text/x-opml"):
        return False
    if media == "application/json":
        return bool(msgspec.json.decode(body) is not None)
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    own = {etree.QName(node).namespace for node in root.iter("*")}
    return own <= {None, "http://www.w3.org/2005/Atom"} and all(
        is_clean(node.text or "") for node in root.iter("{*}content", "{*}summary", "{*}title") if node.get("type") in ("html", "xhtml")
    )


def waiting(app: Headwater, rows: Rows) -> list[bool]:
    """For each vector, whether an entry that waits for its page is stored without it."""
    [source] = app.subscribe([new_source("https://outlet.example/waiting")])
    kept = []
    for at in range(0, len(rows), MAX_WAITING):
        entries = [Entry(link=f"{OTHER}{row['id']}", summary=row["html"], content=row["html"]) for row in rows[at : at + MAX_WAITING]]
        app._store.sources.wait(source.id, [Waiting(entry=entry) for entry in entries])
        kept += [is_clean(one.entry.summary) and is_clean(one.entry.content) for one in app._store.sources.waiting(source.id)]
    return kept


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def is_clean(text: str) -> bool:
    """Whether nothing in the page could run or load but what is Headwater's own."""
    tree = LexborHTMLParser(text)
    for node in tree.css(DANGEROUS):
        if not (node.tag == "script" and (node.attributes.get("src") or "").startswith("/static/app.js")):
            return False
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "formaction", "ping", "background"):
                return False
            if name in ("href", "src", "action") and not address.startswith(("http://", "https://", "mailto:", "/", "#", "?")) and address:
                return False
            if name == "src" and not address.startswith(("/static/", "/image/")):
                return False
    return True


class Watch:
    """A browser without a content policy that tells what runs in a document, and what it asks of other servers."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self._context, self._home = context, home
        self._happened: list[str] = []
        context.add_init_script(WATCH)
        context.route("**/*", self._route)
        self._body = ""

    @classmethod
    @contextmanager
    def opened(cls, home: str) -> Iterator[Watch]:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if chromium is None:
            raise SystemExit("no Chromium on this machine: install the package chromium to measure the vectors")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
            yield cls(browser.new_context(bypass_csp=True), home)
            browser.close()

    def runs(self, url: str, body: str = "") -> bool:
        """Whether anything of others runs or is asked for when `url` is opened; with `body`, that is what stands there."""
        self._happened.clear()
        self._body = body
        page = self._context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self._happened.append(message.text) if message.text == MARK else None)
        page.on("dialog", lambda dialog: (self._happened.append(dialog.message), dialog.dismiss()))
        try:
            page.goto(url, wait_until="load")
            page.wait_for_timeout(SETTLE)
            if not self._happened:
                page.evaluate(STIR)
                page.wait_for_timeout(SETTLE)
        except Error as error:
            # A vector that stops the page from loading has done something.
            self._happened.append(str(error))
        page.close()
        return bool(self._happened)

    def _route(self, route: Route) -> None:
        url = route.request.url
        if url in ("http://kept.example/", "http://raw.example/"):
            route.fulfill(body=f"<!doctype html><meta charset=utf-8>{self._body}", content_type="text/html; charset=utf-8")
        elif url.startswith(self._home):
            route.continue_()
        else:
            # The raw vectors are counted by what they run, whatever they ask for.
            if not self._body or "<div>" in self._body[:5]:
                self._happened.append(url)
            route.abort()


@contextmanager
def served(app: Headwater) -> Iterator[str]:
    """The pages of `app` at a free loopback port, in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_site(app), log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    with tempfile.TemporaryDirectory() as work:
        for name, value in measure(parser.parse_args().data, Path(work), 1).items():
            print(f"{name:10} {value:.4f}")


if __name__ == "__main__":
    main()
