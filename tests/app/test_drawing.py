"""Stories drawn together are what each is when drawn alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from headwater import drawing, pipeline
from headwater.demo.script import script
from headwater.desk import Desk
from headwater.model import Capture, Link
from headwater.store import SqliteStore
from headwater.store.stories import StoryRecord

Given = Callable[..., Capture]
Drawn = dict[str, tuple[StoryRecord, list[Link]]]


def told(given: Given) -> list[Capture]:
    return [
        given(f"https://{each.outlet}.example{each.path}", each.text, each.title, minutes=each.after, outlet=each.outlet)
        for each in script().reports.values()
        if each.kind == "article"
    ]


def drawn(folder: Path, captures: list[Capture]) -> Drawn:
    store = SqliteStore(folder)
    pipeline.ingest(captures, Desk(store), map)
    assert list(store.check()) == []
    records = {record.story.id: record for record in store.stories.each()}
    found = {of: (record, store.stories.links_of(record.story.articles)) for of, record in records.items()}
    store.close()
    return found


@pytest.mark.parametrize("whole", [drawing.WHOLE, 3])
def test_however_many_are_drawn_at_once(tmp_path: Path, given: Given, monkeypatch: pytest.MonkeyPatch, whole: int) -> None:
    monkeypatch.setattr(drawing, "WHOLE", whole)
    together = drawn(tmp_path / "together", told(given))
    monkeypatch.setattr(drawing, "HANDFUL", 1)
    assert drawn(tmp_path / "alone", told(given)) == together
    assert len(together) > 10
    assert sum(link.kind in ("copy_of", "rewrite_of") for _, links in together.values() for link in links) > 10


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.transaction():
        drawing.draw(store, {})
        drawing.draw(store, {"s-none": ()})
    assert list(store.stories.each()) == []
    store.close()
