"""What the store keeps for fetching: when each source is due, what waits, what hosts ask of us."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import apsw
import msgspec

from headwater.model import Entry, RobotsRecord, Source, Validators, Waiting
from headwater.store import SqliteStore, Store
from headwater.store.codec import pack
from headwater.store.sources import MAX_WAITING

DAY = 86_400.0


def source(name: str, **changes: object) -> Source:
    return Source(id=name, url=f"https://{name}.example/feed", **changes)  # type: ignore[arg-type]


def test_what_is_due_is_found_without_reading_the_rest(store: Store) -> None:
    store.sources.put(source("new"))
    store.sources.put(source("late", next_due=100.0, last_fetched=50.0))
    store.sources.put(source("early", next_due=900.0, last_fetched=50.0))
    store.sources.put(source("pages", next_due=900.0, last_fetched=50.0, pages_due=90.0))
    store.sources.put(source("failing", next_due=10.0, last_fetched=5.0, failures=3))
    for state in ("gone", "paused"):
        store.sources.put(source(state, state=state))
    store.sources.put(source("files", kind="files"))
    assert store.sources.due(100.0, 10) == ["pages", "late"]
    assert store.sources.due(100.0, 1) == ["pages"]
    assert store.sources.new(100.0, 10) == ["new"]
    assert store.sources.due(100.0, 10, failing=True) == ["failing"]


def test_what_is_planned_is_the_sum_of_all_waits(store: Store) -> None:
    assert store.sources.planned(3600.0) == (0, 0.0)
    store.sources.put(source("new"))
    store.sources.put(source("hourly", last_fetched=1000.0, next_due=4600.0))
    store.sources.put(source("gone", state="gone"))
    number, rate = store.sources.planned(3600.0)
    assert (number, round(rate * 3600.0, 6)) == (2, 2.0)


def test_what_waits_stays_with_its_source(store: Store) -> None:
    store.sources.put(source("a"))
    entries = [Waiting(entry=Entry(link=f"https://a.example/{n}"), since=float(n), tries=n % 3) for n in range(MAX_WAITING + 20)]
    store.sources.wait("a", entries)
    kept = store.sources.waiting("a")
    assert (len(kept), kept[0].since) == (MAX_WAITING, MAX_WAITING - 1.0)
    store.sources.wait("a", entries[:1])
    assert store.sources.waiting("a") == (entries[0],)
    store.sources.remove("a")
    assert store.sources.waiting("a") == ()


def test_what_waits_is_kept_clean(store: Store) -> None:
    store.sources.put(source("a"))
    vector = "<p>Words <a href='/more'>more</a><img src=x onerror=alert(1)><script>alert(1)</script></p>"
    entry = Entry(link="https://a.example/1", title="A < b", summary=vector, content=vector)
    store.sources.wait("a", [Waiting(entry=entry, since=1.0)])
    [kept] = store.sources.waiting("a")
    for markup in (kept.entry.summary, kept.entry.content):
        assert "https://a.example/more" in markup
        assert "script" not in markup
        assert "onerror" not in markup
    assert (kept.entry.title, kept.entry.link) == (entry.title, entry.link)


def test_what_hosts_ask_of_us_outlives_the_program(tmp_path: Path) -> None:
    record = RobotsRecord(body=b"User-agent: *\nDisallow: /", etag='"1"', until=DAY)
    first = SqliteStore(tmp_path)
    first.hosts.hold("busy.example", 7200.0, 0.0)
    first.hosts.keep_robots("https://a.example", record, 0.0)
    first.close()
    again = SqliteStore(tmp_path)
    assert again.hosts.held(7199.0) == {"busy.example": 7200.0}
    assert again.hosts.held(7200.0) == {}
    assert again.hosts.robots("https://a.example") == record
    again.hosts.keep_robots("https://b.example", record, 2 * DAY)
    assert again.hosts.robots("https://a.example") is None
    again.close()


def test_validators_of_pages_go_with_their_articles(store: Store) -> None:
    with store.transaction():
        store._database._writer.execute(  # type: ignore[attr-defined]
            "INSERT INTO article (n, id, source, outlet, language, kind, at, dated, first_seen, digest, words, revision, doc)"
            " VALUES (1, 'a', '', '', 'en', 'article', 0.0, 1, 0.0, x'00', 1, 1, x'00')"
        )
        store._database._writer.execute("INSERT INTO address (key, article) VALUES ('a.example/1', 1), ('a.example/2', NULL)")  # type: ignore[attr-defined]
    said = Validators(url="https://a.example/1", etag='W/"1"', last_modified="yesterday")
    store.hosts.validate([said, Validators(url="https://a.example/2", etag="x"), Validators(url="https://a.example/3", etag="x")])
    assert store.hosts.validators(said.url) == said
    for other in ("https://a.example/2", "https://a.example/3"):
        assert store.hosts.validators(other) == Validators(url=other)
    store.hosts.validate([msgspec.structs.replace(said, etag="", last_modified="")])
    assert store.hosts.validators(said.url) == Validators(url=said.url)
    store.hosts.validate([said])
    with store.transaction():
        store._database._writer.execute("UPDATE address SET article = NULL")  # type: ignore[attr-defined]
        store._database._writer.execute("DELETE FROM article")  # type: ignore[attr-defined]
    assert store._database.value("SELECT count(*) FROM validator") == 0  # type: ignore[attr-defined]


def test_sources_of_an_older_store_are_due_when_they_were(tmp_path: Path) -> None:
    first = (resources.files("headwater.store") / "migrations" / "0001_first.sql").read_text(encoding="utf-8")
    with apsw.Connection(str(tmp_path / "headwater.sqlite")) as connection:
        connection.execute(first)
        for old in (source("a", next_due=500.0), source("b", next_due=50.0)):
            values = (old.id, old.url, old.next_due, pack(old))
            connection.execute("INSERT INTO source (id, url, next_due, doc) VALUES (?, ?, ?, ?)", values)
        connection.pragma("user_version", 1)
    connection.close()
    opened = SqliteStore(tmp_path)
    assert opened.sources.new(100.0, 9) == ["b"], "as if they had never been asked"
    assert opened.sources.new(500.0, 9) == ["b", "a"]
    opened.close()
