"""How alike two reports are: agreement counts, disagreement counts against."""

from __future__ import annotations

import numpy as np
from invented_happenings import FERRY_NORTH, FERRY_SOUTH, Told, decide, item

from headwater.stages.story import Index
from headwater.stages.story.likeness import pair_odds, weights


def odds(one: Told, other: Told) -> float:
    index = Index()
    for told in (other, FERRY_SOUTH[0]):
        index.add(item(told, told.id))
    return float(pair_odds([index.query(item(one._replace(id="new")))], np.zeros(1, np.int64), index.slots([other.id]), index)[0])


def bulletin(number: int, size: float, place: str, time: str, stations: int) -> Told:
    text = (
        f"An earthquake of magnitude {size} occurred at {time} local time near {place}. The value was obtained from {stations} stations."
        " It is the result of a first review and may change by up to two tenths. Aftershocks are to be expected."
    )
    return Told(f"q{number}", place, "en", f"Seismic bulletin {number}: magnitude {size}, {place}", text, number - 400)


def test_bulletins_of_one_office_on_two_happenings_stay_apart() -> None:
    first, second = bulletin(401, 5.2, "Orvath valley, Varland", "10:43", 37), bulletin(402, 6.1, "Quell Islands", "05:35", 52)
    index = Index()
    index.add(item(first, "first"))
    assert decide(item(second), index, {}).story is None


def test_other_numbers_make_two_reports_less_alike() -> None:
    same = FERRY_NORTH[1]
    changed = same._replace(text=same.text.replace("214", "37, 1,850 and 92"), title=same.title.replace("214", "37"))
    assert odds(FERRY_NORTH[0], same) > odds(FERRY_NORTH[0], changed)


def test_a_short_report_agrees_with_a_long_one_that_has_all_of_it() -> None:
    long = FERRY_NORTH[0]
    assert odds(long._replace(text=long.text[:130]), long) > 0


def test_a_day_alone_ties_no_two_languages_together() -> None:
    """They share what it is about and on which day, and no name and no number."""
    tram = Told(
        "tram", "", "ja", "路面電車が走った", "四十年ぶりに電車が日曜日の夜に走った。紙の灯籠をともした小さな電車を沿道の人々が迎えた。", 10
    )
    train = Told("train", "", "en", "Train stuck in a tunnel", "A train was stuck in a tunnel on Sunday. Its passengers walked out.", 5)
    undated = train._replace(text=train.text.replace(" on Sunday", ""))
    assert odds(tram, train) <= odds(tram, undated) < -2.0


def test_disagreement_counts_against_in_every_learned_weight() -> None:
    for learned in (weights().same, weights().other):
        assert (learned[-3:-1] < 0).all()
    assert len(weights().story) == 3
