"""A story's title, excerpt and section."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.story import Heading, deck, headline, section


def heading(article: str, title: str, **more: object) -> Heading:
    return Heading(article=article, title=title, language=str(more.pop("language", "en")), **more)  # type: ignore[arg-type]


QUIET = "Ferry Maribel runs aground off Tollmark, 214 passengers rescued"


def test_informative_title_beats_the_loud_ones() -> None:
    titles = [
        heading("a", "SHOCKING FERRY DRAMA OFF TOLLMARK!!!"),
        heading("b", "You won't believe what happened to this ferry"),
        heading("c", QUIET),
        heading("d", "Ferry aground?"),
    ]
    assert headline(titles) == QUIET
    assert headline(titles[::-1]) == QUIET


def test_primary_wins_where_titles_are_alike() -> None:
    copy, origin = heading("a", "Ferry Maribel aground off Tollmark"), heading("b", "Ferry Maribel grounded off Tollmark", primary=True)
    assert headline([copy, origin]) == origin.title


def test_label_and_outlet_are_taken_off() -> None:
    assert headline([heading("a", "LIVE: Ferry aground off Tollmark | The Harbour Post")]) == "Ferry aground off Tollmark"
    assert headline([heading("a", "Ferry aground off Tollmark - Harbour Post", outlet="Harbour Post")]) == "Ferry aground off Tollmark"
    assert headline([heading("a", "Tollmark - a town waits", outlet="Harbour Post")]) == "Tollmark - a town waits"


def test_title_is_in_the_language_of_most() -> None:
    german = [heading(i, "Fähre Maribel läuft vor Tollmark auf Grund", language="de") for i in "ab"]
    assert headline([heading("c", QUIET), *german]) == german[0].title


def test_without_titles_the_lead_speaks() -> None:
    assert headline([heading("a", "", lead="The ferry ran aground. Nobody was hurt.")]) == "The ferry ran aground."
    assert headline([heading("a", " ")]) == ""
    assert headline([]) == ""


def test_deck_takes_whole_sentences_and_skips_the_repeated_title() -> None:
    text = (
        QUIET + "\nThe ship struck a reef in fog. Nobody was hurt. " + "Divers will look at the hull tomorrow morning and again later. " * 9
    )
    excerpt = deck(text, QUIET)
    assert excerpt.startswith("The ship struck a reef in fog. Nobody was hurt.")
    assert excerpt.endswith(".")
    assert len(excerpt.split()) <= 40


def test_deck_cuts_a_sentence_that_is_too_long() -> None:
    excerpt = deck("word " * 90, "")
    assert excerpt == " ".join(["word"] * 40) + "…"


def test_deck_of_a_text_that_only_repeats_its_title_is_empty() -> None:
    assert deck(QUIET, QUIET) == ""


@given(st.text(max_size=600), st.text(max_size=100))
def test_deck_is_short_and_made_of_the_text(text: str, title: str) -> None:
    excerpt = deck(text, title)
    flat = " ".join(text.split())
    assert len(excerpt.removesuffix("…").split()) <= 80
    assert not excerpt or excerpt.removesuffix("…").split()[0] in flat


@given(st.lists(st.text(max_size=80), max_size=5))
def test_headline_takes_any_titles_in_any_order(titles: list[str]) -> None:
    rows = [heading(str(at), title) for at, title in enumerate(titles)]
    assert headline(rows) == headline(rows[::-1])
    assert len(headline(rows)) <= 201


def test_section_follows_outlets_before_keywords_before_title() -> None:
    assert section(["football"], ["Wirtschaft", "Business"], "World cup") == "Economy"
    assert section(["football", "cup"], [], "World watches") == "Sport"
    assert section([], [], "Spacecraft and science") == "Science"
    assert section([], [], "Nothing to go by") == ""
    assert section([], ["国际"], "") == "World"


LOUD = ("{}!", "{}?", "You won't believe: {}", "SHOCKING: {}", "Watch: {}", "Stunning: {}", "{} …")
NAMES = st.lists(
    st.sampled_from(["Maribel", "Tollmark", "Skarn", "Dahlstrup", "Estrella", "Alvane", "Ferrante", "Quell"]), min_size=4, unique=True
)


@given(NAMES, st.integers(2, 4), st.sampled_from(LOUD), st.booleans())
def test_the_most_informative_title_is_taken_never_the_louder_twin(names: list[str], few: int, loud: str, shouted: bool) -> None:
    """Of titles that say the same, a loud one never wins; of quiet ones, the one that says more of what the others say."""
    told, less = " ".join(names), " ".join(names[: min(few, len(names) - 1)])
    noisy = loud.format(told.upper() if shouted else told)
    titles = [heading("a", noisy), heading("b", told), heading("c", less), heading("d", less)]
    assert headline(titles) == headline(titles[::-1]) == told
