"""Which new versions of a text are worth showing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.lineage import revised

TITLE = "Ferry aground off Tollmark"
TEXT = "The ferry ran aground at 14:30 with 214 aboard.\nNobody was hurt, the harbour master said."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Updated 14:30", "Updated 15:10"),
        ("Last updated: 3 May 2026, 14:30", "Last updated: 3 May 2026, 16:02"),
        ("Stand: 12:05 Uhr", "Stand: 13:40 Uhr"),
        ("Stand: 21.11.2026, 14:05 Uhr", "Stand: 22.11.2026, 15:05 Uhr"),
        ("Mis à jour le 3 mai 2026 à 14h30", "Mis à jour le 3 mai 2026 à 15h10"),
        ("Обновлено 3 мая, 14:30", "Обновлено 3 мая, 15:10"),
        ("3 May 2026 14:30", "3 May 2026 15:10"),
        ("5 minutes ago", "2 hours ago"),
        ("vor 5 Minuten", "vor 2 Stunden"),
        ("5分前", "2時間前"),
        ("1,204 views", "1,377 views"),
        ("12 comments", "31 comments"),
        ("Kommentare (12)", "Kommentare (31)"),
        ("", "Share this article on Facebook"),
        ("Share | Tweet | Print", "Share"),
        ("Rain is expected, too.", "Rain is expected too."),
        ("“Stay calm,” he said.", '"Stay calm", he said.'),
    ],
)
def test_what_says_nothing_new_is_no_change(before: str, after: str) -> None:
    assert revised((TITLE, f"{TEXT}\n{before}"), (TITLE, f"{TEXT}\n{after}")) == "same"
    assert revised((TITLE, f"{after}\n{TEXT}"), (TITLE, f"{before}\n{TEXT}")) == "same"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("at 14:30", "at 14:50"),
        ("214 aboard", "231 aboard"),
        ("ran aground", "sank"),
        ("Nobody was hurt", "Two were hurt"),
        ("214", "21.4"),
        ("the harbour master said", "the harbour master denied"),
    ],
)
def test_what_is_told_otherwise_is_a_change(before: str, after: str) -> None:
    assert revised((TITLE, TEXT), (TITLE, TEXT.replace(before, after))) == "change"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It fell to 5 degrees.", "It fell to -5 degrees."),
        ("The share was sold.", "The shares were sold."),
        ("He shared it.", "He kept it."),
    ],
)
def test_small_signs_and_everyday_words_count(before: str, after: str) -> None:
    assert revised((TITLE, before), (TITLE, after)) == "change"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("死者3人、負傷者20人", "死者5人、負傷者90人"),
        ("Update: 12 killed in bus crash near Tollmark", "Update: 14 killed in bus crash near Tollmark"),
        ("Stand: 12 Tote bei Unfall", "Stand: 14 Tote bei Unfall"),
        ("Published figures show 12 deaths in May", "Published figures show 120 deaths in May"),
        ("He sold 12,000 shares.", "He sold 120,000 shares."),
        ("2:1", "2:2"),
        ("12.50", "13.50"),
        ("The paper has lost 3,000 readers", "The paper has lost 30,000 readers"),
        ("It fell 2 days ago, he said.", "It fell 12 days ago, he said."),
    ],
)
def test_a_figure_in_what_is_told_always_counts(before: str, after: str) -> None:
    assert revised((TITLE, f"{TEXT}\n{before}"), (TITLE, f"{TEXT}\n{after}")) == "change"
    assert revised((before, TEXT), (after, TEXT)) == "change"


@pytest.mark.parametrize(
    "added",
    [
        "The Department of Corrections said so.",
        "A market correction may follow.",
        "He was corrected by a colleague.",
        "Eine Korrektur der Prognose steht an.",
        "La corrección del mercado sigue.",
    ],
)
def test_who_speaks_of_corrections_makes_none(added: str) -> None:
    assert revised((TITLE, TEXT), (TITLE, f"{TEXT}\n{added}")) == "change"


def test_a_title_is_part_of_it() -> None:
    assert revised((TITLE, TEXT), ("Ferry freed off Tollmark", TEXT)) == "change"


@pytest.mark.parametrize(
    "note",
    [
        "Correction: an earlier version said 231.",
        "This article was corrected on Monday.",
        "In einer früheren Version hieß es, 231 Menschen seien an Bord.",
        "Rectificatif : ils étaient 214.",
        "Виправлення: на борту було 214 людей.",
        "訂正:乗客は214人でした。",
    ],
)
def test_a_correction_owns_up(note: str) -> None:
    wrong = TEXT.replace("214", "231")
    assert revised((TITLE, wrong), (TITLE, f"{TEXT}\n{note}")) == "correction"
    assert revised((TITLE, f"{wrong}\n{note}"), (TITLE, f"{TEXT}\n{note}")) == "change", "the note was there before"


@given(st.text(max_size=300), st.text(max_size=60))
def test_a_text_is_the_same_as_itself_however_it_is_set(text: str, title: str) -> None:
    assert revised((title, text), (title, text)) == "same"
    assert revised((title, text), (title, text + "\n5 minutes ago")) == "same"


def test_long_lines_are_read_in_linear_time() -> None:
    began = time.process_time()
    for piece in ("monday ", "1 ", "1,", "updated 1 ", "- ", "share "):
        revised((TITLE, piece * 20_000 + "x"), (TITLE, piece * 19_999 + "x"))
    assert time.process_time() - began < 20
