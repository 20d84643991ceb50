"""The script holds together: every report has a place, an origin that came before it, and words that say what the truth says."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from headwater.demo.clock import PRELUDE, UNFOLDING
from headwater.demo.phrases import phrases
from headwater.demo.script import Scripted, paragraphs, script
from headwater.demo.truth import conflicts, truth

REPORTS = list(script().reports.values())
MINUTE = timedelta(minutes=1)
MEMORY = timedelta(days=30)
"""How long before its start the script may have published something: the first chapters of a saga."""
LOOK_ALIKES = [("maid-of-sill", "tykhomor-ferry"), ("hallin-quake", "nagisaki-quake")]


def _plain(report: Scripted) -> str:
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", report.text)


def test_enough_of_everything() -> None:
    outlets = script().outlets
    stories = Counter(report.story for report in REPORTS if report.story)
    assert len(REPORTS) >= 60
    assert len([story for story, reports in stories.items() if reports >= 5]) >= 9
    assert {outlets[report.outlet].language for report in REPORTS} == {"en", "de", "fr", "uk", "es", "ja"}
    assert {outlet.feed for outlet in outlets.values()} == {"rss", "full", "atom", "json", "sitemap"}
    assert {report.outlet for report in REPORTS} == set(outlets)
    assert Counter(outlet.kind for outlet in outlets.values())["outlet"] >= 12


def test_every_way_of_taking_over_occurs() -> None:
    assert {each.how for each in truth()} == {
        "own", "copy_of", "excerpt_of", "rewrite_of", "translation_of", "common_primary", "cites",
    }  # fmt: skip
    assert {report.kind for report in REPORTS} == {"article", "live_blog", "briefing"}
    assert any(report.withdrawn for report in REPORTS)
    assert any(report.corrections for report in REPORTS)
    assert any(each.how == "copy_of" and not each.credit for each in truth())
    assert any("Automatically translated" in each.credit for each in truth())


def test_most_is_out_when_the_press_opens_and_all_when_the_script_ends() -> None:
    out = sum(report.after * MINUTE <= PRELUDE for report in REPORTS)
    assert 0.85 <= out / len(REPORTS) < 1
    assert max(at for report in REPORTS for at in report.changes()) * MINUTE <= PRELUDE + UNFOLDING
    assert all(report.after * MINUTE >= -MEMORY for report in REPORTS)


def test_what_changes_does_so_while_it_can_be_watched() -> None:
    opening = PRELUDE / MINUTE
    for report in REPORTS:
        assert report.withdrawn is None or report.withdrawn > opening
        assert all(change.after > opening for change in report.corrections)
    live = [report for report in REPORTS if report.kind == "live_blog"]
    assert any(post.after > opening for report in live for post in report.posts)
    assert any(post.after < opening for report in live for post in report.posts)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.key)
def test_report(report: Scripted) -> None:
    text = _plain(report)
    assert report.title
    assert text.strip()
    assert report.section in phrases()["en"].sections
    assert not re.search(r"\]\(|\{(?!(?:day|date|short|time)(?:[+-]\d+)?\})", text)
    for link in re.findall(r"\]\(([^)]+)\)", report.text):
        assert script().reports[link].after <= max(report.changes())
    for change in report.corrections:
        assert all(old in report.text and new not in report.text for old, new in change.swap)
    for post in report.posts:
        assert post.after >= report.after
    if report.reprint_of and not report.swap:
        taken = set(paragraphs(script().reports[report.reprint_of].text))
        assert taken & set(paragraphs(report.text))


def test_every_phrase_is_there_in_every_language() -> None:
    spoken = phrases()
    assert set(spoken) == {outlet.language for outlet in script().outlets.values()}
    for words in spoken.values():
        assert (len(words.days), len(words.months)) == (7, 12)
        assert set(words.sections) == set(spoken["en"].sections)


def test_sides_of_a_conflict_say_what_the_script_claims() -> None:
    by_url = {each.url: report for each, report in zip(truth(), REPORTS, strict=True)}
    assert len(conflicts()) >= 6
    for conflict in conflicts():
        assert len(conflict.sides) >= 2
        for url, says in conflict.sides:
            report = by_url[url]
            assert report.story == conflict.story
            assert says in f"{report.title}\n{_plain(report)}"


def test_an_origin_is_told_in_the_same_story() -> None:
    by_url = {each.url: each for each in truth()}
    for each in truth():
        assert not each.origin or by_url[each.origin].story == each.story
        assert (each.how == "common_primary") == bool(each.primary)
        assert (each.kind == "briefing") == bool(each.stories)


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alikes_cannot_be_told_apart_by_outlet(one: str, other: str) -> None:
    tellers = {story: {each.outlet for each in truth() if each.story == story} for story in (one, other)}
    assert len(tellers[one] & tellers[other]) >= 3


def test_reports_of_one_event_share_its_words() -> None:
    rooms = Counter(each.primary for each in truth() if each.primary)
    assert set(rooms.values()) == {2, 3}


def test_the_agency_is_known_by_the_names_that_credit_it() -> None:
    agency = next(outlet for outlet in script().outlets.values() if outlet.kind == "agency")
    assert agency.name in agency.aliases
    assert agency.short in agency.aliases
    taken = [each for each in truth() if each.origin.startswith(f"http://{agency.slug}.") and each.credit]
    assert len(taken) >= 20
    for each in taken:
        assert any(alias in each.credit for alias in agency.aliases), each.credit
