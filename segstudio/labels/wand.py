"""Owns the magic wand: the connected region around a seed whose values are near the seed's. Pure; no mask, no Qt.

Made once per press and asked at every move of a drag: the distance of every pixel from the seed is computed once, each
tolerance then costs one flood fill of the region.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.footprints import empty, pixel, tight
from segstudio.labels.geometry import Footprint, Rect, bands
from segstudio.labels.intensity import Pixels, check_image
from segstudio.labels.painting import Point

_FARTHEST = float(np.finfo(np.float32).max)


class Wand:
    """A seed in an image (``[h, w]`` or ``[h, w, 3]``; uint8, uint16 or float32), ready for any tolerance.

    ``box`` bounds the region (default: the whole image) and with it time and memory: 1 byte per pixel of the box for
    8-bit images, 4 for others. A pixel joins when no channel differs from the seed's by more than the tolerance; one
    that is not finite never does.
    """

    def __init__(self, image: Pixels, seed: Point, box: Rect | None = None) -> None:
        check_image(image)
        whole = Rect.of_shape(image.shape)
        self.box = whole if box is None else box.clip(image.shape)
        at = pixel(seed, image.shape)
        self._seed = None
        self._distance: NDArray[Any] = np.zeros((0, 0), np.uint8)
        if at and Rect(*at, 1, 1).intersect(self.box) and np.isfinite(image[at[1], at[0]]).all():
            self._seed = (at[0] - self.box.x, at[1] - self.box.y)
            self._distance = _distance(image, self.box, image[at[1], at[0]].reshape(-1))

    def region(self, tolerance: float, *, contiguous: bool = True) -> Footprint:
        """The pixels within ``tolerance`` of the seed's value, in the image's units; never less than the seed.

        ``contiguous``: only those connected with the seed by sides. Empty when the seed is outside of the box or
        its value is not finite.
        """
        if self._seed is None:
            return empty()
        reach = min(max(0.0, tolerance), _FARTHEST) if not math.isnan(tolerance) else 0.0
        if not contiguous:
            return tight(self.box, self._distance <= reach)
        found = np.zeros((self.box.h + 2, self.box.w + 2), np.uint8)
        flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
        steps = math.floor(reach) if self._distance.dtype == np.uint8 else reach
        _, _, _, (x, y, w, h) = cv2.floodFill(self._distance, found, self._seed, 0, 0, steps, flags)
        inside = found[y + 1 : y + h + 1, x + 1 : x + w + 1]
        return Footprint(Rect(self.box.x + x, self.box.y + y, w, h), inside.view(bool))


def _distance(image: Pixels, box: Rect, value: NDArray[Any]) -> NDArray[Any]:
    """The largest difference of any channel from ``value``, ``[box.h, box.w]``: uint8, or float32 (inf: never near)."""
    out = np.empty((box.h, box.w), np.uint8 if image.dtype == np.uint8 else np.float32)
    for band in bands(box, 1 << 18):
        rows = out[band.relative_to(box).slices]
        for channel, plane in enumerate(cv2.split(image[band.slices])):
            near = plane.reshape(rows.shape)
            with np.errstate(over="ignore", invalid="ignore"):
                far = np.maximum(near, value[channel]) - np.minimum(near, value[channel])
            np.copyto(rows, far) if channel == 0 else np.maximum(rows, far, out=rows)
    if out.dtype == np.float32:
        np.copyto(out, np.float32(np.inf), where=~np.isfinite(out))
    return out
