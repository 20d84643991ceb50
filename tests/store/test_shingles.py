"""The packed index of text reuse says what a plain one would say."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater.store.database import Database
from headwater.store.shingles import COMMON_SHINGLE, EARLIEST, WIDTH, Shingles

FEW = st.sampled_from([5, 7, 2**24 + 7, 2**44 + 5, 2**63 + 5, 2**64 - 1])
HASHES = st.sets(FEW | st.integers(0, 2**64 - 1), max_size=12)


def marks(hashes: set[int]) -> bytes:
    return np.array(sorted(hashes), dtype="<u8").tobytes()


def kept(hashes: set[int]) -> set[tuple[int, int]]:
    return {(value >> 44, value & 0xFFFFFF) for value in hashes}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.integers(1, 2**32 - 1), HASHES, max_size=8), HASHES, st.data())
def test_it_says_who_holds_what(tmp_path: Path, held: dict[int, set[int]], asked: set[int], data: st.DataObject) -> None:
    with contextlib.closing(Database(tmp_path)) as database:
        judge(database, held, asked, data)


def judge(database: Database, held: dict[int, set[int]], asked: set[int], data: st.DataObject) -> None:
    index = Shingles(database)
    with database.transaction() as connection:
        connection.execute("DELETE FROM shingle_bucket")
    gone = data.draw(st.sets(st.sampled_from(sorted(held)))) if held else set()
    with database.transaction() as connection:
        for article, hashes in held.items():
            index.add(connection, article, marks(hashes))
        index.remove(connection, {article: marks(held[article]) for article in gone})
    expected = {article: len(kept(hashes) & kept(asked)) for article, hashes in held.items() if article not in gone}
    assert index.sharing(marks(asked)) == Counter({article: count for article, count in expected.items() if count})
    left = sum(len(kept(hashes)) for article, hashes in held.items() if article not in gone)
    assert left * WIDTH <= (database.value("SELECT sum(length(doc)) FROM shingle_bucket") or 0) + 8 * WIDTH


def test_boilerplate_is_left_out_and_bounded(tmp_path: Path) -> None:
    database = Database(tmp_path)
    index = Shingles(database)
    with database.transaction() as connection:
        for article in range(1, COMMON_SHINGLE + 2):
            index.add(connection, article, marks({9, 2**60 + article}))
    assert index.sharing(marks({9, 2**60 + 4})) == Counter({4: 1})
    database.close()


def test_what_a_look_up_is_told_by_what_was_just_added_is_what_is_kept(tmp_path: Path) -> None:
    with contextlib.closing(Database(tmp_path)) as database:
        index = Shingles(database)
        with database.transaction() as connection:
            index.add(connection, 1, marks({5, 6, 2**61, 2**61 + 2**45}))
            index.add(connection, 2, marks({6, 7, 2**61}))
            assert index.sharing(marks({6, 7, 2**61})) == index.sharing(marks({6, 7, 2**61})) == Counter({2: 3, 1: 2})
        with contextlib.suppress(RuntimeError), database.transaction() as connection:
            index.add(connection, 3, marks({6}))
            raise RuntimeError("the batch fails")
        assert index.sharing(marks({6})) == Counter({1: 1, 2: 1})
        with database.transaction():
            assert index.sharing(marks({6})) == Counter({1: 1, 2: 1})


def test_it_is_made_anew_from_the_fingerprints(tmp_path: Path) -> None:
    database = Database(tmp_path)
    Shingles(database)
    with database.transaction() as connection:
        connection.execute("PRAGMA foreign_keys = off")
        connection.execute(
            "INSERT INTO article (n, id, source, outlet, language, kind, at, dated, first_seen, digest, words, revision, doc)"
            " VALUES (3, 'a', '', '', 'en', 'article', 0, 0, 0, x'', 1, 1, x'')"
        )
        connection.execute("INSERT INTO fingerprint (article, shingles, terms) VALUES (3, ?, x'')", (marks({5, 6}),))
    assert Shingles(database).sharing(marks({6})) == Counter({3: 1})
    database.close()


def test_a_text_that_very_many_outlets_carry_is_compared_with_the_first_of_them(tmp_path: Path) -> None:
    text = {9, 2**50, 2**60}
    with contextlib.closing(Database(tmp_path)) as database:
        index = Shingles(database)
        with database.transaction() as connection:
            for article in range(1, COMMON_SHINGLE + 2):
                index.add(connection, article, marks(text))
        assert index.sharing(marks(text)) == Counter(dict.fromkeys(range(1, EARLIEST + 1), 3))
        assert index.sharing(marks(text | {2**61, 2**62})) == Counter()
