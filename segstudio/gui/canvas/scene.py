"""The pixels that the canvas shows: photograph, unusual places, feature map, and over them the view of labels and
prediction.

Reads the document and paints; changes nothing in it. ``paint_cache`` knows which pixels are still valid from the last
paint; ``marks`` draws what lies over them (ring, polygon).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from segstudio.gui.canvas.coarse_mask import CoarseMask
from segstudio.gui.canvas.display import DisplaySettings, View
from segstudio.gui.canvas.marks import draw_grid
from segstudio.gui.canvas.overlay import Overlay, colored
from segstudio.gui.canvas.paint_cache import Frame, corner_of, device_rect
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.document.document import Document
from segstudio.gui.pixels.color_table import Colors, faded, light_table, map_table, premultiplied
from segstudio.gui.pixels.levels import Tones
from segstudio.gui.pixels.prediction import Prediction
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.gui.pixels.qimage import premultiplied_image
from segstudio.gui.pixels.sampling import Grid, photo, smooth
from segstudio.labels.geometry import Rect

Array = NDArray[np.uint8]


class Shown(Protocol):
    """What a scene shows: photograph, labels and prediction of one size, and which of them."""

    @property
    @abstractmethod
    def pyramid(self) -> Pyramid | None:
        """The photograph."""

    @property
    @abstractmethod
    def tones(self) -> Tones:
        """How its values become colours."""

    @property
    @abstractmethod
    def prediction(self) -> Prediction | None:
        """What is predicted."""

    @property
    @abstractmethod
    def view(self) -> View:
        """Which of labels and prediction are drawn."""


class CurrentShown:
    """The current image in the view that is chosen."""

    def __init__(self, document: Document, display: DisplaySettings) -> None:
        self._document, self._display = document, display

    @property
    def pyramid(self) -> Pyramid | None:
        """Of the current image."""
        return self._document.current.pyramid

    @property
    def tones(self) -> Tones:
        """Of the current image."""
        return self._document.display.tones

    @property
    def prediction(self) -> Prediction | None:
        """Of the model in use."""
        return self._document.prediction

    @property
    def view(self) -> View:
        """As chosen."""
        return self._display.view


class Scene:
    """What to paint, which is ``shown``. ``changed()`` is called when all of it must be painted again, as long as
    ``owner`` exists. ``coarse``: that of another scene with the same mask, which keeps it up to date."""

    def __init__(
        self, document: Document, display: DisplaySettings, transform: Transform, changed: Callable[[], None],
        owner: QObject, shown: Shown | None = None, coarse: CoarseMask | None = None,
    ) -> None:  # fmt: skip
        self._document, self._display, self._transform, self._changed = document, display, transform, changed
        self._shown: Shown = shown or CurrentShown(document, display)
        self.frame = Frame()
        self.fade = 1.0  # how far the prediction has faded in, 0..1
        self.feature_name = self.unusual_name = ""
        self._own_coarse = coarse is None
        self.coarse = coarse or CoarseMask(document.background, self.recolor, owner)
        self._overlay = Overlay(transform, self.coarse)
        self._feature: Array | None = None
        self._feature_table: Colors | None = None
        self._unusual: Array | None = None
        self._ground = QColor()
        self.recolor()

    # ---- following the document -----------------------------------------------------------------------------

    def load(self) -> None:
        """The current image is another one, or its pixels were loaded."""
        mask = self._document.mask
        self._overlay.follow(None, None)
        if self._own_coarse:
            self.coarse.restart(mask.array if mask is not None else None)
        if mask is None:
            self._feature = self._unusual = None
        self.invalidate(photo=True)

    def set_feature_map(self, pixels: Array | None, name: str = "") -> None:
        """Lay a feature map ``uint8[h', w']`` over the whole image, stretched; ``None`` removes it."""
        self._feature = None if pixels is None else np.ascontiguousarray(pixels)
        self.feature_name = name if pixels is not None else ""
        self.recolor()

    def set_unusual(self, pixels: Array | None, name: str = "") -> None:
        """Lay ``uint8[h', w']``, 0 usual to 255 most unusual, over the whole image, stretched; ``None`` removes it.
        ``name`` is said while it is looked for, too."""
        self._unusual, self.unusual_name = pixels, name
        self.recolor()

    def set_fade(self, fade: float) -> None:
        """How far the prediction has faded in, 0..1."""
        self.fade = fade
        self.recolor()

    def recolor(self) -> None:
        """Paint all of it again with new colour tables: classes, opacity or view changed; no pixel of the mask does."""
        self._make_tables()
        self._changed()

    def _make_tables(self) -> None:
        display = self._display
        self._overlay.recolor(
            self._document.classes, opacity=display.opacity, fade=self.fade, contour=display.contour,
            hatched=display.hatched,
        )  # fmt: skip
        if self._feature is not None:
            self._feature_table = premultiplied(faded(map_table(), display.opacity))
        self.invalidate()

    def invalidate(self, part: QRect | None = None, photo: bool = False) -> None:
        """What the widget shows (in ``part`` only) is out of date; with ``photo`` the photograph in it too."""
        if part is not None:
            self.frame.follow(self._transform)  # it may have moved since the last paint
            part = device_rect(part, self._transform.ratio)
        self.frame.invalidate(part, photo)

    # ---- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, exposed: QRect, ground: QColor) -> None:
        """Paint the widget rectangle ``exposed``: the image and, around it, ``ground``."""
        if ground != self._ground:
            self._ground = QColor(ground)
            self.invalidate(photo=True)
        mask = self._document.mask
        if self._overlay.follow(mask.array if mask is not None else None, self._shown.prediction):
            self._make_tables()
        self.frame.draw(painter, self._transform, exposed, self._make_base, self._make)

    def _grids(self, rect: Rect) -> Iterator[Grid]:
        """The part of ``rect`` that shows the image, in pieces of few pixels."""
        transform = self._transform
        left, top = corner_of(transform)
        covered = Grid.covered(rect, left, top, transform.zoom, (transform.rows, transform.columns))
        return Grid(covered, left, top, transform.zoom).bands()

    def _make_base(self, rect: Rect) -> None:
        base, pyramid, tones = self.frame.base, self._shown.pyramid, self._shown.tones
        base.view(np.uint32)[..., 0][rect.slices] = self._ground.rgb()
        if pyramid is None:
            return
        array = pyramid.at(self._transform.zoom)
        for grid in self._grids(rect):
            photo(array, grid, pyramid.shape, tones, base[grid.rect.slices])

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
            painter.setClipRect(rect.x, rect.y, rect.w, rect.h)
            draw_grid(painter, self._transform, QRectF(rect.x, rect.y, rect.w, rect.h))
        finally:
            painter.end()

    def _colors(self, grid: Grid) -> Iterator[Colors]:
        """What is drawn over the photograph, lowest first."""
        shape = self._transform.rows, self._transform.columns
        if self._unusual is not None:
            yield colored(smooth(self._unusual, grid, shape), light_table())
        if self._feature is not None and self._feature_table is not None:
            yield colored(smooth(self._feature, grid, shape), self._feature_table)
        if self._display.opacity > 0:
            yield from self._shown.view.colors(self._overlay, grid)
