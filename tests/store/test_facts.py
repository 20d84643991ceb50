"""What the store keeps of the facts: whole and in order, who speaks where, and nothing of what is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from headwater.model import Article, Fingerprint, Name, Party, Place, Quote, Report, Time
from headwater.store import Store
from headwater.text import article_id

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TEXT = "On Monday Ann Lee told Bo Carr in Quayside that the ferry would sail."


def report(slug: str) -> Report:
    url = f"https://quay.example/{slug}"
    quote = Quote(start=35, end=68, text=TEXT[35:68], kind="indirect", speaker=Party(name="Ann Lee", id="ann-lee", start=10, end=17))
    return Report(
        article=Article(id=article_id(url), url=url, canonical_url=url, text=TEXT, language="en", first_seen=NOON),
        fingerprint=Fingerprint(digest=slug.encode().ljust(16), words=13, shingles=b""),
        quotes=(quote,),
        names=(
            Name(start=10, end=17, text="Ann Lee", type="person", id="ann-lee"),
            Name(start=23, end=30, text="Bo Carr", type="person", id="bo-carr"),
        ),
        places=(Place(start=34, end=42, text=TEXT[34:42], id="quayside", name="Quayside", latitude=54.5, longitude=-1.5, country="GB"),),
        times=(Time(start=3, end=9, text="Monday", value="2026-11-16", type="DATE"),),
    )


def test_facts_come_back_as_they_were_saved(store: Store) -> None:
    saved = report("a")
    store.articles.put(saved, "")
    facts = store.articles.facts([saved.article.id])[saved.article.id]
    assert (facts.quotes, facts.names, facts.places, facts.times) == (saved.quotes, saved.names, saved.places, saved.times)


def test_it_is_known_who_is_named_and_who_speaks(store: Store) -> None:
    for slug in ("a", "b"):
        store.articles.put(report(slug), "")
    assert [(m.times, m.said) for m in store.articles.mentions("ann-lee", said=True)] == [(1, 1), (1, 1)]
    assert [(m.times, m.said) for m in store.articles.mentions("bo-carr", limit=1)] == [(1, 0)]
    assert store.articles.mentions("bo-carr", said=True) == []


def test_a_revision_and_a_removal_take_the_mentions_along(store: Store) -> None:
    first = report("a")
    store.articles.put(first, "")
    marks = msgspec.structs.replace(first.fingerprint, digest=b"another".ljust(16))
    changed = msgspec.structs.replace(first, fingerprint=marks, quotes=(), names=first.names[1:])
    assert store.articles.put(changed, "") == "revised"
    assert store.articles.mentions("ann-lee") == []
    assert [m.article for m in store.articles.mentions("bo-carr")] == [first.article.id]
    number = store.removals.number(first.article.id)
    assert number is not None
    store.removals.erase([number])
    assert store.articles.mentions("bo-carr") == []
    assert list(store.check()) == []
