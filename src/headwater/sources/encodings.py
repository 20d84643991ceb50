"""Content encodings, undone piece by piece, so that no answer can unfold to more than its reader has room for.

Each decoder takes the bytes as they come and yields pieces of bounded size; whoever collects them can stop at any piece.
aiohttp's own decompression is not used: it knows no zstd on Python < 3.14 and unfolds ahead of the reader.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli
import zstandard

ACCEPTED = "gzip, deflate, br, zstd"
"""What `Accept-Encoding` offers: the encodings that `decoder` can undo."""

_PIECE = 1 << 16
_MAX_MEMBERS = 256
_GZIP_MAGIC = b"\x1f\x8b"
# A zstd block of 4 bytes can unfold to 128 KiB, so 128 bytes yield at most 4 MiB before the reader can stop.
_ZSTD_SLICE = 128
# RFC 9659: a window of at most 8 MiB for content encoding.
_ZSTD_WINDOW = 1 << 23


class DecodeError(ValueError):
    """The bytes are not what their Content-Encoding says."""


class Decoder(Protocol):
    """Undoes one encoding. `finished` tells whether the stream came to its proper end."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yields what `data` unfolds to. Raises DecodeError."""
        ...

    @property
    def finished(self) -> bool: ...


def decoder(encoding: str) -> Decoder:
    """The decoder for a Content-Encoding header. Raises DecodeError for one that was not offered, or for several at once."""
    name = encoding.strip().lower()
    if name in ("", "identity", "none", "utf-8"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zlib(gzip=name != "deflate")
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstd()
    raise DecodeError(f"unknown Content-Encoding {name[:40]!r}")


class _Plain:
    finished = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Zlib:
    """gzip of one or several members, and deflate with or (as some servers send it) without its zlib header."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._members = 0
        self._stream = zlib.decompressobj(wbits=31 if gzip else 15)
        self._started = False

    @property
    def finished(self) -> bool:
        return self._stream.eof or not self._started

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            yield from self._unfold(data)
        except zlib.error as error:
            raise DecodeError(str(error)) from error

    def _unfold(self, data: bytes) -> Iterator[bytes]:
        if data and not self._started:
            self._started = True
            if not self._gzip and (data[0] & 0x0F) != 8:
                self._stream = zlib.decompressobj(wbits=-15)
        while data and not (self._stream.eof and not self._next_member(data)):
            piece = self._stream.decompress(data, _PIECE)
            if piece:
                yield piece
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            # All input may be taken in while output is still waiting inside.
            if not data and len(piece) == _PIECE:
                yield from iter(lambda: self._stream.decompress(b"", _PIECE), b"")

    def _next_member(self, data: bytes) -> bool:
        """True if `data` opens a further gzip member; whatever else follows the end is left alone, as browsers do."""
        if not (self._gzip and data.startswith(_GZIP_MAGIC)):
            return False
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise DecodeError(f"more than {_MAX_MEMBERS} gzip members")
        self._stream = zlib.decompressobj(wbits=31)
        return True


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._started = False

    @property
    def finished(self) -> bool:
        return not self._started or bool(self._stream.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._started = self._started or bool(data)
        if self._stream.is_finished():
            return
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            # `can_accept_more_data` is true as soon as all input is taken, even with output still to come.
            while piece:
                yield piece
                piece = self._stream.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise DecodeError(str(error)) from error


class _Zstd:
    def __init__(self) -> None:
        self._frames = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._stream = self._frames.decompressobj()
        self._started = False

    @property
    def finished(self) -> bool:
        return not self._started or bool(self._stream.eof)

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            for start in range(0, len(data), _ZSTD_SLICE):
                yield from self._unfold(data[start : start + _ZSTD_SLICE])
        except zstandard.ZstdError as error:
            raise DecodeError(str(error)) from error

    def _unfold(self, data: bytes) -> Iterator[bytes]:
        while data:
            self._started = True
            if self._stream.eof:
                self._stream = self._frames.decompressobj()
            yield self._stream.decompress(data)
            data = self._stream.unused_data if self._stream.eof else b""


def unpacked(body: bytes, limit: int) -> bytes:
    """`body`, undone where it is itself a gzip file. Raises DecodeError where it is broken or longer than `limit` bytes."""
    if not body.startswith(_GZIP_MAGIC):
        return body
    stream, parts, length = _Zlib(gzip=True), [], 0
    for piece in stream.feed(body):
        parts.append(piece)
        length += len(piece)
        if length > limit:
            raise DecodeError(f"more than {limit} bytes when unpacked")
    if not stream.finished:
        raise DecodeError("the end is missing")
    return b"".join(parts)
