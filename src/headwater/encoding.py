"""The optional encoder: any encoder of sentences that was exported to ONNX, from a folder that a setting names. Nothing is downloaded.

Its libraries come with the extra `headwater[encoder]` and are imported only where the setting is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from headwater.errors import UsageError
from headwater.stages.story.overlap import Floats

MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
MOST_TOKENS: Final = 256
"""Tokens of a text that are read; sentence encoders are trained on no more."""
_GIVEN: Final = {"input_ids", "attention_mask", "token_type_ids"}
_WHOLE: Final = "sentence_embedding"


class OnnxEncoder:
    """An encoder by onnxruntime, on one core."""

    def __init__(self, folder: Path) -> None:
        """Raises UsageError in one line where the libraries or the files are not there, or are none that can be used."""
        for file in (MODEL, TOKENIZER):
            if not (folder / file).is_file():
                raise UsageError(f"the setting encoder names {folder}, which has no file {file}: see docs/operating.md")
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise UsageError(f'the setting encoder needs the library {error.name}: install "headwater[encoder]"') from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session: Any = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise UsageError(f"the encoder in {folder} cannot be loaded: {_first_line(error)}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._asked = [given.name for given in self._session.get_inputs()]
        outputs = [given.name for given in self._session.get_outputs()]
        self._output = _WHOLE if _WHOLE in outputs else outputs[0]
        if not set(self._asked) <= _GIVEN:
            raise UsageError(
                f"the encoder in {folder} asks for {', '.join(sorted(set(self._asked) - _GIVEN))}: it is no encoder of sentences"
            )
        try:
            self.encode(["water"])
        except Exception as error:
            raise UsageError(f"the encoder in {folder} fails: {_first_line(error)}") from error

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 a text: what the model gives for it, or the mean of what it gives for its tokens."""
        return np.array([self._one(text) for text in texts])

    def _one(self, text: str) -> Floats:
        ids = np.array([self._tokenizer.encode(text).ids or [0]], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        [found] = self._session.run([self._output], {name: given[name] for name in self._asked})
        vector = np.asarray(found[0], dtype=np.float64)
        vector = vector.mean(axis=0) if vector.ndim == 2 else vector
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
