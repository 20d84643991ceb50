"""What the texts say: the facts of each article, and who is named and who speaks where."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

import apsw

from headwater.model import Figure, Name, Noun, Place, Quote, Report, Time
from headwater.stages.facts.identity import sound
from headwater.stages.facts.lexicon import known_people
from headwater.store.codec import pack, unpack
from headwater.store.database import Database


class Facts(Noun, frozen=True, kw_only=True):
    """What an article says; an article that an earlier version saved has no places and times until it is read again."""

    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()


class Mention(Noun, frozen=True, kw_only=True):
    """An article that names a thing: how often, and how many quotes and statements are the thing's own."""

    article: str
    story: str | None
    times: int
    said: int


class FactTables:
    """The tables `facts` and `mention`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def attach(self, connection: apsw.Connection, n: int, report: Report) -> None:
        """Save the facts of article number `n`."""
        facts = Facts(quotes=report.quotes, figures=report.figures, names=report.names, places=report.places, times=report.times)
        connection.execute("INSERT INTO facts (article, doc) VALUES (?, ?)", (n, pack(facts)))
        types = {name.id: name.type for name in reversed(facts.names)}
        times = Counter(name.id for name in facts.names)
        said = Counter(quote.speaker.id for quote in facts.quotes if quote.speaker and quote.speaker.id)
        connection.executemany(
            "INSERT INTO mention (thing, article, type, times, said, sound) VALUES (?, ?, ?, ?, ?, ?)",
            ((thing, n, types.get(thing, "person"), times[thing], said[thing], _sound(thing, types)) for thing in {**times, **said}),
        )

    def detach(self, connection: apsw.Connection, numbers: Iterable[int]) -> None:
        """Forget the facts of the articles of these numbers."""
        asked = (json.dumps(list(numbers)),)
        for table, column in (("facts", "article"), ("mention", "article"), ("identity", "article"), ("identity", "source")):
            connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", asked)

    def of(self, ids: Iterable[str]) -> dict[str, Facts]:
        """The facts of these articles, with the ids that each article gives by itself."""
        rows = self._db.rows(
            "SELECT a.id, f.doc FROM article a JOIN facts f ON f.article = a.n WHERE a.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {article: unpack(doc, Facts) for article, doc in rows}

    def mentions(self, thing: str, *, said: bool = False, limit: int = 200) -> list[Mention]:
        """Articles that name `thing` (an id over all articles), newest first; with `said` only those in which it speaks."""
        rows = self._db.rows(
            "SELECT a.id, s.id, sum(x.times), sum(x.said) FROM ("
            " SELECT m.article, m.times, m.said FROM mention m WHERE m.thing = ?1"
            "  AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.article = m.article AND i.thing = m.thing)"
            " UNION ALL SELECT m.article, m.times, m.said FROM identity i JOIN mention m ON m.article = i.article AND m.thing = i.thing"
            "  WHERE i.known = ?1) x"
            " JOIN article a ON a.n = x.article LEFT JOIN story s ON s.n = a.story"
            " GROUP BY a.n HAVING sum(x.said) >= ?2 ORDER BY a.at DESC, a.id LIMIT ?3",
            (thing, int(said), limit),
        )
        return [Mention(article=article, story=story, times=times, said=spoken) for article, story, times, spoken in rows]


def _sound(thing: str, types: Mapping[str, str]) -> str:
    """What finds other spellings of a person; people whose spellings are known beforehand need none."""
    return sound(thing) if types.get(thing) == "person" and thing not in known_people() else ""
