"""Kill a run at random moments and look what is left: `python tools/bench_kills.py --number 100 [--seed N]`.

A process reads invented reports into a new store and is killed (SIGKILL) after a random part of the time that it takes. What is left
must be sound: every article in exactly one story, every link between articles that are there, nothing that `headwater check` finds. A
second run then has to end with all of it. Prints one JSON object with the seed, from which the same moments come again. Nothing is
downloaded.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from headwater.app import Headwater, make_app

NAMES = ("Oda", "Ilka", "Bram", "Tove", "Sime", "Rurik")
VICTIM = """
import sys
from pathlib import Path
from headwater.app import make_app
app = make_app(Path(sys.argv[1]))
print("ready", flush=True)
app.ingest_paths([Path(sys.argv[2])])
print("done", flush=True)
"""


def reports(file: Path, number: int) -> Path:
    """Write so many reports, four of each happening, one of them a copy of another, so that there are stories and links to break."""
    rng, lines = random.Random(7), []
    for at in range(number):
        telling = random.Random(at // 4)
        said = [f"{telling.choice(NAMES)}{telling.randrange(400)} went to see the {telling.choice(NAMES)} weir." for _ in range(40)]
        own = [f"{rng.choice(NAMES)}{rng.randrange(400)} stayed." for _ in range(10)] if at % 4 > 1 else []
        row = {
            "url": f"https://quay{at % 4}.example/{at}",
            "title": f"Weirs of {telling.choice(NAMES)}burg",
            "text": " ".join(said + own),
        }
        lines.append(msgspec.json.encode(row))
    file.write_bytes(b"\n".join(lines))
    return file


def killed(folder: Path, file: Path, after: float | None) -> float:
    """Start a run and kill it after so many seconds (None: let it end); how long it ran."""
    victim = subprocess.Popen([sys.executable, "-c", VICTIM, str(folder), str(file)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert victim.stdout is not None
    victim.stdout.readline()
    began = time.monotonic()
    if after is None:
        victim.stdout.readline()
    else:
        time.sleep(after)
    spent = time.monotonic() - began
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    return spent


def faults(app: Headwater) -> Iterator[str]:
    """One line for everything that does not fit together."""
    yield from app.check()
    articles = {str(row["id"]) for row in app.export("articles")}
    homes = Counter(str(article) for row in app.export("stories") for article in row["articles"])  # type: ignore[attr-defined]
    yield from (f"article {article} is in {homes[article]} stories" for article in sorted(articles | homes.keys()) if homes[article] != 1)
    for link in app.export("links"):
        ends = {str(end) for end in (link["article"], link["origin"]) if end}
        yield from (f"a link leads to {end}, which is not there" for end in sorted(ends - articles))


def count(app: Headwater) -> int:
    return sum(1 for _ in app.export("articles"))


def kills(number: int, seed: int, size: int = 400) -> dict[str, object]:
    """Kill so many runs over `size` reports, and let a further one end what each left; what was found, the faults among it."""
    chance, found = random.Random(seed), []
    left = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        file = reports(work / "reports.jsonl", size)
        length = killed(work / "whole", file, None)
        for turn in range(number):
            folder = work / f"data{turn}"
            after = chance.uniform(0, length)
            killed(folder, file, after)
            app = make_app(folder)
            left.append(count(app))
            found += [f"turn {turn}, killed after {after:.3f} s: {fault}" for fault in faults(app)]
            app.ingest_paths([file])
            if count(app) != size:
                found.append(f"turn {turn}: {count(app)} articles of {size} after the second run")
            found += [f"turn {turn}, at the end: {fault}" for fault in faults(app)]
            app.close()
            shutil.rmtree(folder)
            print(f"{turn + 1}/{number} killed after {after:.3f} s with {left[-1]} articles", file=sys.stderr, flush=True)
    inside = sum(0 < articles < size for articles in left)
    return {"seed": seed, "kills": number, "inside": inside, "seconds_of_a_run": round(length, 2), "faults": found}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--number", type=int, default=100)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = options.parse_args()
    found = kills(chosen.number, chosen.seed)
    print(json.dumps(found))
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
