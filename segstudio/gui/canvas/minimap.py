"""The small picture in the canvas's corner that frames the visible part; a click moves it. Knows the transform only."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from segstudio.gui.canvas.transform import Transform
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.pixels.levels import Tones
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.gui.pixels.qimage import Canvas32
from segstudio.gui.pixels.sampling import screen_colors

SIDE = 152
MARGIN = 12


class Minimap(QWidget):
    """Shown while part of the image is out of sight. ``moved(x, y)``: image coordinates to bring to the middle."""

    moved = Signal(float, float)

    def __init__(self, transform: Transform, parent: QWidget) -> None:
        super().__init__(parent)
        self._transform, self._canvas = transform, parent
        self._image = QImage()
        self._picture = QPixmap()
        self.setObjectName("minimap")
        self.setAccessibleName(tr("Minimap"))
        self.setToolTip(in_lines(tr("Click or drag to move the view")))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_image(self, pyramid: Pyramid | None, tones: Tones) -> None:
        """Show another image, or the same in other tones; ``None`` hides the minimap."""
        self._image = QImage()
        if pyramid is not None:
            level = pyramid.levels[-1]
            made = Canvas32(level.shape[1], level.shape[0])
            made.array[...] = screen_colors(level, tones)
            self._image = made.image
        self._picture = QPixmap()
        self.follow()

    def follow(self) -> None:
        """The transform changed: show or hide, place, repaint."""
        parent = self._canvas
        room = parent.width() >= 3 * SIDE and parent.height() >= 2 * SIDE
        wanted = room and not self._image.isNull() and not self._transform.whole_image_visible
        size = QSize(max(1, self._transform.columns), max(1, self._transform.rows))
        size.scale(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(12, 12)) + QSize(2, 2)
        if wanted:
            corner = QPoint(parent.width() - size.width() - MARGIN, parent.height() - size.height() - MARGIN)
            self.setGeometry(QRect(corner, size))
            self.update()
        self.setVisible(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, dimmed outside the visible part."""
        inner = self.rect().adjusted(1, 1, -1, -1)
        ratio = self.devicePixelRatioF()
        if self._picture.isNull() or self._picture.size() != inner.size() * ratio:
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = self._image.scaled(inner.size() * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._picture = QPixmap.fromImage(scaled)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window).darker(140))
        painter.drawPixmap(inner, self._picture)
        frame, outside = self._frame(), QPainterPath()
        outside.addRect(inner)
        outside.addRect(frame)  # an area inside of two rectangles is not filled
        painter.setClipRect(inner)
        painter.fillPath(outside, QColor(0, 0, 0, 110))
        painter.setPen(QPen(QColor(255, 255, 255, 230), 1))
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _frame(self) -> QRectF:
        """The visible part of the image in this widget."""
        left, top = self._transform.to_image(0, 0)
        right, bottom = self._transform.to_image(self._transform.width, self._transform.height)
        across = (self.width() - 2) / max(1, self._transform.columns)
        down = (self.height() - 2) / max(1, self._transform.rows)
        frame = QRectF(1 + left * across, 1 + top * down, (right - left) * across, (bottom - top) * down)
        frame = frame.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        return QRectF(frame.x(), frame.y(), max(4.0, frame.width()), max(4.0, frame.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the view there."""
        at = event.position()
        x = (at.x() - 1) / max(1, self.width() - 2) * self._transform.columns
        y = (at.y() - 1) / max(1, self.height() - 2) * self._transform.rows
        self.moved.emit(x, y)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pressed mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
