"""The map of images: points that are near where the images are alike. Hover, click, lasso, zoom, and all of it by keys.

Knows neither document nor learner: it is given places, colours, pictures and words.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from segstudio.gui.look.painted import small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import tr
from segstudio.gui.panels.explore.points import (
    RADIUS,
    Floats,
    View,
    draw,
    inside,
    nearest,
    scaled,
    towards,
    with_room,
)

REACH = 12  # px from the pointer in which a point is found
SIDE = 4 * GRID  # px of a picture in the place of a point
STEP = 1.25  # of the zoom
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
HOW = (
    "Near points are alike; the axes have no unit.\nClick opens, drag selects, with Ctrl in addition. The wheel zooms, "
    "the middle button moves.\nKeys: arrows, Enter opens, Ctrl+Space selects, Ctrl+A, Escape, +, -, 0."
)


class MapView(QWidget):
    """``picture_of(index)`` and ``words_of(index)``: what the card of a point shows. ``selected`` ``bool[n]``.

    Signals: ``opened(index)``; ``selection_changed()``; ``menu_wanted(QPoint)``, in coordinates of this widget.
    """

    opened = Signal(int)
    selection_changed = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, picture_of: Callable[[int], QPixmap | None], words_of: Callable[[int], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        named(self, "explore.map", tr("Map of images"))  # no tooltip: it would cover the card
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(20 * GRID, 8 * GRID)
        self._picture_of, self._words_of = picture_of, words_of
        self._points: Floats = np.zeros((0, 2), np.float32)
        self._colors: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self.selected: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.pictures = False  # drawn in the place of points where there is room
        self.view = View()
        self.at: int | None = None  # the point whose card is shown
        self._base: QImage | None = None
        self._places: Floats | None = None
        self._pressed: QPointF | None = None
        self._panned: QPointF | None = None
        self._line: list[tuple[float, float]] = []

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_points(self, points: Floats) -> None:
        """Show other points ``float32[n,2]``, all of them; none is selected."""
        self._points, self.view, self.at, self._line = scaled(points), View(), None, []
        self._colors = np.zeros(len(points), np.uint32)
        self.selected = np.zeros(len(points), np.bool_)
        self.selection_changed.emit()
        self.redraw()

    def color(self, colors: NDArray[np.uint32]) -> None:
        """Give each point a colour ``0xffRRGGBB``."""
        self._colors = colors
        self.redraw()

    def redraw(self) -> None:
        """Draw all of it again: a picture was made, or the theme changed."""
        self._base = self._places = None
        self.update()

    @property
    def places(self) -> Floats:
        """Where the points are, in px."""
        if self._places is None:
            self._places = self.view.places(self._points, self.width(), self.height())
        return self._places

    def select(self, chosen: NDArray[np.bool_]) -> None:
        """Select these points only."""
        self.selected = chosen
        self.selection_changed.emit()
        self.redraw()

    def _look(self, view: View) -> None:
        self.view = view
        self.redraw()

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def _drawn(self) -> QImage:
        """All points, as long as nothing changes."""
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        if self._base is not None and self._base.size() == size:
            return self._base
        theme = theme_of(self.palette())
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.panel))
        picture = np.frombuffer(image.bits(), np.uint32).reshape(size.height(), size.width())
        ring, chosen = np.uint32(QColor(theme.panel).rgb()), np.uint32(QColor(theme.text).rgb())
        order = np.argsort(self.selected, kind="stable")  # the selected ones on top
        rings = np.where(self.selected, chosen, ring)[order]
        draw(picture, self.places[order] * np.float32(ratio), self._colors[order], rings, RADIUS * ratio)
        if self.pictures:
            self._draw_pictures(image, ratio)
        self._base = image
        return image

    def _draw_pictures(self, image: QImage, ratio: float) -> None:
        painter = QPainter(image)
        painter.scale(ratio, ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index in with_room(self.places, self.width(), self.height(), SIDE):
            pixmap = self._picture_of(index)
            if pixmap is None:
                continue
            x, y = self.places[index].tolist()
            size = pixmap.deviceIndependentSize().scaled(SIDE - 4, SIDE - 4, Qt.AspectRatioMode.KeepAspectRatio)
            frame = QRectF(x - size.width() / 2, y - size.height() / 2, size.width(), size.height())
            edge = self.palette().color(QPalette.ColorRole.Text) if self.selected[index] else QColor()
            painter.fillRect(frame.adjusted(-2, -2, 2, 2), edge if edge.isValid() else self._color_of(index))
            painter.drawPixmap(frame, pixmap, QRectF(pixmap.rect()))
        painter.end()

    def _color_of(self, index: int) -> QColor:
        return QColor.fromRgb(int(self._colors[index]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """All points, the lasso, and the card of the point under the pointer or the keys."""
        base = self._drawn()
        painter = QPainter(self)
        try:
            painter.drawImage(self.rect(), base)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            accent = self.palette().color(QPalette.ColorRole.Highlight)
            if len(self._line) > 1:
                painter.setPen(QPen(accent, 1.5))
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in self._line]))
            if self.at is not None and not self._line:
                self._draw_card(painter, self.at)
            if self.hasFocus():
                painter.setPen(QPen(accent, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        finally:  # a painter left open on a widget ends the process
            painter.end()

    def _draw_card(self, painter: QPainter, index: int) -> None:
        theme, (x, y) = theme_of(self.palette()), self.places[index].tolist()
        painter.setPen(QPen(QColor(theme.text), 2))
        painter.setBrush(self._color_of(index))
        painter.drawEllipse(QPointF(x, y), RADIUS + 2, RADIUS + 2)
        painter.setFont(small(self.font()))
        words, pixmap = self._words_of(index), self._picture_of(index)
        shown = pixmap.deviceIndependentSize().toSize() * 2 if pixmap is not None else QSize(0, 0)
        metrics, lines = painter.fontMetrics(), words.split("\n")
        text = QSize(max(map(metrics.horizontalAdvance, lines)), metrics.lineSpacing() * len(lines))
        card = QRect(0, 0, max(shown.width(), text.width()) + GRID, shown.height() + text.height() + GRID)
        left = x + GRID if x + GRID + card.width() < self.width() else x - GRID - card.width()
        top = y + GRID if y + GRID + card.height() < self.height() else y - GRID - card.height()
        card.moveTo(round(max(0, left)), round(min(max(0, top), max(0, self.height() - card.height()))))
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.raised))
        painter.drawRect(card)
        if pixmap is not None:
            place = QRect(card.topLeft() + QPoint(GRID // 2, GRID // 2), shown)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, pixmap)
        painter.setPen(QColor(theme.text))
        below = card.adjusted(GRID // 2, GRID // 2 + shown.height(), 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)

    # ---- mouse ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or the beginning of a lasso; the middle button moves the map."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._line = event.position(), []
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._panned = event.position()
        elif event.button() == Qt.MouseButton.RightButton:
            self._point_at(event.position())
            self.menu_wanted.emit(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._panned is not None:
            by = at - self._panned
            self._panned = at
            self._look(self.view.moved(by.x(), by.y(), self.width(), self.height()))
        elif self._pressed is None:
            self._point_at(at)
        elif self._line or (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._line = [*(self._line or [self._pressed.toTuple()]), at.toTuple()]
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = None
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        more, line = bool(event.modifiers() & _MORE), self._line
        self._pressed, self._line = None, []
        if line:
            found = inside(self.places, line, max(1, self.width()), max(1, self.height()))
            self.select(found | self.selected if more else found)
        elif (index := nearest(self.places, event.position().x(), event.position().y(), REACH)) is None:
            self.select(np.zeros_like(self.selected))
        elif more:
            self._toggle(index)
        else:
            self.opened.emit(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        at, steps = event.position(), event.angleDelta().y() / 120
        self._look(self.view.zoomed(STEP**steps, at.x(), at.y(), max(1, self.width()), max(1, self.height())))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_card(None)

    def _point_at(self, at: QPointF) -> None:
        self._show_card(nearest(self.places, at.x(), at.y(), REACH))

    def _show_card(self, index: int | None) -> None:
        if index != self.at:
            self.at = index
            self.setAccessibleDescription(self._words_of(index) if index is not None else "")
            self.update()

    def _toggle(self, index: int) -> None:
        chosen = self.selected.copy()
        chosen[index] = not chosen[index]
        self.select(chosen)

    # ---- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from point to point; Enter opens, Ctrl+Space selects: Space alone is the canvas's."""
        key, count = event.key(), len(self._points)
        middle = self.width() / 2, self.height() / 2
        if key in _ARROWS and count:
            self._show_card(0 if self.at is None else towards(self.places, self.at, *_ARROWS[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at is not None:
            self.opened.emit(self.at)
        elif (
            key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.at is not None
        ):
            self._toggle(self.at)
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.select(np.ones(count, np.bool_))
        elif key == Qt.Key.Key_Escape and self.selected.any():
            self.select(np.zeros(count, np.bool_))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / STEP if key == Qt.Key.Key_Minus else STEP
            self._look(self.view.zoomed(factor, *middle, max(1, self.width()), max(1, self.height())))
        elif key == Qt.Key.Key_0:
            self._look(View())
        elif key == Qt.Key.Key_Menu:
            self.menu_wanted.emit(QPoint(round(middle[0]), round(middle[1])))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it has the keyboard: 0 and A mean something else in the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.key() in (*_ARROWS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_0)
            more = event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_Escape)
            everything = event.key() == Qt.Key.Key_A and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if plain or more or everything:
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.redraw()
