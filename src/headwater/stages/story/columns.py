"""Columns of numbers that grow."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Scalar = TypeVar("Scalar", bound=np.generic)


def longer(column: npt.NDArray[Scalar], rows: int) -> npt.NDArray[Scalar]:
    """The column, with room for so many rows: new rows are 0, and half as many again as there are, so that a row costs the same to add."""
    if rows <= len(column):
        return column
    grown = np.zeros((max(rows, len(column) * 3 // 2), *column.shape[1:]), column.dtype)
    grown[: len(column)] = column
    return grown
