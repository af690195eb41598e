"""Marks over the image: brush ring, outline, pixel grid, scale bar, words. Knows QtGui and the transform only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen, QPolygonF, QRegion

from segstudio.gui.canvas.transform import Transform
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_outline, dab_square

RING = QColor(48, 48, 48), QColor(255, 255, 255)  # opaque: translucent lines take five times as long
DARK, LIGHT = QColor(0, 0, 0, 150), QColor(255, 255, 255, 235)
GRID_FROM = 12  # device pixels per image pixel from which the pixel grid is drawn
VERTEX = 3.5
MANY_CORNERS, UNSEEN = 400, 1.0  # a ring of more corners is simplified, by at most so many widget pixels
RING_BAND = 32  # height of the rectangles that approximate the sides of a ring
CAPTION_ROOM = 128  # widget pixels at the bottom that hold the caption and the scale bar
BAR_SHARE = 0.22  # of the canvas's width that a scale bar may take


@dataclass(frozen=True)
class Sketch:
    """An outline being drawn, in image coordinates; a line leads from its last point to ``loose``, the pointer."""

    points: tuple[tuple[float, float], ...]
    loose: tuple[float, float] | None = None
    vertices: bool = True
    corners: tuple[tuple[float, float], ...] = ()  # dots on a path that is drawn without its vertices
    closed: bool = True  # it becomes an area

    def bounds(self) -> Rect:
        """The image pixels it touches."""
        return Rect.around((*self.points, self.loose) if self.loose else self.points)


@lru_cache(maxsize=8)
def _ring_outline(diameter: float, scale: float) -> QPolygonF:
    """The exact edge of a dab whose square starts at (0, 0), in widget pixels; of large dabs within UNSEEN of it."""
    points = np.asarray(brush_outline(diameter), np.float32) * np.float32(scale)
    if len(points) > MANY_CORNERS and scale <= 1:
        # Thousands of steps of a pixel at most would be slow to draw.
        points = np.concatenate((cv2.approxPolyDP(points, UNSEEN, True)[:, 0], points[:1]))
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def ring_rect(transform: Transform, at: tuple[float, float], diameter: float, seen: QRect) -> QRect:
    """The part of the widget rectangle ``seen`` that holds the ring around a point of the image; may be empty."""
    square = dab_square(at, diameter)
    middle = transform.to_widget(square.x + square.w / 2, square.y + square.h / 2)
    x, y = math.floor(middle.x()), math.floor(middle.y())
    return (_ring_bands(diameter, transform.scale) & seen.translated(-x, -y)).boundingRect().translated(x, y)


@lru_cache(maxsize=8)
def _ring_bands(diameter: float, scale: float) -> QRegion:
    """The widget pixels near a ring around (0, 0): in each band of rows those to the left and right of its inside."""
    radius, margin = diameter * scale / 2, math.ceil(3 + 2 * scale)
    reach, step = math.ceil(radius) + margin, max(RING_BAND, math.ceil(radius / 16))
    region = QRegion()
    for top in range(-reach, reach, step):
        bottom = min(reach, top + step)
        near = 0 if top <= 0 <= bottom else min(abs(top), abs(bottom))
        outer = math.ceil(math.sqrt(max(0.0, radius**2 - max(0, near - margin) ** 2))) + margin
        inner = math.floor(math.sqrt(max(0.0, radius**2 - (max(abs(top), abs(bottom)) + margin) ** 2))) - margin
        if inner > 0:
            region += QRect(-outer, top, outer - inner, bottom - top)
            region += QRect(inner, top, outer - inner, bottom - top)
        else:
            region += QRect(-outer, top, 2 * outer, bottom - top)
    return region


def draw_ring(painter: QPainter, transform: Transform, at: tuple[float, float], diameter: float) -> None:
    """The exact footprint of a dab at the pointer, light between dark so that it is visible everywhere."""
    square = dab_square(at, diameter)
    corner = transform.to_widget(square.x, square.y)
    _draw_outline(painter, transform, _ring_outline(diameter, transform.scale).translated(corner))


def _draw_outline(painter: QPainter, transform: Transform, outline: QPolygonF) -> None:
    """Draw a long outline: cosmetic lines without antialiasing are a hundred times faster than a stroked path."""
    width = max(1, round(transform.ratio))
    for color, steps in ((RING[0], (-1, width)), (RING[1], range(width))):
        painter.setPen(QPen(color, 0))
        for step in steps:
            painter.drawPolyline(outline.translated(step / transform.ratio, step / transform.ratio))


def draw_sketch(painter: QPainter, transform: Transform, sketch: Sketch, color: QColor) -> None:
    """Draw the points so far, the line to the pointer and, where the outline will be closed, a faint line for it."""
    points = [transform.to_widget(x, y) for x, y in sketch.points]
    loose = transform.to_widget(*sketch.loose) if sketch.loose else None
    outline = QPolygonF([*points, loose] if loose else points)
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if sketch.vertices:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen_color, width in ((DARK, 3.0), (LIGHT, 1.4)):
            painter.setPen(QPen(pen_color, width))
            painter.drawPolyline(outline)
    else:
        _draw_outline(painter, transform, outline)
    if outline.size() > 2 and sketch.closed:
        for pen_color, style in ((DARK, Qt.PenStyle.SolidLine), (LIGHT, Qt.PenStyle.DashLine)):
            painter.setPen(QPen(pen_color, 1.0, style))
            painter.drawLine(outline.last(), outline.first())
    dots = points if sketch.vertices else [transform.to_widget(x, y) for x, y in sketch.corners]
    if dots:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(DARK, 1.0))
        for index, point in enumerate(dots):
            painter.setBrush(color if index == 0 else LIGHT)
            size = VERTEX + 1.5 if index == 0 else VERTEX
            painter.drawEllipse(point, size, size)
    painter.restore()


def draw_grid(painter: QPainter, transform: Transform, exposed: QRectF) -> None:
    """Lines between image pixels at deep zoom; ``exposed`` and what is drawn are device pixels."""
    if transform.zoom < GRID_FROM:
        return
    image, seen, ratio = transform.image_rect(), transform.visible(), transform.ratio
    area = QRectF(image.topLeft() * ratio, image.size() * ratio).intersected(exposed)
    columns = [transform.to_widget(column, 0).x() * ratio for column in range(seen.x + 1, seen.right)]
    rows = [transform.to_widget(0, row).y() * ratio for row in range(seen.y + 1, seen.bottom)]
    painter.setPen(QPen(QColor(128, 128, 128, 70), 0))
    painter.drawLines([QLineF(x, area.top(), x, area.bottom()) for x in columns if area.left() <= x <= area.right()])
    painter.drawLines([QLineF(area.left(), y, area.right(), y) for y in rows if area.top() <= y <= area.bottom()])


def draw_scale_bar(painter: QPainter, rect: QRect, transform: Transform, pixel_size: float) -> None:
    """Draw a bar of a round length at the lower left; ``pixel_size`` is metres per image pixel."""
    length, words = bar_length(pixel_size / transform.scale, BAR_SHARE * rect.width())
    width = length * transform.scale / pixel_size
    box = scale_bar_room(painter, rect)
    box.setWidth(max(round(width), QFontMetrics(painter.font()).horizontalAdvance(words)) + 20)
    _draw_box(painter, box)
    painter.fillRect(QRectF(box.center().x() - width / 2, box.bottom() - 7, width, 3), LIGHT)
    painter.drawText(box.adjusted(0, 2, 0, -8), int(Qt.AlignmentFlag.AlignCenter), words)


def _draw_box(painter: QPainter, box: QRect) -> None:
    """Draw a dark rounded box, and leave a light pen for words in it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK)
    painter.drawRoundedRect(box, 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(LIGHT)


def scale_bar_room(painter: QPainter, rect: QRect) -> QRect:
    """The part of the canvas that may hold the scale bar."""
    height = QFontMetrics(painter.font()).height() + 14
    return QRect(rect.left() + 12, rect.bottom() - 12 - height, round(BAR_SHARE * rect.width()) + 120, height)


def bar_length(meters_per_pixel: float, longest: float) -> tuple[float, str]:
    """The longest length of 1, 2 or 5 times a power of ten, in metres, that is at most ``longest`` pixels; its text."""
    most = meters_per_pixel * longest
    power = math.floor(math.log10(most))
    digit = max(d for d in (1, 2, 5) if d * 10.0**power <= most * (1 + 1e-9))
    exponent = max(-12, min(3, 3 * math.floor((power + 1e-9) / 3)))
    unit = {3: "km", 0: "m", -3: "mm", -6: "\N{MICRO SIGN}m", -9: "nm", -12: "pm"}[exponent]
    return digit * 10.0**power, f"{digit * 10.0 ** (power - exponent):g} {unit}"


def draw_sentence(painter: QPainter, rect: QRect, palette: QPalette, first: str, second: str = "") -> None:
    """Draw a sentence in the middle of the canvas and, fainter, a second one below."""
    metrics = QFontMetrics(painter.font())
    box = QRect(0, 0, min(520, max(80, rect.width() - 32)), rect.height())
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    heights = [metrics.boundingRect(box, flags, text).height() if text else 0 for text in (first, second)]
    top = rect.center().y() - (sum(heights) + 8) // 2
    text = palette.color(QPalette.ColorRole.WindowText)
    faint = QColor(text)
    faint.setAlphaF(0.75)
    for words, height, color in ((first, heights[0], text), (second, heights[1], faint)):
        painter.setPen(color)
        painter.drawText(QRect(rect.center().x() - box.width() // 2, top, box.width(), height), flags, words)
        top += height + 8


def draw_caption(painter: QPainter, rect: QRect, texts: Sequence[str]) -> None:
    """Draw a small box with words at the lower left; the top is the banner's."""
    words = ". ".join(text for text in texts if text)
    if not words:
        return
    metrics = QFontMetrics(painter.font())
    height = metrics.height() + 8
    box = QRect(rect.left() + 12, rect.bottom() - 12 - height, metrics.horizontalAdvance(words) + 16, height)
    _draw_box(painter, box)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def draw_tag(painter: QPainter, room: QRect, words: str, right: bool) -> None:
    """Draw a small box with words at the top of ``room``, at its left or right, cut where there is no room for all."""
    metrics = QFontMetrics(painter.font())
    width = min(metrics.horizontalAdvance(words) + 20, room.width() - 16)
    if width < 32:
        return
    box = QRect(room.right() - 7 - width if right else room.left() + 8, room.top() + 8, width, metrics.height() + 8)
    _draw_box(painter, box)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width - 12)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
