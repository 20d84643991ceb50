"""From captures to stories over the real store: order, engines, late origins, revisions, crashes."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from headwater import compose, engine, pipeline
from headwater.app import make_app, opened
from headwater.desk import Desk
from headwater.errors import StoreError
from headwater.export import rows
from headwater.model import Capture, SetAside
from headwater.store import SqliteStore, Store
from toolbox import load

Given = Callable[..., Capture]

WIRE = (
    "QUILL HARBOUR, Nov 20 (Reuters) - A cargo ferry carrying 48 people struck the eastern pier of Quill Harbour early on Friday and "
    "lost part of its ramp, the harbour office said.\n"
    "Nobody was hurt, but the pier was closed and two crossings were cancelled, harbour master Oda Vestring told reporters on the quay.\n"
    "“We felt it through our boots before we heard it,” Vestring said.\n"
    "Divers will look at the pilings on Saturday, and the operator, Norrund Line, expects the ferry to be out of service for a week.\n"
)
REWRITE = (
    "A cargo ferry carrying 48 people struck the eastern pier of Quill Harbour early on Friday and lost part of its ramp. "
    "Our readers sent pictures from the quay, where many had waited for the first crossing of the day.\n"
    "“We felt it through our boots before we heard it,” harbour master Oda Vestring said.\n"
    "Divers will look at the pilings on Saturday, and the operator, Norrund Line, expects the ferry to be out of service for a week.\n"
)
OTHER = (
    "The parliament of Marrowmere voted on Thursday to keep the tax on window boxes, after a debate that lasted until midnight.\n"
    "“Flowers are not a luxury,” said Ilka Brandt of the opposition, who had asked for its end.\n"
    "The tax brings in about 2.4 million crowns a year.\n"
)


@pytest.fixture
def press(given: Given) -> list[Capture]:
    """A wire report, a copy, a rewrite, and something else altogether."""
    return [
        given("https://wire.example/ferry", WIRE, "Ferry strikes pier in Quill Harbour", minutes=0, outlet="Reuters"),
        given("https://echo.example/ferry", WIRE, "Ferry hits pier", minutes=40, outlet="The Echo"),
        given("https://bugle.example/boots", REWRITE, "Felt through our boots", minutes=90, outlet="The Bugle"),
        given("https://echo.example/tax", OTHER, "Window-box tax stays", minutes=60, outlet="The Echo"),
    ]


def settle(store: Store, captures: list[Capture], lend: pipeline.Lend = map) -> None:
    pipeline.ingest(captures, Desk(store), lend)


def shape(store: Store) -> dict[str, list[Any]]:
    """All that can be exported, free of the order in which it was saved."""
    return {
        kind: sorted(msgspec.json.encode(row).decode() for row in rows(store, kind, None, None))
        for kind in ("articles", "stories", "links", "quotes", "figures", "names")
    }


def test_copies_stand_below_their_source(store: Store, press: list[Capture]) -> None:
    settle(store, press)
    stories = [record.story for record in store.stories.each()]
    assert sorted(len(story.articles) for story in stories) == [1, 3]
    ferry = max(stories, key=lambda story: len(story.articles))
    assert ferry.independent == 1
    assert [primary.name for primary in ferry.primary] == ["Reuters"]
    urls = {row["id"]: row["url"] for row in rows(store, "articles", None, None)}
    first = {link.article: link for link in reversed(store.stories.links_of(ferry.articles))}
    steps = {urls[link.article]: (urls[link.origin], link.kind) for link in first.values() if link.origin}
    assert steps == {
        "https://echo.example/ferry": ("https://wire.example/ferry", "copy_of"),
        "https://bugle.example/boots": ("https://wire.example/ferry", "rewrite_of"),
    }


def test_a_report_alone_in_its_story_leads_to_the_stories_nearest_to_it(store: Store, press: list[Capture]) -> None:
    settle(store, press)
    alone, ferry = sorted((record for record in store.stories.each()), key=lambda record: len(record.story.articles))
    asked: list[str] = []

    def near(story: str) -> list[str]:
        asked.append(story)
        return [ferry.story.id, "sgone"]

    [only] = alone.story.articles
    assert [line.id for line in compose.article_page(store, only, near).related] == [ferry.excerpt_of]
    assert asked == [alone.story.id]
    first, *others = ferry.story.articles
    assert {line.id for line in compose.article_page(store, first, near).related} == set(others)
    assert len(asked) == 1, "what stands with others in its story needs no neighbours"


def test_the_order_within_a_batch_changes_nothing(tmp_path: Path, press: list[Capture]) -> None:
    found = []
    for number, order in enumerate(itertools.permutations(press)):
        store = SqliteStore(tmp_path / str(number))
        settle(store, list(order))
        found.append(shape(store))
        store.close()
    assert all(one == found[0] for one in found)


def test_an_origin_that_comes_late_takes_its_place(store: Store, press: list[Capture]) -> None:
    wire, *others = press
    settle(store, others)
    before = {story.story.id for story in store.stories.each()}
    settle(store, [wire])
    assert {story.story.id for story in store.stories.each()} == before, "ids are stable"
    [link, *_] = store.stories.links_of([store.articles.by_address("https://echo.example/ferry") or ""])
    assert link.origin == store.articles.by_address("https://wire.example/ferry")
    assert list(store.check()) == []


def test_every_engine_gives_the_same(tmp_path: Path, press: list[Capture]) -> None:
    found = []
    for name, lent in (("embedded", engine.embedded()), ("pool", engine.pool(2))):
        store = SqliteStore(tmp_path / name)
        settle(store, press, lent.map)
        found.append(shape(store))
        lent.close()
        store.close()
    assert found[0] == found[1]


def test_a_second_delivery_changes_nothing(store: Store, press: list[Capture]) -> None:
    settle(store, press)
    before = shape(store)
    counts = pipeline.ingest([*press, *press], Desk(store), map)
    assert (counts.articles, counts.revisions, counts.duplicates) == (0, 0, 8)
    assert shape(store) == before


def test_a_changed_report_is_a_revision_in_the_same_story(store: Store, press: list[Capture], given: Given) -> None:
    settle(store, press)
    changed = given(
        "https://wire.example/ferry", WIRE.replace("48 people", "51 people"), "Ferry strikes pier in Quill Harbour", outlet="Reuters"
    )
    counts = pipeline.ingest([changed], Desk(store), map)
    assert (counts.articles, counts.revisions) == (0, 1)
    article = store.articles.by_address("https://wire.example/ferry")
    assert article is not None
    assert len(store.articles.revisions(article)) == 1
    assert max(len(record.story.articles) for record in store.stories.each()) == 3
    assert list(store.check()) == []


def test_a_copy_that_missed_the_correction_of_its_source_is_flagged(tmp_path: Path, press: list[Capture], given: Given) -> None:
    with opened(tmp_path) as app:
        app.ingest(press)
        corrected = WIRE.replace("carrying 48 people", "carrying 41 people")
        app.ingest([given(press[0].url, corrected, "Ferry strikes pier in Quill Harbour", minutes=0, outlet="Reuters")])
        ids = {row["url"]: str(row["id"]) for row in app.export("articles")}
        assert [span.text for span in app.article_page(ids["https://echo.example/ferry"]).stale] == ["48"]
        assert app.article_page(ids["https://wire.example/ferry"]).stale == ()
        assert app.article_page(ids["https://echo.example/tax"]).stale == ()


def test_what_cannot_be_read_is_counted_once_and_disturbs_nothing(store: Store, press: list[Capture]) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    bad = [
        Capture(url=f"https://bad.example/{n}", fetched_at=now, body=body)
        for n, body in enumerate((b"", b"\x00\x01\x02" * 99, b"%PDF-1.7"))
    ]
    aside = SetAside(url="https://bad.example/later", source="", reason="told so", at=now)
    mixed: list[Capture | SetAside] = [bad[0], press[0], aside, bad[1], press[3], bad[2]]
    counts = pipeline.ingest(mixed, Desk(store), map)
    assert (counts.captures, counts.articles, counts.set_aside) == (6, 2, 4)
    assert {item.url for item in store.sources.aside(10)} == {"https://bad.example/later", *(c.url for c in bad)}


def test_a_store_that_fails_keeps_the_batches_before(store: Store, press: list[Capture], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(store)
    pipeline.ingest(press[:1], desk, map)

    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(store.stories, "put", full)
    with pytest.raises(StoreError):
        pipeline.ingest(press[1:], desk, map)
    monkeypatch.undo()
    assert store.articles.count() == 1
    pipeline.ingest(press[1:], desk, map)
    assert store.articles.count() == 4
    assert list(store.check()) == []


def test_what_another_process_saved_is_joined(tmp_path: Path, press: list[Capture]) -> None:
    one, other = make_app(tmp_path), make_app(tmp_path)
    one.ingest(press[:1])
    other.ingest(press[1:2])
    one.ingest(press[2:3])
    assert sorted(len(story["articles"]) for story in one.export("stories")) == [3]  # type: ignore[arg-type]
    one.close()
    other.close()


def test_killed_at_any_moment_the_store_is_sound() -> None:
    """`tools/bench_kills.py` does the same a hundred times."""
    seed = random.SystemRandom().randrange(2**32)
    found = load("bench_kills").kills(4, seed, size=100)
    assert found["faults"] == [], f"seed {seed}"


def test_what_is_broken_is_told(tmp_path: Path, press: list[Capture]) -> None:
    faults = load("bench_kills").faults
    app = make_app(tmp_path)
    app.ingest(press)
    assert list(faults(app)) == []
    with app._store._database.transaction() as connection:  # type: ignore[attr-defined]
        connection.execute("UPDATE article SET story = NULL WHERE n = 1")
    assert any("stories" in fault or "story" in fault for fault in faults(app))
    app.close()
