"""Every owners' signal on every surface there is, as a reader of the pages, the API, the feeds, the commands and the exports meets it.

One report says something; two others of the same happening do not. What its surfaces show of it is held against the table
(`stages/rights/surfaces.py`), by words that stand in that report alone: near its beginning, further on, and deep in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from headwater.app import Headwater, opened
from headwater.cli import main
from headwater.model import Capture, Signal
from headwater.stages.rights.signals import EFFECTS, permit
from headwater.stages.rights.surfaces import SURFACES, level
from headwater.web.site import make_site

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOUND = 150
FIRST, LATE, DEEP = "brindlewick", "quorndale", "vexmoor"
"""Words that stand in the report with the signal alone: before the bound of `max-snippet`, behind it, and behind every excerpt."""
TITLE = "Skarrow bridge closed at Hallin after barge strikes its pier"
STRICT = (
    f"The Skarrow bridge at Hallin was closed on Friday after a barge struck its pier, the {FIRST} engineer said. "
    f"“Nobody crosses before the divers have been down,” said Mayor Ada Quay, who was at the {LATE} quay in the rain until midnight "
    "with the crew of the barge. About 340 people who live on the island were brought over by boat.\n"
    + " ".join(f"Span {n} of the bridge was looked at for {n + 2} hours by {n + 4} divers of the harbour." for n in range(12))
    + f"\nThe barge had come from {DEEP} with 412 tonnes of gravel."
)
OTHERS = (
    "A barge struck the pier of the Skarrow bridge at Hallin on Friday, and the bridge was closed. "
    "“Nobody crosses before the divers have been down,” said Mayor Ada Quay. The 343 people of the island were brought over by boat.",
    "Hallin: The Skarrow bridge was closed on Friday when a barge hit its pier. Divers of the harbour went down, Mayor Ada Quay said. "
    "About 340 people of the island came over by boat, and a barge with 412 tonnes of gravel lay at the pier on Friday.",
)
URL = "https://strict.example/skarrow"


def captures(*signals: Signal) -> Iterator[Capture]:
    texts = {URL: (TITLE, STRICT, signals)} | {
        f"https://free{n}.example/bridge": (f"Barge hits Skarrow bridge pier, Hallin closes it ({n})", words, ())
        for n, words in enumerate(OTHERS)
    }
    for n, (url, (title, words, said)) in enumerate(texts.items()):
        at = (NOON + timedelta(minutes=n)).isoformat()
        body = "".join(f"<p>{part}</p>" for part in words.split("\n"))
        head = f'<title>{title}</title><meta property="article:published_time" content="{at}">'
        page = f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
        yield Capture(url=url, fetched_at=NOON + timedelta(hours=1), body=page.encode(), media="text/html", signals=said)


def said(name: str) -> tuple[Signal, ...]:
    value = {"max-snippet": str(BOUND), "unavailable_after": "2026-01-01"}.get(name, "")
    return (Signal(name=name, value=value, place="header", words=name),) if name else ()


class Met:
    """What each surface gave, all its places together, as one text."""

    def __init__(self, folder: Path, app: Headwater, client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[type-arg]
        self.folder, self.app, self.client, self.capsys = folder, app, client, capsys
        lines = app.river(0, 10)
        self.strict = next((line for line in lines if line.url == URL), None)
        self.others = [line for line in lines if line.url != URL]
        self.story = self.others[0].story or ""

    def of(self, name: str) -> str:
        places = {
            "front page": self.pages("/", "/api/v1/stories") + self.command("stories"),
            "story": lambda: (
                self.pages(f"/story/{self.story}", f"/api/v1/story/{self.story}", *self.compared(), *self.persons())
                + self.command("story", self.story)
            ),
            "article": lambda: self.pages(*self.article("/article/")) + self.command("article", *self.article("")),
            "article, for others": lambda: self.pages(*self.article("/api/v1/article/"), owner=False),
            "article, for the owner of the installation": lambda: self.pages(*self.article("/api/v1/article/")),
            "list of all reports": lambda: self.pages("/river"),
            "search": lambda: "".join(
                self.pages(f"/search?q={q}", f"/api/v1/search?q={q}") + self.command("search", q)
                for q in ("outlet:strict.example", "engineer", "gravel")
            ),
            "feeds and readers": lambda: self.pages(*(f"/feeds/person/{p}{end}" for p in self.speakers() for end in (".atom", ".json"))),
            "daily brief": lambda: self.pages("/brief/2026-11-20", "/api/v1/brief/2026-11-20") + self.command("brief", "2026-11-20"),
            "programs that read for people (MCP)": lambda: "",
            "exports": lambda: "".join(
                msgspec.json.encode(row).decode()
                for kind in ("articles", "stories", "links", "quotes", "figures", "names", "places", "times", "differences")
                for row in self.app.export(kind)
            ),
        }
        made = places[name]
        return made if isinstance(made, str) else made()

    def pages(self, *places: str, owner: bool = True) -> str:
        given = []
        for place in places:
            answer = self.client.get(place, headers={} if owner else {"x-forwarded-for": "203.0.113.9"})
            assert answer.status_code in (200, 404), (place, answer.status_code)
            given.append(answer.text if answer.status_code == 200 else "")
        return "\n".join(given)

    def command(self, *arguments: str) -> str:
        self.capsys.readouterr()
        if arguments == ("article",):
            return ""
        main(["--data", str(self.folder), *arguments])
        return self.capsys.readouterr().out

    def article(self, before: str) -> list[str]:
        return [before + self.strict.id] if self.strict else []

    def compared(self) -> list[str]:
        other = self.others[0].id
        return [f"{before}{self.strict.id}/{other}" for before in ("/compare/", "/api/v1/compare/")] if self.strict else []

    def speakers(self) -> list[str]:
        return ["ada-quay"]

    def persons(self) -> list[str]:
        return [before + person for person in self.speakers() for before in ("/person/", "/api/v1/person/")]


@pytest.mark.parametrize("name", ["", *EFFECTS])
def test_each_signal_on_each_surface(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = permit(said(name), datetime.now(UTC))
    with opened(tmp_path / "data") as app, TestClient(make_site(app)) as client:
        app.ingest(captures(*said(name)))
        met = Met(tmp_path / "data", app, client, capsys)
        for surface in SURFACES:
            shown, allowed = met.of(surface.name), level(left, surface)
            where = f"{name or 'no signal'} on {surface.name}"
            words = [word for word in (FIRST, LATE, DEEP) if word in shown]
            if allowed in ("nothing", "link"):
                assert not words, where
            if allowed == "nothing":
                assert URL not in shown, where
            if allowed == "excerpt":
                # A quotation and the words around a match may stand anywhere in the text.
                assert DEEP not in words or surface.name in ("story", "search"), where
            if left.snippet is not None and surface.name != "exports":
                assert LATE not in shown, where
                assert DEEP not in shown, where
            if allowed == "full":
                assert DEEP in words, where
            if surface.name in ("article", "list of all reports", "search", "exports") and allowed != "nothing":
                assert URL in shown, f"{where}: the link is missing"
