"""Arrays as Qt images without a copy. Knows numpy and QtGui only; what is drawn where is the canvas's business.

A ``QImage`` made on foreign memory keeps a bare pointer: whoever makes one holds the array for as long as it is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def premultiplied_image(colors: NDArray[np.int32]) -> QImage:
    """Colours ``0xAARRGGBB``, premultiplied, ``int32[h, w]``, as an image on their memory: keep them while it is used.

    Raises ``ValueError`` for an array that Qt would misread.
    """
    if colors.dtype != np.int32 or not colors.flags.c_contiguous or colors.ndim != 2:
        raise ValueError("an image of colours needs a C-contiguous int32 array of two dimensions")
    height, width = colors.shape
    if not colors.size:
        return QImage()
    return QImage(colors.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)


class Canvas32:
    """An RGB32 image that Qt owns and paints on; ``array`` is its memory, ``uint8[h, w, 4]`` BGRX."""

    def __init__(self, width: int, height: int) -> None:
        self.image = QImage(width, height, QImage.Format.Format_RGB32)
        self.array: NDArray[np.uint8] = np.frombuffer(self.image.bits(), np.uint8).reshape(height, width, 4)

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.array.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.array.shape[0])
