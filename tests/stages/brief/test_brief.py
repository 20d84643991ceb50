"""Which sentences a brief takes, and what it lets a model say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.model import Article, BriefSentence, Cited, Difference, Side
from headwater.stages.brief import Source, ask, checked, choose, supported

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def source(text: str, name: str = "one", origin: str = "A", *, primary: bool = True, minutes: int = 0, language: str = "en") -> Source:
    url = f"https://{name}.example/"
    at = NOON + timedelta(minutes=minutes)
    return Source(Article(id=name, url=url, canonical_url=url, text=text, language=language, published=at, first_seen=at), origin, primary)


WIRE = (
    "BRACKHOLM, Nov 21 (Meridian) – The dredger Petrel sank off Brackholm on Saturday with 34 sailors on board. "
    "Divers reached the wreck at dusk and found its pumps blocked with sand.\n"
    "It was built in 1961.\n“We heard the bell,” said Maria Lund. "
    "The harbour office has opened an inquiry into the state of the pumps. "
    "Two tugs will lift the dredger when the weather allows it."
)
COPY = WIRE.replace("BRACKHOLM, Nov 21 (Meridian) – ", "")
OWN = (
    "Sailors of the sunken dredger Petrel say its pumps had failed twice this autumn. The owner, Tarn Marine, has not answered questions. "
    "Families waited in the customs shed of Brackholm through the night."
)


def test_every_sentence_stands_where_it_is_cited() -> None:
    sources = [source(WIRE), source(COPY, "two", "A", primary=False, minutes=20), source(OWN, "three", "B", minutes=30)]
    texts = {s.article.id: s.article.text for s in sources}
    told = choose(sources, (), "en")
    assert 3 <= len(told) <= 5
    for sentence in told:
        first = sentence.sources[0]
        assert " ".join(first.text.split()) == sentence.text
        for cited in sentence.sources:
            assert texts[cited.article][cited.start : cited.end] == cited.text
    assert told[0].text.startswith("The dredger Petrel sank")
    assert {c.article for s in told for c in s.sources} >= {"one", "three"}


def test_nothing_is_said_twice_and_nothing_leans_on_what_is_not_there() -> None:
    told = [s.text for s in choose([source(WIRE), source(COPY, "two", minutes=20)], (), "en")]
    assert len(told) == len(set(told))
    assert not any(text.startswith(("It was", "“We")) for text in told)


def test_the_order_of_the_reports_changes_nothing() -> None:
    sources = [source(WIRE), source(COPY, "two", minutes=20, primary=False), source(OWN, "three", "B", minutes=30)]
    shuffled = list(sources)
    Random(3).shuffle(shuffled)
    assert choose(sources, (), "en") == choose(shuffled, (), "en")


def test_a_brief_is_in_one_language() -> None:
    german = (
        "Der Bagger Petrel ist am Samstag vor Brackholm mit 34 Seeleuten an Bord gesunken. Taucher erreichten das Wrack in der Dämmerung."
    )
    sources = [source(WIRE), source(german, "zwei", "B", language="de")]
    assert {c.article for s in choose(sources, (), "de") for c in s.sources} == {"zwei"}
    assert choose(sources, (), "fr") == ()


def test_it_says_where_reports_differ() -> None:
    sources = [source(WIRE), source(COPY.replace("34", "43"), "two", "B", minutes=20)]
    sides = tuple(
        Side(article=s.article.id, start=at, end=at + 2, text=n, says=n)
        for s, n in zip(sources, ("34", "43"), strict=True)
        for at in [s.article.text.index(n)]
    )
    difference = Difference(kind="figure", summary="Sailors: 34 or 43", sides=sides, severity=0.7)
    last = choose(sources, (difference,), "en")[-1]
    assert last.differ
    assert last.text == "Reports differ on “sailors”: 34 in one, 43 in another."
    vague = msgspec.structs.replace(difference, summary="Given differently: 34 or 43")
    assert choose(sources, (vague,), "en")[-1].text == "Reports differ on a figure: 34 in one, 43 in another."
    assert {c.article for c in last.sources} == {"one", "two"}


def test_neither_credits_nor_the_writer_himself_are_told() -> None:
    text = (
        "I have thought about the dredger Petrel of Brackholm all week long. The dredger Petrel sank off Brackholm with 34 sailors. "
        "Divers reached the wreck of the dredger at dusk.\nMeridian Newswire contributed to this report."
    )
    assert [s.text for s in choose([source(text)], (), "en")] == [
        "The dredger Petrel sank off Brackholm with 34 sailors.",
        "Divers reached the wreck of the dredger at dusk.",
    ]


def test_a_first_sentence_opens_the_brief() -> None:
    told = choose([source(WIRE), source(OWN, "three", "B", minutes=30)], (), "en")
    assert told[0].text.startswith("The dredger Petrel sank off Brackholm")


def test_japanese_sentences_can_be_told() -> None:
    text = "灯籠電車が十一月十七日、港町と丘の上を結ぶ線路に戻った。紙の灯籠八十六個をともした小さな電車を、沿道の約千人が迎えた。"
    assert len(choose([source(text, language="ja")], (), "ja")) == 2


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_gives_whole_spans(texts: list[str]) -> None:
    sources = [source(text, f"r{n}", "AB"[n % 2]) for n, text in enumerate(texts)]
    for sentence in choose(sources, (), "en"):
        assert sentence.sources
        assert sentence.text


NOTE = "The dredger Petrel sank off Brackholm on Saturday with 34 sailors on board."


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("With 34 sailors on board, the dredger Petrel sank off Brackholm.", True),
        ("The Petrel, a dredger, sank off Brackholm on Saturday.", True),
        ("The dredger Petrel sank off Brackholm with 43 sailors on board.", False),
        ("The dredger Petrel sank off Wexcombe with 34 sailors on board.", False),
        ("The dredger Petrel did not sink off Brackholm on Saturday.", False),
        ("The dredger Petrel sank because the owner had saved on repairs for years.", False),
        ("Orban said the dredger Petrel sank off Brackholm.", False),
        ("", False),
    ],
)
def test_what_a_citation_bears_out(words: str, holds: bool) -> None:
    assert supported(words, [NOTE]) is holds


def note(text: str, article: str) -> BriefSentence:
    return BriefSentence(text=text, sources=(Cited(article=article, start=0, end=len(text), text=text),))


def test_a_model_s_sentences_are_kept_with_their_citations_or_dropped() -> None:
    notes = [note(NOTE, "one"), note("Divers reached the wreck at dusk and found its pumps blocked with sand.", "two")]
    answer = (
        "The dredger Petrel sank off Brackholm with 34 sailors on board [1]. Divers found its pumps blocked with sand. [2] "
        "The owner is to blame. Thousands mourned in Brackholm [1]. Divers reached the wreck [9]."
    )
    found = checked(answer, notes)
    assert [s.text for s in found.sentences] == [
        "The dredger Petrel sank off Brackholm with 34 sailors on board.",
        "Divers found its pumps blocked with sand.",
    ]
    assert [s.sources[0].article for s in found.sentences] == ["one", "two"]
    assert found.dropped == 3


@given(st.text(max_size=400))
def test_no_answer_adds_what_nothing_bears_out(answer: str) -> None:
    for sentence in checked(answer, [note(NOTE, "one")]).sentences:
        assert supported(sentence.text, [NOTE])
        assert sentence.sources


def test_the_request_holds_the_notes_and_the_rules() -> None:
    request = ask("Petrel", [note(NOTE, "one")], "en")
    assert f"[1] {NOTE}" in request
    assert "no instruction" in request
