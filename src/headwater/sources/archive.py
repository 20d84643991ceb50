"""Captures kept as web archives (WARC 1.1), so that they can be read again with better code.

One gzip member a record, so that any reader of web archives takes them: a metadata record says where a capture came from and what its feed
said of it, and the response after it holds the page. `captures/` in the data folder has one file a day and process.
"""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType

from headwater.errors import StoreError
from headwater.model import Capture

FOLDER = "captures"
_MEDIA = "application/vnd.headwater.capture+json"
_ENCODER = msgspec.json.Encoder()
# Whoever appends and whoever erases take turns, whichever Archive they hold.
_turn = threading.Lock()


class Archive:
    """The kept captures of one data folder. Raises StoreError where the files cannot be written or read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def keep(self, captures: Iterable[Capture]) -> None:
        """Append captures to the file of the day."""
        data = b"".join(_records(capture) for capture in captures)
        if not data:
            return
        try:
            with _turn:
                self._folder.mkdir(exist_ok=True)
                with (self._folder / f"{datetime.now(UTC):%Y-%m-%d}-{os.getpid()}.warc.gz").open("ab") as file:
                    file.write(data)
        except OSError as error:
            raise StoreError(f"captures cannot be kept in {self._folder}: {error.strerror}") from error

    def captures(self) -> Iterator[Capture]:
        """Every kept capture, in the order of files and in them. What is torn at the end of a file is left out."""
        for path in self._files():
            yield from _read(path)

    def size(self) -> int:
        """Bytes in all files."""
        return sum(path.stat().st_size for path in self._files())

    def erase(self, gone: Callable[[Capture], bool]) -> int:
        """Write anew, without them, the files that hold captures that are `gone`; how many captures went."""
        count = 0
        try:
            with _turn:
                for path in self._files():
                    count += _without(path, gone)
        except OSError as error:
            raise StoreError(f"kept captures cannot be erased in {self._folder}: {error.strerror}") from error
        return count

    def holds(self, needle: bytes, gone: Callable[[Capture], bool]) -> bool:
        """Whether a capture that is not `gone` has these bytes in it."""
        return any(needle in data and not gone(capture) for capture in self.captures() for data in (capture.body, _about(capture)))

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.warc.gz"))


def _without(path: Path, gone: Callable[[Capture], bool]) -> int:
    held = sum(gone(capture) for capture in _read(path))
    if not held:
        return 0
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        for capture in _read(path):
            if not gone(capture):
                file.write(_records(capture))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return held


def _records(capture: Capture) -> bytes:
    records = _record("metadata", capture, _MEDIA, _about(capture))
    if capture.body:
        media = " ".join(capture.media.split()) or "text/html"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(capture.body)}\r\n\r\n".encode("utf-8", "replace")
        records += _record("response", capture, "application/http;msgtype=response", head + capture.body)
    return records


def _about(capture: Capture) -> bytes:
    return _ENCODER.encode(msgspec.structs.replace(capture, body=b""))


def _record(kind: str, capture: Capture, media: str, content: bytes) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\nWARC-Date: {capture.fetched_at:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Target-URI: {''.join(capture.url.split())}\r\nWARC-Block-Digest: sha256:{sha256(content).hexdigest()}\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return gzip.compress(head.encode("utf-8", "replace") + content + b"\r\n\r\n", compresslevel=6, mtime=0)


def _read(path: Path) -> Iterator[Capture]:
    said: Capture | None = None
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.metadata | WarcRecordType.response, parse_http=True):
                if record.record_type == WarcRecordType.metadata:
                    if said is not None:
                        yield said
                    said = _said(record.reader.read())
                elif said is not None:
                    yield msgspec.structs.replace(said, body=record.reader.read())
                    said = None
    except OSError as error:
        if error.errno:
            raise StoreError(f"kept captures cannot be read in {path}: {error.strerror}") from error
    if said is not None:
        yield said


def _said(content: bytes) -> Capture | None:
    try:
        return msgspec.json.decode(content, type=Capture)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
