"""The pixels that the canvas shows: photograph, feature map, labels, prediction, what is void, what disagrees.

Reads the document and paints; changes nothing in it. Pixels are taken from the document's own arrays for what is
exposed only, so a stroke is visible with the next paint and costs the same on any image. Which of them are still good
from the last paint is the business of ``.frame``; marks over them (ring, polygon) are in ``.overlays``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from segstudio.gui.canvas.marks import GRID_FROM, draw_grid
from segstudio.gui.canvas.paint_cache import Frame, corner_of, device_rect
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.document.document import Document
from segstudio.gui.pixels.color_table import (
    AGREE,
    DISAGREE,
    Colors,
    class_table,
    difference_table,
    faded,
    hatch_table,
    laid_over,
    map_table,
    premultiplied,
)
from segstudio.gui.pixels.contour import borders
from segstudio.gui.pixels.pyramid import SMALL_IMAGE, Coarse, Pyramid, level_for
from segstudio.gui.pixels.qimage import Canvas32, premultiplied_image
from segstudio.gui.pixels.sampling import Grid, nearest, photo, screen_colors, smooth
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import ROUGH

GHOST = 0.6  # how strong the prediction is beside labels
TINT = 0.28  # void where it is tinted instead of hatched
CONTOUR = 1.8  # a line must be stronger than a filled region to be seen as well
HATCH_PERIOD = 12
Array = NDArray[np.uint8]


class Scene:
    """What to paint. ``changed()``: something became ready later (the coarse mask); called while ``owner`` lives."""

    def __init__(self, document: Document, changed: Callable[[], None], owner: QObject) -> None:
        self._document = document
        self._changed, self._owner = changed, owner
        self.view = "both"
        self.opacity = 0.5
        self.fade = 1.0
        self.peek = False
        self.hatched = True
        self.contour = False
        self.frame = Frame()
        self._labels: Array | None = None
        self._ghost: Array | None = None
        self._rough: Array | None = None
        self._coarse: Coarse | None = None
        self._pending: tuple[Array, list[Rect]] | None = None  # mask whose coarse one is being built, changes since
        self._feature: Array | None = None
        self._ground = QColor()
        self._tables: dict[str, Colors] = {}

    # ---- following the document -----------------------------------------------------------------------------

    @property
    def pyramid(self) -> Pyramid | None:
        """The photograph at every size; ``None`` while it loads."""
        return self._document.current.pyramid

    def load(self) -> None:
        """The current image is another one, or its pixels came."""
        pyramid = self.pyramid
        self._labels = self._ghost = self._rough = self._coarse = self._pending = None
        if pyramid is None:
            self._feature = None
        elif pyramid.shape[0] * pyramid.shape[1] > SMALL_IMAGE:
            self._build_coarse()
        self.invalidate(photo=True)

    def _build_coarse(self) -> None:
        mask = self._document.mask
        if mask is not None and self._pending is None:
            self._pending = mask.array, []
            self._document.background.submit(Coarse, mask.array, done=self._on_coarse, owner=self._owner)

    def _on_coarse(self, coarse: Coarse) -> None:
        if self._pending is None or coarse.source is not self._pending[0]:
            return
        for rect in self._pending[1]:
            coarse.update(rect)
        self._pending = None
        self._coarse = coarse
        self.invalidate()
        self._changed()

    def mask_changed(self, rect: Rect) -> None:
        """Labels changed inside ``rect``."""
        if self._pending is not None:
            self._pending[1].append(rect)
        if self._coarse is not None:
            self._coarse.update(rect)

    def set_feature_map(self, pixels: Array | None) -> None:
        """Lay a feature map ``uint8[h', w']`` over the whole image, or take it away."""
        self._feature = None if pixels is None else np.ascontiguousarray(pixels)
        self.recolor()

    def recolor(self) -> None:
        """Classes, opacity or view changed: new colour tables, no pixel of the mask is touched."""
        classes, opacity = self._document.classes, self.opacity
        flat = self.hatched or self.contour or (self.view == "both" and self._ghost is not None)
        # What makes the look of void nearly independent of the overlay's opacity.
        void = 0.0 if flat else TINT * min(2.0, 1 / max(opacity, 0.01))
        strength = min(1.0, CONTOUR * opacity) if self.contour else opacity
        ghost = strength * self.fade * (1.0 if self.view == "prediction" else GHOST)
        labelled, predicted = faded(class_table(classes, void), strength), faded(class_table(classes), ghost)
        beside = [*predicted[:VOID], labelled[VOID]]  # where nothing is predicted either, void has its tint
        hatched = [laid_over(beside, line) for line in hatch_table(min(1.0, 2 * opacity))[:3]]
        self._tables = {
            "labels": np.concatenate([premultiplied(labelled), *hatched]),  # see _labelled
            "ghost": premultiplied(predicted),
            "difference": premultiplied(faded(difference_table(), min(1.0, 1.5 * opacity))),
        }
        if self._feature is not None:
            self._tables["feature"] = premultiplied(faded(map_table(), opacity))
        self.invalidate()

    def invalidate(self, transform: Transform | None = None, part: QRect | None = None, photo: bool = False) -> None:
        """What the widget shows (in ``part`` only) is out of date; with ``photo`` the photograph in it, too."""
        if transform is not None and part is not None:
            self.frame.follow(transform)  # it may have moved since the last paint
            part = device_rect(part, transform.ratio)
        self.frame.invalidate(part, photo)

    def _sync(self) -> None:
        """Take note when the document's arrays were replaced; cheap when they were not."""
        mask, prediction = self._document.mask, self._document.prediction
        labels = mask.array if mask is not None else None
        ghost, rough = (prediction.classes, prediction.rough) if prediction is not None else (None, None)
        if ghost is not None and (labels is None or ghost.shape != labels.shape):
            ghost = rough = None
        if self._labels is labels and self._ghost is ghost and self._rough is rough and self._tables:
            return
        if self._labels is not labels:
            if self._pending is not None and self._pending[0] is not labels:
                self._pending = None
            if self._coarse is None or self._coarse.source is not labels:
                self._coarse = None
        self._labels, self._ghost, self._rough = labels, ghost, rough
        self.recolor()

    # ---- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, transform: Transform, exposed: QRect, ground: QColor) -> None:
        """Paint the widget rectangle ``exposed``: the image and, around it, ``ground``."""
        if self.pyramid is None:
            return
        if ground != self._ground:
            self._ground = QColor(ground)
            self.invalidate(photo=True)
        self._sync()
        self.frame.draw(
            painter, transform, exposed, partial(self._make_base, transform), partial(self._make, transform)
        )

    def _grids(self, transform: Transform, rect: Rect) -> Iterator[Grid]:
        """The part of ``rect`` that shows the image, in pieces of few pixels."""
        left, top = corner_of(transform)
        covered = Grid.covered(rect, left, top, transform.zoom, (transform.rows, transform.columns))
        return Grid(covered, left, top, transform.zoom).bands()

    def _make_base(self, transform: Transform, rect: Rect) -> None:
        base, pyramid = self.frame.base, self.pyramid
        assert pyramid is not None
        base.view(np.uint32)[..., 0][rect.slices] = self._ground.rgb()
        array = pyramid.at(transform.zoom)
        for grid in self._grids(transform, rect):
            photo(array, grid, pyramid.shape, self._document.display.window, base[grid.rect.slices])

    def _make(self, transform: Transform, rect: Rect) -> None:
        shown = self.frame.shown
        np.copyto(shown.array[rect.slices], self.frame.base[rect.slices])
        if self.peek:
            return
        painter = QPainter(shown.image)
        try:
            for grid in self._grids(transform, rect):
                for colors in self._looks(transform, grid):
                    painter.drawImage(grid.rect.x, grid.rect.y, premultiplied_image(colors))
            if transform.zoom >= GRID_FROM:
                self._draw_pixel_grid(painter, transform, rect)
        finally:
            painter.end()

    @staticmethod
    def _draw_pixel_grid(painter: QPainter, transform: Transform, rect: Rect) -> None:
        ratio = transform.ratio
        painter.setClipRect(rect.x, rect.y, rect.w, rect.h)
        painter.scale(ratio, ratio)
        area = QRectF(rect.x / ratio, rect.y / ratio, rect.w / ratio, rect.h / ratio)
        draw_grid(painter, transform, area.toAlignedRect())

    def _looks(self, transform: Transform, grid: Grid) -> Iterator[Colors]:
        """What lies over the photograph, lowest first."""
        if self._feature is not None:
            yield _colored(smooth(self._feature, grid, (transform.rows, transform.columns)), self._tables["feature"])
        if self.opacity <= 0:
            return
        if self.view in ("prediction", "difference"):
            if self._ghost is not None:
                yield from self._predicted(transform, grid, self._ghost)
        elif self._labels is not None:
            yield self._labelled(transform, grid, self._labels)

    def _predicted(self, transform: Transform, grid: Grid, ghost: Array) -> Iterator[Colors]:
        if self.view == "difference" and self._labels is not None:
            yield _colored(_difference(nearest(self._labels, grid), nearest(ghost, grid)), self._tables["difference"])
        elif self.view == "prediction":
            wide, inner = self._widened(transform, grid)
            yield _colored(self._drawn(self._predicted_at(ghost, wide), transform, inner), self._tables["ghost"])

    def _predicted_at(self, ghost: Array, grid: Grid) -> Array:
        """What is predicted, roughly where nothing better came yet."""
        found = nearest(ghost, grid)
        if self._rough is None:
            return found
        missing = _void_in(found)
        if not cv2.countNonZero(missing):
            return found
        # Void is 255, so that "and" takes the rough class there, and the predicted one elsewhere.
        return found & (nearest(self._rough, grid, ROUGH) | ~missing)

    def _labelled(self, transform: Transform, grid: Grid, mask: Array) -> Colors:
        """Labels, and where they are void the prediction (in view "both") with the hatch over it.

        One look-up for all three: a table of 256 colours of labels, then 256 of what is predicted at void for each
        line of the hatch (0 none, 1 dark, 2 light).
        """
        level = self._level(transform, mask)
        wide, inner = self._widened(transform, grid)
        labels = nearest(self._small(level, wide) if level and self._coarse else mask, wide, 2**level)
        drawn, table = self._drawn(labels, transform, inner), self._tables["labels"]
        void = _void_in(labels)
        if not cv2.countNonZero(void):
            return _colored(drawn, table[:256])
        if self.view == "both" and self._ghost is not None:
            beside = cv2.bitwise_or(self._predicted_at(self._ghost, wide), cv2.bitwise_not(void))
            drawn = cv2.bitwise_and(drawn, self._drawn(beside, transform, inner))  # where one is drawn the other is 255
        void = void[inner.slices]
        if self.hatched and not self.contour:
            part = cv2.bitwise_and(_hatch(grid, transform.ratio), void)
        else:
            part = void & np.uint8(1)
        return table.take(cv2.merge([drawn, part]).view("<u2")[..., 0])

    def _level(self, transform: Transform, mask: Array) -> int:
        """How much smaller the mask is drawn: below 1:2 the coarse mask, so that thin strokes stay visible."""
        level = level_for(transform.zoom, 4)
        if level and self._coarse is None and self._pending is None:
            if mask.size <= SMALL_IMAGE:
                self._coarse = Coarse(mask)
            else:
                self._build_coarse()
        return level if self._coarse is not None else 0

    def _small(self, level: int, grid: Grid) -> Array:
        """The coarse mask, up to date where ``grid`` shows it."""
        assert self._coarse is not None
        rows, margin = grid.down.places, 2**level
        self._coarse.refresh(max(0, int(rows[0]) - margin), int(rows[-1]) + 1 + margin)
        return self._coarse.levels[level]

    def _widened(self, transform: Transform, grid: Grid) -> tuple[Grid, Rect]:
        """In contour mode the grid with what its borders depend on, and where the grid lies in it."""
        if not self.contour:
            return grid, Rect(0, 0, grid.rect.w, grid.rect.h)
        rect = grid.rect.grow(contour_width(transform))
        rect = Grid.covered(rect, grid.left, grid.top, grid.zoom, (transform.rows, transform.columns))
        inner = Rect(grid.rect.x - rect.x, grid.rect.y - rect.y, grid.rect.w, grid.rect.h)
        return Grid(rect, grid.left, grid.top, grid.zoom), inner

    def _drawn(self, values: Array, transform: Transform, inner: Rect) -> Array:
        return borders(values, contour_width(transform))[inner.slices] if self.contour else values


