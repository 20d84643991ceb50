"""What was removed stays removed: in a backup that is put back, and in the backups that lie somewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from headwater.desk import Desk
from headwater.errors import StoreError
from headwater.stages.rights import bar
from headwater.store import SqliteStore, Store
from headwater.store.database import FILE_NAME, finish_backup, hold, verified_copy
from headwater.store.ledger import Ledger

PASSING = "restoring"
"""Folder beside the store in which a backup is looked through."""
_SLICE = 500


def barred(store: Store) -> dict[str, list[int]]:
    """{demand: numbers of the articles in the store that it bars}: none, unless a removal is under way or a backup was put in its place."""
    ledger = store.ledger
    found: dict[str, list[int]] = defaultdict(list)
    if ledger.empty:
        return found
    key = ledger.secret("bar")
    numbers = store.removals.numbers()
    while part := list(islice(numbers, _SLICE)):
        for target in store.removals.targets(part):
            asked = bar.questions(key, target.article, target) | bar.addresses_asked(key, target.addresses)
            free = bar.free_asked(key, (target.article.url, target.article.canonical_url, *target.addresses))
            if demand := ledger.barring(asked, free):
                found[demand].append(target.n)
    return found


def sweep(store: Store, desk: Desk) -> int:
    """Erase everything in the store that is barred, and draw the stories anew without it; how many articles went."""
    count = 0
    for demand, numbers in barred(store).items():
        with store.transaction():
            store.removals.hide(demand, numbers)
        last = 0
        while part := store.removals.to_draw(demand, last, _SLICE):
            for number, story, left in part:
                last = number
                if left:
                    desk.redraw(story, number)
        for start in range(0, len(numbers), _SLICE):
            with store.transaction():
                count += store.removals.erase(numbers[start : start + _SLICE])["article"]
    return count


def restore(backup: Path, folder: Path) -> int:
    """Put a backup in the place of the store in `folder`, without what was removed since; how many articles were left out.

    The ledger of the folder stays and takes over what the backup's knows. The old store stays until the new one is whole.
    Raises StoreError where `backup` is no sound Headwater store of a known version, BusyError where the store is in use.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the data folder {folder}: {error.strerror}") from error
    with (
        contextlib.closing(hold(folder, shared=False)),
        contextlib.closing(Ledger(folder)) as ledger,
        _swept(backup, folder, ledger) as (clean, count),
    ):
        for ending in ("-wal", "-shm"):
            (folder / (FILE_NAME + ending)).unlink(missing_ok=True)
        clean.replace(folder / FILE_NAME)
        _to_disk(folder)
    return count


def rewrite(backup: Path, folder: Path, ledger: Ledger) -> int:
    """Erase in a backup what was removed since it was made; how many articles went. It stays as it was until the new one is whole."""
    with _swept(backup, folder, ledger, absorb=False) as (clean, count):
        if count:
            finish_backup(clean, ledger.image())
            part = backup.with_name(backup.name + ".part")
            shutil.copyfile(clean, part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(backup)
            _to_disk(backup.parent)
    return count


@contextlib.contextmanager
def _swept(backup: Path, folder: Path, ledger: Ledger, *, absorb: bool = True) -> Iterator[tuple[Path, int]]:
    """(a checked copy of the backup in a passing folder beside the store, without what is barred; how many articles went)"""
    here = folder / PASSING
    # One that was killed in the middle may have left it.
    shutil.rmtree(here, ignore_errors=True)
    try:
        here.mkdir()
        image = verified_copy(backup, here / FILE_NAME)
        if absorb:
            ledger.absorb(image)
        store = SqliteStore(here, ledger)
        try:
            count = sweep(store, Desk(store))
        finally:
            store.close()
        yield here / FILE_NAME, count
    except OSError as error:
        raise StoreError(f"cannot copy {backup} into {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(here, ignore_errors=True)


def _to_disk(folder: Path) -> None:
    """A renamed file is there after a power cut once its folder is on disk. Windows has no such call and needs none."""
    if hasattr(os, "O_DIRECTORY"):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
