"""One article under several addresses: for phones, in AMP, from a cache."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from headwater.app import opened
from headwater.model import Capture
from site_pages import SEEN, SENTENCES, page

PLAIN = page(7, plea="")
URL = PLAIN.url


def form(url: str, *, shorter: bool = False, hours: int = 1) -> Capture:
    said = [sentence.format(n=7) for sentence in SENTENCES]
    made = page(7, said[:4] if shorter else said, plea="")
    return replace(made, url=url, fetched_at=SEEN + timedelta(hours=hours))


def test_forms_of_a_page_are_one_article(tmp_path: Path) -> None:
    host = "quaygazette.example"
    forms = [f"https://m.{host}/7", f"https://www.{host}/7/amp", f"https://www.{host}/7?outputType=amp"]
    forms.append(f"https://quaygazette-example.cdn.ampproject.org/c/s/www.{host}/7")
    with opened(tmp_path) as app:
        counts = app.ingest([PLAIN, *(form(url) for url in forms)])
        assert (counts.articles, counts.revisions, counts.duplicates) == (1, 0, 4)
        assert all(app._store.articles.is_met(url) for url in (URL, *forms)), "none of them is fetched again"


def test_another_form_is_no_correction(tmp_path: Path) -> None:
    with opened(tmp_path) as app:
        app.ingest([PLAIN])
        assert app.ingest([form(URL + "/amp", shorter=True)]).duplicates == 1
        assert app.ingest([form(URL, shorter=True, hours=2)]).revisions == 1


def test_a_cached_page_stands_under_its_own_address(tmp_path: Path) -> None:
    with opened(tmp_path) as app:
        app.ingest([form("https://www.google.com/amp/s/www.quaygazette.example/7")])
        [row] = app.export("articles")
        assert row["canonical_url"] == "https://www.quaygazette.example/7"
        assert row["direction"] == "ltr"
