"""What is looked for in all lines of a page at once is what looking line by line finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.extract import phrases
from headwater.stages.extract.furniture import MAX_KIND, kind_of_line, kinds_of_lines
from headwater.stages.extract.lines import Finder, Lines

_WORDS = st.sampled_from(
    (*phrases.ALL, "Harbour", "quay ", " of the", "İ", "Σ", "écluse", "Photo: ", "(Reuters)", "Advertisement", "\U0001f6a2")
)
_LINES = st.lists(
    st.one_of(st.lists(_WORDS, min_size=1, max_size=6).map(" ".join), st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
)


@given(_LINES)
def test_every_word_is_found_where_it_stands(texts: list[str]) -> None:
    lines = Lines(texts)
    for word in phrases.ALL:
        assert lines.found.get(word, {}) == {at: line.find(word) for at, line in enumerate(lines.low) if word in line}


@given(_LINES)
def test_the_kinds_of_all_lines_are_those_of_each(texts: list[str]) -> None:
    texts = [text for text in (text.strip() for text in texts) if text]
    told = dict(kinds_of_lines(Lines(texts)))
    each = {at: kind for at, text in enumerate(texts) if len(text) <= MAX_KIND and (kind := kind_of_line(text))}
    assert told == each


@given(st.text("abc", max_size=40), st.sets(st.text("abc", min_size=1, max_size=7), max_size=8))
def test_words_that_overlap_and_begin_alike_are_all_found(text: str, words: set[str]) -> None:
    found = Finder(words).find(text)
    assert len(found) == len(set(found))
    assert set(found) == {(word, at) for word in words for at in range(len(text)) if text.startswith(word, at)}
