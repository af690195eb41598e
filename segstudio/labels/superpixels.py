"""Owns superpixels: SLIC (Achanta et al. 2012, IEEE TPAMI 34(11)) of a part of an image, found by a point.

By OpenCV: colour in CIELAB, smoothed by 3 x 3 pixels, position weighed by compactness / spacing, small parts joined to
a neighbour at the end. Pure; no mask, no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.footprints import cut, empty, pixel, tight
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import Pixels, screen
from segstudio.labels.painting import Point
from segstudio.labels.steps import Progress, Stop, never, silent

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Superpixels:
    """``labels`` is ``int32[window.h, window.w]``: 0 .. n-1, each 4-connected. Points and footprints: image pixels."""

    window: Rect
    labels: Labels

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pixel positions ordered by superpixel, and where each one begins."""
        flat = self.labels.ravel()
        starts = np.concatenate([[0], np.cumsum(np.bincount(flat))])
        return np.argsort(flat, kind="stable"), starts

    def region_at(self, point: Point) -> Footprint:
        """The superpixel under ``(x, y)``; empty outside of the window."""
        at = pixel((point[0] - self.window.x, point[1] - self.window.y), self.labels.shape)
        return self._regions(self.labels[at[1], at[0]][None]) if at else empty()

    def regions_under(self, footprint: Footprint) -> Footprint:
        """All superpixels that the footprint touches."""
        part = footprint.rect.intersect(self.window)
        if not part:
            return empty()
        touched = self.labels[part.relative_to(self.window).slices][cut(footprint, part)]
        return self._regions(np.unique(touched))

    def _regions(self, chosen: NDArray[np.int32]) -> Footprint:
        order, starts = self._sorted
        if not chosen.size:
            return empty()
        found = np.concatenate([order[starts[i] : starts[i + 1]] for i in chosen])
        rows, columns = np.divmod(found, self.window.w)
        y, x = int(rows.min()), int(columns.min())
        inside = np.zeros((int(rows.max()) + 1 - y, int(columns.max()) + 1 - x), bool)
        inside[rows - y, columns - x] = True
        return Footprint(Rect(self.window.x + x, self.window.y + y, inside.shape[1], inside.shape[0]), inside)

    def borders(self) -> Footprint:
        """The pixels whose right or lower neighbour belongs to another superpixel, for drawing."""
        line = np.zeros(self.labels.shape, bool)
        line[:, :-1] = self.labels[:, :-1] != self.labels[:, 1:]
        line[:-1] |= self.labels[:-1] != self.labels[1:]
        return tight(self.window, line)


def superpixels(
    image: Pixels,
    window: Rect | None = None,
    spacing: int = 16,
    *,
    compactness: float = 10.0,
    rounds: int = 8,
    progress: Progress = silent,
    cancelled: Stop = never,
) -> Superpixels:
    """SLIC superpixels of about ``spacing`` x ``spacing`` pixels in the ``window`` (clipped; default all) of the image;
    smaller ones where the window is narrower than half of that.

    ``compactness`` weighs position against colour (1 ragged .. 40 nearly squares). ``progress(done, total)`` counts
    rounds, and joining small parts as one more; ``Cancelled`` between them. ``ValueError`` when spacing or
    compactness is not positive.
    """
    if spacing < 1 or not compactness > 0:
        raise ValueError("spacing and compactness must be positive")
    window = Rect.of_shape(image.shape) if window is None else window.clip(image.shape)
    if not window:
        return Superpixels(window, np.zeros((0, 0), np.int32))
    spacing = min(spacing, 2 * min(window.w, window.h))  # with a larger one OpenCV places no centre, and crashes
    smooth = cv2.GaussianBlur(screen(image[window.slices]), (3, 3), 0)  # else noise joins parts
    lab = cv2.cvtColor(smooth.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    slic = cv2.ximgproc.createSuperpixelSLIC(lab, cv2.ximgproc.SLIC, spacing, min(compactness, 1e4))
    steps = max(1, rounds) + 1
    for step in range(1, steps + 1):
        if cancelled():
            raise Cancelled
        if step < steps:
            slic.iterate(1)
        else:
            slic.enforceLabelConnectivity(25)  # per cent of the mean size
        progress(step, steps)
    return Superpixels(window, np.asarray(slic.getLabels(), np.int32))
