"""Stories over the real store: looked at again as reports arrive, with ids that keep answering."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from headwater import grouping, pipeline
from headwater.demo.script import script
from headwater.desk import Desk
from headwater.model import Capture
from headwater.store import SqliteStore, Store
from headwater.store.articles import Articles, Place

Given = Callable[..., Capture]


def scripted(given: Given) -> list[Capture]:
    """What the demo press will have published, without its furniture."""
    return [
        given(f"https://{each.outlet}.example{each.path}", each.text, each.title, minutes=each.after, outlet=each.outlet)
        for each in script().reports.values()
        if each.kind == "article" and each.story in ("maid-of-sill", "villaluz-bell", "hallin-quake", "kettle-tunnel")
    ]


def settle_singly(store: Store, captures: list[Capture]) -> Desk:
    desk = Desk(store)
    for capture in captures:
        pipeline.ingest([capture], desk, map)
    return desk


def groups(store: Store) -> set[frozenset[str]]:
    return {frozenset(record.story.articles) for record in store.stories.each()}


def test_reports_that_come_one_by_one_in_any_order_make_the_same_stories(tmp_path: Path, given: Given) -> None:
    captures, found = scripted(given), []
    for seed in range(3):
        random.Random(seed).shuffle(captures)
        store = SqliteStore(tmp_path / str(seed))
        settle_singly(store, captures)
        found.append(groups(store))
        assert list(store.check()) == []
        store.close()
    assert found[0] == found[1] == found[2]
    assert max(len(group) for group in found[0]) > 5


@pytest.fixture
def everything(given: Given) -> dict[str, Capture]:
    """All that the demo press will have published, by its key: its stories in six languages, its briefings, its live blog."""
    found = {}
    for each in script().reports.values():
        address, spoken = f"https://{each.outlet}.example{each.path}", script().outlets[each.outlet].language
        found[each.key] = given(address, each.text, each.title, minutes=each.after, outlet=each.outlet, language=spoken)
    return {key: capture for key, capture in found.items() if script().reports[key].text}


@pytest.mark.parametrize("seed", range(2))
def test_one_run_in_any_order_makes_the_same_stories_with_the_same_ids(tmp_path: Path, everything: dict[str, Capture], seed: int) -> None:
    found = []
    for number, order in enumerate((list(everything), random.Random(seed).sample(list(everything), len(everything)))):
        store = SqliteStore(tmp_path / str(number))
        pipeline.ingest([everything[key] for key in order], Desk(store), map)
        found.append({record.story.id: record.story for record in store.stories.each()})
        assert list(store.check()) == []
        store.close()
    assert found[0] == found[1]
    assert len(found[0]) > 10


@pytest.mark.parametrize("seed", range(3))
def test_the_demo_press_makes_the_scripted_stories_in_any_order(tmp_path: Path, everything: dict[str, Capture], seed: int) -> None:
    scripts = {f"https://{each.outlet}.example{each.path}": each for each in script().reports.values()}
    order = random.Random(seed).sample(list(everything), len(everything)) if seed else list(everything)
    store = SqliteStore(tmp_path)
    pipeline.ingest([everything[key] for key in order], Desk(store), map)
    found: dict[str, set[str]] = {}
    for record in store.stories.each():
        for one in store.articles.many(record.story.articles).values():
            if told := scripts[one.article.url].story:
                found.setdefault(told, set()).add(record.story.id)
    store.close()
    assert len(found) > 13
    assert {told: ids for told, ids in found.items() if len(ids) > 1} == {}, "a happening in several stories"
    assert len(set().union(*found.values())) == len(found), "several happenings in one story"


def test_a_run_leaves_the_stories_of_before_in_any_order(tmp_path: Path, everything: dict[str, Capture]) -> None:
    keys = list(everything)
    found = []
    for number in range(2):
        store = SqliteStore(tmp_path / str(number))
        pipeline.ingest([everything[key] for key in keys[:30]], Desk(store), map)
        later = random.Random(number).sample(keys[30:], len(keys) - 30)
        pipeline.ingest([everything[key] for key in later], Desk(store), map)
        found.append(groups(store))
        assert list(store.check()) == []
        store.close()
    assert found[0] == found[1]


def mixed_up(store: Store, given: Given) -> tuple[list[Capture], set[str]]:
    """All but one of the reports saved, every one of two happenings in one story; and the ids of one happening."""
    captures = [c for c in scripted(given) if b"quake" in c.body or "glocke" in c.url or "bell" in c.url]
    settle_singly(store, captures[:-1])
    everything = sorted(group for record in store.stories.each() for group in record.story.articles)
    [kept, *others] = [record.story.id for record in store.stories.each()]
    with store.transaction():
        for other in others:
            store.stories.merge(other, kept)
    bells = {article for article in everything if "bell" in store.articles.many([article])[article].article.url}
    return captures, bells


def test_a_story_that_took_in_another_is_split_when_more_is_known(store: Store, given: Given) -> None:
    captures, bells = mixed_up(store, given)
    kept = next(iter(store.stories.each())).story.id
    assert len(bells) > 1
    pipeline.ingest(captures[-1:], Desk(store), map)
    assert any(bells <= group for group in groups(store))
    assert not any(bells < group and len(group) > len(bells) + 2 for group in groups(store))
    assert store.stories.get(kept) is not None, "the id stays where most reports are"
    assert list(store.check()) == []


def test_the_id_of_a_story_that_was_merged_leads_to_the_living_one(store: Store, given: Given) -> None:
    captures = [c for c in scripted(given) if "kettle" in c.url or "tunnel" in c.url or "torch" in c.url]
    desk = settle_singly(store, captures)
    [story] = [record.story for record in store.stories.each() if len(record.story.articles) > 2]
    ids = list(story.articles)
    with store.transaction():
        store.stories.found("sapart")
        store.articles.assign(Place(ids[0], "sapart"))
    desk = Desk(store)
    again = msgspec.json.decode(captures[0].body) | {"url": "https://later.example/tunnel", "outlet": "Later"}
    pipeline.ingest([msgspec.structs.replace(captures[0], url=again["url"], body=msgspec.json.encode(again))], desk, map)
    living = {record.story.id for record in store.stories.each()}
    lost = {story.id, "sapart"} - living
    assert all(store.stories.redirect(old) in living for old in lost)
    assert sum(ids[0] in group for group in groups(store)) == 1
    assert any(set(ids) <= group for group in groups(store))
    assert list(store.check()) == []


def test_shared_text_is_known_again_after_a_restart(store: Store, given: Given) -> None:
    captures = [c for c in scripted(given) if "tunnel" in c.url]
    settle_singly(store, captures)
    live, fresh = grouping.Grouping(store), grouping.Grouping(store)
    ids = [article for record in store.stories.each() for article in record.story.articles]
    assert any(live.copied(article) for article in ids)
    for article in ids:
        assert live.copied(article) == fresh.copied(article)
        for other, share in live.copied(article).items():
            assert live.copied(other).get(article) == pytest.approx(share)


def later(capture: Capture, added: str) -> Capture:
    """The same page two hours later, with these words more."""
    row = msgspec.json.decode(capture.body)
    row["text"] += f"\n\n{added}"
    return msgspec.structs.replace(capture, fetched_at=capture.fetched_at + timedelta(hours=2), body=msgspec.json.encode(row))


def several(given: Given, title: str) -> Capture:
    """The beginnings of a report of each of five happenings, on one page."""
    spoken = {key: outlet.language for key, outlet in script().outlets.items()}
    firsts: dict[str, str] = {}
    for each in script().reports.values():
        if each.kind == "article" and each.story and spoken[each.outlet] == "en":
            firsts.setdefault(each.story, each.text)
    parts = [" ".join(text.split("\n\n")[:2]) for text in list(firsts.values())[3:8]]
    return given(f"https://several.example/{len(title)}", "\n\n".join(parts), title, minutes=4_000, outlet="Several")


def kept(store: Store) -> list[tuple[object, ...]]:
    """What the store says of each article and its story, links and reasons."""
    assert list(store.check()) == []
    rows = [
        (article, record, store.articles.get(article), store.articles.reasons(record.story.id), store.stories.links_of([article]))
        for record in store.stories.each()
        for article in record.story.articles
    ]
    return sorted(rows, key=lambda row: row[0])


@pytest.mark.parametrize("seed", range(3))
def test_one_batch_in_any_order_leaves_the_same_store(tmp_path: Path, everything: dict[str, Capture], given: Given, seed: int) -> None:
    captures = [*everything.values(), several(given, "Five things to know today"), several(given, "Bell, ferry and quake")]
    captures += [later(capture, f"The harbour office counted {at + 3} crews on the quay.") for at, capture in enumerate(captures[3:9])]
    readings, found = list(pipeline.readings(captures, map)), []
    for number, order in enumerate((readings, random.Random(seed).sample(readings, len(readings)))):
        store = SqliteStore(tmp_path / str(number))
        counts = Desk(store).settle(order)
        assert counts.revisions >= 6
        found.append(kept(store))
        store.close()
    assert found[0] == found[1]


class FullError(Exception):
    """The disk, say."""


@pytest.mark.parametrize("good", [0, 1, 2])
def test_of_a_batch_that_fails_half_way_nothing_is_left(
    tmp_path: Path, everything: dict[str, Capture], monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    readings, found = list(pipeline.readings(everything.values(), map)), []

    def failing(articles: Articles, *places: Place) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise FullError
        assign(articles, *places)

    assign = Articles.assign
    for number in range(2):
        store = SqliteStore(tmp_path / str(number))
        desk = Desk(store)
        desk.settle(readings[:10])
        if number:
            left = good
            with monkeypatch.context() as patched:
                patched.setattr(Articles, "assign", failing)
                with pytest.raises(FullError):
                    desk.settle(readings[10:])
        desk.settle(readings[10:])
        found.append(kept(store))
        store.close()
    assert found[0] == found[1]


@pytest.mark.parametrize("title", ["Five things to know today", "Bell, ferry and quake"])
def test_a_page_of_several_stories_stays_by_itself_when_it_says_more(
    store: Store, everything: dict[str, Capture], given: Given, title: str
) -> None:
    desk, page = Desk(store), several(given, title)
    desk.settle(list(pipeline.readings(everything.values(), map)))
    for capture in (page, later(page, "More will follow in the evening, the editors say.")):
        [reading] = pipeline.readings([capture], map)
        desk.settle([reading])
        assert reading.report is not None
        home = store.articles.story_of(reading.report.article.id)
        assert home is not None
        assert store.stories.members(home) == [reading.report.article.id]
        assert not desk._grouping.index.item(reading.report.article.id).reports


def test_what_is_a_digest_once_more_at_the_end_of_a_run_is_kept_as_one(store: Store, everything: dict[str, Capture], given: Given) -> None:
    desk, page = Desk(store), several(given, "Bell, ferry and quake")
    readings = list(pipeline.readings([*everything.values(), page], map))
    desk.begin()
    for batch in (readings[:40], readings[40:]):
        desk.settle(batch)
    assert readings[-1].report is not None
    digest = readings[-1].report.article.id
    index = desk._grouping.index
    assert not index.item(digest).reports
    with store.transaction():
        desk._grouping.release(digest, {})
    desk.review()
    assert not index.item(digest).reports
    assert store.articles.alone([digest]) == {digest}
