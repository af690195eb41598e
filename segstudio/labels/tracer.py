"""Owns paths along thin lines (vessels, cracks, fibres) and edges, from a start to the pointer.

How much a pixel looks like part of a line is the curvature across it, the larger eigenvalue of the Hessian at three
scales (Lindeberg 1998; Steger 1998); of an edge the slope. The cheapest path is OpenCV's (Mortensen and Barrett 1995),
at half the size, then moved onto the strongest pixels near it. Work is bounded by a window around the start, never by
the image. Pure: no mask, no Qt.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.labels.intensity import Pixels, check_image, screen
from segstudio.labels.painting import Point
from segstudio.labels.scissors import pulled, window_for

LINE, DARK, LIGHT, EDGE = "line", "dark", "light", "edge"  # what is followed; LINE: darker or lighter than beside it
SCALES = (1.5, 3.0, 5.0)  # pixels: standard deviations that answer to lines of about 3 to 14 pixels
_NOISE = 3.0  # times the median of a window: so strong a pixel is half as good as one that is infinitely strong
_CREST, _SHARP = 7, 4  # a pixel counts less (by a power) where a stronger one is in the square of so many around it
_LEAST, _STEEP = 0.02, 3  # cost of the best pixel, so that of two ways alike the shorter is taken; power of the rest
_HALF = 2  # the search is at 1/_HALF of the size
Floats = NDArray[np.float32]


class Tracer:
    """Paths along lines or edges of one image (any form ``labels.intensity`` reads).

    ``follow``: LINE, DARK, LIGHT or EDGE. ``side``: width and height in pixels of the window that paths stay in.
    """

    def __init__(self, image: Pixels, follow: str = LINE, side: int = 1024) -> None:
        check_image(image)
        self._image, self._follow, self._side = image, follow, max(32, side)
        self._search = cv2.segmentation.IntelligentScissorsMB()
        self._strength: Floats = np.zeros((0, 0), np.float32)
        self._start: tuple[int, int] | None = None
        self.window = Rect(0, 0, 0, 0)  # of the present start

    def start(self, point: Point, radius: int = 0) -> tuple[int, int]:
        """Begins a path at the strongest pixel at most ``radius`` from ``point``. About 0.1 s for a window of 1024 px.

        The window is kept while the start is in its middle half. ``ValueError`` when the point is not finite.
        """
        x, y = pulled(point, Rect.of_shape(self._image.shape))
        window = window_for((x, y), self.window, self._side, self._image.shape)
        if window != self.window:
            self.window = window
            self._read()
        self._start = self.snapped(point, radius)
        self._search.buildMap(self._small(self._start))
        return self._start

    def _read(self) -> None:
        grey = cv2.cvtColor(screen(self._image[self.window.slices]), cv2.COLOR_RGB2GRAY)
        self._strength = _on_crests(strength(np.asarray(grey, np.float32), self._follow))
        # The strongest of each block, so that a line of one pixel stays whole.
        small = cv2.dilate(self._strength, np.ones((_HALF, _HALF), np.uint8), anchor=(0, 0))[::_HALF, ::_HALF]
        cost = _LEAST + (1 - _LEAST) * (1 - small) ** _STEEP
        self._search = cv2.segmentation.IntelligentScissorsMB()
        self._search.setWeights(0.0, 0.0, 1.0)
        flat = np.zeros((*small.shape, 2), np.float32)
        self._search.applyImageFeatures(np.zeros(small.shape, np.uint8), flat, np.asarray(cost, np.float32))

    def _small(self, pixel: tuple[int, int]) -> tuple[int, int]:
        return (pixel[0] - self.window.x) // _HALF, (pixel[1] - self.window.y) // _HALF

    def path_to(self, point: Point) -> list[Point]:
        """Points from the middle of the start to that of the pixel under ``point``, along the line; well below a
        millisecond. Outside of the window, and where OpenCV finds no path, it is straight. ``ValueError`` before the
        start."""
        if self._start is None:
            raise ValueError("a path needs a start")
        goal = pulled(point, Rect.of_shape(self._image.shape))
        reached = pulled(goal, self.window)
        try:
            found = np.asarray(self._search.getContour(self._small(reached)), np.intp).reshape(-1, 2)
        except cv2.error:  # now and then the map that OpenCV made leads in a circle
            found = np.empty((0, 2), np.intp)
        between = self._onto_line(found[1:-1] * _HALF) if len(found) > 2 else np.empty((0, 2))
        inner = [(x + 0.5, y + 0.5) for x, y in (between + (self.window.x, self.window.y)).tolist()]
        ends = [reached] if reached == goal else [reached, goal]
        return [_middle(self._start), *inner, *map(_middle, ends)]

    def _onto_line(self, pixels: NDArray[np.intp]) -> NDArray[np.float64]:
        """Each of the pixels ``[n, 2]`` (x, y) of the window at the strongest near it, then smoothed along the path."""
        height, width = self._strength.shape
        steps = np.arange(-_HALF + 1, 2 * _HALF)
        x = np.clip(pixels[:, 0, None, None] + steps[None, None, :], 0, width - 1)
        y = np.clip(pixels[:, 1, None, None] + steps[None, :, None], 0, height - 1)
        best = self._strength[y, x].reshape(len(pixels), -1).argmax(1)
        rows, columns = np.divmod(best, len(steps))
        moved = np.stack([x[np.arange(len(x)), 0, columns], y[np.arange(len(y)), rows, 0]], 1).astype(np.float64)
        padded = np.concatenate([moved[:1], moved[:1], moved, moved[-1:], moved[-1:]])
        mean: NDArray[np.float64] = np.mean([padded[at : at + len(moved)] for at in range(5)], axis=0)
        return mean

    def snapped(self, point: Point, radius: int) -> tuple[int, int]:
        """The strongest pixel at most ``radius`` from a point; its own pixel outside of the window of the present
        start."""
        x, y = pulled(point, Rect.of_shape(self._image.shape))
        near = Rect(x - radius, y - radius, 2 * radius + 1, 2 * radius + 1).intersect(self.window)
        if not radius or not near.intersect(Rect(x, y, 1, 1)):
            return x, y
        rows, columns = np.ogrid[near.y - y : near.bottom - y, near.x - x : near.right - x]
        there = np.where(rows**2 + columns**2 <= radius**2, self._strength[near.relative_to(self.window).slices], -1.0)
        row, column = divmod(int(there.argmax()), near.w)
        return (near.x + column, near.y + row) if there[row, column] > 0 else (x, y)


def strength(grey: Floats, follow: str) -> Floats:
    """``float32[h, w]``, 0 and more: how much each pixel of ``float32[h, w]`` is part of what is to be followed."""
    if follow == EDGE:
        smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
        return np.asarray(cv2.magnitude(*(cv2.Sobel(smooth, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))), np.float32)
    best: Floats = np.zeros(grey.shape, np.float32)
    for sigma in SCALES:
        smooth = cv2.GaussianBlur(grey, (0, 0), sigma)
        xx, yy, xy = (cv2.Sobel(smooth, cv2.CV_32F, *way, ksize=3) for way in ((2, 0), (0, 2), (1, 1)))
        mean, apart = (xx + yy) / 2, cv2.magnitude((xx - yy) / 2, xy)
        across = {DARK: apart + mean, LIGHT: apart - mean, LINE: apart + np.abs(mean)}[follow]
        best = np.maximum(best, np.float32(sigma**2) * across)
    return best


def _on_crests(found: Floats) -> Floats:
    """0..1 of a strength: towards 1 on a crest of it that is well above what noise makes, little beside one."""
    noise = np.float32(_NOISE * float(np.median(found[::4, ::4])) + 1e-6)
    near = np.maximum(cv2.dilate(found, np.ones((_CREST, _CREST), np.uint8)), np.float32(1e-9))
    return np.asarray(found / (found + noise) * (found / near) ** _SHARP, np.float32)


def _middle(pixel: tuple[int, int]) -> Point:
    return math.floor(pixel[0]) + 0.5, math.floor(pixel[1]) + 0.5
