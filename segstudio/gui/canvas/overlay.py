"""Labels and prediction as colours to draw over the photograph.

Reads only the requested part of the document's own arrays, so that a stroke is visible with the next paint and costs
the same on any image. Class colours, opacity and hatch are tables of 256 colours; no pixel of a mask is changed.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from segstudio.gui.canvas.coarse_mask import CoarseMask
from segstudio.gui.canvas.paint_cache import corner_of
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.pixels.color_table import (
    AGREE,
    BETWEEN,
    DISAGREE,
    Colors,
    argb,
    class_table,
    difference_table,
    faded,
    hatch_table,
    laid_over,
    premultiplied,
)
from segstudio.gui.pixels.prediction import Prediction
from segstudio.gui.pixels.sampling import Grid, borders, nearest
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import ROUGH

GHOST = 0.6  # how strong the prediction is beside labels
OUTLINE = 0.7  # how dark the line is around labels, which are else hard to see on a prediction of the same class
CONTOUR = 1.8  # a line must be stronger than a filled region to be seen as well
HATCH_PERIOD = 12
STRIPES = 6  # a period of the stripes of a difference: two in one of the hatch
_AROUND = 4  # this bit of a table's number chooses the line around labels
Array = NDArray[np.uint8]


class Overlay:
    """Colours ``uint8[h, w, 4]``, premultiplied, for grids of device pixels: one method for each view."""

    def __init__(self, transform: Transform, coarse: CoarseMask) -> None:
        self._transform, self._coarse = transform, coarse
        self._labels: Array | None = None
        self._predicted: Array | None = None
        self._rough: Array | None = None
        self._contour = self._hatched = False
        self._tables: dict[str, Colors] = {}
        self._outlined = np.zeros(256, np.uint8)

    def follow(self, labels: Array | None, prediction: Prediction | None) -> bool:
        """Draw these arrays; ``False`` if they are the same as before. A prediction of another shape is ignored."""
        predicted, rough = (prediction.classes, prediction.rough) if prediction is not None else (None, None)
        if predicted is not None and (labels is None or predicted.shape != labels.shape):
            predicted = rough = None
        if self._labels is labels and self._predicted is predicted and self._rough is rough:
            return False
        if self._labels is not labels:
            self._coarse.follow(labels)
        self._labels, self._predicted, self._rough = labels, predicted, rough
        return True

    def recolor(self, classes: ClassTable, *, opacity: float, fade: float, contour: bool, hatched: bool) -> None:
        """Make the colour tables: ``opacity`` 0..1, ``fade`` 0..1 of the prediction, only borders, void hatched."""
        self._contour, self._hatched = contour, hatched
        strength = min(1.0, CONTOUR * opacity) if contour else opacity
        table = class_table(classes)
        labelled, beside = faded(table, strength), faded(table, strength * fade * GHOST)
        seen = min(1.0, 2 * opacity)
        lines = [laid_over(beside, line) for line in hatch_table(seen)]
        around = laid_over(beside, argb((0, 0, 0), OUTLINE * seen))
        self._outlined = np.array([_AROUND * bool(color) for color in table], np.uint8)  # classes that are not hidden
        self._tables = {
            "labels": np.concatenate([premultiplied(labelled), *lines, *[around] * _AROUND]),
            "prediction": premultiplied(faded(table, strength * fade)),
            "difference": premultiplied(faded(difference_table(), min(1.0, 1.5 * opacity))),
        }

    # ---- the views ------------------------------------------------------------------------------------------

    def labels(self, grid: Grid) -> Iterator[Colors]:
        """What is painted."""
        if self._labels is not None:
            yield self._labelled(grid, self._labels, None)

    def both(self, grid: Grid) -> Iterator[Colors]:
        """What is painted, and where that is void what is predicted."""
        if self._labels is not None:
            yield self._labelled(grid, self._labels, self._predicted)

    def prediction(self, grid: Grid) -> Iterator[Colors]:
        """What is predicted."""
        if self._predicted is not None:
            wide, inner = self._widened(grid, self._contour)
            yield colored(self._drawn(self._predicted_at(self._predicted, wide), inner), self._tables["prediction"])

    def difference(self, grid: Grid) -> Iterator[Colors]:
        """Where both are classes, whether they are the same."""
        if self._predicted is not None and self._labels is not None:
            values = _difference(nearest(self._labels, grid), nearest(self._predicted, grid))
            values[(values == DISAGREE) & _stripes(grid, self._transform.ratio)] = BETWEEN
            yield colored(values, self._tables["difference"])

    # ---- pixels ---------------------------------------------------------------------------------------------

    def _predicted_at(self, predicted: Array, grid: Grid) -> Array:
        """What is predicted, or the rough prediction where there is no other yet."""
        found = nearest(predicted, grid)
        if self._rough is None:
            return found
        missing = _void_in(found)
        if not cv2.countNonZero(missing):
            return found
        # Void is 255, so that "and" takes the rough class there, and the predicted one elsewhere.
        both: Array = found & (nearest(self._rough, grid, ROUGH) | ~missing)
        return both

    def _labelled(self, grid: Grid, mask: Array, predicted: Array | None) -> Colors:
        """Labels, and where they are void the prediction (if any) with the hatch over it; where both are drawn, a line
        around the labels.

        One look-up for all: a table of 256 colours of labels, then 256 of what is predicted at void for each line over
        it (0 none, 1 dark and 2 light of the hatch), and again around labels.
        """
        level = self._coarse.level(self._transform.zoom, mask)
        outlined = predicted is not None and not self._contour
        wide, inner = self._widened(grid, outlined or self._contour)
        labels = nearest(self._coarse.at(level, wide) if level else mask, wide, 2**level)
        drawn, table = self._drawn(labels, inner), self._tables["labels"]
        void = _void_in(labels)
        if not cv2.countNonZero(void):
            return colored(drawn, table[:256])
        if predicted is not None:
            beside: Array = cv2.bitwise_or(self._predicted_at(predicted, wide), cv2.bitwise_not(void))  # type: ignore[assignment]
            # Where one is drawn the other is 255.
            drawn = cv2.bitwise_and(drawn, self._drawn(beside, inner))  # type: ignore[assignment]
        inside = void[inner.slices]
        if self._hatched and not self._contour:
            part = cv2.bitwise_and(_hatch(grid, self._transform.ratio), inside)
        else:
            part = inside & np.uint8(1)
        if outlined:
            part = cv2.bitwise_or(part, cv2.bitwise_and(self._around(labels)[inner.slices], inside))
        return table.take(cv2.merge([drawn, part]).view("<u2")[..., 0])

    def _around(self, labels: Array) -> Array:
        """_AROUND at labels of classes that are drawn and at the device pixels beside them."""
        drawn = cv2.LUT(labels, self._outlined)
        size = 2 * contour_width(self._transform) + 1
        around: Array = cv2.dilate(drawn, np.ones((size, size), np.uint8))  # type: ignore[assignment]
        return around

    def _widened(self, grid: Grid, lines: bool) -> tuple[Grid, Rect]:
        """With ``lines`` the grid with the pixels that its borders depend on, and the place of the grid in it."""
        if not lines:
            return grid, Rect(0, 0, grid.rect.w, grid.rect.h)
        transform = self._transform
        rect = grid.rect.grow(contour_width(transform))
        rect = Grid.covered(rect, *corner_of(transform), grid.zoom, (transform.rows, transform.columns))
        return Grid(rect, grid.left, grid.top, grid.zoom), grid.rect.relative_to(rect)

    def _drawn(self, values: Array, inner: Rect) -> Array:
        found = borders(values, contour_width(self._transform)) if self._contour else values
        return found[inner.slices]


def colored(indices: Array, table: Colors) -> Colors:
    """The colour of each index, of a table of 256."""
    return cv2.LUT(indices, table)  # type: ignore[return-value]


def contour_width(transform: Transform) -> int:
    """Device pixels of line on each side of a border."""
    return max(1, round(transform.ratio))


def _void_in(values: Array) -> Array:
    """255 where ``values`` are void, else 0. Not by cv2.compare, which takes one single pixel for a number."""
    void: Array = np.negative((values == VOID).view(np.uint8))
    return void


def _hatch(grid: Grid, ratio: float) -> Array:
    """The pattern of void, fixed to the image: thin diagonal lines, 2 dark beside 3 light, else 1; ``uint8[h, w]``."""
    phase, thick = _phase(grid, ratio)
    line = np.uint8(1) + (phase < 2 * thick) + ((phase >= thick) & (phase < 2 * thick))
    return np.ascontiguousarray(sliding_window_view(line, grid.rect.w))


def _stripes(grid: Grid, ratio: float) -> NDArray[np.bool_]:
    """Every other diagonal stripe, fixed to the image: ``bool[h, w]``."""
    phase, thick = _phase(grid, ratio)
    return sliding_window_view(phase % (STRIPES * thick) >= STRIPES * thick / 2, grid.rect.w)


def _phase(grid: Grid, ratio: float) -> tuple[NDArray[np.intp], int]:
    """How far along the pattern's period each diagonal of a grid is, and how many device pixels a line is wide."""
    thick, rect = max(1, round(ratio)), grid.rect
    start = int(rect.x - grid.left + rect.y - grid.top)
    return (np.arange(rect.w + rect.h - 1) + start) % (HATCH_PERIOD * thick), thick


def _difference(labels: Array, predicted: Array) -> Array:
    """1 where both are classes and differ, 0 where they agree, void where one of them is void."""
    out = np.where(labels != predicted, np.uint8(DISAGREE), np.uint8(AGREE))
    out[(labels == VOID) | (predicted == VOID)] = VOID
    return out
