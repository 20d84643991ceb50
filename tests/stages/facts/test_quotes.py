"""Quotes: marks of many languages, who speaks, and what is no quotation. People and outlets are invented."""

from __future__ import annotations

import pytest

from headwater.model import Quote
from headwater.stages.facts import find_names, find_quotes
from headwater.stages.facts.marks import quoted


def quotes(text: str, language: str = "en") -> tuple[Quote, ...]:
    found = find_quotes(text, find_names(text, "", language), language)
    assert all(text[q.start : q.end] == q.text for q in found)
    return found


def said(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    """(kind, speaker's id or name or "", text)"""
    return [(q.kind, (q.speaker.id or q.speaker.name) if q.speaker else "", q.text) for q in quotes(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” she said.", ["“We won,”"]),
        ("‘We know the sailors’ fate,’ he said.", ["‘We know the sailors’ fate,’"]),
        ("„Das ist gut“, sagte er.", ["„Das ist gut“"]),
        ("„To dobrze”, powiedział.", ["„To dobrze”"]),
        ("»Das ist gut«, sagte er.", ["»Das ist gut«"]),
        ("« C’est bon », dit-il.", ["« C’est bon »"]),
        ("‚Ja und nein‘, sagte er.", ["‚Ja und nein‘"]),
        ('"One" and "two"', ['"One"', '"two"']),
        ("''So it is,'' he said.", ["''So it is,''"]),
        ("他说「好的」，然后『再见』。", ["「好的」", "『再见』"]),
        ("“He called it ‘a “big” thing’ then,” she said.", ["“He called it ‘a “big” thing’ then,”"]),
        ("It’s the dogs’ bowl and the cat’s.", []),
        ("“It goes on and on\n“and on to the end.” Then rain.", ["“It goes on and on", "“and on to the end.”"]),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in quoted(text)] == expected


def test_direct_speech_before_and_after_the_speaker() -> None:
    text = "“We are late,” said Mayor Odalys Brandvold. “Nobody told us.”\n“That is all,” she added."
    assert said(text) == [
        ("direct", "odalys-brandvold", "“We are late,”"),
        ("direct", "odalys-brandvold", "“Nobody told us.”"),
        ("direct", "odalys-brandvold", "“That is all,”"),
    ]


def test_speech_interrupted_by_the_speaker_shares_source_and_cue() -> None:
    first, second = quotes("“We are late,” Ivor Pellham said, “and nobody told us.”")
    assert (first.speaker, first.cue) == (second.speaker, second.cue)
    assert first.speaker is not None
    assert first.speaker.name == "Ivor Pellham"


def test_speech_over_several_paragraphs_keeps_its_speaker() -> None:
    text = "Ivor Pellham said: “It began at noon.\n“By evening it was over.”"
    assert said(text) == [("direct", "ivor-pellham", "“It began at noon."), ("direct", "ivor-pellham", "“By evening it was over.”")]


def test_a_quotation_alone_in_its_paragraph_continues_the_speaker() -> None:
    text = "“We are late,” Ivor Pellham said.\n“Nobody told us anything at all.”"
    assert [s for _, s, _ in said(text)] == ["ivor-pellham", "ivor-pellham"]


def test_no_speaker_is_invented() -> None:
    assert said("The sign hung there for years.\n“Nobody enters without a permit.”") == [
        ("direct", "", "“Nobody enters without a permit.”")
    ]


def test_scare_quotes_are_not_speech() -> None:
    assert said("The so-called “smart” lamps were dark.") == []


def test_words_quoted_inside_a_statement_are_mixed() -> None:
    assert said("Ivor Pellham said the plan was “a big mistake” for the town.") == [
        ("mixed", "ivor-pellham", "the plan was “a big mistake” for the town")
    ]


@pytest.mark.parametrize(
    ("text", "language", "speaker", "content"),
    [
        ("Ivor Pellham said that the bridge was closed.", "en", "ivor-pellham", "that the bridge was closed"),
        ("The bridge was closed, Ivor Pellham said.", "en", "ivor-pellham", "The bridge was closed"),
        ("The bridge is closed, according to the Selby Council.", "en", "selby-council", "The bridge is closed"),
        ("According to police, the bridge is closed.", "en", "police", "the bridge is closed"),
        ("Laut der Polizei ist die Brücke gesperrt.", "de", "", ""),
        ("Anton Vogelbrecht sagte, die Brücke sei gesperrt.", "de", "anton-vogelbrecht", "die Brücke sei gesperrt"),
        ("Am Montag sagte Anton Vogelbrecht, die Brücke sei gesperrt.", "de", "anton-vogelbrecht", "die Brücke sei gesperrt"),
        ("Le maire Luc Ferrandier a déclaré que le pont était fermé.", "fr", "luc-ferrandier", "que le pont était fermé"),
        ("La alcaldesa Carmen Ibarrola dijo que el puente estaba cerrado.", "es", "carmen-ibarrola", "que el puente estaba cerrado"),
        ("Министр Иван Дорошин сказал, что мост закрыт.", "ru", "ivan-doroshin", "что мост закрыт"),
        ("Міністр Дмитро Савчук заявив, що міст закрито.", "uk", "dmytro-savchuk", "що міст закрито"),
    ],
)
def test_indirect_statements(text: str, language: str, speaker: str, content: str) -> None:
    found = said(text, language)
    if not speaker:
        assert [k for k, _, _ in found] == ["indirect"]
    else:
        assert ("indirect", speaker, content) in found


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("„Wir sind spät dran“, sagte Anton Vogelbrecht am Montag.", "de", "anton-vogelbrecht"),
        ("« Nous sommes en retard », a déclaré Luc Ferrandier.", "fr", "luc-ferrandier"),
        ("«Llegamos tarde», dijo Carmen Ibarrola.", "es", "carmen-ibarrola"),
        ("«Мы опоздали», — сказал Иван Дорошин.", "ru", "ivan-doroshin"),
        ("«Ми запізнилися», — заявив Дмитро Савчук.", "uk", "dmytro-savchuk"),
    ],
)
def test_direct_speech_in_other_languages(text: str, language: str, speaker: str) -> None:
    assert [(k, s) for k, s, _ in said(text, language)] == [("direct", speaker)]


