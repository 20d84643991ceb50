"""The brief of a store, in the reports' words and, over real HTTP, in a model's words as far as they are borne out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from headwater.app import Headwater, opened
from headwater.briefing import a_day
from headwater.errors import FetchError, UsageError
from headwater.model import Capture
from headwater.settings import Settings
from headwater.sources.rephrase import Endpoint, reword

Make = Callable[..., Capture]
DAY = date(2026, 11, 20)
TOLD = (
    "The dredger Petrel sank off Brackholm on Friday with {} sailors on board, the harbour office said. Divers reached the wreck of the "
    "dredger at dusk and found its pumps blocked with sand and weed. The harbour office has opened an inquiry into the state of the pumps."
)


class Model:
    """A small OpenAI-compatible server on loopback that gives the answers it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.answer: bytes = b"{}"
        self.status = 200
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                model.asked.append(json.loads(body))
                model.keys.append(self.headers.get("authorization"))
                self.send_response(model.status)
                self.end_headers()
                self.wfile.write(model.answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def says(self, words: str) -> None:
        self.answer = msgspec.json.encode({"choices": [{"message": {"role": "assistant", "content": words}}]})

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def model() -> Iterator[Model]:
    made = Model()
    yield made
    made.close()


def fill(app: Headwater, given: Make) -> None:
    app.ingest(
        [
            given("https://quay.example/petrel", TOLD.format(34), "Dredger Petrel sinks off Brackholm", outlet="The Quay"),
            given("https://mole.example/petrel", TOLD.format(43), "Dredger Petrel sinks off Brackholm", outlet="The Mole", minutes=30),
        ]
    )


def test_the_day_in_the_words_of_its_reports(tmp_path: Path, given: Make) -> None:
    with opened(tmp_path / "data") as app:
        fill(app, given)
        [item] = app.brief(DAY).items
        texts = {str(a["id"]): str(a["text"]) for a in app.export("articles")}
        for sentence in item.sentences:
            assert sentence.sources
            for cited in sentence.sources:
                assert texts[cited.article][cited.start : cited.end] == cited.text
        assert item.sentences[-1].differ
        assert app.brief(date(2026, 11, 19)).items == ()
        assert app.brief(DAY, "de").items == ()


def test_a_model_may_only_say_what_its_citations_bear_out(tmp_path: Path, given: Make, model: Model) -> None:
    model.says(
        "Off Brackholm the dredger Petrel sank with 34 sailors on board [1]. The captain was drunk [1]. All 900 sailors drowned [2]."
    )
    with opened(tmp_path / "data", Settings(rephrase_url=model.url, rephrase_model="small", rephrase_key="k")) as app:
        fill(app, given)
        found = app.brief(DAY)
        [item] = found.items
        assert [s.text for s in item.sentences] == ["Off Brackholm the dredger Petrel sank with 34 sailors on board."]
        assert item.rephrased
        assert item.sentences[0].sources
        assert found.dropped == 2
        assert app.brief(DAY) == found
    assert len(model.asked) == 1
    assert model.asked[0]["model"] == "small"
    assert model.keys == ["Bearer k"]


@pytest.mark.parametrize(("status", "answer"), [(500, b"no"), (200, b"not json"), (200, b'{"choices": []}'), (200, b"x" * 1_100_000)])
def test_a_model_that_fails_leaves_the_reports_own_words(tmp_path: Path, given: Make, model: Model, status: int, answer: bytes) -> None:
    model.status, model.answer = status, answer
    with opened(tmp_path / "data", Settings(rephrase_url=model.url)) as app:
        fill(app, given)
        [item] = app.brief(DAY).items
        assert not item.rephrased
        assert len(item.sentences) >= 2


def test_no_model_there_is_one_line(model: Model) -> None:
    address = model.url
    model.close()
    with pytest.raises(FetchError, match="cannot be reached"):
        reword(Endpoint(address), "words")


def test_days() -> None:
    assert a_day("2026-11-20") == DAY
    assert (a_day("today") - a_day("yesterday")).days == 1
    with pytest.raises(UsageError, match="is no day"):
        a_day("someday")
