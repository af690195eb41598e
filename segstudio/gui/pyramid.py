"""Smaller versions of an image and of a mask for zooming out. numpy and Qt images only; knows no document.

:class:`Pyramid` halves the photograph by area means. :class:`Coarse` halves a mask without inventing classes: a block
shows a class as soon as one of its pixels is labelled, so that a 1 px stroke is seen at any zoom.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.gui.qimage import Picture, rgb32
from segstudio.labels.geometry import Rect

LEVELS = 4
SMALL_IMAGE = 4 << 20  # pixels up to which a pyramid is made in a few milliseconds
_SHARP = 1.25  # a level may be magnified this much before the next finer one is taken


def level_for(scale: float, levels: int) -> int:
    """Which level (0 = full size, n = 1/2**n) to draw at ``scale`` screen pixels per image pixel."""
    level = 0
    while level + 1 < levels and scale * 2 ** (level + 1) <= _SHARP:
        level += 1
    return level


class Pyramid:
    """``uint8[h, w, 3]`` at full size, 1/2, 1/4 and 1/8. Big images are not copied at full size."""

    def __init__(self, rgb: NDArray[np.uint8], levels: int = LEVELS) -> None:
        self.source = rgb
        height, width = rgb.shape[:2]
        self.levels = [rgb32(rgb) if height * width <= SMALL_IMAGE else Picture(rgb)]
        smaller = rgb
        for level in range(1, levels):
            size = max(1, round(width / 2**level)), max(1, round(height / 2**level))
            smaller = cv2.resize(smaller, size, interpolation=cv2.INTER_AREA)
            self.levels.append(rgb32(smaller))

    def at(self, scale: float) -> Picture:
        """The picture to draw at ``scale`` device pixels per image pixel; it always spans the whole image."""
        return self.levels[level_for(scale, len(self.levels))]

    @property
    def smallest(self) -> Picture:
        """For the minimap."""
        return self.levels[-1]


def provisional(rgb: NDArray[np.uint8]) -> Pyramid:
    """The full size only, at once and without a copy: shown until the real pyramid is there."""
    pyramid = Pyramid.__new__(Pyramid)
    pyramid.source, pyramid.levels = rgb, [Picture(rgb)]
    return pyramid


class Coarse:
    """A mask ``uint8[h, w]`` at 1/2, 1/4 and 1/8: each block shows its highest class, void only if all of it is.

    Pixel ``i`` of level ``n`` covers the image pixels ``i * 2**n .. (i + 1) * 2**n - 1``; the last may hang over.
    """

    def __init__(self, array: NDArray[np.uint8], levels: int = LEVELS) -> None:
        self.source = array
        self.levels: list[NDArray[np.uint8]] = [array]
        for _ in range(1, levels):
            self.levels.append(_halved(self.levels[-1]))

    def update(self, rect: Rect) -> None:
        """Take over what changed inside ``rect`` of the full mask."""
        for fine, coarse in zip(self.levels, self.levels[1:], strict=False):
            x, y = rect.x // 2, rect.y // 2
            rect = Rect(x, y, -(-rect.right // 2) - x, -(-rect.bottom // 2) - y).clip(coarse.shape)
            if not rect:
                return
            coarse[rect.slices] = _halved(fine[2 * rect.y : 2 * rect.bottom, 2 * rect.x : 2 * rect.right])


def _halved(fine: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blocks of 2 x 2. Adding 1 turns void (255) into 0, so that the largest value is a class if there is one."""
    shifted = fine + np.uint8(1)
    rows = shifted[::2].copy()
    np.maximum(rows[: shifted.shape[0] // 2], shifted[1::2], out=rows[: shifted.shape[0] // 2])
    columns = rows[:, ::2].copy()
    np.maximum(columns[:, : rows.shape[1] // 2], rows[:, 1::2], out=columns[:, : rows.shape[1] // 2])
    columns -= np.uint8(1)
    return columns
