"""Names: what is found, what it is, and which mentions are one thing. All people and outlets are invented unless they are public."""

from __future__ import annotations

import pytest

from headwater.stages.facts import find_names
from headwater.stages.facts.spelling import key


def found(text: str, language: str = "en", title: str = "") -> dict[str, list[str]]:
    """id → mentions in order."""
    out: dict[str, list[str]] = {}
    for name in find_names(text, title, language):
        assert text[name.start : name.end] == name.text
        out.setdefault(name.id, []).append(name.text)
    return out


def kinds(text: str, language: str = "en") -> dict[str, str]:
    return {name.id: name.type for name in find_names(text, "", language)}


def test_last_name_joins_the_full_name_before_and_after_it() -> None:
    text = "Mr. Brandvold was late. Minister Odalys Brandvold apologised, and Brandvold left."
    assert found(text) == {"odalys-brandvold": ["Brandvold", "Odalys Brandvold", "Brandvold"]}


def test_title_of_the_article_completes_a_last_name_but_gives_no_mention() -> None:
    assert found("On Monday Tessington resigned.", title="Gregory Tessington steps down") == {"gregory-tessington": ["Tessington"]}


def test_of_two_bearers_the_one_named_last_is_meant() -> None:
    text = "Anna Quillfeather met Peter Quillfeather. Later Quillfeather spoke."
    assert found(text)["peter-quillfeather"] == ["Peter Quillfeather", "Quillfeather"]


def test_initials_and_honorifics_do_not_change_the_person() -> None:
    assert set(found("Martin J. Ostrowick came. Dr. Martin Ostrowick spoke.")) == {"martin-ostrowick"}


def test_family_name_first_is_found_alone() -> None:
    assert found("President Li Fengshan spoke. Then Li left.")["li-fengshan"] == ["Li Fengshan", "Li"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("President Volodymyr Zelenskyy spoke.", "en"),
        ("President Volodymyr Zelensky spoke.", "en"),
        ("Präsident Wolodymyr Selenskyj sprach.", "de"),
        ("Le président Volodymyr Zelensky a parlé.", "fr"),
        ("Президент Володимир Зеленський виступив.", "uk"),
        ("Слова президента Володимира Зеленського.", "uk"),
        ("Президент Владимир Зеленский выступил.", "ru"),
        ("乌克兰总统泽连斯基说。", "zh"),
    ],
)
def test_one_person_has_one_id_in_every_language(text: str, language: str) -> None:
    assert "volodymyr-zelensky" in found(text, language)


def test_spelling_rules_hold_for_people_in_no_table() -> None:
    english = set(found("Minister Dmytro Horobetskyi spoke.", "en"))
    ukrainian = set(found("Міністр Дмитро Горобецький виступив.", "uk"))
    assert english == ukrainian == {"dmytro-horobetskyi"} or english == ukrainian


def test_accents_alone_do_not_merge_surnames() -> None:
    assert key("Guterres") != key("Gutiérrez")
    assert key("Müller") == key("Mueller") != key("Muller")
    assert key("Zelenskyy") == key("Zelenskiy") == key("Зеленський") == key("Zelensky")


def test_english_names_keep_their_w() -> None:
    assert key("Andrew") == "andrew"
    assert key("Lawrow", "de") == key("Lavrov")


def test_kinds() -> None:
    text = "In Kyiv, the Shambrook University and NATO said Olga Fenwright saw the Selby River."
    assert kinds(text) == {
        "kyiv": "place",
        "shambrook-university": "org",
        "nato": "org",
        "olga-fenwright": "person",
        "selby-river": "place",
    }


def test_names_of_places_agree_across_languages() -> None:
    assert set(found("Sie kam aus Kiew nach Moskau.", "de")) == set(found("She came from Kiev to Moscow.")) == {"kyiv", "moscow"}


def test_german_nouns_are_no_names() -> None:
    text = "Die Regierung hat am Montag den Haushalt beschlossen. Ende März tagt der Ausschuss, sagte Minister Anton Vogelbrecht."
    assert set(found(text, "de")) == {"anton-vogelbrecht"}


def test_first_word_of_a_sentence_is_no_name() -> None:
    assert found("Officials were silent. Yesterday Rain fell. The weather was bad; rain again.") == {}


def test_headlines_in_the_text_do_not_make_names() -> None:
    text = "Minister Seeks New Budget Deal Amid Growing Concerns\nThe day was quiet."
    assert found(text) == {}


def test_possessive_ends_a_name() -> None:
    assert found("Ukraine’s President Ivan Dorosh spoke.") == {"ukraine": ["Ukraine"], "ivan-dorosh": ["Ivan Dorosh"]}


def test_unspaced_scripts_are_searched_by_table() -> None:
    assert set(found("中国和日本在北京会谈。", "zh")) == {"china", "japan", "beijing"}


def test_a_word_of_one_language_that_names_a_country_in_another() -> None:
    assert "iceland" not in found("Sill Island Lines said that Island life goes on.")
    assert found("Der Vulkan auf Island ruht, teilte Island mit.", "de") == {"iceland": ["Island", "Island"]}


def test_a_body_is_named_whole_and_no_word_of_it_is_a_person() -> None:
    assert kinds("The Bank of England said so.") == {"bank-of-england": "org"}
    assert kinds("Sill Island Lines says that the tugs have left Brackwater.")["sill-island-lines"] == "org"
    assert kinds("The ferry from Great Sill was late.")["great-sill"] == "place"


def test_what_leads_to_a_body_ends_a_name() -> None:
    text = "Das sagte Elke Brandhoff von der Gewerkschaft Kai und Kran. Ursula von der Leyen schwieg."
    assert {n.text for n in find_names(text, "", "de") if n.type == "person"} == {"Elke Brandhoff", "Ursula von der Leyen"}


def test_an_article_that_leans_on_its_noun_is_no_name() -> None:
    assert [n.text for n in find_names("L’entraîneure Bérengère Sauvage a dit non.", "", "fr")] == ["Bérengère Sauvage"]
