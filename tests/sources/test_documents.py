from __future__ import annotations

import pytest

from headwater.errors import ContentError
from headwater.sources.documents import Document, Documents, Work

FEED = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><link>https://a.example/1</link></item></channel></rss>"


def document(body: bytes, expect: str = "any") -> Document:
    return Document(expect=expect, body=body, url="https://a.example/feed", limit=1 << 20)  # type: ignore[arg-type]


async def test_what_a_document_holds() -> None:
    feed = await Documents().read(document(FEED))
    assert (feed.kind, feed.title, feed.entries) == ("feed", "T", 1)
    page = await Documents().read(
        document(b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head>')
    )
    assert (page.kind, [one.url for one in page.named]) == ("site", ["https://a.example/rss"])
    other = await Documents().read(document(b"\x89PNG\r\n\x1a\n" + bytes(30)))
    assert other.kind == ""


@pytest.mark.parametrize("body", [b"", b"\x1f\x8b\x08broken", b"<html><body>a page", b"{", bytes(50)])
async def test_what_cannot_be_read_is_told_in_one_line(body: bytes) -> None:
    with pytest.raises(ContentError) as caught:
        await Documents().read(document(body, "feed"))
    assert "\n" not in str(caught.value)


async def test_a_worker_that_dies_is_a_problem_of_the_document() -> None:
    async def dies(work: Work, item: bytes) -> bytes:
        return b""

    with pytest.raises(ContentError, match="killed the worker"):
        await Documents(dies).read(document(FEED))


async def test_a_fault_of_ours_is_a_problem_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("headwater.sources.documents.parse_feed", faulty)
    with pytest.raises(ContentError, match="RecursionError"):
        await Documents().read(document(FEED))
