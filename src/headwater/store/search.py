"""Full-text search over the word index."""

from __future__ import annotations

from typing import Any, Literal

from headwater.model import Article, Noun
from headwater.store.codec import unpack
from headwater.store.database import Database
from headwater.store.query import Query

Order = Literal["relevance", "newest"]


class Found(Noun, frozen=True, kw_only=True):
    """One match: the article, its story and its place in the lineage (one of `query.PLACES`)."""

    article: Article
    story: str | None
    place: str


class Search:
    """Reads the virtual table `word_index`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def find(self, query: Query, order: Order, offset: int, limit: int) -> tuple[list[Found], int, int]:
        """(matches of this slice, number of all matches, number of stories they stand in)"""
        source, where, values = _conditions(query)
        total, stories = self._db.row(f"SELECT count(*), count(DISTINCT a.story) {source} {where}", values) or (0, 0)
        by = "bm25(word_index, 4.0, 1.0), a.at DESC" if order == "relevance" and query.match else "a.at DESC"
        rows = self._db.rows(
            f"SELECT a.doc, s.id, a.place {source} LEFT JOIN story s ON s.n = a.story {where} ORDER BY {by}, a.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [Found(article=unpack(doc, Article), story=story, place=place) for doc, story, place in rows], int(total), int(stories)


def _conditions(query: Query) -> tuple[str, str, list[Any]]:
    """FROM, WHERE and values. Every value is bound, none is written into the SQL."""
    source = "FROM word_index JOIN article a ON a.n = word_index.rowid" if query.match else "FROM article a"
    parts: list[str] = []
    values: list[Any] = []
    if query.match:
        parts.append("word_index MATCH ?")
        values.append(query.match)
    for column, wanted in (("a.language", query.languages), ("a.outlet", query.outlets)):
        if wanted:
            parts.append("(" + " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for _ in wanted) + ")")
            values += [_like(value, anywhere=column == "a.outlet") for value in wanted]
    # What its owner does not want found.
    parts.append("a.n NOT IN (SELECT article FROM signal WHERE search = 0)")
    if query.after is not None:
        parts.append("a.at >= ?")
        values.append(query.after)
    if query.before is not None:
        parts.append("a.at < ?")
        values.append(query.before)
    if query.place:
        parts.append("a.place = ?")
        values.append(query.place)
    return source, ("WHERE " + " AND ".join(parts)) if parts else "", values


def _like(value: str, *, anywhere: bool) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if anywhere else escaped
