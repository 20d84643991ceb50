"""A removal over the real store: hidden at once, erased without residue, and never back by any path."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

from headwater import removal
from headwater.app import Headwater, make_app, opened, restore_backup
from headwater.errors import NotFoundError, RemovedError, UsageError
from headwater.model import Capture, Entry, Validators, Waiting
from headwater.sources.collect import new_source
from headwater.stages.rights import receipt
from headwater.stages.rights.demand import make_claim
from headwater.stages.rights.scope import make_scope
from headwater.store.erasure import FILES, TABLES, shadow_of, tables
from headwater.store.residue import search

Given = Callable[..., Capture]

FERRY = (
    "QUILL HARBOUR, Nov 20 (Reuters) - A cargo ferry carrying 48 people struck the eastern pier of Quill Harbour early on Friday and "
    "lost part of its zumberic ramp, the harbour office said.\n"
    "Nobody was hurt, but the pier was closed and two crossings were cancelled, harbour master Oda Vestring told reporters on the quay.\n"
    "“We felt it through our boots before we heard it,” Vestring said.\n"
    "Divers will look at the pilings on Saturday, and the operator, Norrund Line, expects the ferry to be out of service for a week.\n"
)
REWRITE = (
    "A cargo ferry carrying 48 people struck the eastern pier of Quill Harbour early on Friday and lost part of its zumberic ramp. "
    "Our readers sent pictures from the quay, where many had waited for the first crossing of the day.\n"
    "“We felt it through our boots before we heard it,” harbour master Oda Vestring said, the Harbour Courier reported.\n"
)
TAX = (
    "The parliament of Marrowmere voted on Thursday to keep the tax on window boxes, after a debate that lasted until midnight.\n"
    "“Flowers are not a luxury,” said Ilka Brandt of the opposition, who had asked for its end.\n"
    "The tax brings in about 2.4 million crowns a year.\n"
)
OWN = "https://courier.example/ferry"


@pytest.fixture
def press(given: Given) -> list[Capture]:
    return [
        given(OWN, FERRY, "Ferry strikes pier in Quill Harbour", minutes=0, outlet="Harbour Courier"),
        given("https://bugle.example/boots", REWRITE, "Felt through our boots", minutes=90, outlet="The Bugle"),
        given("https://echo.example/ferry", FERRY, "Ferry hits pier", minutes=40, outlet="The Echo"),
        given("https://echo.example/tax", TAX, "Window-box tax stays", minutes=60, outlet="The Echo"),
    ]


@pytest.fixture
def app(tmp_path: Path, press: list[Capture]) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        made.ingest(press)
        yield made


def ask(app: Headwater, **scope: Any) -> str:
    made = app.rights.demand(make_scope(**scope), make_claim("Ada Quay", "ada@courier.example", "copyright", "It is ours: " + FERRY[:60]))
    return made.id


def urls(app: Headwater) -> set[str]:
    return {str(row["url"]) for row in app.export("articles")}


def everything(app: Headwater) -> str:
    """All that any reader can get, as one text."""
    now = datetime.now(UTC)
    shown: list[Any] = [app.front(now), app.river(0, 100), app.stories(None, 100), app.sources_page(), app.rights.log(), app.rights.list()]
    shown += [list(app.export(kind)) for kind in ("articles", "stories", "links", "quotes", "figures", "names")]
    shown += [app.story_page(story.id) for story in app.stories(None, 100)]
    shown += [app.article_page(line.id) for line in app.river(0, 100)]
    shown += [app.search(query) for query in ("ferry", "courier", "Quill", "outlet:courier", "is:origin", "after:2020-01-01")]
    return msgspec.json.encode(shown).decode()


def test_a_removal_ends_with_a_receipt_that_holds(app: Headwater) -> None:
    [article] = [row["id"] for row in app.export("articles") if row["url"] == OWN]
    demand = ask(app, urls=[OWN])
    assert OWN in everything(app), "nothing happens before the proof or a decision"
    done = app.rights.decide(demand, True, "the owner wrote from its address")
    assert done.state == "erased"
    text = everything(app)
    assert OWN not in text
    assert str(article) not in text
    assert "Ferry strikes pier" not in text
    with pytest.raises(RemovedError) as gone:
        app.article_page(str(article))
    assert gone.value.demand == demand
    document = app.rights.receipt(demand)
    assert receipt.verify(document) == app.rights.log().key
    assert document["residue"]["found"] == 0
    assert document["residue"]["strings"] > 5
    assert document["erased_items"]["article"] == 1
    moments = [document[name] for name in ("received", "verified", "hidden", "erased")]
    assert moments == sorted(moments)
    entries = list(app.rights.log().entries)
    assert receipt.breaks(entries) == ""
    assert entries[document["log"]["seq"] - 1]["hash"] == document["log"]["hash"]
    assert list(app.check()) == []


def test_copies_elsewhere_stay_and_are_listed(app: Headwater) -> None:
    demand = ask(app, urls=[OWN])
    app.rights.decide(demand, True, "theirs")
    assert urls(app) == {"https://bugle.example/boots", "https://echo.example/ferry", "https://echo.example/tax"}
    assert ("The Echo", "https://echo.example/ferry") in app.rights.status(demand).copies


def test_the_lineage_keeps_the_place_without_the_text(app: Headwater, given: Given) -> None:
    late = given(
        "https://late.example/boots",
        FERRY.replace("(Reuters) ", ""),
        "Boots felt it",
        minutes=400,
        outlet="Late Edition",
    )
    app.ingest([late])
    app.rights.decide(ask(app, domain="echo.example"), True, "x")
    app.rights.decide(ask(app, urls=[OWN]), True, "theirs")
    names = {link["origin_name"] for link in app.export("links")}
    assert any("removed at the owner’s demand" in str(name) for name in names), names
    for link in app.export("links"):
        if "removed" in str(link["origin_name"]):
            assert link["evidence"] in ([], ())
            assert not link["origin_url"]
    story = next(s for s in app.stories(None, 10) if len(s.articles) > 1)
    assert "removed at the owner’s demand" in msgspec.json.encode(app.story_page(story.id).branches).decode()


@pytest.mark.parametrize("scope", [{"urls": [OWN]}, {"domain": "courier.example"}, {"pattern": "https://courier.example/*"}])
def test_nothing_comes_back_by_any_path(app: Headwater, press: list[Capture], given: Given, tmp_path: Path, scope: dict[str, Any]) -> None:
    backup = tmp_path / "before.sqlite"
    app.backup(backup)
    kept = tmp_path / "copied-away.sqlite"
    kept.write_bytes(backup.read_bytes())
    app.rights.decide(ask(app, **scope), True, "theirs")
    again = [
        *press,
        given("http://www.courier.example/ferry/?utm_source=x", FERRY, "Ferry strikes pier in Quill Harbour"),
        given("https://web.archive.org/web/2026/https://courier.example/ferry", FERRY, "Ferry"),
        given("https://mirror.example/ferry", FERRY.replace("48", "47"), "Mirrored"),
        given("https://mirror.example/cut", FERRY.split("\n", 1)[1], "Mirrored"),
    ]
    counts = app.ingest(again)
    assert (counts.captures, counts.articles, counts.duplicates) == (8, 0, 3)
    assert counts.set_aside == 5
    assert not any("courier" in item.url or "mirror" in item.url for item in app.sources_page().set_aside), "not even addresses are kept"
    assert len(urls(app)) == 3
    app.close()
    for source in (backup, kept):
        left_out = restore_backup(source, tmp_path / "data")
        assert left_out == (1 if source is kept else 0), "the known backup was rewritten, the copy is swept when it is put back"
        with opened(tmp_path / "data") as back:
            assert len(urls(back)) == 3
            assert OWN not in everything(back)
            assert list(back.check()) == []
            assert list(back.barred()) == []


def test_a_backup_brings_its_removals_to_a_new_folder(app: Headwater, press: list[Capture], tmp_path: Path) -> None:
    app.rights.decide(ask(app, urls=[OWN]), True, "theirs")
    app.backup(tmp_path / "after.sqlite")
    restore_backup(tmp_path / "after.sqlite", tmp_path / "elsewhere")
    with opened(tmp_path / "elsewhere") as other:
        other.ingest(press)
        assert OWN not in urls(other)
        assert other.rights.log().entries == app.rights.log().entries


def test_every_table_has_a_rule_and_keeps_nothing(app: Headwater, tmp_path: Path) -> None:
    """A table that is added later needs its row in `store/erasure.py`, and must be empty of what was removed."""
    connection = apsw.Connection(str(tmp_path / "data" / "headwater.sqlite"))
    found = tables(connection)
    unruled = [table for table in found if table not in TABLES and not shadow_of(table)]
    assert unruled == [], f"say in store/erasure.py what becomes of {unruled} when an article is erased"
    [number] = app._store.removals.matching(make_scope(urls=[OWN]))
    [source] = app.subscribe([new_source("https://feeds.example/all.xml")])
    app._store.sources.wait(source.id, [Waiting(entry=Entry(link=f"https://{host}.example/later")) for host in ("courier", "echo")])
    app._store.hosts.validate([Validators(url=OWN, etag="1")])
    app.rights.decide(ask(app, domain="courier.example"), True, "theirs")
    assert [one.entry.link for one in app._store.sources.waiting(source.id)] == ["https://echo.example/later"]
    for table in (table for table in found if not shadow_of(table) and table != "word_index"):
        columns = [c[1] for c in connection.execute(f"SELECT * FROM pragma_table_info('{table}')")]
        rows = [dict(zip(columns, row, strict=True)) for row in connection.execute(f'SELECT * FROM "{table}"')]
        assert not [row for row in rows if number in (row.get("article"), row.get("origin"))], table
        assert "courier.example" not in repr(rows), table
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, word_index, row)")
    left = {term for (term, *_) in connection.execute("SELECT * FROM temp.vocabulary WHERE term IN ('courier', 'strikes')")}
    assert "strikes" not in left, "a word that only the removed title had"
    connection.close()


def test_every_file_of_the_data_folder_has_a_rule(app: Headwater, tmp_path: Path) -> None:
    app.rights.decide(ask(app, urls=[OWN]), True, "theirs")
    names = {path.relative_to(tmp_path / "data").as_posix() for path in (tmp_path / "data").rglob("*") if path.is_file()}
    unruled = [name for name in names if not any(Path(name).match(pattern) for pattern in FILES)]
    assert unruled == [], f"say in store/erasure.py what becomes of {unruled} when an article is erased"


def test_no_byte_of_it_is_left_in_any_file(app: Headwater, tmp_path: Path) -> None:
    folder, backup = tmp_path / "data", tmp_path / "b.sqlite"
    app.backup(backup)
    [number] = app._store.removals.matching(make_scope(urls=[OWN]))
    with app._store.transaction():
        needles = list(app._store.removals.eraser.needles(number))
    assert len(needles) >= 10
    blobs = [needle for needle in needles if b"courier" not in needle]
    assert search(folder, blobs, lambda _: False, [backup]).found > 5, "they are there before"
    app.rights.decide(ask(app, urls=[OWN]), True, "theirs")
    assert search(folder, needles, lambda _: False, [backup]).found == 0


def test_a_residue_stops_the_receipt(app: Headwater, tmp_path: Path) -> None:
    """The search is no formality: with a text left in a file the removal is not called done, and ends when the file is gone."""
    stray = tmp_path / "data" / "stray.log"
    stray.write_text(FERRY, encoding="utf-8")
    demand = ask(app, urls=[OWN])
    with pytest.raises(Exception, match=r"stray\.log"):
        app.rights.decide(demand, True, "theirs")
    assert app.rights.open(demand).state == "hidden"
    with pytest.raises(NotFoundError):
        app.rights.receipt(demand)
    assert any("stray.log" in line for line in app.rights.tick())
    stray.unlink()
    assert list(app.rights.tick()) == []
    assert app.rights.open(demand).state == "erased"


def test_what_nobody_decided_is_hidden_after_24_hours_and_can_come_back(app: Headwater, tmp_path: Path) -> None:
    before = everything(app)
    demand = ask(app, urls=[OWN])
    app.rights._now = lambda: datetime.now(UTC) + timedelta(hours=23, minutes=30)
    assert any("0.5 hours are left" in line for line in app.rights.tick())
    assert list(app.rights.tick()) == [], "each alarm rings once"
    app.rights._now = lambda: datetime.now(UTC) + timedelta(hours=24, minutes=1)
    assert any("hidden until you decide" in line for line in app.rights.tick())
    assert OWN not in everything(app)
    assert app.rights.open(demand).state == "hidden"
    app.rights.decide(demand, False, "the text is not theirs")
    assert urls(app) == {OWN, "https://bugle.example/boots", "https://echo.example/ferry", "https://echo.example/tax"}
    assert list(app.check()) == []
    shown = everything(app)
    assert shown.count(OWN) == before.count(OWN)
    with pytest.raises(UsageError):
        app.rights.decide(demand, True, "again")


def test_a_counter_notice_waits_for_the_operator(app: Headwater) -> None:
    demand = ask(app, urls=[OWN])
    assert app.rights.counter(demand, "I wrote it").state == "disputed"
    app.rights._now = lambda: datetime.now(UTC) + timedelta(hours=25)
    assert any("disputed" in line for line in app.rights.tick())
    assert OWN in everything(app), "a dispute is not settled by a clock"
    assert app.rights.decide(demand, True, "it was not").state == "erased"


def test_a_quotation_finds_every_report_that_holds_it(app: Headwater) -> None:
    demand = ask(app, quote="felt it through our boots before we heard it")
    assert app.rights.open(demand).matched == 3
    app.rights.decide(demand, True, "a private remark")
    assert urls(app) == {"https://echo.example/tax"}


def test_demands_are_bounded(app: Headwater) -> None:
    for _ in range(20):
        ask(app, urls=[OWN])
    with pytest.raises(UsageError, match="undecided already"):
        ask(app, urls=[OWN])


def test_a_domain_is_not_read_any_more(app: Headwater) -> None:
    app.subscribe([new_source("https://courier.example/feed.xml"), new_source("https://echo.example/feed.xml")])
    app.rights.decide(ask(app, domain="courier.example"), True, "theirs")
    states = {line.source.url: line.source.state for line in app.sources_page().lines}
    assert states == {"https://courier.example/feed.xml": "paused", "https://echo.example/feed.xml": "active"}
    assert app._gather.is_known("https://courier.example/news/tomorrow")
    assert not app._gather.is_known("https://echo.example/news/tomorrow")


def test_the_statement_goes_with_the_text(app: Headwater) -> None:
    demand = ask(app, urls=[OWN])
    app.rights.decide(demand, True, "theirs")
    kept = app.rights.open(demand)
    assert kept.claim is not None
    assert kept.claim.statement == ""
    assert kept.scope.urls == ()
    assert "Ada" not in msgspec.json.encode([app.rights.status(demand), app.rights.log(), list(app.rights.notices())]).decode()


VICTIM = """
import sys, random
from pathlib import Path
from headwater.app import opened
from headwater.model import Capture
with opened(Path(sys.argv[1])) as app:
    print("ready", flush=True)
    app.rights.decide(sys.argv[2], True, "theirs")
    print("done", flush=True)
