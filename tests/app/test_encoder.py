"""The optional encoder: a tiny one, made here, through the real library; and what is said where it cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from headwater import pipeline
from headwater.app import make_app
from headwater.desk import Desk
from headwater.encoding import OnnxEncoder
from headwater.errors import UsageError
from headwater.meanings import Meanings
from headwater.model import Capture
from headwater.settings import Settings
from headwater.stages.story.meaning import _tellings
from headwater.store import Store

WORDS = ("[UNK]", *sorted({word for said in _tellings()["en"] for word in said.rstrip(".").split()}))
"""The tiny encoder knows the words of the package's English sentences, each by a row of its own."""


def field(number: int, value: bytes | str | int) -> bytes:
    """A field of a protocol buffer, which is what an ONNX file is."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    body = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(body)) + body


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes((value & 127 | 128,)), value >> 7
    return out + bytes((value,))


def value_info(name: str, kind: int, dims: tuple[str | int, ...]) -> bytes:
    shape = b"".join(field(1, field(2, dim) if isinstance(dim, str) else field(1, dim)) for dim in dims)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, shape)))


def model(table: np.ndarray, given: str = "input_ids") -> bytes:
    """A model that looks up a row for each token."""
    weights = b"".join(field(1, dim) for dim in table.shape) + field(2, 1) + field(8, "table") + field(9, table.astype("<f4").tobytes())
    node = field(1, "table") + field(1, given) + field(2, "found") + field(4, "Gather")
    ids, found = value_info(given, 7, ("one", "tokens")), value_info("found", 1, ("one", "tokens", table.shape[1]))
    graph = field(1, node) + field(2, "tiny") + field(5, weights) + field(11, ids) + field(12, found)
    return field(1, 8) + field(7, graph) + field(8, field(2, 17))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encoder in a folder, as the setting wants it."""
    tokenizers = pytest.importorskip("tokenizers")
    made = tmp_path / "encoder"
    made.mkdir()
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(made / "tokenizer.json"))
    (made / "model.onnx").write_bytes(model(np.random.default_rng(7).normal(size=(len(WORDS), 24))))
    return made


def test_it_gives_a_row_of_length_one_a_text(folder: Path) -> None:
    rows = OnnxEncoder(folder).encode(["ferry coast", "coast ferry", "budget debate", "", "ferry " * 5_000])
    assert rows.shape == (5, 24)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0)
    assert rows[0] @ rows[1] > 0.99 > 0.5 > rows[0] @ rows[2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda made: (made / "model.onnx").unlink(), "has no file model.onnx"),
        (lambda made: (made / "tokenizer.json").unlink(), "has no file tokenizer.json"),
        (lambda made: (made / "model.onnx").write_bytes(b"no model"), "cannot be loaded"),
        (lambda made: (made / "tokenizer.json").write_text("{}"), "cannot be loaded"),
        (lambda made: (made / "model.onnx").write_bytes(model(np.ones((len(WORDS), 3)), "pixel_values")), "asks for pixel_values"),
        (lambda made: (made / "model.onnx").write_bytes(model(np.ones((0, 3)))), "fails"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(folder: Path, tmp_path: Path, change: Callable[[Path], object], said: str) -> None:
    change(folder)
    with pytest.raises(UsageError, match=said) as raised:
        make_app(tmp_path / "data", Settings(encoder=str(folder)))
    assert "\n" not in str(raised.value)


def test_without_its_libraries_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UsageError, match=r'needs the library onnxruntime: install "headwater\[encoder\]"'):
        OnnxEncoder(folder)


def test_without_the_setting_nothing_of_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("onnxruntime", "tokenizers"):
        monkeypatch.setitem(sys.modules, library, None)
    make_app(tmp_path).close()


def test_reports_of_one_subject_are_close_and_forgotten_ones_are_not_kept(
    folder: Path, store: Store, given: Callable[..., Capture]
) -> None:
    encoder = OnnxEncoder(folder)
    desk = Desk(store, encoder)
    said = {
        "a": "The ferry off the coast and all passengers.",
        "b": "All passengers and the ferry.",
        "c": "The court and the former mayor.",
    }
    pipeline.ingest([given(f"https://quay.example/{name}", f"{text} " * 12, text) for name, text in said.items()], desk, map)
    ids = {name: store.articles.by_address(f"https://quay.example/{name}") or "" for name in said}
    meanings = Meanings(encoder, store)
    close = meanings.closeness([*ids.values(), "unknown"])
    assert close[0, 1] > close[0, 2]
    assert np.isnan(close[3]).all()
    meanings.forget(ids["a"])
    assert ids["a"] not in meanings._vectors
