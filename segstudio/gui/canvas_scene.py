"""The pixels that the canvas shows: photograph, feature map, labels, prediction, what is void, what disagrees.

Reads the document and paints; changes nothing in it. Pictures lie on the document's own arrays, so a stroke is
visible with the next paint and costs the same on any image. Vector marks (ring, grid, polygon) are in ``overlays``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter

from segstudio.gui.canvas_view import View
from segstudio.gui.color_table import class_table, difference_table, hidden_table, map_table
from segstudio.gui.document import Document
from segstudio.gui.overlays import hatch_tile
from segstudio.gui.pyramid import SMALL_IMAGE, Coarse, Pyramid, level_for, provisional
from segstudio.gui.qimage import Picture
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect

VIEWS = ("labels", "prediction", "both", "difference")
GHOST = 0.6  # how strong the prediction is beside labels
TINT = 0.28  # void where it is tinted instead of hatched
Array = NDArray[np.uint8]


class Scene:
    """What to paint. ``changed()`` is called when something became ready later (pyramid, coarse mask)."""

    def __init__(self, document: Document, changed: Callable[[], None]) -> None:
        self._document = document
        self._changed = changed
        self.view = "both"
        self.opacity = 0.5
        self.fade = 1.0
        self.peek = False
        self.hatched = True
        self.pyramid: Pyramid | None = None
        self._labels: Picture | None = None
        self._ghost: Picture | None = None
        self._coarse: Coarse | None = None
        self._coarse_labels: list[Picture] = []
        self._pending: tuple[Array, list[Rect]] | None = None  # mask whose coarse one is being built, changes since
        self._stencils: list[Picture] = []
        self._difference: Picture | None = None
        self._feature: Picture | None = None
        self._buffer = QImage()
        self._map_table = map_table()

    # ---- following the document -----------------------------------------------------------------------------

    def load(self) -> None:
        """The current image is another one, or its pixels came."""
        display = self._document.display
        self._labels = self._ghost = self._coarse = self._difference = None
        self._coarse_labels, self._stencils, self._pending = [], [], None
        if display is None:
            self.pyramid, self._feature = None, None
        elif self.pyramid is None or self.pyramid.source is not display:
            self._build_pyramid(display)
        if display is not None and display.shape[0] * display.shape[1] > SMALL_IMAGE:
            self._build_coarse()

    def _build_pyramid(self, display: Array) -> None:
        if display.shape[0] * display.shape[1] <= SMALL_IMAGE:
            self.pyramid = Pyramid(display)
            return
        self.pyramid = provisional(display)
        self._document.background.submit(Pyramid, display, done=self._on_pyramid)

    def _on_pyramid(self, pyramid: Pyramid) -> None:
        if self.pyramid is not None and self.pyramid.source is pyramid.source:
            self.pyramid = pyramid
            self._changed()

    def _build_coarse(self) -> None:
        mask = self._document.mask
        if mask is not None and self._pending is None:
            self._pending = mask.array, []
            self._document.background.submit(Coarse, mask.array, done=self._on_coarse)

    def _on_coarse(self, coarse: Coarse) -> None:
        if self._pending is None or coarse.source is not self._pending[0]:
            return
        for rect in self._pending[1]:
            coarse.update(rect)
        self._pending = None
        self._set_coarse(coarse)
        self._changed()

    def _set_coarse(self, coarse: Coarse) -> None:
        self._coarse = coarse
        self._coarse_labels = [Picture(level) for level in coarse.levels]
        self._stencils = [Picture(level) for level in coarse.levels]
        self.recolor()

    def mask_changed(self, rect: Rect) -> None:
        """Labels changed inside ``rect``."""
        if self._pending is not None:
            self._pending[1].append(rect)
        if self._coarse is not None:
            self._coarse.update(rect)
        self._compare(rect)

    def prediction_changed(self, rect: Rect) -> None:
        """The prediction changed inside ``rect``."""
        self._compare(rect)

    def set_feature_map(self, pixels: Array | None) -> None:
        """Lay a feature map ``uint8[h', w']`` over the whole image, or take it away."""
        self._feature = None
        if pixels is not None:
            picture = Picture(np.ascontiguousarray(pixels))
            picture.set_colors(self._map_table)
            self._feature = picture

    def recolor(self) -> None:
        """Classes, opacity or view changed: new colour tables, no pixel is touched."""
        classes = self._document.classes
        ghosted = self.view == "both" and self._ghost is not None  # a tint would only muddy the prediction
        table = class_table(classes, 0.0 if self.hatched or ghosted else TINT * self._boost())
        stencil = hidden_table(classes)
        for picture in (self._labels, *self._coarse_labels):
            if picture is not None:
                picture.set_colors(table)
        for picture in self._stencils:
            picture.set_colors(stencil)
        if self._ghost is not None:
            self._ghost.set_colors(class_table(classes))

    def _boost(self) -> float:
        """What makes the look of void nearly independent of the overlay's opacity, which is applied to it later."""
        return min(2.0, 1 / max(self.opacity, 0.01))

    def _sync(self) -> None:
        """Pictures follow the document's arrays; cheap when nothing was replaced."""
        mask, prediction = self._document.mask, self._document.prediction
        labels = mask.array if mask is not None else None
        ghost = prediction.classes if prediction is not None else None
        if ghost is not None and (labels is None or ghost.shape != labels.shape):
            ghost = None
        if _array(self._labels) is labels and _array(self._ghost) is ghost:
            return
        if _array(self._labels) is not labels:
            self._labels = Picture(labels) if labels is not None else None
            if self._pending is not None and self._pending[0] is not labels:
                self._pending = None
            if self._coarse is None or self._coarse.source is not labels:
                self._coarse, self._coarse_labels = None, []
                self._set_stencil(labels)
        self._ghost = Picture(ghost) if ghost is not None else None
        self._difference = None
        self.recolor()

    def _set_stencil(self, labels: Array | None) -> None:
        self._stencils = [Picture(labels)] if labels is not None else []

    # ---- difference -----------------------------------------------------------------------------------------

    def _compare(self, rect: Rect) -> None:
        """Bring the difference picture up to date inside ``rect``; it exists only while it is looked at."""
        if self._difference is None or self.view != "difference":
            self._difference = None
            return
        if self._labels is not None and self._ghost is not None:
            part = rect.clip(self._labels.array.shape).slices
            self._difference.array[part] = _difference(self._labels.array[part], self._ghost.array[part])

    def _difference_picture(self) -> Picture | None:
        if self._difference is None and self._labels is not None and self._ghost is not None:
            self._difference = Picture(_difference(self._labels.array, self._ghost.array))
            self._difference.set_colors(difference_table())
        return self._difference

    # ---- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Paint what lies inside the widget rectangle ``exposed``."""
        if self.pyramid is None:
            return
        self._sync()
        painter.save()
        painter.setClipRect(exposed & view.image_rect().toAlignedRect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.zoom < 1)
        draw_picture(painter, self.pyramid.at(view.zoom), view)
        if not self.peek:
            self._draw_feature(painter, view)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            if self.opacity > 0:
                self._draw_classes(painter, view, exposed)
        painter.restore()

    def _draw_feature(self, painter: QPainter, view: View) -> None:
        if self._feature is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.setOpacity(self.opacity)
            draw_picture(painter, self._feature, view)

    def _draw_classes(self, painter: QPainter, view: View, exposed: QRect) -> None:
        painter.setOpacity(self.opacity)
        if self.view == "difference":
            painter.setOpacity(min(1.0, 1.5 * self.opacity))
            self._draw_if(painter, self._difference_picture(), view)
        elif self.view == "prediction":
            painter.setOpacity(self.opacity * self.fade)
            self._draw_if(painter, self._ghost, view)
        else:
            self._draw_labels(painter, view, exposed)

    @staticmethod
    def _draw_if(painter: QPainter, picture: Picture | None, view: View) -> None:
        if picture is not None:
            draw_picture(painter, picture, view)

    def _level(self, view: View) -> int:
        """How much smaller the mask is drawn: below 1:2 the coarse mask, so that thin strokes stay visible."""
        level = level_for(view.zoom, 4)
        if level and self._coarse is None and self._labels is not None and self._pending is None:
            if self._labels.array.size <= SMALL_IMAGE:
                self._set_coarse(Coarse(self._labels.array))
            else:
                self._build_coarse()
        return level if self._coarse is not None else 0

    def _draw_labels(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Labels and, through the void pixels, the prediction (in view "both") and the hatch."""
        mask = self._document.mask
        if mask is None or self._labels is None:
            return
        level = self._level(view)
        labels = self._coarse_labels[level] if level else self._labels
        ghost = self._ghost if self.view == "both" else None
        counts = mask.counts()
        if not counts[VOID] or not (ghost or self.hatched):
            draw_picture(painter, labels, view, 2**level)
            return
        area = exposed & view.image_rect().toAlignedRect()
        if area.isEmpty():
            return
        ratio = view.ratio
        left, top = math.floor(area.left() * ratio), math.floor(area.top() * ratio)
        device = QRect(left, top, math.ceil(area.width() * ratio) + 1, math.ceil(area.height() * ratio) + 1)
        hidden = any(row.hidden and counts[row.id] for row in self._document.classes)
        self._mix(device, view, labels, ghost, self._stencils[level] if hidden else None, 2**level)
        target = QRectF(left / ratio, top / ratio, device.width() / ratio, device.height() / ratio)
        painter.drawImage(target, self._buffer, QRectF(0, 0, device.width(), device.height()))

    def _mix(
        self, device: QRect, view: View, labels: Picture, ghost: Picture | None, hidden: Picture | None, factor: int
    ) -> None:
        """Opaque labels, the hatch under them, the ghost under both: so each shows only where those above are void.

        Into the buffer, for the rectangle ``device`` in device pixels; the overlay's opacity is applied to the whole.
        ``hidden`` takes out the pixels of hidden classes, which are labelled and hence neither hatched nor predicted.
        """
        mode = QPainter.CompositionMode
        painter = self._buffer_painter(device)
        painter.translate(-device.left(), -device.top())
        painter.scale(view.ratio, view.ratio)
        draw_picture(painter, labels, view, factor)
        painter.setCompositionMode(mode.CompositionMode_DestinationOver)
        if self.hatched:
            painter.save()
            painter.resetTransform()
            corner = view.origin * view.ratio
            painter.setBrushOrigin(QPoint(round(corner.x()) - device.left(), round(corner.y()) - device.top()))
            painter.fillRect(0, 0, device.width(), device.height(), QBrush(hatch_tile(view.ratio, self._boost())))
            painter.restore()
        if ghost is not None:
            painter.setOpacity(GHOST * self.fade)
            draw_picture(painter, ghost, view)
            painter.setOpacity(1.0)
        if hidden is not None:
            painter.setCompositionMode(mode.CompositionMode_DestinationOut)
            draw_picture(painter, hidden, view, factor)
        painter.end()

    def _buffer_painter(self, device: QRect) -> QPainter:
        """A painter on the emptied buffer, which grows to the largest rectangle that was ever exposed; it replaces."""
        buffer = self._buffer
        if buffer.width() < device.width() or buffer.height() < device.height():
            width, height = max(device.width(), buffer.width()), max(device.height(), buffer.height())
            self._buffer = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(self._buffer)
        painter.setClipRect(0, 0, device.width(), device.height())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(0, 0, device.width(), device.height(), Qt.GlobalColor.transparent)
        return painter


def draw_picture(painter: QPainter, picture: Picture, view: View, factor: int | None = None) -> None:
    """Draw the visible part of a picture. It spans the image, or ``factor`` image pixels per pixel of its own.

    Source and target depend on the view only, not on what is exposed, so that a repainted corner matches the rest.
    """
    seen = view.visible()
    if not seen:
        return
    across = 1 / factor if factor else picture.width / view.columns
    down = 1 / factor if factor else picture.height / view.rows
    left, top = math.floor(seen.x * across), math.floor(seen.y * down)
    right = min(picture.width, math.ceil(seen.right * across))
    bottom = min(picture.height, math.ceil(seen.bottom * down))
    start, end = view.to_widget(left / across, top / down), view.to_widget(right / across, bottom / down)
    painter.drawImage(QRectF(start, end), picture.image, QRectF(left, top, right - left, bottom - top))


def _array(picture: Picture | None) -> Array | None:
    return picture.array if picture is not None else None


def _difference(labels: Array, predicted: Array) -> Array:
    """1 where both hold a class and differ, 0 where they agree, void where one of them says nothing."""
    out = (labels != predicted).view(np.uint8)
    out[(labels == VOID) | (predicted == VOID)] = VOID
    return out
