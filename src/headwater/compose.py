"""Fills the pages (`headwater.pages`) from the store. Reads only."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache

from headwater import bounds, text
from headwater.chronicle import saga_line
from headwater.errors import NotFoundError
from headwater.model import Article, Link, Node, Quote, Source, Span
from headwater.pages import (
    ArticleLine,
    ArticlePage,
    Front,
    Hit,
    RevisionLine,
    SearchPage,
    SourceLine,
    SourcesPage,
    StoryCard,
    StoryPage,
)
from headwater.sources import schedule
from headwater.stages import lineage
from headwater.stages.rights.signals import Permit
from headwater.stages.story import FOUNDER, Ranking, rank_of, spelled
from headwater.store import Store
from headwater.store.articles import line
from headwater.store.query import parse
from headwater.store.search import Order
from headwater.store.stories import StoryRecord
from headwater.telling import OPENING, deck_of, passage_lines, story_facts, within

# The excerpt of another outlet's text that a page shows: enough to know what it is, not enough to replace it.
EXCERPT_WORDS = 48
# The newest versions of an article are looked through for whether they say anything new, in texts of up to so many characters: 1 ms a kB.
_JUDGED = 24
_JUDGED_CHARS = 60_000
# Seconds for which the sources page says that a site's pages have changed.
CHANGE_SHOWN = 7 * 86_400.0
# The front page looks back this far; where nothing is that young, it shows the newest there is.
FRONT_DAYS = 3
# Of those days' stories, so many with most independent reports are ranked.
CONSIDERED = 400
_TEXTUAL = frozenset({"copy_of", "excerpt_of", "rewrite_of"})
BESIDE = 8
"""Other reports of its story that an article's page lists."""
_SNIPPET_WORDS = 28
_FREE = Permit()
_DIFF_WORDS = 4_000


def front(store: Store, now: datetime, limit: int, ranking: Ranking) -> Front:
    """The front page: the stories of the last days, in the order that `ranking` gives them."""
    since = (now - timedelta(days=FRONT_DAYS)).timestamp()
    found = store.stories.newest(since, CONSIDERED) or store.stories.newest(0.0, CONSIDERED)
    records = sorted(found, key=lambda record: (-rank_of(record.story, now, ranking), record.story.id))[:limit]
    return Front(
        cards=tuple(_card(store, record) for record in records),
        latest=tuple(store.articles.latest(9, reports_only=True)),
        reports=store.articles.count(),
        stories=store.stories.count(),
        sources=len(store.sources.all()),
        at=now,
    )


def _card(store: Store, record: StoryRecord) -> StoryCard:
    stored = store.articles.many(record.story.articles)
    return StoryCard(
        story=record.story,
        section=record.section,
        language=record.language,
        deck=deck_of(store, record),
        excerpt_of=record.excerpt_of,
        branches=record.branches,
        lines=tuple(line(s.article, s.story) for s in stored.values()),
    )


def story_page(store: Store, story: str, related: Sequence[str]) -> StoryPage:
    """One story with its lineage and quotes; `related` are ids of neighbouring stories. Raises NotFoundError."""
    record = store.stories.get(story)
    if record is None:
        raise NotFoundError(f"there is no story {story}: it may be mistyped, or its reports were removed")
    stored = store.articles.many(record.story.articles)
    near = store.stories.many(related)
    limits = bounds.bounds(store, stored)
    told = story_facts(store, story, [s.article for s in stored.values()], limits)
    return StoryPage(
        story=record.story,
        language=record.language,
        deck=deck_of(store, record),
        excerpt_of=record.excerpt_of,
        articles=tuple(bounds.of_article(s.article, limits.get(s.article.id)) for s in stored.values()),
        branches=bounds.of_nodes(record.branches, limits),
        quotes=told.quotes,
        figures=told.figures,
        differences=told.differences,
        series=told.series,
        places=told.places,
        dates=told.dates,
        related=tuple(
            near[i].story for i in related if i in near and (near[i].story.saga is None or near[i].story.saga != record.story.saga)
        ),
        reasons=_reasons(store, story, [s.article for s in stored.values()]),
        saga=saga_line(store, record.story.saga) if record.story.saga else None,
        passages=passage_lines(store, store.passages.of_story(story)),
    )


