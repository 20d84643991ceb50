"""How the press of France, Spain, Russia and Ukraine puts who speaks. People, towns and outlets are invented."""

from __future__ import annotations

import pytest

from headwater.stages.facts import find_names, find_quotes


def said(text: str, language: str) -> list[tuple[str, str]]:
    """What is said, with its speaker's name ("" for none), in order."""
    found = find_quotes(text, find_names(text, "", language), language)
    return [(quote.text, quote.speaker.name if quote.speaker else "") for quote in found]


@pytest.mark.parametrize(
    ("text", "language", "pieces"),
    [
        (
            "« Le pont tiendra, explique Luc Ferrandier, géomètre, ancien de l’institut. On veille. »",
            "fr",
            ["« Le pont tiendra", "On veille. »"],
        ),
        ("Luc Ferrandier arrive. « On avance, a-t-il déclaré jeudi. On finira. »", "fr", ["« On avance", "On finira. »"]),
        ("Luc Ferrandier rit. « On avance, plaisante le maire, et vite. »", "fr", ["« On avance", "et vite. »"]),
        ("—Estamos listos —dijo Carmen Ibarrola—. Y seguimos.", "es", ["Estamos listos", "Y seguimos."]),
        ("Carmen Ibarrola avisó. «Iremos —advirtió—, y a pie».", "es", ["«Iremos", "y a pie»"]),
        ("«Мы опоздали, — сказал Иван Дорошин. — Но мост открыт».", "ru", ["«Мы опоздали", "Но мост открыт»"]),
        ("— Ми працюємо, — сказав Дмитро Савчук. — Усе буде добре.", "uk", ["Ми працюємо", "Усе буде добре."]),
    ],
)
def test_a_quotation_is_cut_at_the_clause_that_tells_who_speaks(text: str, language: str, pieces: list[str]) -> None:
    found = [(words, speaker) for words, speaker in said(text, language) if words in pieces]
    assert [words for words, _ in found] == pieces
    assert len({speaker for _, speaker in found}) == 1
    assert found[0][1] in ("Luc Ferrandier", "Carmen Ibarrola", "Иван Дорошин", "Дмитро Савчук")


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Luc Ferrandier est venu. « Le pont est fermé depuis hier », déclare-t-il.", "fr", "Luc Ferrandier"),
        ("« Le pont est fermé depuis hier », a tout de même reconnu Luc Ferrandier.", "fr", "Luc Ferrandier"),
        ("« Le pont est fermé depuis hier », s’étrangle Luc Ferrandier.", "fr", "Luc Ferrandier"),
        ("« Le pont est fermé depuis hier », écrit l’agence.", "fr", "l’agence"),
        ("« Le pont est fermé depuis hier », note aussi la préfecture.", "fr", "la préfecture"),
        ("Pour Luc Ferrandier, « le pont est fermé depuis hier ».", "fr", "Luc Ferrandier"),
        ("“El puente está cerrado”, ha insistido Carmen Ibarrola.", "es", "Carmen Ibarrola"),
        ("Carmen Ibarrola llegó tarde. “El puente está cerrado”, lamentó.", "es", "Carmen Ibarrola"),
        ("“El puente está cerrado”, contó a este diario la alcaldesa Carmen Ibarrola.", "es", "Carmen Ibarrola"),
        ("El alcalde, Pedro Ibarrola Quint, avisó. “El puente está cerrado”, espetó Ibarrola.", "es", "Pedro Ibarrola Quint"),
        ("«Мост закрыт», — негодует инженер Иван Дорошин.", "ru", "Иван Дорошин"),
        ("«Мост закрыт», — коротко пояснил Иван Дорошин.", "ru", "Иван Дорошин"),
        ("«Міст закрито», — повчає Дмитро Савчук.", "uk", "Дмитро Савчук"),
    ],
)
def test_who_said_it(text: str, language: str, speaker: str) -> None:
    assert [name for _, name in said(text, language)] == [speaker]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Иван Дорошин прибыл. По его словам, мост закрыт.", "ru", "Иван Дорошин"),
        ("Иван Дорошин, глава города, прибыл. По словам главы города, мост закрыт.", "ru", "Иван Дорошин"),
        ("Дмитро Савчук прибув. За словами посадовця, міст закрито.", "uk", "Дмитро Савчук"),
        ("Carmen Ibarrola llegó tarde. Respondió que el puente estaba cerrado.", "es", "Carmen Ibarrola"),
        ("Инженер Иван Дорошин в беседе с «Вестником» пояснил, что мост закрыт.", "ru", "Иван Дорошин"),
    ],
)
def test_whose_words_are_reported(text: str, language: str, speaker: str) -> None:
    assert [name for _, name in said(text, language)] == [speaker]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        (
            "Selon la préfecture de la Vesle, il pleut. « On attend demain », dit la préfecture.",
            "fr",
            "la préfecture de la Vesle",
        ),
        ("Hélène Maurastel, ministre des ports, a tranché. « Le pont est fermé », dit la ministre.", "fr", "Hélène Maurastel"),
        ("Luc Ferrandier et Hélène Maurastel se sont vus. « Le pont est fermé », souffle la romancière.", "fr", "Hélène Maurastel"),
        ("Депутат Ольга Вересаева выступила. «Мост закрыт», — сказала парламентарий.", "ru", "Ольга Вересаева"),
        ("«Мы ждём», — сказал источник в ведомстве. «Мост закрыт», — добавил собеседник.", "ru", "собеседник"),
    ],
)
def test_a_role_means_whom_the_text_has_named(text: str, language: str, speaker: str) -> None:
    assert said(text, language)[-1][1] == speaker


def test_what_nobody_says_has_no_speaker() -> None:
    assert said("Le plan, baptisé « Rails du futur », sera voté. Un café, « Le Trou », ouvre.", "fr") == []
    assert [name for _, name in said("« Ne venez pas », peut-on lire sur le mur.", "fr")] in ([], [""])
    assert [name for _, name in said("“Ya son muchas cruces”, se leía en un cartel.", "es")] in ([], [""])


def test_a_given_name_alone_is_the_only_person_of_that_name() -> None:
    names = find_names("Andrew Pellham came. Andrew said no.", "", "en")
    assert [name.id for name in names] == ["andrew-pellham", "andrew-pellham"]
    names = find_names("Andrew Pellham met Andrew Lodd. Andrew said no.", "", "en")
    assert [name.id for name in names] == ["andrew-pellham", "andrew-lodd"]


def test_a_given_name_alone_does_not_take_the_place_of_that_name() -> None:
    names = find_names("Florence Pellham flew to Florence. The mayor of Florence waited.", "", "en")
    assert [(name.id, name.type) for name in names] == [("florence-pellham", "person"), ("florence", "place"), ("florence", "place")]
