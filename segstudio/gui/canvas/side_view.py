"""The right side of a comparison in a view of its own, which pans and zooms with the canvas; and the grip of the line.

They paint nothing into the labels.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.compare import STEP
from segstudio.gui.canvas.input import NOTCH, ZOOM_STEP
from segstudio.gui.canvas.marks import draw_tag
from segstudio.gui.canvas.scene import Scene
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.look.words import in_lines, tr
from segstudio.labels.geometry import Rect

GRIP = QSize(24, 32)


class SideView(QWidget):
    """Shown while two views are beside each other. The wheel zooms and a drag moves both; painting is on the canvas."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._compare, document = canvas, canvas.compare, canvas.document
        self._transform = Transform()
        side = self._compare.sides[1]
        self._scene = Scene(document, canvas.display, self._transform, self.update, self, side, canvas.scene.coarse)
        self._drag: QPointF | None = None
        self.setObjectName("compare.side")
        self.setAccessibleName(tr("Right side of the comparison"))
        self.setToolTip(in_lines(tr("The wheel zooms and a drag moves both views. Paint on the left one.")))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        canvas.viewport_changed.connect(self.follow)
        canvas.display.changed.connect(self._scene.recolor)
        document.classes_changed.connect(self._scene.recolor)
        document.mask_changed.connect(self._on_pixels)
        document.prediction_changed.connect(self._on_pixels)
        for signal in (document.image_loaded, document.window_changed, self._compare.changed):
            signal.connect(self._on_all)
        self._on_all()

    def follow(self) -> None:
        """The canvas shows another part of the image, or at another zoom: so does this view."""
        own, other = self._transform, self._canvas.transform
        own.columns, own.rows, own.scale, own.ratio, own.fitted = (
            other.columns,
            other.rows,
            other.scale,
            other.ratio,
            False,
        )
        own.width, own.height = self.width(), self.height()
        own.x, own.y = other.x + (own.width - other.width) / 2, other.y + (own.height - other.height) / 2
        self.update()

    def _on_all(self) -> None:
        self.setVisible(self._compare.is_on and self._compare.beside)
        self._scene.invalidate(photo=True)
        self.follow()

    def _on_pixels(self, rect: Rect) -> None:
        part = self._transform.rect_of(rect) & self.rect()
        self._scene.invalidate(part)
        self.update(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The middle stays the canvas's middle."""
        self.follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The exposed part, and what is seen."""
        painter = QPainter(self)
        ground = self.palette().color(QPalette.ColorRole.Dark)
        if self._canvas.document.current.pyramid is None:
            painter.fillRect(event.rect(), ground)
        else:
            self._scene.draw(painter, event.rect(), ground)
            draw_tag(painter, self.rect(), self._compare.sides[1].words, True)
        painter.setPen(ground)
        painter.drawLine(0, 0, 0, self.height())
        painter.end()

    # ---- mouse ------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom both at the pointer."""
        event.accept()
        angle = event.angleDelta()
        if angle.isNull():
            self._canvas.transform.pan(event.pixelDelta().x(), event.pixelDelta().y())
            return
        shift = QPointF(self._canvas.width() - self.width(), self._canvas.height() - self.height()) / 2
        self._canvas.transform.zoom_by(ZOOM_STEP ** ((angle.y() or angle.x()) / NOTCH), event.position() + shift)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move both."""
        self._drag = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move both."""
        if self._drag is not None:
            step, self._drag = event.position() - self._drag, event.position()
            self._canvas.transform.pan(step.x(), step.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)


class Grip(QWidget):
    """The handle of the line at the foot of the canvas: only there a press moves it, so that every stroke that begins
    beside it paints, also across the line."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas, self._compare = canvas, canvas.compare
        self.setObjectName("compare.grip")
        self.setAccessibleName(tr("Line between two views"))
        self.setToolTip(in_lines(tr("Drag the line; the left and right arrow keys move it too.")))
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(GRIP)
        for signal in (self._compare.changed, self._compare.moved, canvas.viewport_changed):
            signal.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Stand on the line."""
        self.move(self._compare.line - self.width() // 2, self._canvas.height() - self.height() - 4)
        self.setVisible(self._compare.parted)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The line follows the pointer while it is down."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            at = self.mapTo(self._canvas, event.position().toPoint())
            self._compare.move_line(at.x() / max(1, self._canvas.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys."""
        steps = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self._compare.move_line(self._compare.share + steps)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys come here."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """They no longer do."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two arrows in a light box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent if self.hasFocus() else QColor(48, 48, 48), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(QPen(QColor(48, 48, 48), 2))
        middle = QRect(self.rect()).center()
        for way in (-1, 1):
            tip = QPointF(middle.x() + way * 7.5, middle.y() + 0.5)
            painter.drawPolyline([tip - QPointF(way * 4, 4), tip, tip - QPointF(way * 4, -4)])
        painter.end()
