"""The day's brief: which stories, which of their reports, and, where an endpoint is set, its words as far as they are borne out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import msgspec

from headwater.errors import FetchError, UsageError
from headwater.model import Brief, BriefItem, Node, Story
from headwater.settings import Settings
from headwater.sources.rephrase import Endpoint, reword
from headwater.stages import brief as stage
from headwater.stages.rights.signals import Permit
from headwater.stages.rights.surfaces import SURFACES, level
from headwater.store import Store
from headwater.store.stories import StoryRecord

STORIES = 12
KEPT = 64
_FREE = Permit()
_SURFACE = next(surface for surface in SURFACES if surface.name == "daily brief")
"""Briefs in a model's words that are kept."""
MOST_REPORTS = 120
"""Reports of one story that are read for its brief: the primary ones and the first."""

Reword = Callable[[str], str]
"""Asks a model; raises FetchError where it does not answer."""


def brief(store: Store, day: date, language: str = "", stories: int = STORIES) -> Brief:
    """The stories of a day (UTC) with most independent reports, each in sentences of its reports. `language` "": each in its own.

    A story without a sentence that can stand alone in that language is left out.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    end = start + timedelta(days=1)
    items = []
    for record in store.stories.between(start.timestamp(), end.timestamp(), 4 * stories):
        item = _item(store, record, end, language or record.language)
        if item is not None:
            items.append(item)
        if len(items) == stories:
            break
    return Brief(day=day.isoformat(), language=language, items=tuple(items))


def _item(store: Store, record: StoryRecord, end: datetime, language: str) -> BriefItem | None:
    story = record.story
    stored = store.articles.many(_read_first(story))
    letters = _letters(record.branches)
    primary = {source.article for source in story.primary}
    permits = store.articles.signals.permits(stored)
    sources = [
        stage.Source(one.article, letters.get(one.article.id, one.article.id), one.article.id in primary)
        for one in stored.values()
        if (one.article.published or one.article.first_seen) < end and level(permits.get(one.article.id, _FREE), _SURFACE) == "excerpt"
    ]
    limits = {article: left.snippet for article, left in permits.items() if left.snippet is not None}
    chosen = stage.choose(sources, store.comparisons.get(story.id).differences, language)
    # A sentence longer than its owner lets be shown is no sentence of a brief.
    sentences = tuple(s for s in chosen if all(len(s.text) <= limits.get(span.article, len(s.text)) for span in s.sources))
    if not sentences:
        return None
    return BriefItem(story=story.id, title=story.title, language=language, sentences=sentences)


def _read_first(story: Story) -> list[str]:
    primary = [source.article for source in story.primary if source.article]
    return list(dict.fromkeys([*primary, *story.articles]))[:MOST_REPORTS]


def _letters(branches: tuple[Node, ...]) -> dict[str, str]:
    """{article: letter of its origin}"""
    found: dict[str, str] = {}
    stack = list(branches)
    while stack:
        node = stack.pop()
        if node.article:
            found[node.article] = node.code.rstrip("0123456789")
        stack.extend(node.children)
    return found


def rephrased(plain: Brief, asked: Reword) -> Brief:
    """The brief in a model's words: only sentences that cite and are borne out by what they cite. A story it fails at stays as it was."""
    items, dropped, note = [], 0, ""
    for item in plain.items:
        if note:
            items.append(item)
            continue
        try:
            answer = stage.checked(asked(stage.ask(item.title, item.sentences, item.language)), item.sentences)
        except FetchError as error:
            note = str(error)
            items.append(item)
            continue
        dropped += answer.dropped
        items.append(msgspec.structs.replace(item, sentences=answer.sentences, rephrased=True) if answer.sentences else item)
    return msgspec.structs.replace(plain, items=tuple(items), dropped=dropped, note=note)


class Briefs:
    """Makes the briefs of a store. What a model answered is kept while the chosen sentences stay the same, so that a page asks once."""

    def __init__(self, store: Store, endpoint: Endpoint | None) -> None:
        self._store = store
        self._endpoint = endpoint
        self._kept: OrderedDict[Brief, Brief] = OrderedDict()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Drop every brief that is kept: it may hold words of what was hidden."""
        with self._lock:
            self._kept.clear()

    def of(self, day: date, language: str = "") -> Brief:
        """The brief of a day; in a model's words where an endpoint is set and answers."""
        plain = brief(self._store, day, language)
        if self._endpoint is None or not plain.items:
            return plain
        with self._lock:
            known = self._kept.get(plain)
            if known is None:
                known = rephrased(plain, partial(reword, self._endpoint))
                if not known.note:
                    self._kept[plain] = known
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)
            return known


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint that the settings name, or None."""
    if not settings.rephrase_url:
        return None
    return Endpoint(settings.rephrase_url, settings.rephrase_model, settings.rephrase_key)


def a_day(given: str) -> date:
    """The day that `given` names: ISO 8601, "today" or "yesterday" (UTC). Raises UsageError."""
    today = datetime.now(UTC).date()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        return named.get(given) or date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"“{given}” is no day: write it like 2026-11-21") from error
