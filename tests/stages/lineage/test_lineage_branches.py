from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.model import Article, Link, LinkKind, Node
from headwater.stages.lineage import branches, independent, primaries

START = datetime(2026, 11, 21, 6, tzinfo=UTC)


def report(name: str, minutes: int) -> Article:
    url = f"https://{name}.example/"
    return Article(id=name, url=url, canonical_url=url, outlet=name.title(), published=START + timedelta(minutes=minutes), first_seen=START)


def link(article: str, origin: str | None, kind: LinkKind = "copy_of", confidence: float = 0.9, name: str = "Meridian Wire") -> Link:
    return Link(
        article=article,
        origin=origin,
        origin_kind="article" if origin else "wire",
        origin_name=name,
        origin_url="https://wire.example/",
        kind=kind,
        confidence=confidence,
    )


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walk(node.children)


def codes(forest: tuple[Node, ...]) -> dict[str, str]:
    return {node.article or node.name: node.code for node in walk(forest)}


def test_reports_hang_below_what_they_were_taken_from_in_order_of_time() -> None:
    articles = [report("late", 50), report("first", 0), report("copy", 20), report("second", 10), report("copyofcopy", 30)]
    forest = branches(articles, [link("copy", "first"), link("copyofcopy", "copy"), link("late", "first")])
    assert codes(forest) == {"first": "A", "copy": "A1", "copyofcopy": "A2", "late": "A3", "second": "B"}
    assert [child.article for child in forest[0].children] == ["copy", "late"]
    assert forest[0].children[0].link == link("copy", "first")
    assert independent(forest) == 2


def test_an_origin_never_seen_is_the_root_of_all_that_credit_it() -> None:
    articles = [report("own", 5), report("one", 0), report("two", 10)]
    forest = branches(articles, [link("one", None, "cites"), link("two", None, "cites"), link("two", "one", "common_primary")])
    assert codes(forest) == {"Meridian Wire": "A", "one": "A1", "two": "A2", "own": "B"}
    wire, own = primaries(forest, articles)
    assert (wire.earliest, wire.earliest_url) == ("one", "https://one.example/")
    assert (own.earliest, own.earliest_url) == (None, "")
    assert (wire.code, wire.name, wire.url, wire.kind, wire.article, wire.seen) == (
        "A",
        "Meridian Wire",
        "https://wire.example/",
        "wire",
        None,
        False,
    )
    assert (own.code, own.article, own.seen, own.url) == ("B", "own", True, "https://own.example/")


def test_a_source_of_one_sentence_is_no_origin_of_the_report() -> None:
    articles = [report("one", 0), report("two", 10)]
    forest = branches(articles, [link("one", None, "cites", 0.5), link("two", "one", "cites", 0.4)])
    assert [node.article for node in forest] == ["one", "two"]


def test_a_circle_is_broken_at_the_earliest() -> None:
    articles = [report("one", 0), report("two", 10), report("three", 20)]
    forest = branches(articles, [link("one", "three"), link("two", "one"), link("three", "two")])
    assert sorted(codes(forest)) == ["one", "three", "two"]
    assert independent(forest) == 1


def test_after_z_comes_aa() -> None:
    forest = branches([report(f"r{n:03}", n) for n in range(28)], [])
    assert [node.code for node in forest][24:] == ["Y", "Z", "AA", "AB"]


def test_no_articles_no_branches() -> None:
    assert branches([], []) == ()
    assert primaries((), ()) == ()


def test_a_chain_of_hundreds_is_no_trouble() -> None:
    articles = [report(f"r{n:04}", n) for n in range(600)]
    forest = branches(articles, [link(f"r{n:04}", f"r{n - 1:04}") for n in range(1, 600)])
    depth, node = 0, forest[0]
    while node.children:
        depth, node = depth + 1, node.children[0]
    assert (depth, node.code) == (599, "A599")


def test_it_takes_what_trace_gives(article: Callable[..., Article], subject: Callable[..., object]) -> None:
    from headwater.stages.lineage import Subject, trace

    made = [subject("A pier is no more, and a bell.\nSource: AP", "Sill Post", 0), subject("A bell is no more.", "Orrow Echo", 5)]
    family = [s for s in made if isinstance(s, Subject)]
    assert codes(branches([s.article for s in family], trace(family))) == {"Associated Press": "A", "sillpost": "A1", "orrowecho": "B"}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9)), st.floats(0, 1)), max_size=25), st.integers(1, 10))
def test_every_article_stands_in_the_forest_once(steps: list[tuple[int, int | None, float]], size: int) -> None:
    articles = [report(f"r{n}", n // 2) for n in range(size)]
    links = [link(f"r{a}", None if b is None else f"r{b}", confidence=c) for a, b, c in steps]
    forest = branches(articles, links)
    placed = [node.article for node in walk(forest) if node.article]
    assert sorted(placed) == sorted(a.id for a in articles)
    found = [node.code for node in walk(forest)]
    assert len(found) == len(set(found))
    assert all(node.children for node in walk(forest) if node.article is None)
    assert branches(articles[::-1], links) == forest
