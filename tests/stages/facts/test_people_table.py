"""The table of well-known people: sound rows, and the joins it is for."""

from __future__ import annotations

from importlib.resources import files

import pytest

from headwater.stages.facts import find_names

ROWS = [
    line.split("\t")
    for line in (files("headwater.stages.facts") / "data" / "people.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_rows_are_sound() -> None:
    assert all(len(row) == 5 and all(part == part.strip() for part in row) for row in ROWS)
    assert {row[2] for row in ROWS} == {"state", "government", "minister", "organisation", "other"}
    assert all(len(row[1]) == 2 and row[1].isupper() for row in ROWS)
    assert len({row[0] for row in ROWS}) == len(ROWS)


def test_no_spelling_stands_for_two_people() -> None:
    spellings = [(spelling, row[0]) for row in ROWS for spelling in {row[3], *row[4].split("|")} if spelling]
    assert len({spelling for spelling, _ in spellings}) == len(spellings)


@pytest.mark.parametrize(
    ("text", "language", "identity"),
    [
        ("President Emmanuel Macron arrived.", "en", "emmanuel-macron"),
        ("Президент Франции Эммануэль Макрон прибыл.", "ru", "emmanuel-macron"),
        ("Président Kassym-Jomart Tokaïev est arrivé.", "fr", "kassym-jomart-tokayev"),
        ("Präsident Kassym-Schomart Tokajew kam an.", "de", "kassym-jomart-tokayev"),
        ("Χθες ήρθε ο Κυριάκος Μητσοτάκης.", "el", "kyriakos-mitsotakis"),
        ("石破茂が到着した。", "ja", "shigeru-ishiba"),
    ],
)
def test_spellings_of_many_languages_are_one_person(text: str, language: str, identity: str) -> None:
    assert identity in {name.id for name in find_names(text, "", language)}