def test_apposition_belongs_to_the_source() -> None:
    text = "Ivor Pellham, head of the harbour office, said the quay was closed."
    (quote,) = quotes(text)
    assert quote.speaker is not None
    assert text[quote.speaker.start : quote.speaker.end] == "Ivor Pellham, head of the harbour office"
    assert quote.speaker.name == "Ivor Pellham"


def test_pronouns_agree_with_the_person() -> None:
    text = "Anna Selwick met Peter Hartmoor at noon. “It went well,” she said. “Too well,” he answered."
    assert [s for _, s, _ in said(text)] == ["anna-selwick", "peter-hartmoor"]


def test_a_role_stands_for_the_person_who_was_named_with_it() -> None:
    text = "Mayor Odalys Brandvold opened the market. Minister Peter Hartmoor came too. “It is late,” the mayor said."
    assert [s for _, s, _ in said(text)] == ["odalys-brandvold"]


def test_what_is_not_said_is_no_statement() -> None:
    assert said("Ivor Pellham didn’t say how many came.") == []


def test_addressee() -> None:
    (quote,) = quotes("“We are late,” Ivor Pellham told The Selby Herald on Tuesday.")
    assert quote.addressee is not None
    assert quote.addressee.name == "The Selby Herald"


def test_addressee_of_the_next_paragraph_is_not_taken() -> None:
    first, second = quotes("“We are late,” Ivor Pellham said.\n“Very late,” he told Selby Radio.")
    assert first.addressee is None
    assert second.addressee is not None
    assert second.addressee.name == "Selby Radio"


def test_addressee_of_an_interview() -> None:
    (quote,) = quotes("Speaking to Selby Radio on Tuesday, Ivor Pellham said the dam was weak.")
    assert quote.addressee is not None
    assert quote.addressee.name == "Selby Radio"


