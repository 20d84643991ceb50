"""Which figures a story's reports give: one line a figure, in any language, with who claims it. People and outlets are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater.app import make_app
from headwater.model import Article, Capture
from headwater.stages.facts import find_facts
from headwater.store.facts import Facts
from headwater.tally import FIGURES, tally
from headwater.web.views import story_view

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def told(*reports: tuple[str, str]) -> list[tuple[str, str, tuple[str, ...], int]]:
    """(figure, what it counts, who claims it, how many reports give it) of each line, from (language, text) of each report."""
    articles, facts = [], {}
    for n, (language, body) in enumerate(reports):
        url = f"https://r{n}.example/"
        articles.append(Article(id=f"r{n}", url=url, canonical_url=url, text=body, language=language, published=NOON, first_seen=NOON))
        found = find_facts(body, "", language, NOON)
        facts[f"r{n}"] = Facts(quotes=found.quotes, figures=found.figures, names=found.names, places=found.places, times=found.times)
    lines = tally(articles, facts)
    for line in lines:
        body = next(a.text for a in articles if a.id == line.article)
        assert body[line.figure.start : line.figure.end] == line.figure.text
    return [(line.figure.text, line.figure.what, line.claimants, len(line.told)) for line in lines]


def test_one_figure_is_one_line_in_all_languages_with_who_claims_it() -> None:
    assert told(
        ("en", "The ferry carried 214 people, Quay Lines said. A crew of 27 people was aboard, said the master, Lucan Pellham."),
        ("de", "An Bord waren 214 Menschen. Die Fähre liegt 800 Meter vor dem Hafen."),
        ("fr", "Le ferry transportait 214 personnes, à 800 mètres du port."),
        ("en", "The Quay Courier counted 231 people."),
        ("en", "It had 231 people aboard."),
    ) == [
        ("214", "people", ("Quay Lines",), 3),
        ("800 Meter", "", (), 2),
        ("231", "people", (), 2),
        ("27", "people", ("Lucan Pellham",), 1),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "The harbour master said two of the boats were lost.",
        "The harbour master said 19 other boats were lost.",
        "There were 40 boats in the harbour.",
        "He said 40 boats were lost.",
    ],
)
def test_what_tells_nothing_by_itself_is_not_listed(body: str) -> None:
    assert told(("en", body)) == []


def test_a_number_of_two_things_is_two_lines() -> None:
    body = "Ann Pellham said 40 boats were lost. Ann Pellham said 40 houses burned."
    assert [(text, what.split()[0]) for text, what, _, _ in told(("en", body))] == [("40", "boats"), ("40", "houses")]


def test_what_is_more_and_what_is_less_than_a_number_are_two_lines() -> None:
    bodies = ("More than 300 people left, Ann Pellham said.", "Fewer than 300 people left, Bob Lodd said.", "At least 300 people left.")
    assert [(claimants, reports) for _, _, claimants, reports in told(*(("en", body) for body in bodies))] == [
        (("Ann Pellham",), 2),
        (("Bob Lodd",), 1),
    ]


def test_one_report_with_the_number_from_two_parties_gives_two_lines() -> None:
    body = "Turnout was 45 percent, Ann Pellham said. The party won 45 percent of the vote, Lucan Lodd said."
    assert sorted(claimants for _, _, claimants, _ in told(("en", body))) == [("Ann Pellham",), ("Lucan Lodd",)]


def test_a_claimant_is_named_once_and_in_full() -> None:
    body = "Hester Drum said 600 boats were lost. Drum said 600 boats were lost."
    assert [claimants for _, _, claimants, _ in told(("en", body))] == [("Hester Drum",)]


def test_the_list_is_bounded() -> None:
    body = " ".join(f"Ann Pellham said {n} boats were lost." for n in range(100, 200))
    assert len(told(("en", body))) == FIGURES


@pytest.mark.parametrize("bound", ["nosnippet", "max-snippet:40"])
def test_the_figures_of_an_outlet_that_bounds_its_words_are_not_listed(tmp_path: Path, bound: str) -> None:
    words = (
        "<p>The ferry Maid of Quill ran aground with 214 people aboard on Friday, Quay Lines said. Tugs were sent to Lower Quill.</p>"
        "<p>The master, Lucan Pellham, stayed aboard with his crew; the harbour of Lower Quill was closed to boats for the night.</p>"
    )
    page = "<head><title>Ferry runs aground at Quill</title>{}</head><body><article><h1>Ferry runs aground</h1>{}</article></body>"
    now = datetime.now(UTC)
    shown = {}
    for head in ("", f'<meta name="robots" content="{bound}">'):
        app = make_app(tmp_path / str(len(head)))
        body = page.format(head, words).encode()
        app.ingest(Capture(url=f"https://r{n}.example/a", fetched_at=now, body=body) for n in range(2))
        shown[head] = [line.figure.text for story in app.stories(None, 5) for line in app.story_page(story.id).figures]
        app.close()
    assert list(shown.values()) == [["214"], []]


def test_the_story_page_lists_figures_and_leads_to_their_words(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    texts = (
        "The ferry Maid of Quill ran aground with 214 people aboard on Friday, Quay Lines said. Tugs were sent to Lower Quill.",
        "The ferry Maid of Quill ran aground with 214 people aboard on Friday, Quay Lines said. Tugs were sent to Lower Quill by noon.",
    )
    now = datetime.now(UTC)
    app.ingest(Capture(url=f"https://r{n}.example/a", fetched_at=now, body=text.encode(), kind="text") for n, text in enumerate(texts))
    (story,) = app.stories(None, 5)
    view = story_view(app.story_page(story.id))
    app.close()
    assert [(line.text, len(line.rows)) for line in view.figures] == [("214", 2)]
    assert "#:~:text=" in view.figures[0].jump
