import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.stages.fingerprint import Print, fingerprint

PASSAGE = (
    "The harbour board of Calder Sound voted on Thursday to close the old ferry pier after divers found cracks in nine of its "
    "pillars, and asked the county for money to build a new one before the winter storms arrive."
)


def shingles(found: Print) -> set[int]:
    return set(np.frombuffer(found.shingles, "<u8").tolist())


def test_equal_texts_have_equal_prints_whatever_their_case_and_space() -> None:
    assert fingerprint(PASSAGE) == fingerprint("  " + PASSAGE.upper().replace(" ", "\n "))


def test_a_shared_passage_is_found_wherever_it_stands() -> None:
    host = "An unrelated opening about the weather in the hills. " * 3 + PASSAGE + " And then something else was said."
    assert shingles(fingerprint(PASSAGE)) & shingles(fingerprint(host))


def test_unrelated_texts_share_nothing() -> None:
    other = "Voters in Orrin went to the polls early while bakers on the market square sold out of plaited bread by noon."
    assert not shingles(fingerprint(PASSAGE)) & shingles(fingerprint(other))


def test_an_empty_text_has_no_words() -> None:
    found = fingerprint(" \n ")
    assert (found.words, found.shingles, len(found.digest)) == (0, b"", 16)


def test_a_text_shorter_than_a_run_still_has_a_shingle() -> None:
    assert len(shingles(fingerprint("Pier closed"))) == 1


def test_unspaced_scripts_count_characters_and_find_shared_passages() -> None:
    passage = "港湾委員会は木曜日に古い桟橋を閉鎖することを決めた。潜水士が柱に亀裂を見つけたためである。"
    found = fingerprint(passage)
    assert found.words == sum(c not in "。" for c in passage)
    assert shingles(found) & shingles(fingerprint("関係のない前置きの文章がここにあります。" + passage))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_shingles_are_sorted_unique_and_repeatable(text: str) -> None:
    found = fingerprint(text)
    values = np.frombuffer(found.shingles, "<u8").tolist()
    assert values == sorted(set(values))
    assert found == fingerprint(text)
    assert bool(values) == bool(found.words)


@given(
    st.lists(st.sampled_from(["pier", "ferry", "harbour", "divers", "board", "money", "county", "winter", "storm", "crack"]), min_size=12)
)
def test_twelve_shared_words_always_share_a_shingle(words: list[str]) -> None:
    core = " ".join(words)
    assert shingles(fingerprint(core)) & shingles(fingerprint(f"before it came this {core} and this came after it all"))
