"""Stories as chapters, the sagas they make, and the redirects of sagas that became part of another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from headwater.model import Article
from headwater.stages.story import SPEAKERS, Chapter, Told, spread
from headwater.store.codec import pack, unpack
from headwater.store.database import Database
from headwater.store.facts import Facts

COUNTED = 1_000
"""A term is counted up to so many chapters: beyond it, it ties nothing together, and the count must not cost more in a large store."""
COMMON_SHARE = 0.06
RARE = 200
"""Chapters of one term that are looked through for what a chapter may have to do with: the newest; a commoner term finds nothing."""


class Sagas:
    """The tables `saga`, `chapter`, `chapter_term` and `saga_redirect`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # ---- writing (inside the caller's transaction) ----

    def mark(self, *stories: str) -> None:
        """Note that the reports of these stories have changed."""
        with self._db.transaction() as connection:
            connection.executemany(
                "INSERT INTO chapter (story, stale) SELECT n, 1 FROM story WHERE id = ?"
                " ON CONFLICT (story) DO UPDATE SET stale = stale + 1",
                ((story,) for story in stories),
            )

    def put(self, chapter: Chapter) -> None:
        """Save what a story is about. It stays to be looked at until `seen`."""
        with self._db.transaction() as connection:
            n = self._db.value("SELECT n FROM story WHERE id = ?", (chapter.story,))
            connection.execute("UPDATE chapter SET doc = ? WHERE story = ?", (pack(chapter), n))
            connection.execute("DELETE FROM chapter_term WHERE story = ?", (n,))
            terms = {_hashed(key) for key, _ in (*chapter.names, *chapter.words)}
            connection.executemany("INSERT INTO chapter_term (term, story) VALUES (?, ?)", ((term, n) for term in terms))

    def drop(self, story: str) -> None:
        """The story has no report left that can tie it to others: it is in no saga."""
        with self._db.transaction() as connection:
            n = self._db.value("SELECT n FROM story WHERE id = ?", (story,))
            connection.execute("UPDATE chapter SET doc = NULL, saga = NULL WHERE story = ?", (n,))
            connection.execute("DELETE FROM chapter_term WHERE story = ?", (n,))

    def seen(self, story: str, stale: int) -> None:
        """The story was looked at; `stale` is the number that `stale` gave. One that has changed since stays stale."""
        with self._db.transaction() as connection:
            connection.execute(
                "UPDATE chapter SET stale = max(0, stale - ?) WHERE story = (SELECT n FROM story WHERE id = ?)", (stale, story)
            )

    def assign(self, homes: Mapping[str, str | None]) -> None:
        """Put stories into sagas (None: into none), which are opened where they are new."""
        with self._db.transaction() as connection:
            for saga in dict.fromkeys(home for home in homes.values() if home):
                connection.execute("INSERT OR IGNORE INTO saga (id) VALUES (?)", (saga,))
                connection.execute("DELETE FROM saga_redirect WHERE old = ?", (saga,))
            connection.executemany(
                "UPDATE chapter SET saga = (SELECT n FROM saga WHERE id = ?) WHERE story = (SELECT n FROM story WHERE id = ?)",
                ((saga, story) for story, saga in homes.items()),
            )

    def merge(self, old: str, new: str) -> None:
        """Leave a redirect from a saga that has no chapter left to the one that has most of them; redirects to it follow."""
        with self._db.transaction() as connection:
            left = self._db.value("SELECT 1 FROM chapter c JOIN saga g ON g.n = c.saga WHERE g.id = ? LIMIT 1", (old,))
            if left is None and old != new:
                connection.execute("UPDATE saga_redirect SET new = ? WHERE new = ?", (new, old))
                connection.execute("INSERT OR REPLACE INTO saga_redirect (old, new) VALUES (?, ?)", (old, new))
                connection.execute("DELETE FROM saga WHERE id = ?", (old,))

    # ---- reading ----

    def stale(self, limit: int, after: int = 0) -> list[tuple[int, str, int]]:
        """(number, story, number to give to `seen`) of changed stories, in order of founding."""
        return [
            (n, story, count)
            for n, story, count in self._db.rows(
                "SELECT s.n, s.id, c.stale FROM chapter c JOIN story s ON s.n = c.story WHERE c.stale > 0 AND s.reports > 0 AND s.n > ?"
                " ORDER BY s.n LIMIT ?",
                (after, limit),
            )
        ]

    def told(self, story: str) -> tuple[list[Told], float, float]:
        """(some reports of a story from its first to its last, its first and its last moment). Reports that belong to no one story are
        left out; no reports where there are no others."""
        rows = self._db.rows(
            "SELECT a.n, a.at FROM article a JOIN story s ON s.n = a.story WHERE s.id = ? AND a.alone = 0"
            " AND a.kind IN ('article', 'live_blog') AND a.n NOT IN (SELECT article FROM hidden) ORDER BY a.at, a.id",
            (story,),
        )
        if not rows:
            return [], 0.0, 0.0
        chosen = spread(tuple(rows), SPEAKERS)
        found = self._db.rows(
            "SELECT f.terms, a.language, a.doc, t.doc FROM article a JOIN fingerprint f ON f.article = a.n JOIN facts t ON t.article = a.n"
            " WHERE a.n IN (SELECT value FROM json_each(?)) ORDER BY a.at, a.id",
            (json.dumps([n for n, _ in chosen]),),
        )
        told = [
            Told(
                terms=unpack(terms, tuple[tuple[str, float], ...]),
                title=unpack(doc, Article).title,
                language=language,
                names=unpack(facts, Facts).names,
            )
            for terms, language, doc, facts in found
        ]
        return told, float(rows[0][1]), float(rows[-1][1])

    def counts(self, keys: Iterable[str]) -> dict[str, int]:
        """How many chapters have each of these terms, up to `COUNTED`."""
        by_hash = {_hashed(key): key for key in keys}
        rows = self._db.rows(
            "SELECT k.value, (SELECT count(*) FROM (SELECT 1 FROM chapter_term WHERE term = k.value LIMIT ?)) FROM json_each(?) k",
            (COUNTED, json.dumps(list(by_hash))),
        )
        most = max(COUNTED, int(COMMON_SHARE * self.count()))
        return {by_hash[term]: count if count < COUNTED else most for term, count in rows}

    def count(self) -> int:
        """How many chapters there are."""
        return int(self._db.value("SELECT count(*) FROM chapter"))

    def near(self, weights: Mapping[str, float], limit: int) -> list[str]:
        """Stories that share most of these weighted terms, at least two of them, best first; the commonest terms find nothing."""
        by_hash = {_hashed(key): weight for key, weight in weights.items()}
        found: dict[int, list[float]] = {}
        for term, weight in by_hash.items():
            rows = self._db.rows("SELECT story FROM chapter_term WHERE term = ? ORDER BY story DESC LIMIT ?", (term, RARE + 1))
            if len(rows) <= RARE:
                for (story,) in rows:
                    found.setdefault(story, []).append(weight)
        best = sorted((story for story, shared in found.items() if len(shared) > 1), key=lambda story: (-sum(found[story]), story))[:limit]
        ids = dict(self._db.rows("SELECT n, id FROM story WHERE n IN (SELECT value FROM json_each(?))", (json.dumps(best),)))
        return [ids[n] for n in best if n in ids]

    def chapters(self, stories: Iterable[str]) -> dict[str, Chapter]:
        """The chapters of these stories, as far as they were looked at."""
        rows = self._db.rows(
            "SELECT s.id, c.doc FROM story s JOIN chapter c ON c.story = s.n WHERE c.doc IS NOT NULL"
            " AND s.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(stories)),),
        )
        return {story: unpack(doc, Chapter) for story, doc in rows}

    def homes(self, stories: Iterable[str]) -> dict[str, str]:
        """{story: its saga}; stories that are in none are left out."""
        return dict(
            self._db.rows(
                "SELECT s.id, g.id FROM story s JOIN chapter c ON c.story = s.n JOIN saga g ON g.n = c.saga"
                " WHERE s.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(stories)),),
            )
        )

    def members(self, saga: str) -> list[str]:
        """Ids of a saga's stories in order of their first report."""
        rows = self._db.rows(
            "SELECT s.id FROM saga g JOIN chapter c ON c.saga = g.n JOIN story s ON s.n = c.story WHERE g.id = ? AND s.reports > 0"
            " ORDER BY s.first_seen, s.id",
            (saga,),
        )
        return [story for (story,) in rows]

    def redirect(self, saga: str) -> str | None:
        """The saga that one which is no more is part of now, or None."""
        found = self._db.value("SELECT new FROM saga_redirect WHERE old = ?", (saga,))
        return None if found is None else str(found)

    def newest(self, limit: int) -> list[str]:
        """Ids of the sagas of two stories and more whose stories have the newest reports, the newest first."""
        rows = self._db.rows(
            "SELECT g.id FROM saga g JOIN chapter c ON c.saga = g.n JOIN story s ON s.n = c.story WHERE s.reports > 0 GROUP BY g.n"
            " HAVING count(*) > 1 ORDER BY max(s.last_seen) DESC, g.id LIMIT ?",
            (limit,),
        )
        return [saga for (saga,) in rows]

    def each(self) -> Iterator[str]:
        """Ids of all sagas of two stories and more, in order of founding."""
        rows = self._db.rows("SELECT g.id FROM saga g JOIN chapter c ON c.saga = g.n GROUP BY g.n HAVING count(*) > 1 ORDER BY g.n")
        yield from (saga for (saga,) in rows)

    def faults(self) -> Iterator[str]:
        """One line for everything that does not fit together."""
        for old, new in self._db.rows("SELECT old, new FROM saga_redirect WHERE new NOT IN (SELECT id FROM saga)"):
            yield f"redirect of saga {old} leads to {new}, which is not there"


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
