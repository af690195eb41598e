"""Arrays as Qt images without a copy. Knows numpy and QtGui only; what is drawn where is the canvas's business.

A ``QImage`` made on foreign memory keeps a bare pointer, so every picture here holds its array for as long as it lives.
The scan-line length is always given: without it Qt reads rows at multiples of four bytes and shears odd widths.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


class Picture:
    """A ``QImage`` on the memory of ``array``: what numpy writes, the next paint shows.

    ``array`` is C-contiguous ``uint8``: ``[h, w]`` for indexed pixels, ``[h, w, 3]`` for RGB, ``[h, w, 4]`` for
    BGRX (Qt's RGB32 on little-endian machines). Raises ``ValueError`` for anything else.
    """

    def __init__(self, array: NDArray[np.uint8]) -> None:
        if array.dtype != np.uint8 or not array.flags.c_contiguous or array.ndim not in (2, 3):
            raise ValueError("a picture needs a C-contiguous uint8 array of two or three dimensions")
        height, width = array.shape[:2]
        self.array = array
        self.image = QImage(array.data, width, height, array.strides[0], _format(array)) if array.size else QImage()

    @property
    def width(self) -> int:
        """Columns."""
        return self.array.shape[1]

    @property
    def height(self) -> int:
        """Rows."""
        return self.array.shape[0]

    def set_colors(self, table: Sequence[int]) -> None:
        """Give indexed pixels their colours: 256 numbers ``0xAARRGGBB``, not premultiplied. Touches no pixel."""
        self.image.setColorTable(table)


def _format(array: NDArray[np.uint8]) -> QImage.Format:
    if array.ndim == 2:
        return QImage.Format.Format_Indexed8
    formats = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGB32}
    if array.shape[2] not in formats:
        raise ValueError(f"a picture has 1, 3 or 4 channels, not {array.shape[2]}")
    return formats[array.shape[2]]


class Canvas32:
    """An RGB32 image that Qt owns and paints on; ``array`` is its memory, ``uint8[h, w, 4]`` BGRX."""

    def __init__(self, width: int, height: int) -> None:
        self.image = QImage(width, height, QImage.Format.Format_RGB32)
        self.array: NDArray[np.uint8] = np.frombuffer(self.image.bits(), np.uint8).reshape(height, width, 4)

    @property
    def width(self) -> int:
        """Columns."""
        return self.array.shape[1]

    @property
    def height(self) -> int:
        """Rows."""
        return self.array.shape[0]


def shares_memory() -> bool:
    """Whether this Qt shows numpy's writes also after a new colour table (PySide6 6.1.1 once made a copy)."""
    array = np.zeros((3, 5), np.uint8)
    picture = Picture(array)
    picture.set_colors([0xFF000000] * 256)
    array[1, 3] = 7
    return picture.image.pixelIndex(3, 1) == 7
