"""Arrays as Qt images without a copy. Knows numpy and QtGui only.

A ``QImage`` on the memory of an array does not keep it alive: the caller has to hold the array while the image is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def premultiplied_image(colors: NDArray[np.int32]) -> QImage:
    """An image on the memory of premultiplied colours ``0xAARRGGBB``, ``int32[h, w]``.

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