"""


@pytest.mark.parametrize("number", range(4))
def test_a_kill_at_any_moment_undoes_nothing_and_takes_nothing_else(tmp_path: Path, press: list[Capture], number: int) -> None:
    folder = tmp_path / "data"
    with opened(folder) as app:
        app.ingest(press)
        demand = ask(app, urls=[OWN])
    victim = subprocess.Popen([sys.executable, "-c", VICTIM, str(folder), demand], stdout=subprocess.PIPE)
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"ready\n"
    time.sleep(random.Random(number).uniform(0.0, 0.25) if number else 0.02)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    others = {"https://bugle.example/boots", "https://echo.example/ferry", "https://echo.example/tax"}
    app = make_app(folder)
    try:
        found = app.rights.open(demand)
        assert others <= urls(app)
        if found.hidden is not None:
            assert OWN not in everything(app)
        assert (found.state == "erased") == (app._store.ledger.receipt(demand) is not None)
        if found.verified is None:
            app.rights.decide(demand, True, "theirs")
        assert list(app.rights.tick()) == []
        assert app.rights.open(demand).state == "erased"
        assert urls(app) == others
        assert list(app.check()) == []
        assert receipt.breaks(app.rights.log().entries) == ""
        app.ingest(press)
        assert urls(app) == others
    finally:
        app.close()


# ---- what is searched for ----


def test_what_all_records_hold_tells_nothing_of_one(app: Headwater, given: Given) -> None:
    """A slice of a record may be names of fields, which a kept record has, too; words may stand in another's text only."""
    app.ingest([given("https://a.example/1", "The lighthouse of Sill was painted blue overnight by its keeper Ada Quay. " * 4, "Blue")])
    with app._store.transaction():
        rows = app._store._database.rows("SELECT doc FROM link")  # type: ignore[attr-defined]
        doc = bytes(rows[0][0])
    assert len(doc) > 30
    assert app._store.is_live(doc[4:28]), "24 bytes, as a slice has"
    assert not app._store.is_live(doc[1:30]), "longer ones are words"
    assert not app._store.is_live(b"\x01" * 24)


def test_what_is_searched_for_is_spread_over_a_large_removal(app: Headwater, given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "NEEDLES", 30)
    monkeypatch.setattr(removal, "CHUNK", 8)
    texts = {n: f"Room {n} of the long house at Hallin has {n + 3} windows, and warden number {n} paints them. " * 6 for n in range(120)}
    app.ingest([given(f"https://long.example/room-{n}", words, f"Room {n} of the long house") for n, words in texts.items()])
    sealed: list[int] = []
    seal = app._store.ledger.seal

    def watched(demand: str, needles: list[bytes], limit: int) -> None:
        seal(demand, needles, limit)
        sealed.append(len(app._store.ledger.needles(demand)))

    monkeypatch.setattr(app._store.ledger, "seal", watched)
    asked = app.rights.demand(make_scope(domain="long.example"), make_claim("A", "a@long.example", "copyright", "ours"))
    assert app.rights.decide(asked.id, True, "theirs").state == "erased"
    assert len(sealed) == 15, "one for each transaction"
    assert sealed[4] < sealed[9] < sealed[14] <= 30, "the last reports have some, too"
    assert app.rights.receipt(asked.id)["residue"]["strings"] == sealed[-1]
