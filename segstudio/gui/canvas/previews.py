"""What a tool shows before it paints: a region in its colour, scribbles, borders, a selection, and a line of words.

Knows QtGui, the transform and sampling; paints nothing into a mask. Cost follows the exposed part of the screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from segstudio.gui.canvas.paint_cache import corner_of, device_rect
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.pixels.contour import borders
from segstudio.gui.pixels.sampling import BAND, Grid, nearest
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
class Preview:
    """``values`` is ``uint8[rect.h, rect.w]``, ``NOTHING`` where nothing is shown, else a key of ``colors``.

    ``outlined``: a dashed line along the inner border of every value.
    """

    rect: Rect
    values: Array
    colors: Mapping[int, QColor] = field(default_factory=dict)
    outlined: bool = True

    @staticmethod
    def of_footprint(footprint: Footprint, color: QColor, outlined: bool = True) -> Preview:
        """One region in one colour."""
        values = np.where(footprint.inside, np.uint8(0), np.uint8(NOTHING))
        return Preview(footprint.rect, values, {0: color}, outlined)

    def draw(self, painter: QPainter, transform: Transform, exposed: QRect) -> None:
        """Paint the part that is exposed."""
        part = device_rect(exposed & transform.rect_of(self.rect, margin=1), transform.ratio)
        left, top = corner_of(transform)
        area = Rect(part.x(), part.y(), part.width(), part.height())
        table = np.zeros(256, np.uint32)
        for value, color in self.colors.items():
            table[value] = color.rgba()
        for band in bands(area.intersect(self._device(left, top, transform.zoom)), BAND):
            pixels = np.ascontiguousarray(self._pixels(band, (left, top), transform, table))
            image = QImage(pixels.data, band.w, band.h, 4 * band.w, QImage.Format.Format_ARGB32)
            ratio = transform.ratio
            target = QRectF(band.x / ratio, band.y / ratio, band.w / ratio, band.h / ratio)
            painter.drawImage(target, image, QRectF(0, 0, band.w, band.h))

    def _device(self, left: int, top: int, zoom: float) -> Rect:
        """The device pixels whose centres lie on the preview."""
        x, right = (math.ceil(left + at * zoom - 0.5) for at in (self.rect.x, self.rect.right))
        y, bottom = (math.ceil(top + at * zoom - 0.5) for at in (self.rect.y, self.rect.bottom))
        return Rect(x, y, right - x, bottom - y)

    def _pixels(
        self, band: Rect, corner: tuple[int, int], transform: Transform, table: NDArray[np.uint32]
    ) -> NDArray[np.uint32]:
        width = max(1, round(transform.ratio)) if self.outlined else 0
        values = self._sampled(band.grow(width), corner, transform.zoom)
        inner = slice(width, width + band.h), slice(width, width + band.w)
        pixels: NDArray[np.uint32] = table[values[inner]]
        if self.outlined:
            line = borders(values, width)[inner] != NOTHING
            if np.count_nonzero(line) > max(_SMALL, _SPECKLED * np.count_nonzero(values[inner] != NOTHING)):
                return pixels  # all line: a region of specks is clearer without
            rows, columns = np.nonzero(line)
            phase = (rows + columns + band.x + band.y - corner[0] - corner[1]) // (DASH * width)
            pixels[rows, columns] = np.where(phase % 2, np.uint32(_DARK), np.uint32(_LIGHT))
        return pixels

    def _sampled(self, wanted: Rect, corner: tuple[int, int], zoom: float) -> Array:
        """The value under each device pixel of a rectangle that may reach beyond the preview."""
        out = np.full((wanted.h, wanted.w), NOTHING, np.uint8)
        part = wanted.intersect(self._device(*corner, zoom))
        if part:
            # Counted from the preview's own corner, which need not lie on a whole device pixel.
            grid = Grid(part, corner[0] + self.rect.x * zoom, corner[1] + self.rect.y * zoom, zoom)
            rows = slice(part.y - wanted.y, part.bottom - wanted.y)
            out[rows, part.x - wanted.x : part.right - wanted.x] = nearest(self.values, grid)
        return out


class Previews:
    """What is shown now. ``changed(rect)`` is called with image pixels to repaint, ``None``: the line of words."""

    def __init__(self, changed: Callable[[Rect | None], None]) -> None:
        self._changed = changed
        self._shown: Preview | None = None
        self._lines: Preview | None = None
        self._selection: Preview | None = None
        self._busy = ""
        self._words = ""

    @property
    def words(self) -> str:
        """The line of words; what is being worked on comes before anything else."""
        return self._busy or self._words

    @property
    def shown(self) -> Preview | None:
        """What the gesture shows."""
        return self._shown

    @property
    def lines(self) -> Preview | None:
        """The borders that lie under it."""
        return self._lines

    @property
    def selection(self) -> Preview | None:
        """The selection that limits painting."""
        return self._selection

    def tell(self, words: str, busy: bool = False) -> None:
        """Words on the canvas while a tool works (``busy``) or waits; neither: the work is done."""
        before = self.words
        if busy or not words:
            self._busy = words
        else:
            self._words = words
        if self.words != before:
            self._changed(None)

    def show(self, preview: Preview | None) -> None:
        """Show this instead of what the gesture showed before; ``None``: nothing, and no words."""
        before, self._shown = self._shown, preview
        self._repaint(before, preview)
        if preview is None and self._words:
            self._words = ""
            self._changed(None)

    def show_lines(self, preview: Preview | None) -> None:
        """Borders that stay while gestures come and go."""
        before, self._lines = self._lines, preview
        self._repaint(before, preview)

    def select(self, footprint: Footprint | None) -> None:
        """Show a selection, or none."""
        before = self._selection
        self._selection = Preview.of_footprint(footprint, CLEAR) if footprint is not None else None
        self._repaint(before, self._selection)

    def touch(self, rect: Rect) -> None:
        """The values of the preview that is shown changed in place."""
        self._changed(rect)

    def _repaint(self, *previews: Preview | None) -> None:
        for preview in previews:
            if preview is not None and preview.rect:
                self._changed(preview.rect)

    def draw(self, painter: QPainter, transform: Transform, exposed: QRect) -> None:
        """Paint what is exposed: selection, borders, then the gesture's preview."""
        for preview in (self._selection, self._lines, self._shown):
            if preview is not None:
                preview.draw(painter, transform, exposed)
