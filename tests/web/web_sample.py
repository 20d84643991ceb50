"""A small invented press in memory: what the pages show, without a store. It has the same shape as the app (`web.reading.Reading`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from headwater.errors import FetchError, NotFoundError, UsageError
from headwater.model import (
    Article,
    Containment,
    Credit,
    Evidence,
    Figure,
    Image,
    Link,
    LinkKind,
    Node,
    Party,
    Primary,
    Quote,
    SetAside,
    Source,
    Story,
)
from headwater.outlets.catalogue import CatalogueFeed
from headwater.pages import (
    ArticleLine,
    ArticlePage,
    ChapterLine,
    CoreName,
    DatedLine,
    Front,
    Hit,
    PassageLine,
    PlaceLine,
    QuoteLine,
    RevisionLine,
    SagaLine,
    SagaPage,
    SearchPage,
    SourceLine,
    SourcesPage,
    StoryCard,
    StoryPage,
)
from headwater.sources.pictures import Picture
from headwater.stages.story import Trend, TrendPoint
from headwater.web.reading import Order

NOW = datetime.now(UTC).replace(microsecond=0)
# One transparent point.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
HOSTILE = "<script>alert(1)</script> \"quoted\" & 'single' </title>"
WORDS = "Wardens opened two sluices at dawn, and a cold, reed-brown wave ran down to Tollby."
SAID = "“We opened them because the alternative was to lose the bank,” the warden said."


class Settings(msgspec.Struct, frozen=True):
    contact: str = "mailto:desk@headwater.example"
    demo: bool = False


def made(key: str, outlet: str, minutes: int, *, title: str, language: str = "en", text: str = "") -> Article:
    host = outlet.casefold().replace(" ", "-") if outlet and outlet.isascii() else "x" + key
    at = NOW - timedelta(hours=5) + timedelta(minutes=minutes)
    body = text or f"{WORDS}\n{SAID}\nThe lower meadow is under water."
    return Article(
        id=key,
        url=f"https://{host}.example/{key}",
        canonical_url=f"https://{host}.example/{key}",
        outlet=outlet,
        title=title,
        authors=("Ines Quillon",),
        published=at,
        published_evidence="json-ld datePublished",
        language=language,
        text=body,
        first_seen=at + timedelta(minutes=2),
    )


FENLINE = made("afenline", "Fenline Press", 4, title="Sluices opened above Tollby, two hamlets told to leave")
TODAY = made("atoday", "Tollby Today", 18, title=HOSTILE, text=f"{WORDS}\n{SAID}\nReporting by Fenline Press")
TODAY = msgspec.structs.replace(
    TODAY, image=Image(url="https://pictures.tollby-today.example/1.png", caption=HOSTILE, credit="Jo Fenn for " + HOSTILE)
)
LEDGER = made("aledger", "Marsh Ledger", 31, title="Gates up at Tollby")
BOTE = made(
    "abote", "Nordufer Bote", 55, title="Schleusen bei Tollby geöffnet", language="de", text="Zwei Schleusen wurden geöffnet.\n(FP)"
)
SAHIL = made("asahil", "بريد الساحل", 80, title="فتح بوابتين عند تولبي", language="ar", text="المصدر: فنلاين برس")
REEVE = made(
    "areeve", "The Reeve", 40, title="“An hour to pack”: Tollby empties", text="“We had an hour,” said the miller.\nOwn reporting."
)
BARE = made("abare", "", 95, title="", language="und", text="Ein Text ohne Titel der nur Worte hat und sonst gar nichts weiter zu bieten")
ARTICLES = {item.id: item for item in (FENLINE, TODAY, LEDGER, BOTE, SAHIL, REEVE, BARE)}


def linked(article: Article, origin: Article | None, kind: LinkKind, share: float, evidence: tuple[Evidence, ...] = ()) -> Link:
    return Link(
        article=article.id,
        origin=origin.id if origin else None,
        origin_kind="article" if origin else "wire",
        origin_name=origin.outlet if origin else "Corrin Agency",
        origin_url=origin.url if origin else "https://corrin-agency.example/",
        kind=kind,
        confidence=0.96,
        containment=Containment(of_article=share, of_origin=share),
        evidence=evidence,
    )


def shown(kind: str, article: Article, words: str, origin: Article | None = None) -> Evidence:
    start = article.text.index(words)
    there = origin.text.index(words) if origin else None
    return Evidence(
        kind=kind,  # type: ignore[arg-type]
        start=start,
        end=start + len(words),
        text=words,
        origin_start=there,
        origin_end=there + len(words) if there is not None else None,
    )


def node(code: str, item: Article, link: Link | None = None, children: tuple[Node, ...] = ()) -> Node:
    return Node(code=code, article=item.id, name=item.outlet, url=item.url, kind="article", link=link, children=children)


LINKS = {
    "atoday": linked(
        TODAY, FENLINE, "copy_of", 0.98, (shown("credit", TODAY, "Fenline Press"), shown("shared_text", TODAY, WORDS, FENLINE))
    ),
    "aledger": linked(LEDGER, FENLINE, "copy_of", 1.0, (shown("shared_text", LEDGER, WORDS, FENLINE),)),
    "abote": linked(BOTE, FENLINE, "translation_of", 0.8, (shown("credit", BOTE, "(FP)"),)),
    "asahil": linked(SAHIL, BOTE, "translation_of", 0.6),
    "abare": linked(BARE, None, "rewrite_of", 0.4),
}
BRANCHES = (
    node(
        "A",
        FENLINE,
        None,
        (
            node("A1", TODAY, LINKS["atoday"]),
            node("A2", LEDGER, LINKS["aledger"]),
            node("A3", BOTE, LINKS["abote"], (node("A4", SAHIL, LINKS["asahil"]),)),
        ),
    ),
    node("B", REEVE),
    Node(
        code="C",
        article=None,
        name="Corrin Agency",
        url="https://corrin-agency.example/",
        kind="wire",
        children=(node("C1", BARE, LINKS["abare"]),),
    ),
)
PRIMARY = (
    Primary(code="A", name="Fenline Press", url=FENLINE.url, kind="article", article=FENLINE.id, seen=True),
    Primary(code="B", name="The Reeve", url=REEVE.url, kind="article", article=REEVE.id, seen=True),
    Primary(code="C", name="Corrin Agency", url="https://corrin-agency.example/", kind="wire", article=None, seen=False),
)
STORY = Story(
    id="stollby",
    title=FENLINE.title,
    articles=tuple(ARTICLES),
    languages=("en", "de", "ar"),
    outlets=7,
    independent=3,
    primary=PRIMARY,
    first_seen=FENLINE.first_seen,
    last_seen=BARE.first_seen,
)
OTHER = msgspec.structs.replace(STORY, id="sother", title="Insurers count the cost along the fen", articles=("afenline",), independent=1)
SAYING = Quote(
    start=len(WORDS) + 1, end=len(WORDS) + 1 + len(SAID), text=SAID, speaker=Party(name="The warden"), addressee=Party(name="Fenline")
)


SAGA = SagaLine(
    id="gtollby",
    title=f"Tollby · {HOSTILE}",
    chapters=((OTHER.id, HOSTILE, OTHER.first_seen, 3), (STORY.id, STORY.title, STORY.first_seen, 7)),
)


def line(item: Article) -> ArticleLine:
    return ArticleLine(
        id=item.id,
        title=item.title,
        url=item.url,
        outlet=item.outlet,
        language=item.language,
        published=item.published,
        first_seen=item.first_seen,
        story=STORY.id,
        kind=item.kind,
    )


LINES = tuple(line(item) for item in reversed(ARTICLES.values()))


class NoDemands:
    """Nobody has asked for anything."""

    def undecided(self) -> tuple[()]:
        return ()


class Sample:
    """The press above behind the app's methods; `empty` has nothing yet."""

    def __init__(self, *, empty: bool = False, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.empty = empty
        self.removed: list[str] = []
        self.added: list[str] = []
        self.rights = NoDemands()

    def front(self, now: datetime, limit: int = 20) -> Front:
        if self.empty:
            return Front(cards=(), latest=(), reports=0, stories=0, sources=0, at=now)
        cards = tuple(
            StoryCard(
                story=msgspec.structs.replace(story, title=title),
                section=section,
                language=language,
                deck=WORDS,
                excerpt_of=FENLINE.id,
                branches=BRANCHES,
                lines=tuple(reversed(LINES)),
            )
            for story, title, section, language in (
                (STORY, STORY.title, "Fens", "en"),
                (OTHER, OTHER.title, "", "en"),
                (OTHER, SAHIL.title, "اقتصاد", "ar"),
                (OTHER, HOSTILE, "<b>Markets</b>", "en"),
            )
        )
        return Front(cards=cards[:limit], latest=LINES, reports=12_000, stories=4, sources=3, at=now)

    def story_page(self, story_id: str) -> StoryPage:
        if story_id != STORY.id:
            raise NotFoundError("no such story")
        return StoryPage(
            story=STORY,
            language="en",
            deck=WORDS,
            excerpt_of=FENLINE.id,
            articles=tuple(ARTICLES.values()),
            branches=BRANCHES,
            quotes=(QuoteLine(quote=SAYING, article=FENLINE.id, outlet=FENLINE.outlet, also=(TODAY.id, LEDGER.id)),),
            related=(OTHER,),
            reasons=((TODAY.id, ("Shares 12 rare words with Fenline Press.",)),),
            saga=SAGA,
            passages=(
                PassageLine(line=line(BOTE), start=0, end=9, words=HOSTILE, story=STORY.id, title=STORY.title, reasons=("links to it",)),
            ),
        )

    def saga_page(self, saga_id: str) -> SagaPage:
        if saga_id != SAGA.id:
            raise NotFoundError("no such saga")
        points = tuple(
            TrendPoint(
                start=0,
                end=3,
                text=f"{value}",
                article=item.id,
                value=value,
                at=item.first_seen,
                chapter=number,
                sentence=f"By noon {value} sheep stood on the dike {HOSTILE}",
            )
            for number, (item, value) in enumerate(((FENLINE, 12.0), (TODAY, 40.0), (BOTE, 38.5)))
        )
        place = PlaceLine(id="ely-gb", name=HOSTILE, latitude=52.4, longitude=0.26, country="GB", article=FENLINE.id, start=0, end=3)
        return SagaPage(
            id=SAGA.id,
            title=SAGA.title,
            chapters=(
                ChapterLine(story=OTHER, language="en", deck=HOSTILE, excerpt_of=FENLINE.id),
                ChapterLine(
                    story=STORY, language="ar", deck=WORDS, excerpt_of=SAHIL.id, names=(HOSTILE,), words=("sluice",), gap=9 * 86_400.0
                ),
            ),
            core=(CoreName(text=HOSTILE, type="org", chapters=2),),
            trends=(Trend(words=("sheep", HOSTILE), unit="", language="en", points=points),),
            places=(place, msgspec.structs.replace(place, id="x", name="Tollby", latitude=53.0)),
            dates=tuple(DatedLine(day=day, text=HOSTILE, article=TODAY.id, start=0, end=3) for day in ("2026-11-02", "2026-11-20")),
            lines=LINES,
        )

    def saga_redirect(self, saga_id: str) -> str | None:
        return SAGA.id if saga_id == "gmerged" else None

    def sagas(self, limit: int) -> tuple[SagaLine, ...]:
        return () if self.empty else (SAGA,)

    def redirect(self, story_id: str) -> str | None:
        return STORY.id if story_id == "smerged" else None

    def article_page(self, article_id: str) -> ArticlePage:
        item = ARTICLES.get(article_id)
        if item is None:
            raise NotFoundError("no such article")
        upstream = (LINKS[article_id],) if article_id in LINKS else ()
        credit = "Reporting by Fenline Press"
        start = item.text.find(credit)
        credits = (Credit(start=start, end=start + len(credit), text=credit, names=("Fenline Press",)),) if start >= 0 else ()
        waiting = list(BRANCHES)
        place = None
        while waiting:
            place = waiting.pop()
            if place.article == article_id:
                break
            waiting.extend(place.children)
        return ArticlePage(
            article=msgspec.structs.replace(item, credits=credits),
            excerpt=WORDS + " …",
            excerpt_words=16,
            words=1140,
            story=STORY,
            primary=PRIMARY,
            upstream=upstream,
            stale=(),
            origins=tuple(line(ARTICLES[link.origin]) for link in upstream if link.origin),
            node=place,
            quotes=(SAYING,) if not upstream else (),
            figures=(Figure(start=0, end=3, text="2,400", value=2400.0, what="residents", claimant=Party(name="the council")),),
            revisions=(
                RevisionLine(
                    number=2,
                    seen=NOW - timedelta(hours=2),
                    title=item.title,
                    words=1140,
                    changes=(("same", "The mayor said "), ("del", "about 4,000 "), ("ins", "around 3,000 "), ("same", "people.")),
                ),
                RevisionLine(number=1, seen=NOW - timedelta(hours=4), title="Four thousand flee", words=1100),
            ),
            related=tuple(other for other in LINES if other.id != article_id),
            source=Source(id="u1", url="https://fenline-press.example/feed", title="Fenline Press"),
            passages=(PassageLine(line=line(item), start=0, end=9, words=HOSTILE, story=STORY.id, title=HOSTILE),),
        )

    def search(self, query: str, offset: int = 0, limit: int = 20, order: Order = "relevance") -> SearchPage:
        if query.startswith("is:nothing"):
            return SearchPage(query=query, hits=(), total=0, stories=0, offset=0, order=order, problem="“is:nothing” is not known.")
        if query == "unheard":
            return SearchPage(query=query, hits=(), total=0, stories=0, offset=0, order=order)
        hits = tuple(
            Hit(line=found, snippet=(("… two ", False), ("sluices", True), (" at <dawn> …", False)), place="copy", story_title=STORY.title)
            for found in LINES
        )
        return SearchPage(query=query, hits=hits, total=143, stories=2, offset=offset, order=order, reads_as=(f"“{query}”",))

    def sources_page(self) -> SourcesPage:
        if self.empty:
            return SourcesPage(lines=(), set_aside=(), set_aside_total=0, articles=0, at=NOW)
        bad = Source(
            id="u2",
            url="https://marsh-ledger.example/rss",
            outlet="Marsh Ledger",
            last_fetched=NOW.timestamp() - 21_600,
            last_error=HOSTILE,
        )
        good = Source(id="u1", url="https://fenline-press.example/feed", title="Fenline Press", last_fetched=NOW.timestamp() - 20)
        days = tuple(range(14))
        return SourcesPage(
            lines=(
                SourceLine(source=bad, health="Failing, 503", state="bad", articles=9, today=0, per_day=days, own=0.12, language="en"),
                SourceLine(source=good, health="Healthy", state="good", articles=90, today=13, per_day=days, own=None, language="de"),
            ),
            set_aside=(SetAside(url="javascript:alert(1)", source="u2", reason=HOSTILE, at=NOW),),
            set_aside_total=12_000,
            articles=99,
            at=NOW,
        )

    def river(self, offset: int, limit: int) -> tuple[ArticleLine, ...]:
        return () if self.empty else (LINES * 20)[offset : offset + limit]

    def opml(self) -> bytes:
        return b'<?xml version="1.0"?><opml version="2.0"><head/><body/></opml>'

    async def add(self, url: str) -> tuple[Source, ...]:
        if not url.startswith("https://"):
            raise UsageError(f"{url} is no address")
        if "failing" in url:
            raise FetchError("the server did not answer: try again later")
        self.added.append(url)
        return (Source(id="u9", url=url),)

    def choose(self, feeds: Sequence[CatalogueFeed]) -> tuple[Source, ...]:
        self.added.extend(feed.url for feed in feeds)
        return tuple(Source(id="u9", url=feed.url) for feed in feeds)

    def subscribed(self, urls: Iterable[str]) -> frozenset[str]:
        return frozenset(url for url in urls if url in self.added)

    async def picture(self, article_id: str) -> Picture:
        if article_id == TODAY.id:
            return Picture(body=PNG, media="image/png")
        if article_id in ARTICLES:
            raise FetchError("the server did not answer: try again later")
        raise NotFoundError("no such article")

    def remove(self, source_id: str) -> None:
        if source_id != "u2":
            raise NotFoundError("no such source")
        self.removed.append(source_id)
