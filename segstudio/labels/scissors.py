"""Owns intelligent scissors: the path along edges from a start to the pointer (Mortensen and Barrett 1995, OpenCV's).

Pure: an image in, points out; a closed path becomes pixels with ``polygon``. Work is
bounded by a window around the start, never by the image. No mask, no Qt.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.labels.intensity import Pixels, check_image, screen
from segstudio.labels.painting import Point

_EDGE = 90  # percentile of the gradient from which on a pixel starts an edge
_WEAK = 70  # and down to which the edge is followed


class Scissors:
    """Paths along the edges of one image (any form ``labels.intensity`` reads).

    ``side`` is the width and height in pixels of the window that paths stay in, centred on the start.
    """

    def __init__(self, image: Pixels, side: int = 1024) -> None:
        check_image(image)
        self._image = image
        self._side = max(16, side)
        self._cutter = cv2.segmentation.IntelligentScissorsMB()
        self._slope: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._start: tuple[int, int] | None = None
        self.window = Rect(0, 0, 0, 0)  # of the present start

    def start(self, point: Point) -> tuple[int, int]:
        """Begins a path at the pixel of the image nearest to ``point``. About 0.3 s for a window of 1024 px.

        The window is kept while the start is in its middle half. ``ValueError`` when the point is not finite.
        """
        x, y = pulled(point, Rect.of_shape(self._image.shape))
        window = window_for((x, y), self.window, self._side, self._image.shape)
        if window != self.window:
            self.window = window
            self._read()
        self._start = (x, y)
        self._cutter.buildMap((x - self.window.x, y - self.window.y))
        return x, y

    def _read(self) -> None:
        pixels = screen(self._image[self.window.slices])
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        across, down = (cv2.Sobel(grey, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
        self._slope = np.asarray(np.abs(across) + np.abs(down), np.float32)
        weak, strong = np.percentile(self._slope[:: 1 + self._slope.shape[0] // 512], (_WEAK, _EDGE))
        self._cutter = cv2.segmentation.IntelligentScissorsMB()
        self._cutter.setEdgeFeatureCannyParameters(max(1.0, float(weak)), max(2.0, float(strong)))
        self._cutter.setGradientMagnitudeMaxLimit(max(2.0, float(strong) / 2))
        self._cutter.applyImage(pixels)

    def path_to(self, point: Point) -> list[tuple[int, int]]:
        """The pixels from the start to the one under ``point``, both included; microseconds per call.

        Outside of the window, and where OpenCV finds no path, it is straight (only its last pixel is returned).
        ``ValueError`` before the start.
        """
        if self._start is None:
            raise ValueError("scissors need a start before a path")
        goal = pulled(point, Rect.of_shape(self._image.shape))
        x, y = pulled(goal, self.window)
        try:
            found = np.reshape(self._cutter.getContour((x - self.window.x, y - self.window.y)), (-1, 2))
        except cv2.error:  # now and then the map that OpenCV made leads in a circle
            found = np.empty((0, 2), int)
        path = [(self.window.x + int(px), self.window.y + int(py)) for px, py in found]
        path = path or [self._start]
        return path if path[-1] == goal else [*path, goal]

    def snapped(self, point: Point, radius: int = 8) -> tuple[int, int]:
        """The pixel with the steepest slope at most ``radius`` away, for a start or goal that should sit on an edge.

        The pixel under ``point`` itself where nothing is steeper, or outside of the window of the present start.
        """
        x, y = pulled(point, Rect.of_shape(self._image.shape))
        near = Rect(x - radius, y - radius, 2 * radius + 1, 2 * radius + 1).intersect(self.window)
        if not near.intersect(Rect(x, y, 1, 1)):
            return x, y
        slope = self._slope[near.relative_to(self.window).slices]
        rows, columns = np.ogrid[near.y - y : near.bottom - y, near.x - x : near.right - x]
        far = rows * rows + columns * columns
        score = np.where(far <= radius * radius, slope, -1.0)
        best = np.lexsort((far.ravel(), -score.ravel()))[0]
        row, column = divmod(int(best), near.w)
        return (near.x + column, near.y + row) if score[row, column] > slope[y - near.y, x - near.x] else (x, y)


def window_for(start: tuple[int, int], present: Rect, side: int, shape: tuple[int, ...]) -> Rect:
    """The window of ``side`` pixels that paths from ``start`` stay in: ``present`` while that is in its middle half."""
    pixel, half = Rect(*start, 1, 1), side // 2
    if present and present.grow(-side // 4).intersect(pixel):
        return present
    return Rect(pixel.x - half, pixel.y - half, side, side).clip(shape)


def on_edge(pixel: Point) -> Point:
    """Where the outline through a pixel of a path runs: at its lower right corner. Of two equally steep pixels, as
    those on both sides of an edge are, a path takes the left or the upper one: the edge is between them."""
    return math.floor(pixel[0]) + 1.0, math.floor(pixel[1]) + 1.0


def pulled(point: Point, rect: Rect) -> tuple[int, int]:
    """The pixel of ``rect`` nearest to a point."""
    if not (math.isfinite(point[0]) and math.isfinite(point[1])):
        raise ValueError("a point must be finite")
    x, y = math.floor(point[0]), math.floor(point[1])
    return min(max(x, rect.x), rect.right - 1), min(max(y, rect.y), rect.bottom - 1)
