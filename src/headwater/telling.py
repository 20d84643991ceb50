"""What a story's reports say, gathered for its page: who said what, what differs, what moves, where, and when. Reads only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from headwater import text
from headwater.bounds import Bounds, bounds, inside, of_article, of_differences, of_series
from headwater.comparing import account
from headwater.errors import NotFoundError
from headwater.model import Article, Comparison, Difference, Place, Range
from headwater.pages import ArticleLine, DatedLine, PairPage, PassageLine, PersonPage, PlaceLine, SaidLine, StoryFacts
from headwater.stages.compare import passages
from headwater.stages.facts.gazetteer import look_up
from headwater.stages.rights.signals import Permit
from headwater.stages.rights.surfaces import SURFACES, level
from headwater.statements import statements, tells
from headwater.store import Store
from headwater.store.articles import line
from headwater.store.facts import Facts
from headwater.store.passages import PartOf
from headwater.store.stories import StoryRecord
from headwater.tally import tally

PLACES = 14
DATES = 16
SAID = 60
SIBLINGS = 60
PASSAGE = 260
"""Characters that are shown of a passage beside the story that it tells of."""
OPENING = 70
"""The same on the page of the briefing itself, where all its passages together must not make its whole text."""
_DATELINE = re.compile(r"^[^.!?\n]{2,60}\([^)\n]{2,40}\)\s*[–—-]+\s*")
_FREE = Permit()
_FEEDS = next(surface for surface in SURFACES if "/feeds" in surface.at)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")


def story_facts(store: Store, story: str, articles: Sequence[Article], limits: Bounds) -> StoryFacts:
    """Everything of a story that was compared or counted over its reports, which come in order of publication."""
    facts = open_facts(store, [a.id for a in articles])
    compared = store.comparisons.get(story)
    return StoryFacts(
        quotes=statements(articles, facts, compared),
        figures=tally(articles, facts),
        differences=of_differences(_standing(compared, articles), limits),
        series=of_series(compared.series, limits),
        places=places_of(articles, facts),
        dates=dates_of(_origins(store, story, articles), facts),
    )


def _origins(store: Store, story: str, articles: Sequence[Article]) -> Sequence[Article]:
    """The reports that follow no other: what others add to a text they took over is seldom news. All, where none is known to be one."""
    record = store.stories.get(story)
    own = {node.article for node in record.branches} if record else set()
    return [article for article in articles if article.id in own] or articles


def open_facts(store: Store, articles: Sequence[str]) -> dict[str, Facts]:
    """The facts of these articles; of an outlet that bounds how much of its words is shown they are left to its own page."""
    limits = bounds(store, articles)
    return {article: found for article, found in store.articles.facts(articles).items() if article not in limits}


def deck_of(store: Store, record: StoryRecord) -> str:
    """The short excerpt of a story, as far as the owner of its words lets it be shown."""
    return within(record.deck, store.articles.signals.permit(record.excerpt_of))


def within(words: str, left: Permit) -> str:
    """The words, cut to what the owner's signals leave of them."""
    if not left.text:
        return ""
    return words if left.snippet is None or len(words) <= left.snippet else text.shorten(words, left.snippet)


def passage_lines(store: Store, found: Sequence[PartOf], limit: int = PASSAGE) -> tuple[PassageLine, ...]:
    """Passages as they are shown: at most `limit` characters of each, as far as the owner of the page lets them be."""
    stored = store.articles.many({one.article for one in found})
    stories = store.stories.many({one.passage.story for one in found})
    limits = bounds(store, stored)
    lines = []
    for one in found:
        home, record, span = stored.get(one.article), stories.get(one.passage.story), one.passage
        if home is None or record is None:
            continue
        shown = of_article(home.article, limits.get(one.article)).text[span.start : span.end]
        lines_of = (" ".join(part.split()) for part in shown.split("\n"))
        words = text.shorten(" — ".join(filter(None, lines_of)), limit)
        lines.append(
            PassageLine(
                line=line(home.article, home.story),
                start=span.start,
                end=span.end,
                words=words,
                story=record.story.id,
                title=record.story.title,
                reasons=span.reasons,
            )
        )
    return tuple(lines)


def _standing(compared: Comparison, articles: Sequence[Article]) -> tuple[Difference, ...]:
    """The differences whose sides all still stand in the texts as they are now."""
    texts = {a.id: a.text for a in articles}
    return tuple(d for d in compared.differences if all(texts.get(s.article, "")[s.start : s.end] == s.text for s in d.sides))


def places_of(articles: Sequence[Article], facts: Mapping[str, Facts]) -> tuple[PlaceLine, ...]:
    """Places with a position, those that most reports name first."""
    reports: Counter[str] = Counter()
    lines: dict[str, PlaceLine] = {}
    for article in articles:
        found: dict[str, Place] = {}
        for place in facts[article.id].places if article.id in facts else ():
            if place.latitude is not None and place.longitude is not None and not _by_chance(place):
                found.setdefault(place.id, place)
        for key, place in found.items():
            reports[key] += 1
            lines.setdefault(
                key,
                PlaceLine(
                    id=key,
                    name=place.name or place.text,
                    latitude=place.latitude or 0.0,
                    longitude=place.longitude or 0.0,
                    country=place.country,
                    article=article.id,
                    start=place.start,
                    end=place.end,
                ),
            )
    counted = [msgspec.structs.replace(lines[key], reports=count) for key, count in reports.most_common()]
    narrow = [shown for shown in counted if not _is_wide(shown)]
    return tuple((narrow if len(narrow) > 1 else counted)[:PLACES])


