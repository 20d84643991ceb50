"""The generator of slips, and how well they are found: hundreds of pairs here, 10,000 by `tools/measure_differences.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from headwater.demo.accounts import happenings, reports
from headwater.demo.retelling import retell, told
from headwater.demo.slips import KINDS, pairs

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from measure_differences import measure, measure_independent


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_stands_where_it_says(kind: str) -> None:
    for pair in pairs(6, 3, kind):  # type: ignore[arg-type]
        assert pair.slip is not None
        assert pair.slip.kind == kind
        assert pair.copy[pair.slip.start : pair.slip.end] == pair.slip.now
        assert pair.slip.was != pair.slip.now


def test_the_same_seed_gives_the_same_pairs() -> None:
    assert list(pairs(14, 5)) == list(pairs(14, 5))
    assert list(pairs(14, 5)) != list(pairs(14, 6))


def test_retelling_changes_words_and_keeps_quotations() -> None:
    report = next(t for t in told() if t.language == "en" and t.text.count("“") > 3)
    other = retell(report.text, "en", Random(1))
    assert other != report.text
    for piece in report.text.split("“")[1:3]:
        assert piece.split("”")[0].rstrip(",.") in other


def test_slips_are_found_and_rewordings_raise_nothing() -> None:
    result = measure(210, 11)
    assert result["precision"] >= 0.98
    assert result["recall"] >= 0.95
    assert result["false_alarms"] <= 0.01


def test_two_reports_of_one_happening_share_their_claims_and_no_sentence() -> None:
    for pair in reports(40, 3):
        one, two = (set(told.text.replace("\n", " ").split(". ")) for told in (pair.one, pair.two))
        assert not {s for s in one & two if any(c.isdigit() for c in s)}
        assert pair.figures[0] in pair.one.text
        assert pair.figures[1] in pair.two.text
        assert pair.figures[0] != pair.figures[1]
        assert pair.claim in happenings()[pair.one.key].claims


def test_conflicts_between_reports_in_their_own_words_are_found() -> None:
    result = measure_independent(150, 5)
    assert result["precision"] >= 0.98
    assert result["recall"] >= 0.7
    assert result["false_alarms"] <= 0.01
