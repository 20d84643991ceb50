"""Plain text files: titles, glued furniture, captions and credits, told by their shape."""

from __future__ import annotations

import textwrap

import pytest
from extract_captures import read

from headwater.errors import ContentError
from headwater.model import Article

BODY = (
    "The harbour council of Nordvik voted on Tuesday to close the old grain quay after a dispute of four years.",
    "“The quay is no longer safe,” said Marta Ilves, who chairs the council, and nobody contradicted her.",
    "Fishermen said they had been promised compensation but had seen no figures. A petition gathered 3,400 names.",
)
HEADLINES = (
    "Choir Wins the Baltic Cup in Tallow Bay",
    "Minister Resigns Over Leaked Tunnel Report",
    "Why the Ice Road Opened Late This Winter",
    "Lighthouse Museum Names a New Keeper",
)


def text(*lines: str) -> Article:
    return read("\n".join(lines), "text", "file:///press/one.txt")


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in article.furniture]


def test_a_headline_with_a_blank_line_below_is_the_title() -> None:
    article = text("Nordvik closes its grain quay", "", BODY[0], "", "", BODY[1])
    assert article.title == "Nordvik closes its grain quay"
    assert article.text == f"{BODY[0]}\n{BODY[1]}"
    assert (article.url, article.outlet, article.published, article.language) == ("file:///press/one.txt", "", None, "en")


def test_a_first_sentence_is_no_title() -> None:
    assert text(*BODY).title == ""
    assert text(BODY[0], "", BODY[1]).title == ""
    assert text("Nordvik closes its grain quay", BODY[0], BODY[1]).title == ""


def test_headlines_of_other_reports_at_the_end_are_related() -> None:
    article = text(*BODY, "", "", *HEADLINES, "", "")
    assert article.text == "\n".join(BODY)
    assert kinds(article) == [("related", line) for line in HEADLINES]


def test_two_last_lines_and_lines_about_the_same_matter_stay() -> None:
    assert text(*BODY, "", *HEADLINES[:2]).text.endswith(HEADLINES[1])
    same = ("Council closes the grain quay", "Quay no longer safe after dispute", "Fishermen had seen no figures")
    assert text(*BODY, "", *same).text.endswith(same[2])


def test_a_heading_opens_a_block_of_related_articles_of_any_length() -> None:
    article = text(*BODY, "", "Related Articles", "", HEADLINES[0])
    assert article.text == "\n".join(BODY)
    assert kinds(article) == [("related", "Related Articles"), ("related", HEADLINES[0])]


def test_an_aggregators_footer_and_a_title_glued_to_the_end_are_cut() -> None:
    title = "Nordvik closes its grain quay"
    footer = (
        "Drift gathers the news of the north by itself. All trademarks belong to their rightful owners. If you are the owner of the "
        "content and do not want us to publish it, write to us and it will be deleted within a day."
    )
    article = text(title, "", *BODY[:2], f"{BODY[2]} {title}", "", footer, "", "Related Articles", "", "Back to top button")
    assert article.text == "\n".join(BODY)
    assert kinds(article) == [
        ("footer", footer),
        ("related", "Related Articles"),
        ("nav", "Back to top button"),
        ("footer", title),
    ]


@pytest.mark.parametrize(
    "caption",
    [
        "The quay as it looked on the day of the vote [Ivo Lens/NVB]",
        "The quay in April (Photo: Ivo Lens)",
        "Boats wait outside the basin. Foto: Ivo Lens/NVB",
        "A crane in the eastern basin. (Ivo Lens/Getty Images)",
    ],
)
def test_a_photo_credit_makes_a_caption_and_takes_the_alternative_text_with_it(caption: str) -> None:
    article = text("Nordvik closes its grain quay", "", BODY[0], "", "Grain quay, Nordvik", caption, "", BODY[1], "", BODY[2])
    assert article.text == "\n".join(BODY)
    assert kinds(article) == [("caption", "Grain quay, Nordvik"), ("caption", caption)]


@pytest.mark.parametrize(
    "credit",
    [
        "Source: NVB",
        "Quelle: NVB",
        "(Reporting by Ada Quill in Nordvik; editing by Bo Renner)",
        "Reporting was contributed by Ada Quill and Bo Renner.",
        "Bo Renner contributed to this report.",
    ],
)
def test_a_credit_for_the_whole_text_stays_as_its_last_paragraph(credit: str) -> None:
    assert text(*BODY, "", "", credit).text == "\n".join((*BODY, credit))
    assert text(*BODY, "", credit, "", "Share this", "", "© 2026 Drift").text.endswith(f"\n{credit}")


def test_a_time_and_a_byline_under_the_title_are_read() -> None:
    article = text("Nordvik closes its grain quay", "", "By Ada Quill and Bo Renner", "Published: 12 May 2026, 18:40 CEST", "", *BODY)
    assert article.authors == ("Ada Quill", "Bo Renner")
    assert article.published is not None
    assert article.published.isoformat() == "2026-05-12T18:40:00+02:00"
    assert (article.published_evidence, article.text) == ("date in the text", "\n".join(BODY))


def test_lines_broken_at_a_fixed_width_are_put_together() -> None:
    wrapped = "\n\n".join(textwrap.fill(line * 2, 72) for line in BODY)
    assert read(wrapped, "text").text.count("\n") == 2


def test_quotations_that_speak_of_rights_or_newsletters_stay() -> None:
    line = (
        "“All rights reserved for those who fish here,” read a banner that the fishermen of the old quay had hung over the bridge, "
        "and others sang."
    )
    other = "The council answered questions about the newsletter of the port on Monday."
    assert text(*BODY, line, other).text == "\n".join((*BODY, line, other))


def test_a_page_in_a_text_file_is_read_as_a_page() -> None:
    article = read(f"<!DOCTYPE html><html><body><h1>Quay</h1>{''.join(f'<p>{line}</p>' for line in BODY)}</body></html>", "text")
    assert article.text == "\n".join(BODY)


@pytest.mark.parametrize(("body", "reason"), [(b"", "empty"), (b"\n -- \n", "no text"), (b"\x7fELF\x02", "program"), (b"a\x00b", "NUL")])
def test_what_holds_no_text_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        read(body, "text")
