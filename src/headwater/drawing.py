"""Drawing: the lineage of stories that have changed, and what each shows of itself, made from its reports and saved.

`stages.lineage` decides, purely; here is looked up what it needs, for a handful of stories at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

from msgspec.structs import replace

from headwater import text
from headwater.model import Article, Link, Node, Story
from headwater.outlets.home import country_of
from headwater.stages import lineage, story
from headwater.store import Store
from headwater.store.articles import moment
from headwater.store.stories import StoryRecord

# A story of at most this many reports is traced anew as a whole, so its lineage does not depend on the order of arrival; in a larger one
# only the new reports, what they share text with, and the origins are.
WHOLE = 60
# Stories that are looked up together.
HANDFUL = 32


def draw(store: Store, touched: Mapping[str, Iterable[str]]) -> None:
    """Trace the lineage of these stories and save what is derived from their reports, inside the caller's transaction.

    `touched`: {story: further articles to compare its reports with}.
    """
    waiting = iter(touched.items())
    while handful := dict(islice(waiting, HANDFUL)):
        _draw(store, handful)


def _draw(store: Store, touched: Mapping[str, Iterable[str]]) -> None:
    members = store.stories.members_of(touched)
    for of in touched:
        if of not in members:
            # All that is left of it is hidden.
            store.removals.veil(of)
    known: dict[str, list[Link]] = defaultdict(list)
    for link in store.stories.links_of(chain.from_iterable(members.values())):
        known[link.article].append(link)
    traced = {of: _traced(reports, known, set(touched[of])) for of, reports in members.items()}
    families = {
        of: {*chosen, *touched[of], *(link.origin for one in chosen for link in known.get(one, ()) if link.origin)}
        for of, chosen in traced.items()
    }
    found = store.articles.many(chain(*members.values(), *families.values()))
    cuts = store.removals.cuts(chain.from_iterable(traced.values()))
    links: dict[str, list[Link]] = {}
    for of, chosen in traced.items():
        family = [found[one] for one in families[of] if one in found]
        traced_now = lineage.trace([lineage.Subject(article=one.article, fingerprint=one.shingles, terms=one.terms) for one in family])
        ours = set(chosen)
        steps = [_reachable(store, link) for link in traced_now if link.article in ours]
        links[of] = _with_cuts(steps, {one: cuts[one] for one in chosen if one in cuts})
    store.stories.relink(chain.from_iterable(traced.values()), list(chain.from_iterable(links.values())))
    store.comparisons.mark(*members)
    store.sagas.mark(*members)
    drawn = []
    for of, reports in members.items():
        ours = set(traced[of])
        articles = [found[one].article for one in reports if one in found]
        kept = [link for one in reports if one not in ours for link in known.get(one, ())]
        drawn.append(portrait(of, articles, lineage.branches(articles, [*links[of], *kept])))
    store.stories.put(*drawn)


def _traced(members: Sequence[str], known: Mapping[str, Sequence[Link]], neighbours: set[str]) -> list[str]:
    """The reports of a story that are traced anew."""
    if len(members) <= WHOLE:
        return list(members)
    origins = {link.origin for member in members for link in known.get(member, ()) if link.origin}
    return [member for member in members if member not in known or member in neighbours or member in origins]


def _reachable(store: Store, link: Link) -> Link:
    """The link, without the address of a source never seen that its owner had removed: a report that stays may still point there."""
    gone = link.origin is None and link.origin_url and store.ledger.is_barred(link.origin_url)
    return replace(link, origin_url="") if gone else link


def _with_cuts(traced: Sequence[Link], cuts: Mapping[str, Link]) -> list[Link]:
    """The links, and for a report whose source was removed the step that is left of it, unless it names another source with an address."""
    first = {link.article: link for link in reversed(traced)}
    cut = [link for article, link in cuts.items() if article not in first or not (first[article].origin or first[article].origin_url)]
    replaced = {link.article for link in cut}
    return cut + [link for link in traced if link.article not in replaced]


def portrait(of: str, articles: Sequence[Article], branches: tuple[Node, ...]) -> StoryRecord:
    """What a story shows of itself, from its reports in order of publication and their lineage. Pure."""
    primary = lineage.primaries(branches, articles)
    origins = {p.article for p in primary}
    headings = [
        story.Heading(article=a.id, title=a.title, language=a.language, outlet=_outlet(a), lead=a.text[:1_000], primary=a.id in origins)
        for a in articles
    ]
    title = story.headline(headings)
    language = next((h.language for h in headings if title and title in h.title), articles[0].language)
    # The excerpt comes from the report nearest the source that can be read beside the headline.
    lead = min(articles, key=lambda a: (not a.text, a.language != language, a.id not in origins, moment(a), a.id))
    keywords = [k for a in articles for k in a.keywords]
    moments = [a.published or a.first_seen for a in articles]
    return StoryRecord(
        story=Story(
            id=of,
            title=title,
            articles=tuple(a.id for a in articles),
            languages=tuple(dict.fromkeys(a.language for a in articles)),
            outlets=len({_outlet(a) for a in articles}),
            countries=tuple(dict.fromkeys(filter(None, (country_of(text.host_of(a.url)) for a in articles)))),
            independent=lineage.independent(branches),
            primary=primary,
            first_seen=min(moments),
            last_seen=max(moments),
        ),
        branches=branches,
        language=language,
        section=story.section(keywords, [a.section for a in articles if a.section], title),
        deck=story.deck(lead.text, title),
        excerpt_of=lead.id,
    )


def _outlet(article: Article) -> str:
    return article.outlet or text.host_of(article.url)
