"""Owns the watershed from scribbles: every pixel goes to the class whose flood reaches it first (Meyer 1992, OpenCV's).

Pure: a part of an image and scribbles in, classes and a footprint out. No mask, no Qt.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import Pixels, screen

_AROUND = ((-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1))


def watershed(
    image: Pixels, window: Rect, scribbles: NDArray[np.uint8], smooth: float = 0.0
) -> tuple[NDArray[np.uint8], Footprint]:
    """Classes ``uint8[h, w]`` of the ``window`` of the image, and the footprint of the pixels that got one.

    ``scribbles`` is ``uint8[h, w]`` of the window: class ids, ``VOID`` where nothing was drawn; scribbled pixels
    keep their class. ``smooth`` is the sigma in pixels of a Gaussian against noise. Without a scribble all is void.
    ``ValueError``: the window is not inside the image, or the scribbles have another size.
    """
    if window.clip(image.shape) != window or scribbles.shape != (window.h, window.w) or scribbles.dtype != np.uint8:
        raise ValueError("scribbles must be uint8 and as large as a window inside the image")
    drawn = scribbles != VOID
    if not drawn.any():
        return np.full_like(scribbles, VOID), Footprint(window, drawn)
    pixels = screen(image[window.slices])
    if smooth > 0:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), min(smooth, 50.0)), np.uint8)
    # cv2 assigns the outermost frame to no basin: hence an extra frame of repeated pixels.
    framed = cv2.copyMakeBorder(pixels, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    markers = np.zeros(framed.shape[:2], np.int32)
    markers[1:-1, 1:-1] = np.where(drawn, scribbles.astype(np.int32) + 1, 0)
    found = np.array(cv2.watershed(framed, markers)[1:-1, 1:-1], np.int32, order="C")
    _share_lines(found, pixels)
    values = np.where(drawn, scribbles, (found - 1).astype(np.uint8))
    return values, Footprint(window, values != VOID)


def _share_lines(found: NDArray[np.int32], pixels: NDArray[np.uint8]) -> None:
    """Gives each pixel between two basins (-1) to the neighbour of the nearest colour, in place."""
    h, w = found.shape
    colors = pixels.astype(np.int32)
    while True:
        rows, columns = np.nonzero(found <= 0)
        if not rows.size:
            return
        best = np.full(rows.size, np.iinfo(np.int32).max)
        chosen = np.zeros(rows.size, np.int32)
        for dy, dx in _AROUND:
            y, x = np.clip(rows + dy, 0, h - 1), np.clip(columns + dx, 0, w - 1)
            far = np.abs(colors[y, x] - colors[rows, columns]).sum(axis=1)
            better = (found[y, x] > 0) & (far < best)
            best[better], chosen[better] = far[better], found[y, x][better]
        found[rows, columns] = chosen
