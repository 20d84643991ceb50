"""Build the packaged catalogue of feeds (`src/headwater/outlets/catalogue.tsv.gz`) from its raw material.

    python tools/build_catalogue.py --raw ../shared/data/feeds

The raw material is two lists of feed addresses, of which NOTICE names the origin: addresses, and for many of them a word for country,
language and topic. Beside it stand `catalogue/known.txt` (outlets by their domain) and `catalogue/added.txt` (feeds from public
knowledge). Nothing is fetched: whether an address still answers is not checked here. What the lists do not say is inferred, and each row
names what was: `guessed` holds c for country, l for language, k for kind, t for topic, o for the outlet's name.

Run twice on the same input it writes the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent / "catalogue"))
from inference import KINDS, TOPICS, country_of_host, domain, kind_of, language_of_address, not_an_outlet, topic_of_address
from words import CATEGORIES, LANGUAGES

from headwater.text import clean_url, url_key

HERE = Path(__file__).parent / "catalogue"
TARGET = Path(__file__).parent.parent / "src" / "headwater" / "outlets"
SHARED = frozenset(
    {"blogspot.com", "wordpress.com", "substack.com", "github.io", "typepad.com", "livejournal.com", "libsyn.com", "tamedia.ch"}
)
"""Domains whose hosts belong to many."""
NO_NAMES = ("latest", "rss", "news", "home", "all ", "top ", "feed", "comments", "articles", "blog", "untitled", "recent")
"""How titles begin that name no outlet."""
HEADER = ("url", "outlet", "country", "language", "topic", "kind", "guessed", "world")


class Known(NamedTuple):
    outlet: str
    country: str
    kind: str
    language: str


class Row(NamedTuple):
    url: str
    outlet: str
    country: str
    language: str
    topic: str
    kind: str
    guessed: str
    world: str = ""


class Said(NamedTuple):
    """What the lists say of an address, in our words; "" for what they do not say."""

    url: str
    title: str
    country: str
    language: str
    topic: str


def countries() -> tuple[dict[str, str], dict[str, str]]:
    """({name in lower case: code}, {code: commonest language})."""
    names, languages = {}, {}
    for line in (TARGET / "countries.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name, spoken, others = (line.split("\t") + [""] * 3)[:4]
            languages[code] = spoken.split()[0]
            for one in filter(None, (name, *others.split("|"))):
                names[one.lower()] = code
    return names, languages


def known() -> dict[str, Known]:
    """Outlets by host or domain: the agencies of the package, then the list beside this program."""
    found = {}
    for row in tomllib.loads((TARGET / "agencies.toml").read_text("utf-8"))["agencies"]:
        if row["kind"] == "agency":
            for host in (urlsplit(row["home"]).hostname or "", *row.get("hosts", ())):
                found[host.removeprefix("www.")] = Known(row["name"], row["country"], "agency", "")
    for line in (HERE / "known.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            host, outlet, country, kind, language = line.split("|")
            found[host] = Known(outlet, country, kind, language)
    return found


def said(raw: Path, names: dict[str, str]) -> Iterator[Said]:
    with gzip.open(raw / "feeds_catalogue_raw.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows += [
        {"url": row["url"], "topic": row["category"]} for row in map(json.loads, (raw / "kite_feeds.jsonl").read_text("utf-8").splitlines())
    ]
    for row in rows:
        word = row.get("topic") or ""
        place, topic = CATEGORIES.get(word, ("", ""))
        if not place and not topic:
            first = word.split("|")[0].strip().lower()
            place, topic = names.get(first, ""), ("local" if "|" in word and first in names else "news" if first in names else "")
        country = names.get((row.get("country") or "").lower(), "") or place
        language = row.get("language") or ""
        yield Said(row["url"], row.get("title") or "", country, LANGUAGES.get(language, language), topic)


def built(raw: Path) -> list[Row]:
    names, spoken = countries()
    outlets = known()
    rows: dict[str, Row] = {}
    for row in added():
        rows.setdefault(url_key(row.url), row)
    merged: dict[str, Said] = {}
    for one in said(raw, names):
        url = address(one.url)
        if not url or not_an_outlet(url):
            continue
        key = url_key(url)
        before = merged.get(key)
        one = one._replace(url=url)
        # A list of https addresses is right more often than one of http ones; what one list leaves open the other may say.
        merged[key] = one if before is None else Said(*(old or new for old, new in zip(before, one, strict=True)))
    for key, one in merged.items():
        if key not in rows:
            rows[key] = row_of(one, outlets, spoken)
    return sorted(rows.values(), key=lambda row: (row.country or "~", row.outlet.casefold(), row.url))


def address(url: str) -> str:
    """The address cleaned; "" for one that is none, has credentials or a key in it, or is longer than any real one."""
    url = clean_url(html.unescape(url.strip()))
    parts = urlsplit(url)
    odd = not url.startswith("http") or len(url) > 300 or "." not in (parts.hostname or "") or any(c.isspace() for c in unquote(url))
    return "" if odd or any(word in parts.query.lower() for word in ("apikey", "api_key", "token=", "secret")) else url


def row_of(one: Said, outlets: dict[str, Known], spoken: dict[str, str]) -> Row:
    host = urlsplit(one.url).hostname or ""
    name = domain(host)
    sure = outlets.get(host.removeprefix("www.")) or outlets.get(name)
    guessed = ""
    own = country_of_host(host)
    if sure:
        outlet, country = sure.outlet, sure.country
    else:
        # The ending of a host says more about where an outlet is than the list of a country in which it stands.
        title = "" if one.title.lower().startswith(NO_NAMES) else one.title.split(" - ")[0].split(" | ")[0].strip()[:80]
        outlet, country = title or (host.removeprefix("www.") if name in SHARED else name), own or one.country
        guessed += "o" * (not title) + "c" * bool(own and own != one.country)
    marked = language_of_address(one.url)
    language = marked or (sure.language if sure else "")
    if not language:
        language = one.language if not own or own == one.country or not one.country else spoken.get(own, one.language)
        language = language or (spoken.get(country, "") if country else "")
        guessed += "l"
    topic = topic_of_address(one.url) or one.topic
    guessed += "t" * (topic != one.topic)
    kind = sure.kind if sure else kind_of(one.url, outlet)
    guessed += "k" * (not sure)
    assert topic in TOPICS
    assert kind in KINDS
    return Row(one.url, outlet, country, language, topic, kind, guessed)


def added() -> Iterator[Row]:
    for line in (HERE / "added.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            url, outlet, country, language, topic, kind, *rest = line.split("|")
            assert topic in TOPICS, line
            assert kind in KINDS, line
            yield Row(clean_url(url), outlet, country, language, topic, kind, "", rest[0] if rest else "")


def write(rows: Iterable[Row], target: Path) -> None:
    lines = ["\t".join(HEADER), *("\t".join(" ".join(value.split()) for value in row) for row in rows), ""]
    # No time and no name in the file, so that it only changes with its contents.
    target.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--raw", type=Path, required=True, help="folder with feeds_catalogue_raw.jsonl.gz and kite_feeds.jsonl")
    options.add_argument("--out", type=Path, default=TARGET / "catalogue.tsv.gz")
    chosen = options.parse_args()
    rows = built(chosen.raw)
    write(rows, chosen.out)
    print(f"{len(rows)} feeds, {chosen.out.stat().st_size} bytes")
    for name in ("country", "language", "topic", "kind"):
        counted = Counter(getattr(row, name) for row in rows)
        print(f"{name}: {len(counted) - ('' in counted)} different, {counted['']} unknown; {counted.most_common(14)}")


if __name__ == "__main__":
    main()
