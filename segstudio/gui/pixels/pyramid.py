"""Smaller versions of an image and of a mask for zooming out. numpy and cv2 only; knows no document and no Qt.

``Pyramid`` halves the photograph by area means, at its own bit depth; window and level are applied when it is shown.
``Coarse`` halves a mask without inventing classes: a block shows a class as soon as one of its pixels is labelled, so
that a stroke of 1 px is visible at any zoom.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect

LEVELS = 4
COARSE_LEVELS = 6  # of a mask, down to 1/32: none of its pixels is left out of a picture that is not smaller than that
SMALL_IMAGE = 4 << 20  # pixels up to which a coarse mask is made in a few milliseconds
_SHARP = 1.25  # a level may be magnified this much before the next finer one is taken
_BAND = 64  # rows, a multiple of 2 ** COARSE_LEVELS
_MANY = 64  # changed rectangles that may wait
_AT_ONCE = 4  # channels that OpenCV resizes together
_TWO = np.ones((2, 2), np.uint8)


def level_for(scale: float, levels: int) -> int:
    """Which level (0 = full size, n = 1/2**n) to draw at ``scale`` screen pixels per image pixel."""
    return sum(scale * 2**level <= _SHARP for level in range(1, levels))


class Pyramid:
    """Pixels ``[h, w]`` or ``[h, w, c]`` (uint8, uint16, float32) at full size, not copied, and at 1/2, 1/4 and 1/8."""

    def __init__(self, pixels: NDArray[Any], levels: int = LEVELS) -> None:
        self.levels: list[NDArray[Any]] = [pixels]
        height, width = pixels.shape[:2]
        for level in range(1, levels):
            size = max(1, round(width / 2**level)), max(1, round(height / 2**level))
            self.levels.append(smaller(self.levels[-1], size))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width at full size."""
        return self.levels[0].shape[0], self.levels[0].shape[1]

    @property
    def nbytes(self) -> int:
        """Memory of all levels."""
        return sum(level.nbytes for level in self.levels)

    def at(self, scale: float) -> NDArray[Any]:
        """The level to draw at ``scale`` device pixels per image pixel; it always spans the whole image."""
        return self.levels[level_for(scale, len(self.levels))]


def smaller(pixels: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """Pixels ``[h, w]`` or ``[h, w, c]`` at another ``size`` (w, h), by area means."""
    begins = range(0, pixels.shape[2], _AT_ONCE) if pixels.ndim == 3 else ()
    parts = [pixels[..., begin : begin + _AT_ONCE] for begin in begins] or [pixels]
    found = [cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA) for part in parts]
    return found[0] if len(found) == 1 else np.dstack(found)


class Coarse:
    """A mask ``uint8[h, w]`` at 1/2, 1/4 and 1/8: each block shows its highest class, void only if all of it is void.

    Pixel ``i`` of level ``n`` covers the image pixels ``i * 2**n .. (i + 1) * 2**n - 1``; the last may reach beyond.
    """

    def __init__(self, array: NDArray[np.uint8]) -> None:
        self.source = array
        self.levels: list[NDArray[np.uint8]] = [array]
        for _ in range(1, COARSE_LEVELS):
            self.levels.append(_halved_in_strips(self.levels[-1]))
        self._changed: list[Rect] = []
        self._stale: dict[int, Rect] = {}  # by band of rows of the full mask

    def update(self, rect: Rect) -> None:
        """The full mask changed inside ``rect``; the smaller ones follow in ``refresh``."""
        self._changed.append(rect)
        if len(self._changed) > _MANY:  # nothing was drawn smaller for long
            self._sort_in()

    def _sort_in(self) -> None:
        for rect in self._changed:
            for band in range(rect.y // _BAND, -(-rect.bottom // _BAND)):
                part = rect.intersect(Rect(rect.x, band * _BAND, rect.w, _BAND))
                self._stale[band] = self._stale.get(band, part).union(part)
        self._changed.clear()

    def refresh(self, top: int, bottom: int) -> None:
        """Bring the rows ``top`` to ``bottom - 1`` of the full mask up to date in every level."""
        self._sort_in()
        for band in range(top // _BAND, -(-bottom // _BAND)):
            rect = self._stale.pop(band, None)
            if rect is not None:
                self._halve_again(rect)

    def _halve_again(self, rect: Rect) -> None:
        for fine, coarse in zip(self.levels, self.levels[1:], strict=False):
            x, y = rect.x // 2, rect.y // 2
            rect = Rect(x, y, -(-rect.right // 2) - x, -(-rect.bottom // 2) - y).clip(coarse.shape)
            if not rect:
                return
            coarse[rect.slices] = _halved(fine[2 * rect.y : 2 * rect.bottom, 2 * rect.x : 2 * rect.right])


def _halved_in_strips(fine: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A few rows at a time, so that a large mask is not in memory three times."""
    height, width = fine.shape
    coarse = np.empty((-(-height // 2), -(-width // 2)), np.uint8)
    for y in range(0, coarse.shape[0], 32):
        coarse[y : y + 32] = _halved(fine[2 * y : 2 * (y + 32)])
    return coarse


def _halved(fine: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blocks of 2 x 2. Adding 1 turns void (255) into 0, so that the largest value is a class if there is one."""
    largest = cv2.dilate(fine + np.uint8(1), _TWO, anchor=(0, 0))  # of a pixel and those right and below
    return np.subtract(largest[::2, ::2], np.uint8(1), dtype=np.uint8)
