from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headwater.sources.pace import FEW, HEADROOM, NEW_EVERY, SLOWEST, Pace, Turns


def starts(pace: Pace, sources: int, planned: float, ticks: list[float]) -> list[int]:
    """What is started where everything granted is used."""
    used = []
    for now in ticks:
        used.append(pace.grant(now, sources, planned))
        pace.used(used[-1])
    return used


def test_a_few_sources_are_not_paced() -> None:
    assert Pace().grant(0.0, FEW, 0.0) == FEW


def test_a_long_list_is_begun_evenly() -> None:
    sources = 10_000
    used = starts(Pace(), sources, sources / NEW_EVERY, [float(t) for t in range(600)])
    rate = HEADROOM * sources / NEW_EVERY
    assert max(used) <= rate + 2
    assert abs(sum(used) - 600 * rate) < 2 * rate


@given(st.floats(0.0, 50.0), st.lists(st.floats(0.0, 40.0), min_size=1, max_size=60))
def test_never_more_than_the_headroom_over_any_time(planned: float, waits: list[float]) -> None:
    pace, now, ticks = Pace(), 0.0, []
    for wait in waits:
        now += wait
        ticks.append(now)
    used = starts(pace, 5_000, planned, ticks)
    rate = max(HEADROOM * planned, SLOWEST)
    assert sum(used) <= rate * (now - ticks[0] + 1.0) + 1.0
    assert all(number <= rate * 10.0 + 1.0 for number in used)


def test_two_known_sources_then_a_new_one() -> None:
    turns = Turns()
    assert turns.first(4, ["a", "b", "c", "d"], ["1", "2"]) == ["a", "b", "1", "c"]
    assert turns.first(3, ["d", "e", "f"], ["2"]) == ["d", "2", "e"], "it goes on where it stopped"
    assert turns.first(9, [], ["3", "4"]) == ["3", "4"]
    assert turns.first(2, ["g"], []) == ["g"]


@given(st.lists(st.integers(0, 9), min_size=30, max_size=60))
def test_neither_the_known_nor_the_new_are_held_up_by_the_others(rooms: list[int]) -> None:
    turns = Turns()
    chosen = [one for room in rooms for one in turns.first(room, ["known"] * 9, ["new"] * 9)]
    assert len(chosen) == sum(rooms)
    assert all("new" in chosen[at : at + 3] for at in range(len(chosen) - 3))
    assert all(chosen[at : at + 3].count("known") == 2 for at in range(len(chosen) - 3))


def test_what_was_not_needed_is_not_kept_for_a_burst() -> None:
    pace = Pace()
    for now in range(3_600):
        pace.grant(float(now), 10_000, 10.0)
    assert pace.grant(3_600.0, 10_000, 10.0) <= HEADROOM * 10.0 + 2
