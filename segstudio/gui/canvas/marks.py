"""Marks over the picture: brush ring, growing polygon, pixel grid, sentences. Knows QtGui and the transform only."""

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
from segstudio.labels.painting import brush_outline

RING = QColor(48, 48, 48), QColor(255, 255, 255)  # opaque: lines that let pixels through take five times as long
DARK, LIGHT = QColor(0, 0, 0, 150), QColor(255, 255, 255, 235)
GRID_FROM = 12  # device pixels per image pixel from which the pixel grid is drawn
VERTEX = 3.5
MANY_CORNERS, UNSEEN = 400, 1.0  # corners of a ring from which on parts of a widget pixel are left out
RING_BAND = 32  # rows in which a side of a ring is taken as a rectangle
CAPTION_ROOM = 128  # widget pixels at the bottom in which the caption lies, above a scale bar too
BAR_SHARE = 0.22  # of the canvas's width that a scale bar may take


@dataclass(frozen=True)
class Sketch:
    """An outline that is being drawn, in image coordinates; ``loose`` is the cursor that the rubber line follows."""

    points: tuple[tuple[float, float], ...]
    loose: tuple[float, float] | None = None
    vertices: bool = True
    corners: tuple[tuple[float, float], ...] = ()  # dots on a path that is drawn without its vertices

    def bounds(self) -> Rect:
        """The image pixels it touches."""
        return Rect.around((*self.points, self.loose) if self.loose else self.points)


@lru_cache(maxsize=8)
def _ring_outline(diameter: float, scale: float) -> QPolygonF:
    """The exact edge of a dab around the pixel at (0, 0), in widget pixels; of large dabs within UNSEEN of it."""
    points = np.asarray(brush_outline(diameter), np.float32) * np.float32(scale)
    if len(points) > MANY_CORNERS and scale <= 1:
        # Steps of a pixel at most, thousands of them: nobody sees half a pixel less of each, but drawing does.
        points = np.concatenate((cv2.approxPolyDP(points, UNSEEN, True)[:, 0], points[:1]))
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def ring_rect(transform: Transform, at: tuple[float, float], diameter: float, seen: QRect) -> QRect:
    """The part of the widget rectangle ``seen`` that the ring at image coordinates is in; may be empty."""
    middle = transform.to_widget(at[0] // 1, at[1] // 1)
    x, y = math.floor(middle.x()), math.floor(middle.y())
    return (_ring_bands(diameter, transform.scale) & seen.translated(-x, -y)).boundingRect().translated(x, y)


@lru_cache(maxsize=8)
def _ring_bands(diameter: float, scale: float) -> QRegion:
    """The widget pixels near a ring around (0, 0): in bands of some rows, left and right of what it surrounds."""
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
    """The true footprint around the pixel under the cursor, light between dark so that it shows on any ground."""
    painter.save()
    painter.translate(transform.to_widget(at[0] // 1, at[1] // 1))
    _draw_outline(painter, transform, _ring_outline(diameter, transform.scale))
    painter.restore()


def _draw_outline(painter: QPainter, transform: Transform, outline: QPolygonF) -> None:
    """A long outline: cosmetic lines without smoothing are a hundred times faster than a stroked path."""
    width = max(1, round(transform.ratio))
    for color, steps in ((RING[0], (-1, width)), (RING[1], range(width))):
        painter.setPen(QPen(color, 0))
        for step in steps:
            painter.drawPolyline(outline.translated(step / transform.ratio, step / transform.ratio))


def draw_sketch(painter: QPainter, transform: Transform, sketch: Sketch, color: QColor) -> None:
    """The points so far, the rubber line to the cursor and a faint closing line."""
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
    if outline.size() > 2:
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


def draw_grid(painter: QPainter, transform: Transform, exposed: QRect) -> None:
    """Lines between image pixels at deep zoom."""
    if transform.zoom < GRID_FROM:
        return
    seen = transform.visible()
    area = transform.image_rect().intersected(QRectF(exposed))
    lines = []
    for column in range(seen.x + 1, seen.right):
        x = transform.to_widget(column, 0).x()
        if area.left() <= x <= area.right():
            lines.append(QLineF(x, area.top(), x, area.bottom()))
    for row in range(seen.y + 1, seen.bottom):
        y = transform.to_widget(0, row).y()
        if area.top() <= y <= area.bottom():
            lines.append(QLineF(area.left(), y, area.right(), y))
    painter.save()
    pen = QPen(QColor(128, 128, 128, 70), 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawLines(lines)
    painter.restore()


def draw_scale_bar(painter: QPainter, rect: QRect, transform: Transform, pixel_size: float) -> None:
    """A bar of a round length at the lower left; ``pixel_size`` is metres per image pixel."""
    length, words = bar_length(pixel_size / transform.scale, BAR_SHARE * rect.width())
    width = length * transform.scale / pixel_size
    chip = scale_bar_room(painter, rect)
    chip.setWidth(max(round(width), QFontMetrics(painter.font()).horizontalAdvance(words)) + 20)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(chip, 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(QRectF(chip.center().x() - width / 2, chip.bottom() - 7, width, 3), LIGHT)
    painter.setPen(LIGHT)
    painter.drawText(chip.adjusted(0, 2, 0, -8), int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()


def scale_bar_room(painter: QPainter, rect: QRect) -> QRect:
    """Where the scale bar may lie."""
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


def ground(palette: QPalette) -> QColor:
    """The calm grey around the image: the theme's own colour for it."""
    return palette.color(QPalette.ColorRole.Dark)


def draw_sentence(painter: QPainter, rect: QRect, palette: QPalette, first: str, second: str = "") -> None:
    """One sentence in the middle of the canvas and, quieter, what to do about it."""
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
    """A small chip at the lower left that says what is laid over the image; the top is the banner's."""
    words = "  ".join(text for text in texts if text)
    if not words:
        return
    metrics = QFontMetrics(painter.font())
    height = metrics.height() + 8
    chip = QRect(rect.left() + 12, rect.bottom() - 12 - height, metrics.horizontalAdvance(words) + 16, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(chip, 4, 4)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()
