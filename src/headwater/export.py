"""Rows of the data shapes that other programs rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from headwater.chronicle import saga_line
from headwater.errors import UsageError
from headwater.stages.compare import group_of_one
from headwater.stages.rights.signals import permit
from headwater.store import Store
from headwater.text import direction

Row = dict[str, Any]
_SLICE = 200
_ARTICLE_FIELDS = (
    *("id", "external_id", "url", "canonical_url", "outlet", "title", "authors", "published", "published_evidence", "modified"),
    *("language", "text", "image", "credits", "kind", "posts", "furniture", "paywalled"),
)


def rows(store: Store, kind: str, story: str | None, since: datetime | None) -> Iterator[Row]:
    """Rows of one kind, of one story and since a moment where asked. Raises UsageError for a kind that is none."""
    if kind not in KINDS:
        raise UsageError(f"cannot export “{kind}”: choose one of {', '.join(KINDS)}")
    return KINDS[kind](store, story, since)


def _slices(store: Store, story: str | None, since: datetime | None) -> Iterator[list[str]]:
    ids = store.articles.each(since.timestamp() if since else 0.0, story)
    while part := list(islice(ids, _SLICE)):
        yield part


def _articles(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    for part in _slices(store, story, since):
        stored, said = store.articles.many(part), store.articles.signals.of(part)
        for one in (stored[i] for i in part if i in stored):
            whole = msgspec.to_builtins(one.article)
            row = {name: whole[name] for name in _ARTICLE_FIELDS} | {"direction": direction(one.article.text or one.article.title)}
            seen, signals = said.get(one.article.id, (None, ()))
            if signals and not permit(signals, datetime.now(UTC)).export:
                row |= {"text": "", "credits": [], "furniture": []}
            rights = {"signals": msgspec.to_builtins(signals), "seen": seen} if signals else {}
            yield row | {"rights": rights, "story": one.story, "revision": one.revision, "first_seen": whole["first_seen"]}


def _kept(store: Store, articles: Iterable[str]) -> set[str]:
    """Articles whose words their owners do not want in exports."""
    return {article for article, left in store.articles.signals.permits(articles).items() if not left.export}


def _stories(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    for record in store.stories.each(since.timestamp() if since else 0.0):
        if story is None or record.story.id == story:
            yield msgspec.to_builtins(record.story)


def _sagas(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    for saga in store.sagas.each():
        found = saga_line(store, saga)
        if found is None or (story is not None and all(key != story for key, *_ in found.chapters)):
            continue
        stories = store.stories.many(key for key, *_ in found.chapters)
        last = max(record.story.last_seen for record in stories.values())
        if since is None or last >= since:
            first = min(record.story.first_seen for record in stories.values())
            keys = [key for key, *_ in found.chapters]
            yield msgspec.to_builtins({"id": saga, "title": found.title, "stories": keys, "first_seen": first, "last_seen": last})


def _links(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    for part in _slices(store, story, since):
        kept = _kept(store, part)
        for link in store.stories.links_of(part):
            row = msgspec.to_builtins(link)
            if link.article in kept:
                row["evidence"] = []
            for evidence in row["evidence"]:
                for side in ("origin_start", "origin_end"):
                    if evidence[side] is None:
                        del evidence[side]
            yield row


def _facts(field: str) -> Callable[[Store, str | None, datetime | None], Iterator[Row]]:
    def each(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
        for part in _slices(store, story, since):
            facts, kept = store.articles.facts(part), _kept(store, part)
            for article in part:
                for fact in getattr(facts[article], field) if article in facts and article not in kept else ():
                    yield {"article": article} | msgspec.to_builtins(fact)

    return each


def _quotes(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    """Quotes with their groups; one that nobody else has is a group of its own."""
    for part in _slices(store, story, since):
        facts, kept = store.articles.facts(part), _kept(store, part)
        homes = groups(store, part)
        for article in part:
            for quote in facts[article].quotes if article in facts and article not in kept else ():
                row = {"article": article} | msgspec.to_builtins(quote)
                yield row | {"group": homes.get((article, quote.start, quote.end)) or group_of_one(article, quote.start)}


def _passages(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    """Parts of pages that tell of a story which the page is no report of; of one story, those that tell of it."""
    for part in _slices(store, None, since):
        stored, kept = store.articles.many(part), _kept(store, part)
        for one in store.passages.of_articles(part):
            span = one.passage
            if one.article in kept or one.article not in stored or (story is not None and span.story != story):
                continue
            row = {
                "article": one.article,
                "start": span.start,
                "end": span.end,
                "text": stored[one.article].article.text[span.start : span.end],
            }
            yield row | {"story": span.story, "score": span.score, "reasons": list(span.reasons)}


def groups(store: Store, articles: Sequence[str]) -> dict[tuple[str, int, int], str]:
    """(article, start, end of a quote) → the group of quotes that are the same."""
    return {
        (m.article, m.start, m.end): group.id
        for comparison in store.comparisons.of_articles(articles)
        for group in comparison.groups
        for m in group.members
    }


def _differences(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    for record in store.stories.each(since.timestamp() if since else 0.0):
        if story is None or record.story.id == story:
            kept = _kept(store, record.story.articles)
            for difference in store.comparisons.get(record.story.id).differences:
                if any(side.article in kept for side in difference.sides):
                    continue
                yield {"story": record.story.id} | msgspec.to_builtins(difference)


def _removals(store: Store, story: str | None, since: datetime | None) -> Iterator[Row]:
    """What was removed and when, without a word of it; a removal belongs to no story any more."""
    for demand in store.ledger.demands() if story is None else ():
        if demand.hidden is not None and (since is None or demand.received >= since):
            moments = {name: getattr(demand, name) for name in ("received", "verified", "hidden", "erased")}
            yield {"id": demand.id, "scope": demand.about, **moments, "receipt": store.ledger.receipt(demand.id)}


KINDS: dict[str, Callable[[Store, str | None, datetime | None], Iterator[Row]]] = {
    "articles": _articles,
    "stories": _stories,
    "sagas": _sagas,
    "links": _links,
    "quotes": _quotes,
    "figures": _facts("figures"),
    "names": _facts("names"),
    "places": _facts("places"),
    "times": _facts("times"),
    "differences": _differences,
    "passages": _passages,
    "removals": _removals,
}
"""What can be exported."""
COMPARED = frozenset({"quotes", "differences"})
"""Kinds that need the reports of a story to have been compared."""
CHAINED = frozenset({"stories", "sagas"})
"""Kinds that need the stories to have been chained."""
