"""The last painted pixels of the canvas, kept so that little is painted again. Knows QtGui and the transform.

Two arrays of RGB32 in device pixels: ``base`` (the photograph on its ground) and ``shown`` (with everything that
belongs to the image). Both are shifted when the image is panned; only what is out of date *and* exposed is painted
again. Marks that follow the pointer are drawn on the widget over it, so a moving brush ring invalidates nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QRegion

from segstudio.gui.canvas.transform import Transform
from segstudio.gui.pixels.qimage import Canvas32
from segstudio.labels.geometry import Rect, few_rects

MANY_RECTS = 32
Array = NDArray[np.uint8]
Make = Callable[[Rect], None]


class Frame:
    """Pixels of the whole widget, and which of them are out of date."""

    def __init__(self) -> None:
        self.base: Array = np.zeros((1, 1, 4), np.uint8)
        self.shown = Canvas32(1, 1)
        self.room: QRect | None = None  # device pixels that are shifted when the image is panned; None: all
        self._stale_base = QRegion()
        self._stale = QRegion()
        self._corner = (0, 0)
        self._seen: tuple[object, ...] = ()

    def invalidate(self, part: QRect | None = None, photo: bool = False) -> None:
        """A rectangle of device pixels (None: all) is out of date; with ``photo`` also the photograph in it."""
        part = self.shown.image.rect() if part is None else part
        self._stale = self._stale.united(part)
        if photo:
            self._stale_base = self._stale_base.united(part)

    def follow(self, transform: Transform) -> None:
        """Adapt to the transform: panning shifts the pixels, any other change invalidates them."""
        size = math.ceil(transform.width * transform.ratio), math.ceil(transform.height * transform.ratio)
        seen = (size, transform.zoom, transform.ratio, transform.columns, transform.rows)
        corner = corner_of(transform)
        if seen != self._seen:
            self._seen, self._corner = seen, corner
            if size != self.shown.image.size().toTuple():
                self.shown = Canvas32(max(1, size[0]), max(1, size[1]))
                self.base = np.zeros_like(self.shown.array)
            self.invalidate(photo=True)
        elif corner != self._corner:
            self._move(corner[0] - self._corner[0], corner[1] - self._corner[1])
            self._corner = corner

    def _move(self, dx: int, dy: int) -> None:
        whole = self.shown.image.rect()
        seen = whole if self.room is None else self.room & whole
        kept = QRegion(seen.translated(dx, dy) & seen)
        for array in (self.base, self.shown.array):
            _shift(array[:, seen.left() : seen.right() + 1], dx, dy)
        uncovered = QRegion(whole) - kept
        self._stale_base = (self._stale_base.translated(dx, dy) & whole) | uncovered
        self._stale = (self._stale.translated(dx, dy) & whole) | uncovered

    def draw(self, painter: QPainter, transform: Transform, exposed: QRect, make_base: Make, make: Make) -> None:
        """Paint the widget rectangle ``exposed``. ``make_base`` and ``make`` compute rectangles of ``base`` and
        ``shown`` in device pixels; the second is called when the first is up to date there."""
        self.follow(transform)
        ratio = transform.ratio
        device = device_rect(exposed, ratio) & self.shown.image.rect()
        if device.isEmpty():
            return
        for rect in _rects(self._stale_base & device):
            make_base(rect)
        for rect in _rects(self._stale & device):
            make(rect)
        self._stale_base -= device
        self._stale -= device
        target = QRectF(device.x() / ratio, device.y() / ratio, device.width() / ratio, device.height() / ratio)
        painter.drawImage(target, self.shown.image, QRectF(device))


def device_rect(part: QRect, ratio: float) -> QRect:
    """The device pixels of a rectangle of the widget, those at its edge included."""
    left, top = math.floor(part.left() * ratio), math.floor(part.top() * ratio)
    right, bottom = math.ceil((part.right() + 1) * ratio), math.ceil((part.bottom() + 1) * ratio)
    return QRect(left, top, right - left, bottom - top)


def corner_of(transform: Transform) -> tuple[int, int]:
    """The device pixel at which the image starts."""
    origin = transform.origin
    return round(origin.x() * transform.ratio), round(origin.y() * transform.ratio)


def _rects(region: QRegion) -> list[Rect]:
    """Few rectangles that cover a region: many small ones cost more than the pixels between them."""
    parts = [region.boundingRect()] if region.rectCount() > MANY_RECTS else list(region)  # type: ignore[call-overload]
    return few_rects(Rect(part.x(), part.y(), part.width(), part.height()) for part in parts)


def _shift(array: Array, dx: int, dy: int) -> None:
    """Move the pixels of ``uint8[h, w, 4]`` in place; uncovered pixels keep their values."""
    pixels = array.view(np.uint32)[..., 0]
    height, width = pixels.shape
    if abs(dx) >= width or abs(dy) >= height:
        return
    to = pixels[max(0, dy) : height + min(0, dy), max(0, dx) : width + min(0, dx)]
    at = pixels[max(0, -dy) : height + min(0, -dy), max(0, -dx) : width + min(0, -dx)]
    to[...] = at  # numpy sees that they overlap
