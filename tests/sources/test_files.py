"""Files and folders become captures, each of them once, whatever is in them."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater.errors import UsageError
from headwater.model import Capture, SetAside
from headwater.pipeline import read
from headwater.sources.files import MAX_FILE, captures, estimate

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PAGE = b"<!doctype html><title>Flood</title><p>The marsh is under water.</p>"
FEED = (
    b'<rss version="2.0"><channel><title>T</title><link>https://tidings.example/</link>'
    b"<item><title>one</title><link>https://tidings.example/1</link></item><item><title>two</title><link>/2</link></item>"
    b"<item><title>three</title><guid isPermaLink='false'>t 3</guid></item></channel></rss>"
)

Take = Callable[..., list[Capture | SetAside]]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Writes one file and reads it: take(name, body)."""

    def read(name: str, body: bytes) -> list[Capture | SetAside]:
        path = tmp_path / name
        path.write_bytes(body)
        return list(captures([path], NOW))

    return read


def record(url: str, body: bytes, media: str = "text/html", head: str = "", status: str = "200 OK") -> bytes:
    """A WARC record with an HTTP answer."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{head}\r\n".encode() + body
    return warc_record(url, answer, "response", "application/http; msgtype=response")


def warc_record(url: str, block: bytes, kind: str, media: str) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Date: 2026-11-20T08:00:00Z", f"Content-Type: {media}"]
    lines += ["WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>", f"Content-Length: {len(block)}", "", ""]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def reasons(items: list[Capture | SetAside]) -> list[str]:
    return [item.reason for item in items if isinstance(item, SetAside)]


def only(items: list[Capture | SetAside]) -> Capture:
    (item,) = items
    assert isinstance(item, Capture)
    return item


def test_a_page_knows_where_it_was_saved_from_or_has_the_files_address(take: Take, tmp_path: Path) -> None:
    page = only(take("a page.html", PAGE))
    assert (page.kind, page.url, page.fetched_at, page.body) == ("page", (tmp_path / "a page.html").as_uri(), NOW, PAGE)
    named = only(take("b.html", b'<html><head><link rel="canonical" href="https://tidings.example/1"></head></html>'))
    assert named.url == "https://tidings.example/1"


def test_text_and_mail(take: Take, tmp_path: Path) -> None:
    text = only(take("a.txt", "Überflutet".encode("cp1252")))
    assert (text.kind, text.url, text.body) == ("text", (tmp_path / "a.txt").as_uri(), "Überflutet".encode("cp1252"))
    mail = only(take("a.eml", b"From: x@y.example\nSubject: News\nDate: Fri, 20 Nov 2026 12:00:00 +0000\n\nWater."))
    assert (mail.kind, mail.media) == ("mail", "message/rfc822")


def test_an_mbox_is_taken_message_by_message(take: Take, tmp_path: Path) -> None:
    message = b"From: x@y.example\nSubject: %d\nDate: Fri, 20 Nov 2026 12:00:00 +0000\n\nWater.\n>From here on, mud.\n\n"
    found = take("a.mbox", b"".join(b"From x@y.example Fri Nov 20 12:00:00 2026\n" + message % number for number in (1, 2)))
    assert [item.url for item in found] == [f"{(tmp_path / 'a.mbox').as_uri()}?message={number}" for number in (1, 2)]
    assert [item.body for item in found if isinstance(item, Capture)] == [message.replace(b">From", b"From") % number for number in (1, 2)]


def test_a_feed_gives_an_entry_each_with_addresses_that_differ(take: Take, tmp_path: Path) -> None:
    found = take("feed.xml", FEED)
    entries = [item.entry for item in found if isinstance(item, Capture) and item.kind == "entry" and item.entry]
    assert [entry.title for entry in entries] == ["one", "two", "three"]
    assert [item.url for item in found] == [
        "https://tidings.example/1",
        "https://tidings.example/2",
        "https://tidings.example/?entry=t%203",
    ]
    assert [entry.link for entry in entries] == ["https://tidings.example/1", "https://tidings.example/2", ""]
    assert take("feed.xml", FEED) == found
    assert [item.url for item in take("another-day.xml", FEED)] == [item.url for item in found]


def test_json_lines_of_articles_and_captures(take: Take, tmp_path: Path) -> None:
    rows = [
        {"id": "7", "url": "https://tidings.example/1", "title": "A", "text": "words"},
        {"url": "https://tidings.example/2", "html": "<p>Ärger</p>", "fetched_at": "2026-11-20T09:00:00+01:00",
         "headers": {"Content-Type": "text/html; charset=iso-8859-1"}},
        {"url": "https://tidings.example/3", "html": "<p>x</p>", "title": "B"},
    ]  # fmt: skip
    body = b"\xef\xbb\xbf" + "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    article, page, given_page = take("rows.jsonl", body)
    assert isinstance(article, Capture)
    assert isinstance(page, Capture)
    assert isinstance(given_page, Capture)
    assert (article.kind, article.url, json.loads(article.body)) == ("article", "https://tidings.example/1", rows[0])
    assert (page.kind, page.url, page.body.decode(), page.media) == (
        "page",
        "https://tidings.example/2",
        "<p>Ärger</p>",
        "text/html; charset=utf-8",
    )
    assert page.fetched_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert page.fetched_at.utcoffset() == timedelta(hours=1)
    assert given_page.kind == "article"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "line 2 is not valid JSON"),
        (b"[1, 2]", "line 2 is neither"),
        (b'{"title": "x", "text": "y"}', 'line 2 has no "url"'),
        (b'{"url": 5, "text": "y"}', "line 2 is neither"),
        (b'{"url": "https://a.example/"}', 'line 2 has neither "text" nor "html"'),
        (b'{"url": "https://a.example/", "html": 1}', "line 2 is neither"),
        (b'{"url":' + b"[" * 50_000, "line 2 is"),
        (b'{"url": "\xff"}', "line 2 is not valid JSON"),
        (b'{"text": "' + b"x" * MAX_FILE + b'"}', "line 2 is longer than 15 MiB"),
    ],
)
def test_a_broken_line_costs_only_itself(take: Take, tmp_path: Path, line: bytes, reason: str) -> None:
    good = b'{"url": "https://a.example/%d", "text": "x"}'
    first, bad, last = take("a.jsonl", good % 1 + b"\n" + line + b"\n" + good % 3)
    assert isinstance(first, Capture)
    assert isinstance(last, Capture)
    assert isinstance(bad, SetAside)
    assert bad.reason.startswith(reason)
    assert bad.url == (tmp_path / "a.jsonl").as_uri() + "#line-2"


def test_one_article_in_a_json_file(take: Take) -> None:
    article = only(take("a.json", json.dumps({"url": "https://a.example/", "text": "x"}, indent=2).encode()))
    assert (article.kind, article.url) == ("article", "https://a.example/")
    assert reasons(take("b.json", b'[{"a": 1}]')) == reasons(take("b.json", b'[{"a": 1}]')) != []


ARCHIVE = [
    warc_record("https://a.example/", b"software: x", "warcinfo", "application/warc-fields"),
    record("https://a.example/1", PAGE),
    record("https://a.example/2", gzip.compress(PAGE), head="Content-Encoding: gzip\r\n"),
    record(
        "https://a.example/3", b"5\r\n<html\r\n%x\r\n>" % len(PAGE) + PAGE[1:] + b"\r\n0\r\n\r\n", head="Transfer-Encoding: chunked\r\n"
    ),
    record("https://a.example/4", PAGE, status="404 Not Found"),
    record("https://a.example/5.png", b"\x89PNG", media="image/png"),
    record("https://a.example/6", brotli.compress(PAGE), head="Content-Encoding: br\r\n"),
    record("https://a.example/7", PAGE, head="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
    record("https://a.example/feed", FEED, media="application/rss+xml"),
    warc_record("https://a.example/8", PAGE, "resource", "text/html"),
]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_gives_its_pages_and_feeds(take: Take, pack: Callable[[bytes], bytes]) -> None:
    found = take("a.warc.gz" if pack is gzip.compress else "a.warc", b"".join(pack(one) for one in ARCHIVE))
    assert not reasons(found)
    pages = {item.url: item for item in found if isinstance(item, Capture) and item.kind == "page"}
    assert list(pages) == [f"https://a.example/{name}" for name in (1, 2, 3, 6, 7, 8)]
    assert all(page.body.endswith(PAGE[1:]) for page in pages.values())
    assert pages["https://a.example/1"].media == "text/html"
    assert pages["https://a.example/1"].fetched_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert sum(1 for item in found if isinstance(item, Capture) and item.kind == "entry") == 3


def test_a_torn_archive_keeps_what_is_whole(take: Take) -> None:
    body = record("https://a.example/1", PAGE) + record("https://a.example/2", PAGE)
    first, torn = take("a.warc", body[:-30])
    assert isinstance(first, Capture)
    assert isinstance(torn, SetAside)
    assert (torn.url, torn.reason) == ("https://a.example/2", "the web archive ends in the middle of this record")


def test_a_damaged_archive_says_how_far_it_could_be_read(take: Take, tmp_path: Path) -> None:
    first, lost = take("a.warc", record("https://a.example/1", PAGE) + b"no record\r\n\r\n" * 9)
    assert isinstance(first, Capture)
    assert isinstance(lost, SetAside)
    assert lost.url == (tmp_path / "a.warc").as_uri()
    assert "after 1 readable records" in lost.reason
    assert reasons(take("b.warc", b"")) == ["an empty file: there is nothing in it to read"]
    assert reasons(take("c.warc", ARCHIVE[0])) == ["a web archive without a single answer in it"]


def test_what_unfolds_without_end_in_an_archive_is_set_aside(take: Take) -> None:
    bomb = record("https://a.example/1", gzip.compress(b"0" * (MAX_FILE + 1)), head="Content-Encoding: gzip\r\n")
    large = record("https://a.example/2", b"<html>" + b"x" * MAX_FILE)
    empty = record("https://a.example/3", b"")
    assert reasons(take("a.warc", bomb + large + empty)) == [
        "larger than 15 MiB when unpacked: too large to be read",
        "larger than 15 MiB: too large to be read",
        "an empty answer in the web archive",
    ]


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.html", b"", "an empty file"),
        ("a.html", b"\x89PNG\r\n", "binary data"),
        ("a.opml", b"<opml><body/></opml>", "`headwater add FILE`"),
        ("a.xml", b"<urlset/>", "a sitemap"),
        ("a.xml", b"<note/>", "not a feed"),
        ("a.rss", b"<rss><channel/></rss>", "a feed without entries"),
        ("a.txt", b"x" * (MAX_FILE + 1), "larger than 15 MiB"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_the_reason(take: Take, tmp_path: Path, name: str, body: bytes, reason: str) -> None:
    (aside,) = take(name, body)
    assert isinstance(aside, SetAside)
    assert reason in aside.reason
    assert "\n" not in aside.reason
    assert (aside.url, aside.source, aside.at) == ((tmp_path / name).as_uri(), "", NOW)


def test_folders_are_read_in_order_without_hidden_files_and_loops(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden.txt", ".git/x.txt", "c/style.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"words")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(captures([tmp_path], NOW))
    assert [item.url.removeprefix(tmp_path.as_uri()) for item in found if isinstance(item, Capture)] == ["/a/1.txt", "/a/2.txt", "/b.txt"]
    assert reasons(found) == [
        "not taken from a folder, because .css files are seldom reports: name the file itself to have it read",
        "cannot be read: No such file or directory",
        "not a regular file",
    ]
    assert only(list(captures([tmp_path / "c" / "style.css"], NOW))).kind == "text"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"words")
    path.chmod(0)
    assert reasons(list(captures([path], NOW))) == ["cannot be read: Permission denied"]


def test_a_path_that_is_not_there_stops_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"words")
    for call in (lambda paths: captures(paths, NOW), estimate):
        with pytest.raises(UsageError, match=r"no such file or folder: .*missing\.txt"):
            call([tmp_path / "a.txt", tmp_path / "missing.txt"])


def test_progress_adds_up_to_the_estimate(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * (MAX_FILE + 70_000))
    (tmp_path / "b.jsonl").write_bytes(b'{"url": "https://a.example/", "text": "x"}\n' * 5000)
    (tmp_path / "c.warc.gz").write_bytes(b"".join(gzip.compress(one) for one in ARCHIVE))
    (tmp_path / "d.png").write_bytes(b"\x89PNG" + b"x" * 100_000)
    steps: list[int] = []
    list(captures([tmp_path], NOW, steps.append))
    assert sum(steps) == estimate([tmp_path]) == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert min(steps) > 0


def test_captures_come_while_the_file_is_still_being_read(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"url": "https://a.example/", "text": "x"}\n' * 50_000)
    read: list[int] = []
    stream = captures([path], NOW, read.append)
    next(stream)
    assert 0 < sum(read) < path.stat().st_size / 10
    stream.close()  # type: ignore[attr-defined]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["a.html", "a.xml", "a.jsonl", "a.warc", "a.warc.gz", "a.eml", "a.mbox", "a.json", "a"]))
def test_any_file_ends_in_captures_or_reasons(take: Take, body: bytes, name: str) -> None:
    found = take(name, body)
    assert found or name in ("a.jsonl", "a.mbox", "a.eml", "a")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.integers(0, 2000), st.integers(0, 255), st.booleans())
def test_a_flipped_byte_in_an_archive_never_raises(take: Take, at: int, value: int, packed: bool) -> None:
    body = bytearray(b"".join(gzip.compress(one) if packed else one for one in ARCHIVE))
    body[at % len(body)] = value
    assert take("a.warc.gz" if packed else "a.warc", bytes(body))


NEWSLETTER = (
    b"ARC-Seal: i=1; a=rsa-sha256\r\nFrom: Marsh Tidings <letters@tidings.example>\r\nSubject: =?utf-8?q?The_morning=2C_S=C3=B8ndag?=\r\n"
    b"Date: Fri, 20 Nov 2026 06:00:00 +0100\r\nMessage-ID: <n1%%@tidings.example>\r\nList-Id: <morning.tidings.example>\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><h1>The dam holds</h1>"
    b"<p>The river rose by the width of a hand during the night, the wardens of the weir said on Friday morning.</p>"
    b"<p>Two of the three gates were opened at dawn; the third has been stuck since a barge struck it in the spring.</p>"
    b"<p>\xe2\x80\x9cWe watched it hour by hour,\xe2\x80\x9d said Ada Brook, who keeps the gauge at Lower Quill.</p>"
    b"<p>The town has laid sandbags along the quay and asks people to leave their cars on the hill until Sunday.</p>"
    b"<p><a href='https://tidings.example/unsubscribe?u=1'>Unsubscribe</a></p></body></html>"
)


def test_a_maildir_gives_its_messages_whatever_their_flags(take: Take, tmp_path: Path) -> None:
    box = tmp_path / "Mail"
    for folder in ("cur", "new", "tmp", ".Letters/cur", ".Letters/new", ".Letters/tmp"):
        (box / folder).mkdir(parents=True)
    (box / "new" / "1795600000.M1P2.host").write_bytes(NEWSLETTER.replace(b"n1%%", b"n1"))
    (box / ".Letters" / "cur" / "1795600001.M1P3.host:2,RS").write_bytes(NEWSLETTER.replace(b"n1%%", b"n2/x"))
    (box / "tmp" / "1795600002.M1P4.host").write_bytes(NEWSLETTER.replace(b"n1%%", b"half"))
    (box / "dovecot.index").write_bytes(b"\0\1\2")
    found = list(captures([box], NOW))
    assert [item.url for item in found] == ["mid:n2%2Fx@tidings.example", "mid:n1@tidings.example"]
    assert all(isinstance(item, Capture) and item.kind == "mail" for item in found)
    (box / "new" / "1795600000.M1P2.host").rename(box / "cur" / "1795600000.M1P2.host:2,S")
    assert sorted(item.url for item in captures([box], NOW)) == sorted(item.url for item in found)


def test_a_newsletter_becomes_a_report_once(tmp_path: Path) -> None:
    for number, name in enumerate(("a.eml", "b.eml")):
        (tmp_path / name).write_bytes(NEWSLETTER.replace(b"n1%%", b"same") + b"\n" * number)
    [one, other] = [read(item).article for item in captures([tmp_path], NOW) if isinstance(item, Capture)]
    assert one.id == other.id
    assert (one.title, one.outlet, one.kind) == ("The morning, Søndag", "Marsh Tidings", "article")
    assert "said Ada Brook, who keeps the gauge" in one.text
    assert one.published is not None
    assert one.published.isoformat() == "2026-11-20T06:00:00+01:00"
