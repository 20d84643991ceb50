"""What a copy still says after its source was corrected."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.lineage import stale

BEFORE = "The Maribel ran aground with 231 people aboard, the harbour master of Tollmark said on Monday. Nobody was hurt."
AFTER = BEFORE.replace("231", "214")
COPY = f"Ferry on the reef. {BEFORE} More follows."


def test_a_copy_of_the_uncorrected_text_is_stale() -> None:
    [span] = stale(COPY, BEFORE, AFTER)
    assert span.text == "231"
    assert COPY[span.start : span.end] == "231"


def test_a_copy_of_the_corrected_text_is_not() -> None:
    assert stale(COPY.replace("231", "214"), BEFORE, AFTER) == ()


def test_the_same_number_elsewhere_is_not_the_corrected_one() -> None:
    assert stale("Some 231 crowns were paid for the reef.", BEFORE, AFTER) == ()


def test_what_was_only_added_or_cut_makes_nothing_stale() -> None:
    assert stale(COPY, BEFORE, BEFORE + " Correction: the reef is the Skarn.") == ()
    assert stale(COPY, BEFORE, BEFORE.replace(" Nobody was hurt.", "")) == ()


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_spans_hold_for_any_texts(text: str, before: str, after: str) -> None:
    for span in stale(text, before, after):
        assert text[span.start : span.end] == span.text
    assert stale(before, before, before) == ()
