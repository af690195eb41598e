"""A histogram with three handles below it: what is shown black, middle grey and white. Knows levels and paints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from segstudio.gui.look.painted import hairline, quiet, small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, LIGHT, theme_of
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.levels import Histogram, Levels
from segstudio.project.images.channels import Color

HANDLES = ("low", "middle", "high")
_SIDE = GRID  # room at both sides, so that a handle at the end is whole
_STRIP = 14  # height of the handles
DARKER, LIGHTER = 110, 130  # of 255: lightness of curves, at most on a light ground and at least on a dark one


class LevelHandles(QWidget):
    """``chosen(Levels)``: a handle was dragged. The heights are square roots, so that rare values are seen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        tip = tr("Drag the handles: what is shown black, middle grey and white. Heights are square roots of counts.")
        named(self, "levels.histogram", tr("Histogram of the image"), tip)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(17 * GRID)
        self.setMinimumWidth(16 * GRID)
        self._found: Histogram | None = None
        self._levels = Levels()
        self._step = 1.0  # the least distance of black and white
        self._text = ""
        self._colors: tuple[QColor, ...] = ()
        self._axis = (0.0, 255.0)
        self._held = ""

    def show_histogram(self, found: Histogram | None, text: str = "", colors: Sequence[Color] = ()) -> None:
        """Show another histogram, its channels in ``colors``, or ``text`` in its place."""
        self._found, self._text, self._held = found, text, ""
        self._colors = tuple(QColor(*color) for color in colors)
        self._fit()

    def show_levels(self, levels: Levels, step: float) -> None:
        """Move the handles; black and white stay at least ``step`` apart."""
        self._levels, self._step = levels, step
        if not self._held:
            self._fit()
        self.update()

    def _fit(self) -> None:
        """The axis shows all bins and both handles; it stays while one is dragged."""
        low, high = (self._found.low, self._found.high) if self._found is not None else self._levels.window
        low, high = min(low, self._levels.low), max(high, self._levels.high)
        self._axis = low, high if high > low else low + 1.0
        self.update()

    # ---- places ---------------------------------------------------------------------------------------------

    def x_of(self, value: float) -> float:
        """Where a value lies, in widget pixels."""
        low, high = self._axis
        share = (value - low) / (high - low)
        return _SIDE + min(1.0, max(0.0, share)) * (self.width() - 2 * _SIDE)

    def _value_at(self, x: float) -> float:
        low, high = self._axis
        share = (x - _SIDE) / max(1, self.width() - 2 * _SIDE)
        return low + min(1.0, max(0.0, share)) * (high - low)

    def places(self) -> dict[str, float]:
        """Where each of ``HANDLES`` is, in widget pixels."""
        levels = self._levels
        values = levels.low, levels.middle, levels.high
        return {name: self.x_of(value) for name, value in zip(HANDLES, values, strict=True)}

    @property
    def strip(self) -> float:
        """The middle of the row of handles, in widget pixels from the top."""
        return self.height() - self.fontMetrics().height() - _STRIP / 2

    # ---- mouse ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold the nearest handle; of those at one place the one that can go there."""
        if event.button() != Qt.MouseButton.LeftButton or self._found is None:
            return
        x, places = event.position().x(), self.places()
        nearest = min(abs(x - at) for at in places.values())
        near = [name for name, at in places.items() if abs(x - at) <= nearest + 0.5]
        self._held = near[-1] if x >= places[near[-1]] else near[0]
        self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the handle that is held."""
        if self._held:
            self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = ""
        self._fit()

    def _drag(self, x: float) -> None:
        levels, value = self._levels, self._value_at(x)
        if self._step == 1.0:
            value = float(round(value))
        if self._held == "low":
            levels = replace(levels, low=min(value, levels.high - self._step))
        elif self._held == "high":
            levels = replace(levels, high=max(value, levels.low + self._step))
        elif levels.sound:
            levels = levels.with_middle(self._value_at(x))
        if levels != self._levels and levels.sound:
            self.chosen.emit(levels)

    # ---- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, curves, what lies outside of black and white dimmed, handles, and both ends of the axis."""
        painter = QPainter(self)
        painter.setFont(small(self.font()))
        theme, floor = theme_of(self.palette()), self.strip - _STRIP / 2
        room = QRectF(_SIDE, 0, self.width() - 2 * _SIDE, floor)
        painter.fillRect(room, QColor(theme.panel))
        if self._found is None:
            painter.setPen(quiet(self.palette()))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._text)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_counts(painter, room, self._found)
            self._paint_handles(painter, room)
            self._paint_ends(painter, self._found)
        painter.setPen(hairline(self.palette()))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.end()

    def _paint_counts(self, painter: QPainter, room: QRectF, found: Histogram) -> None:
        heights = np.sqrt(found.counts / max(1, found.counts.max()))
        edges = [self.x_of(float(at)) for at in np.linspace(found.low, found.high, heights.shape[1] + 1)]
        for number, row in enumerate(heights.tolist()):
            color = self._seen(number)
            outline = [QPointF(edges[0], room.bottom())]
            for left, right, height in zip(edges, edges[1:], row, strict=False):
                top = room.bottom() - height * (room.height() - 4)
                outline += [QPointF(left, top), QPointF(right, top)]
            outline.append(QPointF(edges[-1], room.bottom()))
            filled = QColor(color)
            filled.setAlpha(70 if self._colors else 150)
            painter.setPen(color)
            painter.setBrush(filled)
            painter.drawPolygon(QPolygonF(outline))

    def _seen(self, number: int) -> QColor:
        """The colour of a channel's curve: its own, as far as that is seen on the ground."""
        if number >= len(self._colors):
            return quiet(self.palette())
        color = QColor(self._colors[number])
        light = theme_of(self.palette()) is LIGHT
        bound = min(color.lightness(), DARKER) if light else max(color.lightness(), LIGHTER)
        color.setHsl(color.hslHue(), min(color.hslSaturation(), 200), bound)
        return color

    def _paint_handles(self, painter: QPainter, room: QRectF) -> None:
        places, shade = self.places(), QColor(theme_of(self.palette()).window)
        shade.setAlpha(170)
        painter.fillRect(QRectF(room.left(), 0, places["low"] - room.left(), room.height()), shade)
        painter.fillRect(QRectF(places["high"], 0, room.right() - places["high"], room.height()), shade)
        greys = {"low": QColor(0, 0, 0), "middle": QColor(128, 128, 128), "high": QColor(255, 255, 255)}
        for name in ("middle", "low", "high"):
            x, top = places[name], room.bottom()
            painter.setPen(quiet(self.palette()))
            painter.drawLine(QPointF(x, 0), QPointF(x, top))
            painter.setPen(QColor(theme_of(self.palette()).text))
            painter.setBrush(greys[name])
            corners = QPointF(x, top + 1), QPointF(x + 6, top + _STRIP - 2), QPointF(x - 6, top + _STRIP - 2)
            painter.drawPolygon(QPolygonF(corners))

    def _paint_ends(self, painter: QPainter, found: Histogram) -> None:
        """Both ends of the axis; and the extremes where values lie beyond it."""
        low, high = self._axis
        whole = self._step == 1.0
        left = _written(low + 0.5 if whole and low == found.low else low)
        right = _written(high - 0.5 if whole and high == found.high else high)
        if found.least < low:
            left = tr("{value} (lowest {extreme})", value=left, extreme=_written(found.least))
        if found.most > high:
            right = tr("{value} (highest {extreme})", value=right, extreme=_written(found.most))
        painter.setPen(quiet(self.palette()))
        line = QRectF(_SIDE, self.strip + _STRIP / 2, self.width() - 2 * _SIDE, self.fontMetrics().height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), left)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight), right)


def _written(value: float) -> str:
    return f"{value:.6g}"
