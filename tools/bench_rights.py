"""Removal measured at size, over the real store and real processes, on invented texts.

    python tools/bench_rights.py kills --number 100       kill -9 at random moments of a removal
    python tools/bench_rights.py returns --number 10000   try to bring removed texts back
    python tools/bench_rights.py domain --number 5000     remove a whole domain while the store is read from

Each prints what it measured as one JSON object on the last line, and exits with 1 where anything came back, went or broke.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from headwater.app import Headwater, make_app, opened, restore_backup
from headwater.model import Capture, Entry
from headwater.stages.rights import receipt
from headwater.stages.rights.demand import make_claim
from headwater.stages.rights.scope import make_scope

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_VOCABULARY = """
amber basalt copper dusty eager fallow gilded hollow ivory jagged kelpen lunar mossy narrow ochre pale quiet rusty silver tidal
anchor bridge cellar dredger engine furnace granary harbour inlet jetty kiln ledger mill oar pier quarry reef sluice tower weir
carries closes counts covers doubles empties follows guards hides joins keeps lifts measures opens passes repairs sells turns
Aldmoor Brackholm Corvane Dunmere Eskwold Farrow Garlin Hallin Istrel Jorvik Kestle Lorn Marrow Norrund Ostrel Pellow Quill
"""
_FIRST, _THING, _DOES, _WHERE = (line.split() for line in _VOCABULARY.strip().splitlines())
_SYLLABLES = [first + last for first in "bdfghklmnprstvwz" for last in ("a", "e", "i", "o", "u", "ai", "or", "en", "il", "un")]


def coined(chance: random.Random) -> str:
    """A word or name of this text's own: real texts do not share all their words."""
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def words_of(seed: int, sentences: int = 14) -> str:
    """A text of its own: no two seeds share more than chance gives."""
    chance = random.Random(seed)

    town, other, owner = (coined(chance).title() for _ in range(3))
    own = [coined(chance) for _ in range(60)]

    def sentence() -> str:
        a, b = chance.sample(own, 2)
        return (
            f"In {town} the {chance.choice(own)} {a} {chance.choice(_DOES)} the {chance.choice(own)} {b} "
            f"near {other} since {chance.randint(1500, 2026)}, and {chance.randint(2, 9999)} {chance.choice(own)} "
            f"of {owner} saw how the {chance.choice(own)} {chance.choice(_THING)} {chance.choice(_DOES)} it."
        )

    return "\n".join(" ".join(sentence() for _ in range(2)) for _ in range(sentences // 2))


def title_of(seed: int) -> str:
    chance = random.Random(seed * 7 + 1)
    town, thing = coined(chance).title(), coined(chance)
    return f"{chance.choice(_FIRST).title()} {thing} of {town} {chance.choice(_DOES)} {chance.choice(_THING)} {seed} times"


def capture(url: str, text: str, title: str, minutes: int = 0) -> Capture:
    row = {"url": url, "title": title, "text": text, "language": "en", "published": (NOW + timedelta(minutes=minutes)).isoformat()}
    return Capture(url=url, fetched_at=NOW + timedelta(days=1), body=msgspec.json.encode(row), kind="article")


def decided(app: Headwater, **scope: object) -> str:
    asked = app.rights.demand(make_scope(**scope), make_claim("Bench", "bench@outlet.example", "copyright", "ours"))  # type: ignore[arg-type]
    app.rights.decide(asked.id, True, "bench")
    return asked.id


# ---- kills ----

VICTIM = """
import sys
from pathlib import Path
from headwater.app import opened
with opened(Path(sys.argv[1])) as app:
    print("ready", flush=True)
    app.rights.decide(sys.argv[2], True, "bench")
    print("done", flush=True)
"""


def kills(number: int, seed: int) -> dict[str, object]:
    """Kill a process that removes at a random moment, look what is there, let another end it, and look again.

    It goes on until `number` kills fell inside a removal: after the decision was saved and before its end was.
    """
    chance, faults = random.Random(seed), []
    states: dict[str, int] = {}
    gone, kept = [f"https://outlet.example/{n}" for n in range(30)], [f"https://other.example/{n}" for n in range(10)]
    length = 1.0
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "made"
        with opened(made) as app:
            app.ingest([capture(url, words_of(n), title_of(n), n) for n, url in enumerate([*gone, *kept])])
            asked = app.rights.demand(make_scope(domain="outlet.example"), make_claim("B", "b@outlet.example", "copyright", "ours")).id
        turn = inside = 0
        while inside < number and turn < 5 * number:
            folder = Path(name) / "data"
            shutil.copytree(made, folder)
            if turn % 10 == 0:
                length = killed(folder, asked, None)  # every tenth one runs to its end: how long that takes depends on what else runs
            else:
                killed(folder, asked, chance.uniform(0, length))
            state, problem = judged(folder, asked, set(gone), set(kept))
            shutil.rmtree(folder)
            if turn % 10:
                states[state] = states.get(state, 0) + 1
                inside += state in ("verified", "hidden")
            if problem:
                faults.append(f"turn {turn}, killed in state {state}: {problem}")
            print(f"{inside}/{number} killed in {state}{': ' + problem if problem else ''}", file=sys.stderr, flush=True)
            turn += 1
    if inside < number:
        faults.append(f"only {inside} kills fell inside a removal")
    return {"kills_inside": inside, "seconds_of_a_removal": round(length, 2), "killed_in": states, "faults": faults}


def killed(folder: Path, asked: str, after: float | None) -> float:
    """Start a removal and kill it after so many seconds (None: at its end); how long it ran."""
    victim = subprocess.Popen([sys.executable, "-c", VICTIM, str(folder), asked], stdout=subprocess.PIPE)
    assert victim.stdout is not None
    victim.stdout.readline()
    began = time.monotonic()
    if after is None:
        victim.stdout.readline()
    else:
        time.sleep(after)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    return time.monotonic() - began


def judged(folder: Path, asked: str, gone: set[str], kept: set[str]) -> tuple[str, str]:
    app = make_app(folder)
    try:
        found = app.rights.open(asked)
        shown = {str(row["url"]) for row in app.export("articles")}
        if not kept <= shown:
            return found.state, f"{len(kept - shown)} reports of others are not seen"
        if found.hidden is not None and gone & shown:
            return found.state, f"{len(gone & shown)} hidden reports are seen"
        if (found.state == "erased") != (app._store.ledger.receipt(asked) is not None):
            return found.state, "a receipt without its end, or the reverse"
        if found.verified is None:
            app.rights.decide(asked, True, "bench")
        left = list(app.rights.tick())
        app.ingest([capture(url, words_of(n), title_of(n), n) for n, url in enumerate(sorted(gone))][:5])
        shown = {str(row["url"]) for row in app.export("articles")}
        problems = [*left, *app.check(), *app.barred()]
        if shown != kept or problems or app.rights.open(asked).state != "erased":
            return found.state, f"afterwards {len(shown)} are seen, {problems}"
        document = app.rights.receipt(asked)
        receipt.verify(document)
        if document["erased_items"]["article"] != len(gone) or document["residue"]["found"]:
            return found.state, f"the receipt says {document['erased_items']}, {document['residue']}"
        return found.state, receipt.breaks(app.rights.log().entries)
    finally:
        app.close()


# ---- returns ----

_URLS = [
    "{s}://{h}{p}", "http://www.{h}{p}/", "https://m.{h}{p}?utm_source=a&fbclid={n}", "https://amp.{h}{p}?amp=1", "https://{h}{p}/amp",
    "https://{h}/amp{p}", "https://{h}{p}#part-{n}", "https://web.archive.org/web/2026{n}/https://{h}{p}", "https://{h}.:443/{p}",
    "https://cache{n}.example/https://{h}{p}", "https://mirror{n}.example/story", "https://{h}/other/{n}", "https://{h}{p}?page={n}",
    "https://{d}.cdn.ampproject.org/c/s/{h}{p}", "https://{d}.translate.goog{p}?_x_tr_sl=en", "file:///saved/{n}.txt",
]  # fmt: skip


def returning(number: int, removed: int, seed: int) -> Iterator[Capture]:
    """Captures that bring removed texts: other addresses, other kinds, and texts that were cut, framed, retouched or recased."""
    chance = random.Random(seed)
    for n in range(number):
        which = chance.randrange(removed)
        host, path = f"outlet{which % 5}.example", f"/news/story-{which}"
        url = chance.choice(_URLS).format(s=chance.choice(["http", "https"]), h=host, p=path, n=n, d=host.replace(".", "-"))
        title = title_of(which) if chance.random() < 0.5 else f"Seen elsewhere, number {n}"
        yield dressed(chance, url, title, changed(chance, words_of(which), n))


def changed(chance: random.Random, text: str, n: int) -> str:
    paragraphs = text.split("\n")
    match chance.randrange(7):
        case 0:
            return text
        case 1:
            return text.upper() if chance.random() < 0.5 else text.replace(". ", ".  ")
        case 2:
            return "\n".join(paragraphs[chance.randint(1, 2) :])
        case 3:
            return "\n".join(paragraphs[: -chance.randint(1, 2)])
        case 4:
            return f"{words_of(1_000_000 + n, 2)}\n{text}\n{words_of(2_000_000 + n, 2)}"
        case 5:
            words = text.split(" ")
            for _ in range(len(words) // 40):
                words[chance.randrange(len(words))] = chance.choice(_FIRST)
            return " ".join(words)
        case _:
            chance.shuffle(paragraphs)
            return "\n".join(paragraphs)


def dressed(chance: random.Random, url: str, title: str, text: str) -> Capture:
    at = NOW + timedelta(days=2)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    page = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    match chance.randrange(5):
        case 0:
            return capture(url, text, title)
        case 1:
            return Capture(url=url, fetched_at=at, body=page.encode(), media="text/html")
        case 2:
            entry = Entry(title=title, link=url if url.startswith("http") else "", content=body)
            return Capture(url=url, fetched_at=at, kind="entry", entry=entry)
        case 3:
            return Capture(url=url, fetched_at=at, body=f"{title}\n\n{text}".encode(), kind="text")
        case _:
            mail = f"From: N <n@mail.example>\r\nSubject: {title}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
            return Capture(
                url=url if url.startswith("file") else f"file:///mail/{abs(hash(url))}.eml", fetched_at=at, body=mail.encode(), kind="mail"
            )


def returns(number: int, seed: int) -> dict[str, object]:
    removed, others = 50, 150
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        with opened(folder) as app:
            ours = [capture(f"https://outlet{n % 5}.example/news/story-{n}", words_of(n), title_of(n), n) for n in range(removed)]
            theirs = [capture(f"https://other.example/news/{n}", words_of(n + 500), title_of(n + 500), n) for n in range(others)]
            app.ingest([*ours, *theirs])
            app.backup(Path(name) / "known.sqlite")
            (Path(name) / "away.sqlite").write_bytes((Path(name) / "known.sqlite").read_bytes())
            decided(app, urls=[c.url for c in ours])
            before = ids(app)
            counts = app.ingest(returning(number, removed, seed))
            back = ids(app) - before
            told = [str(row["url"]) for row in app.export("articles") if row["id"] in back]
            new = app.ingest([capture(f"https://other.example/new/{n}", words_of(n + 9_000), title_of(n + 9_000)) for n in range(200)])
            archive(Path(name) / "old.warc.gz", ours)
            app.ingest_paths([Path(name) / "old.warc.gz"])
            from_archive = ids(app) - before - back
        restored = {}
        for source in ("known", "away"):
            restore_backup(Path(name) / f"{source}.sqlite", folder)
            with opened(folder) as app:
                restored[source] = sum(".example/news/story-" in str(row["url"]) for row in app.export("articles"))
                restored[f"{source}_others"] = len(ids(app))
    return {
        "tried": counts.captures,
        "came_back": len(back),
        "which": told[:20],
        "new_reports_of_others_taken": new.articles,
        "from_archive": len(from_archive) - new.articles,
        "after_restoring": restored,
        "faults": [*told[:5], *(["a backup brought something back"] if restored["known"] or restored["away"] else [])]
        + ([] if new.articles == 200 and len(before) == others else ["something of others was lost"]),
    }


def ids(app: Headwater) -> set[str]:
    return {str(row["id"]) for row in app.export("articles")}


def archive(path: Path, captures: list[Capture]) -> None:
    """A web archive of the pages, as a crawler would have kept it."""
    records = []
    for one in captures:
        given = msgspec.json.decode(one.body)
        body = "".join(f"<p>{p}</p>" for p in given["text"].split("\n"))
        page = f"<!doctype html><html><head><title>{given['title']}</title></head><body><article>{body}</article></body></html>"
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page.encode())}\r\n\r\n{page}".encode()
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {one.url}\r\nWARC-Date: 2026-11-20T12:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    path.write_bytes(b"".join(records))


# ---- a whole domain ----


def made(folder: Path, number: int, seed: int) -> None:
    """A store with `number` articles of the domain and 500 of others; one that is there already is taken as it is."""
    if folder.exists():
        return
    with opened(folder) as app:
        app.ingest(capture(f"https://other.example/{n}", words_of(n + 5_000_000), title_of(n + 5_000_000), n) for n in range(500))
        app.ingest(capture(f"https://outlet.example/{n}", words_of(n + seed), title_of(n + seed), n % 20_000) for n in range(number))


def domain(number: int, seed: int, keep: Path | None = None) -> dict[str, object]:
    """Remove a domain of `number` articles while others read and write; how long until hidden, until erased.

    The store is made anew, or, with `keep`, once in that folder and then copied.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        made(keep or folder, number, seed)
        if keep:
            shutil.copytree(keep, folder)
        with opened(folder) as app:
            size = sum(path.stat().st_size for path in folder.iterdir())
            stop, waits, seen = threading.Event(), [], []
            reader = threading.Thread(target=read_on, args=(app, stop, waits, seen))
            reader.start()
            writer = threading.Thread(target=write_on, args=(app, stop))
            writer.start()
            cpu, began = time.process_time(), time.monotonic()
            asked = decided(app, domain="outlet.example")
            took, used = time.monotonic() - began, time.process_time() - cpu
            stop.set()
            reader.join()
            writer.join()
            found = app.rights.open(asked)
            document = app.rights.receipt(asked)
            left = sum("//outlet.example/" in str(row["url"]) for row in app.export("articles"))
            faults = [*app.check()]
        assert found.hidden is not None
        assert found.verified is not None
        hidden = (found.hidden - found.verified).total_seconds()
        late = sum(moment > found.hidden.timestamp() + 0.5 for moment in seen)
        waits.sort()
        return {
            "articles": number,
            "store_mb": round(size / 1e6, 1),
            "hidden_after_s": round(hidden, 2),
            "erased_after_s": round(took, 1),
            "cpu_s": round(used, 1),
            "articles_per_s": round(number / took, 1),
            "hours_for_100000": round(took / number * 100_000 / 3600, 2),
            "pages_read_meanwhile": len(waits),
            "page_median_ms": round(1000 * waits[len(waits) // 2], 1) if waits else None,
            "page_p99_ms": round(1000 * waits[int(len(waits) * 0.99)], 1) if waits else None,
            "seen_after_hidden": late,
            "residue": document["residue"],
            "faults": [*faults, *(["left: " + str(left)] if left else []), *(["seen after it was hidden"] if late else [])],
        }


def read_on(app: Headwater, stop: threading.Event, waits: list[float], seen: list[float]) -> None:
    while not stop.is_set():
        began, at = time.monotonic(), time.time()
        page = app.front(datetime.now(UTC), 10)
        found = app.search("harbour", 0, 20)
        waits.append((time.monotonic() - began) / 2)
        if any("//outlet.example/" in line.url for line in (*page.latest, *(hit.line for hit in found.hits))):
            seen.append(at)
        time.sleep(0.02)


def write_on(app: Headwater, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        app.ingest([capture(f"https://other.example/late/{number}", words_of(number + 8_000_000, 6), title_of(number + 8_000_000))])
        time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kills", "returns", "domain"])
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="for domain: where the full store is made once and found again")
    given = parser.parse_args()
    if given.what == "domain":
        result = domain(given.number, given.seed, given.keep)
    else:
        result = {"kills": kills, "returns": returns}[given.what](given.number, given.seed)
    print(json.dumps(result))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
