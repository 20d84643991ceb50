"""The pages over the real application: real store, real pipeline, the demo press read over HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from headwater.app import Headwater, make_app
from headwater.demo.clock import UNFOLDING, Clock
from headwater.demo.press import Press
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.web.site import make_site

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Headwater]:
    """The real application over a real store, filled from the demo press as it stands when its script has ended."""
    app = asyncio.run(_filled(tmp_path_factory.mktemp("demo")))
    yield app
    app.close()


async def _filled(folder: Path) -> Headwater:
    clock = Clock.opening(datetime.now(UTC), 1.0)
    clock.skip(UNFOLDING + timedelta(minutes=1))
    async with Press(clock) as press:
        allowed = (f"*.localhost:{press.port}", f"localhost:{press.port}")
        app = make_app(folder, Settings(gap=0.0, allow_hosts=allowed, demo=True, contact="mailto:desk@headwater.example"))
        app.subscribe(
            new_source(site.feed_url, kind="sitemap" if site.outlet.feed == "sitemap" else "feed", title=site.outlet.name)
            for site in press.outlets[:6]
        )
        await app.update()
    return app


@pytest.fixture(scope="module")
def client(demo: Headwater) -> Iterator[Client]:
    with TestClient(make_site(demo), raise_server_exceptions=False) as client:
        yield client


def ids(client: Client) -> list[str]:
    return [story["id"] for story in client.get("/api/v1/stories").json()["stories"]]


def test_the_front_page_shows_the_demo(client: Client) -> None:
    text = client.get("/").text
    assert "demo press: everything here is invented" in text
    assert all(f'href="/story/{story}"' in text for story in ids(client))
    assert client.get("/health").json()["reports"] > 20


def test_every_story_and_article_has_a_page(client: Client) -> None:
    for story in ids(client):
        found = client.get(f"/api/v1/story/{story}").json()
        page = client.get(f"/story/{story}")
        assert page.status_code == 200
        assert "Start at the source" in page.text
        for article in found["articles"]:
            shown = client.get(f"/article/{article}")
            assert shown.status_code == 200
            assert "Its place in the story" in shown.text
            assert f"/story/{story}" in shown.text


def test_copies_stand_below_their_origin_with_evidence(client: Client) -> None:
    stories = [client.get(f"/api/v1/story/{story}").json() for story in ids(client)]
    assert any(len(story["branches"]) < len(story["articles"]) for story in stories)
    assert any('<details class="evidence"><summary>Credit line names' in client.get(f"/story/{story['id']}").text for story in stories)


def test_every_member_of_a_story_says_why_and_every_article_leads_on(client: Client) -> None:
    said = []
    for story in (client.get(f"/api/v1/story/{each}").json() for each in ids(client)):
        reasons = dict(story["reasons"])
        if len(story["articles"]) > 1:
            assert all(reasons[article] for article in story["articles"])
            assert "Why are these together?" in client.get(f"/story/{story['id']}").text
        for article in story["articles"]:
            found = client.get(f"/api/v1/article/{article}").json()
            assert found["related"]
            assert found["id"] not in {line["id"] for line in found["related"]}
            for sentence in reasons.get(article, ()):
                words = sentence.removeprefix("rare words in common: ").split(", ") if sentence.startswith("rare") else ()
                said += [word.casefold() in f"{found['title']} {found['text']}".casefold().split() for word in words]
    # Whole words of the report, not stems; some stand beside a mark or in a spelling of their own.
    assert sum(said) > 0.8 * len(said) > 0


def test_no_page_shows_a_whole_article(client: Client) -> None:
    for story in ids(client):
        for article in client.get(f"/api/v1/story/{story}").json()["articles"]:
            text = client.get(f"/api/v1/article/{article}").json()["text"]
            page = client.get(f"/article/{article}").text
            assert text not in page


def test_search_finds_and_links(client: Client) -> None:
    article = client.get(f"/api/v1/story/{ids(client)[0]}").json()["articles"][0]
    word = max(re.findall(r"\w+", client.get(f"/api/v1/article/{article}").json()["text"]), key=len)
    text = client.get("/search", params={"q": word}).text
    assert "<mark>" in text
    assert 'href="/article/' in text


def test_sources_and_opml(client: Client) -> None:
    text = client.get("/sources").text
    assert text.count("<tr data-item>") == len(client.get("/opml").text.split("<outline")) - 1 == 6
    assert client.get("/river").text.count("<li data-item>") > 20


def test_what_is_not_there(client: Client) -> None:
    for path in ("/story/snone", "/article/anone", "/api/v1/story/snone", "/api/v1/article/anone"):
        assert client.get(path).status_code == 404
