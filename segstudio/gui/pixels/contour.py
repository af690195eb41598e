"""Class borders instead of filled classes, as thick on the screen at every zoom. numpy and cv2 only."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID

Array = NDArray[np.uint8]


def borders(values: Array, width: int) -> Array:
    """``uint8[h, w]`` of classes on the screen, void where no other value is within ``width`` pixels.

    Both sides of a border keep their own class, so that two classes that touch show a line each.
    """
    near = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    # No other value is near where the highest and the lowest are the same.
    inner = cv2.compare(cv2.dilate(values, near), cv2.erode(values, near), cv2.CMP_EQ)
    assert VOID == 255
    return cv2.bitwise_or(values, inner)  # type: ignore[return-value]
