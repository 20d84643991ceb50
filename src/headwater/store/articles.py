"""Articles with their facts, fingerprints, revisions and addresses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import apsw
import msgspec

from headwater import text
from headwater.model import Article, Fingerprint, Noun, Report
from headwater.pages import ArticleLine
from headwater.stages.rights.signals import permit
from headwater.stages.story import Item
from headwater.store.codec import pack, unpack
from headwater.store.database import Database
from headwater.store.facts import Facts, FactTables, Mention
from headwater.store.identities import Identities, resolved
from headwater.store.shingles import Shingles
from headwater.store.signals import Signals

Fate = Literal["new", "revised", "known"]

JOINED: frozenset[str] = frozenset({"article", "live_blog"})
"""Kinds whose stories others may join; a briefing of many happenings stands alone, or it would tie them all together."""
# Corrections come within days; after that a page is left alone.
RECHECK_DAYS = 14
# A live blog is looked at so many times as often as other pages are at first.
LIVELY = 6
# Seconds after which a page that said something new is looked at again.
AGAIN = 1_800.0


class Known(Noun, frozen=True, kw_only=True):
    """What the store knows of an article before a new capture of it is saved."""

    n: int
    digest: bytes
    words: int
    kind: str
    title: str
    url: str
    story: str | None
    edition: int | None


class Place(NamedTuple):
    """The story of an article, and why it is in it; `alone`: nothing joins it there."""

    article: str
    story: str
    reasons: Sequence[str] = ()
    alone: bool = False


class Stored(Noun, frozen=True, kw_only=True):
    """An article as the store keeps it, with the columns that grouping needs."""

    article: Article
    story: str | None
    revision: int
    shingles: bytes
    terms: tuple[tuple[str, float], ...]


def moment(article: Article) -> float:
    """When the article counts as published, in seconds since the epoch: publication if known, else first sight."""
    return (article.published or article.first_seen).timestamp()


class Articles:
    """The tables `article`, `address`, `fingerprint` and `revision`, and through `FactTables` what the texts say."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._shingles = Shingles(database)
        self._facts = FactTables(database)
        self.signals = Signals(database)
        self.identities = Identities(database)

    # ---- writing (inside the caller's transaction) ----

    def put(self, report: Report, source: str, *, recheck: bool = False, again: bool = False) -> Fate:
        """Save a report under its article's id; the same report again changes nothing.

        A changed text or title makes a new revision; an excerpt never replaces a full text. What differs by how it was read is no change:
        in another form of the page, or with another edition of its site. With `recheck` its page is looked at again.
        With `again` the same page was read anew: it replaces what was read before, without a revision, and nothing is added.
        """
        article, known = report.article, self.known(report.article.id)
        if again:
            if known is None or (article.kind == "stub" and known.words > report.fingerprint.words):
                return "known"
            self._revise(known, report, again=True)
            return "revised"
        if known is None:
            self._insert(report, source, recheck=recheck)
            return "new"
        if report.signals and not report.article.text and not permit(report.signals, report.article.first_seen).text:
            self._strip(known, report)
            return "known"
        same = known.digest == report.fingerprint.digest and known.title == article.title
        if same or not _comparable(known, report) or (article.kind == "stub" and known.words > report.fingerprint.words):
            with self._db.transaction() as connection:
                self._addresses(connection, known.n, article)
                self.signals.put(connection, known.n, report.signals, article.first_seen)
            return "known"
        self._revise(known, report)
        return "revised"

    def _insert(self, report: Report, source: str, *, recheck: bool) -> None:
        article, marks = report.article, report.fingerprint
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO article (id, source, outlet, language, kind, at, dated, first_seen, digest, words, revision, next_check, doc,"
                " edition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
                (article.id, source, article.outlet, article.language, article.kind, moment(article), article.published is not None)
                + (article.first_seen.timestamp(), marks.digest, marks.words, 0.0 if recheck else None, pack(article), _edition(report)),
            )
            self._attach(connection, connection.last_insert_rowid(), report)

    def _strip(self, known: Known, report: Report) -> None:
        """The owner wants no words of it shown any more: none are kept, of no version."""
        old = self.get(report.article.id)
        assert old is not None
        with self._db.transaction() as connection:
            if old.text:
                self.detach(connection, {known.n: old})
                connection.execute("DELETE FROM revision WHERE article = ?", (known.n,))
                bare = _merge(old, report.article)
                connection.execute("UPDATE article SET doc = ? WHERE n = ?", (pack(bare), known.n))
                self._attach(connection, known.n, msgspec.structs.replace(report, article=bare))
            self.signals.put(connection, known.n, report.signals, report.article.first_seen)

    def _revise(self, known: Known, report: Report, *, again: bool = False) -> None:
        old = self.get(known_id := report.article.id)
        assert old is not None, known_id
        article = _merge(old, report.article)
        with self._db.transaction() as connection:
            number = int(self._db.value("SELECT revision FROM article WHERE n = ?", (known.n,))) - again
            if not again:
                connection.execute(
                    "INSERT INTO revision (article, number, seen, doc) VALUES (?, ?, ?, ?)",
                    (known.n, number, report.article.first_seen.timestamp(), pack(old)),
                )
            self.detach(connection, {known.n: old})
            connection.execute(
                "UPDATE article SET outlet = ?, language = ?, kind = ?, at = ?, dated = ?, digest = ?, words = ?, revision = ?, doc = ?,"
                " edition = ? WHERE n = ?",
                (article.outlet, article.language, article.kind, moment(article), article.published is not None, report.fingerprint.digest)
                + (report.fingerprint.words, number + 1, pack(article), _edition(report), known.n),
            )
            self._attach(connection, known.n, msgspec.structs.replace(report, article=article))

    def _attach(self, connection: apsw.Connection, n: int, report: Report) -> None:
        """Everything that is derived from the text: addresses, facts, fingerprint, reuse index, search index."""
        article, marks = report.article, report.fingerprint
        self._addresses(connection, n, article)
        self.signals.put(connection, n, report.signals, article.first_seen)
        self._facts.attach(connection, n, report)
        connection.execute(
            "INSERT INTO fingerprint (article, shingles, terms) VALUES (?, ?, ?)",
            (n, marks.shingles, pack(marks.terms)),
        )
        self._shingles.add(connection, n, marks.shingles)
        # At the end of the batch: FTS5 writes its index out before every statement that can fail half-way, such as the one that gives the
        # article its story. That costs 0.5 to 2.5 ms an article, and about as much for a batch of them.
        words = (n, text.search_words(article.title), text.search_words(article.text))
        self._db.defer("INSERT INTO word_index (rowid, title, text) VALUES (?, ?, ?)", words)

    def detach(self, connection: apsw.Connection, old: Mapping[int, Article]) -> None:
        """Take what is derived from these texts, {number: as it is kept}, out of every index."""
        self._db.catch_up()
        numbers = (json.dumps(list(old)),)
        stories = "(SELECT story FROM article WHERE n IN (SELECT value FROM json_each(?)))"
        # A comparison holds words of the text that goes.
        connection.execute(f"UPDATE comparison SET doc = NULL, differences = 0, stale = stale + 1 WHERE story IN {stories}", numbers)
        # So does a chapter, in names.
        connection.execute(f"UPDATE chapter SET doc = NULL WHERE story IN {stories}", numbers)
        connection.execute(f"DELETE FROM chapter_term WHERE story IN {stories}", numbers)
        for table in ("passage", "parted"):
            connection.execute(f"DELETE FROM {table} WHERE article IN (SELECT value FROM json_each(?))", numbers)
        held = dict(self._db.rows("SELECT article, shingles FROM fingerprint WHERE article IN (SELECT value FROM json_each(?))", numbers))
        self._shingles.remove(connection, held)
        connection.execute("DELETE FROM fingerprint WHERE article IN (SELECT value FROM json_each(?))", numbers)
        self._facts.detach(connection, old)
        # All at once: FTS5 writes its index out at the first other statement that can fail half-way, which costs some 2.5 ms.
        connection.executemany(
            "INSERT INTO word_index (word_index, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            [(n, text.search_words(one.title), text.search_words(one.text)) for n, one in old.items()],
        )

    def _addresses(self, connection: apsw.Connection, n: int, article: Article) -> None:
        keys = {text.url_key(url) for url in (article.url, article.canonical_url) if url}
        connection.executemany("INSERT OR IGNORE INTO address (key, article) VALUES (?, ?)", ((key, n) for key in keys))

    def also_at(self, addresses: Iterable[tuple[str, str]]) -> None:
        """(further address, address of what stands there): pages that were listed under one address and found under another."""
        with self._db.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO address (key, article) VALUES (?, (SELECT article FROM address WHERE key = ?))",
                ((text.url_key(further), text.url_key(known)) for further, known in addresses),
            )

    def assign(self, *places: Place) -> None:
        """Put articles into stories and keep why."""
        with self._db.transaction() as connection:
            connection.executemany(
                "UPDATE article SET story = (SELECT n FROM story WHERE id = ?), alone = ? WHERE id = ?",
                ((place.story, place.alone, place.article) for place in places),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO reason (article, doc) SELECT n, ? FROM article WHERE id = ?",
                ((pack(tuple(place.reasons)), place.article) for place in places),
            )

    def take_stale(self, now: float, gap: float, limit: int) -> list[str]:
        """Addresses of pages that should be looked at again, the most overdue first.

        The next look is half as far off as the page last said something new, at least `gap` seconds, a sixth of that for a live blog.
        A page that has said nothing new for `RECHECK_DAYS` rests.
        """
        fresh = "max(first_seen, ifnull(changed, 0))"
        with self._db.transaction() as connection:
            rows = self._db.rows(
                "SELECT n, doc, kind FROM article WHERE next_check IS NOT NULL"
                f" AND max(next_check, first_seen + iif(kind = 'live_blog', ?, ?)) <= ? AND {fresh} > ? ORDER BY next_check, n LIMIT ?",
                (gap / LIVELY, gap, now, now - RECHECK_DAYS * 86_400, limit),
            )
            connection.executemany(
                f"UPDATE article SET next_check = ? + max(?, (? - {fresh}) / 2) WHERE n = ?",
                ((now, gap / (LIVELY if kind == "live_blog" else 1), now, n) for n, _, kind in rows),
            )
        return [unpack(doc, Article).url for _, doc, _ in rows]

    def changed(self, article: str, at: float) -> None:
        """Note that the page of an article said something new: it may do so again soon."""
        with self._db.transaction() as connection:
            connection.execute("UPDATE article SET changed = ?, next_check = min(next_check, ?) WHERE id = ?", (at, at + AGAIN, article))

    # ---- reading ----

    def known(self, article: str) -> Known | None:
        """What is stored under this id, or None."""
        row = self._db.row(
            "SELECT a.n, a.digest, a.words, a.kind, a.doc, s.id, a.edition FROM article a LEFT JOIN story s ON s.n = a.story"
            " WHERE a.id = ?",
            (article,),
        )
        if row is None:
            return None
        n, digest, words, kind, doc, story, edition = row
        old = unpack(doc, Article)
        return Known(n=n, digest=digest, words=words, kind=kind, title=old.title, url=old.url, story=story, edition=edition)

    def by_address(self, url: str) -> str | None:
        """Id of the article that was met under this address, or None."""
        keys = (text.url_key(url), text.address_key(url))  # earlier versions kept forms for phones and AMP apart
        found = self._db.value("SELECT a.id FROM address d JOIN article a ON a.n = d.article WHERE d.key IN (?, ?)", keys)
        return None if found is None else str(found)

    def is_met(self, url: str) -> bool:
        """Whether what stands at this address was fetched before, whatever became of it."""
        return self._db.row("SELECT 1 FROM address WHERE key IN (?, ?)", (text.url_key(url), text.address_key(url))) is not None

    def get(self, article: str) -> Article | None:
        """The article, or None."""
        doc = self._db.value("SELECT doc FROM article WHERE id = ?", (article,))
        return None if doc is None else unpack(doc, Article)

    def many(self, ids: Iterable[str]) -> dict[str, Stored]:
        """The articles of these ids, in order of publication; unknown ids are left out."""
        rows = self._db.rows(
            "SELECT a.doc, s.id, a.revision, f.shingles, f.terms FROM article a LEFT JOIN story s ON s.n = a.story"
            " LEFT JOIN fingerprint f ON f.article = a.n WHERE a.id IN (SELECT value FROM json_each(?)) AND a.n NOT IN"
            " (SELECT article FROM hidden) ORDER BY a.at, a.id",
            (json.dumps(list(ids)),),
        )
        found = [
            Stored(
                article=unpack(doc, Article),
                story=story,
                revision=revision,
                shingles=shingles or b"",
                terms=unpack(terms, tuple[tuple[str, float], ...]) if terms else (),
            )
            for doc, story, revision, shingles, terms in rows
        ]
        return {item.article.id: item for item in found}

    def facts(self, ids: Iterable[str], *, own: bool = False) -> dict[str, Facts]:
        """Quotes, figures, names, places and times of these articles, with ids over all articles; with `own` those of the article alone."""
        wanted = list(ids)
        found = self._facts.of(wanted)
        if own:
            return found
        meant = self.identities.of(wanted)
        return {article: resolved(facts, meant.get(article, {})) for article, facts in found.items()}

    def mentions(self, thing: str, *, said: bool = False, limit: int = 200) -> list[Mention]:
        """Articles that name `thing` (an id over all articles), newest first; with `said` only those in which it speaks."""
        return self._facts.mentions(thing, said=said, limit=limit)

    def fingerprint(self, article: str) -> Fingerprint | None:
        """The fingerprint of an article, or None."""
        row = self._db.row(
            "SELECT a.digest, a.words, f.shingles, f.terms FROM article a JOIN fingerprint f ON f.article = a.n WHERE a.id = ?",
            (article,),
        )
        if row is None:
            return None
        return Fingerprint(digest=row[0], words=row[1], shingles=row[2], terms=unpack(row[3], tuple[tuple[str, float], ...]))

    def sharing(self, shingles: bytes, limit: int = 40) -> dict[str, int]:
        """{article id: number of shared hashes} of the `limit` articles that share most of these winnowed hashes.

        What very many articles hold is left out as boilerplate.
        """
        shared = self._shingles.sharing(shingles)
        best = dict(sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:limit])
        ids = dict(
            self._db.rows(
                "SELECT n, id FROM article WHERE n IN (SELECT value FROM json_each(?)) AND n NOT IN (SELECT article FROM hidden)",
                (json.dumps(list(best)),),
            )
        )
        return {ids[n]: count for n, count in best.items() if n in ids}

    def copies(self, article: str, shingles: bytes, limit: int = 40) -> dict[str, float]:
        """{article id: share of the shorter text's hashes that this article and that one have in common}, of two hashes and more.

        At most `limit`, those with most in common.
        """
        shared = {n: count for n, count in self._shingles.sharing(shingles).items() if count > 1}
        if len(shared) < 2:  # none but the article itself
            return {}
        best = dict(sorted(shared.items(), key=lambda item: (-item[1], item[0]))[: limit + 1])
        rows = self._db.rows(
            "SELECT a.n, a.id, length(f.shingles) / 8 FROM json_each(?) j JOIN article a ON a.n = j.value"
            " JOIN fingerprint f ON f.article = a.n WHERE a.n NOT IN (SELECT article FROM hidden)",
            (json.dumps(list(best)),),
        )
        return {other: best[n] / min(total, len(shingles) // 8) for n, other, total in rows if other != article}

    def story_of(self, article: str) -> str | None:
        """The story that an article is in, or None."""
        found = self._db.value("SELECT s.id FROM article a JOIN story s ON s.n = a.story WHERE a.id = ?", (article,))
        return None if found is None else str(found)

    def alone(self, articles: Iterable[str]) -> set[str]:
        """Those of the articles that were taken for digests of several stories."""
        rows = self._db.rows(
            "SELECT id FROM article WHERE alone = 1 AND id IN (SELECT value FROM json_each(?))", (json.dumps(list(articles)),)
        )
        return {article for (article,) in rows}

    def reasons(self, story: str) -> dict[str, tuple[str, ...]]:
        """{article id: why it is in the story}"""
        rows = self._db.rows(
            "SELECT a.id, r.doc FROM story s JOIN article a ON a.story = s.n JOIN reason r ON r.article = a.n WHERE s.id = ? ORDER BY a.at",
            (story,),
        )
        return {article: unpack(doc, tuple[str, ...]) for article, doc in rows}

    def revisions(self, article: str) -> list[tuple[int, datetime, Article]]:
        """Earlier versions, oldest first: (number, when the next one was seen, the article as it was)."""
        rows = self._db.rows(
            "SELECT r.number, r.seen, r.doc FROM revision r JOIN article a ON a.n = r.article WHERE a.id = ? ORDER BY r.number",
            (article,),
        )
        return [(number, datetime.fromtimestamp(seen, UTC), unpack(doc, Article)) for number, seen, doc in rows]

    def latest(self, limit: int, offset: int = 0, reports_only: bool = False) -> list[ArticleLine]:
        """The newest articles."""
        where = "WHERE a.kind IN ('article', 'live_blog', 'briefing')" if reports_only else ""
        rows = self._db.rows(
            f"SELECT a.doc, s.id FROM article a LEFT JOIN story s ON s.n = a.story {where} ORDER BY a.at DESC, a.id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [line(unpack(doc, Article), story) for doc, story in rows]

    def each(self, since: float = 0.0, story: str | None = None) -> Iterator[str]:
        """Ids of all articles first seen since that moment, in the order they came, read in slices so that a large store fits in memory."""
        last = 0
        while True:
            rows = self._db.rows(
                "SELECT a.n, a.id FROM article a LEFT JOIN story s ON s.n = a.story WHERE a.n > ? AND a.first_seen >= ?"
                " AND (? IS NULL OR s.id = ?) ORDER BY a.n LIMIT 500",
                (last, since, story, story),
            )
            if not rows:
                return
            yield from (article for _, article in rows)
            last = rows[-1][0]

    def active(self, since: float) -> Iterator[Item]:
        """Every grouped article published or first seen since that moment, in order of arrival, as the story index takes it."""
        last = 0
        while True:
            rows = self._db.rows(
                "SELECT a.n, a.id, s.id, a.at * a.dated, a.language, a.kind, a.alone, f.terms FROM article a JOIN story s ON s.n = a.story"
                " JOIN fingerprint f ON f.article = a.n WHERE a.n > ? AND max(a.at, a.first_seen) >= ?"
                " AND a.n NOT IN (SELECT article FROM hidden) ORDER BY a.n LIMIT 500",
                (last, since),
            )
            if not rows:
                return
            for _, article, story, at, language, kind, alone, terms in rows:
                known = unpack(terms, tuple[tuple[str, float], ...])
                yield Item(article=article, story=story, at=at, language=language, terms=known, reports=kind in JOINED and not alone)
            last = rows[-1][0]

    def count(self) -> int:
        return int(self._db.value("SELECT count(*) FROM article"))

    def source(self, article: str) -> str | None:
        """Id of the source that an article came from first; "" for a file."""
        found = self._db.value("SELECT source FROM article WHERE id = ?", (article,))
        return None if found is None else str(found)

    def per_source(self, now: float, days: int = 14) -> dict[str, list[int]]:
        """{source id: articles first seen on each of the `days` days up to `now`, oldest first}"""
        rows = self._db.rows(
            "SELECT source, CAST((? - first_seen) / 86400 AS INTEGER), count(*) FROM article WHERE first_seen > ? GROUP BY 1, 2",
            (now, now - days * 86_400),
        )
        found: dict[str, list[int]] = {}
        for source, age, number in rows:
            if 0 <= age < days:
                found.setdefault(source, [0] * days)[days - 1 - age] = number
        return found

    def own_share(self) -> dict[str, tuple[int, int]]:
        """{source id: (reports with no known earlier text, all reports)}"""
        rows = self._db.rows(
            "SELECT source, sum(place = 'origin'), count(*) FROM article WHERE kind IN ('article', 'live_blog', 'briefing') GROUP BY 1"
        )
        return {source: (int(own), int(total)) for source, own, total in rows}

    def source_languages(self) -> dict[str, str]:
        """{source id: the language most of its articles are in}"""
        rows = self._db.rows("SELECT source, language, count(*) FROM article GROUP BY 1, 2 ORDER BY 3")
        return {source: language for source, language, _ in rows}


def line(article: Article, story: str | None) -> ArticleLine:
    """The article as it stands in a list; one without a title is listed by its first words."""
    return ArticleLine(
        id=article.id,
        title=article.title or text.shorten(article.text, 90) or article.url,
        url=article.canonical_url or article.url,
        outlet=article.outlet or text.host_of(article.url),
        language=article.language,
        published=article.published,
        first_seen=article.first_seen,
        story=story,
        kind=article.kind,
    )


def _edition(report: Report) -> int | None:
    return None if report.sighting is None else report.sighting.edition


def _comparable(known: Known, report: Report) -> bool:
    """Whether a difference between the two is one of what the outlet says, not of how it was read: not with another edition, and not in
    another form of the page (for phones, in AMP), which only takes the place of an opening."""
    url = report.article.url
    if known.kind == "stub" and report.article.kind != "stub":
        return True
    if text.url_key(known.url) == text.url_key(url) and text.address_key(known.url) != text.address_key(url):
        return False
    return known.edition is None or report.sighting is None or known.edition == report.sighting.edition


def _merge(old: Article, new: Article) -> Article:
    """The new version, with what only the first sight can know: when it was first seen and, where the new page lost it, its date."""
    kept: dict[str, Any] = {"first_seen": old.first_seen, "external_id": new.external_id or old.external_id}
    if new.published is None:
        kept |= {"published": old.published, "published_evidence": old.published_evidence, "date_only": old.date_only}
    return msgspec.structs.replace(new, **kept)
