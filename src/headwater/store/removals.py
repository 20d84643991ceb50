"""The store's side of a removal: which articles a demand means, hiding them, drawing their stories anew, erasing them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from headwater import text
from headwater.model import Article, Fingerprint, Link, Report
from headwater.stages.rights.address import domains, key_of
from headwater.stages.rights.scope import Scope, covers
from headwater.store.articles import Articles
from headwater.store.codec import unpack
from headwater.store.database import Database
from headwater.store.erasure import Eraser
from headwater.store.ledger import Ledger
from headwater.store.veil import belonging

_QUOTE_HITS = 500


class Target(Report, frozen=True, kw_only=True):
    """An article to be removed as it is kept, with its number and every address it was met under. `known` fields of a report only."""

    n: int
    story: str | None
    addresses: tuple[str, ...]


class Removals:
    """The tables `hidden`, `hidden_story`, `severed` and `missing`. Methods that write are used inside a transaction of the store."""

    def __init__(self, database: Database, articles: Articles, ledger: Ledger) -> None:
        self._db = database
        self._articles = articles
        self._ledger = ledger
        self.eraser = Eraser(database, articles)

    # ---- which ----

    def matching(self, scope: Scope) -> list[int]:
        """Numbers of the articles in the scope, hidden ones too."""
        with self._db.bare():
            if scope.kind == "quote":
                return self._quoting(scope.quote)
            found: dict[int, None] = {}
            for host in _hosts(scope):
                rows = self._db.rows("SELECT key, article FROM address WHERE article IS NOT NULL AND instr(key, ?) > 0", (host,))
                found |= {n: None for key, n in rows if n not in found and covers(scope, ("https://" + key,))}
            found |= dict.fromkeys(self._by_permalink(scope.urls))
            return list(found)

    def _by_permalink(self, urls: Iterable[str]) -> list[int]:
        """Articles that are named by their page here: ".../article/ID"."""
        ids = [url.rstrip("/").rpartition("/article/")[2] for url in urls if "/article/" in url]
        return [n for i in ids for (n,) in self._db.rows("SELECT n FROM article WHERE id = ?", (i[:64],))]

    def _quoting(self, quote: str) -> list[int]:
        phrase = " ".join(text.search_words(quote.replace('"', " ")).split())
        rows = self._db.rows(
            "SELECT a.n, a.doc FROM word_index JOIN article a ON a.n = word_index.rowid WHERE word_index MATCH ? LIMIT ?",
            (f'"{phrase}"', _QUOTE_HITS),
        )
        wanted = [word for word, _, _ in text.words(quote)]
        return [n for n, doc in rows if _holds(unpack(doc, Article), wanted)]

    def targets(self, numbers: Sequence[int]) -> list[Target]:
        """The articles of these numbers as they are kept."""
        found = []
        with self._db.bare():
            for n in numbers:
                row = self._db.row(
                    "SELECT a.doc, a.digest, a.words, f.shingles, s.id FROM article a LEFT JOIN fingerprint f ON f.article = a.n"
                    " LEFT JOIN story s ON s.n = a.story WHERE a.n = ?",
                    (n,),
                )
                if row is None:
                    continue
                doc, digest, words, shingles, story = row
                addresses = tuple("https://" + key for (key,) in self._db.rows("SELECT key FROM address WHERE article = ?", (n,)))
                marks = Fingerprint(digest=digest, words=words, shingles=shingles or b"")
                found.append(Target(article=unpack(doc, Article), fingerprint=marks, n=n, story=story, addresses=addresses))
        return found

    def numbers(self) -> Iterator[int]:
        """Numbers of all articles, in order, read in slices."""
        last = 0
        while True:
            with self._db.bare():
                rows = self._db.rows("SELECT n FROM article WHERE n > ? ORDER BY n LIMIT 1000", (last,))
            if not rows:
                return
            yield from (n for (n,) in rows)
            last = rows[-1][0]

    def number(self, article: str) -> int | None:
        """The number of an article, hidden or not."""
        with self._db.bare():
            found = self._db.value("SELECT n FROM article WHERE id = ?", (article,))
        return None if found is None else int(found)

    # ---- hiding ----

    def hide(self, demand: str, numbers: Iterable[int]) -> int:
        """Take articles, and the stories that have anything of theirs, out of every reader's sight at once; how many there are now."""
        with self._db.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO hidden (article, demand) SELECT n, ? FROM article WHERE n = ?", ((demand, n) for n in numbers)
            )
            self._veil_stories(demand)
            return self.count(demand)

    def _veil_stories(self, demand: str) -> None:
        """Stories of the hidden articles, and of the reports that were taken from them, are to be drawn anew."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO hidden_story (story, demand)"
                " SELECT a.story, h.demand FROM hidden h JOIN article a ON a.n = h.article WHERE h.demand = ? AND a.story IS NOT NULL"
                " UNION SELECT f.story, h.demand FROM hidden h JOIN link l ON l.origin = h.article JOIN article f ON f.n = l.article"
                " WHERE h.demand = ? AND f.story IS NOT NULL",
                (demand, demand),
            )

    def show(self, demand: str) -> list[str]:
        """Undo the hiding of a demand; the ids that live again. Their stories are to be drawn anew."""
        with self._db.transaction() as connection:
            self._veil_stories(demand)
            ids = [i for (i,) in self._db.rows("SELECT a.id FROM hidden h JOIN article a ON a.n = h.article WHERE h.demand = ?", (demand,))]
            stories = self._db.rows(
                "SELECT DISTINCT s.id FROM hidden h JOIN article a ON a.n = h.article JOIN story s ON s.n = a.story WHERE h.demand = ?",
                (demand,),
            )
            marks = [(self._ledger.mark("id", i),) for i in ids]
            for mark in marks:
                connection.execute(
                    "INSERT OR IGNORE INTO hidden_story (story, demand) SELECT a.story, ? FROM severed v JOIN article a ON a.n = v.article"
                    " WHERE v.mark = ? AND a.story IS NOT NULL",
                    (demand, *mark),
                )
            connection.executemany("DELETE FROM severed WHERE mark = ?", marks)
            connection.execute("DELETE FROM hidden WHERE demand = ?", (demand,))
            return ids + [story for (story,) in stories]

    def count(self, demand: str) -> int:
        """How many articles are hidden for a demand."""
        return int(self._db.value("SELECT count(*) FROM hidden WHERE demand = ?", (demand,)))

    def hidden(self, demand: str, limit: int, after: int = 0) -> list[int]:
        """Numbers of articles that are hidden for a demand, in order."""
        sql = "SELECT article FROM hidden WHERE demand = ? AND article > ? ORDER BY article LIMIT ?"
        return [n for (n,) in self._db.rows(sql, (demand, after, limit))]

    # ---- stories ----

    def to_draw(self, demand: str, after: int, limit: int) -> list[tuple[int, str, bool]]:
        """(number, id, whether any visible report is left) of stories to be drawn anew."""
        with self._db.bare():
            return [
                (n, story, bool(left))
                for n, story, left in self._db.rows(
                    "SELECT s.n, s.id, EXISTS (SELECT 1 FROM article a WHERE a.story = s.n AND a.n NOT IN (SELECT article FROM hidden))"
                    " FROM hidden_story v JOIN story s ON s.n = v.story WHERE v.demand = ? AND s.n > ? ORDER BY s.n LIMIT ?",
                    (demand, after, limit),
                )
            ]

    def sever(self, story: int) -> list[str]:
        """Cut what hangs on a hidden report out of a story, and remember that it hung there; the ids of the reports that hung."""
        with self._db.transaction() as connection:
            rows = self._db.rows(
                "SELECT f.n, f.id, o.id, o.outlet, l.doc FROM article f JOIN link l ON l.article = f.n JOIN article o ON o.n = l.origin"
                " WHERE f.story = ? AND l.origin IN (SELECT article FROM hidden)",
                (story,),
            )
            for n, _, origin, outlet, doc in rows:
                link = unpack(doc, Link)
                connection.execute(
                    "INSERT OR REPLACE INTO severed (article, mark, kind, confidence, outlet) VALUES (?, ?, ?, ?, ?)",
                    (n, self._ledger.mark("id", origin), link.kind, link.confidence, outlet[:200]),
                )
            connection.execute(
                "DELETE FROM link WHERE article IN (SELECT n FROM article WHERE story = ?) AND (origin IN (SELECT article FROM hidden)"
                " OR article IN (SELECT article FROM hidden))",
                (story,),
            )
            self._clear([story])
            return [follower for _, follower, *_ in rows]

    def _clear(self, stories: Sequence[int]) -> None:
        """What other tables derived from whole stories may hold words of the hidden reports."""
        with self._db.transaction() as writer:
            for table, column, parent in belonging(writer):
                if parent == "story" and table not in ("article", "hidden_story"):
                    sql = f'DELETE FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?))'
                    writer.execute(sql, (json.dumps(list(stories)),))

    def veil(self, story: str) -> None:
        """A story that has nothing left but what is hidden is not shown."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO hidden_story (story, demand) SELECT s.n, h.demand FROM story s JOIN article a ON a.story = s.n"
                " JOIN hidden h ON h.article = a.n WHERE s.id = ? LIMIT 1",
                (story,),
            )

    def drawn(self, story: int) -> None:
        """The story may be seen again."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM hidden_story WHERE story = ?", (story,))

    def cuts(self, articles: Iterable[str]) -> dict[str, Link]:
        """{report: the step upstream that is left of one that led to a removed report}"""
        rows = self._db.rows(
            "SELECT a.id, v.kind, v.confidence, v.outlet FROM severed v JOIN article a ON a.n = v.article"
            " WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY v.confidence",
            (json.dumps(list(articles)),),
        )
        return {
            article: Link(
                article=article,
                origin=None,
                origin_kind="article",
                origin_name=f"{outlet} (removed at the owner’s demand)",
                origin_url="",
                kind=kind,
                confidence=confidence,
            )
            for article, kind, confidence, outlet in rows
        }

    # ---- erasing ----

    def erase(self, numbers: Sequence[int]) -> Counter[str]:
        """Delete articles with everything that belongs to them, and stories that have no other; what was deleted, by kind."""
        with self._db.transaction() as connection:
            sql = "SELECT DISTINCT story FROM article WHERE story IS NOT NULL AND n IN (SELECT value FROM json_each(?))"
            stories = [n for (n,) in self._db.rows(sql, (json.dumps(list(numbers)),))]
            counts = self.eraser.erase(numbers)
            sql = "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM article WHERE story = value)"
            empty = [n for (n,) in self._db.rows(sql, (json.dumps(stories),))]
            asked = (json.dumps(empty),)
            self._clear(empty)
            connection.execute(
                "DELETE FROM redirect WHERE new IN (SELECT id FROM story WHERE n IN (SELECT value FROM json_each(?)))", asked
            )
            connection.execute("DELETE FROM story WHERE n IN (SELECT value FROM json_each(?))", asked)
            counts["story"] += len(empty)
            return +counts

    def tally(self, demand: str, counts: Counter[str]) -> None:
        """Count what was erased, in the transaction that erases it."""
        with self._db.transaction() as connection:
            connection.executemany(
                "INSERT INTO erased (demand, kind, number) VALUES (?, ?, ?)"
                " ON CONFLICT (demand, kind) DO UPDATE SET number = number + excluded.number",
                ((demand, kind, number) for kind, number in counts.items() if number),
            )

    def tallied(self, demand: str) -> dict[str, int]:
        """What was erased for a demand, by kind."""
        return dict(self._db.rows("SELECT kind, number FROM erased WHERE demand = ? ORDER BY kind", (demand,)))

    def clean(self, barred: Iterable[str]) -> None:
        """Forget addresses that were set aside, that wait to be fetched, or that lead to nothing, and are barred now."""
        with self._db.transaction() as connection:
            urls = [(url,) for url in barred]
            connection.executemany("DELETE FROM set_aside WHERE url = ?", urls)
            connection.executemany("DELETE FROM waiting WHERE url = ?", urls)
            connection.executemany("DELETE FROM address WHERE article IS NULL AND key = ?", [(text.url_key(url),) for (url,) in urls])

    def loose(self, scope: Scope) -> list[str]:
        """Addresses in the scope that are kept although no article stands there."""
        found = []
        for host in _hosts(scope):
            rows = self._db.rows("SELECT url FROM set_aside WHERE instr(url, ?) > 0", (host,))
            rows += self._db.rows("SELECT url FROM waiting WHERE instr(url, ?) > 0", (host,))
            rows += self._db.rows("SELECT 'https://' || key FROM address WHERE article IS NULL AND instr(key, ?) > 0", (host,))
            found += [url for (url,) in rows if covers(scope, (url,))]
        return found

    # ---- copies elsewhere, missing pages ----

    def copies(self, target: Target, hosts: Iterable[str]) -> list[Article]:
        """Articles of other hosts that carry most of the target's words: they are named to who asks, and stay."""
        total = len(target.fingerprint.shingles) // 8
        own = set(hosts)
        shared = self._articles.sharing(target.fingerprint.shingles)
        near = [i for i, count in shared.items() if i != target.article.id and total >= 4 and count >= 0.5 * total]
        found = [stored.article for stored in self._articles.many(near).values()]
        return [a for a in found if not own & set(domains(key_of(a.canonical_url or a.url)))]

    def missed(self, article: str, now: float, gap: float) -> bool:
        """Note that a page answered 404; true where it did so before, at least `gap` seconds ago."""
        with self._db.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO missing (article, since) SELECT n, ? FROM article WHERE id = ?", (now, article))
            since = self._db.value("SELECT since FROM missing m JOIN article a ON a.n = m.article WHERE a.id = ?", (article,))
            return since is not None and now - float(since) >= gap

    def met(self, articles: Iterable[str]) -> None:
        """These pages answered again."""
        with self._db.transaction() as connection:
            connection.executemany("DELETE FROM missing WHERE article = (SELECT n FROM article WHERE id = ?)", ((a,) for a in articles))


def _hosts(scope: Scope) -> list[str]:
    """What an address in the scope has in it, whatever carries it (an archive's address holds the outlet's)."""
    return [host.partition(":")[0] for host in scope.hosts if host]


def _holds(article: Article, wanted: list[str]) -> bool:
    words = [word for word, _, _ in text.words(f"{article.title}\n{article.text}")]
    first = wanted[0]
    return any(words[at] == first and words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
