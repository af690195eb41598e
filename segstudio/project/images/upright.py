"""Turning a picture upright by its EXIF or TIFF orientation. Imports numpy and labels only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect


def upright(array: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Apply an EXIF orientation (1..8, CIPA DC-008 tag 0x0112) to ``[h, w, ...]``; C-contiguous."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    return np.ascontiguousarray(array)


def turned(shape: tuple[int, int], orientation: int) -> tuple[int, int]:
    """The ``(h, w)`` that ``upright`` makes of ``shape``."""
    return (shape[1], shape[0]) if orientation >= 5 else shape


def as_stored(rect: Rect, shape: tuple[int, int], orientation: int) -> Rect:
    """Where a rectangle of the picture as shown, of ``shape`` (h, w), lies in what is stored."""
    x = shape[1] - rect.right if orientation in (2, 3, 6, 7) else rect.x
    y = shape[0] - rect.bottom if orientation in (3, 4, 7, 8) else rect.y
    return Rect(y, x, rect.h, rect.w) if orientation >= 5 else Rect(x, y, rect.w, rect.h)
