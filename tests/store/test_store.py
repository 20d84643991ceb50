"""The contract of a store: keyed writes, one transaction, revisions, search, redirects, integrity, backup."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import msgspec
import numpy as np
import pytest

from headwater.errors import BusyError, StoreError
from headwater.model import Article, Fingerprint, Link, Report, SetAside, Source, Story
from headwater.replay import restore
from headwater.store import SqliteStore, Store
from headwater.store.articles import Place
from headwater.store.database import FILE_NAME
from headwater.store.query import parse
from headwater.store.stories import StoryRecord
from headwater.text import article_id

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def report(slug: str, words: str = "The ferry left at noon.", *, title: str = "Ferry", shingles: tuple[int, ...] = (1, 2, 3)) -> Report:
    url = f"https://quay.example/{slug}"
    article = Article(
        id=article_id(url), url=url, canonical_url=url, outlet="The Quay", title=title, text=words, language="en", first_seen=NOON
    )
    marks = np.array(sorted(shingles), dtype="<u8").tobytes()
    digest = words.encode().ljust(16, b".")[:16]
    return Report(
        article=article, fingerprint=Fingerprint(digest=digest, words=len(words.split()), shingles=marks, terms=(("w:ferry", 1.0),))
    )


def found(store: Store, typed: str) -> list[str]:
    hits, total, _ = store.search.find(parse(typed), "relevance", 0, 50)
    assert total == len(hits)
    return [hit.article.url.rsplit("/", 1)[-1] for hit in hits]


def test_the_same_report_twice_changes_nothing(store: Store) -> None:
    assert store.articles.put(report("a"), "s1") == "new"
    assert store.articles.put(report("a"), "s1") == "known"
    assert store.articles.count() == 1
    assert store.articles.revisions(report("a").article.id) == []
    assert found(store, "ferry") == ["a"]


def test_a_changed_text_is_a_revision_and_search_follows(store: Store) -> None:
    store.articles.put(report("a", "The ferry left at noon."), "s1")
    assert store.articles.put(report("a", "The barge left at one.", shingles=(7, 8)), "s1") == "revised"
    article = report("a").article.id
    [(number, _, old)] = store.articles.revisions(article)
    assert (number, old.text) == (1, "The ferry left at noon.")
    assert store.articles.many([article])[article].revision == 2
    assert found(store, "barge") == ["a"]
    assert found(store, "noon") == []
    assert store.articles.sharing(np.array([7], dtype="<u8").tobytes()) == {article: 1}
    assert store.articles.sharing(np.array([1, 2, 3], dtype="<u8").tobytes()) == {}


def test_an_excerpt_never_replaces_the_full_text(store: Store) -> None:
    store.articles.put(report("a", "The ferry left at noon with all on board."), "s1")
    short = report("a", "The ferry left.")
    short = msgspec.structs.replace(short, article=msgspec.structs.replace(short.article, kind="stub"))
    assert store.articles.put(short, "s1") == "known"
    stored = store.articles.get(short.article.id)
    assert stored is not None
    assert stored.text.endswith("on board.")


def test_nothing_of_a_failing_batch_is_kept(store: Store) -> None:
    store.articles.put(report("before"), "s1")
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.articles.put(report("within"), "s1")
        assert store.articles.count() == 2
        raise ZeroDivisionError
    assert store.articles.count() == 1
    assert list(store.check()) != [], "an article that is a report has no story yet: the check must say so"


def test_words_are_searched_whatever_a_batch_does_with_its_articles(store: Store) -> None:
    with store.transaction():
        store.articles.put(report("a", "The ferry left at noon."), "s1")
        store.articles.put(report("a", "The barge left at one.", shingles=(7, 8)), "s1")
        store.articles.put(report("b", "The sloop stayed."), "s1")
    assert (found(store, "noon"), found(store, "barge"), found(store, "sloop")) == ([], ["a"], ["b"])
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.articles.put(report("c", "The yawl sank."), "s1")
        raise ZeroDivisionError
    store.articles.put(report("d", "The ketch sailed."), "s1")
    assert (found(store, "yawl"), found(store, "ketch")) == ([], ["d"])
    assert not [fault for fault in store.check() if "search index" in fault]


def test_every_address_of_an_article_is_known(store: Store) -> None:
    one = report("a")
    other = msgspec.structs.replace(one.article, url="https://m.quay.example/a?utm_source=x")
    store.articles.put(msgspec.structs.replace(one, article=other), "s1")
    for url in ("https://quay.example/a", "http://www.quay.example/a/", "https://m.quay.example/a"):
        assert store.articles.by_address(url) == one.article.id
    store.articles.also_at([("https://short.example/1", "https://quay.example/a")])
    assert store.articles.by_address("https://short.example/1") == one.article.id
    assert store.articles.by_address("https://quay.example/b") is None


def test_sharing_counts_common_hashes(store: Store) -> None:
    store.articles.put(report("a", "one", shingles=(1, 2, 3, 2**63 + 5)), "s1")
    store.articles.put(report("b", "two", shingles=(3, 4)), "s1")
    shared = store.articles.sharing(np.array([2, 3, 2**63 + 5], dtype="<u8").tobytes())
    assert shared == {report("a").article.id: 3, report("b").article.id: 1}


def save_story(store: Store, slugs: tuple[str, ...], name: str = "s-one") -> None:
    with store.transaction():
        store.stories.found(name)
        for slug in slugs:
            store.articles.put(report(slug, f"words of {slug}"), "s1")
            store.articles.assign(Place(report(slug).article.id, name, (f"because {slug}",)))
        ids = tuple(store.stories.members(name))
        story = Story(
            id=name, title="T", articles=ids, languages=("en",), outlets=1, independent=1, primary=(), first_seen=NOON, last_seen=NOON
        )
        store.stories.put(StoryRecord(story=story, branches=(), language="en", section="", deck="", excerpt_of=ids[0]))


def test_stories_merge_and_leave_redirects(store: Store) -> None:
    save_story(store, ("a", "b"), "s-one")
    save_story(store, ("c",), "s-two")
    save_story(store, ("d",), "s-three")
    with store.transaction():
        store.stories.merge("s-three", "s-two")
        store.stories.merge("s-two", "s-one")
    assert store.stories.redirect("s-three") == store.stories.redirect("s-two") == "s-one"
    assert store.stories.redirect("s-one") is None
    assert len(store.stories.members("s-one")) == 4
    assert store.stories.get("s-two") is None
    assert set(store.articles.reasons("s-one").values()) == {(f"because {x}",) for x in "abcd"}
    assert any("s-one" in fault for fault in store.check()), "the merged story was not drawn anew"


def test_links_are_replaced_not_added(store: Store) -> None:
    save_story(store, ("a", "b"))
    a, b = report("a").article.id, report("b").article.id
    link = Link(article=b, origin=a, origin_kind="article", origin_name="The Quay", origin_url="", kind="copy_of", confidence=0.9)
    for _ in range(2):
        store.stories.relink([a, b], [link])
    assert store.stories.links_of([a, b]) == [link]
    assert store.stories.links_to([a]) == [link]
    assert found(store, "words is:copy") == ["b"]
    assert found(store, "words is:origin") == ["a"]
    store.stories.relink([b], [])
    assert store.stories.links_to([a]) == []
    assert sorted(found(store, "words is:origin")) == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ferry", ["a", "b"]),
        ('"harbour ferry"', ["b"]),
        ("ferry -harbour", ["a"]),
        ("zoe", ["c"]),
        ("堰", ["d"]),
        ("堰の", ["d"]),
        ("の堰", []),
        ("ferry lang:de", []),
        ("ferry outlet:quay after:2026-11-20 before:2026-11-20", ["a", "b"]),
        ("ferry after:2026-11-21", []),
        ('AND OR NOT ( ) * ^ "', []),
        ("ferry AND", []),
        ("'; DROP TABLE article; --", []),
    ],
)
def test_search(store: Store, typed: str, expected: list[str]) -> None:
    store.articles.put(report("a", "The ferry left."), "s")
    store.articles.put(report("b", "The harbour ferry left.", title="Harbour"), "s")
    store.articles.put(report("c", "Zoë stayed.", title="Quiet"), "s")
    store.articles.put(report("d", "堰の開放", title="Weir"), "s")
    assert sorted(found(store, typed)) == expected


@pytest.mark.parametrize("typed", ["-only", "is:nonsense", "after:yesterday", "before:2026-13-01"])
def test_a_query_that_cannot_be_read_says_why(typed: str) -> None:
    assert parse(typed).problem


def test_sources_and_what_was_set_aside(store: Store) -> None:
    source = Source(id="f1", url="https://quay.example/feed", title="Quay")
    store.sources.put(source)
    store.sources.put(msgspec.structs.replace(source, failures=3))
    assert store.sources.get("https://quay.example/feed") == msgspec.structs.replace(source, failures=3)
    assert len(store.sources.all()) == 1
    item = SetAside(url="file:///x.html", source="", reason="it is a picture", at=NOON)
    store.sources.set_aside([item, item])
    store.sources.set_aside([msgspec.structs.replace(item, at=NOON + timedelta(hours=1))])
    assert store.sources.aside_count() == 1
    assert store.sources.is_set_aside("file:///x.html")
    assert store.sources.remove("f1") is True
    assert store.sources.remove("f1") is False


def test_a_deleted_text_leaves_no_trace_in_the_files(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    store.articles.put(report("a", "A zyxwvutian secret was told."), "s")
    store.articles.put(report("a", "Nothing was told.", shingles=(9,)), "s")
    with store.transaction():
        store._database.row("SELECT 1")
        store._database._writer.execute("DELETE FROM revision")
    store.close()
    for file in tmp_path.iterdir():
        assert b"zyxwvutian" not in file.read_bytes()
        assert b"yxwvutian" not in file.read_bytes()


def test_a_removed_article_is_gone_with_all_that_was_derived(store: Store, tmp_path: Path) -> None:
    save_story(store, ("a", "b"))
    store.articles.put(report("a", "A qwvxzian secret.", shingles=(5, 6)), "s1")
    gone, left = report("a").article.id, report("b").article.id
    link = Link(article=left, origin=gone, origin_kind="article", origin_name="", origin_url="", kind="copy_of", confidence=0.9)
    store.stories.relink([left], [link])
    number = store.removals.number(gone)
    assert number is not None
    with store.transaction():
        assert store.removals.erase([number])["revision"] == 1
        assert not store.removals.erase([number]), "twice is once"
    assert store.articles.get(gone) is None
    assert store.articles.revisions(gone) == []
    assert store.stories.links_to([gone]) == store.stories.links_of([left]) == []
    assert found(store, "qwvxzian") == []
    assert store.articles.sharing(np.array([5, 6], dtype="<u8").tobytes()) == {}
    assert not store.articles.is_met("https://quay.example/a"), "the bar knows it, without the address"
    assert store.articles.by_address("https://quay.example/a") is None
    store.close()
    assert b"qwvxzian" not in (tmp_path / "data" / FILE_NAME).read_bytes()


def test_another_process_changes_the_version(store: Store, tmp_path: Path) -> None:
    before = store.version()
    store.articles.put(report("a"), "s")
    assert store.version() == before, "one's own writing is no news"
    other = SqliteStore(tmp_path / "data")
    other.articles.put(report("b"), "s")
    other.close()
    assert store.version() != before


def test_backup_and_restore(store: Store, tmp_path: Path) -> None:
    save_story(store, ("a", "b"))
    target = tmp_path / "copy.sqlite"
    store.backup(target)
    save_story(store, ("c",), "s-later")
    restore(target, tmp_path / "again")
    again = SqliteStore(tmp_path / "again")
    assert again.articles.count() == 2
    assert list(again.check()) == []
    assert sorted(found(again, "words")) == ["a", "b"]
    again.close()


@pytest.mark.parametrize("content", [b"", b"not a database, only words", b"SQLite format 3\x00" + b"\x00" * 200])
def test_what_is_no_backup_is_refused_and_the_store_stays(store: Store, tmp_path: Path, content: bytes) -> None:
    save_story(store, ("a",))
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content)
    with pytest.raises(StoreError):
        restore(wrong, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere" / FILE_NAME).exists()
    assert store.articles.count() == 1
    assert list(store.check()) == []


def test_a_damaged_file_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"rubbish " * 1000)
    with pytest.raises(StoreError, match="damaged"):
        SqliteStore(tmp_path)


def test_a_damaged_record_and_a_lost_index_are_found(store: Store, tmp_path: Path) -> None:
    save_story(store, ("a", "b"))
    assert list(store.check()) == []
    connection = apsw.Connection(str(tmp_path / "data" / FILE_NAME))
    connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
    assert any("word_index" in fault or "search index" in fault for fault in store.check())
    connection.execute("UPDATE article SET doc = x'00' WHERE n = 1")
    connection.close()
    assert "article: record 1 is damaged" in list(store.check())


def test_a_store_in_use_is_not_replaced(store: Store, tmp_path: Path) -> None:
    save_story(store, ("a",))
    store.backup(tmp_path / "copy.sqlite")
    with pytest.raises(BusyError, match="in use"):
        restore(tmp_path / "copy.sqlite", tmp_path / "data")
    connection = apsw.Connection(str(tmp_path / "copy.sqlite"))
    connection.pragma("user_version", 99)
    connection.close()
    with pytest.raises(StoreError, match="newer"):
        restore(tmp_path / "copy.sqlite", tmp_path / "elsewhere")


def test_readers_and_writers_do_not_disturb_each_other(store: Store) -> None:
    save_story(store, ("a", "b"))
    failed: list[Exception] = []
    stop = threading.Event()

    def again(work: Callable[[int], object]) -> None:
        number = 0
        try:
            while not stop.is_set():
                number += 1
                work(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, it failed
            failed.append(error)

    works: list[Callable[[int], object]] = [
        lambda n: store.sources.put(Source(id=f"f{n % 7}", url=f"https://quay.example/{n % 7}")),
        lambda n: store.articles.put(report(f"t{n % 50}", f"words {n}"), "s1"),
        lambda _: store.version(),
        lambda _: store.stories.get("s-one"),
        lambda _: store.search.find(parse("words"), "relevance", 0, 5),
        lambda _: store.articles.latest(5),
    ]
    threads = [threading.Thread(target=again, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    stop.wait(1.5)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    SqliteStore(tmp_path).close()
    connection = apsw.Connection(str(tmp_path / FILE_NAME))
    connection.pragma("user_version", 99)
    connection.close()
    with pytest.raises(StoreError, match="newer"):
        SqliteStore(tmp_path)


def test_a_full_disk_loses_only_the_batch(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    store.articles.put(report("a"), "s")
    pages = store._database._writer.pragma("page_count")
    store._database._writer.pragma("max_page_count", pages + 2)
    with pytest.raises(StoreError, match="full"), store.transaction():
        for number in range(200):
            store.articles.put(report(f"n{number}", f"{number} " * 400, shingles=tuple(range(number, number + 300))), "s")
    assert store.articles.count() == 1
    store._database._writer.pragma("max_page_count", 1_000_000)
    store.articles.put(report("b", "more"), "s")
    assert store.articles.count() == 2
    store.close()


def test_a_copy_made_while_writing_is_whole(tmp_path: Path, store: Store) -> None:
    save_story(store, ("a", "b"))
    with store.transaction():
        store.articles.put(report("pending"), "s")
        shutil.copytree(tmp_path / "data", tmp_path / "crashed")
    crashed = SqliteStore(tmp_path / "crashed")
    assert crashed.articles.count() == 2
    assert list(crashed.check()) == []
    crashed.close()
