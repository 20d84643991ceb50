"""Which parts of briefings, digests and live blogs tell of which stories."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from headwater.model import Noun
from headwater.stages.story import Placed
from headwater.store.codec import pack, unpack
from headwater.store.database import Database

YOUNG = 2 * 86_400.0
"""So long a page is looked at again: what it tells of may be reported later."""
AGAIN = 900.0
"""Seconds between two looks at one page."""


class PartOf(Noun, frozen=True, kw_only=True):
    """A passage with the article it stands in."""

    article: str
    passage: Placed


class Passages:
    """The tables `passage` and `parted`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # ---- writing (inside the caller's transaction) ----

    def put(self, article: str, placed: Sequence[Placed], now: float) -> None:
        """Replace the passages of an article, and note when it was looked at."""
        with self._db.transaction() as connection:
            n = self._db.value("SELECT n FROM article WHERE id = ?", (article,))
            connection.execute("DELETE FROM passage WHERE article = ?", (n,))
            connection.executemany(
                "INSERT INTO passage (article, start, end, story, score, doc) SELECT ?, ?, ?, n, ?, ? FROM story WHERE id = ?",
                ((n, one.start, one.end, one.score, pack(one.reasons), one.story) for one in placed),
            )
            connection.execute("INSERT OR REPLACE INTO parted (article, looked) VALUES (?, ?)", (n, now))

    # ---- reading ----

    def due(self, now: float, limit: int) -> list[str]:
        """Articles of many parts that were not looked at, or are young and were not for a while; the newest first."""
        rows = self._db.rows(
            "SELECT a.id FROM article a LEFT JOIN parted p ON p.article = a.n WHERE (a.kind IN ('briefing', 'live_blog') OR a.alone = 1)"
            " AND a.n NOT IN (SELECT article FROM hidden) AND (p.looked IS NULL OR (p.looked < ? AND a.at > ?))"
            " ORDER BY a.at DESC, a.id LIMIT ?",
            (now - AGAIN, now - YOUNG, limit),
        )
        return [article for (article,) in rows]

    def of_story(self, story: str) -> list[PartOf]:
        """The passages that tell of a story, in order of publication."""
        rows = self._db.rows(
            "SELECT a.id, p.start, p.end, p.score, p.doc FROM story s JOIN passage p ON p.story = s.n JOIN article a ON a.n = p.article"
            " WHERE s.id = ? ORDER BY a.at, a.id, p.start",
            (story,),
        )
        return [PartOf(article=article, passage=_placed(story, *rest)) for article, *rest in rows]

    def of_articles(self, articles: Iterable[str]) -> list[PartOf]:
        """The passages of these articles, in order."""
        rows = self._db.rows(
            "SELECT a.id, s.id, p.start, p.end, p.score, p.doc FROM article a JOIN passage p ON p.article = a.n"
            " JOIN story s ON s.n = p.story WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.n, p.start",
            (json.dumps(list(articles)),),
        )
        return [PartOf(article=article, passage=_placed(*rest)) for article, *rest in rows]


def _placed(story: str, start: int, end: int, score: float, doc: bytes) -> Placed:
    return Placed(start=start, end=end, story=story, score=score, reasons=unpack(doc, tuple[str, ...]))
