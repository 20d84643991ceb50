"""The table of keys against a plain count."""

from __future__ import annotations

from collections import Counter
from math import isclose, log

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.story.keys import PSEUDO_REPORTS, TONGUES, Keys
from headwater.stages.story.prior import SPACES, expected_share

REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["en", "de", "und"]),
        st.lists(st.sampled_from(["w:reef", "w:hull", "w:rat", "n:mrbr", "#:214", "c:quake"]), unique=True, max_size=6),
    ),
    max_size=30,
)


def _terms(keys: list[str]) -> tuple[tuple[str, float], ...]:
    return tuple((key, 1.0) for key in keys)


@given(REPORTS)
def test_rarity_is_what_a_plain_count_gives(reports: list[tuple[str, list[str]]]) -> None:
    table, found, seen = Keys(), Counter[str](), Counter[str]()
    spoken: dict[str, set[str]] = {}
    for language, keys in reports:
        tongue = table.tongue(language)
        table.count(table.meet(_terms(keys), tongue), tongue)
        found.update(keys)
        seen[language] += 1
        for key in keys:
            spoken.setdefault(key, set()).add(language)
    asked = [*found, "w:never", "n:never"]
    numbers = table.seek(_terms(asked))
    assert numbers.tolist() == [*range(len(found)), -1, -1]
    rarity, spaces = table.rarity(numbers[:-2])
    for key, value, space in zip(found, rarity.tolist(), spaces.tolist(), strict=True):
        one_tongue = key.startswith("w:") and len(spoken[key]) == 1
        reports_seen = seen[next(iter(spoken[key]))] if one_tongue else len(reports)
        expected = log(reports_seen + PSEUDO_REPORTS) - log(found[key] + 0.5 + PSEUDO_REPORTS * expected_share(key))
        assert isclose(value, max(0.0, expected), abs_tol=1e-5)
        assert space == SPACES[key[:2]]
    unmet, kinds = table.unmet(asked[-2:])
    assert kinds == [SPACES["w:"], SPACES["n:"]]
    assert isclose(unmet[0], log((len(reports) + PSEUDO_REPORTS) / (0.5 + PSEUDO_REPORTS * expected_share("w:never"))))


@given(st.lists(st.integers(0, 1999), unique=True, max_size=300), st.lists(st.integers(0, 1999), max_size=300))
def test_keys_have_their_place_among_those_that_are_asked_for(asked: list[int], carried: list[int]) -> None:
    table = Keys()
    for begin in range(0, 2000, 100):
        table.meet(_terms([f"w:{number}" for number in range(begin, begin + 100)]), table.tongue("en"))
    assert len(table) == 2000
    for _ in range(2):  # what a look-up notes does not stay
        rarity, _, places = table.beside(np.array(asked, np.int64), np.array(carried, np.int64))
        assert places.tolist() == [asked.index(number) + 1 if number in asked else 0 for number in carried]
        assert rarity.tolist() == table.rarity(np.array(carried, np.int64))[0].tolist()
        among = table.among(np.array(asked, np.int64), np.array(carried, np.int64))
        assert among.tolist() == [number in asked for number in carried]


def test_many_languages_have_numbers_of_their_own() -> None:
    table = Keys()
    numbers = [table.tongue(f"l{number}") for number in range(40)]
    assert numbers == list(range(1, 41))
    assert table.known_tongue("l39") == 40
    assert table.known_tongue("none") == 0
    table.count(table.meet((("w:reef", 1.0),), 40), 40)
    assert table.rarity(table.seek((("w:reef", 1.0),)))[0][0] > 0


def test_keys_of_few_reports_tell_more_the_fewer_have_them_and_the_more_were_seen() -> None:
    table = Keys()
    tongue = table.tongue("en")
    reports = [["w:capsizing"] * (at < 2) + ["w:lighthouse"] * (at < 8) + ["w:passenger"] for at in range(400)]
    told = []
    for at, keys in enumerate(reports):
        table.count(table.meet(_terms(keys), tongue), tongue)
        if at in (20, 399):
            told.append(table.told(np.array([0.0, 3.0]), np.array([tongue])).tolist())
    few = table.fewness(table.seek(_terms(["w:capsizing", "w:lighthouse", "w:passenger"]))).tolist()
    assert few[0] > few[1] > few[2] == 0
    (little, _), (none, some) = told
    assert none < little < 0 < some


def test_of_very_many_languages_the_last_are_taken_for_any() -> None:
    table = Keys()
    for number in range(TONGUES + 9):
        tongue = table.tongue(f"x{number}")
        table.count(table.meet(_terms([f"w:{number}"]), tongue), tongue)
    assert table.tongue("x3") == 4
    assert table.tongue(f"x{TONGUES}") == 0
    rarity, _ = table.rarity(np.array([3, TONGUES]))
    assert rarity[1] > rarity[0], "the one counts within its language, the other within all"
