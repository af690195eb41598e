"""Features of the preview from the wider surroundings of a pixel and from its position in the image.

They help where images are taken alike (a street from a car, a part in its holder); in microscopy the position means
nothing, so ``scoring.py`` uses them only where cross-validation over whole images favours them. numpy and OpenCV only.

The functions of position are the slowest waves of the two-dimensional cosine transform (Ahmed, Natarajan and Rao,
Discrete Cosine Transform, 1974).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import FilterResponses, Planes, Source, blur, cut, padded, shrunk, slope

STRIDE = 16  # pixels of the image between two responses
SIGMAS = (2.0, 4.0)  # of the Gaussians, in those strides: 32 and 64 pixels
MARGIN = 17 * STRIDE  # pixels around a block that its responses depend on: four sigmas and the slope
EDGES_AT = 2  # stride at which slopes are taken, whose mean tells texture from smooth ground
WAVES = 3  # half waves across the image, of both directions together


def surroundings_responses(read: Source, shape: tuple[int, int], rect: Rect) -> FilterResponses:
    """The responses in ``rect`` (inside an image of ``shape``, its corner on the grid of STRIDE), one level: the same
    numbers, to half precision, whatever rectangle of the image they are computed in."""
    seen = rect.grow(MARGIN).clip(shape)
    where = cut(rect, seen, STRIDE)
    around = [part[where] for plane in padded(read(seen), STRIDE) for part in _around(plane)]
    level = np.stack([*around, *_position(shape, rect)], dtype=np.float16, casting="same_kind")
    return FilterResponses(rect, (STRIDE,), (level,))


def _around(plane: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Mean brightness and mean slope, at each scale."""
    small = shrunk(plane, EDGES_AT)
    steep = shrunk(np.asarray(cv2.magnitude(slope(small, 1, 0), slope(small, 0, 1)), np.float32), STRIDE // EDGES_AT)
    return [blur(what, sigma) for what in (shrunk(plane, STRIDE), steep) for sigma in SIGMAS]


def _position(shape: tuple[int, int], rect: Rect) -> Planes:
    """``float32[n, ceil(h / STRIDE), ceil(w / STRIDE)]``, each -1..1: waves over the whole image, whatever its size."""
    down, along = (
        np.minimum((np.arange(begin, end, STRIDE, dtype=np.float32) + STRIDE / 2) / side, 1)
        for begin, end, side in ((rect.y, rect.bottom, shape[0]), (rect.x, rect.right, shape[1]))
    )
    return np.stack([
        np.cos(np.pi * i * down)[:, None] * np.cos(np.pi * k * along)[None]
        for i in range(WAVES + 1) for k in range(WAVES + 1 - i) if i + k
    ])  # fmt: skip
