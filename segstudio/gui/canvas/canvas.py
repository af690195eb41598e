"""The canvas: one widget that shows the current image with its labels and lets hands change them.

Follows the document, paints and takes Qt's events. Pixels come from ``.canvas_scene``, marks from ``.overlays``,
events go to ``.canvas_input``, settings are in ``.canvas_base``. Labels change only through the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QAbstractAnimation, QEvent, QRect, Qt, QVariantAnimation
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from segstudio.gui.canvas import marks
from segstudio.gui.canvas.canvas_base import CanvasBase
from segstudio.gui.canvas.gesture import Tool
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect

FADE_MS = 150
_SIZE = "{path}, {w} by {h} pixels"


class Canvas(CanvasBase):
    """The image in the middle of the window; signals and what may be asked of it are those of ``CanvasBase``."""

    def __init__(self, document: Document, tools: Mapping[str, Tool], parent: QWidget | None = None) -> None:
        super().__init__(document, tools, parent)
        self._shown: tuple[str, tuple[int, ...]] | None = None  # image id and shape that the place belongs to
        self._ghost_of = ""  # the image whose prediction was seen already
        self._kept_places: dict[str, tuple[float, float, float]] = {}  # image id -> scale, middle of the view
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MS)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self._on_fade)
        self.set_reduced_motion(_prefers_reduced_motion())
        self._set_up_widget()
        self._connect(document)
        self._show_image()

    def _set_up_widget(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Image canvas"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.refresh_cursor()

    def _connect(self, document: Document) -> None:
        document.project_changed.connect(self._kept_places.clear)
        document.current_changed.connect(self._on_current_changed)
        document.image_loaded.connect(self._on_image_loaded)
        document.mask_changed.connect(self._on_mask_changed)
        document.prediction_changed.connect(self._on_prediction_changed)
        document.classes_changed.connect(self._recolor)
        document.window_changed.connect(self._on_window_changed)
        document.rule_changed.connect(self._on_rule_changed)

    # ---- the document ---------------------------------------------------------------------------------------

    def _on_current_changed(self) -> None:
        self.input.cancel()
        self._keep_view()
        self.set_feature_map(None)
        self._ghost_of = ""
        if self.document.current.pyramid is None:
            self._show_image()

    def _on_image_loaded(self) -> None:
        self._show_image()

    def _keep_view(self) -> None:
        if self._shown is None:
            return
        x, y = self.transform.to_image(self.width() / 2, self.height() / 2)
        if self.transform.fitted:
            self._kept_places.pop(self._shown[0], None)
        else:
            self._kept_places[self._shown[0]] = self.transform.scale, x, y
        self._shown = None

    def _show_image(self) -> None:
        pyramid, entry = self.document.current.pyramid, self.document.entry
        self.scene.load()
        if pyramid is None or entry is None:
            self.transform.set_image(0, 0)
            self._shown = None
        elif self._shown != (entry.id, pyramid.shape):
            self._shown = entry.id, pyramid.shape
            self.transform.set_image(*pyramid.shape)
            self._restore_view(entry.id)
            self.setAccessibleDescription(tr(_SIZE, path=entry.path, w=entry.width, h=entry.height))
        self._show_minimap()
        self.refresh_cursor()
        self._on_view_moved()

    def _restore_view(self, image_id: str) -> None:
        if image_id in self._kept_places and self.width():
            scale, x, y = self._kept_places[image_id]
            self.transform.zoom_at(scale / self.transform.scale, 0, 0)
            self.transform.center_on(x, y)

    def _on_mask_changed(self, rect: Rect) -> None:
        self.scene.mask_changed(rect)
        self.repaint_part(rect)

    def _on_prediction_changed(self, rect: Rect) -> None:
        entry, known = self.document.entry, self.document.prediction is not None
        seen_before = entry is not None and self._ghost_of == entry.id
        self._ghost_of = entry.id if entry is not None and known else ""
        if self._reduced_motion or not known or not self.isVisible() or not self.shows_prediction():
            self.repaint_part(rect)
        elif self._fade.state() != QAbstractAnimation.State.Running:
            # A refreshed prediction only dips, so that live training does not make the image blink.
            self._fade.setStartValue(0.6 if seen_before else 0.0)
            self._fade.start()

    def _on_fade(self, strength: float) -> None:
        self.scene.fade = strength
        self._recolor()

    def _on_rule_changed(self) -> None:
        self.previews.select(self.document.rule.value.selection)

    def _on_window_changed(self) -> None:
        self.scene.invalidate(photo=True)
        self._show_minimap()
        self.update()

    # ---- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bring what is exposed and stale up to date, then lay the marks that follow the hand over it."""
        self._exposed = QRect()
        painter = QPainter(self)
        try:
            painter.setClipRect(event.rect())
            self._paint(painter, event.rect())
        finally:  # a painter left open on a widget ends the process, whatever went wrong before
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRect) -> None:
        ground = marks.ground(self.palette())
        if self.document.current.pyramid is None:
            painter.fillRect(exposed, ground)
            self._paint_sentence(painter)
            return
        self.scene.draw(painter, self.transform, exposed, ground)
        if not self.scene.peek:
            self.previews.draw(painter, self.transform, exposed)
        if self._sketch is not None:
            marks.draw_sketch(painter, self.transform, self._sketch, self._current_color())
        at = self._ring_at()
        if at is not None:
            marks.draw_ring(painter, self.transform, at, self._brush_size)
        pixel_size = self.document.image.pixel_size if self.document.image is not None else None
        room, bar = self.rect(), marks.scale_bar_room(painter, self.rect())
        if pixel_size:
            room.setBottom(bar.top())
        if not self.scene.peek:
            marks.draw_caption(painter, room, [self._feature_name, self.previews.words])
        if pixel_size and bar.intersects(exposed):
            marks.draw_scale_bar(painter, self.rect(), self.transform, pixel_size)

    def _paint_sentence(self, painter: QPainter) -> None:
        document = self.document
        if document.entry is None:
            return
        if document.current.trouble is not None:
            message, hint = tr(document.current.trouble.message), tr(document.current.trouble.hint)
            marks.draw_sentence(painter, self.rect(), self.palette(), message, hint)
        else:
            told = tr("Loading {name}", name=Path(document.entry.path).name)
            marks.draw_sentence(painter, self.rect(), self.palette(), told)

    def _current_color(self) -> QColor:
        document = self.document
        if document.class_list.current in document.classes:
            return QColor(*document.classes.by_id(document.class_list.current).screen_color)
        return self.palette().color(QPalette.ColorRole.Highlight)

    # ---- Qt's events ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, or keep the middle."""
        self.transform.set_size(self.width(), self.height(), self.devicePixelRatioF())
        self._on_view_moved()

    def event(self, event: QEvent) -> bool:
        """Tab goes through the views, keys of a gesture come before shortcuts, pinch zooms, screens may change."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.input.wants(event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.cycle_view()
            return True
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return self.input.native_gesture(event)
        if kind == QEvent.Type.DevicePixelRatioChange:
            self.transform.set_size(self.width(), self.height(), self.devicePixelRatioF())
            self._on_view_moved()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """To the hands."""
        self.input.mouse_press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """To the hands."""
        self.input.mouse_double(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """To the hands."""
        self.input.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """To the hands."""
        self.input.mouse_release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """To the hands."""
        self.input.tablet(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """To the hands."""
        self.input.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the hands."""
        if not self.input.key_press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """To the hands."""
        if not self.input.key_release(event):
            super().keyReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone: no ring, no readout."""
        self.set_pointer(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Held keys are let go."""
        self.input.focus_lost()
        super().focusOutEvent(event)


def _prefers_reduced_motion() -> bool:
    """What the system asks for; Qt tells it from 6.12 on."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    preference = getattr(hints(), "motionPreference", None) if hints is not None else None
    return preference is not None and preference() == Qt.MotionPreference.ReducedMotion
