"""Removal: hiding what a demand means within seconds, erasing it next, searching the files for what is left, and saying so with a receipt.

    bar ──▶ hide ──▶ draw the stories anew ──▶ erase ──▶ fold the log ──▶ backups ──▶ search the files ──▶ receipt
    ledger  store    story by story            in small   WAL emptied                 residue scan          ledger
                                               batches
Each arrow is on disk before the next step begins, and each step may be repeated, so that a crash at any moment is taken up from the state
that the ledger holds: nothing that was hidden comes back, nothing else is touched, and no receipt says what is not so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from headwater.desk import Desk
from headwater.errors import HeadwaterError, StoreError
from headwater.model import Capture, Noun
from headwater.sources.archive import Archive
from headwater.stages.rights import bar
from headwater.stages.rights.demand import Claim, Demand
from headwater.stages.rights.receipt import sign
from headwater.store import Store
from headwater.store.removals import Target
from headwater.store.residue import Residue, search

# Articles in one transaction: others that write wait for no longer than it takes. 64 took about 0.2 s on a shared two-core machine.
CHUNK = 64
# Between two transactions, so that what is being fetched and read gets its turn.
PAUSE = 0.02
NEEDLES = 400
"""Distinctive byte strings searched for in all files; of a removal of many articles, the first and then every so many."""
MAX_COPIES = 100
"""Copies at other outlets that are listed for who asks."""

Tell = Callable[[str, int, int], None]
"""Told how far it has come: (step, done, of how many)."""


class Erased(Noun, frozen=True, kw_only=True):
    """What was done: counts by kind, and what the search of the files found."""

    counts: dict[str, int]
    residue: Residue
    backups: int
    unreached: int


class Remover:
    """Carries demands out. One at a time in one process; two processes do each other's work once."""

    def __init__(self, store: Store, desk: Desk, rewrite: Callable[[Path], object], now: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._desk = desk
        self._rewrite = rewrite
        self._now = now or (lambda: datetime.now(UTC))

    # ---- hiding ----

    def hide(self, demand: Demand, tell: Tell | None = None) -> Demand:
        """Take all that the demand means out of sight, for every reader of every kind. Returns the demand as it is now."""
        ledger, removals = self._store.ledger, self._store.removals
        self._bar_scope(demand)
        with self._store.transaction():
            # Inside, so that what is being saved at this moment is either there already or sees the bar.
            count = removals.hide(demand.id, removals.matching(demand.scope))
        now = self._now()
        hidden = replace(ledger.get(demand.id), state="hidden", hidden=demand.hidden or now, matched=max(count, demand.matched))
        ledger.put(
            hidden,
            f"{count} report{'s' if count != 1 else ''} hidden from pages, search, feeds, API and exports.",
            entry(demand, "hidden", now, articles=count),
        )
        return self._after_hiding(hidden, tell)

    def _after_hiding(self, demand: Demand, tell: Tell | None) -> Demand:
        """Bars for each hidden article, and the stories drawn anew."""
        last, done, copies = 0, 0, list(demand.copies)
        while numbers := self._store.removals.hidden(demand.id, CHUNK, last):
            copies += self._bar(demand, self._store.removals.targets(numbers))[: MAX_COPIES - len(copies)]
            last, done = numbers[-1], done + len(numbers)
            if tell is not None:
                tell("barred", done, demand.matched)
        if tuple(copies) != demand.copies:
            demand = replace(self._store.ledger.get(demand.id), copies=tuple(dict.fromkeys(copies)))
            self._store.ledger.put(demand)
        self._draw(demand, tell)
        return demand

    def _bar_scope(self, demand: Demand) -> None:
        """A folder or a domain is barred as such, so that nothing new is taken from there either."""
        ledger, scope = self._store.ledger, demand.scope
        key = ledger.secret("bar")
        marks: tuple[bar.Mark, ...] = ()
        if scope.kind == "domain":
            marks = (bar.Mark(kind="domain", mark=bar.keyed(key, "domain", scope.domain)),)
        elif scope.kind == "pattern":
            marks = (bar.Mark(kind="folder", mark=bar.keyed(key, "folder", scope.folder)),)
        elif scope.kind == "url":
            asked = (mark for mark, kind in bar.addresses_asked(key, scope.urls).items() if kind == "url")
            marks = tuple(bar.Mark(kind="url", mark=mark) for mark in asked)
        if marks:
            ledger.bar(demand.id, "", bar.Sketch(marks=marks, parts=0))

    def _bar(self, demand: Demand, targets: Sequence[Target]) -> list[tuple[str, str]]:
        """Keep these articles from coming back; (outlet, address) of the copies that others have."""
        ledger, found = self._store.ledger, []
        key, now = ledger.secret("bar"), self._now().timestamp()
        with ledger.transaction():
            for target in targets:
                made = bar.sketch(key, target, target.addresses, "all" if demand.by == "owner" else "own")
                if demand.by == "owner":
                    copies = self._store.removals.copies(target, demand.sites)
                    found += [(a.outlet, a.canonical_url or a.url) for a in copies]
                    free = bar.free_marks(key, [url for a in copies for url in (a.url, a.canonical_url)])
                    made = replace(made, marks=(*made.marks, *free))
                ledger.bar(demand.id, target.article.id, made)
            ledger.bury(demand.id, [(t.article.id, t.article.outlet) for t in targets], now)
        self._desk.forget([t.article.id for t in targets])
        return found

    def _draw(self, demand: Demand, tell: Tell | None) -> None:
        """Draw the stories that lost something anew, one by one; one that has nothing left stays out of sight until it is erased."""
        removals, last, done = self._store.removals, 0, 0
        while part := removals.to_draw(demand.id, last, CHUNK):
            for number, story, left in part:
                if left:
                    self._desk.redraw(story, number)
                last = number
            self._store.ledger.bury(demand.id, [(story, "") for _, story, left in part if not left], self._now().timestamp())
            done += len(part)
            if tell is not None:
                tell("stories", done, 0)

    def show(self, demand: Demand) -> None:
        """Undo the hiding of a demand that was rejected."""
        with self._store.transaction():
            living = self._store.removals.show(demand.id)
        self._store.ledger.unbar(demand.id)
        self._store.ledger.raise_up(living)
        self._desk.unsettled()
        self._draw(demand, None)

    # ---- erasing ----

    def erase(self, demand: Demand, tell: Tell | None = None, *, fresh: bool = False) -> Demand:
        """Erase what is hidden for the demand, search the files for it, and give the receipt. Returns the demand as it is now.

        `fresh`: it was hidden in the same breath, so that nothing of that can be left undone.
        """
        ledger = self._store.ledger
        if not fresh:
            demand = self._after_hiding(demand, tell)
        self._delete(demand, tell)
        self._store.removals.clean(self._store.removals.loose(demand.scope))
        folded = self._fold()
        rewritten, unreached = self._backups()
        archive = Archive(self._store.folder)
        archive.erase(self._is_gone)
        needles = ledger.needles(demand.id)

        def is_live(needle: bytes) -> bool:
            # A copy at another outlet, which stays, has the same words in its kept capture.
            return self._store.is_live(needle) or archive.holds(needle, self._is_gone)

        residue = search(self._store.folder, needles, is_live, [p for p in ledger.backups() if p.is_file()])
        if residue.found or not folded:
            raise StoreError(
                f"removal {demand.id}: {residue.found} of {residue.needles} strings are still in {', '.join(residue.where) or 'the log'};"
                " it is tried again"
            )
        erased = Erased(counts=self._store.removals.tallied(demand.id), residue=residue, backups=rewritten, unreached=unreached)
        return self._settle(demand, erased)

    def _is_gone(self, capture: Capture) -> bool:
        """Whether a kept capture is of what is barred, or of what is not here any more."""
        addresses = (capture.url, capture.entry.link if capture.entry else "")
        return self._store.articles.by_address(capture.url) is None or any(self._store.ledger.is_barred(url) for url in addresses if url)

    def _delete(self, demand: Demand, tell: Tell | None) -> None:
        ledger, removals = self._store.ledger, self._store.removals
        total = max(demand.matched, 1)
        while numbers := removals.hidden(demand.id, CHUNK):
            done = total - removals.count(demand.id) + len(numbers)
            with self._store.transaction():
                # Sealed before the deletion is on disk: a crash in between leaves strings to search for, never a gap.
                ledger.seal(demand.id, self._needles(numbers, len(numbers) / total), min(NEEDLES, 1 + NEEDLES * done // total))
                removals.tally(demand.id, removals.erase(numbers))
            if tell is not None:
                tell("articles", done, total)
            time.sleep(PAUSE)

    def _needles(self, numbers: Sequence[int], part: float) -> list[bytes]:
        """What to search for of these articles, which are that part of all: of many, every so many is looked at, to be spread over them."""
        wanted = max(1, round(NEEDLES * part))
        looked = numbers[:: max(1, len(numbers) // wanted)]
        needles = [needle for n in looked for needle in self._store.removals.eraser.needles(n)]
        return needles[:: max(1, len(needles) // wanted)]

    def _fold(self) -> bool:
        for _ in range(50):
            if self._store.fold():
                return True
            time.sleep(0.1)
        return False

    def _backups(self) -> tuple[int, int]:
        """Erase in the backups that were made, too: (how many were rewritten, how many could not be reached)."""
        ledger, done, missed = self._store.ledger, 0, 0
        for path in ledger.backups():
            if not path.is_file():
                missed += 1
                continue
            try:
                self._rewrite(path)
                done += 1
            except HeadwaterError:
                missed += 1
        return done, missed

    def _settle(self, demand: Demand, erased: Erased) -> Demand:
        ledger, now = self._store.ledger, self._now()
        current = ledger.get(demand.id)
        bare = replace(current.scope, urls=(), quote="") if current.scope.kind in ("url", "quote") else current.scope
        done = replace(current, state="erased", erased=now, scope=bare, claim=_stripped(current), watched=False)
        articles = erased.counts.get("article", 0)
        said = f"{articles} report{'s' if articles != 1 else ''} erased; {erased.residue.files} files searched, nothing left."
        fact = entry(demand, "erased", now, articles=articles, residue=0)

        def receipt(logged: dict[str, object]) -> dict[str, object]:
            return sign(_receipt(done, erased, logged), ledger.secret("sign"))

        ledger.settle(done, said, fact, receipt)
        return done


def _stripped(demand: Demand) -> Claim | None:
    """Of who asked, what a question about the receipt needs; not the statement, which may quote the text."""
    return replace(demand.claim, statement="", work="") if demand.claim else None


def reference(demand: str) -> str:
    """How the public log names a demand: who has its id finds it, and nobody can go from the log to the demand."""
    return sha256(demand.encode()).hexdigest()[:16]


def entry(demand: Demand, kind: str, at: datetime, **facts: int) -> dict[str, object]:
    """An entry of the public log: no content, no address, no name."""
    return {"kind": kind, "at": _second(at), "ref": reference(demand.id), "by": demand.by, **facts}


def _receipt(demand: Demand, erased: Erased, logged: dict[str, object]) -> dict[str, object]:
    moments = {name: _second(at) for name in ("received", "verified", "hidden", "erased") if (at := getattr(demand, name)) is not None}
    return {
        "format": "headwater-receipt-1",
        "id": demand.id,
        "scope": demand.about,
        "hosts": list(demand.sites),
        **moments,
        "proof": demand.method,
        "erased_items": erased.counts,
        "backups": {"rewritten": erased.backups, "out_of_reach": erased.unreached},
        "residue": {
            "files": erased.residue.files,
            "bytes_searched": erased.residue.size,
            "strings": erased.residue.needles,
            "found": erased.residue.found,
        },
        "log": {"seq": logged["seq"], "hash": logged["hash"]},
    }


def _second(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
