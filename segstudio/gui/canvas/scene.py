"""The pixels that the canvas shows: photograph, feature map, and over them the view of labels and prediction.

Reads the document and paints; changes nothing in it. Which pixels are still good from the last paint is the business
of ``paint_cache``; marks over them (ring, polygon) are in ``marks``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from segstudio.gui.canvas.coarse_mask import CoarseMask
from segstudio.gui.canvas.display import Display
from segstudio.gui.canvas.marks import GRID_FROM, draw_grid
from segstudio.gui.canvas.overlay import Overlay, Style, colored
from segstudio.gui.canvas.paint_cache import Frame, corner_of, device_rect
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.document.document import Document
from segstudio.gui.pixels.color_table import Colors, faded, map_table, premultiplied
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.gui.pixels.qimage import Canvas32, premultiplied_image
from segstudio.gui.pixels.sampling import Grid, photo, screen_colors, smooth
from segstudio.labels.geometry import Rect

Array = NDArray[np.uint8]


class Scene:
    """What to paint. ``changed()`` is called when all of it is to be painted again, while ``owner`` lives."""

    def __init__(
        self, document: Document, display: Display, transform: Transform, changed: Callable[[], None], owner: QObject
    ) -> None:
        self._document, self._display, self._transform, self._changed = document, display, transform, changed
        self.frame = Frame()
        self.fade = 1.0  # how far the prediction has faded in, 0..1
        self.feature_name = ""
        self.coarse = CoarseMask(document.background, self._on_coarse, owner)
        self._overlay = Overlay(transform, self.coarse)
        self._feature: Array | None = None
        self._feature_table: Colors | None = None
        self._ground = QColor()
        self.recolor()

    # ---- following the document -----------------------------------------------------------------------------

    @property
    def pyramid(self) -> Pyramid | None:
        """The photograph at every size; ``None`` while it loads."""
        return self._document.current.pyramid

    def load(self) -> None:
        """The current image is another one, or its pixels came."""
        mask, pyramid = self._document.mask, self.pyramid
        self._overlay.forget()
        self.coarse.restart(mask.array if mask is not None and pyramid is not None else None)
        if pyramid is None:
            self._feature = None
        self.invalidate(photo=True)

    def _on_coarse(self) -> None:
        self.invalidate()
        self._changed()

    def mask_changed(self, rect: Rect) -> None:
        """Labels changed inside ``rect``."""
        self.coarse.update(rect)

    def set_feature_map(self, pixels: Array | None, name: str = "") -> None:
        """Lay a feature map ``uint8[h', w']`` over the whole image, stretched; ``None`` takes it away."""
        self._feature = None if pixels is None else np.ascontiguousarray(pixels)
        self.feature_name = name if pixels is not None else ""
        self.recolor()

    def set_fade(self, fade: float) -> None:
        """How far the prediction has faded in, 0..1."""
        self.fade = fade
        self.recolor()

    def recolor(self) -> None:
        """Classes, opacity or view changed: new colour tables, no pixel of the mask is touched."""
        self._make_tables()
        self._changed()

    def _make_tables(self) -> None:
        display = self._display
        style = Style(display.opacity, self.fade, display.contour, display.hatched, display.view.prediction)
        self._overlay.recolor(self._document.classes, style)
        if self._feature is not None:
            self._feature_table = premultiplied(faded(map_table(), display.opacity))
        self.invalidate()

    def invalidate(self, part: QRect | None = None, photo: bool = False) -> None:
        """What the widget shows (in ``part`` only) is out of date; with ``photo`` the photograph in it, too."""
        if part is not None:
            self.frame.follow(self._transform)  # it may have moved since the last paint
            part = device_rect(part, self._transform.ratio)
        self.frame.invalidate(part, photo)

    # ---- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, exposed: QRect, ground: QColor) -> None:
        """Paint the widget rectangle ``exposed``: the image and, around it, ``ground``."""
        if self.pyramid is None:
            return
        if ground != self._ground:
            self._ground = QColor(ground)
            self.invalidate(photo=True)
        mask = self._document.mask
        if self._overlay.follow(mask.array if mask is not None else None, self._document.prediction):
            self._make_tables()
        self.frame.draw(painter, self._transform, exposed, self._make_base, self._make)

    def _grids(self, rect: Rect) -> Iterator[Grid]:
        """The part of ``rect`` that shows the image, in pieces of few pixels."""
        transform = self._transform
        left, top = corner_of(transform)
        covered = Grid.covered(rect, left, top, transform.zoom, (transform.rows, transform.columns))
        return Grid(covered, left, top, transform.zoom).bands()

    def _make_base(self, rect: Rect) -> None:
        base, pyramid = self.frame.base, self.pyramid
        assert pyramid is not None
        base.view(np.uint32)[..., 0][rect.slices] = self._ground.rgb()
        array = pyramid.at(self._transform.zoom)
        for grid in self._grids(rect):
            photo(array, grid, pyramid.shape, self._document.display.window, base[grid.rect.slices])

    def _make(self, rect: Rect) -> None:
        shown = self.frame.shown
        np.copyto(shown.array[rect.slices], self.frame.base[rect.slices])
        if self._display.peeking:
            return
        painter = QPainter(shown.image)
        try:
            for grid in self._grids(rect):
                for colors in self._colors(grid):
                    painter.drawImage(grid.rect.x, grid.rect.y, premultiplied_image(colors))
            if self._transform.zoom >= GRID_FROM:
                self._draw_pixel_grid(painter, rect)
        finally:
            painter.end()

    def _draw_pixel_grid(self, painter: QPainter, rect: Rect) -> None:
        ratio = self._transform.ratio
        painter.setClipRect(rect.x, rect.y, rect.w, rect.h)
        painter.scale(ratio, ratio)
        area = QRectF(rect.x / ratio, rect.y / ratio, rect.w / ratio, rect.h / ratio)
        draw_grid(painter, self._transform, area.toAlignedRect())

    def _colors(self, grid: Grid) -> Iterator[Colors]:
        """What lies over the photograph, lowest first."""
        if self._feature is not None and self._feature_table is not None:
            shape = self._transform.rows, self._transform.columns
            yield colored(smooth(self._feature, grid, shape), self._feature_table)
        if self._display.opacity > 0:
            yield from self._display.view.colors(self._overlay, grid)


def small_image(pyramid: Pyramid, window: tuple[float, float]) -> QImage:
    """The whole photograph at its smallest level."""
    level = pyramid.levels[-1]
    made = Canvas32(level.shape[1], level.shape[0])
    screen_colors(level, window, made.array)
    return made.image
