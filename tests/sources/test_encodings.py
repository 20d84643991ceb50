from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from headwater.sources.encodings import DecodeError, decoder, unpacked


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACK = {
    "": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "DEFLATE": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def decoded(encoding: str, data: bytes, step: int = 1 << 16) -> bytes:
    stream = decoder(encoding)
    out = b"".join(piece for start in range(0, len(data), step) for piece in stream.feed(data[start : start + step]))
    assert stream.finished
    return out


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=2000), st.integers(1, 40), st.integers(1, 3000))
def test_what_was_packed_comes_back_however_it_arrives(encoding: str, data: bytes, times: int, step: int) -> None:
    assert decoded(encoding, PACK[encoding](data * times), step) == data * times


@pytest.mark.parametrize("encoding", sorted(PACK))
@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 131_072, 700_001])
def test_long_runs_come_back_whole(encoding: str, length: int) -> None:
    assert decoded(encoding, PACK[encoding](b"a" * length)) == b"a" * length


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_several_members_follow_each_other(encoding: str) -> None:
    assert decoded(encoding, PACK[encoding](b"one ") + PACK[encoding](b"two"), 7) == b"one two"


def test_what_follows_the_end_of_gzip_is_left_alone() -> None:
    assert decoded("gzip", gzip.compress(b"report") + b"\0\0\0") == b"report"


def test_endless_members_are_refused() -> None:
    with pytest.raises(DecodeError, match="members"):
        decoded("gzip", gzip.compress(b"") * 5000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_stream_that_was_cut_off_is_not_finished(encoding: str) -> None:
    packed = PACK[encoding](bytes(range(256)) * 9)
    stream = decoder(encoding)
    list(stream.feed(packed[: len(packed) // 2]))
    assert not stream.finished


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_garbage_is_refused(encoding: str) -> None:
    with pytest.raises(DecodeError):
        decoded(encoding, b"<html>this was never packed</html>" * 9)


@pytest.mark.parametrize("encoding", ["compress", "gzip, gzip", "br,gzip", "x" * 500])
def test_encodings_that_were_not_offered_are_refused(encoding: str) -> None:
    with pytest.raises(DecodeError):
        decoder(encoding)


BOMB = 48 << 20


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_unfolds_no_further_than_it_is_read(encoding: str) -> None:
    packed = brotli.compress(bytes(BOMB), quality=1) if encoding == "br" else PACK[encoding](bytes(BOMB))
    assert len(packed) < BOMB // 500
    tracemalloc.start()
    try:
        taken = 0
        for piece in decoder(encoding).feed(packed):
            taken += len(piece)
            if taken > 1 << 20:
                break
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 << 20
    assert taken < 12 << 20


def test_zstd_windows_beyond_the_web_s_are_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(DecodeError):
        decoded("zstd", packer.compress(bytes(1000)) + packer.flush())


def test_a_gzip_file_is_unpacked_and_anything_else_is_left() -> None:
    assert unpacked(gzip.compress(b"<urlset/>"), 100) == b"<urlset/>"
    assert unpacked(b"<urlset/>", 1) == b"<urlset/>"
    with pytest.raises(DecodeError, match="more than"):
        unpacked(gzip.compress(bytes(10_000_000)), 1_000_000)
    with pytest.raises(DecodeError, match="missing"):
        unpacked(gzip.compress(b"<urlset/>")[:-9], 100)
