"""Pixels of an image or a mask as the screen shows them: one value per device pixel of a rectangle. numpy and cv2 only.

A ``Grid`` says which image position each device pixel of a rectangle looks at. Everything here works on that
rectangle alone, so that its cost follows what is repainted. Both Qt and OpenCV spread work on more than about 2**16
pixels over threads and wait for the slowest, which beside a training is a long wait: callers go through ``bands``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect, bands
from segstudio.labels.intensity import windowed

Array = NDArray[np.uint8]
BAND = 90_000  # pixels: below 1.5 times 2**16, from where OpenCV takes a second thread


@dataclass(frozen=True)
class Axis:
    """The device columns (or rows) ``start`` to ``stop - 1`` of a canvas whose image starts at ``corner``."""

    start: int
    stop: int
    corner: float
    zoom: float

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """Image coordinate of the centre of each."""
        centres = np.arange(self.start, self.stop, dtype=np.float64)
        return (centres + (0.5 - self.corner)) / self.zoom

    @cached_property
    def _known(self) -> dict[tuple[int, int], NDArray[np.intp]]:
        return {}

    def indices(self, factor: int, size: int) -> NDArray[np.intp]:
        """The pixel under each, of ``size`` pixels that are ``factor`` image pixels each."""
        found = self._known.get((factor, size))
        if found is None:
            found = np.floor(self.places / factor).astype(np.intp)
            np.maximum(found, 0, out=found)  # the two steps of np.clip, which takes ten times as long for so few
            self._known[factor, size] = np.minimum(found, size - 1, out=found)
        return found


@dataclass(frozen=True)
class Grid:
    """The device pixels ``rect`` of a canvas whose image starts at device pixel ``(left, top)``.

    ``zoom`` is device pixels per image pixel; ``rect`` is ``covered`` by the image.
    """

    rect: Rect
    left: float
    top: float
    zoom: float

    @staticmethod
    def covered(rect: Rect, left: int, top: int, zoom: float, shape: tuple[int, ...]) -> Rect:
        """The part of ``rect`` whose pixel centres lie on an image of ``shape``."""
        right = left + math.ceil(shape[1] * zoom - 0.5)
        bottom = top + math.ceil(shape[0] * zoom - 0.5)
        return rect.intersect(Rect(left, top, max(0, right - left), max(0, bottom - top)))

    @cached_property
    def across(self) -> Axis:
        """Its columns."""
        return Axis(self.rect.x, self.rect.right, self.left, self.zoom)

    @cached_property
    def down(self) -> Axis:
        """Its rows."""
        return Axis(self.rect.y, self.rect.bottom, self.top, self.zoom)

    def bands(self) -> Iterator[Grid]:
        """This grid in parts of few pixels, see ``bands``; what is known of its columns serves all of them."""
        for rect in bands(self.rect, BAND):
            part = Grid(rect, self.left, self.top, self.zoom)
            part.__dict__["across"] = self.across
            yield part


def nearest(array: NDArray[Any], grid: Grid, factor: int = 1) -> NDArray[Any]:
    """The value under each device pixel of ``[h, w]`` or ``[h, w, c]``, never mixed, contiguous.

    ``factor`` image pixels make one pixel of ``array``.
    """
    return _spread(*_under(array, grid, factor))


def _under(array: NDArray[Any], grid: Grid, factor: int) -> tuple[NDArray[Any], NDArray[np.intp], NDArray[np.intp]]:
    """The part of ``array`` that a grid shows, and which of its rows and columns each device row and column shows."""
    columns = grid.across.indices(factor, array.shape[1])
    rows = grid.down.indices(factor, array.shape[0])
    part = array[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return part, rows - rows[0], columns - columns[0]


def _spread(part: NDArray[Any], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[Any]:
    if part.shape[:2] == (rows.size, columns.size):
        return np.ascontiguousarray(part)
    if part.shape[0] > rows.size:
        # Not take() for the rows: of a part that is no whole array it first copies all, whatever it needs of it.
        chosen: NDArray[Any] = part[rows]
        return chosen.take(columns, 1)
    return part.take(columns, 1).take(rows, 0)


def smooth(array: NDArray[Any], grid: Grid, shape: tuple[int, ...]) -> NDArray[Any]:
    """``[h, w]`` or ``[h, w, c]`` of any size that spans the whole image of ``shape``, interpolated bilinearly."""
    part, matrix = _seen_by(array, grid, shape)
    return _interpolated(part, matrix, grid)


def _seen_by(array: NDArray[Any], grid: Grid, shape: tuple[int, ...]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """The part of ``array`` that a grid depends on, and where in it each device pixel lies: ``float64[2, 3]``."""
    across, down = array.shape[1] / shape[1], array.shape[0] / shape[0]
    columns, rows = grid.across.places, grid.down.places
    x0, y0 = columns[0] * across, rows[0] * down
    x1, y1 = columns[-1] * across, rows[-1] * down
    left, top = max(0, math.floor(x0) - 1), max(0, math.floor(y0) - 1)
    part = array[top : math.floor(y1) + 3, left : math.floor(x1) + 3]
    step_x, step_y = across / grid.zoom, down / grid.zoom
    return part, np.array([[step_x, 0.0, x0 - left - 0.5], [0.0, step_y, y0 - top - 0.5]])


def _interpolated(part: NDArray[Any], matrix: NDArray[np.float64], grid: Grid) -> NDArray[Any]:
    found: NDArray[Any] = cv2.warpAffine(
        part, matrix, (grid.rect.w, grid.rect.h), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return found


# ---- values to colours ---------------------------------------------------------------------------------------------


def window_table(window: tuple[float, float]) -> Array:
    """``uint8[256]``: what a window makes of 8-bit values."""
    return windowed(np.arange(256, dtype=np.float32), window)


def photo(array: NDArray[Any], grid: Grid, shape: tuple[int, ...], window: tuple[float, float], out: Array) -> None:
    """The photograph under each device pixel as BGRX into ``out``, ``uint8[h, w, 4]``.

    ``array`` is the photograph of ``shape`` at one of its sizes, ``[h, w]`` or ``[h, w, 3]`` RGB. Interpolated where
    it is drawn smaller than it is, else each pixel by itself.
    """
    if grid.zoom >= 1:
        # Colours first: these are fewer pixels than device pixels, and four bytes move faster than three.
        part, rows, columns = _under(array, grid, 1)
        if part.shape[:2] == out.shape[:2]:
            screen_colors(part, window, out)
        else:
            out.view(np.uint32)[..., 0] = _spread(_colored(part, window).view(np.uint32)[..., 0], rows, columns)
    elif array.ndim == 3 and array.dtype == np.uint8:
        part, matrix = _seen_by(array, grid, shape)
        out[...] = _interpolated(_colored(part, window), matrix, grid)  # OpenCV is twice as fast with four channels
    else:
        screen_colors(smooth(array, grid, shape), window, out)


def _colored(values: NDArray[Any], window: tuple[float, float]) -> Array:
    out = np.empty((*values.shape[:2], 4), np.uint8)
    screen_colors(values, window, out)
    return out


def screen_colors(values: NDArray[Any], window: tuple[float, float], out: Array) -> None:
    """Sampled pixels ``[h, w]`` or ``[h, w, 3]`` RGB as BGRX into ``out``, ``uint8[h, w, 4]``."""
    if values.dtype != np.uint8:
        values = windowed(values, window)
    elif window != (0.0, 255.0):
        values = cv2.LUT(np.ascontiguousarray(values), window_table(window))
    code = cv2.COLOR_GRAY2BGRA if values.ndim == 2 else cv2.COLOR_RGB2BGRA
    out[...] = cv2.cvtColor(values, code)
