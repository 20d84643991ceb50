"""Web archives (WARC) → the pages and feeds in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from headwater.errors import ContentError
from headwater.model import Capture, SetAside
from headwater.sources.encodings import DecodeError, decoder
from headwater.sources.entries import entry_captures
from headwater.stages.parse import parse_date, sniff

_KINDS = WarcRecordType.response | WarcRecordType.resource
_READABLE = re.compile(r"html|xml|rss|atom|json|^text/plain|^$", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")


def warc_captures(stream: BinaryIO, url: str, now: datetime, limit: int) -> Iterator[Capture | SetAside]:
    """The pages and feed entries of the archive in `stream`, which is read once and never held as a whole.

    Taken are answers with status 200 and resources that are HTML or a feed; `fetched_at` is the record's WARC-Date, else `now`. A record
    that is torn, damaged or over `limit` bytes is set aside under its own address, the end of a damaged archive under `url`.
    """
    count = 0
    try:
        for record in ArchiveIterator(stream, record_types=_KINDS, parse_http=True):
            count += 1
            yield from _from_record(record, url, now, limit)
    except OSError as error:
        reason = f"damaged web archive: {error or 'cannot be read'} after {count} readable records; what follows is lost"
        yield SetAside(url=url, source="", reason=reason, at=now)
    else:
        if not count:
            yield SetAside(url=url, source="", reason="a web archive without a single answer in it", at=now)


def _from_record(record: WarcRecord, archive: str, now: datetime, limit: int) -> Iterator[Capture | SetAside]:
    url = (record.headers.get("WARC-Target-URI") or archive).strip("<> ")
    media, status = _media_and_status(record)
    if status is not None and status != 200:
        return
    if not _READABLE.search(media.split(";")[0].strip()):
        return
    try:
        body = _body(record, limit)
        if status is None:
            raise ContentError("no HTTP answer in its record of the web archive: torn or damaged")  # noqa: TRY301 (told like the others)
        yield from _read(body, url, media, parse_date(record.headers.get("WARC-Date") or "") or now)
    except ContentError as error:
        yield SetAside(url=url, source="", reason=str(error), at=now)


def _read(body: bytes, url: str, media: str, at: datetime) -> Iterator[Capture | SetAside]:
    match sniff(body, url, media):
        case "html":
            yield Capture(url=url, fetched_at=at, body=body, media=media)
        case "feed":
            yield from entry_captures(body, url, media, at)
        case "empty":
            raise ContentError("an empty answer in the web archive")
        case "binary" if "html" in media:
            raise ContentError("binary data that calls itself HTML")


def _media_and_status(record: WarcRecord) -> tuple[str, int | None]:
    """Content-Type and HTTP status; 200 for a resource, None for an answer without a status line."""
    if record.record_type == WarcRecordType.resource:
        return record.headers.get("Content-Type") or "", 200
    if not record.is_http_parsed:
        return "", None
    headers = record.http_headers
    return headers.get("Content-Type") or "", headers.status_code


def _body(record: WarcRecord, limit: int) -> bytes:
    if record.content_length > limit:
        raise ContentError(f"larger than {limit >> 20} MiB: too large to be read")
    body: bytes = record.reader.read(limit + 1)
    if len(body) < record.content_length:
        raise ContentError("the web archive ends in the middle of this record")
    if not record.is_http_parsed:
        return body
    headers = record.http_headers
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        body = _unchunked(body)
    return _decoded(body, headers.get("Content-Encoding") or "", limit)


def _unchunked(body: bytes) -> bytes:
    """`body` out of its chunks; unchanged where it is not in chunks, which some crawlers undo but leave announced."""
    out, at = bytearray(), 0
    while chunk := _CHUNK.match(body, at):
        size = int(chunk[1], 16)
        if not size:
            return bytes(out)
        out += body[chunk.end() : chunk.end() + size]
        at = chunk.end() + size + 2
    return bytes(out) if out and at >= len(body) else body


def _decoded(body: bytes, encoding: str, limit: int) -> bytes:
    """`body` without its Content-Encoding; unchanged where it is plain HTML though an encoding is announced."""
    out = bytearray()
    try:
        for piece in decoder(encoding).feed(body):
            out += piece
            if len(out) > limit:
                raise ContentError(f"larger than {limit >> 20} MiB when unpacked: too large to be read")
    except DecodeError as error:
        if sniff(body, "", "") == "html":
            return body
        raise ContentError(f"cannot undo its Content-Encoding: {error}") from error
    return bytes(out)