def _is_wide(place: PlaceLine) -> bool:
    """Whether it is a country or the like, whose middle says little on a map that has towns."""
    entries = look_up(place.name)
    return any(e.kind in ("country", "area") and (e.latitude, e.longitude) == (place.latitude, place.longitude) for e in entries)


def _by_chance(place: Place) -> bool:
    """A word of three letters that is called quite differently on maps is rather a word than a place."""
    usual, written = text.plain(place.name), text.plain(place.text)
    return len(written) < 4 and not place.text.isupper() and bool(usual) and usual[:2] != written[:2]


def dates_of(articles: Sequence[Article], facts: Mapping[str, Facts]) -> tuple[DatedLine, ...]:
    """Dated sentences in order of their days: for each day those that most reports date so, first published first."""
    by_day: dict[str, list[DatedLine]] = {}
    told = Counter(word for article in articles for word in _telling(article.text))
    for article in articles:
        spans = list(text.sentences(article.text)) if article.id in facts else []
        for time in facts[article.id].times if article.id in facts else ():
            match = _DAY.fullmatch(time.value)
            span = next(((a, b) for a, b in spans if a <= time.start < b), None) if match else None
            if match and span and span[1] - span[0] >= _TELLING and _is_told(article.text[span[0] : span[1]], told):
                day = "-".join(match.groups())
                words = _DATELINE.sub("", article.text[span[0] : span[1]])
                by_day.setdefault(day, []).append(DatedLine(day=day, text=words, article=article.id, start=time.start, end=time.end))
    chosen = sorted(by_day, key=lambda day: -len({one.article for one in by_day[day]}))[:DATES]
    return tuple(max(by_day[day], key=lambda one: _carried(one, by_day[day])) for day in sorted(chosen))


_TELLING = 30


def _telling(words: str) -> list[str]:
    return [word for word, _, _ in text.words(words) if len(word) > 3]


def _is_told(sentence: str, told: Mapping[str, int]) -> bool:
    """Whether the rest of the story speaks of what the sentence speaks of; a page's own notices ("Subscribe by Friday") stand alone."""
    words = Counter(_telling(sentence))
    elsewhere = sum(told[word] > count for word, count in words.items())
    return elsewhere >= 3 and elsewhere >= 0.25 * len(words)


def _carried(one: DatedLine, among: Sequence[DatedLine]) -> int:
    """How many of the words of a sentence the others of its day have."""
    words = {word for word, _, _ in text.words(one.text) if len(word) > 3}
    return sum(len(words & {word for word, _, _ in text.words(other.text)}) for other in among[:8])


def pair_page(store: Store, left: str, right: str) -> PairPage:
    """Two reports passage by passage. Raises NotFoundError."""
    stored = store.articles.many([left, right])
    if left not in stored or right not in stored:
        raise NotFoundError("one of the two reports is not here: the address may be mistyped, or it was removed")
    facts = store.articles.facts([left, right])
    one, other = (account(stored[key], facts, {}) for key in (left, right))
    limits = bounds(store, [left, right])
    of = stored[left].story
    record = store.stories.get(of) if of else None
    siblings = store.articles.many(record.story.articles[:SIBLINGS]) if record else {}
    return PairPage(
        left=of_article(one.article, limits.get(left)),
        right=of_article(other.article, limits.get(right)),
        passages=tuple(p for p in passages(one, other) if _before(p.left, limits.get(left)) and _before(p.right, limits.get(right))),
        story=record.story if record else None,
        siblings=tuple(line(s.article, s.story) for s in siblings.values()),
    )


def _before(span: Range | None, limit: int | None) -> bool:
    return limit is None or span is None or span.end <= limit


def person_page(store: Store, person: str, *, feed: bool = False) -> PersonPage:
    """What a person or body said in all stories, newest first; for a `feed` without what its owners keep from feeds.

    Raises NotFoundError for one who said nothing here.
    """
    person = store.articles.identities.known(person)
    articles = list(dict.fromkeys(m.article for m in store.articles.mentions(person, said=True, limit=SAID)))
    stored, facts = store.articles.many(articles), store.articles.facts(articles)
    limits, permits = bounds(store, articles), store.articles.signals.permits(articles)
    names: Counter[str] = Counter()
    said: list[SaidLine] = []
    seen: set[str] = set()
    for key in articles:
        if key not in stored or (feed and level(permits.get(key, _FREE), _FEEDS) == "nothing"):
            continue
        item: ArticleLine = line(stored[key].article, stored[key].story)
        for quote in inside(facts[key].quotes, limits.get(key)) if key in facts else ():
            if quote.speaker is None or quote.speaker.id != person or not tells(quote):
                continue
            names[quote.speaker.name] += 1
            words = " ".join(word for word, _, _ in text.words(quote.text))
            if words not in seen and len(said) < SAID:
                seen.add(words)
                said.append(SaidLine(quote=quote, line=item))
    if not said:
        raise NotFoundError(f"nobody called {person} is known to have said anything")
    stories = store.stories.many({one.line.story for one in said if one.line.story})
    longest = max(names, key=lambda name: (len(name.split()), names[name], name))
    return PersonPage(
        id=person, name=longest, said=tuple(said), stories=tuple((key, record.story.title) for key, record in stories.items())
    )
