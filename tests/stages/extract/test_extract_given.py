"""Input articles, feed entries and mail messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from extract_captures import PAGES, SEEN, read

from headwater.errors import ContentError
from headwater.model import Capture, Entry
from headwater.stages.extract import extract

LONG = " ".join(["The ferry company will run two ships less this winter, it said."] * 8)


def test_a_given_text_is_kept_to_the_letter() -> None:
    text = "  First line \n\n\u00a0second\tline\r\nSource: NVB  "
    row = {"id": 7, "url": "https://t.example/a?utm_source=x", "title": " A  title ", "text": text, "authors": ["Ada Quill"]}
    article = read(json.dumps(row), "article")
    assert article.text == text
    assert (article.external_id, article.title, article.authors) == ("7", "A title", ("Ada Quill",))
    assert (article.outlet, article.canonical_url) == ("t.example", "https://t.example/a")
    assert article.published is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("घाट बंद है।\nनौ खंभे टूटे हैं।\nनाव नहीं चलती।\nलोग इंतज़ार करते हैं।", "article"),
        ("\n".join(["ท่าเรือเฟอร์รี่ปิดให้บริการหลังนักประดาน้ำพบรอยแตก" * 3] * 4), "article"),
        ("Dam wall cracks\n\nMayor elected in Tessmark\nWhale freed after 19 hours\nKaro cuts 2,400 jobs", "index"),
        ("Dam wall cracks\nMayor elected in Tessmark\nWhale freed after 19 hours", "article"),
        ("Dam wall cracks\nMayor elected in Tessmark\nWhale freed after 19 hours\nThe dam had been built in 1931.", "article"),
    ],
)
def test_a_list_of_headlines_is_no_report(text: str, kind: str) -> None:
    assert read(json.dumps({"url": "https://t.example/latest", "title": "Latest", "text": text}), "article").kind == kind


def test_a_given_time_keeps_its_zone() -> None:
    row = {"url": "https://t.example/a", "title": "T", "text": "x", "published": "2026-05-03T15:47:00+05:30", "outlet": "Tallow Post"}
    article = read(json.dumps(row), "article")
    assert article.published == datetime(2026, 5, 3, 15, 47, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert article.published is not None
    assert article.published.utcoffset() == timedelta(hours=5, minutes=30)
    assert (article.published_evidence, article.date_only, article.outlet) == ("input", False, "Tallow Post")
    assert read(json.dumps({**row, "published": "2026-05-03"}), "article").date_only


def test_html_without_text_is_read_as_a_page_and_the_input_goes_first() -> None:
    html = (PAGES / "linked_data.html").read_text(encoding="utf-8")
    row = {"id": "x1", "url": "https://www.fjordledger.example/n", "html": html, "authors": "By Cleo Marsh", "language": "no"}
    article = read(json.dumps(row), "article")
    assert article.title == "Nordvik closes its grain quay"
    assert (article.external_id, article.authors, article.language) == ("x1", ("Cleo Marsh",), "no")
    assert article.published_evidence == "json-ld datePublished"
    assert article.text.endswith("Source: NVB")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "not as the contract"),
        ("[]", "object"),
        ('{"title": "a", "text": "b"}', "url"),
        ('{"url": " ", "text": "b"}', "url"),
        ('{"url": "https://t.example/a"}', "neither `text` nor `html`"),
        ('{"url": "https://t.example/a", "text": 5}', "text"),
        ('{"url": "https://t.example/a", "text": "b", "authors": [1]}', "authors"),
        ('{"url": "https://t.example/a", "text": "b", "published": "soon"}', "published"),
        ("[" * 50_000, "not as the contract"),
    ],
)
def test_a_wrong_input_article_names_the_field(body: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        read(body, "article")


def entry_capture(entry: Entry | None) -> Capture:
    return Capture(url="https://t.example/feed", fetched_at=SEEN, kind="entry", entry=entry)


def test_an_entry_with_its_whole_text_is_an_article() -> None:
    moment = datetime(2026, 5, 3, 15, 47, tzinfo=UTC)
    markup = f'<p>{LONG}</p><p>More at <a href="/b">the port</a>.</p><p>The post Ferry appeared first on Tallow Post.</p>'
    entry = Entry(title="Ferry &amp; <b>fuel</b>", link="https://t.example/a", content=markup, summary="short", published=moment)
    article = extract(entry_capture(entry))
    assert (article.kind, article.title, article.url) == ("article", "Ferry & fuel", "https://t.example/a")
    assert article.text == f"{LONG}\nMore at the port."
    assert [(link.text, link.url) for link in article.links] == [("the port", "https://t.example/b")]
    assert (article.published, article.published_evidence, article.language) == (moment, "feed", "en")
    assert [piece.kind for piece in article.furniture] == ["footer"]


def test_a_teaser_is_a_stub_and_a_bare_title_is_enough() -> None:
    teaser = extract(entry_capture(Entry(title="Ferry", summary="Two ships <b>less</b> this winter.")))
    assert (teaser.kind, teaser.text, teaser.url) == ("stub", "Two ships less this winter.", "https://t.example/feed")
    assert extract(entry_capture(Entry(title="Ferry"))).text == ""
    for empty in (None, Entry(), Entry(summary="<p> </p>")):
        with pytest.raises(ContentError, match="neither a title nor a text"):
            extract(entry_capture(empty))


MAIL = """From: =?utf-8?q?Tallow_Post_M=C3=B8rgen?= <news@tallow.example>
Subject: The morning =?utf-8?b?ZmVycnk=?=
Date: Mon, 4 May 2026 06:15:00 +0200
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

Plain words only.

--cut
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<html><body><h1>The ferry</h1><p>{words}</p></body></html>
--cut--
"""


def test_a_newsletter_is_read_from_its_html_part() -> None:
    article = read(MAIL.format(words=LONG), "mail", "file:///letters/one.eml")
    assert (article.title, article.outlet) == ("The morning ferry", "Tallow Post Mørgen")
    assert article.text == LONG
    assert article.published is not None
    assert article.published.isoformat() == "2026-05-04T06:15:00+02:00"
    assert article.published_evidence == "mail date"


def test_a_plain_message_is_read_as_text_and_broken_ones_say_why() -> None:
    article = read(f"From: ada@tallow.example\nSubject: Note\n\n{LONG}\n", "mail")
    assert (article.title, article.text, article.outlet) == ("Note", LONG, "tallow.example")
    for body, reason in ((b"no header here at all", "no mail message"), (b"From: a@b.example\nSubject: x\n\n", "no part with text")):
        with pytest.raises(ContentError, match=reason):
            read(body, "mail")
    with pytest.raises(ContentError, match="no part with text"):
        read(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 2000, "mail")
