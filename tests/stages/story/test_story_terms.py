"""Story terms: what two reports of one happening have in common, whatever their language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Figure, Name
from headwater.stages.facts import find_times
from headwater.stages.story import Given, segment, terms
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
    found = dict(terms("Lighthouse destroyed", body, "en"))
    assert found["w:lighthous"] > found["w:destroy"] > found["w:donkey"]


def test_numbers_are_one_however_they_are_written() -> None:
    written = ["1,300 people", "1.300 Menschen", "1 300 osob", "1300 people"]
    assert {key for text in written for key, _ in terms("", text, "en") if key.startswith("#:")} == {"#:1300"}


def test_decimal_comma_and_point_agree_and_single_digits_say_nothing() -> None:
    keys = {key for key, _ in terms("", "Es sind 2,5 von 7 und 2.5 von 9.", "de") if key.startswith("#:")}
    assert keys == {"#:2.5"}


def test_title_alone_gives_terms() -> None:
    found = dict(terms("Maribel runs aground off Tollmark", "", "en"))
    assert {"w:maribel", "w:aground", "w:tollmark"} <= set(found)


def test_given_names_and_figures_count() -> None:
    name = Name(start=0, end=8, text="tollmark", type="place", id="x")
    said = Name(start=0, end=8, text="Tollmark", type="place", id="x")
    figure = Figure(start=0, end=3, text="2,5 Millionen", value=2_500_000)
    found = dict(terms("", "nichts", "de", Given([name, said], [figure])))
    assert "#:2500000" in found
    assert "n:" + name_key("Tollmark") in found


def test_chinese_and_japanese_give_pairs_of_characters() -> None:
    found = dict(terms("渡轮在港口搁浅", "", "zh"))
    assert {"w:渡轮", "w:搁浅"} <= set(found)


def test_pairs_of_characters_do_not_bridge_two_words() -> None:
    found = dict(terms("", "香港特别行政区行政长官选举委员会开会", "zh"))
    assert {"w:香港", "w:特别", "w:长官", "w:选举"} <= set(found)
    assert not {"w:港特", "w:政长", "w:官选", "w:举委"} & set(found)
    found = dict(terms("", "地震発生から三日目の捜索活動が続く", "ja"))
    assert {"w:地震", "w:発生", "w:捜索", "w:活動"} <= set(found)
    assert "w:索活" not in found


def test_what_stands_beside_a_run_tells_where_its_words_end() -> None:
    whole, cut = "港で大型貨客船座礁事故が起きた", 40
    assert "".join(segment.words(whole, cut)) == "大型貨客船座礁事故"
    assert list(segment.words("海" * 9, 0)) == ["海" * 9]
    assert list(segment.words("渡輪在港口擱淺，乘客們都獲救了，這個國家的議會說會調查", cut))[:2] == ["渡輪", "港口"]


def test_acronym_is_a_name_though_the_word_says_nothing() -> None:
    assert "n:@usa" in dict(terms("", "Envoys of the US met in Tollmark.", "en"))
    assert "n:@usa" not in dict(terms("", "They told us nothing in Tollmark.", "en"))


@given(st.text(max_size=400), st.text(max_size=3000), st.sampled_from(["en", "de", "ru", "ja", "zh", "und", "xx", ""]))
def test_any_text_gives_bounded_sorted_terms(title: str, text: str, language: str) -> None:
    found = terms(title, text, language)
    assert len(found) <= MAX_TERMS
    assert len({key for key, _ in found}) == len(found)
    assert all(key[:2] in ("w:", "n:", "#:", "c:", "d:") and 0 < weight < 10 for key, weight in found)
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert found == terms(title, text, language)


@pytest.mark.parametrize("unit", ["1,", "a.", "1 000 ", "A'", "東", "ア", "-", "é\u0301", "."])
def test_long_hostile_text_is_bounded(unit: str) -> None:
    assert len(terms(unit * 300, unit * 300_000, "en")) <= MAX_TERMS


def test_concepts_agree_across_languages() -> None:
    told = {
        "en": ("Earthquake in Varland", "The earthquake damaged a lighthouse."),
        "de": ("Erdbeben in Varland", "Der Erdbebendienst meldet Schäden an einem Leuchtturm."),
        "uk": ("Землетрус у Варланді", "Через землетрус пошкоджено маяк."),
        "ja": ("ワルランドで地震", "地震で灯台が壊れた。"),
    }
    for language, (title, text) in told.items():
        keys = {key for key, _ in terms(title, text, language)}
        assert {"c:earthquake", "c:lighthouse"} <= keys, language


def test_words_that_only_begin_like_a_concept_stand_for_none() -> None:
    keys = {key for key, _ in terms("", "A hundred portals and a paperback were sold to the cruelest bidder.", "en")}
    assert not {key for key in keys if key.startswith("c:")}


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "It struck at 10:43 near the lake.", "#:10:43"),
        ("de", "Es geschah um 10.43 Uhr am See.", "#:10:43"),
        ("fr", "Il était 10 h 43 au bord du lac.", "#:10:43"),
        ("ja", "10時43分ごろに揺れた。", "#:10:43"),
        ("en", "It struck at 10:43 p.m. near the lake.", "#:22:43"),
        ("en", "The doors opened at 15:00.", "#:15"),
        ("ja", "観客は2万2千人だった。", "#:22000"),
        ("ja", "約40キロ先まで届いた。", "#:40"),
        ("en", "At least eleven were aboard.", "#:11"),
        ("uk", "На борту було одинадцять людей.", "#:11"),
    ],
)
def test_numbers_are_one_key_however_written(language: str, text: str, number: str) -> None:
    assert number in {key for key, _ in terms("", text, language)}


def test_a_time_of_day_is_no_decimal() -> None:
    for time, number in (("06:20", "6,2"), ("00:15", "0.15"), ("3:25", "3.25")):
        found = [{key for key, _ in terms("", f"Es waren {said} genau.", "de") if key.startswith("#:")} for said in (time, number)]
        assert len(found[0] | found[1]) == 2, (time, number)


def test_days_of_a_japanese_date_are_no_numbers() -> None:
    assert not {key for key, _ in terms("", "11月21日に発表した。", "ja") if key.startswith("#:")}


def test_german_nouns_are_no_names() -> None:
    text = "In Quellstadt hat die Fähre einen Bagger gerammt. 96 Menschen standen in dichtem Nebel, sagte Ilse Tannwald."
    keys = {key for key, _ in terms("", text, "de") if key.startswith("n:")}
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
    found = {key: weight for key, weight in terms("", text, language) if key.startswith("d:")}
    assert sorted(found, key=lambda key: -found[key]) == sorted(days, key=lambda key: -days[key])


MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("language", "text", "published", "days"),
    [
        ("en", "Low water on 30 November stood 2.6 metres below.", MONDAY, {"d:1"}),
        ("en", "TOLLMARK, Nov. 28, 2026 - Low water stood far below.", MONDAY, {"d:6"}),
        ("de", "Der Pegel stand am 1. Dezember 12 Zentimeter tiefer.", MONDAY, {"d:2"}),
        ("fr", "Le 30 novembre, la mer est descendue plus bas.", MONDAY, {"d:1"}),
        ("uk", "Рівень води 30 листопада був нижчим.", MONDAY, {"d:1"}),
        ("ja", "11月30日の干潮は予想を下回った。", MONDAY, {"d:1"}),
        ("ja", "29日の干潮は予想を下回った。", MONDAY, {"d:7"}),
        ("zh", "渡轮30日搁浅。", date(2026, 12, 2), {"d:1"}),
        ("ja", "30日間の調査を終えた。", MONDAY, set()),
        ("ja", "10日の干潮は予想を下回った。", MONDAY, set()),
        ("en", "Low water on 30 November stood below.", None, set()),
        ("en", "Low water on 30 November stood below.", date(2026, 12, 7), set()),
        ("en", "On Tuesday low water stood below that of 30 November.", MONDAY, {"d:2"}),
    ],
)
def test_a_date_near_publication_names_its_weekday(language: str, text: str, published: date | None, days: set[str]) -> None:
    at = datetime(published.year, published.month, published.day, tzinfo=UTC) if published else None
    times = find_times(text, at, language)
    keys = {key for key, _ in terms("", text, language, Given(times=times, published=published))}
    assert {key for key in keys if key.startswith("d:")} == days
    assert "#:30" not in keys or not days, "the day is no number besides"
    assert "#:2.6" in keys or "2.6" not in text, "other numbers of the sentence are"


def test_a_year_of_a_near_date_stays_a_number_and_a_far_date_is_one() -> None:
    text = "Low water on 30 November 2026 stood below that of 17 March 2025."
    given = Given(times=find_times(text, datetime(2026, 11, 30, tzinfo=UTC), "en"), published=MONDAY)
    assert {key for key, _ in terms("", text, "en", given) if key[:2] in ("#:", "d:")} == {"d:1", "#:2026", "#:17", "#:2025"}


def test_a_date_at_the_ends_of_time_names_its_weekday() -> None:
    for published in (date.min, date.max):
        assert dict(terms("", f"{published.day}日の干潮", "ja", Given(published=published)))[f"d:{published.isoweekday()}"] > 0
