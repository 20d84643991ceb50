"""The ledger of removals: a file of its own beside the store, written with full synchronisation, so that what it says outlives everything.

Order of writing, which makes a removal safe against a crash at any moment: the bar and the new state go into the ledger first, then the
store is changed, then the ledger says so. What was begun is taken up again from the ledger's state; every step may be repeated.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import apsw
from nacl.secret import SecretBox

from headwater.errors import NotFoundError, StoreError
from headwater.model import Noun
from headwater.stages.rights.bar import MarkKind, Sketch, addresses_asked, is_barred, keyed
from headwater.stages.rights.demand import Demand
from headwater.stages.rights.receipt import FIRST, canonical, chained, public_key
from headwater.store.codec import pack, unpack
from headwater.store.database import explain

LEDGER_NAME = "rights.sqlite"
_BUSY_MS = 15_000
_ASK_AT_ONCE = 900


class Tomb(Noun, frozen=True, kw_only=True):
    """What answers for a removed article or story: the demand, when it was hidden, and whose it was."""

    demand: str
    at: float
    outlet: str


class Event(Noun, frozen=True, kw_only=True):
    at: float
    words: str


class Ledger:
    """Everything about removals that must outlive the store. Safe from several threads and processes.

    Raises StoreError where the file cannot be opened or is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / LEDGER_NAME
        self._lock = threading.RLock()
        self._any: tuple[int, bool] | None = None
        self._secrets: dict[str, bytes] = {}
        try:
            new = not self.path.exists()
            if new:
                # Made before SQLite opens it, so that nobody else can read it at any moment.
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._db = apsw.Connection(str(self.path))
            self._prepare()
        except apsw.Error as error:
            raise self._explained(error) from error
        except OSError as error:
            raise StoreError(f"cannot open the ledger of removals {self.path}: {error.strerror}") from error

    def _prepare(self) -> None:
        self._db.set_busy_timeout(_BUSY_MS)
        for name, value in (("journal_mode", "delete"), ("synchronous", "extra"), ("secure_delete", "on"), ("foreign_keys", "on")):
            self._db.pragma(name, value)
        self._db.pragma("temp_store", "memory")
        scripts = _scripts()
        if int(self._db.pragma("user_version")) == len(scripts):
            return
        with self.transaction():
            done = int(self._db.pragma("user_version"))
            if done > len(scripts):
                raise StoreError(f"{self.path.name} was written by a newer Headwater: update Headwater")
            for number, script in enumerate(scripts[done:], done + 1):
                self._db.execute(script)
                self._db.pragma("user_version", number)
            for name in ("sign", "bar", "seal"):
                self._db.execute("INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)", (name, secrets.token_bytes(32)))

    def _explained(self, error: apsw.Error) -> StoreError:
        if isinstance(error, apsw.CorruptError | apsw.NotADBError):
            return StoreError(
                f"the ledger of removals ({self.path}) is damaged: put {LEDGER_NAME} back from a backup first,"
                " or removed articles could come back"
            )
        return explain(error)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """All of it on disk at the end, or nothing. Re-entrant."""
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                if isinstance(error, apsw.Error):
                    raise self._explained(error) from error
                raise

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after a full disk or an I/O error.
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def is_barred(self, url: str) -> bool:
        """Whether nothing from this address is taken any more."""
        return not self.empty and self.barring(addresses_asked(self.secret("bar"), (url,))) is not None

    def _rows(self, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return list(self._db.execute(sql, values))
            except apsw.Error as error:
                raise self._explained(error) from error

    def _value(self, sql: str, values: Any = ()) -> Any:
        found = self._rows(sql, values)
        return found[0][0] if found else None

    # ---- secrets ----

    def secret(self, name: str) -> bytes:
        """The 32 bytes of a secret: "sign", "bar" or "seal"."""
        if name not in self._secrets:
            value = self._value("SELECT value FROM secret WHERE name = ?", (name,))
            if value is None:
                raise StoreError(f"the ledger of removals has lost its secret {name!r}: put {LEDGER_NAME} back from a backup")
            self._secrets[name] = bytes(value)
        return self._secrets[name]

    @property
    def public_key(self) -> str:
        return public_key(self.secret("sign"))

    # ---- demands ----

    def put(self, demand: Demand, words: str = "", entry: Mapping[str, Any] | None = None) -> None:
        """Save a demand, tell its page in `words` what happened, and add `entry` to the public log: all of it or nothing."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO demand (id, state, received, doc) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET state = excluded.state, doc = excluded.doc",
                (demand.id, demand.state, demand.received.timestamp(), pack(demand)),
            )
            at = max(t for t in (demand.received, demand.verified, demand.hidden, demand.erased, demand.decided) if t).timestamp()
            if words:
                connection.execute("INSERT INTO event (demand, at, words) VALUES (?, ?, ?)", (demand.id, at, words[:500]))
            if entry is not None:
                self._append(connection, entry)

    def get(self, demand: str) -> Demand:
        """The demand. Raises NotFoundError."""
        doc = self._value("SELECT doc FROM demand WHERE id = ?", (demand,))
        if doc is None:
            raise NotFoundError(f"there is no demand {demand[:80]}")
        return unpack(doc, Demand)

    def demands(self, states: Iterable[str] = ()) -> list[Demand]:
        """Demands in order of receipt; of these states, where any are given."""
        wanted = list(states)
        where = f"WHERE state IN ({', '.join('?' * len(wanted))})" if wanted else ""
        return [unpack(doc, Demand) for (doc,) in self._rows(f"SELECT doc FROM demand {where} ORDER BY received, id", wanted)]

    def count(self, states: Iterable[str]) -> int:
        wanted = list(states)
        return int(self._value(f"SELECT count(*) FROM demand WHERE state IN ({', '.join('?' * len(wanted))})", wanted))

    def events(self, demand: str) -> list[Event]:
        return [Event(at=at, words=words) for at, words in self._rows("SELECT at, words FROM event WHERE demand = ? ORDER BY n", (demand,))]

    # ---- bars ----

    def bar(self, demand: str, item: str, sketch: Sketch) -> None:
        """Keep an article (by its id; "" for the scope itself) from coming back. Twice is once."""
        with self.transaction() as connection:
            values = (demand, self.mark("item", item), sketch.parts)
            connection.execute("INSERT OR IGNORE INTO bar (demand, item, parts) VALUES (?, ?, ?)", values)
            [(number,)] = connection.execute("SELECT n FROM bar WHERE demand = ? AND item = ?", values[:2])
            connection.executemany(
                "INSERT OR IGNORE INTO mark (mark, bar, kind) VALUES (?, ?, ?)", ((m.mark, number, m.kind) for m in sketch.marks)
            )

    def unbar(self, demand: str) -> None:
        """Lift all bars of a demand that was rejected, and forget its permalinks."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM bar WHERE demand = ?", (demand,))
            connection.execute("DELETE FROM tomb WHERE demand = ?", (demand,))

    @property
    def empty(self) -> bool:
        """Whether nothing at all is barred, which is what most installations live with; asked for every batch."""
        with self._lock:
            version = int(self._db.pragma("data_version")) + self._db.total_changes() * 1_000_003
            if self._any is None or self._any[0] != version:
                self._any = version, self._value("SELECT 1 FROM bar LIMIT 1") is None
            return self._any[1]

    def barring(self, asked: Mapping[bytes, MarkKind], free: Iterable[bytes] = ()) -> str | None:
        """The demand that bars what these marks were made from, or None. `free`: marks of its addresses as somebody else's page."""
        found: dict[int, Counter[MarkKind]] = defaultdict(Counter)
        marks = list(asked)
        for start in range(0, len(marks), _ASK_AT_ONCE):
            part = marks[start : start + _ASK_AT_ONCE]
            sql = f"SELECT mark, bar, kind FROM mark WHERE mark IN ({', '.join('?' * len(part))})"
            for mark, bar, kind in self._rows(sql, part):
                if asked[bytes(mark)] == kind:
                    found[bar][kind] += 1
        excused = self._excused(list(free)) if found else set()
        for bar, kinds in found.items():
            demand, parts = self._rows("SELECT demand, parts FROM bar WHERE n = ?", (bar,))[0]
            if is_barred(kinds, int(parts), free=bar in excused):
                return str(demand)
        return None

    def _excused(self, marks: list[bytes]) -> set[int]:
        sql = f"SELECT bar FROM mark WHERE kind = 'free' AND mark IN ({', '.join('?' * len(marks))})"
        return {bar for (bar,) in self._rows(sql, marks)} if marks else set()

    def mark(self, kind: str, value: str) -> bytes:
        """The keyed hash of a value."""
        return keyed(self.secret("bar"), kind, value)

    # ---- permalinks ----

    def bury(self, demand: str, ids: Iterable[tuple[str, str]], at: float) -> None:
        """(id of an article or story, its outlet): their permalinks answer that they were removed."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO tomb (mark, demand, at, outlet) VALUES (?, ?, ?, ?)",
                ((self.mark("id", item), demand, at, outlet[:200]) for item, outlet in ids),
            )

    def tomb(self, item: str) -> Tomb | None:
        """What answers for this id if it was removed."""
        rows = self._rows("SELECT demand, at, outlet FROM tomb WHERE mark = ?", (self.mark("id", item),))
        return Tomb(demand=rows[0][0], at=rows[0][1], outlet=rows[0][2]) if rows else None

    def raise_up(self, ids: Iterable[str]) -> None:
        """Permalinks that live again."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM tomb WHERE mark = ?", ((self.mark("id", item),) for item in ids))

    # ---- the public log and receipts ----

    def _append(self, connection: apsw.Connection, entry: Mapping[str, Any]) -> dict[str, Any]:
        last = next(iter(connection.execute("SELECT seq, doc FROM log ORDER BY seq DESC LIMIT 1")), None)
        seq, before = (last[0] + 1, json.loads(last[1])["hash"]) if last else (1, FIRST)
        made = chained({"seq": seq, **entry}, before)
        connection.execute("INSERT INTO log (seq, doc) VALUES (?, ?)", (seq, canonical(made).decode()))
        return made

    def log(self, after: int = 0, limit: int = 1_000) -> list[dict[str, Any]]:
        """Entries of the public log in order."""
        return [json.loads(doc) for (doc,) in self._rows("SELECT doc FROM log WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))]

    def log_size(self) -> int:
        return int(self._value("SELECT count(*) FROM log"))

    def settle(self, demand: Demand, words: str, entry: Mapping[str, Any], receipt: Any) -> dict[str, Any]:
        """The end of a demand: its state, its log entry and its receipt in one transaction, after everything they say is on disk.

        `receipt` is called with the log entry and returns the signed document.
        """
        with self.transaction() as connection:
            made = self._append(connection, entry)
            document: dict[str, Any] = receipt(made)
            self.put(demand, words)
            connection.execute("DELETE FROM needle WHERE demand = ?", (demand.id,))
            connection.execute("INSERT OR REPLACE INTO receipt (demand, doc) VALUES (?, ?)", (demand.id, canonical(document).decode()))
        return document

    def receipt(self, demand: str) -> dict[str, Any] | None:
        doc = self._value("SELECT doc FROM receipt WHERE demand = ?", (demand,))
        return None if doc is None else dict(json.loads(doc))

    # ---- the search for what is left ----

    def seal(self, demand: str, needles: Iterable[bytes], limit: int) -> None:
        """Keep distinctive bytes of what is about to be erased, sealed, at most `limit` of one demand."""
        box = SecretBox(self.secret("seal"))
        with self.transaction() as connection:
            room = limit - int(self._value("SELECT count(*) FROM needle WHERE demand = ?", (demand,)))
            connection.executemany(
                "INSERT INTO needle (demand, sealed) VALUES (?, ?)",
                [(demand, bytes(box.encrypt(one))) for one, _ in zip(needles, range(max(0, room)), strict=False)],
            )

    def needles(self, demand: str) -> list[bytes]:
        box = SecretBox(self.secret("seal"))
        return [box.decrypt(sealed) for (sealed,) in self._rows("SELECT sealed FROM needle WHERE demand = ? ORDER BY n", (demand,))]

    # ---- backups ----

    def made_backup(self, path: Path, at: float) -> None:
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO backup (path, made) VALUES (?, ?)", (str(path.resolve()), at))

    def backups(self) -> list[Path]:
        return [Path(path) for (path,) in self._rows("SELECT path FROM backup ORDER BY made")]

    def forget_backup(self, path: Path) -> None:
        with self.transaction() as connection:
            connection.execute("DELETE FROM backup WHERE path = ?", (str(path),))

    def image(self) -> bytes:
        """The ledger as the bytes of its file, for a backup."""
        with self._lock, self.transaction():
            return self._db.serialize("main")

    def absorb(self, image: bytes) -> None:
        """Take over what another copy of this ledger knows and this one does not, or all of it where this one knows nothing.

        Raises StoreError where both hold removals and come from different installations: then neither could keep the other's away.
        """
        if not image:
            return
        with self._lock:
            other = apsw.Connection(":memory:")
            try:
                other.deserialize("main", image)
                theirs = {name: bytes(value) for name, value in other.execute("SELECT name, value FROM secret")}
                mine = {name: self.secret(name) for name in ("sign", "bar", "seal")}
                if theirs != mine and self._value("SELECT count(*) FROM demand"):
                    if not list(other.execute("SELECT 1 FROM demand LIMIT 1")):
                        return
                    raise StoreError(
                        "the backup is of another installation, and both have removals that cannot be joined:"
                        " restore it into a new data folder"
                    )
                self._take(other)
            except apsw.Error as error:
                raise self._explained(error) from error
            finally:
                other.close()

    def _take(self, other: apsw.Connection) -> None:
        numbers: dict[int, int] = {}
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO secret (name, value) VALUES (?, ?)", list(other.execute("SELECT * FROM secret")))
            for table in ("demand", "event", "tomb", "receipt", "backup", "log"):
                rows = list(other.execute(f"SELECT * FROM {table}"))
                if rows:
                    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            for n, demand, item, parts in other.execute("SELECT n, demand, item, parts FROM bar"):
                connection.execute("INSERT OR IGNORE INTO bar (demand, item, parts) VALUES (?, ?, ?)", (demand, item, parts))
                [(numbers[n],)] = connection.execute("SELECT n FROM bar WHERE demand = ? AND item = ?", (demand, item))
            marks = ((mark, numbers[n], kind) for mark, n, kind in other.execute("SELECT mark, bar, kind FROM mark"))
            connection.executemany("INSERT OR IGNORE INTO mark (mark, bar, kind) VALUES (?, ?, ?)", marks)
        self._secrets.clear()

    def check(self) -> Iterator[str]:
        """One line for every fault of the file itself."""
        for (line,) in self._rows("PRAGMA integrity_check(10)"):
            if line != "ok":
                yield f"ledger: {line}"

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _scripts() -> list[str]:
    folder = resources.files("headwater.store") / "ledger_migrations"
    return [f.read_text(encoding="utf-8") for f in sorted(folder.iterdir(), key=lambda f: f.name) if f.name.endswith(".sql")]
