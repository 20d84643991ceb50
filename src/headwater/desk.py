"""The desk: looks up what the deciders need, lets them decide, and saves a batch in one transaction.

The deciders (`stages.story`, through `grouping.py`, and `stages.lineage.trace`, through `drawing.py`) are pure: they get looked-up
neighbours and return decisions. All state is in the store.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from headwater import text
from headwater.drawing import draw
from headwater.grouping import Grouping, Touched
from headwater.model import Article, Capture, Counts, Noun, Post, Range, Report, SetAside
from headwater.stages import lineage, sites, story
from headwater.stages.rights import bar
from headwater.stages.rights.signals import EFFECTS, permit
from headwater.store import Store
from headwater.store.articles import Stored, moment
from headwater.store.facts import Facts

_log = logging.getLogger("headwater")

# Pages of many parts in one transaction.
PARTED = 16
# Seconds that a page waits for the index before it is shown without its neighbours.
PATIENCE = 0.5


class Reading(Noun, frozen=True, kw_only=True):
    """What `read` made of one capture: a report, or the reason why it was set aside. `page`: it was read from the outlet's page."""

    report: Report | None = None
    aside: SetAside | None = None
    source: str = ""
    page: bool = False


class Desk:
    """Settles batches of readings into the store."""

    def __init__(self, store: Store, encoder: story.Encoder | None = None) -> None:
        self._store = store
        # Batches may be settled from several threads, and the index is looked at from others; it is no safer than a dict.
        self.refused: dict[str, str] = {}
        """{article: why} that were kept and whose pages ask now not to be: to be removed by who runs the desk."""
        self._lock = threading.RLock()
        self._grouping = Grouping(store, encoder)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone with the store, in one transaction; where that fails, so does the picture that was made of it."""
        with self._lock:
            try:
                with self._store.transaction():
                    self._grouping.renew()
                    yield
            except BaseException:
                self._grouping.forget()
                raise

    def settle(self, readings: Sequence[Reading], *, again: bool = False) -> Counts:
        """Save a batch: all of it, or nothing of it. `again`: see `Articles.put`. Raises StoreError where the store cannot be written."""
        with self._changing():
            return self._settle(readings, again)

    def introduce(self, item: Capture | SetAside) -> Capture | SetAside:
        """The capture of a page with what is known of its host: the edition in use, or the one that its article was first read with."""
        host = text.host_of(item.url)
        if not isinstance(item, Capture) or item.kind != "page" or not host:
            return item
        known = self._store.articles.by_address(item.url)
        article = self._store.articles.get(known) if known else None
        if article is not None:
            edition = self._store.sites.read_with(article.id) if text.host_of(article.url) == host else 0
            return replace(item, site=self._store.sites.edition(host, edition))
        if sites.is_check(item.url):
            return item
        return replace(item, site=self._store.sites.memory(host, item.fetched_at.timestamp()).site)

    def begin(self) -> None:
        """A run of batches begins; `review` ends it."""
        with self._lock:
            self._grouping.renew()
            self._grouping.begin()

    def review(self) -> None:
        """Look again at what a run left in doubt, now that all of it is known. Raises StoreError as `settle` does."""
        with self._changing():
            touched: Touched = {}
            self._grouping.review(touched)
            draw(self._store, touched)

    def part(self, now: float) -> int:
        """Look which stories the parts of briefings, digests and live blogs tell of; how many pages were looked at. Raises StoreError."""
        done = 0
        while due := self._store.passages.due(now, PARTED):
            with self._changing():
                self._part(due, now)
            done += len(due)
        return done

    def _part(self, due: Sequence[str], now: float) -> None:
        touched: Touched = {}
        alone = self._store.articles.alone(due)
        for one in self._store.articles.many(due).values():
            found, placed = self._passages(one)
            if one.article.id in alone and story.of_one(found, placed):
                # It looked like a digest before all its story was there.
                self._grouping.release(one.article.id, touched)
                placed = ()
            self._store.passages.put(one.article.id, placed, now)
        self._grouping.look_again(touched)
        draw(self._store, touched)

    def _passages(self, one: Stored) -> tuple[Sequence[story.Passage], tuple[story.Placed, ...]]:
        article = one.article
        facts = self._store.articles.facts([article.id]).get(article.id, Facts())
        report = story.Parted(
            text=article.text,
            language=article.language,
            names=facts.names,
            figures=facts.figures,
            times=facts.times,
            published=article.published.date() if article.published else None,
            posts=_posts(article.posts),
        )
        found = story.passages(report)
        linked: dict[int, str] = {}
        for passage in found:
            for link in article.links:
                if passage.start <= link.start < passage.end and passage.start not in linked:
                    target = self._store.articles.by_address(link.url)
                    home = self._store.articles.story_of(target) if target else None
                    if home is not None and home != one.story:
                        linked[passage.start] = home
        item = story.Item(
            article=article.id,
            story=one.story or "",
            at=article.published.timestamp() if article.published else 0.0,
            language=article.language,
            terms=one.terms,
        )
        return found, story.place(item, found, self._grouping.index, linked)

    def forget(self, articles: Iterable[str]) -> None:
        """Articles that were hidden: later reports cannot join them any more."""
        with self._lock:
            for article in articles:
                self._grouping.remove(article)

    def redraw(self, of: str, number: int) -> None:
        """Draw a story anew without what was hidden of it, and let it be seen again."""
        with self._changing():
            hung = self._store.removals.sever(number)
            if self._store.stories.members(of):
                draw(self._store, {of: hung})
                self._store.removals.drawn(number)

    def unsettled(self) -> None:
        """Something was shown again: the index is made anew before it is next used."""
        with self._lock:
            self._grouping.forget()

    def related(self, of: str, limit: int) -> list[str]:
        """Ids of the stories nearest to this one; none while a batch is being settled for longer than a reader should wait."""
        if not self._lock.acquire(timeout=PATIENCE):
            return []
        try:
            self._grouping.renew()
            return [near for near, _ in story.related(of, self._grouping.index, limit)]
        finally:
            self._lock.release()

    def _settle(self, readings: Sequence[Reading], again: bool) -> Counts:
        self._store.sources.set_aside(self._listed([r.aside for r in readings if r.aside is not None]))
        fates = {"new": 0, "revised": 0, "known": 0}
        touched: Touched = {}
        barred = 0
        seen: list[Report] = []
        for reading in in_order(r for r in readings if r.report is not None):
            report = reading.report
            assert report is not None
            if self._barred(report) or self._refused(report):
                barred += 1
                continue
            fate = self._store.articles.put(report, reading.source, recheck=bool(reading.page and reading.source), again=again)
            fates[fate] += 1
            if fate != "known":
                self._grouping.take(report, new=fate == "new")
            if fate == "new":
                seen.append(report)
            elif fate == "revised" and not again:
                self._note_change(report.article)
        self._learn(seen)
        self._grouping.place(touched)
        self._grouping.look_again(touched)
        draw(self._store, touched)
        aside = barred + sum(r.aside is not None for r in readings)
        return Counts(captures=len(readings), articles=fates["new"], revisions=fates["revised"], duplicates=fates["known"], set_aside=aside)

    def _note_change(self, article: Article) -> None:
        """Look sooner at a page again that said something new, and not at one of which only a counter or a time stamp changed."""
        before = self._store.articles.revisions(article.id)[-1:]
        now = self._store.articles.get(article.id)
        if before and now and lineage.revised((before[0][2].title, before[0][2].text), (now.title, now.text)) != "same":
            self._store.articles.changed(article.id, article.first_seen.timestamp())

    def _learn(self, reports: Sequence[Report]) -> None:
        """Learn from new pages what their hosts repeat; a page that is read again teaches nothing."""
        memories: dict[str, sites.Memory] = {}
        for report in reports:
            host, now = text.host_of(report.article.url), report.article.first_seen.timestamp()
            if report.sighting is None or not host:
                continue
            before = memories.get(host) or self._store.sites.memory(host, now)
            memories[host] = after = sites.learned(before, report.sighting, now)
            if after.changed > before.changed:
                _log.warning("%s: its pages have changed; what they repeat is learned anew", host)
        if memories:
            self._store.sites.put(memories, max(report.article.first_seen.timestamp() for report in reports))

    def _barred(self, report: Report) -> bool:
        """Whether an owner had this removed. Asked inside the transaction that saves it: a removal at the same time is not missed."""
        ledger = self._store.ledger
        if ledger.empty:
            return False
        key = ledger.secret("bar")
        free = bar.free_asked(key, (report.article.url, report.article.canonical_url))
        return ledger.barring(bar.questions(key, report.article, report), free) is not None

    def _refused(self, report: Report) -> bool:
        """Whether its owner does not want it kept. One that was kept before is noted in `refused`, to be removed."""
        if not report.signals or permit(report.signals, report.article.first_seen).take:
            return False
        why = next(f"{s.name} ({s.place}: {s.words})" for s in report.signals if "take" in EFFECTS[s.name])
        if self._store.articles.known(report.article.id) is not None:
            self.refused[report.article.id] = f"its page asks not to be kept: {why}"
        else:
            item = SetAside(url=report.article.url, source="", reason=f"its owner asks not to keep it: {why}", at=report.article.first_seen)
            self._store.sources.set_aside([item])
        return True

    def _listed(self, aside: list[SetAside]) -> list[SetAside]:
        """What was set aside, without the addresses that are barred: not even they are kept."""
        ledger = self._store.ledger
        if ledger.empty:
            return aside
        return [item for item in aside if not ledger.is_barred(item.url)]


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Readings in the order they are decided in: by publication, then id, so that the order of arrival changes nothing. What was read twice
    from one page is as it was seen last."""
    return sorted(readings, key=_order)


def _order(reading: Reading) -> tuple[float, str, float]:
    article = reading.report.article if reading.report else None
    return (moment(article), article.id, article.first_seen.timestamp()) if article else (0.0, "", 0.0)


def _posts(posts: Sequence[Post]) -> tuple[Range, ...]:
    return tuple(Range(start=post.start, end=post.end) for post in posts)
