"""Tracing, on invented texts of invented outlets; only the agencies of the table are real."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.model import Article, Furniture, Hyperlink, Link
from headwater.stages.fingerprint import fingerprint
from headwater.stages.lineage import Subject, branches, find_credits, independent, trace

Make = Callable[..., Subject]

PIER = (
    "The harbour board of Calder Sound voted on Thursday to close the old ferry pier after divers found cracks in nine pillars.\n"
    "Ferries will leave from the fish market until a new pier is built, which may take until the spring of next year.\n"
    "The board asked the county for 4.2 million crowns and said that the fishermen would be paid for the berths they lose.\n"
    "Some 640 people cross the sound on a working day, and most of them walk to the pier from the two schools beside it."
)
QUOTE = "“We have known for eleven years that the pillars were hollow, and for eleven years we have painted them,” said the harbour master."
FIRST = f"A crowd of parents filled the town hall of Calder Sound on Thursday evening. {QUOTE} Nobody in the room laughed."
SECOND = f"Questions about money took up most of the meeting, and tempers rose before ten. {QUOTE} The board will meet again next week."


def by_article(links: tuple[Link, ...]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.article, []).append(link)
    return found


def check_spans(links: tuple[Link, ...], family: list[Subject]) -> None:
    texts = {s.article.id: s.article.text for s in family}
    for link in links:
        assert link.evidence or link.origin_kind == "unknown"
        for e in link.evidence:
            assert texts[link.article][e.start : e.end] == e.text
            if e.origin_start is not None and link.origin is not None:
                origin = texts[link.origin][e.origin_start : e.origin_end]
                assert "".join(filter(str.isalnum, origin)).casefold() == "".join(filter(str.isalnum, e.text)).casefold()
        if link.containment:
            assert 0 <= link.containment.of_article <= 1
            assert 0 <= link.containment.of_origin <= 1


def test_a_verbatim_copy_comes_from_the_earlier_one(subject: Make) -> None:
    family = [subject(PIER, "Sill Post", 30), subject(PIER, "Calder Chronicle", 0)]
    links = by_article(trace(family))
    (copy,) = links["sillpost"]
    assert (copy.kind, copy.origin, copy.origin_name) == ("copy_of", "calderchronicle", "Calder Chronicle")
    assert copy.containment == msgspec.convert({"of_article": 1.0, "of_origin": 1.0}, type(copy.containment))
    assert copy.confidence > 0.9
    (unknown,) = links["calderchronicle"]
    assert (unknown.origin, unknown.origin_kind, unknown.confidence, unknown.evidence) == (None, "unknown", 0.0, ())


def test_an_excerpt_and_a_report_that_adds_its_own(subject: Make) -> None:
    lines = PIER.split("\n")
    own = "Shopkeepers at the fish market were baking twice the bread, and the ferrymen had already repainted their signs in yellow. " * 2
    family = [
        subject(PIER, "Calder Chronicle", 0),
        subject("\n".join(lines[:2]), "Sill Post", 10),
        subject(own + lines[1] + lines[2], "Orrow Echo", 20),
    ]
    links = by_article(trace(family))
    assert links["sillpost"][0].kind == "excerpt_of"
    assert links["orrowecho"][0].kind == "rewrite_of"
    assert {links[x][0].origin for x in ("sillpost", "orrowecho")} == {"calderchronicle"}


def test_a_reprint_cut_short_is_a_copy(subject: Make) -> None:
    lines = PIER.split("\n")
    family = [subject(PIER, "Calder Chronicle", 0), subject("\n".join(lines[:3]), "Sill Post", 10)]
    (link,) = by_article(trace(family))["sillpost"]
    assert link.kind == "copy_of"
    assert link.containment is not None
    assert 0.5 <= link.containment.of_origin < 0.8


def named(subject: Subject, *names: str) -> Subject:
    return msgspec.structs.replace(subject, terms=tuple((f"n:{name}", 2.0) for name in names))


def test_an_attribution_means_the_report_that_names_the_same(subject: Make) -> None:
    family = [
        named(subject("The bakers of Orrow struck for a day.", "Calder Chronicle", 0, id="bread"), "orrow", "bakers"),
        named(subject(PIER, "Calder Chronicle", 20, id="pier"), "calder", "sound", "pier"),
        named(subject("Le quai est fermé.\nSource : Calder Chronicle", "Le Phare", 40, language="fr"), "calder", "sound", "quai"),
    ]
    (link,) = by_article(trace(family))["lephare"]
    assert (link.origin, link.kind) == ("pier", "rewrite_of")


@pytest.mark.parametrize(("names", "kind"), [(("calder", "sound", "pier"), "rewrite_of"), (("orrow", "bakers", "sound"), "cites")])
def test_what_a_report_rests_on_it_retells_and_what_it_mentions_it_cites(subject: Make, names: tuple[str, ...], kind: str) -> None:
    told = "The old pier is shut for good, the Calder Chronicle reported on Thursday, and those who must cross will queue by the fish."
    family = [
        named(subject(PIER, "Calder Chronicle", 0), "calder", "sound", "pier"),
        named(subject(told, "Orrow Echo", 30), *names),
    ]
    (link,) = by_article(trace(family))["orrowecho"]
    assert (link.origin, link.kind) == ("calderchronicle", kind)


def test_reports_that_share_only_a_quote_are_no_copies(subject: Make) -> None:
    family = [subject(FIRST, "Calder Chronicle", 0), subject(SECOND, "Sill Post", 20)]
    (link,) = by_article(trace(family))["sillpost"]
    assert (link.kind, link.origin) == ("common_primary", "calderchronicle")
    assert {e.kind for e in link.evidence} == {"shared_quote"}
    check_spans(trace(family), family)


def test_a_copy_of_a_speech_is_a_copy_though_all_of_it_is_quoted(subject: Make) -> None:
    family = [subject(f"“{PIER}”".replace("\n", " "), "Calder Chronicle", 0), subject(f"“{PIER}”".replace("\n", " "), "Sill Post", 9)]
    assert by_article(trace(family))["sillpost"][0].kind == "copy_of"


def test_two_retellings_of_an_agency_interview_that_was_never_seen(subject: Make) -> None:
    one = f"Speaking to the Associated Press on Tuesday, the harbour master of Calder Sound was blunt. {QUOTE} Parents were angry."
    two = f"Calder Sound is to lose its pier. “It was never safe,” she told The Associated Press on Tuesday. {QUOTE}\nSource: AP"
    family = [subject(one, "Sill Post", 0), subject(two, "Orrow Echo", 60)]
    links = by_article(trace(family))
    for name in ("sillpost", "orrowecho"):
        first = links[name][0]
        assert (first.origin, first.origin_kind, first.origin_name) == (None, "wire", "Associated Press")
        assert first.origin_url == "https://apnews.com/"
    assert [e.text for e in links["sillpost"][0].evidence] == ["Speaking to the Associated Press"]
    assert [e.kind for e in links["orrowecho"][0].evidence] == ["in_text_attribution", "credit"]
    assert [(x.kind, x.origin) for x in links["orrowecho"][1:]] == [("common_primary", "sillpost")]


@pytest.mark.parametrize(
    "credit", ["Source: Meridian Newswire", "(MNW)", "(mnw)", "Source: Meridian", "Джерело: Мерідіан", "Quelle: Agentur Meridian"]
)
def test_an_invented_agency_is_found_by_its_short_forms(subject: Make, credit: str) -> None:
    wire = subject("CALDER SOUND (Meridian) – " + PIER, "Meridian Newswire", 0)
    other = subject("A pier in the north is no more, and nobody here will miss it much.\n" + credit, "Sill Post", 30)
    links = by_article(trace([wire, other]))
    assert links["meridiannewswire"][0].origin_kind == "unknown"
    assert [(x.origin, x.origin_kind) for x in links["sillpost"]] == [("meridiannewswire", "article")]


def test_an_unknown_agency_in_a_credit_gets_a_node_of_its_own(subject: Make) -> None:
    (link,) = trace([subject("A pier is no more.\nSource: Meridian Wire", "Sill Post", 30)])
    assert (link.origin, link.origin_kind, link.origin_name, link.kind) == (None, "wire", "Meridian Wire", "cites")


def test_a_credit_outweighs_the_clock(subject: Make) -> None:
    early = subject(PIER + "\nSource: Calder Chronicle", "Sill Post", 0)
    links = by_article(trace([early, subject(PIER, "Calder Chronicle", 5)]))
    assert links["sillpost"][0].origin == "calderchronicle"
    assert links["calderchronicle"][0].origin_kind == "unknown"


def test_without_times_the_fuller_text_is_the_origin_and_that_is_less_sure(subject: Make) -> None:
    short = "\n".join(PIER.split("\n")[:3])
    timed = by_article(trace([subject(PIER, "Calder Chronicle", 0), subject(short, "Sill Post", 9)]))["sillpost"][0]
    guessed = by_article(trace([subject(PIER, "Calder Chronicle", None), subject(short, "Sill Post", None)]))["sillpost"][0]
    assert timed.origin == guessed.origin == "calderchronicle"
    assert guessed.confidence < timed.confidence


def test_a_day_without_a_time_does_not_come_before_an_hour_of_that_day(subject: Make) -> None:
    day = subject("\n".join(PIER.split("\n")[:2]), "Sill Post", 0, date_only=True)
    assert by_article(trace([day, subject(PIER, "Calder Chronicle", 60)]))["sillpost"][0].origin == "calderchronicle"
    assert by_article(trace([day, subject(PIER, "Calder Chronicle", 60 * 24)]))["calderchronicle"][0].origin == "sillpost"


def test_an_outlet_that_was_told_so_itself_is_its_own_origin(subject: Make) -> None:
    own = subject(f"“It was never safe,” she told the Calder Chronicle. {FIRST}", "Calder Chronicle", 0)
    other = subject("“It was never safe,” she told the Calder Chronicle on Monday, and said no more.", "Sill Post", 30)
    links = by_article(trace([own, other]))
    assert links["calderchronicle"][0].origin_kind == "unknown"
    assert (links["sillpost"][0].origin, links["sillpost"][0].kind) == ("calderchronicle", "cites")


def test_a_broadcaster_interview_that_was_never_seen(subject: Make) -> None:
    (link,) = trace([subject("She named no sum in an interview with CNN.", "Sill Post")])
    assert (link.origin_kind, link.origin_name, link.origin_url) == ("interview", "CNN", "https://www.cnn.com/")


def test_an_uncredited_copy_inherits_the_agency_of_its_equal(subject: Make) -> None:
    family = [subject(PIER, "Sill Post", 0), subject("CALDER SOUND (AP) — " + PIER, "Orrow Echo", 30)]
    first = by_article(trace(family))["sillpost"][0]
    assert (first.origin_kind, first.origin_name, first.kind) == ("wire", "Associated Press", "copy_of")
    check_spans(trace(family), family)


def test_a_hyperlink_to_a_report_of_the_family(subject: Make) -> None:
    old = subject(FIRST, "Calder Chronicle", 0)
    text = "The pier is to go, and it is said that nobody will miss the painters."
    link = Hyperlink(start=25, end=35, text=text[25:35], url=old.article.url + "?utm_source=x")
    found = by_article(trace([old, subject(text, "Sill Post", 30, links=(link,))]))["sillpost"]
    assert [(x.origin, x.kind, x.evidence[0].kind) for x in found] == [("calderchronicle", "cites", "hyperlink")]


def test_a_hyperlink_beside_an_attribution_is_the_address_of_the_origin(subject: Make) -> None:
    text = "The pier is to go, Reuters reported on Monday."
    link = Hyperlink(start=19, end=35, text=text[19:35], url="https://www.reuters.com/world/pier/")
    (found,) = trace([subject(text, "Sill Post", links=(link,))])
    assert (found.origin_url, found.confidence >= 0.85) == ("https://www.reuters.com/world/pier/", True)
    assert [e.kind for e in found.evidence] == ["in_text_attribution", "hyperlink"]


def test_agencies_outside_the_text_count_with_an_empty_span(subject: Make) -> None:
    family = [
        subject("A pier is no more.", "Sill Post", authors=("Associated Press",)),
        subject("A bell is no more.", "Orrow Echo", furniture=(Furniture(text="Quelle: dpa", kind="source-line"),)),
    ]
    links = by_article(trace(family))
    assert [(x[0].origin_name, x[0].evidence[0].kind) for x in (links["sillpost"], links["orrowecho"])] == [
        ("Associated Press", "byline"),
        ("dpa", "credit"),
    ]
    check_spans(trace(family), family)


GERMAN = (
    "Die Hafenbehörde von Calder Sound hat am Donnerstag den alten Fähranleger geschlossen, weil Taucher Risse in 9 Pfeilern fanden.\n"
    "Die Fähren legen bis zum Bau eines neuen Anlegers am Fischmarkt ab, was bis zum Frühjahr des nächsten Jahres dauern kann.\n"
    "Die Behörde verlangt vom Kreis 4,2 Millionen Kronen. Rund 640 Menschen fahren an Werktagen über den Sund, 31 davon mit Rad.\n"
)
ENGLISH = PIER.replace("nine", "9") + " The county has 14 days to answer, and 31 cyclists use it."


def test_a_translation_has_the_figures_and_the_length_of_what_it_credits(subject: Make) -> None:
    family = [
        subject(ENGLISH, "Calder Chronicle", 0),
        subject(GERMAN + "Quelle: Calder Chronicle", "Hafenblatt", 30, language="de"),
        subject("Le quai est fermé. Nul ne le regrette.\nSource : Calder Chronicle", "Le Phare", 40, language="fr"),
        subject("Il molo è chiuso, secondo il Calder Chronicle, e nessuno piange.", "Faro", 50, language="it"),
    ]
    links = by_article(trace(family))
    assert [links[name][0].kind for name in ("hafenblatt", "lephare", "faro")] == ["translation_of", "rewrite_of", "cites"]
    assert {links[name][0].origin for name in ("hafenblatt", "lephare", "faro")} == {"calderchronicle"}
    check_spans(trace(family), family)


def test_a_text_that_says_it_is_a_translation_is_one_of_the_report_with_its_figures(subject: Make) -> None:
    family = [
        subject(ENGLISH, "Calder Chronicle", 0),
        subject("Le pont de Brume a 640 ans.", "Le Phare", 5, language="fr"),
        subject(GERMAN + "Automatisch aus dem Englischen übersetzt.", "Glanz", 50, language="de"),
    ]
    (link,) = by_article(trace(family))["glanz"]
    assert (link.kind, link.origin) == ("translation_of", "calderchronicle")
    check_spans(trace(family), family)


def test_a_text_made_of_two_names_both(subject: Make) -> None:
    a = "The lighthouse keeper of Orrow counted nine seals on the sandbank and wrote each of them a name in the old logbook. " * 2
    family = [subject(PIER, "Calder Chronicle", 0), subject(a, "Orrow Echo", 5), subject(PIER + "\n" + a, "Sill Post", 60)]
    assert {x.origin for x in by_article(trace(family))["sillpost"]} == {"calderchronicle", "orrowecho"}


def test_many_copies_are_traced_to_the_first(subject: Make) -> None:
    family = [subject(PIER, f"Outlet {n}", n) for n in range(40)]
    links = by_article(trace(family))
    assert {links[s.article.id][0].origin for s in family[1:]} == {"outlet0"}


def test_an_empty_family_and_an_empty_text(subject: Make) -> None:
    assert trace([]) == ()
    (link,) = trace([subject("")])
    assert link.origin_kind == "unknown"


WORDS = ["the", "pier", "of", "Calder", "was", "closed", "after", "nine", "told AP", "that", "Source", "(dpa)", "–", "“", "”", "640", "."]


@st.composite
def families(draw: st.DrawFn) -> list[Subject]:
    rng = random.Random(draw(st.integers(0, 10**6)))
    stock = [" ".join(rng.choices(WORDS, k=rng.randint(3, 25))) for _ in range(6)]
    family = []
    for number in range(draw(st.integers(1, 7))):
        text = "\n".join(rng.choices([*stock, PIER, QUOTE, "Source: Outlet 1", "Source: AP", "(OUTLET 2) –"], k=rng.randint(1, 5)))
        published = rng.choice([None, datetime(2026, 1, 1, rng.randint(0, 3), tzinfo=UTC)])
        article = Article(
            id=f"a{number}",
            url=f"https://o{number}.example/x",
            canonical_url=f"https://o{number}.example/x",
            outlet=f"Outlet {rng.randint(0, 4)}",
            text=text,
            published=published,
            date_only=rng.random() < 0.3,
            language=rng.choice(["en", "de"]),
            first_seen=datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=rng.choice([0, 1, 40])),
        )
        article = msgspec.structs.replace(article, credits=find_credits(article))
        family.append(Subject(article=article, fingerprint=fingerprint(text).shingles))
    return family


# The first example reads the table of agencies, which takes longer than the others together: hence no deadline.
@settings(deadline=None, max_examples=30)
@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing_and_spans_hold(family: list[Subject], rng: random.Random) -> None:
    links = trace(family)
    shuffled = rng.sample(family, len(family))
    assert trace(shuffled) == links
    check_spans(links, family)
    ids = {s.article.id for s in family}
    assert {link.article for link in links} == ids
    assert all(link.origin in ids | {None} and link.origin != link.article for link in links)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(WORDS), min_size=40, max_size=120))
def test_a_text_compared_with_itself_is_a_copy(words: list[str]) -> None:
    text = "Divers of Calder found nine cracks in the pillars of the pier and left. " + " ".join(w for w in words if w not in "“”")
    made = [
        Article(id=i, url=f"https://{i}.example/", canonical_url=f"https://{i}.example/", outlet=i, text=text, first_seen=seen)
        for i, seen in (("first", datetime(2026, 1, 1, tzinfo=UTC)), ("second", datetime(2026, 1, 3, tzinfo=UTC)))
    ]
    links = by_article(trace([Subject(article=a, fingerprint=fingerprint(text).shingles) for a in made]))
    assert [(x.kind, x.origin) for x in links["second"]] == [("copy_of", "first")]


def test_a_report_under_an_agencys_place_line_is_a_copy_of_an_item_never_seen(subject: Make) -> None:
    (link,) = trace([subject("CALDER (AP) — " + PIER)])
    assert (link.origin, link.origin_kind, link.origin_name, link.kind) == (None, "wire", "Associated Press", "copy_of")
    (link,) = trace([subject(PIER + "\nWith material from AP")])
    assert link.kind == "cites"


def test_a_statement_is_the_step_upstream_only_of_a_report_taken_from_nobody_else(subject: Make) -> None:
    said = "The harbour board said in a statement that the pier was closed.\n"
    first, second = trace([subject(said + PIER, minutes=0), subject(said + PIER, "Brindle Bugle", minutes=30)])[:2]
    assert (first.origin_kind, first.origin_name) == ("document", "harbour board")
    assert second.origin == "calderchronicle"


def test_of_two_agencies_in_one_credit_the_first_comes_first(subject: Make) -> None:
    found = trace([subject(PIER + "\ndpa/AFP")])
    assert [link.origin_name for link in found] == ["dpa", "AFP"]


def test_an_outlet_that_nobody_knows_is_an_article_and_no_wire_item(subject: Make) -> None:
    (link,) = trace([subject(PIER + "\nThis story originally appeared in the Calder Gazette.", "Brindle Bugle")])
    assert (link.origin_kind, link.origin_name) == ("article", "Calder Gazette")


def test_a_page_that_names_another_as_its_original_is_believed_over_the_clock_of_one_day_and_not_over_a_credit(subject: Make) -> None:
    def origins(*family: Subject) -> dict[str, str | None]:
        return {link.article: link.origin for link in reversed(trace(family))}

    tag = {"original_url": "https://calderchronicle.example/calderchronicle"}
    late, early = subject(PIER, minutes=300), subject(PIER, "Brindle Bugle", minutes=0, **tag)
    assert origins(late, early) == {"calderchronicle": None, "brindlebugle": "calderchronicle"}
    long_before = subject(PIER, "Brindle Bugle", minutes=-3 * 1440, **tag)
    assert origins(late, long_before) == {"calderchronicle": "brindlebugle", "brindlebugle": None}
    credited = subject(PIER + "\nSource: Brindle Bugle", minutes=300)
    assert origins(credited, early) == {"calderchronicle": "brindlebugle", "brindlebugle": None}


def test_a_tag_that_nothing_in_the_text_bears_out_makes_no_link_within_a_story(subject: Make) -> None:
    whales = (
        "Nine boats followed the whales off Tarn for six hours on Sunday, and the whales left at dusk for the open sea, said a skipper."
    )
    (_, link) = trace([subject(PIER), subject(whales, "Whale Weekly", 10, original_url="https://calderchronicle.example/calderchronicle")])
    assert (link.article, link.origin_kind) == ("whaleweekly", "unknown")


@pytest.mark.parametrize(
    ("original", "name", "kind", "confidence"),
    [("https://apnews.com/article/9", "Associated Press", "wire", 0.6), ("https://liar.example/x", "liar.example", "article", 0.5)],
)
def test_an_original_that_was_never_seen_is_named_and_believed_little(
    subject: Make, original: str, name: str, kind: str, confidence: float
) -> None:
    (link,) = trace([subject(PIER, original_url=original)])
    assert (link.origin, link.origin_name, link.origin_url, link.origin_kind) == (None, name, original, kind)
    assert (link.confidence, [e.kind for e in link.evidence]) == (confidence, ["hyperlink"])


def test_a_later_version_at_an_address_of_its_own_revises_its_outlets_earlier_one(subject: Make) -> None:
    update = PIER + "\nBy the evening the board had named a contractor from Tarn, which will begin on Monday with two barges and a crane."
    family = [subject(PIER), subject(update, minutes=240, id="update"), subject(update, "Sill Post", 300)]
    links = by_article(trace(family))
    check_spans(tuple(link for found in links.values() for link in found), family)
    (link,) = links["update"]
    assert (link.kind, link.origin) == ("revises", "calderchronicle")
    assert links["sillpost"][0].kind == "copy_of"
    # Nobody knows which came first, or whether a mere host is one newsroom.
    assert by_article(trace([subject(PIER), subject(update, minutes=None, id="update")]))["calderchronicle"][0].kind == "copy_of"
    host = {"outlet": "archive.example"}
    archive = [subject(PIER, url="https://archive.example/1", id="1", **host)]
    archive += [subject(update, minutes=9, url="https://archive.example/2", id="2", **host)]
    assert by_article(trace(archive))["2"][0].kind == "copy_of"
    follow = "The board met again. " + PIER.split("\n")[0] + "\nNow the fishermen ask who will pay them, and the schools ask for a bus."
    (follow_up,) = by_article(trace([subject(PIER), subject(follow, minutes=2000, id="follow")]))["follow"]
    assert follow_up.kind == "rewrite_of"


def test_a_revised_copy_is_no_origin_of_its_own(subject: Make) -> None:
    family = [subject("CALDER (AP) — " + PIER), subject("CALDER (AP) — " + PIER + "\nA contractor was named.", minutes=240, id="update")]
    forest = branches([s.article for s in family], trace(family))
    assert [(node.kind, node.name) for node in forest] == [("wire", "Associated Press")]
    assert independent(forest) == 1


PILLARS = (
    "The pier at Calder Sound was closed on Monday after divers had found cracks in 9 of its 40 pillars.\n"
    "Repairs will cost 4.2 million crowns and take 17 weeks, harbour master Ina Holt said in Calder.\n"
    "The pier was built in 1931 and last repaired in 1987, after the great frost. Some 640 people cross to Brindle on a working day."
)
PFEILER = (
    "Der Anleger am Calder Sound ist am Montag gesperrt worden, nachdem Taucher Risse in 9 der 40 Pfeiler gefunden hatten.\n"
    "Die Reparatur werde 4,2 Millionen Kronen kosten und 17 Wochen dauern, sagte Hafenmeisterin Ina Holt in Calder.\n"
    "Der Anleger wurde 1931 gebaut und 1987 nach dem großen Frost zuletzt repariert. Rund 640 Menschen fahren werktags nach Brindle."
)


def spoken(article: Article) -> Subject:
    """A subject with its names and numbers, by which texts of different languages are compared."""
    neutral = [(f"n:{name}", 3.0) for name in ("calder", "holt", "brindle") if name in article.text.casefold()]
    numbers = [(f"#:{number}", 2.0) for number in ("9", "40", "17", "1931", "1987", "640") if number in article.text]
    return Subject(article=article, fingerprint=fingerprint(article.text).shingles, terms=tuple(neutral + numbers))


def test_a_translation_that_does_not_say_so_is_told_by_its_figures_in_order(article: Callable[..., Article]) -> None:
    source = article(PILLARS)
    link = next(
        k for k in trace([spoken(source), spoken(article(PFEILER, "Tolmener Bote", 60, language="de"))]) if k.article == "tolmenerbote"
    )
    assert (link.kind, link.origin) == ("translation_of", "calderchronicle")
    assert {e.text for e in link.evidence} == {"9", "40", "17", "1931", "1987", "640"}
    for e in link.evidence:
        assert e.origin_start is not None
        assert source.text[e.origin_start : e.origin_end] == e.text == PFEILER[e.start : e.end]


@pytest.mark.parametrize(
    "other",
    [
        "\n".join(reversed(PFEILER.split("\n"))).replace("9 der 40", "neun von 40"),
        PFEILER + "\nDer Rat von Brindle tagt am Freitag und will 12 Busse mieten, 24 Fahrer einstellen und 3 Haltestellen bauen." * 2,
    ],
)
def test_the_same_figures_in_another_order_or_among_others_are_no_translation(article: Callable[..., Article], other: str) -> None:
    family = [spoken(article(PILLARS)), spoken(article(other, "Tolmener Bote", 60, language="de"))]
    assert {link.origin_kind for link in trace(family)} == {"unknown"}


@pytest.mark.parametrize(
    ("outlet", "named"),
    [
        ("Quilltern Newswire", "クィルターン通信"),
        ("Calder Chronicle", "カルダー・クロニクル"),
        ("The Kestrel Review", "ケストレル・レビュー"),
        ("Tarn Times", "ターン・タイムズ"),
    ],
)
def test_an_outlet_of_the_story_is_known_by_its_name_in_katakana(subject: Make, outlet: str, named: str) -> None:
    family = [subject(PIER, outlet, id="source"), subject(f"桟橋が閉鎖された。\n出典：{named}", "Nagisa", 30, language="ja", id="ja")]
    (link,) = by_article(trace(family))["ja"]
    assert (link.origin, link.origin_name) == ("source", outlet)


def test_two_latin_names_with_the_same_consonants_are_two(subject: Make) -> None:
    family = [subject(PIER, "Brindle Bugle"), subject("The pier is closed.\nSource: Brandle Bogle", "Sill Post", 30)]
    assert by_article(trace(family))["sillpost"][0].origin is None
