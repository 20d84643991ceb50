"""The veil: while anything is hidden, a reading connection sees the tables without it.

A temporary view of the same name stands before each table that belongs to an article or a story. SQLite looks there first, so that no
query of any page, feed, export or protocol, now or later, can forget to leave out what is hidden. The writing connection sees
everything; what it hands to the deciders leaves out the hidden by itself.
"""

from __future__ import annotations

import apsw

_OWN = frozenset({"hidden", "hidden_story", "severed"})


class Veil:
    """Whether one reading connection is veiled, as of which state of the file."""

    def __init__(self) -> None:
        self._version = -1
        self._drawn: tuple[str, ...] = ()

    def adjust(self, connection: apsw.Connection, *, bare: bool) -> None:
        """Draw or lift the views where something was hidden or shown since the last look. `bare`: lift them in any case."""
        version = int(connection.pragma("data_version"))
        if version == self._version and not (bare and self._drawn):
            return
        needed = not bare and _anything(connection)
        if bool(self._drawn) != needed:
            self._redraw(connection, needed)
        # After a bare look the state has to be looked at again.
        self._version = -1 if bare else version

    def _redraw(self, connection: apsw.Connection, needed: bool) -> None:
        for name in self._drawn:
            connection.execute(f'DROP VIEW IF EXISTS temp."{name}"')
        self._drawn = ()
        if needed:
            views = _views(connection)
            for name, condition in views.items():
                connection.execute(f'CREATE TEMP VIEW "{name}" AS SELECT * FROM main."{name}" WHERE {condition}')
            self._drawn = tuple(views)


def _anything(connection: apsw.Connection) -> bool:
    [(there,)] = connection.execute("SELECT EXISTS (SELECT 1 FROM main.hidden) OR EXISTS (SELECT 1 FROM main.hidden_story)")
    return bool(there)


def _views(connection: apsw.Connection) -> dict[str, str]:
    """{table: which of its rows are shown}"""
    conditions = {"article": [_shown("n", "article")], "story": [_shown("n", "story")]}
    for table, column, parent in belonging(connection):
        # The other reports of a story that is being drawn anew stay to be seen, without the story.
        if table not in _OWN and table != "article":
            conditions.setdefault(table, []).append(_shown(column, parent))
    return {table: " AND ".join(parts) for table, parts in conditions.items()}


def _shown(column: str, parent: str) -> str:
    hidden = "hidden" if parent == "article" else "hidden_story"
    return f'("{column}" IS NULL OR "{column}" NOT IN (SELECT {parent} FROM main.{hidden}))'


def belonging(connection: apsw.Connection) -> list[tuple[str, str, str]]:
    """(table, column, "article" or "story") of every column that refers to an article or a story."""
    tables = [name for (name,) in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name")]
    sql = 'SELECT "table", "from" FROM pragma_foreign_key_list(?, \'main\')'
    return [
        (table, str(column), str(parent))
        for table in tables
        for parent, column in connection.execute(sql, (table,))
        if parent in ("article", "story")
    ]
