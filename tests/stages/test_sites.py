"""What is learned of a host, and when it is trusted."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from headwater.model import Sighting, Site
from headwater.stages import sites
from headwater.stages.sites import CHECKED, ENOUGH, WINDOW, Memory, is_check, learned

BODY, STORY, MENU, BOX, PLEA = 1, 2, 11, 12, 21
PLAIN = Sighting(empty=(MENU, BOX), held=((BODY, 900), (STORY, 900)), lines=(PLEA, 22, 23))


def after(*seen: Sighting, memory: Memory | None = None) -> Memory:
    memory = memory or Memory()
    for one in seen:
        memory = learned(memory, one, 5.0)
    return memory


def test_three_pages_are_enough_and_two_are_not() -> None:
    assert after(PLAIN, PLAIN).site == Site()
    assert after(PLAIN, PLAIN, PLAIN).site == Site(edition=1, passed=frozenset({MENU, BOX}), lines=frozenset({PLEA, 22, 23}))


def test_what_ever_held_a_report_is_not_passed_over() -> None:
    odd = replace(PLAIN, empty=(MENU,), held=((BODY, 900), (BOX, 900)))
    assert after(PLAIN, PLAIN, odd, PLAIN).site.passed == {MENU}


def test_a_line_has_to_stand_in_a_fair_share_of_the_reports() -> None:
    memory = after(*[replace(PLAIN, lines=(100 + n,) if n % 8 else (PLEA,)) for n in range(40)])
    assert memory.lines[PLEA] >= ENOUGH
    assert memory.site.lines == frozenset()


def test_a_page_that_shows_no_report_teaches_nothing() -> None:
    assert after(Sighting(empty=(MENU,))) == Memory()


def test_a_page_that_was_not_read_in_full_says_nothing_of_what_it_passed_over() -> None:
    memory = after(PLAIN, PLAIN, PLAIN)
    memory = after(Sighting(edition=1, full=False, empty=(99,), held=((BODY, 9),), lines=(PLEA,)), memory=memory)
    assert 99 not in memory.empty
    assert memory.lines[PLEA] == 4


def test_a_changed_site_is_learned_anew() -> None:
    memory = after(PLAIN, PLAIN, PLAIN)
    moved = Sighting(empty=(STORY,), held=((BODY, 900), (BOX, 900)), lines=(PLEA,))
    memory = after(moved, memory=memory)
    assert (memory.site, memory.changed, memory.changed_at, memory.reports) == (Site(), 1, 5.0, 1)
    memory = after(moved, moved, memory=memory)
    assert memory.site == Site(edition=2, passed=frozenset({STORY}), lines=frozenset({PLEA})), "no number is given twice"


def test_a_little_loss_is_put_right_at_once() -> None:
    memory = after(PLAIN, PLAIN, PLAIN)
    memory = after(Sighting(held=((BODY, 900), (BOX, 9)), lines=(PLEA,)), memory=memory)
    assert (memory.changed, memory.site.passed) == (0, {MENU})


def test_what_a_site_stopped_doing_is_forgotten() -> None:
    memory = after(*[PLAIN] * WINDOW)
    memory = after(*[replace(PLAIN, empty=(BOX,), lines=(22,))] * (8 * WINDOW), memory=memory)
    assert memory.site.passed == {BOX}
    assert memory.site.lines == {22}
    assert MENU not in memory.empty
    assert PLEA not in memory.lines


def test_editions_come_ever_more_seldom() -> None:
    memory, made = Memory(), []
    for number in range(2000):
        before = memory.editions
        memory = learned(memory, replace(PLAIN, empty=(MENU, 1000 + number // 3)), 1.0)
        if memory.editions > before:
            made.append(number)
    assert made[:4] == [2, 5, 11, 23]
    assert len(made) < 14


def test_one_page_in_some_is_a_check() -> None:
    checks = sum(is_check(f"https://quaygazette.example/{number}") for number in range(4000))
    assert 0.8 < checks * CHECKED / 4000 < 1.2


_SIGHTING = st.builds(
    Sighting,
    empty=st.lists(st.integers(50, 70), unique=True).map(tuple),
    held=st.lists(st.integers(60, 80), min_size=1, unique=True).map(lambda held: tuple((place, 500) for place in held)),
    lines=st.lists(st.integers(0, 30), unique=True).map(tuple),
)


@given(st.lists(_SIGHTING, max_size=ENOUGH * 8), st.randoms(use_true_random=False))
def test_the_order_of_pages_changes_nothing(seen: list[Sighting], chance: random.Random) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)
    # What is trusted after these pages, whenever the last edition was made.
    one, other = (sites._with_edition(_all_counted(found)) for found in (seen, shuffled))
    assert one.site == other.site
    assert (one.empty, one.lines, set(one.held)) == (other.empty, other.lines, set(other.held))


def _all_counted(seen: list[Sighting]) -> Memory:
    memory = Memory()
    for one in seen:
        memory = sites._counted(memory, one)
    return memory


@given(st.integers(1, 4000), st.integers(0, 99))
def test_a_memory_is_bounded(size: int, start: int) -> None:
    memory = Memory()
    for number in range(4):
        many = tuple(range(start + number * size, start + (number + 1) * size))
        memory = learned(memory, Sighting(empty=many, held=tuple((place, 1) for place in many), lines=many), 1.0)
        memory = learned(memory, replace(PLAIN, empty=many, lines=many), 1.0)
    assert len(memory.empty) <= sites.MAX_CONTAINERS
    assert len(memory.lines) <= sites.MAX_LINES
    assert len(memory.held) <= sites.MAX_HELD
    assert len(memory.site.passed) <= sites.MAX_TRUSTED
    assert len(memory.site.lines) <= sites.MAX_TRUSTED