def small_image(pyramid: Pyramid, window: tuple[float, float]) -> QImage:
    """The whole photograph at its smallest level."""
    level = pyramid.levels[-1]
    made = Canvas32(level.shape[1], level.shape[0])
    screen_colors(level, window, made.array)
    return made.image


def _colored(indices: Array, table: Colors) -> Colors:
    """The colour of each index, of a table of 256."""
    return cv2.LUT(indices, table)  # type: ignore[return-value]


def contour_width(transform: Transform) -> int:
    """Device pixels of line on each side of a border."""
    return max(1, round(transform.ratio))


def _void_in(values: Array) -> Array:
    """255 where ``values`` are void, else 0. Not by cv2.compare, which takes one single pixel for a number."""
    return np.negative((values == VOID).view(np.uint8))


def _hatch(grid: Grid, ratio: float) -> Array:
    """The look of void, anchored to the image: thin diagonal lines, 2 dark beside 3 light, else 1; ``uint8[h, w]``."""
    thick = max(1, round(ratio))
    rect = grid.rect
    start = rect.x - grid.left + rect.y - grid.top
    phase = (np.arange(rect.w + rect.h - 1) + start) % (HATCH_PERIOD * thick)
    line = np.uint8(1) + (phase < 2 * thick) + ((phase >= thick) & (phase < 2 * thick))
    return np.ascontiguousarray(sliding_window_view(line, rect.w))


def _difference(labels: Array, predicted: Array) -> Array:
    """1 where both hold a class and differ, 0 where they agree, void where one of them says nothing."""
    out = np.where(labels != predicted, np.uint8(DISAGREE), np.uint8(AGREE))
    out[(labels == VOID) | (predicted == VOID)] = VOID
    return out
