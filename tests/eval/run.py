"""Measure quality on the evaluation data and compare it with the pinned floors: `make eval`.

The data and its scorers lie beside the checkout and never enter it. Each measure runs Headwater's own code on the raw inputs, hands the
output to the scorer, and reads the JSON object that every scorer prints last. Exit 1 if any figure is below its floor.

    python tests/eval/run.py --data DIR [--only pages stories …] [--pin]

`--pin` raises floors to what was measured, less a small margin for ties; it never lowers one.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import nearest
import network
import sagas
import statements
import xss

from headwater.app import Headwater, make_app
from headwater.errors import ContentError
from headwater.model import REPORT_KINDS, Capture
from headwater.pipeline import read_whole
from headwater.stages.parse import error_row, feed_row, parse_feed

FLOORS = Path(__file__).with_name("floors.toml")
MARGIN = 0.004
NOISY = ("times_feedparser",)
"""Endings of figures that differ from run to run: their floors are set by hand."""
Figures = dict[str, float]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    options.add_argument("--pin", action="store_true", help="raise the floors to what was measured")
    chosen = options.parse_args()
    if not (chosen.data / "README.md").exists():
        print(f"no evaluation data in {chosen.data}: nothing was measured")
        return 0
    found: Figures = {}
    with tempfile.TemporaryDirectory() as work:
        for name in chosen.only:
            began = time.process_time()
            figures = MEASURES[name](chosen.data.resolve(), Path(work))
            found |= {f"{name}.{key}": value for key, value in figures.items()}
            print(f"measured {name} in {time.process_time() - began:.0f} s of CPU time", file=sys.stderr)
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    failed = report(found, floors)
    if chosen.pin:
        pin(found, floors)
    measured = len(found)
    print(f"{measured - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def report(found: Figures, floors: Figures) -> list[str]:
    """Print every figure with its floor; the names of those below."""
    below = []
    for name, value in sorted(found.items()):
        floor = floors.get(name)
        mark = ""
        if floor is not None and value < floor:
            below.append(name)
            mark = "  BELOW THE FLOOR"
        print(f"{name:48} {value:.4f}" + (f"  floor {floor:.3f}{mark}" if floor is not None else ""))
    return below


def pin(found: Figures, floors: Figures) -> None:
    """Raise floors; keep the others."""
    raised = floors | {
        name: round(max(floors.get(name, 0.0), value - MARGIN), 3) for name, value in found.items() if not name.endswith(NOISY)
    }
    lines = ["# Quality floors, measured by `make eval`. A floor is raised when quality rises and never lowered.", "[floors]"]
    lines += [f'"{name}" = {value}' for name, value in sorted(raised.items())]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tool(data: Path, name: str, *arguments: object) -> dict[str, Any]:
    """The JSON object that a tool beside the data prints last."""
    command = [sys.executable, str(data.parent / "tools" / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed: {done.stderr.strip()[-400:]}")
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "{}"
    return json.loads(last) if last.startswith("{") else {}


def write(path: Path, rows: Iterable[Any]) -> Path:
    with path.open("wb") as file:
        for row in rows:
            file.write(msgspec.json.encode(row) + b"\n")
    return path


def pages(data: Path, work: Path) -> Figures:
    tool(data, "unpack.py", "--out", work, "--what", "pages")
    now = datetime.now(UTC)

    def rows() -> Iterable[dict[str, Any]]:
        for line in (work / "pages/batch.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            capture = Capture(url=row["url"], fetched_at=now, body=(work / "pages" / row["html_path"]).read_bytes())
            try:
                yield msgspec.to_builtins(read_whole(capture).article) | {"external_id": row["id"]}
            except ContentError:
                continue

    predicted = write(work / "pages.jsonl", rows())
    scores = tool(data, "score_pages.py", "--pred", predicted)["by"]
    wanted = {
        "scrapinghub": ("text_f1",),
        "fundus": ("text_f1", "title", "authors", "date", "instant"),
        "wcxb": ("text_f1", "with", "without", "title", "authors", "date"),
        "trafilatura": ("with", "without", "title", "authors", "date"),
    }
    return {f"{name}.{key}": scores[name][key] for name, keys in wanted.items() for key in keys} | kinds(data, predicted)


def kinds(data: Path, predicted: Path) -> Figures:
    """Share of the pages whose kind is known (WCXB's types, articles of the others) that are rightly taken for a report or for none.

    A walled report of which only the opening is shown is a stub: neither right nor wrong.
    """
    found = {row["external_id"]: row for row in map(json.loads, predicted.read_text(encoding="utf-8").splitlines())}
    right: dict[str, list[bool]] = {"reports": [], "no_report": []}
    for row in map(json.loads, (data / "pages/pages.jsonl").read_text(encoding="utf-8").splitlines()):
        page = found.get(row["id"], {"kind": "other", "paywalled": False})
        if row["type"] == "unknown" or (page["kind"] == "stub" and page["paywalled"]):
            continue
        is_report = row["type"] == "article"
        right["reports" if is_report else "no_report"].append((page["kind"] in REPORT_KINDS) == is_report)
    return {f"kinds.{name}": sum(each) / len(each) for name, each in right.items()}


def feeds(data: Path, work: Path) -> Figures:
    tool(data, "unpack.py", "--out", work, "--what", "feeds")
    found: Figures = {}
    for name in ("wellformed", "real"):
        files = sorted(p for p in (work / "feeds").rglob("*") if p.is_file() and name in p.parts)
        rows = [_feed_row(file) for file in files]
        scores = tool(data, "score_feeds.py", "--set", name, "--pred", write(work / f"{name}.jsonl", rows))
        found |= {f"{name}.{key}": value for key, value in _numbers(scores.get("all", scores)) if key in FEED_FIGURES}
        found[f"{name}.sensible"] = _sensible(data, name, rows)
        if name == "real":
            found["real.times_feedparser"] = _times_feedparser([file.read_bytes() for file in files])
    return found


def _feed_row(file: Path) -> dict[str, Any]:
    try:
        return feed_row(str(file), parse_feed(file.read_bytes(), ""), raw=True)
    except ContentError as error:
        return error_row(str(file), str(error))


def _sensible(data: Path, name: str, rows: list[dict[str, Any]]) -> float:
    """Share of feeds whose every entry has the title, link, id and date that the reference has."""
    sys.path.insert(0, str(data.parent / "tools"))
    scorer = importlib.import_module("score_feeds")
    with gzip.open(data / "feeds" / "expected.jsonl.gz", "rt", encoding="utf-8") as file:
        gold = [row for row in map(json.loads, file) if row["set"] == name]
    given = json.loads(msgspec.json.encode(rows))
    counts = [scorer.feed_counts(one, row) for one, row in scorer.match(gold, given, [])]
    good = sum(c["same"] and all(c[key] == c[key + "_n"] for key in ("title", "link", "id", "date")) for c in counts)
    return good / len(counts)


def _times_feedparser(bodies: list[bytes]) -> float:
    """CPU time that feedparser takes for the feeds, over ours; the best of five rounds and of one."""

    def spent(read_one: Callable[[bytes], object]) -> float:
        began = time.process_time()
        for body in bodies:
            read_one(body)
        return time.process_time() - began

    ours = min(spent(lambda body: parse_feed(body, "https://feed.example/")) for _ in range(5))
    return spent(feedparser.parse) / ours


def security(data: Path, work: Path) -> Figures:
    """Known script-injection vectors through Headwater, in a browser; see xss.py."""
    return {f"xss.{key}": value for key, value in xss.measure(data, work).items()}


FEED_FIGURES = ("title", "link", "date", "feeds_same", "id")


def _numbers(scores: dict[str, Any]) -> list[tuple[str, float]]:
    return [(key, float(value)) for key, value in scores.items() if isinstance(value, int | float)]


def ingested(work: Path, name: str, file: Path) -> Headwater:
    app = make_app(work / name)
    app.ingest_paths([file])
    return app


ORDERS = ("burst", "late", "reverse", "blocks", "shuffled")


def stories(data: Path, work: Path) -> Figures:
    """BCubed F1 of every set in five orders of arrival, and in its own where its times are known; mean and worst are of the five."""
    found: Figures = {}
    for name, own in (("ecbplus", ()), ("basil", ("native",)), ("uci", ("native",)), ("wmt21", ())):
        scores = {order: _grouped(data / "stories", work, name, order) for order in (*own, *ORDERS)}
        found |= {f"{name}.{order}": score for order, score in scores.items()}
        found[f"{name}.mean"] = sum(scores[order] for order in ORDERS) / len(ORDERS)
        found[f"{name}.worst"] = min(scores[order] for order in ORDERS)
    return found


def _grouped(folder: Path, work: Path, name: str, order: str) -> float:
    stream, gold = work / f"{name}-{order}.jsonl", folder / f"{name}.gold.jsonl"
    articles = folder / f"{name}.articles.jsonl.gz"
    tool(folder.parent, "stream.py", "--articles", articles, "--gold", gold, "--order", order, "--out", stream)
    app = ingested(work, f"{name}-{order}", stream)
    placed = write(work / f"{name}-{order}.placed.jsonl", app.export("articles"))
    app.close()
    return float(tool(folder.parent, "score_stories.py", "--gold", gold, "--pred", placed)["all"]["b3_f1"])


def partners(data: Path, work: Path) -> Figures:
    """See `nearest`: Chinese and Japanese texts of WMT21 and their partners in other languages."""
    return nearest.measure(data / "stories")


def chained(data: Path, work: Path) -> Figures:
    """Sagas among the stories of BASIL with their own times, through the whole pipeline."""
    folder, stream = data / "stories", work / "basil-sagas.jsonl"
    articles, gold = folder / "basil.articles.jsonl.gz", folder / "basil.gold.jsonl"
    tool(data, "stream.py", "--articles", articles, "--gold", gold, "--order", "native", "--out", stream)
    app = ingested(work, "basil-sagas", stream)
    found = sagas.score(app, gold)
    app.close()
    return {f"basil.{name}": value for name, value in found.items()}


def lineage(data: Path, work: Path) -> Figures:
    found: Figures = {}
    for name in ("rewrites", "asprout_random"):
        source = work / f"{name}.jsonl"
        source.write_bytes(gzip.decompress((data / "lineage" / f"{name}.articles.jsonl.gz").read_bytes()))
        app = ingested(work, name, source)
        articles = write(work / f"{name}.articles.jsonl", app.export("articles"))
        links = write(work / f"{name}.links.jsonl", app.export("links"))
        app.close()
        gold = data / "lineage" / f"{name}.pairs.jsonl"
        scores = tool(data, "score_lineage.py", "--gold", gold, "--pred", links, "--articles", articles)
        found |= {f"{name}.{key}": value for key, value in _numbers(scores) if key in ("p", "p_joined", "joins") or key.startswith("rj")}
    return found


def quotes(data: Path, work: Path) -> Figures:
    found: Figures = {}
    for name in ("polnear_dev", "german_wikinews_dev"):
        gold, source = data / "quotes" / f"{name}.jsonl", work / f"{name}.jsonl"
        tool(data, "inputs.py", "--gold", gold, "--out", source)
        app = ingested(work, name, source)
        articles = write(work / f"{name}.articles.jsonl", app.export("articles"))
        spoken = write(work / f"{name}.quotes.jsonl", app.export("quotes"))
        app.close()
        scores = tool(data, "score_quotes.py", "--gold", gold, "--pred", spoken, "--articles", articles)
        flat = scores.get("all", scores)
        assert not scores.get("text_changed", flat.get("text_changed", 0)), "the text must come through unchanged"
        found |= {f"{name}.{key}": value for key, value in _numbers(flat) if key in QUOTE_FIGURES}
    return found


def _spans(data: Path, work: Path, kind: str, names: tuple[str, ...], wanted: tuple[str, ...]) -> Figures:
    """Spans of one kind, found in the texts of the development sets `names` and scored by the tool of that kind."""
    found: Figures = {}
    for name in names:
        gold, source = data / kind / f"{name}.jsonl", work / f"{name}.jsonl"
        tool(data, "inputs.py", "--gold", gold, "--out", source)
        app = ingested(work, name, source)
        articles = write(work / f"{name}.articles.jsonl", app.export("articles"))
        spans = write(work / f"{name}.{kind}.jsonl", app.export(kind))
        app.close()
        scores = tool(data, f"score_{kind}.py", "--gold", gold, "--pred", spans, "--articles", articles)
        assert not scores.get("text_changed", 0), "the text must come through unchanged"
        found |= {f"{name}.{key}": value for key, value in _numbers(scores) if key in wanted}
    return found


def times(data: Path, work: Path) -> Figures:
    return _spans(data, work, "times", ("timebank_dev",), ("strict_f1", "relaxed_f1", "value_f1"))


def places(data: Path, work: Path) -> Figures:
    return _spans(data, work, "places", ("geovirus_dev", "trnews_dev"), ("detect_f1", "acc161", "end_to_end"))


def seeds(data: Path, work: Path) -> Figures:
    """Five sample texts: two of them retell one agency interview, and nothing else belongs together, in any order of arrival."""
    files = sorted((data / "seeds").glob("*.txt"))
    right = named = 0
    orders = (files, files[::-1], files[2:] + files[:2], files[3:] + files[:3])
    for number, order in enumerate(orders):
        app = make_app(work / f"seeds-{number}")
        for file in order:
            app.ingest_paths([file])
        names = {row["id"]: Path(str(row["url"])).name[:3] for row in app.export("articles")}
        stories = list(app.export("stories"))
        groups = sorted(sorted(names[i] for i in row["articles"]) for row in stories)  # type: ignore[attr-defined]
        right += groups == [["000"], ["001", "003"], ["002"], ["004"]]
        primaries = [[p["name"] for p in row["primary"]] for row in stories if len(row["articles"]) == 2]  # type: ignore[attr-defined,arg-type]
        named += primaries == [["Associated Press"]]
        app.close()
    return {"grouped": right / len(orders), "primary": named / len(orders)}


def spoken(data: Path, work: Path) -> Figures:
    """See `statements`: who said what in reports of our own in French, Spanish, Russian and Ukrainian."""
    return statements.measure()


QUOTE_FIGURES = ("exact_source_f1", "exact_cue_f1", "exact_content_f1", "attribution_f1", "segments_f1", "segment_speaker_f1")


def safety(data: Path, work: Path) -> Figures:
    """See `network`: the guard, addresses, robots.txt."""
    return network.measure(data)


MEASURES: dict[str, Callable[[Path, Path], Figures]] = {
    "pages": pages,
    "feeds": feeds,
    "security": security,
    "stories": stories,
    "nearest": partners,
    "sagas": chained,
    "seeds": seeds,
    "lineage": lineage,
    "quotes": quotes,
    "statements": spoken,
    "network": safety,
    "times": times,
    "places": places,
}

if __name__ == "__main__":
    sys.exit(main())
