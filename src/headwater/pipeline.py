"""The page to read first: from bytes to stories.

    sources ──▶ parse ──▶ extract ──▶ facts ──▶ fingerprint │ story ──▶ lineage │ ──▶ save
    feeds, pages,       clean        quotes,   signatures   │ decisions from    │   one transaction
    files, archives     article      figures,  of reuse     │ looked-up         │   a batch
                                     names     and story    │ neighbours        │
    └─ sources/ ─┘ └──── read(capture) -> report: PURE ─────┘ └──── desk.py ────────────────┘

`read` turns one capture into one report and knows nothing else; what is known of a page's host is handed along with its capture.
`ingest` is the loop around it: an engine runs `read` wherever it likes, the desk looks up each report's neighbours, lets the pure
deciders decide, and saves a batch in one transaction. A capture that can never be read is set aside with its reason and disturbs no
other.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec

from headwater.desk import Desk, Reading
from headwater.errors import ContentError
from headwater.model import REPORT_KINDS, Capture, Counts, Fingerprint, Report, SetAside, Signal
from headwater.stages import story
from headwater.stages.extract import look
from headwater.stages.facts import find_facts
from headwater.stages.fingerprint import fingerprint
from headwater.stages.lineage import find_credits
from headwater.stages.rights.signals import of_page, permit

# A batch shares one commit with synchronous=FULL and bounds what a power cut can undo. Small enough that what the reading workers have in
# flight lasts while it is settled: on 181 news pages two of them gave 63-73 articles/s with 32 a batch, and 61-64 with 64.
BATCH = 32

Progress = Callable[[Counts], None]
Work = Callable[[bytes], bytes]
Lend = Callable[[Work, Iterable[bytes]], Iterator[bytes]]
"""What an engine lends: `map`, wherever it runs; results in the order of the items, taken lazily."""
# Made before there are threads: two that decode a type for the first time at once can end the process.
_READING, _CAPTURE = msgspec.msgpack.Decoder(Reading), msgspec.msgpack.Decoder(Capture)
DIED = b""
"""What an engine answers for a piece of work whose worker died."""


def read(capture: Capture) -> Report:
    """All that can be known from one capture alone. Pure. Raises ContentError for what can never be read."""
    return _as_allowed(
        read_whole(capture), (*capture.signals, *(of_page(capture.body) if capture.kind == "page" else ())), capture.fetched_at
    )


def _as_allowed(report: Report, said: tuple[Signal, ...], now: datetime) -> Report:
    """The report with what its owner says; where no words of it may be shown, none are kept, only what tells it from others."""
    if permit(said, now).text:
        return msgspec.structs.replace(report, signals=said)
    bare = msgspec.structs.replace(report.article, text="", credits=(), furniture=(), links=(), image=None)
    return Report(article=bare, fingerprint=report.fingerprint, signals=said)


def read_whole(capture: Capture) -> Report:
    """`read` without what the owner says of keeping and showing it: for what is neither kept nor shown to others."""
    article, sighting = look(capture)
    if article.kind not in REPORT_KINDS:
        return Report(article=article, fingerprint=_fingerprint(article.text, ()), sighting=sighting)
    article = msgspec.structs.replace(article, credits=find_credits(article))
    facts = find_facts(article.text, article.title, article.language, article.published)
    published = article.published.date() if article.published else None
    given = story.Given(facts.names, facts.figures, facts.times, published)
    terms = story.terms(article.title, article.text, article.language, given)
    return Report(
        article=article,
        fingerprint=_fingerprint(article.text, terms),
        quotes=facts.quotes,
        figures=facts.figures,
        names=facts.names,
        places=facts.places,
        times=facts.times,
        sighting=sighting,
    )


def _fingerprint(text: str, terms: tuple[tuple[str, float], ...]) -> Fingerprint:
    mark = fingerprint(text)
    return Fingerprint(digest=mark.digest, words=mark.words, shingles=mark.shingles, terms=terms)


def ingest(captures: Iterable[Capture | SetAside], desk: Desk, lend: Lend, progress: Progress | None = None) -> Counts:
    """Read and save every capture; each is counted exactly once. `progress` is called with the counts so far after every batch.

    Raises StoreError where the store cannot be written: the batches before are kept, nothing of the failing one is.
    """
    began, counts = time.monotonic(), Counts()
    desk.begin()
    for batch in _batches(readings((desk.introduce(one) for one in captures), lend)):
        counts = add(counts, desk.settle(batch))
        if progress is not None:
            progress(counts)
    desk.review()
    return msgspec.structs.replace(counts, seconds=round(time.monotonic() - began, 3))


def readings(captures: Iterable[Capture | SetAside], lend: Lend) -> Iterator[Reading]:
    """The fate of each capture after `read`, wherever an engine ran it."""
    in_flight: deque[Capture | SetAside] = deque()

    def encoded() -> Iterator[bytes]:
        for item in captures:
            in_flight.append(item)
            # What was set aside already takes the same way, so that neither order nor memory depends on how many there are.
            yield msgspec.msgpack.encode(item if isinstance(item, Capture) else Reading(aside=item))

    for result in lend(read_encoded, encoded()):
        item = in_flight.popleft()
        if isinstance(item, SetAside):
            yield Reading(aside=item)
        else:
            yield _READING.decode(result) if result != DIED else _aside(item, _KILLED)


_KILLED = "reading it killed the worker process (too deep, too large or a fault of a parser)"


def read_encoded(encoded: bytes) -> bytes:
    """`read` for an engine: MessagePack of a Capture in, MessagePack of a Reading out; what is a Reading already stays as it is."""
    try:
        capture = _CAPTURE.decode(encoded)
    except msgspec.ValidationError:
        return encoded
    try:
        reading = Reading(report=read(capture), source=capture.source, page=capture.kind == "page")
    except ContentError as error:
        reading = _aside(capture, str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours or of a parser in one capture must not lose its neighbours; it is shown
        reading = _aside(capture, f"a fault in the program stopped it from being read ({type(error).__name__}: {error})"[:300])
    return msgspec.msgpack.encode(reading)


def _aside(capture: Capture, reason: str) -> Reading:
    return Reading(aside=SetAside(url=capture.url, source=capture.source, reason=reason, at=capture.fetched_at))


def _batches(items: Iterable[Reading]) -> Iterator[list[Reading]]:
    batch: list[Reading] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def add(one: Counts, other: Counts) -> Counts:
    """The sum of two counts."""
    return Counts(**{name: getattr(one, name) + getattr(other, name) for name in Counts.__struct_fields__})
