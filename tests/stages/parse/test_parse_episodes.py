"""Entries that stand for themselves, and entries that say all of a report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Entry
from headwater.stages.parse import is_whole, parse_feed, with_links

URL = "https://tidings.example/feed"
HOME = "https://tidings.example/"
EPISODE = (
    b'<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Marsh Voices</title>'
    b"<item><title>Water, part one</title><link>https://tidings.example/water</link><guid isPermaLink='false'>w1</guid>"
    b'<enclosure url="https://tidings.example/water.mp3" type="audio/mpeg" length="9"/><itunes:duration>31:07</itunes:duration>'
    b'<itunes:image href="https://tidings.example/water.jpg"/><itunes:summary>The dam and its keepers.</itunes:summary></item>'
    b"<item><title>Dam holds</title><link>https://tidings.example/dam</link>"
    b'<enclosure url="https://tidings.example/dam.mp4" type="video/mp4"/></item></channel></rss>'
)
VIDEO = (
    b'<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
    b"<title>Marsh TV</title><entry><id>yt:video:x1</id><yt:videoId>x1</yt:videoId><title>The gates open</title>"
    b'<link rel="alternate" href="https://videos.example/watch?v=x1"/><author><name>Marsh TV</name></author>'
    b"<published>2026-11-20T10:00:00+00:00</published><media:group><media:title>The gates open</media:title>"
    b'<media:content url="https://videos.example/v/x1" type="application/x-shockwave-flash"/>'
    b'<media:thumbnail url="https://pictures.example/x1.jpg"/><media:description>Live from the weir.</media:description>'
    b"</media:group></entry></feed>"
)


def test_an_episode_stands_alone_and_a_report_with_a_film_does_not() -> None:
    episode, report = parse_feed(EPISODE, URL).entries
    assert (episode.alone, report.alone) == (True, False)
    assert (episode.summary, episode.image) == ("The dam and its keepers.", "https://tidings.example/water.jpg")
    assert is_whole(episode)
    assert not is_whole(report)


def test_a_video_says_what_its_group_says() -> None:
    [video] = parse_feed(VIDEO, URL).entries
    assert (video.alone, video.title, video.summary) == (True, "The gates open", "Live from the weir.")
    assert (video.link, video.image) == ("https://videos.example/watch?v=x1", "https://pictures.example/x1.jpg")


@pytest.mark.parametrize(
    ("element", "image"),
    [
        ('<media:content url="/a.jpg" medium="image"/>', "https://tidings.example/a.jpg"),
        ('<media:content url="https://p.example/a.mp4" type="video/mp4"/>', ""),
        ('<enclosure url="https://p.example/a.png" type="image/png"/>', "https://p.example/a.png"),
        ('<enclosure url="https://p.example/a.mp3" type="audio/mpeg"/>', ""),
        ('<media:thumbnail url="javascript:alert(1)"/>', ""),
        ('<media:thumbnail url="data:image/png;base64,AAAA"/>', ""),
    ],
)
def test_pictures(element: str, image: str) -> None:
    feed = f'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>x</title>{element}</item></channel></rss>'
    assert parse_feed(feed.encode(), URL).entries[0].image == image


def test_an_entry_without_a_link_keeps_its_address_when_it_is_dated_anew() -> None:
    def at(date: str, more: str = "") -> tuple[str, ...]:
        items = f"<item><title>Dam holds</title><pubDate>{date}</pubDate></item>{more}"
        feed = parse_feed(f"<rss><channel><title>T</title>{items}</channel></rss>".encode(), URL)
        assert feed.entries[0].alone
        return tuple(entry.link for entry in with_links(feed.entries, HOME))

    first = at("Fri, 20 Nov 2026 11:30:00 GMT")
    assert first == at("Sat, 21 Nov 2026 09:00:00 GMT")
    assert first[0].startswith("https://tidings.example/?entry=")
    # Two reports with one title in a document are told apart by their dates.
    both = at("Fri, 20 Nov 2026 11:30:00 GMT", "<item><title>Dam holds</title><pubDate>Sat, 21 Nov 2026 11:30:00 GMT</pubDate></item>")
    assert len(set(both)) == 2


@given(
    st.lists(
        st.builds(Entry, id=st.text(max_size=9), title=st.text(max_size=9), link=st.sampled_from(["", "https://a.example/1"])), max_size=9
    )
)
def test_with_links_leaves_none_without_and_changes_nothing_else(entries: list[Entry]) -> None:
    linked = with_links(entries, HOME)
    assert [one.title for one in linked] == [one.title for one in entries]
    assert all(one.link for one in linked)
    assert all(after.link == before.link for before, after in zip(entries, linked, strict=True) if before.link)
    assert with_links(linked, HOME) == linked


LONG = "<p>" + "The river rose by the width of a hand. " * 40 + "</p>"


@pytest.mark.parametrize(
    ("entry", "whole"),
    [
        (Entry(content=LONG), True),
        (Entry(content="<p>Short.</p>"), False),
        (Entry(summary=LONG), True),
        (Entry(summary=LONG[: len(LONG) // 2]), False),
        (Entry(content=LONG + "<p>The post <a href='x'>Dam holds</a> appeared first on Tidings.</p>"), True),
        (Entry(content=LONG + "<p>And then […]</p><p>The post <a href='x'>Dam holds</a> appeared first on Tidings.</p>"), False),
        (Entry(content=LONG + '<p><a href="x">Continue reading →</a></p>'), False),
        (Entry(content=LONG + "<p>Weiterlesen</p>"), False),
        (Entry(content=LONG + "<p>続きを読む</p>"), False),
        (Entry(content="川" * 200), True),
    ],
)
def test_a_page_is_fetched_unless_the_feed_says_all(entry: Entry, whole: bool) -> None:
    assert is_whole(entry) is whole
