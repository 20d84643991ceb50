"""What is learned of a host over the real store: used for its next pages, never mistaken for a change, forgotten with what is removed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from headwater.app import Headwater, opened
from headwater.compose import sources_page
from headwater.model import Capture
from headwater.sources.archive import Archive
from headwater.sources.collect import new_source
from headwater.stages.rights.demand import make_claim
from headwater.stages.rights.scope import make_scope
from headwater.stages.sites import is_check
from headwater.store import sites
from site_pages import PLEA, SEEN, SENTENCES, page

HOST = "quaygazette.example"
PLAIN = [number for number in range(100, 160) if not is_check(page(number).url)]
CHECK = next(number for number in range(200, 300) if is_check(page(number).url))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        made.ingest([page(number) for number in PLAIN[:4]])
        yield made


def text_of(app: Headwater, number: int) -> str:
    return next(str(row["text"]) for row in app.export("articles") if str(row["url"]).endswith(f"/{number}"))


def revisions(app: Headwater) -> set[int]:
    return {int(str(row["revision"])) for row in app.export("articles")}


def later(of: Capture, hours: int = 1) -> Capture:
    return replace(of, fetched_at=SEEN + timedelta(hours=hours))


def test_the_next_pages_are_read_with_what_is_known(app: Headwater) -> None:
    assert PLEA in text_of(app, PLAIN[0])
    app.ingest([page(PLAIN[5]), page(CHECK)])
    assert PLEA not in text_of(app, PLAIN[5])
    assert PLEA in text_of(app, CHECK), "it is read in full, to check"
    assert list(app.check()) == []


def test_what_was_learned_makes_no_revision(app: Headwater) -> None:
    everything = [page(number) for number in (*PLAIN[:4], PLAIN[5], CHECK)]
    app.ingest(everything)
    app.ingest([page(number) for number in PLAIN[6:20]])
    counts = app.ingest([later(one) for one in everything])
    assert (counts.revisions, counts.duplicates) == (0, 6)
    assert revisions(app) == {1}


def test_a_changed_text_makes_one_whatever_was_learned(app: Headwater) -> None:
    app.ingest([page(PLAIN[5])])
    app.ingest([page(number) for number in PLAIN[6:20]])
    said = [sentence.format(n=PLAIN[5]) for sentence in SENTENCES]
    changed = [
        page(number, [*said, "Corrected: the boat was a tug, and no ferry, as this report had said at first."]) for number in PLAIN[:6:5]
    ]
    assert app.ingest([later(one) for one in changed]).revisions == 2


def test_readings_with_different_editions_are_not_compared(app: Headwater) -> None:
    """Two captures of one page in flight, between which something was learned."""
    app.ingest([page(PLAIN[5])])
    app._store.sites.edition = lambda host, number: sites.Site()  # type: ignore[method-assign]
    assert app.ingest([later(page(PLAIN[5]))]).revisions == 0


def test_reading_again_makes_the_same_texts_in_any_order(tmp_path: Path) -> None:
    found = []
    for name, order in (("one", 1), ("other", -1)):
        with opened(tmp_path / name) as app:
            everything = [page(number) for number in PLAIN[:10]]
            app.ingest(everything)
            Archive(app._store.folder).keep(everything[::order])
            assert app.reread().revisions == 10
            assert all(PLEA not in text_of(app, number) for number in PLAIN[:10])
            found.append({(row["url"], row["text"], row["revision"]) for row in app.export("articles")})
            assert app.ingest([later(one) for one in everything]).revisions == 0
    assert found[0] == found[1]


def test_a_changed_site_is_told_and_learned_anew(app: Headwater, caplog: pytest.LogCaptureFixture) -> None:
    app.subscribe([replace(new_source(f"https://feeds.{HOST}/all.xml"), last_fetched=SEEN.timestamp(), next_due=SEEN.timestamp() + 1e9)])
    moved = page(CHECK)
    body = moved.body.decode().replace("class='top'", "class='x'").replace("class='page'", "class='top'")
    with caplog.at_level(logging.WARNING):
        app.ingest([replace(moved, body=body.replace("</ul></div><div class='top'>", "</ul></div><div class='top'>").encode())])
    assert "its pages have changed" in caplog.text
    memory = app._store.sites.memory(HOST, SEEN.timestamp())
    assert (memory.site.edition, memory.changed, memory.reports) == (0, 1, 1)
    app._store.sites.put({HOST: replace(memory, changed_at=SEEN.timestamp())}, SEEN.timestamp())
    assert [line.health for line in sources_page(app._store, SEEN + timedelta(hours=1)).lines] == ["Pages changed"]


def test_nothing_is_remembered_of_a_removed_host(app: Headwater) -> None:
    claim = make_claim("Ada Quay", f"ada@{HOST}", "copyright", "It is ours.")
    database = app._store._database  # type: ignore[attr-defined]
    one = app.rights.demand(make_scope(urls=[page(PLAIN[0]).url]), claim)
    app.rights.decide(one.id, True, "theirs")
    assert database.rows("SELECT host FROM site") == []
    assert database.rows("SELECT host FROM edition") == [(HOST,)], "other articles were read with it"
    whole = app.rights.demand(make_scope(domain=HOST), claim)
    app.rights.decide(whole.id, True, "theirs")
    assert database.rows("SELECT host FROM edition") == []


def test_what_is_remembered_is_bounded(app: Headwater, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "MAX_HOSTS", 3)
    kept, now = app._store.sites, SEEN.timestamp()
    memory = kept.memory(HOST, now)
    for number in range(6):
        kept.put({f"h{number}.example": memory}, now + 1 + number)
    database = app._store._database  # type: ignore[attr-defined]
    assert database.rows("SELECT host FROM site ORDER BY host") == [("h3.example",), ("h4.example",), ("h5.example",)]
    assert {host for (host,) in database.rows("SELECT host FROM edition WHERE doc != x''")} == {"h3.example", "h4.example", "h5.example"}
    for number in range(1, 100):
        kept.put({"h5.example": replace(memory, site=replace(memory.site, edition=number))}, now + 100)
    assert len(database.rows("SELECT number FROM edition WHERE host = 'h5.example'")) == sites.MAX_EDITIONS


def test_a_forgotten_host_never_gets_a_number_again_that_its_articles_were_read_with(
    app: Headwater, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.ingest([page(PLAIN[5])])
    kept, now = app._store.sites, SEEN.timestamp()
    used = kept.memory(HOST, now).editions
    assert used >= 1
    monkeypatch.setattr(sites, "MAX_HOSTS", 0)
    kept.put({}, now)
    assert kept.memory(HOST, now).editions == used
    assert kept.edition(HOST, used).edition == 0


def test_what_was_learned_long_ago_is_not_trusted(app: Headwater) -> None:
    late = app._store.sites.memory(HOST, SEEN.timestamp() + sites.STALE + 1)
    assert (late.site.edition, late.reports, late.editions) == (0, 0, 1)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=8, max_size=30))
def test_no_order_of_looks_makes_a_revision(tmp_path_factory: pytest.TempPathFactory, looks: list[int]) -> None:
    """Pages met for the first time and again, in any order and in runs of four: none of them changes."""
    with opened(tmp_path_factory.mktemp("store")) as app:
        for start in range(0, len(looks), 4):
            app.ingest([later(page(PLAIN[look]), start) for look in looks[start : start + 4]])
        assert revisions(app) == {1}
