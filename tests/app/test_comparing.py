"""Comparing as the app does it: after a run, once a story, kept and exported; what is gone is gone from it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headwater.app import Headwater, opened
from headwater.comparing import GAP, LARGE, Comparing
from headwater.model import Capture, Comparison

Make = Callable[..., Capture]
TOLD = (
    "The dredger Petrel sank off Brackholm on Monday with {} sailors on board, the harbour office of Brackholm said. "
    "Divers reached the wreck of the dredger at dusk and found the pumps of the Petrel blocked with sand and weed.\n"
    "“We heard the bell of the Petrel from the mole,” said Maria Lund, who keeps the lighthouse of Brackholm."
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        yield made


def two(given: Make) -> list[Capture]:
    return [
        given("https://quay.example/petrel", TOLD.format(34), "Dredger Petrel sinks off Brackholm", outlet="The Quay"),
        given("https://mole.example/petrel", TOLD.format(43), "Dredger Petrel sinks off Brackholm", outlet="The Mole", minutes=30),
    ]


def test_after_a_run_differences_and_groups_are_exported(app: Headwater, given: Make) -> None:
    app.ingest(two(given))
    [row] = app.export("differences")
    assert (row["kind"], {s["says"] for s in row["sides"]}) == ("figure", {"34", "43"})  # type: ignore[attr-defined]
    texts = {a["id"]: a["text"] for a in app.export("articles")}
    for side in row["sides"]:  # type: ignore[attr-defined]
        assert texts[side["article"]][side["start"] : side["end"]] == side["text"]
    quotes = [q for q in app.export("quotes") if q["kind"] == "direct"]
    assert len(quotes) == 2
    assert len({q["group"] for q in quotes}) == 1
    assert all(q["group"] for q in app.export("quotes"))


def test_a_revision_without_the_slip_takes_the_difference_away(app: Headwater, given: Make) -> None:
    app.ingest(two(given))
    app.ingest([given("https://mole.example/petrel", TOLD.format(34), "Dredger Petrel sinks off Brackholm", outlet="The Mole", minutes=30)])
    assert list(app.export("differences")) == []


def test_what_is_removed_is_gone_from_the_comparison_at_once(app: Headwater, given: Make) -> None:
    app.ingest(two(given))
    [story] = app.stories(None, 5)
    kept = app._store
    assert kept.comparisons.get(story.id).differences
    number = kept.removals.number(story.articles[1])
    assert number is not None
    kept.removals.erase([number])
    assert kept.comparisons.get(story.id) == Comparison()


def test_a_large_story_waits_for_its_turn_and_is_compared_when_asked_for(app: Headwater, given: Make) -> None:
    captures = [
        given(f"https://quay{n}.example/petrel", TOLD.format(34), "Dredger Petrel sinks off Brackholm", minutes=n) for n in range(LARGE + 2)
    ]
    app.ingest(captures)
    now = [1e12]
    comparing = Comparing(app._store, lambda: now[0])
    [story] = app.stories(None, 5)
    app._store.comparisons.mark(story.id)
    assert comparing.refresh() == 1
    app._store.comparisons.mark(story.id)
    assert comparing.refresh() == 0
    now[0] += GAP + 1
    assert comparing.refresh() == 1
    assert comparing.refresh(all_of_them=True) == 0


def test_a_story_that_changes_while_it_is_compared_stays_to_be_compared(app: Headwater, given: Make) -> None:
    app.ingest(two(given))
    [story] = app.stories(None, 5)
    comparisons = app._store.comparisons
    comparisons.mark(story.id)
    [(_, seen)] = comparisons.stale(float("inf"), LARGE, 5)
    comparisons.mark(story.id)
    comparisons.put(story.id, Comparison(), seen, 1.0)
    assert [found for found, _ in comparisons.stale(float("inf"), LARGE, 5)] == [story.id]


def test_check_reads_comparisons(app: Headwater, given: Make) -> None:
    app.ingest(two(given))
    assert list(app.check()) == []


SAID = (
    "The dredger Petrel sank off Brackholm on Monday, the harbour office of Brackholm said. "
    "Divers reached the wreck of the dredger at dusk and found the pumps of the Petrel blocked with sand and weed.\n"
    "“We heard the bell of the Petrel from the mole,” said {}."
)
ELSEWHERE = (
    "The choir of Wexcombe sings again after four silent winters, and its hall is sold out until spring.\n"
    "“The choir of Wexcombe never stopped rehearsing in the cellar,” said {}, who wrote the hymn."
)


def speakers(app: Headwater) -> set[str]:
    return {q["speaker"]["id"] for q in app.export("quotes") if q["kind"] == "direct"}  # type: ignore[index]


def test_a_person_is_one_over_the_story_and_the_store(app: Headwater, given: Make) -> None:
    app.ingest(
        [
            given("https://quay.example/petrel", SAID.format("Yevgeny Brodzhin"), "Dredger Petrel sinks off Brackholm"),
            given("https://mole.example/petrel", SAID.format("Mr Brodzhin"), "Dredger Petrel sinks off Brackholm", minutes=30),
            given("https://horn.example/choir", ELSEWHERE.format("Evgeny Brodzhin"), "Choir of Wexcombe sings again", minutes=60),
        ]
    )
    assert len(app.stories(None, 5)) == 2
    assert speakers(app) == {"yevgeny-brodzhin"}
    page = app.person_page("yevgeny-brodzhin")
    assert len(page.said) == 2
    assert len(page.stories) == 2
    assert app.person_page("evgeny-brodzhin") == app.person_page("brodzhin") == page
    names = {n["id"] for n in app.export("names") if n["type"] == "person"}
    assert names == {"yevgeny-brodzhin"}


def test_who_is_meant_goes_with_the_article_that_wrote_the_name(app: Headwater, given: Make) -> None:
    app.ingest(
        [
            given("https://quay.example/petrel", SAID.format("Yevgeny Brodzhin"), "Dredger Petrel sinks off Brackholm"),
            given("https://mole.example/petrel", SAID.format("Mr Brodzhin"), "Dredger Petrel sinks off Brackholm", minutes=30),
        ]
    )
    kept = app._store
    [story] = app.stories(None, 5)
    number = kept.removals.number(story.articles[0])
    assert number is not None
    with kept.transaction():
        kept.removals.hide("demand", [number])
    assert speakers(app) == {"brodzhin"}, "what a hidden article says of a name is hidden too"
    kept.removals.erase([number])
    assert kept._database.rows("SELECT * FROM identity") == []  # type: ignore[attr-defined]
    assert list(kept.check()) == []
