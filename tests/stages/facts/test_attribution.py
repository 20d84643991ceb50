"""Chains of attribution, addressees, doubt, and who is meant by a description. People and outlets are invented."""

from __future__ import annotations

import pytest

from headwater.model import Quote
from headwater.stages.facts import find_names, find_quotes


def quotes(text: str) -> tuple[Quote, ...]:
    return find_quotes(text, find_names(text, "", "en"), "en")


def named(quote: Quote) -> str:
    return (quote.speaker.id or quote.speaker.name) if quote.speaker else ""


def test_who_passes_it_on_is_kept_and_is_never_the_speaker() -> None:
    text = "Ivor Pellham promised that the port would reopen, the harbour office said."
    assert {(named(q), q.via) for q in quotes(text)} == {("the harbour office", ()), ("ivor-pellham", ("the harbour office",))}
    assert all(q.via == () for q in quotes("Ivor Pellham said he hoped that the port would reopen."))


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Ivor Pellham told the Quay Courier that the port would reopen.", "the Quay Courier"),
        ("Ivor Pellham told reporters that the port would reopen.", "reporters"),
        ("Ivor Pellham told a news conference in Ulmstad that the port would reopen.", "a news conference"),
        ("Ivor Pellham warned Ulmstad on Tuesday that the port would close.", "Ulmstad"),
        ("Speaking to journalists at the pier, Ivor Pellham said the port would reopen.", "journalists"),
        ("Speaking to the Quay Courier, Ivor Pellham said the port would reopen.", "the Quay Courier"),
        ("Ivor Pellham warned the port would close.", ""),
        ("Ivor Pellham said the port told nobody.", ""),
    ],
)
def test_to_whom_it_was_said(text: str, addressee: str) -> None:
    found = [q for q in quotes(text) if named(q) == "ivor-pellham"]
    assert found
    assert {q.addressee.name if q.addressee else "" for q in found} == {addressee}


def test_words_in_marks_inside_a_thought_belong_to_who_tells_of_it() -> None:
    text = "Odalys Brandvold said she believed Ivor Pellham wanted to leave because he “cannot stand the wind”."
    found = [q for q in quotes(text) if q.kind != "indirect"]
    assert {named(q) for q in found} == {"odalys-brandvold"}


def test_a_relative_clause_ends_where_the_main_clause_goes_on() -> None:
    text = "Odalys Brandvold, who confirmed she would stay, said the port must open."
    assert [(q.status, q.text) for q in quotes(text)] == [("confirmed", "she would stay"), ("asserted", "the port must open")]
    assert {named(q) for q in quotes(text)} == {"odalys-brandvold"}


def test_a_description_is_understood_again_by_its_last_word() -> None:
    text = "The ferry was late, according to the Ulmstad harbour board.\n“It will not happen again,” said the board."
    assert [q.speaker.name if q.speaker else "" for q in quotes(text)] == ["the Ulmstad harbour board"] * 2


def test_an_agency_is_named_by_its_acronym_not_by_its_description() -> None:
    text = "Norland’s KVK rescue agency said the boat was found."
    assert [named(q) for q in quotes(text)] == ["kvk"]
    assert [named(q) for q in quotes("A spokeswoman for the KVK said the boat was found.")] == ["A spokeswoman for the KVK"]


def test_what_could_not_be_confirmed_takes_in_what_the_same_speaker_said_before() -> None:
    text = (
        "Ivor Pellham said it rained.\nThe harbour board said the boat sank. The board said two men were on it. "
        "It was not possible to independently confirm the report."
    )
    assert [(named(q), q.status) for q in quotes(text)] == [
        ("ivor-pellham", "asserted"),
        ("The harbour board", "unconfirmed"),
        ("The harbour board", "unconfirmed"),
    ]


def test_said_by_the_subject_of_the_main_clause() -> None:
    [found] = quotes("On Tuesday all harbour towns apart from Ulmstad signed a letter, saying that any toll must be “fair to all”.")
    assert named(found) == "all harbour towns apart from Ulmstad"
    assert found.text == "that any toll must be “fair to all”"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ivor Pellham told the board that “this is no port,” echoing a speech of last year.", "that “this is no port,”"),
        ("Ivor Pellham made it clear that the port would close.", "that the port would close"),
        ("Ivor Pellham invited the mayor of Ulmstad to visit the port.", "the mayor of Ulmstad to visit the port"),
    ],
)
def test_what_is_said(text: str, content: str) -> None:
    assert [q.text for q in quotes(text)] == [content]


def test_finding_oneself_somewhere_is_no_speech() -> None:
    assert quotes("Ivor Pellham finds himself alone on the pier.") == ()


