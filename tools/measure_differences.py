"""Precision and recall of finding differences, on generated pairs: `python tools/measure_differences.py [--pairs 10000] [--seed 1]`.

With `--independent`, the pairs are reports of one happening that share no sentence (`headwater.demo.accounts`).

Every pair is a report of the demo press and a reworded copy of it, half of them with one planted slip (`headwater.demo.slips`). A
difference that is raised is right where it touches what was planted; a slip is found where a difference of its kind touches it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from datetime import timedelta

import msgspec

from headwater.demo.accounts import Reports, reports
from headwater.demo.retelling import Told
from headwater.demo.slips import KINDS, Pair, pairs
from headwater.model import Capture, Difference
from headwater.pipeline import read
from headwater.stages.compare import Account, compare


def account(identity: str, body: str, told: Told, later: float = 0.0, follows: str = "") -> Account:
    """A text with its facts, read as the pipeline reads it, out that many hours later."""
    at = told.published + timedelta(hours=later)
    url = f"https://{identity}.example/"
    row = {"url": url, "title": told.title, "text": body, "language": told.language, "published": at.isoformat()}
    report = read(Capture(url=url, fetched_at=at, body=msgspec.json.encode(row), kind="article"))
    return Account(
        article=msgspec.structs.replace(report.article, id=identity),
        quotes=report.quotes,
        figures=report.figures,
        names=report.names,
        places=report.places,
        times=report.times,
        follows=follows,
    )


def raised(pair: Pair) -> tuple[Difference, ...]:
    """What comparing the two reports of a pair raises."""
    told = pair.original
    return compare([account("one", told.text, told), account("two", pair.copy, told, 1.0, "one")]).differences


def touches(difference: Difference, pair: Pair) -> bool:
    """Whether a difference is about what was planted."""
    slip = pair.slip
    if slip is None:
        return False
    if slip.kind == "omission":
        return any(
            side.article == "one" and (side.text in slip.was or slip.was.strip() in side.text) for side in difference.sides if side.text
        ) or any(side.article == "two" and side.start <= slip.start + 2 and side.end >= slip.start - 2 for side in difference.sides)
    return any(side.article == "two" and side.start < slip.end and slip.start < max(side.end, side.start + 1) for side in difference.sides)


def measure(count: int, seed: int, show: int = 0) -> dict[str, float]:
    """precision, recall (all and by kind) on `count` planted pairs, and the share of as many unplanted ones that raise anything."""
    right = wrong = 0
    planted, found, alarms = Counter[str](), Counter[str](), 0
    for pair in pairs(count, seed):
        assert pair.slip is not None
        differences = raised(pair)
        hits = [d for d in differences if touches(d, pair)]
        right += len(hits)
        wrong += len(differences) - len(hits)
        planted[pair.slip.kind] += 1
        hit = any(d.kind == pair.slip.kind for d in hits)
        found[pair.slip.kind] += hit
        if show and (not hit or len(hits) < len(differences)):
            show -= 1
            print(
                "MISS" if not hit else "FALSE",
                pair.slip,
                [(d.kind, d.summary, [s.text[:80] for s in d.sides]) for d in differences if d not in hits or not hit],
            )
            lo, hi = max(0, pair.slip.start - 120), pair.slip.end + 120
            print("     ", pair.original.key, "…", pair.copy[lo:hi].replace("\n", " ⏎ "))
    for pair in pairs(count, seed + 1, planted=False):
        differences = raised(pair)
        alarms += bool(differences)
        if show and differences:
            show -= 1
            print("ALARM", pair.original.key, [(d.kind, d.summary, [(s.article, s.text[:90]) for s in d.sides]) for d in differences])
    result = {
        "pairs": float(count),
        "precision": right / max(1, right + wrong),
        "recall": sum(found.values()) / max(1, sum(planted.values())),
    }
    result |= {f"recall_{kind}": found[kind] / planted[kind] for kind in KINDS if planted[kind]}
    return result | {"false_alarms": alarms / count}


def measure_independent(count: int, seed: int) -> dict[str, float]:
    """The same for figures of reports in their own words, ten minutes apart, each with the recall of every claim."""

    def between(pair: Reports) -> tuple[Difference, ...]:
        return compare([account("one", pair.one.text, pair.one), account("two", pair.two.text, pair.two, 1 / 6)]).differences

    right = wrong = 0
    planted, found = Counter[str](), Counter[str]()
    for pair in reports(count, seed):
        differences = between(pair)
        hits = [d for d in differences if all(any(f in s.text for f in pair.figures) for s in d.sides)]
        right, wrong = right + len(hits), wrong + len(differences) - len(hits)
        claim = f"{pair.one.key}.{pair.claim}"
        planted[claim] += 1
        found[claim] += bool(hits)
    alarms = sum(bool(between(pair)) for pair in reports(count, seed + 1, planted=False))
    result = {"pairs": float(count), "precision": right / max(1, right + wrong), "recall": sum(found.values()) / count}
    result |= {f"recall_{claim}": found[claim] / planted[claim] for claim in sorted(planted)}
    return result | {"false_alarms": alarms / count}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print that many misses and false alarms")
    parser.add_argument("--independent", action="store_true", help="reports in their own words instead of reworded copies")
    chosen = parser.parse_args()
    began = time.process_time()
    result = measure_independent(chosen.pairs, chosen.seed) if chosen.independent else measure(chosen.pairs, chosen.seed, chosen.show)
    print(json.dumps({name: round(value, 4) for name, value in result.items()} | {"cpu_seconds": round(time.process_time() - began, 1)}))


if __name__ == "__main__":
    main()
