"""Who said what in a story: one line a statement, one name a speaker. People and outlets are invented."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from headwater.model import Article, Comparison, Member, Party, Quote, QuoteGroup, QuoteKind, Range
from headwater.statements import statements, tells
from headwater.store.facts import Facts

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def article(name: str) -> Article:
    url = f"https://{name}.example/"
    return Article(id=name, url=url, canonical_url=url, text="", language="en", published=NOON, first_seen=NOON)


def quote(words: str, speaker: str, identity: str = "", *, start: int = 0, kind: QuoteKind = "direct") -> Quote:
    return Quote(start=start, end=start + len(words), text=words, kind=kind, speaker=Party(name=speaker, id=identity))


def told(*reports: tuple[Quote, ...]) -> list[tuple[str, str, str, int]]:
    """(speaker, id, words, how many other reports) of each line."""
    names = [f"r{n}" for n in range(len(reports))]
    facts = {name: Facts(quotes=quotes) for name, quotes in zip(names, reports, strict=True)}
    lines = statements([article(name) for name in names], facts, Comparison())
    return [(line.quote.speaker.name, line.quote.speaker.id, line.quote.text, len(line.also)) for line in lines if line.quote.speaker]


def test_a_surname_or_a_role_before_the_name_is_the_one_speaker_who_has_it() -> None:
    known = quote("“The pumps are dry”", "Lucan Ferris", "lucan-ferris")
    assert told(
        (known,),
        (quote("„Das Schiff ist dicht“", "Ferris"), quote("„Wir warten“", "Reederei-Chef Lucan Ferris", start=60)),
        (quote("“Nobody is hurt”", "Ferrison"),),
    ) == [
        ("Lucan Ferris", "lucan-ferris", "“The pumps are dry”", 0),
        ("Lucan Ferris", "lucan-ferris", "„Das Schiff ist dicht“", 0),
        ("Lucan Ferris", "lucan-ferris", "„Wir warten“", 0),
        ("Ferrison", "", "“Nobody is hurt”", 0),
    ]


def test_a_surname_that_two_speakers_have_stays_alone() -> None:
    two = (quote("“One”", "Ann Lee", "ann-lee"), quote("“Two”", "Bo Lee", "bo-lee", start=20))
    assert ("Lee", "", "“Three”", 0) in told(two, (quote("“Three”", "Lee"),))


def test_what_is_a_piece_of_another_statement_is_not_told_twice() -> None:
    whole = quote("that she had learned of the delay “from your call”", "Rosa Kemp", "rosa-kemp", start=10, kind="mixed")
    piece = quote("the delay “from your call”", "Rosa Kemp", "rosa-kemp", start=34, kind="mixed")
    assert [words for _, _, words, _ in told((whole, piece))] == [whole.text]


def test_a_retelling_around_its_source_is_one() -> None:
    body = "The workers will get, by the union's own account, a bonus for each night."
    cue = Range(start=22, end=24)
    parts = [
        Quote(start=at, end=at + len(words), text=words, kind="indirect", speaker=Party(name="the union"), cue=cue)
        for words in ("The workers will get", "a bonus for each night")
        for at in [body.index(words)]
    ]
    found = Comparison(groups=(QuoteGroup(id="g", members=(Member(article="r0", start=0, end=20), Member(article="r1", start=0, end=20))),))
    reports = [msgspec.structs.replace(article(name), text=body) for name in ("r0", "r1")]
    (line,) = statements(reports, {"r0": Facts(quotes=tuple(parts)), "r1": Facts(quotes=tuple(parts))}, found)
    assert line.also == ("r1",)
    assert line.quote.text == body[line.quote.start : line.quote.end] == body.removesuffix(".")


def test_a_speaker_whom_nothing_names_is_not_shown() -> None:
    assert told((quote("“No”", "I"), quote("“Yes”", "the harbour office", start=9))) == [("the harbour office", "", "“Yes”", 0)]


def test_the_same_words_are_one_line_with_all_reports() -> None:
    said = quote("“Nobody is hurt”", "Ann Lee", "ann-lee")
    assert told((said,), (said,), (said,)) == [("Ann Lee", "ann-lee", "“Nobody is hurt”", 2)]


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        ("the figure", "indirect", False),
        ("it adrift twice", "indirect", False),
        ("that the work had been deferred", "indirect", True),
        ("“No”", "direct", True),
        ("余震に注意するよう住民に呼びかけている", "indirect", True),
    ],
)
def test_what_says_something_by_itself(words: str, kind: QuoteKind, says: bool) -> None:
    assert tells(quote(words, "Ann Lee", kind=kind)) is says