def german(text: str) -> list[tuple[str, str]]:
    return [(named(q), q.text) for q in find_quotes(text, find_names(text, "", "de"), "de")]


def test_a_colon_leads_to_what_its_sentences_subject_says() -> None:
    assert german("Anna Pellham will nicht mehr fahren: „Der Wind ist zu stark für uns.“")[0][0] == "anna-pellham"
    text = "Anna Pellham sprach sich gegen die Fähre aus. Seine Begründung: „Der Wind ist zu stark für uns.“"
    assert german(text)[-1] == ("anna-pellham", "„Der Wind ist zu stark für uns.“")


def test_what_is_said_goes_on_behind_its_source() -> None:
    found = german("Die Themen sind nach Angaben der Hafenleitung „der Wind, das Meer und die Zeit“.")
    assert found[-1][1] == "„der Wind, das Meer und die Zeit“"


def test_a_verb_that_speaks_only_with_its_particle() -> None:
    assert german("Anna Pellham stellte die neue Fähre in den Hafen.") == []
    assert german("Anna Pellham stellte fest, dass die Fähre sinkt.") == [("anna-pellham", "fest, dass die Fähre sinkt")]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("The port shut after Ivor Pellham’s repeated warnings that the wall would fail.", "ivor-pellham", "that the wall would fail"),
        ("The vote came amid Ulmstad claims that the wall is safe.", "Ulmstad", "that the wall is safe"),
        ("The vote followed assurances from Odalys Brandvold that the wall is safe.", "odalys-brandvold", "that the wall is safe"),
        ("Ivor Pellham left in June. It was his admission that the wall leaks.", "ivor-pellham", "that the wall leaks"),
        ("Ivor Pellham’s remarks were an admission that the wall leaks.", "ivor-pellham", "that the wall leaks"),
        ("Ivor Pellham said it was late. This marks the admission that the wall leaks.", "ivor-pellham", "that the wall leaks"),
        ("It was Ivor Pellham’s claim that surprised the port.", "", ""),
        ("There are claims that the wall is safe.", "", ""),
        ("Ivor Pellham’s reports that were late cost the port a year.", "", ""),
    ],
)
def test_a_noun_of_saying_attributes_what_follows_it(text: str, speaker: str, content: str) -> None:
    found = [q for q in quotes(text) if q.text.startswith("that ")]
    assert [(named(q), q.text) for q in found] == ([(speaker, content)] if speaker else [])


def test_two_statements_with_a_semicolon_between_them_are_two() -> None:
    text = "Ivor Pellham says the wall must come first; Odalys Brandvold says the road must."
    assert [(named(q), q.text, q.via) for q in quotes(text)] == [
        ("ivor-pellham", "the wall must come first", ()),
        ("odalys-brandvold", "the road must", ()),
    ]


BODY = "“We take small steps behind the wall,” said Ivor Pellham, the mayor of Ulmstad. “Small steps hold,” he said."


@pytest.mark.parametrize(
    ("line", "speaker", "said"),
    [
        ("Harbour wall will hold through the winter: Ivor Pellham", "ivor-pellham", "Harbour wall will hold through the winter"),
        ("‘Small steps’ for the harbour wall this winter: Norway", "ivor-pellham", "‘Small steps’ for the harbour wall this winter"),
        ("Harbour wall will hold through the winter: Norway", "norway", "Harbour wall will hold through the winter"),
        ("Town must live with ‘small steps’ this winter", "ivor-pellham", "‘small steps’"),
        ("Town must live with ‘great leaps’ this winter", "", ""),
        ("Harbour wall: Ivor Pellham", "", ""),
        ("What we know of the wall this winter: five things", "", ""),
    ],
)
def test_a_headline_names_its_speaker_behind_a_colon_or_in_the_quotation_below(line: str, speaker: str, said: str) -> None:
    found = [q for q in quotes(f"{line}\n\n{BODY}") if q.end <= len(line)]
    assert [(named(q), q.text) for q in found] == ([(speaker, said)] if speaker else [])


