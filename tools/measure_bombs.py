"""What documents and servers made to hurt cost: seconds and memory of a process that meets one and nothing else.

    python tools/measure_bombs.py [NAME…]

Feeds, sitemaps and lists are to stay under 2 s of CPU time and 256 MiB, be they bombs or as large as any may be, of one kind of rubbish
each; the figures are above those of a process that has only made the document. Servers (`hostile_servers.py`; bodies unfold to 1 GiB) are
to cost at most 32 MiB and 30 s, and neighbours asked again and again meanwhile are to fare as ever. Exit code 1 where one does not. Pages
are shown beside them: they are read in a worker whose bounds are larger (see `engine`).
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import hostile_servers
import msgspec

from headwater.errors import ContentError
from headwater.model import Capture
from headwater.pipeline import read
from headwater.sources.documents import Content, Document, read_document
from headwater.stages.parse import parse_opml

SECONDS, MIB = 2.0, 256
SERVED_SECONDS, SERVED_MIB, GIB = 30.0, 32, 1024
# Beyond the 30 s there is what the end of a round takes, and the clock's own grain.
GRAIN = 1.0
LIMIT = 15 << 20
N = 100_000
HEAD = "<?xml version='1.0'?>"
ITEM = "<item><title>Ferry</title><link>https://a.example/{}</link></item>"


def rss(inner: str, doctype: str = "", attributes: str = "") -> str:
    return f"{HEAD}{doctype}<rss version='2.0' {attributes}><channel><title>T</title>{inner}</channel></rss>"


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return rss("<item><title>&l9;</title></item>", f'<!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]>')


def quadratic() -> str:
    return rss(f"<item><title>{'&big;' * N}</title></item>", f'<!DOCTYPE rss [<!ENTITY big "{"x" * N}">]>')


def full(piece: Callable[[int], str]) -> str:
    """As many pieces as a document may have bytes."""
    count = (LIMIT - 2000) // len(piece(9_999_999))
    return rss("".join(piece(n) for n in range(count)))


FEEDS: dict[str, Callable[[], str]] = {
    "ordinary": lambda: rss("".join(ITEM.format(n) for n in range(30))),
    "billion laughs": laughs,
    "quadratic blow-up": quadratic,
    "external entity": lambda: rss("<item><title>&x;</title></item>", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "100,000 deep": lambda: rss("<a>" * N + "</a>" * N),
    "100,000 deep, open": lambda: HEAD + "<rss><channel>" + "<item>" * N,
    "100,000 namespaces": lambda: rss(ITEM.format(1), attributes=" ".join(f"xmlns:n{n}='urn:{n}'" for n in range(N))),
    "100,000 namespaces, deep": lambda: rss("".join(f"<n{n}:a xmlns:n{n}='urn:{n}'>" for n in range(N))),
    "100,000 namespaces, items": lambda: rss("".join(f"<item xmlns:n{n}='urn:{n}'><n{n}:t>x</n{n}:t></item>" for n in range(N))),
    "100,000 attributes": lambda: rss(ITEM.format(1), attributes=" ".join(f"a{n}='{n}'" for n in range(N))),
    "15 MiB of items": lambda: full(lambda n: ITEM.format(n)),
    "15 MiB of empty items": lambda: full(lambda _: "<item/>"),
    "15 MiB of references": lambda: full(lambda _: "&#1114112;"),
    "15 MiB of ampersands": lambda: full(lambda _: "& "),
    "15 MiB of angles": lambda: full(lambda _: "<"),
    "15 MiB of CDATA": lambda: full(lambda _: "<![CDATA[x]]>"),
    "15 MiB of comments": lambda: full(lambda _: "<!---->"),
    "15 MiB of attributes": lambda: rss("<item " + " ".join(f"a{n}=''" for n in range(1_300_000)) + "/>"),
    "15 MiB of tags with attributes": lambda: full(lambda _: "<a b=''/>"),
    "15 MiB of named references": lambda: full(lambda _: "&x;"),
    "15 MiB of CDATA, open": lambda: full(lambda _: "<![CDATA["),
    "15 MiB of entries, open": lambda: full(lambda _: "<item>"),
    "15 MiB of processing": lambda: full(lambda _: "<?x?>"),
    "15 MiB of text in one item": lambda: rss(f"<item><description>{'&lt;p&gt;words ' * (LIMIT // 15)}</description></item>"),
    "15 MiB in one title": lambda: rss(f"<item><title>{'x' * (LIMIT - 3000)}</title></item>"),
    "15 MiB in one tag": lambda: rss(f"<item a='{'x' * (LIMIT - 3000)}'/>"),
    "15 MiB of JSON brackets": lambda: '{"version":"https://jsonfeed.org/version/1","items":' + "[" * (LIMIT - 100),
    "15 MiB of JSON lists": lambda: '{"version":"https://jsonfeed.org/version/1","items":[' + "[]," * (LIMIT // 3 - 99) + "{}]}",
    "15 MiB of JSON numbers": lambda: '{"version":"https://jsonfeed.org/version/1","items":[' + "1e9," * (LIMIT // 4 - 99) + "{}]}",
    "15 MiB of JSON words": lambda: '{"version":"https://jsonfeed.org/version/1","items":[' + '"ab",' * (LIMIT // 5 - 99) + "{}]}",
    "15 MiB of JSON items": lambda: '{"version":"https://jsonfeed.org/version/1","items":[' + '{"id":"1","url":"/a"},' * 700_000 + "{}]}",
}
SITEMAPS = {
    "sitemap of 15 MiB": lambda: "<urlset>" + "<url><loc>https://a.example/1</loc></url>" * (LIMIT // 42) + "</urlset>",
    "sitemap index of 15 MiB": lambda: "<sitemapindex>" + "<sitemap><loc>http://a.example/1</loc></sitemap>" * (LIMIT // 50),
}
LISTS = {
    "OPML of 15 MiB": lambda: "<opml><body>" + "<outline xmlUrl='http://a.example/1'/>" * (LIMIT // 40) + "</body></opml>",
    "OPML 100,000 deep": lambda: "<opml><body>" + "<outline text='x'>" * N,
}
PAGES: dict[str, Callable[[], str]] = {
    "page: ordinary": lambda: "<html><body><article>" + "<p>The ferry struck the pier of Quill Harbour today.</p>" * 40,
    "page: 100,000 deep": lambda: "<html><body>" + "<div>" * N + "text",
    "page: 100,000 deep, inline": lambda: "<html><body>" + "<b>" * N + "text",
    "page: 100,000 tables": lambda: "<html><body>" + "<table><tr><td>" * (N // 3) + "text",
    "page: 15 MiB of paragraphs": lambda: "<html><body>" + "<p>The ferry struck the pier.</p>" * (LIMIT // 34),
    "page: 15 MiB of links": lambda: "<html><body>" + "<a href=/a>b</a> " * (LIMIT // 17),
    "page: 15 MiB of text": lambda: "<html><body><p>" + "Words of the harbour, and more of them. " * (LIMIT // 40),
    "page: 15 MiB in one word": lambda: "<html><body><p>" + "x" * (LIMIT - 100),
    "page: 15 MiB of angles": lambda: "<html><body>" + "<" * (LIMIT - 100),
    "page: 100,000 attributes": lambda: "<html><body><p " + " ".join(f"a{n}=1" for n in range(N)) + ">text",
}


def run(name: str) -> None:
    """Reads one document in this process and prints what it took beyond the making of it."""
    everything = FEEDS | SITEMAPS | LISTS | PAGES
    body = everything[name]().encode()[:LIMIT]
    before = resource.getrusage(resource.RUSAGE_SELF)
    said = ""
    try:
        if name in PAGES:
            said = read(Capture(url="https://a.example/1", fetched_at=datetime.now(UTC), body=body, media="text/html")).article.kind
        elif name in LISTS:
            said = f"{len(parse_opml(body))} feeds"
        else:
            content = _content(
                Document(expect="sitemap" if name in SITEMAPS else "feed", body=body, url="https://a.example/f", limit=LIMIT)
            )
            said = content
    except ContentError as error:
        said = f"refused: {error}"
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{used:.3f}\t{(after.ru_maxrss - before.ru_maxrss) / 1024:.0f}\t{said[:70]}")


def _content(document: Document) -> str:
    content = msgspec.msgpack.decode(read_document(msgspec.msgpack.encode(document)), type=Content)
    return f"refused: {content.problem}" if content.problem else f"{content.entries} entries"


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        run(sys.argv[2])
        return 0
    wanted = sys.argv[1:] or [*FEEDS, *SITEMAPS, *LISTS, *PAGES, *hostile_servers.NAMES]
    broken = read_all([name for name in wanted if name not in hostile_servers.NAMES])
    broken += ask_all([name for name in wanted if name in hostile_servers.NAMES])
    return 1 if broken else 0


def ask_all(names: list[str]) -> int:
    """Asks hostile servers, each by a process of its own; how many cost too much."""
    broken = 0
    if not names:
        return broken
    print(f"\n{'server':20} {'seconds':>8} {'CPU s':>7} {'MiB':>6} {'slowest round at four neighbours':>34}")
    with hostile_servers.served(GIB) as port:
        for name in names:
            command = [sys.executable, str(Path(hostile_servers.__file__)), "--cost", name, str(port)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            cost = hostile_servers.Cost(*msgspec.json.decode(done.stdout))
            over = cost.seconds > SERVED_SECONDS + GRAIN or cost.mib > SERVED_MIB or "NEIGHBOURS" in cost.said
            broken += over
            print(
                f"{name:20} {cost.seconds:8.1f} {cost.cpu:7.2f} {cost.mib:6.1f} {cost.slowest:8.2f} s of {cost.rounds:4} rounds"
                f"  {cost.said[:90]}{'   OVER' if over else ''}",
                flush=True,
            )
    return broken


def read_all(names: list[str]) -> int:
    """Reads documents, each in a process of its own; how many cost too much."""
    broken = 0
    if names:
        print(f"{'document':32} {'CPU s':>7} {'MiB':>6}")
    for name in names:
        done = subprocess.run([sys.executable, __file__, "--one", name], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name:32} died: {done.stderr.strip()[-100:]}")
            broken += 1
            continue
        seconds, mib, said = done.stdout.rstrip("\n").split("\t")
        over = name not in PAGES and (float(seconds) > SECONDS or float(mib) > MIB)
        broken += over
        print(f"{name:32} {float(seconds):7.2f} {mib:>6}  {said}{'   OVER' if over else ''}", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(main())
