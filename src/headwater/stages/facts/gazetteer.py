"""The gazetteer: a prebuilt table of the world's countries, divisions, towns, seas and lands, made by tools/build_gazetteer.py.

Names are found by hash, so that loading is nothing but reading a few arrays.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import xxhash

FILE = "gazetteer.npz"
KINDS = ("country", "area", "water", "admin1", "admin2", "city")
"""What a row is, by its number in the column `kind`."""


class Entry(NamedTuple):
    """A place that a name may mean. `row` is its number in the table; `rank` its weight, sixteen for every tenfold of people living there.

    `division` is the row of the first-level division that it lies in or is, -1 where there is none.
    """

    row: int
    kind: str
    rank: int
    country: str
    division: int
    latitude: float
    longitude: float


class _Table(NamedTuple):
    """`hashes` are sorted; as a view of plain integers, a search in them costs a quarter of numpy's own for one key."""

    hashes: memoryview
    rows: np.ndarray
    columns: dict[str, np.ndarray]
    countries: list[str]
    names: bytes


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """`name` as it is looked up: lower case, no accents, no marks, "st" for "saint"."""
    if name.isalpha() and name.isascii():
        word = name.lower()
        return _SHORT.get(word, word)
    plain = name.casefold().replace("-", " ")
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.replace("‑", " "))
    bare = plain if plain.replace(" ", "").isalnum() else "".join(c for c in plain if c.isalnum() or c == " ")
    return " ".join([_SHORT.get(word, word) for word in bare.split()])


_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


def hashed(folded: str) -> int:
    """The key of a folded name in the table."""
    return xxhash.xxh3_64_intdigest(folded.encode())


@cache
def _table() -> _Table:
    with (files("headwater.stages.facts") / "data" / FILE).open("rb") as file, np.load(file) as stored:
        whole = {name: stored[name] for name in stored.files}
    columns = {name: whole[name] for name in ("kind", "rank", "country", "division", "latitude", "longitude", "number", "names_end")}
    hashes = memoryview(whole["hashes"])
    return _Table(hashes, whole["rows"], columns, whole["countries"].tobytes().decode().split(), whole["names"].tobytes())


@lru_cache(maxsize=8192)
def look_up(name: str) -> tuple[Entry, ...]:
    """The places that may be meant by `name`, most people first; none for a name that is not known."""
    found = [entry(row) for row in _rows(name)]
    return tuple(sorted(found, key=lambda e: -e.rank)) if len(found) > 1 else tuple(found)


def ranks(name: str) -> list[tuple[int, str]]:
    """(rank, kind) of each place that may be meant by `name`: what `look_up` tells of them, for less."""
    columns = _table().columns
    return [(columns["rank"].item(row), KINDS[columns["kind"].item(row)]) for row in _rows(name)]


def _rows(name: str) -> list[int]:
    table = _table()
    hashes = table.hashes
    key = hashed(fold(name))
    start = stop = bisect_left(hashes, key)
    while stop < len(hashes) and hashes[stop] == key:
        stop += 1
    return [table.rows.item(at) for at in range(start, stop)]


@lru_cache(maxsize=8192)
def entry(row: int) -> Entry:
    """The place in row `row`."""
    table = _table()
    columns = table.columns
    return Entry(
        row,
        KINDS[columns["kind"].item(row)],
        columns["rank"].item(row),
        table.countries[columns["country"].item(row)].replace("-", ""),
        columns["division"].item(row),
        columns["latitude"].item(row) / 100,
        columns["longitude"].item(row) / 100,
    )


def name_of(row: int) -> str:
    """The usual English or international name of the place in row `row`."""
    table = _table()
    ends = table.columns["names_end"]
    return table.names[int(ends[row - 1]) if row else 0 : int(ends[row])].decode()


def number_of(row: int) -> int:
    """The GeoNames number of the place in row `row`, 0 where it has none."""
    return int(_table().columns["number"][row])
