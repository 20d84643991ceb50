"""One round at one source, and what becomes of what it brings.

    round at a source (sources.collect) ──▶ handfuls of captures ──▶ read in a worker ──▶ desk ──▶ source saved

What comes from the network is read in a worker process, so that a document that breaks its parser cannot end the program. Trouble with one
source, and even a fault of the program at it, is that source's alone; only a store that cannot be used is raised.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from headwater import pipeline
from headwater.desk import Desk
from headwater.errors import HeadwaterError, StoreError
from headwater.hubs import Hubs
from headwater.model import Capture, Counts, Feed, Source, Waiting
from headwater.online import Online
from headwater.settings import Settings
from headwater.sources.archive import Archive
from headwater.sources.collect import Taken, Visit, fetch_source
from headwater.sources.schedule import after_failure, asked, postponed
from headwater.store import Store

SourceDone = Callable[[Source, Counts], None]

_log = logging.getLogger("headwater")


class Place(NamedTuple):
    """Where rounds are made: one store and its desk, what the user has set, the time of day in seconds since the epoch."""

    store: Store
    desk: Desk
    settings: Settings
    clock: Callable[[], float]


class Rounds:
    """Rounds at the sources of one store, inside `online.held`. `settled` is called after what was fetched is saved."""

    def __init__(self, place: Place, online: Online, hubs: Hubs, settled: Callable[[], object]) -> None:
        self._store = place.store
        self._desk = place.desk
        self._settings = place.settings
        self._clock = place.clock
        self._online = online
        self._hubs = hubs
        self._settled = settled
        self._telling = False
        self._archive = Archive(place.store.folder)

    async def look(self, source_id: str, done: SourceDone | None, *, forced: bool = False) -> Counts:
        """One round at one source. Raises StoreError; any other trouble is kept with the source."""
        source = await self._online.thread(self._store.sources.get, source_id)
        if source is None:
            return Counts()
        # Not asked at all: stored before what is due had a column of its own.
        later = source if not asked(source) else postponed(source, self._clock())
        if later is not None and not forced:
            await self._online.thread(self._store.sources.put, later)
            return Counts()
        try:
            found, counts = await self.collect(source, forced=forced)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours at one source must not touch the others; it is shown
            tell(source.url, error)
            problem = HeadwaterError(f"a fault in the program ({type(error).__name__}: {error}); please report it")
            found, counts = after_failure(source, problem, self._clock()), Counts()
            await self._online.thread(self._finish, found, self._store.sources.waiting(source.id))
        if done is not None:
            # Whoever started us may have closed the terminal.
            with contextlib.suppress(OSError, ValueError):
                done(found, counts)
        return counts

    async def collect(self, source: Source, *, forced: bool, pushed: Feed | None = None) -> tuple[Source, Counts]:
        """A round, whether its time has come (`forced`) or not; `pushed` is what a hub sent. Raises what goes wrong with the program."""
        counts = Counts()

        async def deliver(taken: Taken) -> None:
            nonlocal counts
            saved = await self.save(source, taken)
            counts = pipeline.add(counts, saved)

        async with self._online.lanes.place(slow=source.failures > 0):
            now = self.now()
            visit = Visit(
                source=source,
                now=now,
                login=self._store.logins.of(source.id),
                waiting=self._store.sources.waiting(source.id),
                listing=pushed is None and (forced or source.next_due <= now.timestamp()),
                pushed=pushed,
            )
            outcome = await fetch_source(self._online.network(), visit, self.is_known, deliver)
        found = outcome.source
        if self._settings.poll and visit.listing:
            # A fixed interval is the user's wish; what servers and feeds ask for still holds.
            found = msgspec.structs.replace(found, next_due=now.timestamp() + max(self._settings.poll, found.patience))
        await self._online.thread(self._finish, found, outcome.waiting)
        if counts != Counts():
            await self._tell_settled()
        return found, counts

    async def save(self, source: Source | None, taken: Taken) -> Counts:
        """Reads and saves what was taken from a source; None where it comes from no round."""
        taken = msgspec.structs.replace(taken, captures=await self._online.signals.dress(taken.captures))
        async with self._online.saving:
            return await self._online.thread(self._keep, source, taken)

    def is_known(self, url: str) -> bool:
        """Whether an entry with this address is not to be fetched: it was, it can never be read, or its owner bars it."""
        return self._store.articles.is_met(url) or self._store.sources.is_set_aside(url) or self._store.ledger.is_barred(url)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    async def _tell_settled(self) -> None:
        """One at a time: whoever comes while one is under way need not wait for another, the next round's does it."""
        if not self._telling:
            self._telling = True
            try:
                await self._online.thread(self._settled)
            finally:
                self._telling = False

    def _keep(self, source: Source | None, taken: Taken) -> Counts:
        named = [self._named(capture, source) for capture in taken.captures]
        counts = self._desk.settle(list(pipeline.readings((*map(self._desk.introduce, named), *taken.set_aside), self._online.worker.map)))
        ledger = self._store.ledger
        self._store.articles.also_at(moved for moved in taken.moved if not any(map(ledger.is_barred, moved)))
        self._store.hosts.validate(taken.validators)
        if self._settings.keep_captures:
            # What was barred while it was saved has no article, and is not kept either.
            self._archive.keep(capture for capture in named if self._store.articles.by_address(capture.url))
        return counts

    def _named(self, capture: Capture, source: Source | None) -> Capture:
        """The capture with its outlet: where a page does not say whose it is, it is the outlet's whose feed listed it."""
        outlet = capture.outlet or ((source.outlet or source.title) if source else "")
        if source is None:
            known = self._store.articles.by_address(capture.url)
            article = self._store.articles.get(known) if known else None
            outlet = article.outlet if article else ""
        return msgspec.structs.replace(capture, outlet=outlet)

    def _finish(self, source: Source, waiting: Sequence[Waiting]) -> None:
        """Saves the source after its captures: the other way round, a crash between the two would skip them until they change."""
        sources = self._store.sources
        with self._store.transaction():
            before = sources.get(source.id)
            if before is None:
                return
            twin = sources.get(source.url)
            if twin is not None and twin.id != source.id:
                # It has moved to an address that is subscribed to already: one of the two is enough.
                sources.remove(source.id)
                return
            if source.state == "active":
                # What the user and a hub did meanwhile stands.
                source = msgspec.structs.replace(source, state=before.state, lease=before.lease)
            sources.put(source)
            self._hubs.want(source)
            kept = [one for one in waiting if source.state != "gone" and not self._store.ledger.is_barred(one.entry.link)]
            sources.wait(source.id, kept)


def tell(where: str, error: Exception) -> None:
    """Shows a fault of the program that must not end it."""
    _log.warning("%s: a fault in the program (%s: %s)", where, type(error).__name__, error)
    _log.debug("where it happened", exc_info=error)
