"""What the tests of extract share: captures of invented files at a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from headwater.model import Article, Capture, CaptureKind, Entry
from headwater.stages.extract import extract

PAGES = Path(__file__).parent / "pages"
SEEN = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def capture(body: bytes | str, kind: CaptureKind = "page", url: str = "https://www.fjordledger.example/news/item") -> Capture:
    raw = body.encode() if isinstance(body, str) else body
    return Capture(url=url, fetched_at=SEEN, body=raw, kind=kind)


def read(body: bytes | str, kind: CaptureKind = "page", url: str = "https://www.fjordledger.example/news/item") -> Article:
    return extract(capture(body, kind, url))


def read_page(name: str, url: str = "https://www.fjordledger.example/news/item", entry: Entry | None = None) -> Article:
    return extract(Capture(url=url, fetched_at=SEEN, body=(PAGES / f"{name}.html").read_bytes(), entry=entry))