def _reasons(store: Store, of: str, members: Sequence[Article]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Why each member of a story is in it; that one is alone needs no reason."""
    if len(members) < 2:
        return ()
    known = store.articles.reasons(of)
    # The copies of one text spell their words alike: each text is looked through once.
    spell = cache(spelled)
    found = []
    for a in members:
        whole = f"{a.title}\n{a.text}"
        found.append((a.id, tuple(said for reason in known.get(a.id) or (FOUNDER,) for said in spell((reason,), whole))))
    return tuple(found)


def article_page(store: Store, article: str, related: Callable[[str], Sequence[str]]) -> ArticlePage:
    """One article with its place in the lineage. `related` gives ids of the stories nearest to a story. Raises NotFoundError."""
    stored = store.articles.many([article]).get(article)
    if stored is None:
        raise NotFoundError(f"there is no article {article}: it may be mistyped, or it was removed")
    record = store.stories.get(stored.story) if stored.story else None
    found = stored.article
    said = store.articles.signals.of([article]).get(article)
    left = store.articles.signals.permit(article)
    excerpt, shown, words = _excerpt(found.text)
    if len(excerpt) > len(cut := within(excerpt, left)):
        excerpt, shown = cut, len(cut.split())
    facts = store.articles.facts([article]).get(article)
    upstream = tuple(store.stories.links_of([article]))
    primary = record.story.primary if record else ()
    origins = store.articles.many([*(link.origin for link in upstream if link.origin), *(p.article for p in primary if p.article)])
    members = record.story.articles if record else ()
    limits = bounds.bounds(store, {article, *members, *(link.origin for link in upstream if link.origin)})
    limit = limits.get(article)
    branches = bounds.of_nodes(record.branches, limits) if record else ()
    return ArticlePage(
        article=bounds.of_article(found, limit),
        excerpt=excerpt,
        excerpt_words=shown,
        words=words,
        story=record.story if record else None,
        primary=primary,
        upstream=tuple(bounds.of_link(link, limits) for link in upstream),
        stale=bounds.inside(_stale(store, found, upstream), limit),
        origins=tuple(line(s.article, s.story) for s in origins.values()),
        node=node_of(branches, article),
        above=node_of(branches, upstream[0].origin) if upstream and upstream[0].origin else None,
        quotes=bounds.inside(_own_words(store, found, facts.quotes if facts else ()), limit),
        figures=bounds.inside(facts.figures if facts else (), limit),
        revisions=_revisions(store, found) if limit is None else (),
        related=_beside(store, article, record, related),
        source=_source_of(store, article),
        signals=said[1] if said else (),
        full=left.full,
        passages=passage_lines(store, store.passages.of_articles([article]), OPENING),
    )


def _beside(store: Store, article: str, record: StoryRecord | None, related: Callable[[str], Sequence[str]]) -> tuple[ArticleLine, ...]:
    """Other reports of the article's story; where it is alone in it, the report that leads each of the stories nearest to that."""
    if record is None:
        return ()
    others = [member for member in record.story.articles if member != article][:BESIDE]
    if not others:
        near = store.stories.many(asked := list(related(record.story.id)))
        others = [near[story].excerpt_of for story in asked if story in near]
    return tuple(line(s.article, s.story) for s in store.articles.many(others).values())


def _stale(store: Store, article: Article, upstream: Sequence[Link]) -> tuple[Span, ...]:
    """Words of an article that the first of the reports it took text from has corrected since."""
    origin = next((link.origin for link in upstream if link.origin and link.containment and link.kind in _TEXTUAL), None)
    earlier = store.articles.revisions(origin) if origin else []
    last = store.articles.get(origin) if origin and earlier else None
    return lineage.stale(article.text, earlier[0][2].text, last.text) if last else ()


def _own_words(store: Store, article: Article, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The direct quotes that a report has from nobody else known: none where its text follows another."""
    first = store.stories.links_of([article.id])[:1]
    if first and first[0].origin_kind != "unknown":
        return ()
    return tuple(q for q in quotes if q.kind == "direct" and q.speaker is not None)[:6]


def _source_of(store: Store, article: str) -> Source | None:
    source = store.articles.source(article)
    return store.sources.get(source) if source else None


def node_of(branches: Sequence[Node], article: str) -> Node | None:
    """The place of an article in a lineage, or None."""
    stack = list(branches)
    while stack:
        node = stack.pop()
        if node.article == article:
            return node
        stack.extend(node.children)
    return None


def _excerpt(body: str) -> tuple[str, int, int]:
    """(the first words of a text, how many, how many there are)"""
    spans = [(start, end) for _, start, end in text.words(body)]
    # A short item is shown by half of it at most, for the same reason.
    shown = min(EXCERPT_WORDS, (len(spans) + 1) // 2)
    cut = body[: spans[shown - 1][1]] if shown else ""
    return (" ".join(cut.split()) + " …") if shown else "", shown, len(spans)


def _revisions(store: Store, now: Article) -> tuple[RevisionLine, ...]:
    """The first version and those that say something new, newest first, each with a word diff against the one before it."""
    old = store.articles.revisions(now.id)
    if not old:
        return ()
    versions = [article for _, _, article in old] + [now]
    seen = [now.first_seen] + [at for _, at, _ in old]
    lines = []
    for number, (article, at) in enumerate(zip(versions, seen, strict=True), 1):
        before = versions[number - 2] if number > 1 else None
        kind = _kind_of(before, article) if before and number > len(versions) - _JUDGED else "change"
        if kind == "same":
            continue
        lines.append(
            RevisionLine(
                number=number,
                seen=at,
                title=article.title,
                words=sum(1 for _ in text.words(article.text)),
                corrects=kind == "correction",
                changes=diff(before, article) if before else (),
            )
        )
    return tuple(reversed(lines)) if len(lines) > 1 else ()


def _kind_of(old: Article, new: Article) -> lineage.Revised:
    """What a version makes of the one before it; very long ones are not looked through for whether they say anything new."""
    if len(old.text) + len(new.text) > _JUDGED_CHARS:
        return "change"
    return lineage.revised((old.title, old.text), (new.title, new.text))


def diff(old: Article, new: Article) -> tuple[tuple[str, str], ...]:
    """Word diff of two versions, title first; unchanged stretches are cut to a few words on each side."""
    before, after = (re.findall(r"\S+\s*", f"{a.title}\n{a.text}")[:_DIFF_WORDS] for a in (old, new))
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", _ends(before[a:b], first=a == 0, last=b == len(before))))
            continue
        if b > a:
            pieces.append(("del", "".join(before[a:b])))
        if d > c:
            pieces.append(("ins", "".join(after[c:d])))
    return tuple(pieces)


def _ends(words: list[str], *, first: bool, last: bool, keep: int = 8) -> str:
    if len(words) <= 2 * keep:
        return "".join(words)
    head = "" if first else "".join(words[:keep])
    tail = "" if last else "".join(words[-keep:])
    return f"{head} … {tail}"


def search(store: Store, typed: str, offset: int, limit: int, order: Order) -> SearchPage:
    """Results of a query; `problem` says what could not be read, and then there are none."""
    query = parse(typed)
    empty = not (query.match or query.languages or query.outlets or query.place or query.after or query.before)
    if query.problem or empty:
        return SearchPage(query=typed, hits=(), total=0, stories=0, offset=0, order=order, reads_as=(), problem=query.problem)
    found, total, stories = store.search.find(query, order, offset, limit)
    permits = store.articles.signals.permits([f.article.id for f in found])
    titles = store.stories.many({f.story for f in found if f.story})
    hits = tuple(
        Hit(
            line=line(f.article, f.story),
            snippet=snippet(within(f.article.text, permits.get(f.article.id, _FREE)) or f.article.title, query.words),
            place=f.place,
            story_title=titles[f.story].story.title if f.story in titles else "",
        )
        for f in found
    )
    return SearchPage(query=typed, hits=hits, total=total, stories=stories, offset=offset, order=order, reads_as=query.reads_as)


def snippet(body: str, wanted: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """A few words around the first match, matching words marked: (text, matched)."""
    words = [(text.plain(word), start, end) for word, start, end in text.words(body)]
    keys = {text.plain(word) for phrase in wanted for word, _, _ in text.words(phrase)}
    at = next((i for i, (word, _, _) in enumerate(words) if word in keys), 0)
    first = max(0, at - 6)
    shown = words[first : first + _SNIPPET_WORDS]
    if not shown:
        return ()
    pieces: list[tuple[str, bool]] = [("… ", False)] if first else []
    mark = shown[0][1]
    for word, start, end in shown:
        if word in keys:
            if start > mark:
                pieces.append((body[mark:start], False))
            pieces.append((body[start:end], True))
            mark = end
    tail = body[mark : shown[-1][2]]
    return (*pieces, (tail + (" …" if first + len(shown) < len(words) else ""), False))


def sources_page(store: Store, now: datetime) -> SourcesPage:
    """Every source with its health, trouble first, and what was set aside."""
    moment = now.timestamp()
    per_day, own, languages = store.articles.per_source(moment), store.articles.own_share(), store.articles.source_languages()
    changed = store.sites.changed(moment - CHANGE_SHOWN)
    lines = []
    for source in store.sources.all():
        state, words = schedule.health(source, moment)
        if state == "good" and any(_of_one_site(text.host_of(source.url), host) for host in changed):
            state, words = "warn", "Pages changed"
        days = per_day.get(source.id, [0] * 14)
        lines.append(
            SourceLine(
                source=source,
                health=words,
                state=state,
                articles=own.get(source.id, (0, 0))[1],
                today=days[-1],
                per_day=tuple(days),
                own=_share(own.get(source.id)),
                language=languages.get(source.id, ""),
            )
        )
    rank = {"bad": 0, "warn": 1, "good": 2, "off": 3}
    lines.sort(key=lambda found: (rank.get(found.state, 9), found.source.title.casefold(), found.source.url))
    return SourcesPage(
        lines=tuple(lines),
        set_aside=tuple(store.sources.aside(50)),
        set_aside_total=store.sources.aside_count(),
        articles=store.articles.count(),
        at=now,
    )


def _of_one_site(one: str, other: str) -> bool:
    """Feeds often have a host of their own, above or below that of the pages."""
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _share(counts: tuple[int, int] | None) -> float | None:
    return None if not counts or not counts[1] else counts[0] / counts[1]
