"""Pages read with what is known of their site: nothing is lost but what the site repeats."""

from __future__ import annotations

from extract_captures import capture
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from headwater.model import Capture, Site
from headwater.stages.extract.page import from_page
from headwater.stages.extract.stance import TOP, stance
from site_pages import PLEA, page, taught

_WORDS = st.sampled_from("ferry pier council harbour storm bridge vote market engine strike ticket captain evening repair".split())  # noqa: SIM905
_PARAGRAPHS = st.lists(
    st.lists(_WORDS, min_size=12, max_size=40).map(lambda said: f"The {' '.join(said)}, she said."), min_size=4, max_size=9
)


def known(of: Capture, site: Site) -> Capture:
    return replace(of, site=site)


def test_a_line_on_page_after_page_leaves_the_report() -> None:
    memory = taught([page(number) for number in range(1, 4)])
    article, seen = from_page(known(page(9), memory.site))
    whole, _ = from_page(page(9))
    assert PLEA in whole.text
    assert PLEA not in article.text
    assert [line for line in whole.text.split("\n") if line != PLEA] == article.text.split("\n")
    assert PLEA in [piece.text for piece in article.furniture]
    assert (seen.edition, seen.full) == (1, False)


def test_a_line_at_another_place_is_the_reports_own() -> None:
    memory = taught([page(number) for number in range(1, 4)])
    article, _ = from_page(known(page(9, body="other"), memory.site))
    assert PLEA in article.text


def test_what_holds_no_report_is_passed_over() -> None:
    memory = taught([page(number) for number in range(1, 4)])
    top = stance(TOP, "div", "top")
    assert {top, stance(TOP, "div", "base")} <= memory.site.passed
    assert stance(stance(TOP, "div", "page"), "div", "more box-77") in memory.site.passed, "numbers tell no places apart"
    assert stance(TOP, "div", "page") not in memory.site.passed


def test_a_report_where_none_was_is_not_lost() -> None:
    """A page of another making, whose report stands in what is passed over: it is read in full."""
    memory = taught([page(number) for number in range(1, 4)])
    said = "".join(
        f"<p>The ferry to the islands will run on day {n} again, and the council has voted for it, she said.</p>" for n in range(8)
    )
    other = capture(f"<html><head><title>Ferry runs</title></head><body><div class='top'>{said}</div></body></html>")
    article, seen = from_page(known(other, memory.site))
    assert article.text == from_page(other)[0].text
    assert "council" in article.text
    assert (seen.edition, seen.full) == (1, True)


def test_a_credit_is_never_taken_for_the_sites_own() -> None:
    credit = "Source: Northern Press Agency of Quill Harbour"
    memory = taught([page(number, plea=credit) for number in range(1, 6)])
    assert credit in from_page(known(page(9, plea=credit), memory.site))[0].text


def test_a_paragraph_that_explains_a_long_story_stays() -> None:
    """What an outlet prints again in each of its reports on one matter is the report's own."""
    told = (
        "The pier of Quill Harbour was built for sailing ships, and its pilings have been in dispute between the council and the owners of "
        "the ferry line since the storm of two years ago, in which the northern half of it was lost to the sea."
    )
    memory = taught([page(number, plea=told) for number in range(1, 6)])
    assert told in from_page(known(page(9, plea=told), memory.site))[0].text


def test_a_report_that_is_printed_again_stays() -> None:
    same = ["The council of Quill Harbour has voted for a new pier, and the ferry will not run until it is built, she said."]
    memory = taught([page(number, same * 2) for number in range(1, 5)])
    assert same[0] in from_page(known(page(9, same * 2), memory.site))[0].text


@settings(max_examples=40, deadline=None)
@given(st.lists(_PARAGRAPHS, min_size=4, max_size=7), st.sampled_from([PLEA, ""]))
def test_a_page_keeps_all_but_what_stands_on_three_others(reports: list[list[str]], plea: str) -> None:
    pages = [page(number, said, plea=plea) for number, said in enumerate(reports)]
    site = taught(pages[:-1]).site
    whole, with_site = from_page(pages[-1])[0], from_page(known(pages[-1], site))[0]
    kept = with_site.text.split("\n")
    others = [from_page(one)[0].text.split("\n") for one in pages[:-1]]
    lost = [line for line in whole.text.split("\n") if line not in kept]
    assert [line for line in whole.text.split("\n") if line in kept] == kept
    assert all(sum(line in other for other in others) >= 3 for line in lost)
    assert (with_site.title, with_site.kind, with_site.authors) == (whole.title, whole.kind, whole.authors)
