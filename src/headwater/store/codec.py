"""Nouns to bytes and back: MessagePack, compressed with zstd."""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec
import zstandard

from headwater.errors import StoreError

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder()
_DECODERS: dict[Any, msgspec.msgpack.Decoder[Any]] = {}
# zstd's default: records are short, and each is written once and read often.
_LEVEL = 3


class _Codecs(threading.local):
    """A compressor and a decompressor for each thread: making one costs more than compressing a short record, and none may be shared."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_codecs = _Codecs()


def pack(noun: Any) -> bytes:
    """The noun as compressed MessagePack."""
    return _codecs.compressor.compress(_ENCODER.encode(noun))


def unpack(blob: bytes, kind: type[T]) -> T:
    """The noun of type `kind` that `pack` made the bytes from. Raises StoreError where the bytes are damaged."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    try:
        return decoder.decode(_codecs.decompressor.decompress(blob))  # type: ignore[no-any-return]
    except (zstandard.ZstdError, msgspec.DecodeError) as error:
        raise StoreError(f"the store holds a damaged record ({error}): run `headwater check`, then restore a backup") from error
