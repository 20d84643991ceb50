"""The search for what is left: distinctive bytes of an erased text, looked for in the raw bytes of every file."""

from __future__ import annotations

import gzip
import mmap
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from headwater.errors import StoreError
from headwater.model import Noun

_PIECE = 1 << 24


class Residue(Noun, frozen=True, kw_only=True):
    """`files` searched, `size` bytes in them, `needles` strings looked for, how many were `found` and in which files (`where`)."""

    files: int
    size: int
    needles: int
    found: int
    where: tuple[str, ...] = ()


def search(folder: Path, needles: Sequence[bytes], is_live: Callable[[bytes], bool], further: Iterable[Path] = ()) -> Residue:
    """Look for each of `needles` in every file of the folder, and in `further` ones.

    `is_live` says of bytes that were found whether something that is kept legitimately holds them. Raises StoreError for a file that
    cannot be read: what was not searched is not called clean.
    """
    paths = [*sorted(path for path in folder.rglob("*") if path.is_file()), *further]
    size, where = 0, []
    hits: set[bytes] = set()
    for path in dict.fromkeys(paths):
        try:
            size += path.stat().st_size
            found = {needle for piece in _pieces(path) for needle in needles if piece.find(needle) >= 0}
        except FileNotFoundError:
            continue  # a log that was folded meanwhile
        except OSError as error:
            raise StoreError(f"{path} cannot be searched for what was erased: {error.strerror or error}") from error
        real = {needle for needle in found if not is_live(needle)}
        if real:
            where.append(path.name)
            hits |= real
    return Residue(files=len(paths), size=size, needles=len(needles), found=len(hits), where=tuple(where))


def _pieces(path: Path) -> Iterator[bytes | mmap.mmap]:
    """The bytes of a file, and what they unfold to where it is compressed."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        yield whole
    if path.suffix == ".gz":
        yield from _unfolded(path)


def _unfolded(path: Path) -> Iterator[bytes]:
    """The contents of a gzip file in overlapping pieces; a torn end is where it stops."""
    before = b""
    try:
        with gzip.open(path) as file:
            while piece := file.read(_PIECE):
                yield before + piece
                before = piece[-256:]
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return
