from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.rights.paths import lies_in

PATTERN = st.text(alphabet="/ab*", max_size=8).flatmap(lambda text: st.sampled_from([text, text + "$"]))


@given(st.text(alphabet="/ab", max_size=12), PATTERN)
def test_it_is_a_prefix_with_any_runs(path: str, pattern: str) -> None:
    regex = ".*".join(map(re.escape, pattern.rstrip("$").split("*"))) + ("$" if pattern.endswith("$") else "")
    assert lies_in(path, pattern) is (re.match(regex, path) is not None)


@pytest.mark.parametrize("end", ["", "$"])
def test_a_hostile_pattern_is_answered(end: str) -> None:
    """One that a backtracking search would not finish: many runs, and no end that fits."""
    assert not lies_in("/" + "a" * 4_000, "/" + "*a" * 200 + "*b" + end)
