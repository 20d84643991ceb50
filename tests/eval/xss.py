"""Known script-injection vectors, sent through Headwater and opened in a real browser whose content policy is switched off.

    python tests/eval/xss.py --data DIR      opens every article and answer in the browser; `run.py` opens one in eight

Each vector arrives as the title, summary and content of a feed's entry; the live ones also as a page and as a given article. A vector
survives where it runs, where it leaves an element, a handler or an address that could run or load, and where the browser asks another
server for anything. The policy is off so that the pages are measured, and not the browser's second line of defence.
"""

from __future__ import annotations

import argparse
import asyncio
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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import uvicorn
from lxml import etree
from playwright.async_api import Dialog, Error, Page, Request, Route, async_playwright
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
# No name leads anywhere, and drawing is kept cheap: it takes most of a browser's time.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-threaded-compositing",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
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
"""One of so many articles, answers and raw live vectors is opened, which takes a browser a fifth of a second of CPU time; every article
and answer is looked at as text, and all vectors are opened in lists of pages and of kept HTML."""
TABS = 8
"""Documents that are open side by side: most of a document's time is waiting for what it may still do."""
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
    with served(app) as address:
        paths = list(app_paths(app))
        unclean = {path for path in paths if not is_clean(read(address + path))}
        opened = [path for path in paths if not path.startswith(("/article/", "/story/"))]
        opened += [path for path in paths if path.startswith(("/article/", "/story/"))][::every]
        unclean |= ran(address, opened)
        answers = list(answer_paths(app))
        unclean_answers = {path for path in answers if not is_inert(address + path)} | ran(address, answers[::every])
        kept = [clean_html(row["html"], "https://outlet.example/") for row in rows]
        groups = ["\n".join(f"<div>{one}</div>" for one in kept[at : at + GROUP]) for at in range(0, len(kept), GROUP)]
        documents = [Document(f"http://kept.example/{number}", group) for number, group in enumerate(groups)]
        cleaned = [is_clean(group) and not one for group, one in zip(groups, running(address, documents), strict=True)]
        tried = [Document(f"http://raw.example/{number}", row["html"], asking=False) for number, row in enumerate(live[::every])]
        control = sum(running(address, tried))
    stored = waiting(app, rows)
    app.close()
    for path in sorted(unclean | unclean_answers):
        print(f"xss: {path} is not clean")
    print(
        f"xss: {len(rows)} vectors, {len(opened)} pages, {len(answers[::every])} answers, {len(kept)} kept and {len(tried)} raw were opened"
    )
    return {
        "pages": 1 - len(unclean) / len(paths),
        "answers": 1 - len(unclean_answers) / len(answers),
        "cleaned": sum(cleaned) / len(cleaned),
        "stored": sum(stored) / len(stored),
        "control": control / len(tried),
    }


def ran(address: str, paths: Sequence[str]) -> set[str]:
    """The paths on which something ran in the browser."""
    return {path for path, one in zip(paths, running(address, [Document(address + path) for path in paths]), strict=True) if one}


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


class Document(NamedTuple):
    """What is opened: an address, and for one that nobody serves what stands there. `asking`: whether asking other servers counts."""

    url: str
    body: str = ""
    asking: bool = True


def running(home: str, documents: Iterable[Document]) -> list[bool]:
    """For each document, whether anything of others runs in it, or is asked for, in a browser without a content policy.

    `home` is the address of the pages that are Headwater's own. `TABS` documents are open side by side, each in a tab of its own; a tab in
    which something happened is not used again.
    """
    return asyncio.run(_running(home, list(documents)))


async def _running(home: str, documents: Sequence[Document]) -> list[bool]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium on this machine: install the package chromium to measure the vectors")
    ran, numbers = [False] * len(documents), iter(range(len(documents)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
        context = await browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 240})
        await context.add_init_script(WATCH)

        async def worker() -> None:
            tab = Tab(await context.new_page(), home)
            # One iterator for all workers: each takes the next document as soon as it is done with one.
            for number in numbers:
                ran[number] = await tab.runs(documents[number])
                if ran[number]:
                    await tab.page.close()
                    tab = Tab(await context.new_page(), home)

        await asyncio.gather(*(worker() for _ in range(TABS)))
        await browser.close()
    return ran


class Tab:
    """One tab of the browser, and what happened in it."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self._home = page, home + "/"
        self._document = Document("")
        self._happened: list[str] = []
        page.set_default_timeout(60_000)
        page.on("console", lambda message: self._happened.append(message.text) if message.text == MARK else None)
        page.on("dialog", self._dismiss)
        page.on("popup", self._close)
        page.on("request", self._asks)

    async def runs(self, document: Document) -> bool:
        """Whether anything runs or is asked for when the document is opened and everything in it is stirred."""
        self._happened.clear()
        self._document = document
        try:
            if document.body:
                await self.page.route(document.url, self._fulfil)
            await self.page.goto(document.url, wait_until="load")
            await self.page.wait_for_timeout(SETTLE)
            if not self._happened:
                await self.page.evaluate(STIR)
                await self.page.wait_for_timeout(SETTLE)
        except Error as error:
            # A vector that stops the page from loading has done something; an answer that is offered as a file is none that runs.
            if "Download is starting" not in str(error):
                self._happened.append(str(error))
        return bool(self._happened)

    async def _fulfil(self, route: Route) -> None:
        body = f"<!doctype html><meta charset=utf-8>{self._document.body}"
        await route.fulfill(body=body, content_type="text/html; charset=utf-8")

    def _asks(self, request: Request) -> None:
        if self._document.asking and request.url != self._document.url and not request.url.startswith((self._home, "data:")):
            self._happened.append(request.url)

    async def _dismiss(self, dialog: Dialog) -> None:
        self._happened.append(dialog.message)
        await dialog.dismiss()

    async def _close(self, page: Page) -> None:
        self._happened.append(page.url)
        await page.close()


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
