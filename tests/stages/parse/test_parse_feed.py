"""Feeds of every kind, whole and damaged."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.errors import ContentError
from headwater.model import Feed
from headwater.stages.parse import error_row, feed_row, parse_feed

URL = "https://tidings.example/feed"
RSS = b'<rss version="2.0"><channel><title>Marsh Tidings</title>'
END = b"</channel></rss>"


def rss(items: bytes, head: bytes = b"") -> Feed:
    return parse_feed(RSS + head + items + END, URL)


def test_rss_says_all_it_knows() -> None:
    feed = parse_feed(
        b"""<?xml version="1.0"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
             xmlns:atom="http://www.w3.org/2005/Atom">
        <channel><title>Marsh Tidings</title><link>https://tidings.example/</link><language>en-GB</language><ttl>30</ttl>
        <atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://tidings.example/feed"/>
        <lastBuildDate>Fri, 20 Nov 2026 12:00:00 GMT</lastBuildDate>
        <item><title>Dam &amp;amp; dyke <![CDATA[<b>hold</b>]]></title><link> https://tidings.example/1 </link>
          <guid isPermaLink="false">t-1</guid><pubDate>Fri, 20 Nov 2026 11:30:00 +0100</pubDate>
          <dc:creator>Ada Brook</dc:creator><author>desk@tidings.example (Bo Fenn)</author>
          <description>Short &lt;i&gt;words&lt;/i&gt;</description><content:encoded><![CDATA[<p>Long words</p>]]></content:encoded>
        </item></channel></rss>""",
        URL,
    )
    assert (feed.format, feed.title, feed.link, feed.language, feed.ttl, feed.hub, feed.broken) == (
        "rss20",
        "Marsh Tidings",
        "https://tidings.example/",
        "en-GB",
        1800,
        "https://hub.example/",
        "",
    )
    (entry,) = feed.entries
    assert (entry.id, entry.title, entry.link, entry.language) == ("t-1", "Dam & dyke hold", "https://tidings.example/1", "en-GB")
    assert entry.authors == ("Bo Fenn", "Ada Brook")
    assert (entry.summary, entry.content) == ("Short <i>words</i>", "<p>Long words</p>")
    assert entry.published == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    assert entry.published.utcoffset() == timedelta(hours=1)


def test_atom_with_its_bases_and_xhtml() -> None:
    feed = parse_feed(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://hafen.example/blatt/">
        <title type="html">Der &amp;lt;em&amp;gt;Hafen&amp;lt;/em&amp;gt;</title><author><name>Redaktion</name></author>
        <link rel="self" href="feed.atom"/><link href="."/>
        <entry xml:base="2026/"><id>urn:x:1</id><title>Flut</title><link rel="enclosure" href="a.mp3"/><link href="flut"/>
          <updated>2026-11-20T10:00:00+01:00</updated><published>2026-11-19T10:00:00Z</published>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Am <b>Kai</b> &amp; Deich</div></content></entry>
        <entry xml:lang="en"><title>Tide</title><author><name>Cy Rill</name></author><id>https://hafen.example/tide</id></entry>
        </feed>""",
        URL,
    )
    assert (feed.format, feed.title, feed.link) == ("atom10", "Der Hafen", "https://hafen.example/blatt/")
    first, second = feed.entries
    assert first.link == "https://hafen.example/blatt/2026/flut"
    assert first.content == "Am <b>Kai</b> &amp; Deich"
    assert (first.authors, first.language) == (("Redaktion",), "de")
    assert first.updated == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert (second.authors, second.language, second.link) == (("Cy Rill",), "en", "https://hafen.example/tide")


