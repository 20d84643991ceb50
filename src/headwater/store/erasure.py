"""Erasure: one registry of where text of articles lives, and what erases it there.

Every table of the store and every file of the data folder has a rule here; a test walks both and fails where one has none. A table that
belongs to an article by a foreign key is emptied of it even without a rule, so that what is added later cannot be forgotten.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import apsw

from headwater.model import Article
from headwater.store import sites
from headwater.store.articles import Articles
from headwater.store.codec import unpack
from headwater.store.database import Database
from headwater.store.veil import belonging
from headwater.text import host_of

TABLES: dict[str, str] = {
    "article": "the row itself is deleted",
    "address": "belongs to an article: deleted with it; the bar keeps a keyed hash",
    "facts": "belongs to an article: deleted with it",
    "mention": "belongs to an article: deleted with it",
    "identity": "belongs to an article, by whose words it is so too: deleted with either",
    "fingerprint": "belongs to an article: deleted with it",
    "shingle_bucket": "its entries are deleted one by one, by the fingerprint",
    "revision": "belongs to an article: deleted with it",
    "link": "belongs to an article, by either end: deleted with it; followers are traced anew",
    "reason": "belongs to an article: deleted with it",
    "signal": "belongs to an article: deleted with it",
    "passage": "belongs to an article and to a story: deleted with either",
    "parted": "belongs to an article: deleted with it",
    "missing": "belongs to an article: deleted with it",
    "hidden": "belongs to an article: deleted with it",
    "severed": "belongs to an article: deleted with it; of what was removed it holds a keyed hash and the outlet's name",
    "story": "drawn anew without the article, or deleted where it was the last one",
    "comparison": "belongs to a story: deleted when it is drawn anew, and compared again",
    "chapter": "belongs to a story: emptied with the text of a report, deleted when the story is drawn anew, and made again",
    "chapter_term": "hashes of names and words, by story: deleted with the chapter's",
    "saga": "ids only; what a saga says is made from its chapters when it is asked for",
    "saga_redirect": "ids only",
    "hidden_story": "ids only",
    "erased": "counts only",
    "redirect": "ids only; deleted with the story they lead to",
    "set_aside": "addresses that are barred are deleted",
    "waiting": "entries not fetched yet: addresses that are barred are deleted",
    "validator": "belongs to an article: deleted with it",
    "held": "names of hosts and moments, no article's",
    "robots": "a host's own robots.txt, no article's",
    "site": "what is learned of an article's host, in hashes: deleted with the article, and learned anew",
    "edition": "hashes of what stands on several pages of a host, no article's: deleted with its last page",
    "lease": "a source's hub and our key for it, no article's",
    "login": "the user's name and password at a source, no article's",
    "source": "the feed's own address and title, no article's",
    "word_index": "the article's words are deleted; FTS5 overwrites them (secure-delete)",
}
"""{table: what becomes of it when an article is erased}; the shadow tables of `word_index` follow it."""

FILES: dict[str, str] = {
    "headwater.sqlite": "the store: freed pages are overwritten (secure_delete)",
    "headwater.sqlite-wal": "folded into the store and emptied",
    "headwater.sqlite-shm": "an index of the write-ahead log, no text",
    "headwater.lock": "empty",
    "captures/*.warc.gz": "kept captures: written anew without the addresses that are barred",
    "rights.sqlite": "the ledger: keyed hashes, states, receipts; never a text",
    "rights.sqlite-journal": "emptied at the end of each transaction",
    "rights.lock": "empty",
    "restoring/*": "a backup while it is looked through; deleted at the end, and before the next one",
}
"""{name pattern of a file in the data folder: what becomes of it}."""

_UNCOUNTED = frozenset({"hidden", "severed", "missing", "parted"})
_SLICE, _SLICES = 24, 3
_MIN_FRAGMENT = 28
# Rows of these tables can be equal for two articles (the facts of two copies are), so their bytes tell nothing of one of them.
_SHARED_BLOBS = frozenset({"facts", "fingerprint", "link", "passage", "reason", "signal", "severed"})


class Eraser:
    """Erases articles from the store. Use inside a transaction of the store."""

    def __init__(self, database: Database, articles: Articles) -> None:
        self._db = database
        self._articles = articles

    def erase(self, numbers: Sequence[int]) -> Counter[str]:
        """Delete the articles of these numbers and everything that belongs to them; what was deleted, by kind. Twice is once."""
        counts: Counter[str] = Counter()
        asked = (json.dumps(list(numbers)),)
        with self._db.transaction() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            rows = self._db.rows("SELECT n, doc FROM article WHERE n IN (SELECT value FROM json_each(?))", asked)
            tables = [(table, column) for table, column, parent in belonging(connection) if parent == "article"]
            for table, column in tables:
                if table not in _UNCOUNTED:
                    sql = f'SELECT count(*) FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?))'
                    counts[table] += int(self._db.value(sql, asked))
            old = {n: unpack(doc, Article) for n, doc in rows}
            self._articles.detach(connection, old)
            for table, column in (*tables, ("article", "n")):
                connection.execute(f'DELETE FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?))', asked)
            sites.forget(connection, {host_of(article.url) for article in old.values()})
            counts["article"] = counts["word_index"] = len(rows)
        return +counts

    def needles(self, n: int) -> Iterator[bytes]:
        """Distinctive bytes of what is kept of an article: slices of its records as they lie on the disk, and fragments of its text."""
        with self._db.transaction() as connection:
            row = self._db.row("SELECT a.doc, s.doc FROM article a LEFT JOIN story s ON s.n = a.story WHERE a.n = ?", (n,))
            if row is None:
                return
            found = list(_slices(row[0])) + (list(_slices(row[1])) if row[1] else [])
            for table, column, parent in belonging(connection):
                if parent == "article" and column == "article" and table not in _SHARED_BLOBS:
                    for values in connection.execute(f'SELECT * FROM "{table}" WHERE "{column}" = ?', (n,)):
                        found += [part for value in values if isinstance(value, bytes) for part in _slices(value)]
            found += list(_fragments(unpack(row[0], Article)))
            found += [key.encode() for (key,) in self._db.rows("SELECT key FROM address WHERE article = ?", (n,)) if len(key) > 12]
        yield from found


def live(database: Database, needle: bytes) -> bool:
    """Whether a record that is still kept legitimately holds these bytes (a copy at another outlet may).

    Words may stand in another's text only. A slice of a record may be what all such records have, names of fields for instance.
    """
    tables = ("article", "revision", "story")
    if len(needle) == _SLICE:
        tables = tuple(t for (t,) in database.rows(_RECORDS) if t in TABLES)
    for table in tables:
        if database.value(f"SELECT 1 FROM {table} WHERE instr(doc, ?) LIMIT 1", (needle,)):
            return True
    return bool(database.value("SELECT 1 FROM address WHERE key = CAST(? AS TEXT)", (needle,)))


_RECORDS = (
    "SELECT t.name FROM main.sqlite_schema t JOIN pragma_table_info(t.name, 'main') c"
    " WHERE t.type = 'table' AND c.name = 'doc' ORDER BY t.name"
)


def _slices(blob: bytes) -> Iterator[bytes]:
    """A few stretches from inside a record; its ends are alike in many."""
    room = len(blob) - 2 * _SLICE
    for number in range(_SLICES if room > 0 else 0):
        start = _SLICE + room * number // _SLICES
        yield blob[start : start + _SLICE]


def _fragments(article: Article) -> Iterator[bytes]:
    """Stretches of the plain text, as a log or an uncompressed capture would hold them."""
    text = article.text
    for number in range(_SLICES if len(text) > 4 * _MIN_FRAGMENT else 0):
        start = len(text) * number // _SLICES
        yield text[start : start + _MIN_FRAGMENT].encode("utf-8", "replace")


def shadow_of(table: str, registered: Iterable[str] = ()) -> str:
    """The virtual table that a shadow table belongs to, "" if it is none."""
    owner = next((name for name in registered or TABLES if table.startswith(name + "_") and table not in TABLES), "")
    return owner if owner == "word_index" else ""


def tables(connection: apsw.Connection) -> list[str]:
    """Every table of the schema."""
    rows: list[tuple[Any, ...]] = list(connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name"))
    return [str(name) for (name,) in rows if not str(name).startswith("sqlite_")]
