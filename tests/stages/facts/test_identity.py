"""Who is meant beyond one article: what is one person or body over a story and over the store, and what is not. People are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.model import Name
from headwater.stages.facts import find_names
from headwater.stages.facts.identity import identities, sound


def named(*texts: tuple[str, str]) -> dict[str, tuple[Name, ...]]:
    return {str(place): find_names(text, "", language) for place, (text, language) in enumerate(texts)}


def ids(found: dict[str, tuple[Name, ...]], stored: dict[str, list[str]] | None = None) -> list[set[str]]:
    """For each report, the ids over all reports of the persons and bodies in it."""
    meant = identities(found, stored or {})
    return [{meant.get((key, n.id), n.id) for n in names if n.type in ("person", "org")} for key, names in found.items()]


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Maud Hebblethwaite spoke.", "Про це сказала Мод Геблтвейт."),
        ("Leopold Stainach spoke.", "Про це сказав Леопольд Штайнах."),
        ("Celso Ibarrola spoke.", "Про це сказав Сельсо Ібаррола."),
    ],
)
def test_a_name_is_known_again_in_another_script(latin: str, cyrillic: str) -> None:
    first, second = ids(named((latin, "en"), (cyrillic, "uk")))
    assert first
    assert first == second


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Oleg Brandov spoke.", "Про це сказала Ольга Брандова."),
        ("Olena Brandenko spoke.", "Про це сказала Аліна Бранденко."),
    ],
)
def test_another_given_name_is_another_person_in_any_script(latin: str, cyrillic: str) -> None:
    first, second = ids(named((latin, "en"), (cyrillic, "uk")))
    assert first.isdisjoint(second)


def test_another_script_joins_nobody_where_two_could_be_meant() -> None:
    found = ids(named(("Leopold Stainach spoke.", "en"), ("Leopold Steinach spoke.", "en"), ("Про це сказав Леопольд Штайнах.", "uk")))
    assert found[2].isdisjoint(found[0] | found[1]) or found[0] == found[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yevgeny Brodzhin spoke.", "Evgeny Brodzhin spoke."),
        ("Mohammed Tarawi spoke.", "Muhammad Tarawi spoke."),
        ("Sergei Wolkanow spoke.", "Serhiy Volkanov spoke."),
        ("Minister Odile Farrant spoke.", "Minister Farrant spoke."),
        ("William Tremlett spoke.", "Bill Tremlett spoke."),
        ("Maria Elena Brandvold spoke.", "Maria Brandvold spoke."),
        ("The Ulmstad Harbour Agency met.", "The UHA met."),
        ("Brackholm Energy Corporation met.", "Brackholm Energy Corporation Ltd met."),
    ],
)
def test_spellings_short_forms_and_acronyms_of_a_story_are_one(one: str, other: str) -> None:
    first, second = ids(named((one, "en"), (other, "en")))
    assert first
    assert first == second


def test_scripts_are_one() -> None:
    first, second = ids(named(("Kirill Zabrodin spoke.", "en"), ("Кирилл Забродин выступил.", "ru")))
    assert first == second == {"kirill-zabrodin"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("António Guterres spoke.", "António Gutiérrez spoke."),
        ("Ron Tremlett spoke.", "Ren Tremlett spoke."),
        ("Maria Miller spoke.", "Mario Muller spoke."),
        ("Maria Elena Brandvold spoke.", "Maria Sofia Brandvold spoke."),
        ("Odile Farrant spoke.", "Hugo Farrant spoke."),
    ],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    first, second = ids(named((one, "en"), (other, "en")))
    assert first
    assert second
    assert not first & second


def test_a_surname_that_two_bear_means_neither_of_them() -> None:
    first, second, third = ids(named(("Odile Farrant spoke.", "en"), ("Hugo Farrant spoke.", "en"), ("Minister Farrant spoke.", "en")))
    assert third == {"farrant"}
    assert first != second


def test_the_store_says_which_spelling_stands_for_all_but_never_who_a_lone_surname_is() -> None:
    found = named(("Yevgeny Brodzhin spoke.", "en"))
    heard = sound("yevgeny-brodzhin")
    assert heard
    assert ids(found, {heard: ["evgeny-brodzhin", "yevgeny-brodzhin"]}) == [{"evgeny-brodzhin"}]
    assert ids(named(("Minister Brodzhin spoke.", "en")), {heard: ["evgeny-brodzhin"]}) == [{"brodzhin"}]


def test_two_well_known_people_are_never_one() -> None:
    text = "Volodymyr Zelenskyy spoke. Vladimir Putin spoke."
    assert ids(named((text, "en"), ("Зеленський виступив.", "uk"), ("Selenskyj und Putin sprachen.", "de"))) == [
        {"volodymyr-zelensky", "vladimir-putin"},
        {"volodymyr-zelensky"},
        {"volodymyr-zelensky", "vladimir-putin"},
    ]


NAMES = st.lists(
    st.builds(
        lambda identity, kind, letter: Name(start=0, end=1, text=letter, type=kind, id=identity),
        st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6}){0,3}", fullmatch=True),
        st.sampled_from(("person", "org", "place")),
        st.sampled_from("xж"),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from("abcd"), NAMES, max_size=4))
def test_who_is_meant_depends_on_no_order_and_is_settled_at_once(reports: dict[str, list[Name]]) -> None:
    found = identities(reports, {})
    again = identities(dict(reversed([(key, list(reversed(names))) for key, names in reports.items()])), {})
    assert found == again
    assert all(known != thing for (_, thing), known in found.items())
    everyone = {n.id for names in reports.values() for n in names}
    assert set(found.values()) <= everyone
