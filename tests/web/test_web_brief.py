"""The brief as a page: every sentence with its source, days that are none, and what a model's answer shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from headwater.app import Headwater, opened
from headwater.model import Capture
from headwater.web.site import make_site

Make = Callable[..., Capture]
TOLD = (
    "The dredger Petrel sank off Brackholm on Friday with {} sailors on board, the harbour office said. Divers reached the wreck of the "
    "dredger at dusk and found its pumps blocked with <sand> and weed. The harbour office has opened an inquiry into the pumps."
)


@pytest.fixture
def app(tmp_path: Path, given: Make) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        made.ingest(
            [
                given("https://quay.example/petrel", TOLD.format(34), "Dredger Petrel sinks off Brackholm", outlet="The Quay"),
                given("https://mole.example/petrel", TOLD.format(43), "Dredger Petrel sinks off Brackholm", outlet="The Mole", minutes=30),
            ]
        )
        yield made


@pytest.fixture
def client(app: Headwater) -> Iterator[TestClient]:  # type: ignore[type-arg]
    with TestClient(make_site(app)) as made:
        yield made


def test_every_sentence_has_a_source_that_is_on_the_page(client: TestClient) -> None:  # type: ignore[type-arg]
    page = client.get("/brief/2026-11-20").text
    assert "Dredger Petrel sinks off Brackholm" in page
    assert "&lt;sand&gt;" in page
    cited = set(re.findall(r'href="#(n\d+-\d+)"', page))
    assert cited
    assert cited <= set(re.findall(r'id="(n\d+-\d+)"', page))
    assert "https://quay.example/petrel" in page
    assert "Reports differ on “sailors”: 34 in one, 43 in another." in page
    assert "Yours? Removed within 24 hours" in page


def test_days_without_a_story_and_days_that_are_none(client: TestClient) -> None:  # type: ignore[type-arg]
    assert client.get("/brief").status_code == 200
    assert "Nothing was published" in client.get("/brief/2020-01-01").text
    assert client.get("/brief/someday").status_code == 404
    assert client.get("/api/v1/brief/someday").status_code == 404


def test_the_brief_as_json(client: TestClient) -> None:  # type: ignore[type-arg]
    found = client.get("/api/v1/brief/2026-11-20").json()
    [item] = found["items"]
    assert all(sentence["sources"] for sentence in item["sentences"])
    assert client.get("/api/v1/brief/2026-11-20?language=de").json()["items"] == []
