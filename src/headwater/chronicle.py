"""What a saga's stories say, gathered for its page: its chapters, what ties them, figures that move, places and dates. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from headwater.chaining import counted
from headwater.errors import NotFoundError
from headwater.model import Article
from headwater.pages import ChapterLine, CoreName, SagaLine, SagaPage
from headwater.stages import story
from headwater.store import Store
from headwater.store.articles import line
from headwater.store.facts import Facts
from headwater.store.stories import StoryRecord
from headwater.telling import dates_of, deck_of, open_facts, places_of

SHOWN = 60
"""Chapters of one saga that are shown: the newest."""
VOICES = 5
"""Reports of each chapter that are looked through for figures, places and dates: those nearest the primary."""
CORE = 12


def saga_page(store: Store, saga: str) -> SagaPage:
    """One saga. Raises NotFoundError for one that is not there, or has not two stories left."""
    records = _records(store, saga)
    if len(records) < 2:
        raise NotFoundError(f"there is no saga {saga}: it may be mistyped, or its stories were removed")
    chapters = store.sagas.chapters(records)
    told = list(chapters.values())
    rarity = counted(store, told)
    voices = {key: _voices(record) for key, record in records.items()}
    stored = store.articles.many(article for of in voices.values() for article in of)
    articles = [one.article for one in stored.values()]
    facts = open_facts(store, [article.id for article in articles])
    trends = story.trends(_accounts(voices, {a.id: a for a in articles}, facts), _language(records.values()))
    places, dates = places_of(articles, facts), dates_of(articles, facts)
    cited = {point.article for trend in trends for point in trend.points}
    cited |= {place.article for place in places} | {dated.article for dated in dates}
    return SagaPage(
        id=saga,
        title=_title(records, told, rarity),
        chapters=_chapters(store, records, chapters, rarity),
        core=tuple(CoreName(text=label.text, type=label.type, chapters=have) for label, have in story.core(told, rarity)[:CORE]),
        trends=trends,
        places=places,
        dates=dates,
        lines=tuple(line(one.article, one.story) for one in stored.values() if one.article.id in cited),
    )


def saga_line(store: Store, saga: str) -> SagaLine | None:
    """The saga as it stands beside one of its stories; None where it has not two stories left."""
    records = _records(store, saga)
    if len(records) < 2:
        return None
    told = list(store.sagas.chapters(records).values())
    return SagaLine(
        id=saga,
        title=_title(records, told, counted(store, told)),
        chapters=tuple((key, one.story.title, one.story.first_seen, len(one.story.articles)) for key, one in records.items()),
    )


def sagas(store: Store, limit: int) -> tuple[SagaLine, ...]:
    """Sagas, those with the newest chapter first."""
    found = (saga_line(store, saga) for saga in store.sagas.newest(limit))
    return tuple(one for one in found if one is not None)


def _records(store: Store, saga: str) -> dict[str, StoryRecord]:
    """The newest `SHOWN` stories of a saga, in order of time."""
    members = store.sagas.members(saga)[-SHOWN:]
    known = store.stories.many(members)
    return {key: known[key] for key in members if key in known}


def _title(records: Mapping[str, StoryRecord], told: Sequence[story.Chapter], rarity: story.Rarity) -> str:
    """The names that hold it together; the title of its last story where none is known (yet)."""
    return story.saga_title(told, rarity) or list(records.values())[-1].story.title


def _voices(record: StoryRecord) -> list[str]:
    first = [primary.article for primary in record.story.primary if primary.article]
    own = [node.article for node in record.branches if node.article]
    return list(dict.fromkeys([*first, *own]))[:VOICES]


def _shown(record: StoryRecord) -> list[str]:
    """The reports whose words stand for a story in a list."""
    return [record.excerpt_of, *(primary.article for primary in record.story.primary if primary.article)]


def _language(records: Iterable[StoryRecord]) -> str:
    languages = [record.language for record in records]
    return max(languages, key=lambda language: (languages.count(language), language))


def _accounts(voices: Mapping[str, Sequence[str]], articles: Mapping[str, Article], facts: Mapping[str, Facts]) -> list[story.Account]:
    return [
        story.Account(
            chapter=number,
            article=key,
            at=articles[key].published or articles[key].first_seen,
            language=articles[key].language,
            text=articles[key].text,
            figures=facts[key].figures,
            names=facts[key].names,
        )
        for number, of in enumerate(voices.values())
        for key in of
        if key in articles and key in facts
    ]


def _chapters(
    store: Store, records: Mapping[str, StoryRecord], chapters: Mapping[str, story.Chapter], rarity: story.Rarity
) -> tuple[ChapterLine, ...]:
    """The stories in order of time, each with what it shares with the one before it."""
    lines, before = [], ""
    for key, record in records.items():
        names: tuple[str, ...] = ()
        words: tuple[str, ...] = ()
        if before in chapters and key in chapters:
            names, words = story.shared(chapters[key], chapters[before], rarity)
        lines.append(
            ChapterLine(
                story=record.story,
                language=record.language,
                deck=deck_of(store, record),
                excerpt_of=record.excerpt_of,
                names=names,
                words=words,
                listed=all(left.search for left in store.articles.signals.permits(_shown(record)).values()),
                gap=max(0.0, (record.story.first_seen - records[before].story.last_seen).total_seconds()) if before else None,
            )
        )
        before = key
    return tuple(lines)
