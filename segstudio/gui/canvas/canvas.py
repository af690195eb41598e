"""The canvas: one widget that shows the current image with its labels and lets a person paint them.

Follows the document and paints. Its parts own the rest: ``transform`` (the place of the image), ``display`` (how labels
are shown), ``scene`` (pixels), ``toolbox`` (tool, brush, gesture), ``input`` (mouse and keys).
Labels change only through the document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QSinglePointEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QSizePolicy, QWidget

from segstudio.gui.canvas import marks
from segstudio.gui.canvas.compare import Compare
from segstudio.gui.canvas.display import DisplaySettings
from segstudio.gui.canvas.fade import Fade
from segstudio.gui.canvas.gesture import Pointer, Tool
from segstudio.gui.canvas.input import REACTIONS, Input
from segstudio.gui.canvas.minimap import Minimap
from segstudio.gui.canvas.overlay import contour_width
from segstudio.gui.canvas.scene import Scene
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.canvas.transform import Place, Transform, nearest_pixel
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import Point

_SIZE = "{path}, {w} by {h} pixels"
_MOVES = {
    QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease, QEvent.Type.TabletPress, QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
}  # fmt: skip


class Canvas(QWidget):
    """The image in the middle of the window.

    Signals:
        hovered((x, y) or None): the image pixel under the pointer.
        viewport_changed: another part of the image is visible, or another zoom.
        dragged(x, y): the person dragged the image and let go; the image coordinates in the middle of the canvas.
    """

    hovered = Signal(object)
    viewport_changed = Signal()
    dragged = Signal(float, float)

    def __init__(self, document: Document, tools: Mapping[str, Tool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.display = DisplaySettings(self)
        self.transform = Transform()
        self.scene = Scene(document, self.display, self.transform, self.update, self)
        self.toolbox = Toolbox(document, self.transform, self.display, tools, self._expose, self._on_preview, self)
        self.input = Input(self.toolbox)
        self.compare = Compare(document, self.display, self.transform, self.scene, self)
        self.minimap = Minimap(self.transform, self)
        self.fade = Fade(self.scene.set_fade, self)
        self.height_above: Callable[[], int] = lambda: 0  # widget pixels that a notice takes from the top now
        self._pointer: QPointF | None = None  # widget position, the middle of a screen pixel
        self._ring = QRect()  # where the brush's ring was painted last
        self._exposed = QRect()  # what waits for the next paint
        self._shown: tuple[str, tuple[int, ...]] | None = None  # image id and shape that the transform belongs to
        self._places: dict[str, Place | None] = {}  # by image id, the part that was visible last
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

    def _connect(self, document: Document) -> None:
        self.transform.moved = self._on_moved
        self.input.pointed = self._follow_pointer
        self.input.pan_ended = self._on_pan_ended
        self.display.changed.connect(self._recolor)
        self.compare.changed.connect(self._on_marks_changed)
        self.compare.moved.connect(self.update)
        self.toolbox.show_labels = self._show_labels
        self.toolbox.tool_changed.connect(self._on_marks_changed)
        self.toolbox.brush_size_changed.connect(self._update_ring)
        self.minimap.moved.connect(self.transform.center_on)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        document.project_changed.connect(self._places.clear)
        document.current_changed.connect(self._on_current_changed)
        document.image_loaded.connect(self._show_image)
        document.mask_changed.connect(self._on_mask_changed)
        document.prediction_changed.connect(self._on_prediction_changed)
        document.classes_changed.connect(self._recolor)
        document.window_changed.connect(self._on_window_changed)
        document.rule_changed.connect(self._on_rule_changed)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """A press takes the keyboard from a name in a list that is being typed: it ends that and does nothing else."""
        inside = before.parentWidget() if isinstance(before, QLineEdit) else None
        typing = inside is not None and isinstance(inside.parentWidget(), QAbstractItemView)
        if now is self and typing and QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self.input.ignore_press()

    def put_place(self, image_id: str, place: Place) -> None:
        """Show this part of an image when it is opened next."""
        self._places[image_id] = place

    def carry_place(self, image_id: str, rect: Rect) -> None:
        """Show the same place when this image is opened next, which lies at ``rect`` seen from the current one; or the
        nearest that it has."""
        place = self.transform.place
        if place is not None:
            scale, x, y = place
            place = scale, min(max(x - rect.x, 0.0), float(rect.w)), min(max(y - rect.y, 0.0), float(rect.h))
        self._places[image_id] = place

    def _on_pan_ended(self) -> None:
        if not self.toolbox.busy:  # another image would end the gesture
            self.dragged.emit(*self.transform.to_image(self.width() / 2, self.height() / 2))

    # ---- the document ---------------------------------------------------------------------------------------

    def _on_current_changed(self) -> None:
        self.toolbox.cancel()
        if self._shown is not None:
            self._places[self._shown[0]] = self.transform.place
            self._shown = None
        self.scene.set_feature_map(None)
        self.fade.forget()
        if self.document.current.pyramid is None:
            self._show_image()

    def _show_image(self) -> None:
        pyramid, entry = self.document.current.pyramid, self.document.entry
        for scene in self._scenes:
            scene.load()
        self.minimap.show_image(pyramid, self.document.display.tones)
        self.setCursor(self.input.cursor())
        if pyramid is None or entry is None:
            self._shown = None
            self.transform.show(0, 0)
        elif self._shown != (entry.id, pyramid.shape):
            self._shown = entry.id, pyramid.shape
            self.setAccessibleDescription(tr(_SIZE, path=entry.title, w=entry.width, h=entry.height))
            self.transform.show(*pyramid.shape, self._places.get(entry.id))
        else:
            self._on_moved()

    @property
    def _scenes(self) -> tuple[Scene, ...]:
        return self.scene, *self.compare.scenes

    def _recolor(self) -> None:
        for scene in self._scenes:
            scene.recolor()

    def _on_marks_changed(self) -> None:
        self.update()
        self._hover()

    def _show_labels(self, press: Pointer) -> str | None:
        """What is to be said when a gesture begins on a side without labels; ``None``: nothing is compared."""
        at = self.transform.to_widget(press.x, press.y)
        return self.compare.show_labels_at(at.x()) if self.compare.is_on else None

    def _on_mask_changed(self, rect: Rect) -> None:
        self.scene.coarse.update(rect)
        self._repaint_part(rect)
        if self.compare.is_on and (self.toolbox.busy or self.document.queue.busy):
            told = self.compare.show_labels_in(rect)
            if told:
                self.document.notice.emit(told)

    def _on_prediction_changed(self, rect: Rect) -> None:
        entry, prediction = self.document.entry, self.document.prediction
        image_id = entry.id if entry is not None and prediction is not None else ""
        if not self.fade.arrived(image_id, self.isVisible() and self.display.shows_prediction) or self.compare.is_on:
            self._repaint_part(rect)
        self._hover()

    def _on_rule_changed(self) -> None:
        self.toolbox.previews.select(self.document.rule.value.selection)

    def _on_window_changed(self) -> None:
        for scene in self._scenes:
            scene.invalidate(photo=True)
        self.minimap.show_image(self.document.current.pyramid, self.document.display.tones)
        self.update()

    # ---- its parts ------------------------------------------------------------------------------------------

    def _on_moved(self) -> None:
        self.minimap.follow()
        self.update()
        self._hover()
        if self.toolbox.companion is not None:
            self.toolbox.companion.follow()
        self.viewport_changed.emit()

    def _on_preview(self, rect: Rect | None) -> None:
        room = QRect(0, self.height() - marks.CAPTION_ROOM, self.width(), marks.CAPTION_ROOM)
        self.update(self.transform.rect_of(rect, margin=3) if rect is not None else room)

    def _repaint_part(self, rect: Rect) -> None:
        """Image pixels changed inside ``rect``: show them with the next paint."""
        # At whole magnifications no pixel is drawn outside of its own place, so that adjacent parts stay apart.
        margin = 0 if self.transform.zoom.is_integer() else 2
        margin += contour_width(self.transform) if self.display.contour else 0
        part = self.transform.rect_of(rect, margin) & self.rect()
        if not part.isEmpty():
            for scene in self._scenes:
                scene.invalidate(part)
            self._expose(part)

    def _expose(self, part: QRect) -> None:
        """Paint ``part`` of the widget soon, in one rectangle with all else that waits for the next paint.

        One rectangle is copied fast; several are painted line by line, by threads that Qt waits for.
        """
        self._exposed = self._exposed.united(part & self.rect())
        self.update(self._exposed)

    # ---- pointer --------------------------------------------------------------------------------------------

    def _follow_pointer(self, at: QPointF | None) -> None:
        """The pointer is at a widget position, or outside: ring and readout follow."""
        self._pointer = at
        self._update_ring()
        self._hover()

    def _hover(self) -> None:
        at, toolbox = self._pointer, self.toolbox
        side = self.compare.side_at(at.x()) if at is not None else None
        if side is not None and side.foreign:
            at = None  # what is read out would be of another image than what is seen
        self.hovered.emit(self.transform.pixel_at(at.x(), at.y()) if at is not None else None)
        if toolbox.companion is not None:
            toolbox.companion.hover(self.transform.to_image(at.x(), at.y()) if at is not None else None)

    def _ring_at(self) -> Point | None:
        sizing = self.input.sizing_at
        at = sizing or self._pointer
        if at is None or self.document.mask is None or not (self.toolbox.tool.ring or sizing):
            return None
        return self.transform.to_image(at.x(), at.y())

    def _update_ring(self) -> None:
        """Repaint the ring where it was and where it is."""
        before, at = self._ring, self._ring_at()
        size, seen = self.toolbox.brush_size, self.rect()
        self._ring = marks.ring_rect(self.transform, at, size, seen) if at is not None else QRect()
        for part in (before, self._ring):
            if not part.isEmpty():
                self._expose(part)

    # ---- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Update the exposed pixels, then draw the marks that follow the pointer over them."""
        self._exposed = QRect()
        painter = QPainter(self)
        try:
            painter.setClipRect(event.rect())
            painter.translate(self._to_whole_pixels(painter))
            self._paint(painter, event.rect())
        finally:  # a painter left open on a widget ends the process
            painter.end()

    def _to_whole_pixels(self, painter: QPainter) -> QPointF:
        """The way from the widget's corner to a whole device pixel, less than one: at 1.5 it may be between two."""
        corner, ratio = painter.deviceTransform(), self.transform.ratio
        return QPointF(*(nearest_pixel(place) - place for place in (corner.dx(), corner.dy()))) / ratio

    def _paint(self, painter: QPainter, exposed: QRect) -> None:
        ground = self.palette().color(QPalette.ColorRole.Dark)  # the grey around the image
        if self.document.current.pyramid is None:
            painter.fillRect(exposed, ground)
            self._paint_sentence(painter)
            return
        (self.compare if self.compare.is_on else self.scene).draw(painter, exposed, ground)
        if not self.display.peeking:
            self.toolbox.previews.draw(painter, self.transform, exposed)
        if self.toolbox.outline is not None:
            marks.draw_sketch(painter, self.transform, self.toolbox.outline, self._current_color())
        at = self._ring_at()
        if at is not None:
            marks.draw_ring(painter, self.transform, at, self.toolbox.brush_size)
        room, pixel_size = self.rect(), self.document.image.pixel_size if self.document.image is not None else None
        if pixel_size:
            bar = marks.scale_bar_room(painter, room)
            if bar.intersects(exposed):
                marks.draw_scale_bar(painter, room, self.transform, pixel_size)
            room.setBottom(bar.top())
        if not self.display.peeking:
            laid_over = () if self.compare.is_on else (self.scene.unusual_name, self.scene.feature_name)
            marks.draw_caption(painter, room, [*laid_over, self.toolbox.previews.words])
        if self.compare.is_on:
            self.compare.draw_marks(painter)

    def _paint_sentence(self, painter: QPainter) -> None:
        document = self.document
        if document.entry is None:
            return
        trouble = document.current.trouble
        if trouble is not None:
            message, hint = tr(trouble.message), tr(trouble.hint)
            marks.draw_sentence(painter, self.rect(), self.palette(), message, hint)
        else:
            loading = tr("Loading {name}", name=Path(document.entry.title).name)
            marks.draw_sentence(painter, self.rect(), self.palette(), loading)

    def _current_color(self) -> QColor:
        document = self.document
        if document.class_list.current in document.classes:
            return QColor(*document.classes.by_id(document.class_list.current).screen_color)
        return self.palette().color(QPalette.ColorRole.Highlight)

    # ---- Qt's events ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted image is fitted again; else the middle stays."""
        self._take_size()

    def _take_size(self) -> None:
        lower = self.height_above() - self.transform.above  # the corner of the widget, not the image on the screen
        self.input.shift(-lower)
        if self._pointer is not None:
            self._pointer = self._pointer - QPointF(0, lower)
        self.transform.set_size(self.width(), self.height(), self.devicePixelRatioF(), self.height_above())

    def event(self, event: QEvent) -> bool:
        """Tab shows the next view. The input gets its events first; ring, readout and cursor follow."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.display.next_view()
            return True
        if kind == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._take_size()
        elif kind == QEvent.Type.Leave:
            self._follow_pointer(None)
        if kind not in REACTIONS:
            return super().event(event)
        used = self.input.take(event)
        if kind in _MOVES and isinstance(event, QSinglePointEvent):
            self._follow_pointer(self.input.place(event))
        if kind != QEvent.Type.MouseMove:
            self.setCursor(self.input.cursor())
        return used or super().event(event)
