"""Pixels of an image or a mask as the screen shows them: one value per device pixel of a rectangle, and class borders.

A ``Grid`` maps the device pixels of a rectangle to image positions. Everything here works on that rectangle alone, so
that the cost follows what is repainted. Both Qt and OpenCV split work on more than about 2**16 pixels over threads and
wait for the slowest, which during a training is a long wait: callers go through ``bands``. numpy and cv2 only.
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

from segstudio.gui.pixels.levels import Tones
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect, bands
from segstudio.project.images.channels import composite

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
    """The device pixels ``rect`` of a canvas whose image starts at the device position ``(left, top)``.

    ``zoom`` is device pixels per image pixel; ``rect`` is ``covered`` by the image.
    """

    rect: Rect
    left: float
    top: float
    zoom: float

    @staticmethod
    def covered(rect: Rect, left: float, top: float, zoom: float, shape: tuple[int, ...]) -> Rect:
        """The part of ``rect`` whose pixel centres are on an image of ``shape``."""
        x, right = (math.ceil(left + at * zoom - 0.5) for at in (0, shape[1]))
        y, bottom = (math.ceil(top + at * zoom - 0.5) for at in (0, shape[0]))
        return rect.intersect(Rect(x, y, right - x, bottom - y))

    @cached_property
    def across(self) -> Axis:
        """Its columns."""
        return Axis(self.rect.x, self.rect.right, self.left, self.zoom)

    @cached_property
    def down(self) -> Axis:
        """Its rows."""
        return Axis(self.rect.y, self.rect.bottom, self.top, self.zoom)

    def bands(self) -> Iterator[Grid]:
        """This grid in parts of few pixels, see ``bands``; all share what is computed for the columns."""
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
        # Not take() for the rows: it first copies all of a part that is not contiguous.
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


def borders(values: Array, width: int) -> Array:
    """``uint8[h, w]`` of classes on the screen, void where no other value is within ``width`` pixels.

    Both sides of a border keep their own class, so that two classes that touch show a line each.
    """
    near = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    # No other value is near where the highest and the lowest are the same.
    inner = cv2.compare(cv2.dilate(values, near), cv2.erode(values, near), cv2.CMP_EQ)
    assert VOID == 255
    return cv2.bitwise_or(values, inner)  # type: ignore[return-value]


# ---- values to colours ---------------------------------------------------------------------------------------------


def photo(array: NDArray[Any], grid: Grid, shape: tuple[int, ...], tones: Tones, out: Array) -> None:
    """The photograph under each device pixel as BGRX into ``out``, ``uint8[h, w, 4]``.

    ``array`` is the photograph of ``shape`` at one of its sizes, as in ``screen_colors``. Interpolated where it is
    drawn smaller than it is, else each pixel by itself.
    """
    array = _seen_channel(array, tones)
    if grid.zoom >= 1:
        # Colours first: these are fewer pixels than device pixels, and four bytes move faster than three.
        part, rows, columns = _under(array, grid, 1)
        if part.shape[:2] == out.shape[:2]:
            out[...] = screen_colors(part, tones)
        else:
            shown = screen_colors(part, tones)
            out.view(np.uint32)[..., 0] = _spread(shown.view(np.uint32)[..., 0], rows, columns)
    elif array.ndim == 3 and array.dtype == np.uint8:
        part, matrix = _seen_by(array, grid, shape)
        shown = screen_colors(part, tones)
        out[...] = _interpolated(shown, matrix, grid)  # twice as fast with four channels
    else:
        out[...] = screen_colors(smooth(array, grid, shape), tones)


def screen_colors(values: NDArray[Any], tones: Tones) -> Array:
    """Sampled pixels ``[h, w]`` or ``[h, w, 3]`` RGB as BGRX, ``uint8[h, w, 4]``; with ``tones.colors`` they are
    channels ``uint8[h, w, c]``, each of which is shown in its colour."""
    values = _seen_channel(values, tones)
    if tones.colors:
        tables = tones.tables
        shown = values if tables is None else np.asarray(cv2.LUT(np.ascontiguousarray(values), tables[None]), np.uint8)
        values = composite(shown, tones.colors)
    else:
        values = tones.levels.shown(values)
    code = cv2.COLOR_GRAY2BGRA if values.ndim == 2 else cv2.COLOR_RGB2BGRA
    return cv2.cvtColor(values, code)  # type: ignore[return-value]


def _seen_channel(values: NDArray[Any], tones: Tones) -> NDArray[Any]:
    """The one channel of RGB that is shown, else all."""
    alone = tones.only is not None and values.ndim == 3 and not tones.colors
    return values[..., tones.only] if alone else values
