"""Who is meant beyond one article: which ids of articles' facts stand for one person or body."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from headwater.model import Party
from headwater.stages.facts.identity import Found
from headwater.stages.facts.lexicon import known_people
from headwater.store.database import Database
from headwater.store.facts import Facts


class Identities:
    """The table `identity`, and through it what `mention` says of a person over all articles."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, articles: Sequence[str], found: Found) -> None:
        """Save who is meant in these articles, in place of what was known of them. Use inside a transaction.

        Each row keeps an article that writes the name so, and goes with that article; without one it is not kept.
        """
        with self._db.transaction() as connection:
            connection.execute(
                "DELETE FROM identity WHERE article IN (SELECT n FROM article WHERE id IN (SELECT value FROM json_each(?)))",
                (json.dumps(list(articles)),),
            )
            sources = self._sources(set(found.values()))
            for (article, thing), known in sorted(found.items()):
                if known in sources or known in known_people():
                    connection.execute(
                        "INSERT INTO identity (article, thing, known, source) SELECT n, ?, ?, ? FROM article WHERE id = ?",
                        (thing, known, sources.get(known), article),
                    )

    def _sources(self, known: Iterable[str]) -> dict[str, int]:
        """{id: the first article that writes it so}, of articles that are not hidden."""
        rows = self._db.rows(
            "SELECT thing, min(article) FROM mention WHERE thing IN (SELECT value FROM json_each(?))"
            " AND article NOT IN (SELECT article FROM hidden) GROUP BY thing",
            (json.dumps(list(known)),),
        )
        return dict(rows)

    def of(self, articles: Iterable[str]) -> dict[str, dict[str, str]]:
        """{article: {id in its facts: id over all articles}}, where the two differ."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for article, thing, known in self._db.rows(
            "SELECT a.id, i.thing, i.known FROM identity i JOIN article a ON a.n = i.article"
            " WHERE a.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        ):
            found[article][thing] = known
        return found

    def known(self, thing: str) -> str:
        """The id over all articles that most articles mean by `thing`; `thing` itself where some mean just that."""
        rows = self._db.rows(
            "SELECT coalesce(i.known, m.thing), count(*) FROM mention m LEFT JOIN identity i ON i.article = m.article AND i.thing = m.thing"
            " WHERE m.thing = ? GROUP BY 1 ORDER BY 2 DESC, 1",
            (thing,),
        )
        meant = [known for known, _ in rows]
        return thing if not meant or thing in meant else str(meant[0])

    def alike(self, sounds: Iterable[str]) -> dict[str, list[str]]:
        """{sound: ids over all articles of those whose names have it, the oldest first}"""
        found: dict[str, list[str]] = defaultdict(list)
        for heard, who in self._db.rows(
            "SELECT m.sound, coalesce(i.known, m.thing) FROM mention m LEFT JOIN identity i ON i.article = m.article AND i.thing = m.thing"
            " WHERE m.sound != '' AND m.sound IN (SELECT value FROM json_each(?)) GROUP BY 1, 2 ORDER BY min(m.article)",
            (json.dumps(list(sounds)),),
        ):
            found[heard].append(who)
        return found


def resolved(facts: Facts, known: Mapping[str, str]) -> Facts:
    """The facts with ids over all articles, by {id in the article: that id}."""
    if not known:
        return facts

    def party(one: Party | None) -> Party | None:
        return msgspec.structs.replace(one, id=known[one.id]) if one is not None and one.id in known else one

    return msgspec.structs.replace(
        facts,
        names=tuple(
            msgspec.structs.replace(n, id=known[n.id]) if n.id in known and n.type in ("person", "org") else n for n in facts.names
        ),
        quotes=tuple(msgspec.structs.replace(q, speaker=party(q.speaker), addressee=party(q.addressee)) for q in facts.quotes),
        figures=tuple(msgspec.structs.replace(f, claimant=party(f.claimant)) for f in facts.figures),
    )
