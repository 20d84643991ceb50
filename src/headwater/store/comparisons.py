"""What comparing the reports of each story has shown, and which stories have changed since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from headwater.model import Comparison
from headwater.store.codec import pack, unpack
from headwater.store.database import Database


class Comparisons:
    """The table `comparison`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # ---- writing (inside the caller's transaction) ----

    def mark(self, *stories: str) -> None:
        """Note that the reports of these stories have changed."""
        with self._db.transaction() as connection:
            connection.executemany(
                "INSERT INTO comparison (story, stale, compared, differences) SELECT n, 1, 0, 0 FROM story WHERE id = ?"
                " ON CONFLICT (story) DO UPDATE SET stale = stale + 1",
                ((story,) for story in stories),
            )

    def put(self, story: str, comparison: Comparison, seen: int, now: float) -> None:
        """Save what comparing has shown. `seen` is the number that `stale` gave; a story that has changed since stays stale."""
        with self._db.transaction() as connection:
            connection.execute(
                "UPDATE comparison SET stale = stale - ?, compared = ?, differences = ?, doc = ?"
                " WHERE story = (SELECT n FROM story WHERE id = ?)",
                (seen, now, len(comparison.differences), pack(comparison), story),
            )

    # ---- reading ----

    def stale(self, before: float, large: int, limit: int) -> list[tuple[str, int]]:
        """(story, number to give to `put`) of changed stories, those compared longest ago first.

        A story of more than `large` reports only if it was last compared before that moment.
        """
        return [
            (story, seen)
            for story, seen in self._db.rows(
                "SELECT s.id, c.stale FROM comparison c JOIN story s ON s.n = c.story"
                " WHERE c.stale > 0 AND s.reports > 0 AND (s.reports <= ? OR c.compared < ?) ORDER BY c.compared, c.story LIMIT ?",
                (large, before, limit),
            )
        ]

    def get(self, story: str) -> Comparison:
        """What is known of a story; nothing where it was not compared yet."""
        doc = self._db.value("SELECT c.doc FROM comparison c JOIN story s ON s.n = c.story WHERE s.id = ?", (story,))
        return unpack(doc, Comparison) if doc else Comparison()

    def many(self, stories: Iterable[str]) -> dict[str, Comparison]:
        """What is known of these stories; those not compared yet are left out."""
        rows = self._db.rows(
            "SELECT s.id, c.doc FROM comparison c JOIN story s ON s.n = c.story"
            " WHERE c.doc IS NOT NULL AND s.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(stories)),),
        )
        return {story: unpack(doc, Comparison) for story, doc in rows}

    def of_articles(self, articles: Iterable[str]) -> Iterator[Comparison]:
        """What is known of the stories of these articles, each once."""
        for (doc,) in self._db.rows(
            "SELECT c.doc FROM comparison c WHERE c.doc IS NOT NULL AND c.story IN"
            " (SELECT a.story FROM article a WHERE a.id IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(articles)),),
        ):
            yield unpack(doc, Comparison)
