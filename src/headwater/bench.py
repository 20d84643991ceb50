"""`headwater bench`: CPU time of every stage per article, articles per second, and other programs on the same pages.

CPU time is the process's own (`time.process_time`), so a busy machine does not change it; only the articles per second are wall time.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from headwater import desk, engine, grouping, pipeline
from headwater.errors import ContentError
from headwater.model import Capture, Counts, Noun
from headwater.peers import Race, Row, installed, race
from headwater.stages import lineage, story
from headwater.store import SqliteStore
from headwater.text import host_of

FIRST = 16
"""Pages read before anything is measured, so that every table is loaded."""
_DANISH = "Færgen lå stille ved molen hele natten, og ingen af passagererne kom til skade, siger havnefogeden til avisen. "
STAGES: tuple[tuple[str, ModuleType | type, str], ...] = (
    ("extract", pipeline, "look"),
    ("credits", pipeline, "find_credits"),
    ("facts", pipeline, "find_facts"),
    ("fingerprint", pipeline, "fingerprint"),
    ("terms", story, "terms"),
    ("reuse look-up", grouping.Grouping, "_compare"),
    ("story", story, "assign"),
    ("second look", story, "regroup"),
    ("lineage", lineage, "trace"),
)
"""Row of the table, and the function whose time it shows. The rest of the run is the store: saving, indexing, committing."""


class Result(Noun, frozen=True, kw_only=True):
    """`one` and `two`: articles per second of wall time with one process and with two reading beside it; `reading`: pages per second that
    two processes read, without anything else; `race`: reading beside other programs.
    """

    pages: int
    articles: int
    hosts: int
    stages: tuple[Row, ...]
    total: float
    one: float
    two: float
    reading: float
    race: Race


def run(captures: Sequence[Capture], *, peers: bool = False) -> Result:
    """Measure on these pages. Raises NotYetError where peers are asked for and not installed."""
    rivals = installed() if peers else {}
    first = [*captures[:FIRST], *_rare()]
    for capture in first:  # what is loaded at first use is not work per article
        with contextlib.suppress(ContentError):
            pipeline.read(capture)
    spent: dict[str, float] = defaultdict(float)
    with contextlib.ExitStack() as stack:
        for name, owner, function in STAGES:
            stack.enter_context(_timed(owner, function, name, spent))
        cpu, counts, one = _whole(captures, engine.embedded())
    pool = engine.pool(2)
    try:
        # Workers start once in the life of a server; what they load then is not work per article.
        list(pool.map(pipeline.read_encoded, [msgspec.msgpack.encode(c) for c in first]))
        _, _, two = _whole(captures, pool)
        reading = _reading(captures, pool)
    finally:
        pool.close()
    articles = max(1, counts.articles + counts.revisions)
    rows = [Row(name=name, cpu=spent[name] / articles * 1e6) for name, _, _ in STAGES]
    rows.append(Row(name="store and index", cpu=(cpu - sum(spent.values())) / articles * 1e6))
    return Result(
        pages=len(captures),
        articles=articles,
        hosts=len({host_of(c.url) for c in captures}),
        stages=tuple(rows),
        total=cpu / articles * 1e6,
        one=one,
        two=two,
        reading=reading,
        race=race(captures, rivals),
    )


def _rare() -> list[Capture]:
    """Texts that need what few pages do: the larger table of languages. As many as both workers are sure to meet."""
    now = datetime.now(UTC)
    return [Capture(url=f"file:///{n}.txt", fetched_at=now, body=_DANISH.encode(), kind="text") for n in range(FIRST)]


def _reading(captures: Sequence[Capture], reader: engine.Engine) -> float:
    """Pages per second of the whole `read` stage."""
    encoded = [msgspec.msgpack.encode(capture) for capture in captures]
    began = time.perf_counter()
    for _ in reader.map(pipeline.read_encoded, encoded):
        pass
    return len(captures) / (time.perf_counter() - began)


def _whole(captures: Sequence[Capture], reader: engine.Engine) -> tuple[float, Counts, float]:
    """(CPU seconds of this process, counts, articles per second) from pages to stored, indexed and grouped, in a new store."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder))
        began, cpu = time.perf_counter(), time.process_time()
        counts = pipeline.ingest(captures, desk.Desk(store), reader.map)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - began
        store.close()
    return cpu, counts, (counts.articles + counts.revisions + counts.duplicates) / wall


@contextlib.contextmanager
def _timed(owner: Any, function: str, name: str, spent: dict[str, float]) -> Iterator[None]:
    """Adds the CPU seconds of every call of `owner.function` to `spent[name]` while the context is open."""
    plain = getattr(owner, function)

    def timed(*arguments: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return plain(*arguments, **named)
        finally:
            spent[name] += time.process_time() - began

    setattr(owner, function, timed)
    try:
        yield
    finally:
        setattr(owner, function, plain)