def test_chain_of_attribution() -> None:
    found = quotes("Ivor Pellham warned that the dam may break, the Selby Herald reported.")
    inner = next(q for q in found if q.speaker and q.speaker.id == "ivor-pellham")
    assert [q.speaker.name for q in found if q.speaker and q is not inner] == ["Selby Herald"]
    assert inner.text == "that the dam may break"
    assert inner.via == ("the Selby Herald",)


def test_status() -> None:
    assert [q.status for q in quotes("Ivor Pellham denied that the dam was weak.")] == ["denied"]
    text = "The council said the lamps broke.\nThe ministry said two dams broke. The claim could not be independently verified."
    assert [q.status for q in quotes(text)] == ["asserted", "unconfirmed"]


def test_transcripts_name_their_speakers() -> None:
    assert said("PELLHAM: Where is the dam?\nHARTMOOR: North of here.") == [
        ("direct", "PELLHAM", "Where is the dam?"),
        ("direct", "HARTMOOR", "North of here."),
    ]


def test_apostrophes_inside_a_quotation_of_two_single_marks_do_not_end_it() -> None:
    text = "''We don't sell what we haven't built,'' Ada Brook said."
    (found,) = find_quotes(text, find_names(text, "", "en"), "en")
    assert found.text == "''We don't sell what we haven't built,''"
    assert found.speaker is not None
    assert found.speaker.name == "Ada Brook"


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("Ministerin Ada Bach hat am Montag angekündigt, dass die Brücke gesperrt wird.", "Ada Bach", "dass die Brücke gesperrt wird"),
        ("Am Montag hat Ada Bach erklärt, die Brücke werde gesperrt.", "Ada Bach", "die Brücke werde gesperrt"),
        ("In Moorstadt sagte Ada Bach: „Die Brücke bleibt zu.“", "Ada Bach", "„Die Brücke bleibt zu.“"),
        ("Zugleich warnte Ada Bach vor „falscher Hoffnung“.", "Ada Bach", "vor „falscher Hoffnung“"),
        ("Die Ministerin, Ada Bach: „Die Brücke bleibt zu.“", "Ada Bach", "„Die Brücke bleibt zu.“"),
        ("„Die Brücke bleibt zu“, heißt es in dem Gutachten.", "dem Gutachten", "„Die Brücke bleibt zu“"),
        ("Die Brücke bleibt zu, so Ada Bach.", "Ada Bach", "Die Brücke bleibt zu"),
    ],
)
def test_german_clauses_have_their_subject(text: str, speaker: str, content: str) -> None:
    found = quotes(text, "de")
    assert [(q.speaker.name if q.speaker else "", q.text) for q in found] == [(speaker, content)]


def test_reported_speech_goes_on_in_the_next_german_sentence() -> None:
    text = "Ada Bach sagte, die Brücke sei alt. Es drohe ein „Einsturz ohne jede Warnung“."
    assert [(q.speaker.name if q.speaker else "", q.text) for q in quotes(text, "de")] == [
        ("Ada Bach", "die Brücke sei alt"),
        ("Ada Bach", "Es drohe ein „Einsturz ohne jede Warnung“"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“Rules are not optional,” panel Chairman Rep. Jon Marsh (R-Moor) said after lunch.",
            [("Jon Marsh", "“Rules are not optional,”")],
        ),
        ("“It is an invasion,” Ada Brook, R-Moor., said Tuesday.", [("Ada Brook", "“It is an invasion,”")]),
        (
            "“We will win this one.” ― Ada Brook\n“Never again a wall.” — Ben Stone.",
            [("Ada Brook", "“We will win this one.”"), ("Ben Stone", "“Never again a wall.”")],
        ),
        ("Ada Brook said the bridge needs a new deck, which is still years away.", [("Ada Brook", "the bridge needs a new deck")]),
        ("Ada Brook said it would cost more, echoing a statement by the mayor.", [("Ada Brook", "it would cost more")]),
    ],
)
def test_who_speaks_and_where_the_words_end(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(q.speaker.name if q.speaker else "", q.text) for q in quotes(text)] == expected
