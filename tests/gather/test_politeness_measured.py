"""The measure of politeness in tools/, over its first hours, on every run of the tests."""

from __future__ import annotations

from toolbox import load

tool = load("measure_politeness")


async def test_six_polls_an_hour_apart_are_polite() -> None:
    figures = await tool.measure(6)
    assert tool.broken_bounds(figures) == []
    six = figures["feed_requests_in_six_hours"]
    assert six["plain"] >= 4, "and they are polls, not silence"
    assert figures["requests"] > 100


def test_what_is_impolite_is_told() -> None:
    six = dict.fromkeys(tool.OUTLETS, 6)
    names = ("repeated_unconditional", "altered_validators", "after_410", "with_cookie", "with_referrer", "without_contact")
    figures = {"hours": 6, "overlapping_at_a_host": 1, "feed_requests_in_six_hours": six, **dict.fromkeys(names, 1)}
    told = tool.broken_bounds(figures)
    assert len(told) == 7 + 9
