"""An owner of the demo press takes a report back, over real HTTP from the demand to the receipt; and nothing of it is left or returns."""

from __future__ import annotations

import asyncio
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import msgspec
import uvicorn

from headwater.app import Headwater, opened
from headwater.cli.main import main
from headwater.demo.clock import Clock
from headwater.demo.owner import take_back, withdrawn
from headwater.demo.press import Press
from headwater.demo.truth import address
from headwater.model import Capture
from headwater.settings import Settings
from headwater.sources.collect import new_source
from headwater.store.residue import search
from headwater.web.site import make_site

READ = ("kestrel-review", "brackwater-post")
CANARY = "run out of red stickers"


async def pages(at: str, story: str, article: str) -> dict[str, str]:
    """What stands at every address that shows articles."""
    found = {}
    paths = ["/", "/river", "/search?q=stickers", "/search?q=outlet:kestrel", f"/story/{story}", "/api/v1/stories", "/sources", "/opml"]
    paths += [f"/api/v1/story/{story}", "/api/v1/search?q=stickers", "/rights/log", f"/article/{article}", f"/api/v1/article/{article}"]
    async with aiohttp.ClientSession() as session:
        for path in paths:
            async with session.get(at + path) as answer:
                found[path] = f"{answer.status} {await answer.text()}"
    return found


async def test_its_owner_withdraws_a_piece(tmp_path: Path) -> None:
    [report] = withdrawn()
    async with Press(Clock.opening(datetime.now(UTC), 1.0)) as press:
        settings = Settings(gap=0.0, allow_hosts=(f"*.localhost:{press.port}", f"localhost:{press.port}"))
        url = address(report.outlet, press.port) + report.path
        with opened(tmp_path / "data", settings) as app, socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            app.subscribe(new_source(site.feed_url, title=site.name) for site in press.outlets if site.slug in READ)
            await app.update([line.source.id for line in app.sources_page().lines])
            app.backup(tmp_path / "backup.sqlite")
            server = uvicorn.Server(uvicorn.Config(make_site(app), log_level="warning", lifespan="on"))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                await withdraw(app, press, url, f"http://127.0.0.1:{listener.getsockname()[1]}", tmp_path)
            finally:
                server.should_exit = True
                await serving
    check_offline(tmp_path / "receipt.json")


def check_offline(receipt: Path) -> None:
    assert main(["rights", "verify-receipt", str(receipt)]) == 0
    receipt.write_text(receipt.read_text(encoding="utf-8").replace("well-known", "operator"), encoding="utf-8")
    assert main(["rights", "verify-receipt", str(receipt)]) == 1


async def withdraw(app: Headwater, press: Press, url: str, at: str, tmp_path: Path) -> None:
    [report] = withdrawn()
    article = app._store.articles.by_address(url)
    assert article
    kept = app._store.articles.many([article])[article]
    assert kept.story
    before = await pages(at, kept.story, article)
    assert CANARY in before[f"/api/v1/article/{article}"]
    others = {str(row["url"]) for row in app.export("articles")} - {kept.article.url}
    receipt = await take_back(press, report, at)
    (tmp_path / "receipt.json").write_bytes(msgspec.json.encode(receipt))
    moments = {name: datetime.fromisoformat(receipt[name]) for name in ("received", "verified", "hidden", "erased")}
    assert (moments["hidden"] - moments["verified"]).total_seconds() <= 60
    assert (moments["erased"] - moments["verified"]).total_seconds() <= 600
    assert (receipt["proof"], receipt["residue"]["found"], receipt["erased_items"]["article"]) == ("well-known", 0, 1)
    assert receipt["backups"] == {"rewritten": 1, "out_of_reach": 0}
    after = await pages(at, kept.story, article)
    for path, text in after.items():
        for words in (CANARY, kept.article.title, url):
            assert words not in text, path
    for path in (f"/article/{article}", f"/api/v1/article/{article}"):
        assert after[path].startswith("410 ")
    assert {str(row["url"]) for row in app.export("articles")} == others
    assert list(app.check()) == []
    needles = [kept.article.title.encode(), *(part.encode() for part in re.findall(r"[^.“”]{40,60}", kept.article.text)[:20]), url.encode()]
    assert search(tmp_path / "data", needles, lambda _: False, [tmp_path / "backup.sqlite"]).found == 0
    now = datetime.now(UTC)
    counts = app.ingest(Capture(url=place, fetched_at=now, body=body, kind="text") for place, body in again(url, kept.article.text))
    assert (counts.articles, counts.set_aside) == (0, 120)


def again(url: str, text: str) -> list[tuple[str, bytes]]:
    """The text under other addresses, whole, cut and recased."""
    places = [url, "https" + url.removeprefix("http"), "https://web.archive.org/web/2026/" + url, "https://mirror.example/story"]
    forms = [text, text.upper(), text.partition("\n")[2], text.rpartition("\n")[0]]
    return [(f"{place}?v={n}", form.encode()) for n in range(5) for place in (*places, url + "/amp", url + "-2") for form in forms]
