"""The demo press at every hour of the day: its pages, read without a network, make the scripted stories whenever it opens."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater import pipeline
from headwater.demo import pages
from headwater.demo.clock import UNFOLDING, Clock
from headwater.demo.newsroom import Newsroom, Printed
from headwater.demo.pages import Site
from headwater.demo.script import script
from headwater.desk import Desk
from headwater.model import Capture, Entry
from headwater.store import SqliteStore, Store

DAYS = ("2026-11-30", "2026-06-10", "2026-02-01")
"""One for each hour in turn: dates are evidence, and so are weekdays. A Monday, a Wednesday and a Sunday, late in the month and early."""


def base(slug: str) -> str:
    return f"https://{slug}.example"


def look(store: Store, desk: Desk, clock: Clock) -> None:
    """One run over the pages that are out and new, an outlet at a time, as its feed lists them."""
    newsroom = Newsroom(script(), clock, base)
    desk.begin()
    for outlet in script().outlets.values():
        site, front = Site(outlet, base(outlet.slug)), newsroom.front(outlet)
        new = [item for item in front if not store.articles.is_met(item.url)]
        desk.settle(list(pipeline.readings([desk.introduce(capture(site, item, front)) for item in new], map)))
    desk.review()


def capture(site: Site, item: Printed, front: list[Printed]) -> Capture:
    entry = Entry(title=item.title, link=item.url, published=item.published)
    return Capture(url=item.url, fetched_at=item.modified, body=pages.article(site, item, front).encode(), outlet=site.name, entry=entry)


@pytest.mark.parametrize("hour", range(24))
def test_all_stories_are_exact_whenever_the_press_opens(tmp_path: Path, hour: int) -> None:
    clock = Clock.opening(datetime.fromisoformat(f"{DAYS[hour % 3]}T{hour:02}:00").replace(tzinfo=UTC), 1.0)
    store = SqliteStore(tmp_path)
    desk = Desk(store)
    look(store, desk, clock)
    clock.skip(UNFOLDING)
    look(store, desk, clock)
    told = {base(each.outlet) + each.path: each.story for each in script().reports.values()}
    homes: dict[str, set[str]] = defaultdict(set)
    for record in store.stories.each():
        for one in store.articles.many(record.story.articles).values():
            homes[told[one.article.url]].add(record.story.id)
    store.close()
    homes.pop("")
    assert len(homes) > 13
    assert {story: found for story, found in homes.items() if len(found) > 1} == {}, "a happening in several stories"
    assert len(set().union(*homes.values())) == len(homes), "several happenings in one story"
