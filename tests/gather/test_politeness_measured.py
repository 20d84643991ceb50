"""The measure of politeness in tools/, over its first hours, on every run of the tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "measure_politeness.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure_politeness", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


async def test_six_polls_an_hour_apart_are_polite(tool: ModuleType) -> None:
    figures = await tool.measure(6)
    assert tool.broken_bounds(figures) == []
    six = figures["feed_requests_in_six_hours"]
    assert six["plain"] >= 4, "and they are polls, not silence"
    assert figures["requests"] > 100


def test_what_is_impolite_is_told(tool: ModuleType) -> None:
    six = dict.fromkeys(tool.OUTLETS, 6)
    names = ("repeated_unconditional", "altered_validators", "after_410", "with_cookie", "with_referrer", "without_contact")
    figures = {"hours": 6, "overlapping_at_a_host": 1, "feed_requests_in_six_hours": six, **dict.fromkeys(names, 1)}
    told = tool.broken_bounds(figures)
    assert len(told) == 7 + 9