def test_rdf_takes_its_items_from_beside_the_channel() -> None:
    feed = parse_feed(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
          xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
        <channel rdf:about="https://old.example/"><title>Old</title><link>https://old.example/</link>
          <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
        <item rdf:about="https://old.example/1"><title>One</title><dc:date>2026-11-20</dc:date></item></rdf:RDF>""",
        URL,
    )
    assert (feed.format, feed.title, feed.ttl) == ("rss10", "Old", 1800)
    assert [(e.id, e.link, e.published) for e in feed.entries] == [
        ("https://old.example/1", "https://old.example/1", datetime(2026, 11, 20, tzinfo=UTC))
    ]


def asked(channel: str) -> Feed:
    space = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"'
    return parse_feed(f"<rss version='2.0' {space}><channel><title>T</title>{channel}</channel></rss>".encode(), URL)


def test_when_not_to_ask_is_read() -> None:
    feed = asked(
        "<skipHours><hour>24</hour><hour> 3 </hour><hour>25</hour><hour>x</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>monday</day><day>Someday</day></skipDays>"
    )
    assert (feed.skip_hours, feed.skip_days) == ((0, 3), (0, 6))
    every = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    assert asked(f"<skipHours>{every}</skipHours>").skip_hours == ()
    assert (asked("").skip_hours, asked("").skip_days) == ((), ())


def test_the_longest_pause_that_is_asked_for_counts() -> None:
    daily = "<sy:updatePeriod>daily</sy:updatePeriod>"
    assert asked(f"<ttl>60</ttl>{daily}").ttl == 86_400
    assert asked(f"<ttl>2880</ttl>{daily}").ttl == 172_800
    assert asked(f"{daily}<sy:updateFrequency>0</sy:updateFrequency>").ttl == 86_400
    assert asked("").ttl is None


def test_where_a_hub_knows_the_feed() -> None:
    feed = asked('<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/feed.xml"/>')
    assert (feed.hub, feed.self_url) == ("https://hub.example/", "https://tidings.example/feed.xml")


def test_json_feed() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Quay",
        "home_page_url": "https://quay.example/",
        "language": "en",
        "authors": [{"name": "The Quay"}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {"id": 7, "url": "/a", "title": "A < B", "content_text": "1 < 2", "date_published": "2026-11-20T10:00:00+02:00"},
            {"id": "8", "external_url": "https://else.example/x", "authors": [{"name": "Dee"}], "content_html": "<p>x</p>"},
            "no object",
        ],
    }
    feed = parse_feed(msgspec.json.encode(body), "https://quay.example/feed.json")
    assert (feed.format, feed.title, feed.hub) == ("json11", "Quay", "https://hub.example/")
    assert feed.broken.startswith("1 of 3 items")
    first, second = feed.entries
    assert (first.id, first.link, first.title, first.content) == ("7", "https://quay.example/a", "A < B", "1 &lt; 2")
    assert first.authors == ("The Quay",)
    assert (second.link, second.authors, second.content) == ("https://else.example/x", ("Dee",), "<p>x</p>")


def test_a_title_keeps_what_is_no_markup() -> None:
    feed = rss(b"<item><title>Why &lt;script&gt; matters: 3 &lt; 4 &amp;amp; more</title></item>")
    assert feed.entries[0].title == "Why <script> matters: 3 < 4 & more"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (b"/a?b=1#c", "https://tidings.example/a?b=1#c"),
        (b"//other.example/x", "https://other.example/x"),
        (b"javascript:alert(1)", ""),
        (b"HTTPS://Big.example/A", "HTTPS://Big.example/A"),
        (b"https://long.example/" + b"a" * 3000, ""),
    ],
)
def test_links(link: bytes, expected: str) -> None:
    assert rss(b"<item><title>x</title><link>" + link + b"</link></item>").entries[0].link == expected


def test_without_an_address_a_relative_link_stays_as_the_feed_states_it() -> None:
    assert parse_feed(RSS + b"<item><link>/a</link></item>" + END, "").entries[0].link == "/a"


def test_guid_is_the_link_only_where_it_may_be() -> None:
    feed = rss(b'<item><guid>https://x.example/1</guid></item><item><guid isPermaLink="false">https://x.example/2</guid></item>')
    assert [e.link for e in feed.entries] == ["https://x.example/1", ""]


def test_a_counting_redirect_is_unwrapped() -> None:
    feed = rss(
        b'<item xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><link>http://feedproxy.example/~r/x</link>'
        b"<f:origLink>https://x.example/1</f:origLink></item>"
    )
    assert feed.entries[0].link == "https://x.example/1"


def test_a_foreign_default_namespace_is_no_obstacle() -> None:
    feed = parse_feed(b'<rss xmlns="https://oops.example/ns"><channel><title>T</title><item><title>a</title></item></channel></rss>', URL)
    assert (feed.title, [e.title for e in feed.entries]) == ("T", ["a"])


def test_foreign_elements_do_not_pass_for_the_feeds_own() -> None:
    feed = rss(b'<item xmlns:z="https://z.example/"><z:title>no</z:title><title>yes</title><image><title>no</title></image></item>')
    assert feed.entries[0].title == "yes"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Überfluß “heute”", "utf-8", "iso-8859-1"),
        ("Überfluß “heute”", "cp1252", "iso-8859-1"),
        ("Überfluß “heute”", "cp1252", "utf-8"),
        ("Новости порта", "cp1251", "windows-1251"),
        ("Новости порта", "koi8-r", "koi8-r"),
        ("港のニュース", "shift_jis", "Shift_JIS"),
        ("港のニュース", "iso-2022-jp", "iso-2022-jp"),
        ("港のニュース", "utf-16", "utf-16"),
        ("港のニュース", "utf-16-le", ""),
        ("Überfluß", "utf-8-sig", "utf-8"),
    ],
)
def test_encodings(text: str, encoding: str, declared: str) -> None:
    label = f' encoding="{declared}"' if declared else ""
    body = f'<?xml version="1.0"{label}?><rss><channel><item><title>{text}</title></item></channel></rss>'.encode(encoding)
    assert parse_feed(body, URL).entries[0].title == text


def test_charset_of_the_header_helps_where_the_document_names_none() -> None:
    body = "<rss><channel><item><title>Новости</title></item></channel></rss>".encode("cp1251")
    assert parse_feed(body, URL, "application/rss+xml; charset=windows-1251").entries[0].title == "Новости"


def test_a_number_that_is_no_character_costs_only_itself() -> None:
    feed = rss(b"<item><title>a &#1114112; b &#xD800; c &#146;s</title></item><item><title>next</title></item>")
    assert [e.title for e in feed.entries] == ["a \ufffd b \ufffd c ’s", "next"]
    assert feed.broken


def test_stray_marks_and_html_entities_are_mended() -> None:
    feed = rss(b"<item><title>Fish & Chips &eacute;t&eacute; 3 < 4 \x02</title><link>https://x.example/?a=1&b=2</link></item>")
    assert (feed.entries[0].title, feed.entries[0].link) == ("Fish & Chips été 3 < 4", "https://x.example/?a=1&b=2")
    assert feed.broken.startswith("not well-formed XML")


def test_what_a_doctype_defines_is_known_and_nothing_is_fetched() -> None:
    body = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY mark "&#8212;"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
        b"<rss><channel><item><title>a &mark; b &file; c</title></item></channel></rss>"
    )
    assert parse_feed(body, URL).entries[0].title == "a — b &file; c"


def test_truncated_keeps_the_entries_that_are_whole() -> None:
    whole = RSS + b"<item><title>one</title></item><item><title>two</title></item><item><title>three</title><link>https://x.exam"
    feed = parse_feed(whole, URL)
    assert [e.title for e in feed.entries] == ["one", "two"]
    assert feed.broken == "ends in the middle of an entry: that entry was left out"


@given(st.integers(min_value=70, max_value=400))
def test_wherever_it_is_cut_no_half_entry_gets_through(cut: int) -> None:
    items = b"".join(b"<item><title>number %d</title><link>https://x.example/%d</link></item>" % (i, i) for i in range(5))
    body = (RSS + items + END)[:cut]
    feed = parse_feed(body, URL)
    assert [(e.title, e.link) for e in feed.entries] == [(f"number {i}", f"https://x.example/{i}") for i in range(body.count(b"</item"))]


def test_damage_in_one_entry_spares_its_neighbours() -> None:
    feed = rss(b"<item><title>a</item><item><title>b</title><link>https://x.example/b</link></item><item><title>c</title></item>")
    assert [(e.title, e.link) for e in feed.entries] == [("a", ""), ("b", "https://x.example/b"), ("c", "")]


def test_a_section_that_lost_its_end_costs_one_entry() -> None:
    feed = rss(
        b"<item><title>a</title><description><![CDATA[x</description></item>"
        b"<item><title>b</title><description><![CDATA[y]]></description></item><item><title>c<br></title></item>"
    )
    assert [(e.title, e.summary) for e in feed.entries][1:] == [("b", "y"), ("c", "")]


def test_a_bad_byte_does_not_change_the_encoding() -> None:
    body = '<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>Älteste Brücke übersteht höchste Flut: fünf Dämme</title>'
    feed = parse_feed(body.encode() + b"<description>\xff</description></item></channel></rss>", URL)
    assert feed.entries[0].title.startswith("Älteste Brücke")
    assert "utf-8" in feed.broken


def test_a_warning_before_the_document_is_overlooked() -> None:
    body = b"<br /><b>Warning</b>: include(x.php) failed<br />\n<?xml version='1.0'?>" + RSS + b"<item><title>a</title></item>" + END
    assert [e.title for e in parse_feed(body, URL).entries] == ["a"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype html><title>Hi</title>", "HTML page, not a feed"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "sitemap"),
        (b'<opml version="2.0"><body/></opml>', "OPML"),
        (b"%PDF-1.7 ...", "binary"),
        (b"<note><to>you</to></note>", "starts with <note>"),
        (b'{"name":"x"}', "no list of items"),
        (b'{"items": [', "not valid JSON"),
        (b"just some words", "not"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, reason: str) -> None:
    with pytest.raises(ContentError, match=reason) as caught:
        parse_feed(body, URL)
    assert "\n" not in str(caught.value)


BOMB = b"<!DOCTYPE x [" + b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 9)) + b"]>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BOMB + RSS + b"<item><title>&l8;</title></item>" + END, id="entities that unfold"),
        pytest.param(RSS + b"<item><description>" + b"<b>" * 100_000, id="nesting"),
        pytest.param(b"<a>" * 100_000, id="nesting without a feed"),
        pytest.param(RSS + b"<item>" * 100_000, id="entries never closed"),
        pytest.param(RSS + b"<item><title>" + b"&" * 300_000, id="ampersands"),
        pytest.param(b"<!-- -->" * 100_000 + b"<?xml?xml ?><rss><item>", id="comments"),
        pytest.param(b"<!DOCTYPE " * 100_000, id="doctypes"),
        pytest.param(RSS + (b"<item><author>" + b" " * 399 + b"(</author></item>") * 500 + END, id="blanks in names"),
        pytest.param(RSS + (b"<item><pubDate>" + b"1-" * 99 + b"</pubDate></item>") * 500 + END, id="dates"),
        pytest.param(b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000, id="nested JSON"),
        pytest.param(b"<rss>" + b"x" * 17_000_000, id="large"),
    ],
)
def test_hostile_bytes_cost_little(body: bytes) -> None:
    began = time.process_time()
    try:
        feed = parse_feed(body, URL)
    except ContentError:
        pass
    else:
        assert len(feed_row("f", feed)["entries"]) <= 10_000
        assert all(len(entry.title) <= 2000 for entry in feed.entries)
    assert time.process_time() - began < 5


PIECES = st.sampled_from(
    [b"<rss>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<link href='", b"'/>", b"<![CDATA[", b"]]>", b"<!--", b"-->",
     b"&#99999999;", b"&amp;", b"<?xml version='1.0' encoding='", b"utf-7", b"'?>", b"<!DOCTYPE rss [", b"]>", b"<entry>", b"<feed>", b"\0",
     b"<a:id xmlns:a='b'>", b'{"items":[', b"<id>", b"<pubDate>", b"2026-13-45", b"<author>", b"@("]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=25).map(b"".join)))
def test_any_bytes_are_a_feed_or_an_error_that_says_so(body: bytes) -> None:
    with suppress(ContentError):
        msgspec.json.encode(feed_row("x", parse_feed(body, URL)))


def test_rows() -> None:
    row = feed_row("a.xml", rss(b"<item><title>x</title><pubDate>Fri, 20 Nov 2026 11:30:00 +0100</pubDate></item>"))
    assert row["file"] == "a.xml"
    assert row["feed"]["title"] == "Marsh Tidings"
    assert row["entries"][0]["published"] == "2026-11-20T11:30:00+01:00"
    said = {"id", "title", "link", "published", "updated", "authors", "summary", "content", "language", "image", "alone"}
    assert said == row["entries"][0].keys()
    assert error_row("b.xml", "no feed") == {"file": "b.xml", "feed": {}, "entries": [], "error": "no feed"}


def test_the_base_that_a_cdf_channel_names() -> None:
    feed = parse_feed(
        b'<CHANNEL BASE="https://base.example/news/" HREF="https://marsh.example/"><TITLE>Marsh</TITLE>'
        b'<ITEM HREF="dam" LASTMOD="2026-11-20T10:00:00Z"><TITLE>Dam holds</TITLE></ITEM></CHANNEL>',
        URL,
    )
    assert (feed.format, feed.link, feed.entries[0].link) == ("cdf", "https://marsh.example/", "https://base.example/news/dam")
