"""Differences, statements, places and dates on the story page; two reports side by side; a person's page and feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from litestar.testing import TestClient

from headwater.app import Headwater, opened
from headwater.model import Article, Capture, Point, Series
from headwater.pages import PlaceLine
from headwater.web.differing import chart, jump, sketch, word_diff
from headwater.web.site import make_site

Make = Callable[..., Capture]
TOLD = (
    "The dredger Petrel sank off Brackholm on Friday with {} sailors on board, the harbour office of Brackholm said. Divers reached the "
    "wreck of the dredger at dusk and found the pumps of the Petrel blocked with <sand> and weed.\n"
    "“We heard the bell of the Petrel from the {} all night,” said Maria Lund, who keeps the lighthouse of Brackholm."
)
Client = TestClient  # type: ignore[type-arg]


@pytest.fixture
def app(tmp_path: Path, given: Make) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        made.ingest(
            [
                given("https://quay.example/petrel", TOLD.format(34, "mole"), "Dredger Petrel sinks off Brackholm", outlet="The Quay"),
                given(
                    "https://mole.example/petrel",
                    TOLD.format(43, "mill"),
                    "Dredger Petrel sinks off Brackholm",
                    outlet="The Mole",
                    minutes=30,
                ),
            ]
        )
        yield made


@pytest.fixture
def client(app: Headwater) -> Iterator[Client]:
    with TestClient(make_site(app)) as made:
        yield made


def test_the_story_page_shows_differences_and_leads_to_the_words(app: Headwater, client: Client) -> None:
    [story] = app.stories(None, 5)
    page = client.get(f"/story/{story.id}").text
    assert "Where reports differ" in page
    assert "<mark>34</mark>" in page
    assert "<mark>43</mark>" in page
    assert "<del>mole</del>" in page
    assert "<ins>mill</ins>" in page
    assert re.search(r'href="https://quay\.example/petrel#:~:text=[^"]*34"', page)
    assert "style=" not in page
    found = client.get(f"/api/v1/story/{story.id}").json()
    assert {d["kind"] for d in found["differences"]} == {"figure", "quote_wording"}
    [said] = [q for q in found["quotes"] if q["quote"]["kind"] == "direct"]
    assert len(said["also"]) == 1


def test_two_reports_side_by_side(app: Headwater, client: Client) -> None:
    [story] = app.stories(None, 5)
    left, right = story.articles
    page = client.get(f"/compare/{left}/{right}").text
    assert "passage by passage" in page
    assert "&lt;sand&gt;" in page
    found = client.get(f"/api/v1/compare/{left}/{right}").json()
    for passage in found["passages"]:
        for side in ("left", "right"):
            if passage[side]:
                assert found[side]["text"][passage[side]["start"] : passage[side]["end"]].strip()
    sent = client.get(f"/compare?left={left}&right={right}", follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/compare/{left}/{right}")
    assert client.get(f"/compare/{left}/nothing").status_code == 404
    assert client.get("/compare?left=../x&right=y").status_code == 404


def test_a_person_has_a_page_and_feeds(client: Client) -> None:
    page = client.get("/person/maria-lund").text
    assert "Maria Lund" in page
    assert "We heard the bell" in page
    atom = feedparser.parse(client.get("/feeds/person/maria-lund.atom").content)
    assert not atom.bozo
    assert {entry.link for entry in atom.entries} == {"https://quay.example/petrel", "https://mole.example/petrel"}
    found = client.get("/feeds/person/maria-lund.json").json()
    assert found["version"].endswith("1.1")
    assert len(found["items"]) == 2
    assert client.get("/api/v1/person/maria-lund").json()["name"] == "Maria Lund"
    for address in ("/person/nobody", "/feeds/person/nobody.atom", "/person/%3Cx%3E"):
        assert client.get(address).status_code == 404


def _article(text: str, url: str = "https://quay.example/a") -> Article:
    from datetime import UTC, datetime

    return Article(id="a", url=url, canonical_url=url, text=text, first_seen=datetime(2026, 11, 21, tzinfo=UTC))


@examples(st.text(max_size=120), st.integers(0, 120), st.integers(0, 120))
def test_a_jump_never_leaves_the_outlet(text: str, start: int, end: int) -> None:
    found = jump(_article(text), start, end)
    assert found == "" or found == "https://quay.example/a" or found.startswith("https://quay.example/a#:~:text=")
    assert jump(_article(text, "javascript:alert(1)"), start, end) == ""


@examples(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.integers(1, 50)), max_size=12))
def test_a_sketch_holds_every_place_it_draws(places: list[tuple[float, float, int]]) -> None:
    lines = [
        PlaceLine(id=str(n), name=f"P{n}", latitude=a, longitude=b, country="", article="a", start=0, end=1, reports=r)
        for n, (a, b, r) in enumerate(places)
    ]
    drawn = sketch(lines, {"a": _article("P")})
    assert (drawn is None) == (not lines)
    assert [name for name, _, _ in drawn.named] == [line.name for line in lines] if drawn else not lines
    assert all(address == "https://quay.example/a#:~:text=P" for _, _, address in drawn.named) if drawn else not lines
    for spot in drawn.spots if drawn else ():
        assert 0 <= spot.x <= 420
        assert 0 <= spot.y <= 300


def test_a_chart_needs_two_moments() -> None:
    from datetime import UTC, datetime, timedelta

    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    points = tuple(
        Point(start=0, end=2, text=str(v), article="a", value=v, at=noon + timedelta(hours=h)) for v, h in ((12, 0), (17, 2), (17, 3))
    )
    drawn = chart(Series(what="people killed", unit="", points=points), {})
    assert drawn is not None
    assert drawn.title == "People killed: 12 to 17"
    assert [dot.label for dot in drawn.dots] == ["12", "17", ""]
    assert chart(Series(what="", unit="", points=points[:1]), {}) is None


def test_a_word_diff_marks_what_changed() -> None:
    assert word_diff("to lose the wall", "to lose the dam") == (("same", "to lose the"), ("del", "wall"), ("ins", "dam"))
