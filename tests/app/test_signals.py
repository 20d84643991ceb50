"""Owners' signals over the real store: what they forbid is not kept, not found, not exported; what a page takes back is removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from headwater.app import Headwater, opened
from headwater.cli.main import COMMANDS
from headwater.export import KINDS
from headwater.model import Capture, Signal
from headwater.stages.rights.surfaces import SURFACES, rows_for
from headwater.web.site import make_site

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = "The lighthouse of Sill was painted blue by zumberic hands. “I slept through all of it,” said its keeper, Ada Quay. " * 6


def page(url: str, head: str = "", text: str = TEXT, *signals: Signal, hours: int = 0) -> Capture:
    body = f"<html><head><title>Lighthouse turns blue overnight</title>{head}</head><body><article><h1>Lighthouse turns blue overnight</h1>"
    body += "".join(f"<p>{part}.</p>" for part in text.split(". ")) + "</article></body></html>"
    return Capture(url=url, fetched_at=NOON + timedelta(hours=hours), body=body.encode(), media="text/html", signals=signals)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        yield made


def one(app: Headwater) -> dict[str, object]:
    [row] = app.export("articles")
    return row


def test_a_page_that_asks_not_to_be_kept_is_not_taken(app: Headwater) -> None:
    counts = app.ingest([page("https://sill.example/a", '<meta name="robots" content="noarchive">')])
    assert (counts.articles, counts.set_aside) == (0, 1)
    [aside] = app.sources_page().set_aside
    assert "noarchive" in aside.reason
    assert "meta robots" in aside.reason, "with the evidence"


def test_one_that_gains_it_is_removed_by_the_same_path(app: Headwater) -> None:
    app.ingest([page("https://sill.example/a")])
    assert one(app)["text"]
    app.ingest([page("https://sill.example/a", "", TEXT, Signal(name="noarchive", place="header X-Robots-Tag", words="noarchive"))])
    assert list(app.export("articles")) == []
    [demand] = app.rights.list()
    assert (demand.state, demand.by) == ("erased", "source")
    assert app.rights.receipt(demand.id)["residue"]["found"] == 0
    assert app.ingest([page("https://sill.example/a")]).articles == 0, "the bar holds"
    assert list(app.check()) == []


def test_where_no_words_may_be_shown_none_are_kept(app: Headwater) -> None:
    app.ingest([page("https://sill.example/a", '<meta name="robots" content="nosnippet">')])
    row = one(app)
    assert (row["text"], row["title"]) == ("", "Lighthouse turns blue overnight")
    assert row["rights"]["signals"][0]["words"] == "nosnippet"  # type: ignore[index]
    assert app.search("zumberic").total == 0
    assert app.search("lighthouse").total == 1
    assert list(app.export("quotes")) == []


def test_a_page_that_gains_nosnippet_loses_its_words_here(app: Headwater, tmp_path: Path) -> None:
    app.ingest([page("https://sill.example/a")])
    app.ingest([page("https://sill.example/a", text=TEXT + " More came later.", hours=1)])
    app.ingest([page("https://sill.example/a", '<meta name="robots" content="nosnippet">', hours=2)])
    row = one(app)
    assert row["text"] == ""
    assert app._store.articles.revisions(str(row["id"])) == []
    assert app.search("zumberic").total == 0
    assert list(app.check()) == []


def test_a_limit_bounds_every_excerpt(app: Headwater) -> None:
    app.ingest([page("https://sill.example/a", '<meta name="robots" content="max-snippet:40">')])
    [line] = app.river(0, 5)
    assert 0 < len(app.article_page(line.id).excerpt) <= 40
    for card in app.front(NOON, 5).cards:
        assert len(card.deck) <= 40
        assert all(len(quote.quote.text) <= 40 for quote in app.story_page(card.story.id).quotes)
    [hit] = app.search("zumberic").hits
    assert len("".join(words for words, _ in hit.snippet)) <= 44


def test_what_is_not_to_be_found_is_not(app: Headwater) -> None:
    app.ingest([page("https://sill.example/a", "", TEXT, Signal(name="no-search", place="robots.txt", words="search=no"))])
    assert app.search("lighthouse").total == 0
    assert len(app.river(0, 5)) == 1


def test_what_is_not_for_machines_has_no_words_in_exports(app: Headwater) -> None:
    app.ingest([page("https://sill.example/a", "", TEXT, Signal(name="tdm", value="1", place="tdmrep.json", words="1"))])
    assert one(app)["text"] == ""
    for kind in ("quotes", "figures", "names", "places", "times", "differences"):
        assert list(app.export(kind)) == [], kind
    [line] = app.river(0, 5)
    assert app.article_page(line.id).excerpt, "people may read the excerpt"


def test_signals_are_read_again_at_every_fetch(app: Headwater) -> None:
    app.ingest([page("https://sill.example/a", "", TEXT, Signal(name="no-search", place="robots.txt", words="search=no"))])
    app.ingest([page("https://sill.example/a", hours=1)])
    assert one(app)["rights"] == {}
    assert app.search("lighthouse").total == 1


def test_what_ends_at_a_moment_is_removed_when_it_has_come(app: Headwater) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    app.ingest([page("https://sill.example/a", f'<meta name="robots" content="unavailable_after: {soon}">')])
    assert app._store.articles.signals.ended(datetime.now(UTC).timestamp(), 5) == []
    [due] = app._store.articles.signals.ended(datetime.now(UTC).timestamp() + 3_601, 5)
    assert due == one(app)["id"]


def test_the_api_gives_others_no_more_than_the_page(app: Headwater) -> None:
    rooms = " ".join(
        f"Room {n} of the tower has {n + 3} windows and a keeper who paints them on the day of its own saint." for n in range(9)
    )
    app.ingest([page("https://sill.example/a", text=TEXT + rooms)])
    [line] = app.river(0, 5)
    with TestClient(make_site(app)) as client:
        own = client.get(f"/api/v1/article/{line.id}").json()
        other = client.get(f"/api/v1/article/{line.id}", headers={"x-forwarded-for": "203.0.113.9"}).json()
    assert len(own["text"].split()) > 100
    assert 0 < len(other["text"].split()) <= 48
    for field in ("credits", "links", "quotes", "figures"):
        for span in other[field]:
            assert other["text"][span["start"] : span["end"]] == span["text"]
    assert msgspec.json.encode(other).decode().count("slept through") <= 2


# ---- the table of surfaces ----


def routes(app: Headwater) -> set[str]:
    return {re.sub(r"\{[^}]*\}", "{id}", route.path) for route in make_site(app).routes if not route.path.startswith("/api/openapi")}


def test_every_surface_has_its_row(app: Headwater) -> None:
    """A new route, command or export needs a row in `stages/rights/surfaces.py`: what owners' signals leave of an article there."""
    places = [*routes(app), *(f"headwater {name}" for name in COMMANDS), *(f"export {kind}" for kind in KINDS)]
    assert len(places) > 40
    missing = sorted(place for place in places if not rows_for(place) and place != "/api")
    assert missing == [], f"give these a row in SURFACES, or name them in WITHOUT_ARTICLES (stages/rights/surfaces.py): {missing}"


def test_a_route_that_nobody_thought_of_has_no_row() -> None:
    assert rows_for("/gallery/{id}") == []
    assert rows_for("headwater print") == []
    assert rows_for("export everything") == []
    assert len({surface.name for surface in SURFACES}) == len(SURFACES)
