"""Strip, tree, evidence and flow: pure layout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from web_sample import ARTICLES, BRANCHES, FENLINE, LEDGER, LINKS, PRIMARY, STORY, TODAY, WORDS, Sample, line, made, node, shown

from headwater.model import Evidence, Node
from headwater.web.evidence import PASSAGE_CHARACTERS, proof, uncredited
from headwater.web.flow import MOST_LANES, WIDTH, flow
from headwater.web.lineage import DEEPEST, Row, rows, starts, tree
from headwater.web.strip import CELLS, COPIES, coverage, descendants, letter_of
from headwater.web.views import article_view, hours, spark, story_view

TREE = tree(BRANCHES, ARTICLES)


def chain(length: int) -> Node:
    """A report taken from a report taken from a report …"""
    below: tuple[Node, ...] = ()
    for number in range(length, 0, -1):
        below = (node(f"A{number}", LEDGER, LINKS["aledger"], below),)
    return node("A", FENLINE, None, below)


def depth(row: Row) -> int:
    return 1 + max((depth(child) for child in row.children), default=0)


def test_the_strip_has_one_cell_per_report_and_one_group_per_origin() -> None:
    strip = coverage(BRANCHES)
    assert [(group.letter, [cell.kind for cell in group.cells]) for group in strip.groups] == [
        ("A", ["o", "", "", "", ""]),
        ("B", ["o"]),
        ("C", ["u", ""]),
    ]
    assert strip.groups[1].cells[0].x - strip.groups[0].cells[-1].x == 16
    assert strip.width == strip.groups[-1].cells[-1].x + 10


@given(st.lists(st.integers(0, 60), max_size=60))
def test_a_long_strip_stays_short(sizes: list[int]) -> None:
    branches = [node(f"{chr(65 + i % 26)}", FENLINE, None, tuple(node("A1", LEDGER) for _ in range(size))) for i, size in enumerate(sizes)]
    strip = coverage(branches)
    assert sum(len(group.cells) for group in strip.groups) <= CELLS
    if sum(sizes) + len(sizes) > 24:
        assert all(len(group.cells) <= COPIES + 1 for group in strip.groups)
    assert 0 <= strip.width <= CELLS * 16 + 2


def test_letters() -> None:
    assert [letter_of(code) for code in ("A", "B12", "AA3", "")] == ["A", "B", "AA", ""]


def test_the_tree_joins_nodes_with_articles() -> None:
    by_code = {row.code: row for row in rows(TREE)}
    assert list(by_code) == ["A", "A1", "A2", "A3", "A4", "B", "C", "C1"]
    assert by_code["A2"].flag == "no credit"
    assert by_code["A1"].flag == ""
    assert (by_code["A"].what, by_code["A3"].what, by_code["C"].seen) == ("First text seen", "Translation", False)
    assert by_code["A4"].language == "ar"


def test_a_deep_chain_is_flattened_and_nothing_is_lost() -> None:
    grown = tree((chain(40),), ARTICLES)
    assert depth(grown[0]) == DEEPEST
    assert [row.code for row in rows(grown)] == ["A"] + [f"A{number}" for number in range(1, 41)]
    assert sum(1 for _ in descendants(chain(40))) == 40


def test_primary_sources_stand_in_order_of_time_and_an_unseen_one_points_to_its_earliest_copy() -> None:
    found = starts(PRIMARY, list(rows(TREE)), ARTICLES)
    assert [start.row.code for start in found] == ["A", "B", "C"]
    assert found[0].earliest is None
    unseen = found[2]
    assert "not seen here; known by its credit" in unseen.how
    assert unseen.earliest is not None
    assert unseen.earliest.code == "C1"


def test_the_step_above_an_article_is_not_taken_for_where_its_stream_begins() -> None:
    above = node("A", LEDGER, None, (node("A1", TODAY, LINKS["aledger"]),))
    found = starts(PRIMARY[:1], list(rows(tree((above,), ARTICLES))), ARTICLES)
    assert [start.row.article for start in found] == [PRIMARY[0].article] != [LEDGER]


def test_the_closed_row_states_its_evidence() -> None:
    summaries = {row.code: row.proof.summary for row in rows(TREE) if row.proof}
    assert summaries["A1"] == "Credit line names Fenline Press; 98 % of its words shared; 14 min later"
    assert summaries["A2"] == "No credit line; 100 % of its words shared; 27 min later"


def test_shared_passages_show_the_words_of_both_sides() -> None:
    found = proof(LINKS["atoday"], TODAY, FENLINE, ("A · Fenline Press", "A1 · Tollby Today"))
    passage = found.passages[0]
    assert passage.origin is not None
    assert passage.origin.words == passage.report.words == WORDS
    term, words = found.facts[0]
    assert (term, words.before, words.words) == ("Credit line", "Reporting by ", "Fenline Press")


def test_evidence_without_the_text_at_hand_shows_its_own_words() -> None:
    found = proof(LINKS["atoday"], None, None, ("A", "A1"))
    assert found.passages[0].origin is None
    assert found.passages[0].report.words == WORDS


def test_long_passages_are_cut() -> None:
    text = "word " * 400
    article = made("along", "Long Letter", 1, title="Long", text=text.strip())
    link = msgspec.structs.replace(LINKS["aledger"], article="along", evidence=(shown("shared_text", article, text.strip(), article),))
    passage = proof(link, article, article, ("A", "A1")).passages[0]
    assert len(passage.report.words) <= PASSAGE_CHARACTERS + 2


def test_the_passages_of_a_short_report_never_add_up_to_the_whole() -> None:
    lines = [f"Sentence number {number} of a short report about the sluices." for number in range(6)]
    article = made("ashort", "Short Letter", 1, title="Short", text="\n".join(lines))
    evidence = (shown("shared_text", article, "\n".join(lines[:3]), article), shown("shared_text", article, "\n".join(lines[3:]), article))
    found = proof(msgspec.structs.replace(LINKS["aledger"], evidence=evidence), article, article, ("A", "A1"))
    assert sum(len(passage.report.words) for passage in found.passages) <= len(article.text) / 2 + 4


def test_an_outlet_that_repeats_itself_owes_no_credit() -> None:
    again = msgspec.structs.replace(LEDGER, outlet=FENLINE.outlet)
    assert uncredited(LINKS["aledger"], LEDGER, FENLINE)
    assert not uncredited(LINKS["aledger"], again, FENLINE)
    assert not uncredited(LINKS["atoday"], TODAY, FENLINE)
    tagged = msgspec.structs.replace(LINKS["aledger"], evidence=(Evidence(kind="hyperlink", start=0, end=0, text=""),))
    assert uncredited(tagged, LEDGER, FENLINE), "no reader sees the head of a page"
    assert "its page’s tags name" in proof(tagged, LEDGER, FENLINE, ("A", "A1")).summary.casefold()


def test_the_river_has_a_lane_per_report_and_time_from_left_to_right() -> None:
    picture = flow(TREE, UTC)
    assert picture is not None
    assert [dot.row.code for dot in picture.dots] == ["A", "A1", "A2", "A3", "A4", "B", "C", "C1"]
    assert len({dot.y for dot in picture.dots}) == len(picture.dots)
    x = {dot.row.code: dot.x for dot in picture.dots}
    assert x["A"] < x["A1"] < x["A2"] < x["A3"] < x["A4"]
    widths = {stream.d.rpartition("H")[2]: stream.width for stream in picture.streams if not stream.css}
    assert max(widths.values()) == 6.5
    assert [stream.css for stream in picture.streams].count("ttr") == 2
    assert 1 <= len(picture.ticks) <= 7


def test_a_river_that_says_nothing_is_not_drawn() -> None:
    assert flow(tree((node("A", FENLINE),), ARTICLES)) is None
    assert flow(tree((node("A", FENLINE), node("B", FENLINE)), ARTICLES)) is None
    many = tuple(node(f"A{i}", item) for i, item in enumerate([FENLINE, LEDGER] * MOST_LANES))
    assert flow(tree(many, ARTICLES)) is None


@settings(max_examples=60)
@given(st.lists(st.integers(0, 60 * 24 * 400), min_size=2, max_size=30))
def test_everything_stays_inside_the_picture(minutes: list[int]) -> None:
    articles = {f"a{i}": made(f"a{i}", f"Paper {i}", at, title="T") for i, at in enumerate(minutes)}
    first = articles["a0"]
    branch = node("A", first, None, tuple(node(f"A{i}", item, LINKS["aledger"]) for i, item in enumerate(articles.values()) if i))
    picture = flow(tree((branch,), articles), UTC)
    if picture is None:
        assert len(set(minutes)) == 1
        return
    assert all(0 < dot.x < WIDTH and 0 < dot.y < picture.height for dot in picture.dots)
    assert len(picture.ticks) <= 13
    assert all(0 <= tick.x <= WIDTH for tick in picture.ticks)


def test_ticks_are_round_moments_of_the_local_clock() -> None:
    start = datetime(2026, 11, 21, 5, 50, tzinfo=UTC)
    articles = {key: msgspec.structs.replace(FENLINE, id=key, published=start + timedelta(hours=h)) for key, h in (("a0", 0), ("a1", 4))}
    picture = flow(tree((node("A", articles["a0"]), node("B", articles["a1"])), articles), UTC)
    assert picture is not None
    assert [tick.label for tick in picture.ticks] == ["06:00", "07:00", "08:00", "09:00"]


def test_citing_is_no_copying() -> None:
    cited = msgspec.structs.replace(LINKS["atoday"], kind="cites")
    branch = node("A", FENLINE, None, (node("A1", TODAY, cited), node("A2", LEDGER, LINKS["aledger"])))
    story = msgspec.structs.replace(Sample().story_page(STORY.id), branches=(branch,))
    assert story_view(story).sentence.endswith("One of them copies another, one cites another.")


def test_a_primary_that_was_never_seen_says_where_its_link_leads() -> None:
    first = next(start for start in starts(PRIMARY, list(rows(TREE)), ARTICLES) if start.row.name == "Corrin Agency")
    assert first.how == "Wire item, not seen here; known by its credit; the link leads to its front page"


def test_the_story_page_says_how_many_follow() -> None:
    view = story_view(Sample().story_page(STORY.id))
    assert view.sentence == "Seven reports, three origins. Five of them copy, rewrite or translate another."
    assert view.statements[0].verdict == "One origin"
    assert [row.code for row in view.statements[0].via] == ["A", "A1", "A2"]
    assert view.unplaced == ()
    assert view.languages[0][:2] == ("en", "English")
    assert view.reasons[0][0].code == "A1"


def test_an_article_outside_the_lineage_is_still_listed() -> None:
    page = msgspec.structs.replace(Sample().story_page(STORY.id), branches=BRANCHES[:1])
    assert [item.id for item in story_view(page).unplaced] == ["areeve", "abare"]


def test_the_article_page_stands_between_its_origin_and_its_copies() -> None:
    copy = article_view(Sample().article_page("atoday"))
    assert [row.code for row in rows(copy.tree)] == ["A", "A1"]
    assert [start.row.article for start in copy.starts] == ["afenline"]
    origin = article_view(Sample().article_page("afenline"))
    assert origin.own
    assert origin.starts == ()
    assert origin.standing.endswith("Four reports follow from it.")


def test_lines_without_text_make_a_tree_too() -> None:
    known = {item.id: line(item) for item in ARTICLES.values()}
    assert [row.title for row in rows(tree(BRANCHES, known)) if row.code == "A2"] == ["Gates up at Tollby"]


def test_the_spark_line_ends_at_today() -> None:
    assert spark((1,)) is None
    drawn = spark((0, 5, 10))
    assert drawn == ("M2 18.0 L8 10.5 L14 3.0", 14, 3.0)


def test_lists_and_whole_articles_agree_on_credit() -> None:
    whole = {row.code: (row.flag, row.proof and row.proof.summary) for row in rows(TREE)}
    lines = {
        row.code: (row.flag, row.proof and row.proof.summary) for row in rows(tree(BRANCHES, {k: line(v) for k, v in ARTICLES.items()}))
    }
    assert lines == whole


def test_a_label_that_has_no_room_on_the_right_stands_on_the_left() -> None:
    late = made("alate", "The Very Long Name of an Outlet", 600, title="T")
    articles = {"afenline": FENLINE, "alate": late}
    picture = flow(tree((node("A", FENLINE, None, (node("A1", late, LINKS["aledger"]),)),), articles), UTC)
    assert picture is not None
    assert [dot.left for dot in picture.dots] == [False, True]
    assert picture.dots[1].name.endswith("…")


def test_the_river_is_parted_by_hours_and_long_ago_by_days() -> None:
    now = datetime(2026, 11, 21, 12, 0).astimezone()
    ages = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2), timedelta(days=9), timedelta(days=9, hours=2))
    lines = [msgspec.structs.replace(line(FENLINE), published=now - age) for age in ages]
    assert [(heading, len(group)) for heading, group in hours(lines, now)] == [("11:00", 2), ("10:00", 1), ("12 Nov", 2)]
