"""Where: mentions of places, and which of several places of one name is meant."""

from __future__ import annotations

import pytest

from headwater.model import Place
from headwater.stages.facts import find_facts
from headwater.stages.facts.gazetteer import fold, look_up, name_of


def places(text: str, language: str = "en") -> list[Place]:
    facts = find_facts(text, "", language)
    named = {(n.start, n.end): n.id for n in facts.names}
    assert all(named[p.start, p.end] == p.id for p in facts.places)
    return list(facts.places)


def near(place: Place, latitude: float, longitude: float) -> bool:
    assert place.latitude is not None
    assert place.longitude is not None
    return abs(place.latitude - latitude) < 1.5 and abs(place.longitude - longitude) < 1.5


def test_a_place_has_a_position_a_country_and_its_usual_name() -> None:
    [place] = places("The ferry reached Rostock at noon.")
    assert (place.text, place.name, place.country, place.type) == ("Rostock", "Rostock", "DE", "place")
    assert near(place, 54.1, 12.1)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("The mayor of Paris spoke in Paris.", (48.9, 2.3)),
        ("A barn burned in Paris, Texas, on Monday.", (33.7, -95.6)),
        ("The fire in Springfield, Oregon, was put out.", (44.0, -123.0)),
        ("The shop in London, Ontario, closed.", (43.0, -81.2)),
        ("Officials in Perth, Scotland, met.", (56.4, -3.4)),
    ],
)
def test_what_stands_behind_a_name_tells_which_one_is_meant(text: str, where: tuple[float, float]) -> None:
    assert near(places(text)[0], *where)


def test_what_else_the_text_is_about_tells_which_one_is_meant() -> None:
    text = "Police in Atlanta and Savannah said the storm would cross Georgia and South Carolina before it reached Virginia."
    georgia = next(p for p in places(text) if p.text == "Georgia")
    assert georgia.country == "US"
    text = "Talks between Armenia and Georgia were held in Tbilisi and Yerevan."
    assert next(p for p in places(text) if p.text == "Georgia").country == "GE"


def test_one_place_has_one_id_in_every_language() -> None:
    ids = {
        places("He spoke in Kyiv.")[0].id,
        places("Er sprach in Kiew.", "de")[0].id,
        places("Он говорил в Киеве и в Киев.", "ru")[-1].id,
        places("Він говорив про Київ.", "uk")[0].id,
    }
    assert ids == {"kyiv"}


def test_namesakes_have_ids_of_their_own() -> None:
    one = places("The fire in Springfield, Oregon, was put out.")[0]
    other = places("The fire in Springfield, Illinois, was put out.")[0]
    assert one.id != other.id


@pytest.mark.parametrize(
    "text",
    [
        "Ms. Hamburg said so.",
        "Anna Hamburg said so. Later Hamburg left.",
        "It cost US$40 in all.",
        "Mobile and Reading are words. She was reading on a mobile.",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert [p.text for p in places(text)] == []


def test_rivers_seas_and_lands_are_places() -> None:
    found = {p.text: p for p in places("From the Black Sea they went to the Sahel, then to Donbas and the Gulf of Mexico.")}
    assert set(found) >= {"Black Sea", "Sahel", "Donbas", "Gulf of Mexico"}
    assert found["Donbas"].country == "UA"
    assert found["Black Sea"].country == ""


def test_an_unknown_place_keeps_its_words_without_a_position() -> None:
    [place] = places("The boat was built in Quarnholm by two brothers.")
    assert (place.text, place.latitude, place.longitude, place.country) == ("Quarnholm", None, None, "")


def test_names_are_looked_up_without_accents_case_and_marks() -> None:
    assert fold("Saint-Étienne") == fold("st etienne")
    assert name_of(look_up("são paulo")[0].row) == "São Paulo"
    assert look_up("") == ()
    assert look_up("Quarnholm") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The union, Kai und Kran, said that the pilots of Kai would stop work.", "en"),
        ("An earthquake was felt on the Nagi Islands on Monday.", "en"),
        ("Die Nacht war kalt. Der Hang war nach einem kleinen Rutsch gesichert worden.", "de"),
        ("El equipo de Villaluz ganó el lunes su primera Copa del Mar.", "es"),
    ],
)
def test_a_short_word_is_no_far_town_that_is_also_called_so(text: str, language: str) -> None:
    assert [p.name for p in places(text, language) if p.latitude is not None] == []


def test_a_short_other_name_counts_where_the_text_speaks_of_its_country() -> None:
    text = "The minister flew to Kyiv. In Ukraine, Lwow has been without power since Sunday."
    found = {p.text: p.country for p in places(text)}
    assert found.get("Lwow", "UA") == "UA"
    assert found["Ukraine"] == "UA"
