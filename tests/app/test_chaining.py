"""Sagas as the app makes them: after a run, with ids that stay, and without what was removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from headwater.app import Headwater, opened
from headwater.errors import NotFoundError
from headwater.model import Capture
from headwater.store.passages import AGAIN, YOUNG
from headwater.web.site import make_site

Make = Callable[..., Capture]
DAY = 24 * 60
STEPS = (
    (
        "Ottilie Varr of Petrel Shipping arrested in Tarnby",
        "Police in Tarnby arrested Ottilie Varr, who runs Petrel Shipping, at the ferry gate on Friday with two suitcases and a parrot."
        " Auditors from Colm and Daughters had found 3.1 million crowns missing. Chief inspector Bjarne Lothe said that the parrot"
        " was lodged with a neighbour, Solveig Ask. Some 140 sailors wait for their money, their union said."
        " Varr's brother Tore, a dentist, offered bail.",
    ),
    (
        "Bookkeeper tells court of burned ledgers",
        "Two ledgers went into a tiled stove on a night in March, the bookkeeper Ragna Eide told a court on Thursday, and she was the one"
        " who lit it, because Ottilie Varr had telephoned from Lisbon and asked for it. The defence counsel, Mattis Hove, read out"
        " 64 receipts for firewood. Some 155 sailors of Petrel Shipping wait for their money, Eide said, and wept."
        " Judge Vang adjourned at noon.",
    ),
    (
        "Seven years for the owner of Petrel Shipping",
        "Snow had closed the road to the courthouse, so the sentence was read by candle: seven years. Ottilie Varr took off her glasses."
        " The presiding judge, Kirsten Vang, spoke for 48 minutes on a sailor's pension. Some 190 sailors wait for their money, said Pelle"
        " Strand, who went to sea in 1979; a liquidator, Gudrun Aas, will sell the tug Havørn and the office piano on 2 June.",
    ),
)
OTHER = (
    "Lantern Bank opens a branch in Kestwick",
    "Lantern Bank opened a branch in Kestwick with a brass band on Monday. Jorun Sledd, who runs the bank, cut a ribbon and then a cake. It"
    " is the first branch on the island since the flood of 1962, and has a safe of 4 tonnes that came by barge.",
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        yield made


def stories(given: Make) -> list[Capture]:
    """Three chapters of one saga, 20 days apart, two reports each, and a story beside them."""
    found = []
    for n, (title, text) in enumerate(STEPS):
        for outlet in ("courier", "echo"):
            words = text if outlet == "courier" else text.replace("Some ", "About ")
            found.append(given(f"https://{outlet}.example/{n}", words, title, outlet=outlet.title(), minutes=20 * DAY * n))
    found.append(given("https://courier.example/bank", OTHER[1], OTHER[0], outlet="Courier", minutes=20 * DAY))
    return found


def sagas(app: Headwater) -> list[list[str]]:
    titles = {story.id: story.title for story in app.stories(None, 50)}
    return [[titles[story] for story, *_ in saga.chapters] for saga in app.sagas(50)]


def test_stories_that_go_on_from_each_other_are_a_saga(app: Headwater, given: Make) -> None:
    app.ingest(stories(given))
    assert sagas(app) == [[title for title, _ in STEPS]]
    [line] = app.sagas(5)
    in_it = {story.id for story in app.stories(None, 50) if story.saga == line.id}
    assert len(in_it) == 3
    page = app.saga_page(line.id)
    assert "Ottilie Varr" in page.title
    assert "Petrel Shipping" in page.title
    assert [round(one.gap / 86_400) for one in page.chapters if one.gap is not None] == [20, 20]
    assert any([point.value for point in trend.points][:1] == [140] for trend in page.trends)
    [row] = app.export("sagas")
    assert row["stories"] == [story for story, *_ in line.chapters]
    assert {row["saga"] for row in app.export("stories")} == {line.id, None}
    assert app.story_page(line.chapters[0][0]).saga == line
    assert list(app.check()) == []


def test_the_order_of_arrival_changes_nothing(tmp_path: Path, given: Make) -> None:
    parts = [stories(given)[:2], stories(given)[2:4], stories(given)[4:]]
    for number, order in enumerate(permutations(range(3))):
        with opened(tmp_path / str(number)) as app:
            for at in order:
                app.ingest(parts[at])
            assert sagas(app) == [[title for title, _ in STEPS]], order


def test_a_saga_keeps_its_id_as_it_grows(app: Headwater, given: Make) -> None:
    found = stories(given)
    app.ingest(found[:4])
    [before] = app.sagas(5)
    app.ingest(found[4:])
    [after] = app.sagas(5)
    assert before.id == after.id
    assert (len(before.chapters), len(after.chapters)) == (2, 3)


def test_a_saga_that_became_part_of_another_leads_to_it(app: Headwater, given: Make) -> None:
    app.ingest(stories(given))
    [line] = app.sagas(5)
    kept = app._store
    with kept.transaction():
        kept.sagas.assign({line.chapters[0][0]: "gold", line.chapters[1][0]: "gold"})
        kept.sagas.assign({story: line.id for story, *_ in line.chapters})
        kept.sagas.merge("gold", line.id)
    assert app.saga_redirect("gold") == line.id
    with TestClient(make_site(app)) as client:
        assert client.get("/saga/gold", follow_redirects=False).headers["location"] == f"/saga/{line.id}"
        assert client.get("/api/v1/saga/gold").json()["id"] == line.id
    assert list(app.check()) == []


def test_what_is_removed_is_no_chapter_any_more(app: Headwater, given: Make) -> None:
    app.ingest(stories(given))
    [line] = app.sagas(5)
    kept = app._store
    gone = app.story_page(line.chapters[0][0]).story.articles
    numbers = [n for n in map(kept.removals.number, gone) if n is not None]
    with kept.transaction():
        kept.removals.hide("d1", numbers)
    assert [len(saga.chapters) for saga in app.sagas(5)] == [2]
    assert app.story_page(line.chapters[1][0]).saga is not None
    later = app.story_page(line.chapters[1][0]).story.articles
    with kept.transaction():
        kept.removals.hide("d2", [n for n in map(kept.removals.number, later) if n is not None])
    assert app.sagas(5) == ()
    with pytest.raises(NotFoundError):
        app.saga_page(line.id)
    assert all(story.saga is None for story in app.stories(None, 50))


def test_a_changed_text_takes_its_names_out_of_the_chapter_at_once(app: Headwater, given: Make) -> None:
    app.ingest(stories(given))
    [line] = app.sagas(5)
    kept = app._store
    story = line.chapters[0][0]
    article = app.story_page(story).story.articles[0]
    number = kept.removals.number(article)
    with kept.transaction():
        kept.removals.erase([number])
        assert kept.sagas.chapters([story]) == {}
        kept.sagas.mark(story)
    assert app.saga_page(line.id)
    assert story in kept.sagas.chapters([story])


def test_a_story_that_changes_while_it_is_looked_at_stays_to_be_looked_at(app: Headwater, given: Make) -> None:
    app.ingest(stories(given))
    sagas_, [line] = app._store.sagas, app.sagas(5)
    story = line.chapters[0][0]
    with app._store.transaction():
        sagas_.mark(story)
        [(_, _, seen)] = sagas_.stale(5)
        sagas_.mark(story)
        sagas_.seen(story, seen)
    assert [found for _, found, _ in sagas_.stale(5)] == [story]


def test_page_feed_and_api_show_the_saga(app: Headwater, given: Make) -> None:
    app.ingest(stories(given))
    [line] = app.sagas(5)
    with TestClient(make_site(app)) as client:
        page = client.get(f"/saga/{line.id}").text
        assert [title in page for title, _ in STEPS] == [True] * 3
        assert "Figures over time" in page
        assert "Yours? Removed within 24 hours" in page
        assert line.title.split(" · ")[0] in client.get("/sagas").text
        assert f'href="/saga/{line.id}"' in client.get(f"/story/{line.chapters[0][0]}").text
        feed = client.get(f"/feeds/saga/{line.id}.json").json()
        assert [item["title"] for item in feed["items"]] == [title for title, _ in reversed(STEPS)]
        atom = client.get(f"/feeds/saga/{line.id}.atom")
        assert atom.headers["content-type"].startswith("application/atom+xml")
        assert atom.text.count("<entry>") == 3
        shown = client.get(f"/api/v1/saga/{line.id}").json()
        assert [one["story"]["id"] for one in shown["chapters"]] == [story for story, *_ in line.chapters]
        assert client.get("/api/v1/sagas").json()[0]["id"] == line.id
        assert client.get("/saga/gnothing").status_code == 404
        assert client.get("/feeds/saga/gnothing.atom").status_code == 404
        assert msgspec.json.encode(shown)


FIVE = "What we know today, in five minutes and without a word too many for the tram.\n" + "\n".join(text for _, text in STEPS)


def test_a_briefing_is_no_chapter_and_tells_of_each_story_by_passage(app: Headwater, given: Make) -> None:
    app.ingest(
        [given("https://gull.example/five", FIVE, "Five things to know today", outlet="Gull", minutes=40 * DAY + 90), *stories(given)]
    )
    [line] = app.sagas(5)
    assert len(line.chapters) == 3
    briefing = next(row for row in app.export("articles") if row["kind"] == "briefing")
    assert len(app.stories_of([briefing["story"]])[briefing["story"]].articles) == 1
    rows = list(app.export("passages"))
    assert [row["story"] for row in rows] == [story for story, *_ in line.chapters]
    for row in rows:
        assert briefing["text"][row["start"] : row["end"]] == row["text"]
    page = app.story_page(line.chapters[2][0])
    [passage] = page.passages
    assert passage.words.startswith("Snow had closed the road")
    assert page.story.outlets == 2, "the briefing counts for nothing"
    with TestClient(make_site(app)) as client:
        assert "Told in passing" in client.get(f"/story/{line.chapters[2][0]}").text
        assert "What it tells of" in client.get(f"/article/{briefing['id']}").text
    assert list(app.check()) == []


def test_a_briefing_that_comes_first_is_placed_when_its_stories_are_there(app: Headwater, given: Make) -> None:
    soon = [given("https://gull.example/five", FIVE, "Five things to know today", outlet="Gull", minutes=40 * DAY + 90)]
    app.ingest(soon)
    assert list(app.export("passages")) == []
    app.ingest(stories(given))
    [briefing] = [row for row in app.export("articles") if row["kind"] == "briefing"]
    soon_after = datetime.fromisoformat(str(briefing["published"])).timestamp() + 3_600
    kept = app._store
    with kept.transaction():
        kept.passages.put(str(briefing["id"]), (), soon_after - 60)
    assert app._desk.part(soon_after) == 0, "it was looked at a minute ago"
    assert app._desk.part(soon_after + AGAIN) == 1
    assert len({row["story"] for row in app.export("passages")}) == 3
    assert app._desk.part(soon_after + YOUNG + AGAIN) == 0, "it is old"


def test_passages_go_with_what_they_are_part_of(app: Headwater, given: Make) -> None:
    app.ingest([given("https://gull.example/five", FIVE, "Five things to know today", minutes=40 * DAY + 90), *stories(given)])
    kept = app._store
    briefing = next(row["id"] for row in app.export("articles") if row["kind"] == "briefing")
    [line] = app.sagas(5)
    story = line.chapters[0][0]
    assert len(app.story_page(story).passages) == 1
    number = kept.removals.number(str(briefing))
    assert number is not None
    with kept.transaction():
        kept.removals.hide("d1", [number])
    assert app.story_page(story).passages == ()
    with kept.transaction():
        kept.removals.erase([number])
    assert list(app.export("passages")) == []
