"""The demo press, read over real HTTP from feed to story: what it scripted is what Headwater finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from headwater.app import Headwater, opened
from headwater.demo.clock import UNFOLDING, Clock
from headwater.demo.press import Press
from headwater.demo.script import script
from headwater.demo.truth import Truth, address, truth
from headwater.model import Counts
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.text import url_key

Row = dict[str, Any]

EVENING = datetime.now(UTC).replace(hour=21, minute=0, second=0, microsecond=0) - timedelta(days=1)
"""A set hour, so that every run reads the same; `test_demo_hours.py` has the others."""


class Read(NamedTuple):
    """Headwater after two looks at the press, one at its opening and one when all is out."""

    app: Headwater
    press: Press
    first: Counts
    second: Counts
    articles: dict[str, Row]
    links: list[Row]
    scripted: dict[str, Truth]


async def look(app: Headwater) -> Counts:
    return await app.update([line.source.id for line in app.sources_page().lines])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def read(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Read]:
    clock = Clock.opening(EVENING, 1.0)
    folder: Path = tmp_path_factory.mktemp("demo")
    async with Press(clock) as press:
        settings = Settings(gap=0.0, allow_hosts=(f"*.localhost:{press.port}",), recheck=0.0)
        with opened(folder, settings) as app:
            app.subscribe(
                new_source(site.feed_url, kind="sitemap" if site.outlet.feed == "sitemap" else "feed", title=site.outlet.name)
                for site in press.outlets
            )
            first = await look(app)
            clock.skip(UNFOLDING)
            second = await look(app)
            articles = {url_key(row["url"]): row for row in app.export("articles")}
            yield Read(app, press, first, second, articles, list(app.export("links")), {url_key(t.url): t for t in truth(press.port)})


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_everything_that_is_out_is_read_once(read: Read) -> None:
    assert read.first.articles > 60
    assert read.second.articles > 0
    assert read.first.set_aside == read.second.set_aside == 0
    assert len(read.articles) == read.first.articles + read.second.articles
    assert set(read.articles) <= set(read.scripted)
    again = await look(read.app)
    assert (again.articles, again.revisions) == (0, 0)
    assert list(read.app.check()) == []


async def test_reports_of_one_happening_are_one_story(read: Read) -> None:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for key, row in read.articles.items():
        if read.scripted[key].story:
            groups[read.scripted[key].story][row["story"]] += 1
    assert len(groups) > 13
    split = {story: dict(found) for story, found in groups.items() if len(found) > 1}
    assert split == {}
    mixed = Counter(found for counts in groups.values() for found in counts)
    assert max(mixed.values()) == 1


async def test_steps_upstream_are_those_of_the_script(read: Read) -> None:
    links = defaultdict(list)
    for link in read.links:
        links[link["article"]].append(link)
    address = {row["id"]: key for key, row in read.articles.items()}
    right = exact = known = 0
    for key, row in read.articles.items():
        scripted = read.scripted[key]
        if not scripted.origin or url_key(scripted.origin) not in read.articles:
            continue
        known += 1
        first = links[row["id"]][0]
        right += address.get(first["origin"]) == url_key(scripted.origin)
        exact += address.get(first["origin"]) == url_key(scripted.origin) and first["kind"] == scripted.how
    assert known > 40
    assert right / known >= 0.94
    assert exact / known >= 0.86


async def test_no_evidence_points_beside_its_words(read: Read) -> None:
    texts = {row["id"]: row["text"] for row in read.articles.values()}
    checked = 0
    for link in read.app.export("links"):
        for proof in link["evidence"]:
            assert texts[link["article"]][proof["start"] : proof["end"]] == proof["text"]
            checked += 1
            if "origin_start" in proof and link["origin"]:
                assert 0 <= proof["origin_start"] < proof["origin_end"] <= len(texts[link["origin"]])
    assert checked > 60


async def test_photo_credits_never_count(read: Read) -> None:
    for row in read.articles.values():
        captions = [piece["text"] for piece in row["furniture"] if piece["kind"] == "caption"]
        for caption in captions:
            assert caption not in row["text"]


async def test_every_story_leads_to_a_primary_source_that_can_be_opened(read: Read) -> None:
    front = read.app.front(datetime.now(UTC), 50)
    assert len(front.cards) >= 10
    for card in front.cards:
        assert card.story.primary
        # What its owner took back keeps its place in the lineage, and nothing that leads to it.
        assert all(primary.url.startswith("http") or "removed at the owner" in primary.name for primary in card.story.primary), (
            card.story.primary
        )
        assert 1 <= card.story.independent <= len(card.story.articles)


async def test_a_correction_becomes_a_revision(read: Read) -> None:
    async with read.app.online():
        for _ in range(8):
            await read.app.recheck()
    revised = [read.app.article_page(row["id"]).revisions for row in read.app.export("articles") if row["revision"] > 1]
    revised = [versions for versions in revised if versions]
    assert sum(version.corrects for versions in revised for version in versions) == 2
    added = ["".join(words for kind, words in versions[0].changes if kind == "ins") for versions in revised]
    assert sum("Correction:" in words for words in added) == 2, added
    assert all(versions[-1].number == 1 for versions in revised)


async def test_what_its_owner_took_back_is_gone(read: Read) -> None:
    [report] = [report for report in script().reports.values() if report.withdrawn is not None]
    withdrawn = url_key(address(report.outlet, read.press.port) + report.path)
    assert withdrawn in read.articles, "it was out when the press opened"
    async with read.app.online():
        for _ in range(8):
            await read.app.recheck()
    kept = {url_key(row["url"]) for row in read.app.export("articles")}
    assert withdrawn not in kept
    assert list(read.app.check()) == []


async def test_dates_keep_their_zone_and_say_where_they_are_from(read: Read) -> None:
    for row in read.articles.values():
        assert row["published"], row["url"]
        assert row["published_evidence"], row["url"]
    assert len({row["published"][-6:] for row in read.articles.values()}) > 1, "outlets live in several zones"


async def test_several_languages_are_told_apart(read: Read) -> None:
    found = Counter(row["language"] for row in read.articles.values())
    assert {"en", "de", "fr", "uk", "es", "ja"} <= set(found)
