"""Addresses, words, sentences: properties over any text, and the cases that went wrong elsewhere."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import text


@given(st.text(max_size=400))
def test_spans_hold_for_any_text(value: str) -> None:
    for word, start, end in text.words(value):
        assert 0 <= start < end <= len(value)
        assert word == value[start:end].casefold()
    assert text.word_list(value) == [word for word, _, _ in text.words(value)]
    for spans in (list(text.sentences(value)), list(text.paragraphs(value))):
        assert all(a < b for a, b in spans)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


@given(st.text(max_size=400))
def test_sentences_leave_out_nothing_but_space(value: str) -> None:
    kept = "".join(value[a:b] for a, b in text.sentences(value))
    assert "".join(kept.split()) == "".join(value.split())


@given(st.text(max_size=200))
def test_any_address_gives_an_id(value: str) -> None:
    assert text.article_id(value) == text.article_id(value)
    assert len(text.article_id(value)) == 17
    assert text.clean_url(text.clean_url(value)) == text.clean_url(value)


@pytest.mark.parametrize(
    "same",
    [
        ("https://www.quay.example/a/?utm_source=x&fbclid=1#top", "http://quay.example/a"),
        ("https://quay.example/a?b=1&utm_medium=x", "https://quay.example/a?b=1"),
        ("HTTPS://QUAY.example:443/a", "https://quay.example/a"),
    ],
)
def test_addresses_of_one_page_share_an_id(same: tuple[str, str]) -> None:
    assert text.article_id(same[0]) == text.article_id(same[1])


@pytest.mark.parametrize(
    "form",
    [
        "https://amp.quay.example/news/a?b=1",
        "https://m.quay.example/news/a/?b=1",
        "http://mobile.quay.example/news/a?b=1&utm_source=x",
        "https://www.quay.example/news/a/amp?b=1",
        "https://www.quay.example/news/a/amp/?b=1",
        "https://quay.example/amp/news/a?b=1",
        "https://quay.example/news/a.amp?b=1",
        "https://quay.example/news/a?b=1&amp=1",
        "https://quay.example/news/a?amp&b=1",
        "https://quay.example/news/a?b=1&outputType=amp",
        "https://quay-example.cdn.ampproject.org/c/s/quay.example/news/a?b=1&amp_js_v=0.1&usqp=mq331",
        "https://quay-example.cdn.ampproject.org/v/s/www.quay.example/news/a/amp?b=1",
        "https://www.google.com/amp/s/amp.quay.example/news/a?b=1",
        "https://quay-example.bing-amp.com/c/s/quay.example/news/a?b=1",
    ],
)
def test_forms_for_phones_and_caches_are_the_page(form: str) -> None:
    assert text.article_id(form) == text.article_id("https://www.quay.example/news/a?b=1")
    assert text.url_key(text.url_key(form)) == text.url_key(form)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://m.example/a", "https://example/a"),
        ("https://amp.example/a", "https://example/a"),
        ("https://amplifier.quay.example/a", "https://quay.example/a"),
        ("https://quay.example/camp", "https://quay.example/c"),
        ("https://quay.example/a?amp=12", "https://quay.example/a"),
        ("https://quay.example/amplifiers/a", "https://quay.example/a"),
        ("https://quay.example/a?output=pdf", "https://quay.example/a"),
    ],
)
def test_what_only_looks_like_such_a_form_is_another_page(one: str, other: str) -> None:
    assert text.url_key(one) != text.url_key(other)


def test_only_caches_of_amp_pages_carry_an_address() -> None:
    assert text.uncached("https://quay-example.cdn.ampproject.org/c/s/quay.example/a") == "https://quay.example/a"
    assert text.uncached("https://quay-example.cdn.ampproject.org/c/quay.example/a") == "http://quay.example/a"
    assert text.uncached("https://quay.example/amp/s/pier.example/a") == ""
    assert text.uncached("https://www.google.com/amp/") == ""


_PATH = st.lists(st.sampled_from(["news", "a", "b-2", "ü", "camp", "amplitude"]), min_size=1, max_size=4).map("/".join)
_QUERY = st.lists(st.sampled_from(["amp=1", "amp", "b=2", "output=amp", "c"]), max_size=3)


@given(
    st.sampled_from(["", "m.", "amp.", "www.", "mobile."]),
    st.sampled_from(["", "amp/"]),
    _PATH,
    st.sampled_from(["", "/", "/amp", "/amp/", ".amp", "/amp.html"]),
    _QUERY,
)
def test_every_form_has_the_key_of_the_page(above: str, before: str, path: str, after: str, query: list[str]) -> None:
    own = "&".join(part for part in query if part in ("b=2", "c"))
    key = text.url_key(f"https://quay.example/{path}" + (f"?{own}" if own else ""))
    assert text.url_key(f"https://{above}quay.example/{before}{path}{after}?{'&'.join(query)}") == key
    assert text.url_key("https://" + key) == key


@pytest.mark.parametrize(
    ("value", "way"),
    [
        ("The ferry left.", "ltr"),
        ("غادرت العبارة الميناء.", "rtl"),
        ("המעבורת עזבה את BBC.", "rtl"),
        ("1, 2, 3", "ltr"),
        ("", "ltr"),
        ("渡輪離開了", "ltr"),
    ],
)
def test_the_reading_direction_is_that_of_most_letters(value: str, way: str) -> None:
    assert text.direction(value) == way


@pytest.mark.parametrize("other", ["https://quay.example/b", "https://quay.example/a?b=2", "https://pier.example/a"])
def test_other_pages_have_other_ids(other: str) -> None:
    assert text.article_id(other) != text.article_id("https://quay.example/a?b=1")


@pytest.mark.parametrize(
    "bad", ["", "javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "http://", "x" * 5000, "not an address"]
)
def test_what_is_no_web_address_is_dropped(bad: str) -> None:
    assert text.clean_url(bad) == ""


def test_links_are_resolved_and_only_web_links_stay() -> None:
    assert text.join_url("https://quay.example/a/b", "../c?utm_source=x") == "https://quay.example/c"
    assert text.join_url("https://quay.example/a", "javascript:alert(1)") == ""
    assert text.join_url("", "https://quay.example/a") == "https://quay.example/a"
    assert text.clean_url("https://user:secret@quay.example/a") == "https://quay.example/a"


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("Mr. Vale left. He was late.", 2),
        ("J. R. Vale left.", 1),
        ("“It is over.” She left!", 2),
        ("Am 3. Mai kam sie. Er blieb.", 2),
        ("水門が開いた。町は避難した。", 2),
        ("One\nTwo", 2),
        ("", 0),
    ],
)
def test_sentences(value: str, count: int) -> None:
    assert len(list(text.sentences(value))) == count


def test_characters_of_unspaced_scripts_are_words_of_their_own() -> None:
    assert [word for word, _, _ in text.words("The 堰 gate's open")] == ["the", "堰", "gate's", "open"]
    assert text.search_words("堰の") == " 堰  の "


@given(st.text(max_size=300), st.integers(min_value=5, max_value=60))
def test_shortened_text_keeps_its_limit(value: str, limit: int) -> None:
    assert len(text.shorten(value, limit)) <= limit + 1


def test_folding() -> None:
    assert text.fold("  Ａ \n b ") == "a b"
    assert text.plain("Zoë") == "zoe"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://amp.com.au/x", "https://com.au/x"),
        ("https://m.co.uk/x", "https://co.uk/x"),
        ("https://mobile.com.au/x", "https://amp.com.au/x"),
    ],
)
def test_a_site_whose_name_is_the_word_keeps_it(one: str, other: str) -> None:
    assert text.url_key(one) != text.url_key(other)


def test_a_cache_is_known_however_its_address_is_written() -> None:
    for host in ("quay-example.CDN.AMPPROJECT.ORG", "quay-example.cdn.%61mpproject.org"):
        assert text.uncached(f"https://{host}/c/s/quay.example/7") == "https://quay.example/7"
    assert text.url_key("https://quay.example/7/amp/amp") == text.url_key("https://quay.example/7")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://m.news.bbc.co.uk/x", "bbc.co.uk"),
        ("https://www.fjordledger.example/", "fjordledger.example"),
        ("https://amp.fjordledger.example/", "fjordledger.example"),
        ("https://one.blogspot.com/", "one.blogspot.com"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("nonsense", ""),
    ],
)
def test_hosts_of_one_site(url: str, site: str) -> None:
    assert text.site_of(url) == site
