"""The SQLite file: opening, migrations, transactions, integrity, backup. All SQL of the tables stands in the modules beside this one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import IO, Any

import apsw

from headwater.errors import BusyError, StoreError
from headwater.store.veil import Veil

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

FILE_NAME = "headwater.sqlite"
LOCK_NAME = "headwater.lock"
IMAGE = "ledger_image"
"""The table of a backup that carries the ledger of removals."""
# Another process may hold the write lock for one batch; a batch takes well under this.
_BUSY_MS = 15_000
_CACHE_KIB = 16_384
# Places for prepared statements, the most there can be. They are taken in turn, also for one that is there already, so with few of them
# what a batch runs only at its end is prepared anew each time, which costs more than to run it.
_STATEMENTS = 512


def explain(error: apsw.Error) -> StoreError:
    """The store error that says in one line what an SQLite error means for the user."""
    if isinstance(error, apsw.FullError):
        return StoreError("the disk is full: nothing of the last batch was kept; free some space and run again")
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return BusyError("another Headwater is writing to this data folder: stop it or wait for it to finish")
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return StoreError("the store's file is damaged: run `headwater restore FILE` with your last backup")
    if isinstance(error, apsw.ReadOnlyError | apsw.CantOpenError | apsw.PermissionsError):
        return StoreError("the store's file cannot be written: check the data folder's owner and permissions")
    if isinstance(error, apsw.IOError):
        return StoreError(f"the disk failed while the store was in use ({error}): nothing of the last batch was kept")
    return StoreError(f"the store failed: {error}")


class Database:
    """One SQLite file. One connection writes, under a lock; every thread that reads has a connection of its own.

    Raises StoreError where the folder cannot be made, the file is no store, or it was written by a newer version.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make the data folder {folder}: {error.strerror}") from error
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: list[tuple[apsw.Connection, threading.Lock, Veil]] = []
        self._readers_lock = threading.Lock()
        self._deferred: dict[str, list[tuple[Any, ...]]] = {}
        self.turn = 0
        """Grows where a transaction begins here and where it ends: what was seen in one holds as long as this stays as it was."""
        with contextlib.ExitStack() as undo:
            self._hold = undo.enter_context(hold(folder, shared=True))
            try:
                self._writer = self._connect()
                undo.callback(self._writer.close)
                self._migrate()
            except apsw.Error as error:
                raise explain(error) from error
            undo.pop_all()

    def _connect(self) -> apsw.Connection:
        connection = apsw.Connection(str(self.path), statementcachesize=_STATEMENTS)
        connection.set_busy_timeout(_BUSY_MS)
        for name, value in (
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("secure_delete", "on"),
            ("foreign_keys", "on"),
            ("cache_size", -_CACHE_KIB),
            ("temp_store", "memory"),
        ):
            connection.pragma(name, value)
        return connection

    def _migrate(self) -> None:
        """Apply the migrations that this file has not had. `user_version` is the number of the last one."""
        folder = resources.files("headwater.store") / "migrations"
        scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
        if int(self._writer.pragma("user_version")) == len(scripts):
            return
        with self.transaction() as connection:
            done = int(connection.pragma("user_version"))
            if done > len(scripts):
                raise StoreError(
                    f"this data folder was written by a newer Headwater (schema {done}, this one knows {len(scripts)}): update Headwater"
                )
            for number, script in enumerate(scripts[done:], done + 1):
                connection.execute(script.read_text(encoding="utf-8"))
                connection.pragma("user_version", number)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """The writing connection inside one transaction: committed and on disk at the end, or nothing of it kept. Re-entrant."""
        with self._lock:
            if self._writer.in_transaction:
                yield self._writer
                return
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                self.turn += 1
                yield self._writer
                self.catch_up()
                self._writer.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                if isinstance(error, apsw.Error):
                    raise explain(error) from error
                raise
            finally:
                self.turn += 1

    def defer(self, sql: str, values: tuple[Any, ...]) -> None:
        """Write this at the end of the transaction under way, together with all of its kind, or at `catch_up`."""
        self._deferred.setdefault(sql, []).append(values)

    def catch_up(self) -> None:
        """Write what was deferred, so that what comes next in this transaction sees it."""
        while self._deferred:
            sql = next(iter(self._deferred))
            self._writer.executemany(sql, self._deferred.pop(sql))

    def _roll_back(self) -> None:
        self._deferred.clear()
        # SQLite has rolled back by itself after a full disk or an I/O error.
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")

    def rows(self, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. Inside a transaction of this thread it sees what was written so far."""
        try:
            with self._reading() as connection:
                return list(connection.execute(sql, values))
        except apsw.Error as error:
            raise explain(error) from error

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one after the other, for what may not fit in memory."""
        try:
            with self._reading() as connection:
                yield from connection.execute(sql)
        except apsw.Error as error:
            raise explain(error) from error

    def row(self, sql: str, values: Any = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Any = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, values)
        return found[0] if found else None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        """The connection this thread reads with, held so that `close` in another thread waits for the query under way."""
        if self._lock.acquire(blocking=False):
            try:
                # The lock is re-entrant: getting it inside a transaction means that the transaction is this thread's own.
                if self._writer.in_transaction:
                    yield self._writer
                    return
            finally:
                self._lock.release()
        reader: tuple[apsw.Connection, threading.Lock, Veil] | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = (self._connect(), threading.Lock(), Veil())
            with self._readers_lock:
                self._readers.append(reader)
        connection, held, veil = reader
        with held:
            veil.adjust(connection, bare=getattr(self._local, "bare", False))
            yield connection

    @contextlib.contextmanager
    def bare(self) -> Iterator[None]:
        """Inside, this thread reads what is hidden, too: for the search for faults, and for removing."""
        self._local.bare = True
        try:
            yield
        finally:
            self._local.bare = False

    def version(self) -> int:
        """A number that changes when another process has written to the file."""
        with self._lock:
            return int(self._writer.pragma("data_version"))

    def fold(self) -> bool:
        """Fold the write-ahead log into the file and empty it; false where a reader still needs it."""
        with self._lock:
            try:
                [(busy, _, _)] = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except apsw.BusyError:
                return False
            except apsw.Error as error:
                raise explain(error) from error
            return not busy

    def check(self) -> Iterator[str]:
        """One line for every fault of the file itself."""
        try:
            # A connection of its own: FTS5 checks what an older one remembers of the index, and calls what was deleted since damaged.
            fresh = self._connect()
            try:
                faults = [f"file: {line}" for (line,) in fresh.execute("PRAGMA integrity_check(100)") if line != "ok"]
                for table, row, parent, _ in fresh.execute("PRAGMA foreign_key_check"):
                    faults.append(f"{table}: row {row} points to a {parent} that is not there")
            finally:
                fresh.close()
        except apsw.Error as error:
            faults = [f"file: {explain(error)}"]
        yield from faults

    def backup(self, target: Path, image: bytes = b"") -> None:
        """Copy the store into `target` while it is in use, with the `image` of its ledger; the copy is complete or not there at all."""
        part = target.with_name(target.name + ".part")
        try:
            part.unlink(missing_ok=True)
            copy = apsw.Connection(str(part))
            try:
                with self._reading() as source, copy.backup("main", source, "main") as step:
                    while not step.done:
                        step.step(2_000)
            finally:
                copy.close()
            finish_backup(part, image)
            part.replace(target)
        except (apsw.Error, OSError) as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise StoreError(f"cannot write the backup {target}: {getattr(error, 'strerror', None) or error}") from error

    def close(self) -> None:
        """Close every connection, after the query or transaction under way; the write-ahead log is folded into the file."""
        with self._readers_lock:
            for connection, held, _ in self._readers:
                with held:
                    connection.close()
            self._readers.clear()
        with self._lock:
            self._writer.close()
        self._hold.close()


def hold(folder: Path, *, shared: bool, name: str = LOCK_NAME) -> IO[bytes]:
    """The data folder's lock, held until the file is closed: shared by all that use the store, alone for what replaces it.

    Raises BusyError where it cannot be had. On systems without such locks nothing is held.
    """
    try:
        file = (folder / name).open("ab")
    except OSError as error:
        raise StoreError(f"cannot write in the data folder {folder}: {error.strerror}") from error
    if fcntl is not None:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise BusyError(f"the store in {folder} is in use by another Headwater: stop it first, or wait for it") from error
    return file


def _versions() -> int:
    """The number of schema versions that this program knows."""
    return sum(script.name.endswith(".sql") for script in (resources.files("headwater.store") / "migrations").iterdir())


def verified_copy(backup: Path, target: Path) -> bytes:
    """Copy a backup to `target`, checked; the ledger of removals that it carries (b"" where it is older than that).

    Raises StoreError where `backup` is no sound Headwater store of a known version, or cannot be copied.
    """
    try:
        source = apsw.Connection(str(backup), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            faults = [line for (line,) in source.execute("PRAGMA integrity_check(3)") if line != "ok"]
            if faults or not source.table_exists("main", "article"):
                raise StoreError(f"{backup} is not a sound Headwater backup: {faults[0] if faults else 'it has no articles table'}")
            if int(source.pragma("user_version")) > _versions():
                raise StoreError(f"{backup} was made by a newer Headwater: update Headwater first")
            copy = apsw.Connection(str(target))
            try:
                with copy.backup("main", source, "main") as step:
                    step.step()
                return _taken_image(copy)
            finally:
                copy.close()
        finally:
            source.close()
    except apsw.Error as error:
        raise StoreError(f"{backup} is not a Headwater backup, or cannot be read: {error}") from error
    except OSError as error:
        raise StoreError(f"cannot restore {backup}: {error.strerror}") from error


def _taken_image(copy: apsw.Connection) -> bytes:
    if not copy.table_exists("main", IMAGE):
        return b""
    image = b"".join(bytes(doc) for (doc,) in copy.execute(f"SELECT doc FROM {IMAGE}"))
    copy.pragma("secure_delete", "on")
    copy.execute(f"DROP TABLE {IMAGE}")
    return image


def finish_backup(file: Path, image: bytes) -> None:
    """Make a copy of the store a backup: with the ledger of removals in it, in one file, without a log beside it."""
    copy = apsw.Connection(str(file))
    try:
        copy.pragma("journal_mode", "delete")
        if image:
            copy.execute(f"CREATE TABLE {IMAGE} (doc BLOB NOT NULL) STRICT")
            copy.execute(f"INSERT INTO {IMAGE} (doc) VALUES (?)", (image,))
    finally:
        copy.close()
