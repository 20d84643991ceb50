"""Story terms: what two reports of one happening have in common, whatever their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Figure, Name
from headwater.stages.story import segment, terms
from headwater.stages.story.spelling import name_key
from headwater.stages.story.terms import MAX_TERMS


@pytest.mark.parametrize(
    "spellings",
    [
        "Zelensky Zelenskyy Selenskyj Зеленський Зеленского ゼレンスキー 泽连斯基",
        "Tokyo Tokio Токио 東京 东京",
        "Germany Deutschland Allemagne Германии Německo ドイツ",
        "Lukashenko Lukaschenko Loukachenko Лукашенко",
        "Dahlstrup Дальструп",
        "Skarn Скарн スカルン",
        "Ferrante Ферранте",
        "Horváthová Horvathova",
        "Kostadinov Костадинов Kostadinow",
    ],
)
def test_one_name_has_one_key_in_all_spellings(spellings: str) -> None:
    assert len({name_key(spelling) for spelling in spellings.split()}) == 1


def test_different_names_have_different_keys() -> None:
    names = ["Dahlstrup", "Ferrante", "Marchetti", "Brandsma", "Tollmark", "Alvane", "Germany", "Peru", "Pera"]
    assert len({name_key(name) for name in names}) == len(names)


def test_words_of_title_and_lead_weigh_more_than_the_tail() -> None:
    body = "The lighthouse burned. " + "Nothing else of note happened in that quiet town. " * 80 + "A donkey escaped."
    found = dict(terms("Lighthouse destroyed", body, "en", (), ()))
    assert found["w:lighthous"] > found["w:destroy"] > found["w:donkey"]


def test_numbers_are_one_however_they_are_written() -> None:
    written = ["1,300 people", "1.300 Menschen", "1 300 osob", "1300 people"]
    assert {key for text in written for key, _ in terms("", text, "en", (), ()) if key.startswith("#:")} == {"#:1300"}


def test_decimal_comma_and_point_agree_and_single_digits_say_nothing() -> None:
    keys = {key for key, _ in terms("", "Es sind 2,5 von 7 und 2.5 von 9.", "de", (), ()) if key.startswith("#:")}
    assert keys == {"#:2.5"}


def test_title_alone_gives_terms() -> None:
    found = dict(terms("Maribel runs aground off Tollmark", "", "en", (), ()))
    assert {"w:maribel", "w:aground", "w:tollmark"} <= set(found)


def test_given_names_and_figures_count() -> None:
    name = Name(start=0, end=8, text="tollmark", type="place", id="x")
    said = Name(start=0, end=8, text="Tollmark", type="place", id="x")
    figure = Figure(start=0, end=3, text="2,5 Millionen", value=2_500_000)
    found = dict(terms("", "nichts", "de", (name, said), (figure,)))
    assert "#:2500000" in found
    assert "n:" + name_key("Tollmark") in found


def test_chinese_and_japanese_give_pairs_of_characters() -> None:
    found = dict(terms("渡轮在港口搁浅", "", "zh", (), ()))
    assert {"w:渡轮", "w:搁浅"} <= set(found)


def test_pairs_of_characters_do_not_bridge_two_words() -> None:
    found = dict(terms("", "香港特别行政区行政长官选举委员会开会", "zh", (), ()))
    assert {"w:香港", "w:特别", "w:长官", "w:选举"} <= set(found)
    assert not {"w:港特", "w:政长", "w:官选", "w:举委"} & set(found)
    found = dict(terms("", "地震発生から三日目の捜索活動が続く", "ja", (), ()))
    assert {"w:地震", "w:発生", "w:捜索", "w:活動"} <= set(found)
    assert "w:索活" not in found


def test_what_stands_beside_a_run_tells_where_its_words_end() -> None:
    whole, cut = "港で大型貨客船座礁事故が起きた", 40
    assert "".join(segment.words(whole, cut)) == "大型貨客船座礁事故"
    assert list(segment.words("海" * 9, 0)) == ["海" * 9]
    assert list(segment.words("渡輪在港口擱淺，乘客們都獲救了，這個國家的議會說會調查", cut))[:2] == ["渡輪", "港口"]


def test_acronym_is_a_name_though_the_word_says_nothing() -> None:
    assert "n:@usa" in dict(terms("", "Envoys of the US met in Tollmark.", "en", (), ()))
    assert "n:@usa" not in dict(terms("", "They told us nothing in Tollmark.", "en", (), ()))


@given(st.text(max_size=400), st.text(max_size=3000), st.sampled_from(["en", "de", "ru", "ja", "zh", "und", "xx", ""]))
def test_any_text_gives_bounded_sorted_terms(title: str, text: str, language: str) -> None:
    found = terms(title, text, language, (), ())
    assert len(found) <= MAX_TERMS
    assert len({key for key, _ in found}) == len(found)
    assert all(key[:2] in ("w:", "n:", "#:", "c:") and 0 < weight < 10 for key, weight in found)
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert found == terms(title, text, language, (), ())


@pytest.mark.parametrize("unit", ["1,", "a.", "1 000 ", "A'", "東", "ア", "-", "é\u0301", "."])
def test_long_hostile_text_is_bounded(unit: str) -> None:
    assert len(terms(unit * 300, unit * 300_000, "en", (), ())) <= MAX_TERMS


def test_concepts_agree_across_languages() -> None:
    told = {
        "en": ("Earthquake in Varland", "The earthquake damaged a lighthouse."),
        "de": ("Erdbeben in Varland", "Der Erdbebendienst meldet Schäden an einem Leuchtturm."),
        "uk": ("Землетрус у Варланді", "Через землетрус пошкоджено маяк."),
        "ja": ("ワルランドで地震", "地震で灯台が壊れた。"),
    }
    for language, (title, text) in told.items():
        keys = {key for key, _ in terms(title, text, language, (), ())}
        assert {"c:earthquake", "c:lighthouse"} <= keys, language


def test_words_that_only_begin_like_a_concept_stand_for_none() -> None:
    keys = {key for key, _ in terms("", "A hundred portals and a paperback were sold to the cruelest bidder.", "en", (), ())}
    assert not {key for key in keys if key.startswith("c:")}


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "It struck at 10:43 near the lake.", "#:10.43"),
        ("de", "Es geschah um 10.43 Uhr am See.", "#:10.43"),
        ("ja", "10時43分ごろに揺れた。", "#:10.43"),
        ("ja", "観客は2万2千人だった。", "#:22000"),
        ("ja", "約40キロ先まで届いた。", "#:40"),
        ("en", "At least eleven were aboard.", "#:11"),
        ("uk", "На борту було одинадцять людей.", "#:11"),
    ],
)
def test_numbers_are_one_key_however_written(language: str, text: str, number: str) -> None:
    assert number in {key for key, _ in terms("", text, language, (), ())}


def test_days_of_a_japanese_date_are_no_numbers() -> None:
    assert not {key for key, _ in terms("", "11月21日に発表した。", "ja", (), ()) if key.startswith("#:")}


def test_german_nouns_are_no_names() -> None:
    text = "In Quellstadt hat die Fähre einen Bagger gerammt. 96 Menschen standen in dichtem Nebel, sagte Ilse Tannwald."
    keys = {key for key, _ in terms("", text, "de", (), ()) if key.startswith("n:")}
    assert {"n:" + name_key(name) for name in ("Quellstadt", "Ilse", "Tannwald")} <= keys
    assert not {"n:" + name_key(noun) for noun in ("Fähre", "Bagger", "Menschen", "Nebel")} & keys


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "The mayor said on Thursday that the bridge would open on Friday; on Thursdays it is busy.", {"d:4": 2, "d:5": 1}),
        ("de", "Am Mittwochabend stiess die Faehre mit einem Kutter zusammen.", {"d:3": 1}),
        ("ru", "Паром сел на мель в среду, а в пятницу его сняли.", {"d:3": 1, "d:5": 1}),
        ("zh", "渡轮星期三搁浅。", {"d:3": 1}),
        ("en", "The ferry ran aground in the fog.", {}),
    ],
)
def test_the_weekdays_a_report_names_are_terms_in_every_language(language: str, text: str, days: dict[str, int]) -> None:
    found = {key: weight for key, weight in terms("", text, language, (), ()) if key.startswith("d:")}
    assert sorted(found, key=lambda key: -found[key]) == sorted(days, key=lambda key: -days[key])
