"""Stories, their lineage links and the redirects of merged ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from headwater.model import Link, LinkKind, Node, Noun, Story
from headwater.store.codec import pack, unpack
from headwater.store.database import Database

# How a report's first step upstream is called in a search (`is:copy`).
_PLACE: dict[LinkKind, str] = {
    "copy_of": "copy",
    "excerpt_of": "copy",
    "revises": "copy",
    "rewrite_of": "rewrite",
    "translation_of": "translation",
    "common_primary": "citing",
    "cites": "citing",
}


# In a saga of one, whose other stories went, a story is in none.
_SAGA = (
    "(SELECT g.id FROM chapter c JOIN saga g ON g.n = c.saga WHERE c.story = s.n"
    " AND EXISTS (SELECT 1 FROM chapter o WHERE o.saga = c.saga AND o.story <> c.story))"
)


class StoryRecord(Noun, frozen=True, kw_only=True):
    """A story as it is kept: with its lineage drawn, so that a page needs one look-up."""

    story: Story
    branches: tuple[Node, ...]
    language: str
    section: str
    deck: str
    excerpt_of: str


class Stories:
    """The tables `story`, `link` and `redirect`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # ---- writing (inside the caller's transaction) ----

    def found(self, *stories: str) -> None:
        """Open those of the stories that are not there yet; `put` fills them before the transaction ends."""
        with self._db.transaction() as connection:
            ids = [(story,) for story in stories]
            connection.executemany(
                "INSERT OR IGNORE INTO story (id, first_seen, last_seen, reports, origins, doc) VALUES (?, 0, 0, 0, 0, x'')", ids
            )
            connection.executemany("DELETE FROM redirect WHERE old = ?", ids)

    def put(self, *records: StoryRecord) -> None:
        """Save what is derived from the reports of stories."""
        with self._db.transaction() as connection:
            connection.executemany(
                "UPDATE story SET first_seen = ?, last_seen = ?, reports = ?, origins = ?, doc = ? WHERE id = ?",
                (
                    (story.first_seen.timestamp(), story.last_seen.timestamp(), len(story.articles), story.independent)
                    + (pack(record), story.id)
                    for record in records
                    for story in (record.story,)
                ),
            )

    def merge(self, old: str, new: str) -> None:
        """Move the reports of `old` into `new` and leave a redirect; redirects to `old` follow."""
        with self._db.transaction() as connection:
            connection.execute(
                "UPDATE article SET story = (SELECT n FROM story WHERE id = ?) WHERE story = (SELECT n FROM story WHERE id = ?)",
                (new, old),
            )
            connection.execute(
                "UPDATE passage SET story = (SELECT n FROM story WHERE id = ?) WHERE story = (SELECT n FROM story WHERE id = ?)",
                (new, old),
            )
            connection.execute("DELETE FROM story WHERE id = ?", (old,))
            connection.execute("UPDATE redirect SET new = ? WHERE new = ?", (new, old))
            connection.execute("INSERT OR REPLACE INTO redirect (old, new) VALUES (?, ?)", (old, new))

    def drop(self, story: str) -> None:
        """Forget a story that has no reports left, and the redirects to it."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM redirect WHERE new = ?", (story,))
            connection.execute("DELETE FROM story WHERE id = ?", (story,))

    def relink(self, articles: Iterable[str], links: Sequence[Link]) -> None:
        """Replace the upstream links of these articles."""
        chosen = set(articles)
        numbers = dict(self._numbers([*chosen, *(link.origin for link in links if link.origin)]))
        places = {numbers[article]: "origin" for article in chosen if article in numbers}
        steps: Counter[int] = Counter()
        rows = []
        for link in links:
            if link.article not in chosen or link.article not in numbers:
                continue
            n = numbers[link.article]
            if n not in steps:
                places[n] = "origin" if link.origin_kind == "unknown" else _PLACE.get(link.kind, "origin")
            rows.append((n, steps[n], numbers.get(link.origin) if link.origin else None, pack(link)))
            steps[n] += 1
        with self._db.transaction() as connection:
            connection.executemany("DELETE FROM link WHERE article = ?", ((n,) for n in places))
            connection.executemany("INSERT INTO link (article, step, origin, doc) VALUES (?, ?, ?, ?)", rows)
            # A row holds the whole article: it is not written where nothing changes.
            connection.executemany("UPDATE article SET place = ? WHERE n = ? AND place != ?", ((p, n, p) for n, p in places.items()))

    def _numbers(self, ids: Sequence[str]) -> list[tuple[str, int]]:
        return [
            (i, n) for i, n in self._db.rows("SELECT id, n FROM article WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))
        ]

    # ---- reading ----

    def get(self, story: str) -> StoryRecord | None:
        """The story, or None; a merged one is not followed (see `redirect`)."""
        row = self._db.row(f"SELECT s.doc, {_SAGA} FROM story s WHERE s.id = ?", (story,))
        return _record(*row) if row and row[0] else None

    def redirect(self, story: str) -> str | None:
        """The living story that a merged one is part of now, or None."""
        found = self._db.value("SELECT new FROM redirect WHERE old = ?", (story,))
        return None if found is None else str(found)

    def members(self, story: str) -> list[str]:
        """Ids of a story's articles in order of publication."""
        return self.members_of((story,)).get(story, [])

    def members_of(self, stories: Iterable[str]) -> dict[str, list[str]]:
        """The same of several stories; those that have none are left out."""
        rows = self._db.rows(
            "SELECT s.id, a.id FROM json_each(?) j JOIN story s ON s.id = j.value JOIN article a ON a.story = s.n"
            " WHERE a.n NOT IN (SELECT article FROM hidden) ORDER BY a.at, a.id",
            (json.dumps(list(stories)),),
        )
        found: dict[str, list[str]] = {}
        for story, article in rows:
            found.setdefault(story, []).append(article)
        return found

    def many(self, ids: Iterable[str]) -> dict[str, StoryRecord]:
        """The stories of these ids."""
        rows = self._db.rows(
            f"SELECT s.id, s.doc, {_SAGA} FROM story s WHERE s.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
        return {story: _record(doc, saga) for story, doc, saga in rows if doc}

    def newest(self, since: float, limit: int) -> list[StoryRecord]:
        """Stories with a report since that moment, most independent origins first, then the freshest."""
        rows = self._db.rows(
            f"SELECT s.doc, {_SAGA} FROM story s WHERE s.last_seen >= ? AND s.reports > 0"
            " ORDER BY s.origins DESC, s.last_seen DESC, s.id LIMIT ?",
            (since, limit),
        )
        return [_record(doc, saga) for doc, saga in rows]

    def between(self, start: float, end: float, limit: int) -> list[StoryRecord]:
        """Stories with reports before `end` and since `start`, most independent origins first, then the most reports."""
        rows = self._db.rows(
            f"SELECT s.doc, {_SAGA} FROM story s WHERE s.last_seen >= ? AND s.first_seen < ? AND s.reports > 0"
            " ORDER BY s.origins DESC, s.reports DESC, s.last_seen DESC, s.id LIMIT ?",
            (start, end, limit),
        )
        return [_record(doc, saga) for doc, saga in rows]

    def each(self, since: float = 0.0) -> Iterator[StoryRecord]:
        """All stories with a report since that moment, in order of founding."""
        last = 0
        while True:
            rows = self._db.rows(
                f"SELECT s.n, s.doc, {_SAGA} FROM story s WHERE s.n > ? AND s.last_seen >= ? AND s.reports > 0 ORDER BY s.n LIMIT 200",
                (last, since),
            )
            if not rows:
                return
            yield from (_record(doc, saga) for _, doc, saga in rows)
            last = rows[-1][0]

    def links_of(self, articles: Iterable[str]) -> list[Link]:
        """Links from these articles one step upstream, the primary step first."""
        rows = self._db.rows(
            "SELECT l.doc FROM article a JOIN link l ON l.article = a.n WHERE a.id IN (SELECT value FROM json_each(?))"
            " ORDER BY a.n, l.step",
            (json.dumps(list(articles)),),
        )
        return [unpack(doc, Link) for (doc,) in rows]

    def links_to(self, articles: Iterable[str]) -> list[Link]:
        """Links that lead to these articles."""
        rows = self._db.rows(
            "SELECT l.doc FROM article a JOIN link l ON l.origin = a.n WHERE a.id IN (SELECT value FROM json_each(?))"
            " ORDER BY l.article, l.step",
            (json.dumps(list(articles)),),
        )
        return [unpack(doc, Link) for (doc,) in rows]

    def count(self) -> int:
        return int(self._db.value("SELECT count(*) FROM story WHERE reports > 0"))

    def faults(self) -> Iterator[str]:
        """One line for everything that does not fit together."""
        checks = (
            (
                "SELECT s.id FROM story s WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.story = s.n)",
                "story {0} has no report",
            ),
            (
                "SELECT old, new FROM redirect WHERE new NOT IN (SELECT id FROM story)",
                "redirect {0} leads to {1}, which is not there",
            ),
            (
                "SELECT a.id FROM article a WHERE a.story IS NULL AND a.kind IN ('article', 'live_blog', 'briefing') AND a.words > 0",
                "article {0} is a report without a story",
            ),
            (
                "SELECT a.id FROM article a LEFT JOIN fingerprint f ON f.article = a.n WHERE f.article IS NULL",
                "article {0} has no fingerprint",
            ),
            (
                "SELECT a.id FROM article a LEFT JOIN facts f ON f.article = a.n WHERE f.article IS NULL",
                "article {0} has no facts",
            ),
        )
        for sql, words in checks:
            for row in self._db.rows(sql):
                yield words.format(*row)
        found, indexed = self._db.value("SELECT count(*) FROM article"), self._db.value("SELECT count(*) FROM word_index_docsize")
        if found != indexed:
            yield f"the search index holds {indexed} articles of {found}"
        # A story that is being drawn anew after a removal still lists what it lost.
        veiled = {story for (story,) in self._db.rows("SELECT s.id FROM hidden_story v JOIN story s ON s.n = v.story")}
        for record in self.each():
            if record.story.id not in veiled and list(record.story.articles) != self.members(record.story.id):
                yield f"story {record.story.id} does not list the reports that belong to it"


def _record(doc: bytes, saga: str | None) -> StoryRecord:
    """The story as it is kept, in the saga that it is in now."""
    record = unpack(doc, StoryRecord)
    return msgspec.structs.replace(record, story=msgspec.structs.replace(record.story, saga=saga)) if saga else record
