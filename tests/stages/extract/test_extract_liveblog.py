"""Live blogs fall into their timed posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from extract_captures import read, read_page
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.extract.dates import Moment
from headwater.stages.extract.liveblog import is_clock, split_posts

URL = "https://www.fjordledger.example/live/ferry-strike"
NEWS = {
    "The ferries are tied up": "Crews tied up all four ferries at the quay of Tallow Bay, and nobody went aboard for the rest of the day.",
    "Talks begin": "The company and the union sat down at the town hall, and both sides said that they had brought sandwiches.",
    "A deal at midnight": "A deal is on the table after nine hours of talks, the mayor said, and the crews are to vote on it this week.",
}


def live(posts: str, data: object = None) -> str:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    head = f'<title>Ferry strike live blog</title><meta property="article:published_time" content="2026-05-12T18:00:00+02:00">{script}'
    return f"<html><head>{head}</head><body><article><h1>Ferry strike live blog</h1>{posts}</article></body></html>"


def test_posts_are_told_apart_by_the_times_between_them() -> None:
    times = ("22:15", "23:40", "0:20")
    posts = "".join(
        f"<div class='post'><time>{at}</time><h2>{title}</h2><p>{text}</p></div>"
        for at, (title, text) in zip(times, NEWS.items(), strict=True)
    )
    article = read(live(posts), url=URL)
    assert article.kind == "live_blog"
    assert [post.published.isoformat() for post in article.posts if post.published] == [
        "2026-05-12T22:15:00+02:00",
        "2026-05-12T23:40:00+02:00",
        "2026-05-13T00:20:00+02:00",
    ]
    for post, text in zip(article.posts, NEWS.values(), strict=True):
        assert article.text[post.start : post.end] == post.text
        assert text in post.text


def test_linked_data_gives_titles_and_times() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": title, "articleBody": text, "datePublished": f"2026-05-12T{hour}:00:00+02:00"}
        for hour, (title, text) in enumerate(NEWS.items(), 20)
    ]
    data = {"@type": "LiveBlogPosting", "headline": "Ferry strike", "liveBlogUpdate": updates}
    shown = "".join(f"<h2>{title}</h2><p>{text}</p>" for title, text in NEWS.items())
    article = read(live(shown, data), url=URL)
    assert [post.title for post in article.posts] == list(NEWS)
    assert [post.published.hour for post in article.posts if post.published] == [20, 21, 22]
    assert all(article.text[post.start : post.end] == post.text for post in article.posts)


def test_posts_that_only_linked_data_holds_are_the_text() -> None:
    updates = [{"@type": "BlogPosting", "headline": title, "articleBody": text * 3} for title, text in NEWS.items()]
    article = read(live("<p>Follow us live.</p>", {"@type": "LiveBlogPosting", "liveBlogUpdate": updates}), url=URL)
    assert [post.title for post in article.posts] == list(NEWS)
    assert "sandwiches" in article.text


def test_an_article_has_no_posts() -> None:
    assert read_page("linked_data").posts == ()


def test_the_day_goes_back_where_the_newest_post_stands_first() -> None:
    text = "First of all\nSecond of all\nThird of all"
    day = Moment(datetime(2026, 5, 13, 1, 0, tzinfo=timezone(timedelta(hours=2))), True, True)
    posts = split_posts(text, [], ((0, "0:20"), (13, "23:40"), (27, "22:15 Uhr")), day)
    assert [post.published.isoformat() for post in posts if post.published] == [
        "2026-05-13T00:20:00+02:00",
        "2026-05-12T23:40:00+02:00",
        "2026-05-12T22:15:00+02:00",
    ]


def test_two_times_are_no_posts_and_scores_are_no_times() -> None:
    assert split_posts("One\nTwo", [], ((0, "10:00"), (4, "11:00")), None) == ()
    assert is_clock("14:32 Uhr")
    assert is_clock("Updated 2.32 pm")
    assert not is_clock("At 14:32 the mayor rose and left the hall without a word.")
    assert not is_clock("Room 14")


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["10:00", "23:59", "0:01 am", "x"])), max_size=8))
def test_any_markers_give_spans_of_the_text(text: str, markers: list[tuple[int, str]]) -> None:
    inside = tuple((at, line) for at, line in markers if at <= len(text))
    for post in split_posts(text, [], inside, Moment(datetime(2026, 5, 13, tzinfo=UTC), True, True)):
        assert text[post.start : post.end] == post.text
