"""What a tool shows before it paints: a region in its colour, scribbles, borders, a selection, and a line of words.

Knows QtGui, the transform and sampling; paints nothing into a mask. The cost follows the exposed part of the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from segstudio.gui.canvas.paint_cache import corner_of, device_rect
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.pixels.sampling import BAND, Grid, borders, nearest
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect, bands

NOTHING = VOID
DASH = 5  # device pixels
FILL = 130  # of 255, how strongly a previewed region covers the image
CLEAR = QColor(0, 0, 0, 0)
VOID_COLOR = QColor(235, 235, 225)
_SPECKLED = 0.4  # share of border pixels from which on no border is drawn
_SMALL = 5000  # device pixels of border that are always drawn
_DARK, _LIGHT = 0xFF202020, 0xFFFFFFFF
Array = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class ToolPreview:
    """``values`` is ``uint8[rect.h, rect.w]``, ``NOTHING`` where nothing is shown, else a key of ``colors``.

    ``outlined``: a dashed line along the inner border of every value.
    """

    rect: Rect
    values: Array
    colors: Mapping[int, QColor] = field(default_factory=dict)
    outlined: bool = True

    @staticmethod
    def of_footprint(footprint: Footprint, color: QColor, outlined: bool = True) -> ToolPreview:
        """A preview of one region in one colour."""
        values = np.where(footprint.inside, np.uint8(0), np.uint8(NOTHING))
        return ToolPreview(footprint.rect, values, {0: color}, outlined)

    def draw(self, painter: QPainter, transform: Transform, exposed: QRect) -> None:
        """Paint the exposed part."""
        ratio, part = transform.ratio, device_rect(exposed, transform.ratio)
        table = np.zeros(256, np.uint32)
        for value, color in self.colors.items():
            table[value] = color.rgba()
        area = self._grid(Rect(part.x(), part.y(), part.width(), part.height()), transform).rect
        for band in bands(area, BAND):
            pixels = np.ascontiguousarray(self._pixels(band, transform, table))
            image = QImage(pixels.data, band.w, band.h, 4 * band.w, QImage.Format.Format_ARGB32)
            target = QRectF(band.x / ratio, band.y / ratio, band.w / ratio, band.h / ratio)
            painter.drawImage(target, image, QRectF(0, 0, band.w, band.h))

    def _grid(self, rect: Rect, transform: Transform) -> Grid:
        """The device pixels of ``rect`` that are on the preview, which need not start at a whole device pixel."""
        (x, y), zoom = corner_of(transform), transform.zoom
        left, top = x + self.rect.x * zoom, y + self.rect.y * zoom
        return Grid(Grid.covered(rect, left, top, zoom, self.values.shape), left, top, zoom)

    def _pixels(self, band: Rect, transform: Transform, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
        width = max(1, round(transform.ratio)) if self.outlined else 0
        wanted = band.grow(width)
        values = np.full((wanted.h, wanted.w), NOTHING, np.uint8)
        grid = self._grid(wanted, transform)
        values[grid.rect.relative_to(wanted).slices] = nearest(self.values, grid)
        inner = slice(width, width + band.h), slice(width, width + band.w)
        pixels: NDArray[np.uint32] = table[values[inner]]
        if self.outlined:
            line = borders(values, width)[inner] != NOTHING
            if np.count_nonzero(line) > max(_SMALL, _SPECKLED * np.count_nonzero(values[inner] != NOTHING)):
                return pixels  # all line: a region of specks is clearer without
            rows, columns = np.nonzero(line)
            phase = (rows + columns + band.x + band.y - sum(corner_of(transform))) // (DASH * width)
            pixels[rows, columns] = np.where(phase % 2, np.uint32(_DARK), np.uint32(_LIGHT))
        return pixels


class ToolPreviews:
    """What is shown now. ``changed(rect)`` asks to repaint image pixels, ``changed(None)`` the line of words."""

    def __init__(self, changed: Callable[[Rect | None], None]) -> None:
        self.changed = changed
        self.shown: ToolPreview | None = None  # by the gesture
        self.lines: ToolPreview | None = None  # borders under it, which stay while gestures come and go
        self.selection: ToolPreview | None = None  # the one that limits painting
        self._busy = ""
        self._words = ""

    @property
    def words(self) -> str:
        """The line of words: what is being computed, else what the tool waits for."""
        return self._busy or self._words

    def show_words(self, words: str, busy: bool = False) -> None:
        """Show words while a tool computes (``busy``) or waits; empty words: the computation ended."""
        before = self.words
        if busy or not words:
            self._busy = words
        else:
            self._words = words
        if self.words != before:
            self.changed(None)

    def show(self, preview: ToolPreview | None) -> None:
        """Show a preview instead of the last one; ``None``: nothing, and no words."""
        before, self.shown = self.shown, preview
        self._repaint(before, preview)
        if preview is None and self._words:
            self._words = ""
            self.changed(None)

    def show_lines(self, preview: ToolPreview | None) -> None:
        """Show these borders, or none."""
        before, self.lines = self.lines, preview
        self._repaint(before, preview)

    def select(self, footprint: Footprint | None) -> None:
        """Show a selection, or none."""
        before = self.selection
        self.selection = ToolPreview.of_footprint(footprint, CLEAR) if footprint is not None else None
        self._repaint(before, self.selection)

    def _repaint(self, *previews: ToolPreview | None) -> None:
        for preview in previews:
            if preview is not None and preview.rect:
                self.changed(preview.rect)

    def draw(self, painter: QPainter, transform: Transform, exposed: QRect) -> None:
        """Paint the exposed part: selection, borders, then the gesture's preview."""
        for preview in (self.selection, self.lines, self.shown):
            if preview is not None:
                preview.draw(painter, transform, exposed)
