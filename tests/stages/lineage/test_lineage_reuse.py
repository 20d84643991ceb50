import re
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.stages.lineage import aligned, load_agencies
from headwater.stages.lineage.agencies import Agency
from headwater.stages.lineage.reuse import RUN, Wording, overlap

PASSAGE = "the pillars of the old pier were found to be hollow"
A = f"On Monday {PASSAGE}, the board said. Nobody laughed."
B = "Nobody laughed when it came out; THE PILLARS of the old pier were found, to be hollow and green."


def test_passages_are_aligned_on_both_sides() -> None:
    ((start, end, other_start, other_end),) = aligned(A, B)
    assert A[start:end] == PASSAGE
    assert B[other_start:other_end] == "THE PILLARS of the old pier were found, to be hollow"


def test_fewer_words_than_a_run_are_no_passage() -> None:
    assert aligned("one two three four five", "one two three four five") == ()
    assert aligned("", A) == ()


def test_words_in_quotation_marks_are_not_the_reporters_own() -> None:
    quote = "“We have known for eleven years that the pillars of the pier were hollow.”"
    one, two = (
        Wording.of(own + quote) for own in ("A crowd filled the hall and the band played. ", "Questions of money took up the evening. ")
    )
    found = overlap(one, two)
    assert found.of_article > 0.5
    assert found.own_words == 0


@pytest.mark.parametrize("marks", ["“{}”", "„{}“", "«{}»", '"{}"', "「{}」"])
def test_quotation_marks_of_several_languages(marks: str) -> None:
    made = Wording.of("They said: " + marks.format("we have known") + " and left")
    assert made.quoted.tolist() == [False, False, True, True, True, False, False]


texts = st.lists(st.sampled_from(["pier", "hollow", "the", "of", "nine", "“", "”", ".", "港", "湾"]), max_size=60).map(" ".join)


@settings(max_examples=80)
@given(texts, texts)
def test_shares_lie_between_none_and_all_and_passages_read_the_same(a: str, b: str) -> None:
    one, two = Wording.of(a), Wording.of(b)
    found, back = overlap(one, two), overlap(two, one)
    assert (found.of_article, found.of_origin) == (back.of_origin, back.of_article)
    assert all(0 <= share <= 1 for share in (found.of_article, found.of_origin, found.own_words))
    end = 0
    for start, stop, other_start, other_stop in aligned(a, b):
        assert start >= end
        end = stop
        words = [re.findall(r"[^\W_]", text) for text in (a[start:stop], b[other_start:other_stop])]
        assert words[0] == words[1]
    assert bool(aligned(a, b)) == bool(found.of_article)


@settings(max_examples=40)
@given(texts)
def test_a_text_is_all_in_itself(text: str) -> None:
    made = Wording.of(text)
    found = overlap(made, made)
    assert found.of_article == found.of_origin == (1.0 if len(made.words) >= RUN else 0.0)


def test_the_table_of_agencies_is_sound() -> None:
    import tomllib

    rows = tomllib.loads(files("headwater.outlets").joinpath("agencies.toml").read_text("utf-8"))["agencies"]
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)) >= 80
    table = load_agencies()
    for row in rows:
        assert row["kind"] in ("agency", "outlet")
        known = table.named(row["name"])
        assert known is not None
        assert known.name == row["name"]
        assert not row["home"] or (urlsplit(row["home"]).netloc and table.at(row["home"]) == known)
        for alias in (*row["aliases"], *row.get("signs", ())):
            assert table.named(alias) == known, alias


def test_an_added_agency_is_known_by_its_alias() -> None:
    table = load_agencies((Agency(name="Meridian Wire", aliases=("MRW",), home="https://meridian.example/"),))
    assert [table.named(n) and table.named(n).name for n in ("MRW", "Meridian Wire", "meridian wire", "mrw")] == [
        "Meridian Wire",
        "Meridian Wire",
        "Meridian Wire",
        None,
    ]
    assert [text for text in ("told MRW", "MRWs", "xMRW") if list(table.mentions(text))] == ["told MRW"]
