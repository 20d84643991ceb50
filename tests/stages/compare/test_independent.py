"""Figures of one thing in reports that share no sentence, and figures that are of two things however much is alike around them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headwater.stages.compare import Account, compare
from headwater.stages.compare.independent import independent
from headwater.stages.compare.lines import lines
from headwater.stages.compare.pairs import lots

Make = Callable[..., Account]


def said(one: Account, other: Account) -> list[set[str]]:
    """What the two are found to contradict each other on, by this way alone."""
    found = independent(lots([lines(one), lines(other)]))
    return [{a.line.text[t.start - a.line.start : t.end - a.line.start] for a, t in ((a, s.one), (b, s.other))} for a, b, s in found]


@pytest.mark.parametrize(
    ("one", "other", "figures"),
    [
        ("The ferry Halvard was carrying 231 people on board as it left Ostrel.", "All 214 aboard the Halvard are safe.", set()),
        (
            "There were 231 people on board the Halvard when fog came up, a pilot recalled.",
            "Rescuers took all 214 people aboard the Halvard to the pier in small boats.",
            {"231", "214"},
        ),
        (
            "An earthquake of magnitude 5.4 shook Varnholt at dawn.",
            "Seismologists put the magnitude of the tremor in Varnholt at 5.2.",
            {"5.4", "5.2"},
        ),
        (
            "Unemployment in Lindmark rose to 5.8 percent in March.",
            "The agency of Lindmark gave an unemployment rate of 6.2 percent.",
            {"5.8 percent", "6.2 percent"},
        ),
        ("Brandvold Shipping will cut 567 jobs in Skerrick.", "The yard of Skerrick will lose 454 jobs.", {"567", "454"}),
    ],
)
def test_a_conflict_is_found_in_sentences_of_their_own(account: Make, one: str, other: str, figures: set[str]) -> None:
    assert said(account(one, "one"), account(other, "two")) == ([figures] if figures else [])
    raised = [{side.says for side in d.sides} for d in compare([account(one, "one"), account(other, "two")]).differences]
    assert raised == ([figures] if figures else [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Both can be right, or are the same.
        ("Brandvold Shipping will cut about 500 jobs in Skerrick.", "The yard of Skerrick will lose 470 jobs."),
        ("Brandvold Shipping will pay $43,885,310 in taxes in Skerrick.", "In Skerrick, taxes of Brandvold Shipping are $43 million."),
        # Another thing is counted.
        ("Brandvold Shipping will cut 567 jobs in Skerrick.", "Brandvold Shipping has 454 ships in Skerrick."),
        ("Inflation in Lindmark slowed to 2.1 percent.", "Unemployment in Lindmark rose to 3.2 percent."),
        # Some of a whole; a compound.
        ("The fire in Tormouth burned 34 houses.", "The fire in Tormouth burned 28 other houses."),
        ("The council of Tormouth wants a 60-seat assembly.", "The council of Tormouth wants a 45-seat assembly."),
        # Elsewhere; at another time; by another party; of two or three of a thing.
        ("The storm damaged 120 houses in Paris.", "The storm damaged 160 houses in Berlin."),
        ("In 2019 the fire of Tormouth burned 120 houses.", "In 2022 the fire of Tormouth burned 160 houses."),
        ("The fire in Tormouth burned two houses.", "Firefighters saw three houses in flames in Tormouth."),
    ],
)
def test_what_can_both_be_right_or_is_of_two_things_raises_nothing(account: Make, one: str, other: str) -> None:
    assert said(account(one, "one"), account(other, "two")) == []


def test_a_report_with_two_such_figures_says_nothing_of_either(account: Make) -> None:
    one = account("The yard of Skerrick will lose 567 jobs. Brandvold Shipping said the yard will lose 610 jobs in Skerrick by May.", "one")
    two = account("In Skerrick, Brandvold Shipping will cut 454 jobs at the yard.", "two")
    assert said(one, two) == []


def test_what_each_of_two_named_parties_counts_is_no_slip(account: Make) -> None:
    one = account("Vladimir Putin said that 450 soldiers had been killed at the bridge of Tormouth.", "one")
    two = account("At the bridge of Tormouth 600 soldiers were killed, Volodymyr Zelenskyy said.", "two")
    assert said(one, two) == []