def test_a_subheading_is_told_by_the_quotation_that_has_its_words() -> None:
    text = f"{BODY}\n\n‘Small steps’\n\nThe port stays shut."
    [heading] = [q for q in quotes(text) if q.text == "‘Small steps’"]
    assert named(heading) == "ivor-pellham"
    assert heading.speaker is not None
    assert heading.speaker.start is None
    assert not [q for q in quotes(f"{BODY}\n\n‘Great leaps’\n\nThe port stays shut.") if q.text == "‘Great leaps’"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Kritisch bewertet die Partei die „massenhafte automatische Erfassung von Schiffen“.", "die Partei"),
        ("Als ein Reporter ihn ansprach, reagierte er unwirsch. „Würdet ihr aufhören, das zu verdrehen?“", "er"),
        ("Pellham wörtlich: „Sie ziehen dem Hafen das Geld aus der Tasche.“", "Pellham"),
        ("Errko Ruohonen, Präsident des Rats von Ulmstad: „Die Verabschiedung des Gesetzes ist ein Fehler.“", "Errko Ruohonen"),
        ("Der Lotse schlief ein, nur ab und zu hatte er gefragt: „Was ist mit dem Kahn passiert?“", "er"),
        ("Dann schlug er auf den Tisch und bezeichnete ihn als „altes Brett aus dem Norden“.", "er"),
        ("Den Leuten sicherte Bürgermeister Pellham zu, dass „die Türen des Hafens immer offen sein werden“.", "Pellham"),
        ("Wie ein Vertreter der Werft heute mitteilte, wurde das Schiff „als bevorzugtes Modell“ gewählt.", "Vertreter der Werft"),
        ("Ein Sender zitierte Pellham mit den Worten: „Wenn ich das Problem bin, gehe ich.“", "Pellham"),
    ],
)
def test_german_speakers_behind_and_before_their_verbs(text: str, speaker: str) -> None:
    found = [q for q in find_quotes(text, find_names(text, "", "de"), "de") if "„" in q.text]
    assert [q.speaker.name if q.speaker else "" for q in found[:1]] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker", "said"),
    [
        ("The union’s negotiator, Elke Pellham, said the owners had sent a lawyer.", "elke-pellham", "the owners had sent a lawyer"),
        ("The first blocks must come down, said the engineer, Bertram Pellham.", "bertram-pellham", "The first blocks must come down"),
        (
            "The price is too high, said Magnus Pellham, president of the owners, who had offered less.",
            "magnus-pellham",
            "The price is too high",
        ),
        ("The council voted 5 to 2, Ivor Pellham said after the meeting.", "ivor-pellham", "The council voted 5 to 2"),
        (
            "Nobody was hurt, the captain, Bran Pellham, said on the mole, where he was giving orders.",
            "bran-pellham",
            "Nobody was hurt",
        ),
        ("The crew heard the signals, the captain, Bran Pellham, told the newspaper.", "bran-pellham", "The crew heard the signals"),
        ("ULMSTAD, Nov 30 (Quaywire) – The bridge fell at noon, the harbour office said.", "the harbour office", "The bridge fell at noon"),
        ("Bran Pellham, 45, a nurse from Lower Quill, said she had seen smoke.", "bran-pellham", "she had seen smoke"),
        ("The pilots’ association said they were there.", "The pilots’ association", "they were there"),
        ("Quay Lines have twice denied that the ferry was late.", "quay-lines", "that the ferry was late"),
        ("The ferry is afloat, The Ulmstad Post reports.", "ulmstad-post", "The ferry is afloat"),
    ],
)
def test_the_statement_and_who_made_it_are_not_mixed_up(text: str, speaker: str, said: str) -> None:
    assert [(named(q), q.text) for q in quotes(text)] == [(speaker, said)]


def test_calls_that_were_counted_and_owners_who_were_not_told_say_nothing() -> None:
    assert quotes("It had taken more than 900 calls in the first hour.") == ()
    assert quotes("Ivor Pellham fitted the cameras without telling the council.") == ()


def test_it_is_the_body_that_spoke_before() -> None:
    text = "The railway confirmed that the work had been deferred. It said that new nets would not have held."
    assert [named(q) for q in quotes(text)] == ["The railway", "The railway"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Sie fahren nicht, wie der Direktor, Peter Pellham, dem Blatt sagte.", "Peter Pellham"),
        ("An Bord waren 187 Fahrgäste, sagte Lucan Pellham, Geschäftsführer der Quay Lines.", "Lucan Pellham"),
        ("Die Leute bekommen nach Angaben der Gewerkschaft 6,2 Prozent mehr Lohn.", "Gewerkschaft"),
    ],
)
def test_a_german_speaker_ends_where_the_object_begins(text: str, speaker: str) -> None:
    found = find_quotes(text, find_names(text, "", "de"), "de")
    assert {q.speaker.name if q.speaker else "" for q in found} == {speaker}


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("The plan failed, according to the minister, Ann Pellham: “We lost a year over it.”", "en", "Ann Pellham"),
        ("La letra no deja dudas, según la restauradora, Ana Pellham: «Tiene el nombre y el año».", "es", "Ana Pellham"),
    ],
)
def test_a_quotation_behind_the_source_and_a_colon_is_the_sources(text: str, language: str, speaker: str) -> None:
    found = find_quotes(text, find_names(text, "", language), language)
    assert [q.speaker.name if q.speaker else "" for q in found] == [speaker, speaker]
