"""What stands under a report's lead picture on invented pages."""

from __future__ import annotations

import pytest
from extract_captures import read

from headwater.model import Image

PARAGRAPHS = "".join(
    f"<p>{line}</p>"
    for line in (
        "The ferry company of Tallow Bay said on Friday that it would run two ships less this winter, citing the price of fuel.",
        "About 1,900 islanders depend on the morning boat, the mayor said, and most of them have no other way to reach their work.",
        "“Nobody asked us,” said Rune Aldal, who teaches on the mainland. “We read it on a poster at the quay, like everybody else.”",
    )
)
AT = "https://www.fjordledger.example/pictures/"


def picture(figure: str, head: str = f'<meta property="og:image" content="{AT}harbour-1200x675.jpg?w=9">', below: str = "") -> Image | None:
    return read(f"<html><head><title>Ferries</title>{head}</head><body><article>{figure}{PARAGRAPHS}{below}</article></body></html>").image


def figure(caption: str, name: str = "harbour-640x360.jpg") -> str:
    return f'<figure><img src="/pictures/{name}"><figcaption>{caption}</figcaption></figure>'


@pytest.mark.parametrize(
    ("caption", "said", "credit"),
    [
        ("The quay on Friday.", "The quay on Friday.", ""),
        ('The quay on Friday. <span class="photo-credit">Foto: Lene Moe</span>', "The quay on Friday.", "Lene Moe"),
        ("The quay on Friday. (Photo: Lene Moe/Norra)", "The quay on Friday.", "Lene Moe/Norra"),
        ("The quay on Friday. © Lene Moe", "The quay on Friday.", "Lene Moe"),
        ('<span class="Copyright">Lene Moe (Norra)</span>', "", "Lene Moe (Norra)"),
        ("Photo by Lene Moe", "", "Lene Moe"),
        ("A photographer by the quay", "A photographer by the quay", ""),
    ],
)
def test_the_caption_and_the_credit_are_told_apart(caption: str, said: str, credit: str) -> None:
    assert picture(figure(caption)) == Image(url=f"{AT}harbour-1200x675.jpg?w=9", caption=said, credit=credit)


def test_another_pictures_caption_is_not_taken() -> None:
    assert picture(figure("The mayor.", "mayor.jpg") + figure("The quay.")) == Image(
        url=f"{AT}harbour-1200x675.jpg?w=9", caption="The quay."
    )
    assert picture(figure("The mayor.", "mayor.jpg")) == Image(url=f"{AT}harbour-1200x675.jpg?w=9")


def test_what_the_metadata_says_is_kept() -> None:
    node = f'{{"@type":"NewsArticle","headline":"Ferries","image":{{"url":"{AT}harbour.jpg","caption":"Stated","creditText":"Norra"}}}}'
    head = f'<script type="application/ld+json">{node}</script>'
    assert picture(figure("Shown. Photo: Lene Moe"), head) == Image(url=f"{AT}harbour.jpg", caption="Stated", credit="Norra")


def test_without_metadata_the_figure_above_the_report_is_the_lead_picture() -> None:
    assert picture(figure("The quay. Photo: Lene Moe"), "") == Image(url=f"{AT}harbour-640x360.jpg", caption="The quay.", credit="Lene Moe")
    assert picture("", "", figure("The quay.")) is None


def test_a_figure_without_a_usable_address_gives_none() -> None:
    assert picture('<figure><img src="data:image/gif;base64,R0"><img srcset=", ,"><figcaption>The quay.</figcaption></figure>', "") is None
