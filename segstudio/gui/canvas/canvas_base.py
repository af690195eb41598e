"""What the rest of the window may ask of the canvas: what is shown, where, with which tool and brush.

The lower half of ``Canvas``, which adds painting, events and following the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from segstudio.gui.canvas import marks
from segstudio.gui.canvas.gesture import Companion, Point, Pointer, Tool
from segstudio.gui.canvas.input import Input
from segstudio.gui.canvas.minimap import Minimap
from segstudio.gui.canvas.previews import Previews
from segstudio.gui.canvas.scene import Array, Scene, contour_width, small_image
from segstudio.gui.canvas.tool_options import Options
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.canvas.views import VIEWS
from segstudio.gui.document.document import Document
from segstudio.labels.geometry import Rect

LARGEST_BRUSH = 2000
NEAR = 8.0  # widget pixels between two points that a hand means as one


class CanvasBase(QWidget):
    """Transform, tool, brush and overlays of the canvas.

    Signals:
        hovered((x, y) or None): the image pixel under the pointer.
        tool_changed(name), brush_size_changed(px), view_changed(name), opacity_changed(0..1), contour_changed(bool).
        viewport_changed: another part of the image is visible, or another zoom.
        refused(UserError): what a hand wanted could not be done; it was told as a problem of the document.
    """

    hovered = Signal(object)
    tool_changed = Signal(str)
    brush_size_changed = Signal(float)
    view_changed = Signal(str)
    viewport_changed = Signal()
    opacity_changed = Signal(float)
    contour_changed = Signal(bool)
    refused = Signal(object)

    def __init__(self, document: Document, tools: Mapping[str, Tool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.transform = Transform()
        self.scene = Scene(document, self._on_scene_ready, self)
        self.input = Input(self)
        self.minimap = Minimap(self.transform, self)
        self.minimap.moved.connect(self.center_on)
        self.tools = tools
        self._tool = tools["brush"]
        self.options = Options((option for tool in tools.values() for option in tool.options), self)
        self.previews = Previews(self._on_preview)
        self.companion: Companion | None = None
        self._brush_size = 20.0
        self._pointer: QPointF | None = None
        self._exposed = QRect()  # what waits for the next paint
        self._sketch: marks.Sketch | None = None
        self._feature_name = ""
        self._reduced_motion = False

    # ---- what is shown --------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """One of "labels", "prediction", "both", "difference"."""
        return self.scene.view

    def set_view(self, name: str) -> None:
        """Show labels, prediction, both, or where they differ."""
        if name not in VIEWS:
            raise ValueError(f"{name!r} is not one of {list(VIEWS)}")
        if name != self.scene.view:
            self.scene.view = name
            self._recolor()
            self.view_changed.emit(name)

    def cycle_view(self) -> None:
        """The next of the views."""
        names = list(VIEWS)
        self.set_view(names[(names.index(self.scene.view) + 1) % len(names)])

    @property
    def overlay_opacity(self) -> float:
        """How strongly classes cover the image, 0..1."""
        return self.scene.opacity

    def set_overlay_opacity(self, opacity: float) -> None:
        """Set it; values outside 0..1 are clipped."""
        opacity = min(1.0, max(0.0, opacity))
        if opacity != self.scene.opacity:
            self.scene.opacity = opacity
            self._recolor()
            self.opacity_changed.emit(opacity)

    @property
    def void_hatch(self) -> bool:
        """Whether void is hatched; otherwise it has a flat tint."""
        return self.scene.hatched

    def set_void_hatch(self, hatched: bool) -> None:
        """Hatch or tint what is not labelled."""
        self.scene.hatched = hatched
        self._recolor()

    @property
    def contour(self) -> bool:
        """Whether only the borders of classes are drawn."""
        return self.scene.contour

    def set_contour(self, contour: bool) -> None:
        """Borders of classes only, or filled classes."""
        if contour != self.scene.contour:
            self.scene.contour = contour
            self._recolor()
            self.contour_changed.emit(contour)

    def toggle_contour(self) -> None:
        """The other of the two."""
        self.set_contour(not self.scene.contour)

    def peek(self, peeking: bool) -> None:
        """Hide every overlay while ``True``."""
        if peeking != self.scene.peek:
            self.scene.peek = peeking
            self.scene.invalidate()
            self.update()

    def set_feature_map(self, pixels: Array | None, name: str = "") -> None:
        """Lay a feature map ``uint8[h', w']`` over the image, stretched; ``None`` takes it away."""
        self.scene.set_feature_map(pixels)
        self._feature_name = name if pixels is not None else ""
        self.update()

    def set_reduced_motion(self, reduced: bool) -> None:
        """No fading."""
        self._reduced_motion = reduced

    def _recolor(self) -> None:
        self.scene.recolor()
        self.update()

    def repaint_part(self, rect: Rect) -> None:
        """Image pixels changed inside ``rect``: show it with the next paint."""
        # Whole magnifications show no pixel beside its own place, so that parts which touch stay apart.
        margin = 0 if self.transform.zoom.is_integer() else 2
        part = (
            self.transform.rect_of(rect, margin + (contour_width(self.transform) if self.contour else 0)) & self.rect()
        )
        if not part.isEmpty():
            self.scene.invalidate(self.transform, part)
            self.expose(part)

    def expose(self, part: QRect) -> None:
        """Paint ``part`` of the widget soon, in one rectangle with all else that waits for the next paint.

        A rectangle is copied fast; of several, Qt paints line by line, spread over threads that it waits for.
        """
        self._exposed = self._exposed.united(part & self.rect())
        self.update(self._exposed)

    # ---- where ----------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Device pixels per image pixel; 1 is actual size."""
        return self.transform.zoom

    def fit(self) -> None:
        """Show the whole image."""
        self.transform.fit()
        self._on_view_moved()

    def one_to_one(self) -> None:
        """One image pixel per screen pixel."""
        self.transform.one_to_one()
        self._on_view_moved()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom; what lies under ``at`` (widget position, default the middle) stays there."""
        place = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        self.transform.zoom_at(factor, place.x(), place.y())
        self._on_view_moved()

    def pan(self, dx: float, dy: float) -> None:
        """Move the image by widget pixels."""
        self.transform.pan(dx, dy)
        self._on_view_moved()

    def center_on(self, x: float, y: float) -> None:
        """Bring an image position to the middle."""
        self.transform.center_on(x, y)
        self._on_view_moved()

    def to_widget(self, x: float, y: float) -> QPointF:
        """The widget position of image coordinates; the middle of pixel (i, j) is at (i + 0.5, j + 0.5)."""
        return self.transform.to_widget(x, y)

    def to_image(self, at: QPointF) -> tuple[float, float]:
        """The image coordinates of a widget position."""
        return self.transform.to_image(at.x(), at.y())

    def visible_rect(self) -> Rect:
        """The image pixels in sight; empty without an image."""
        return self.transform.visible()

    def _on_view_moved(self) -> None:
        self.minimap.follow()
        self.update()
        self._hover()
        if self.companion is not None:
            self.companion.follow()
        self.viewport_changed.emit()

    # ---- tool and brush -------------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        """The name of the current tool."""
        return self._tool.name

    @property
    def current_tool(self) -> Tool:
        """Its row in the table."""
        return self._tool

    def set_tool(self, name: str) -> None:
        """Take another tool: what a drag has painted so far stays, any other gesture under way is cancelled."""
        if name == self._tool.name:
            return
        self.document.strokes.commit()
        self.input.cancel()
        if self.companion is not None:
            self.companion.close()
        self._tool = self.tools[name]
        self.companion = self._tool.companion(self) if self._tool.companion is not None else None
        self.refresh_cursor()
        self.update()
        self.tool_changed.emit(name)

    @property
    def brush_size(self) -> float:
        """Diameter in image pixels."""
        return self._brush_size

    def set_brush_size(self, size: float) -> None:
        """Whole pixels from 1 on."""
        size = float(min(LARGEST_BRUSH, max(1, round(size))))
        if size != self._brush_size:
            self._update_ring()
            self._brush_size = size
            self._update_ring()
            self.brush_size_changed.emit(size)

    def step_brush(self, steps: float) -> None:
        """Grow (or shrink, when negative) by a fifth per step, by one pixel at least."""
        wanted = self._brush_size * 1.2**steps
        if steps > 0:
            self.set_brush_size(max(wanted, self._brush_size + 1))
        elif steps < 0:
            self.set_brush_size(min(wanted, self._brush_size - 1))

    def cancel(self) -> bool:
        """Cancel the gesture under way; ``False`` when there is none."""
        return self.input.cancel()

    # ---- what tools ask for (tools.gesture.Surface) ----------------------------------------------------------

    def diameter(self, pointer: Pointer) -> float:
        """The brush's diameter in image pixels under this pen pressure."""
        return max(1.0, self._brush_size * pointer.pressure)

    def near(self, first: Point, second: Point) -> bool:
        """Whether two image points lie within a few screen pixels."""
        a, b = self.transform.to_widget(*first), self.transform.to_widget(*second)
        return (a - b).manhattanLength() <= NEAR

    def reach(self, pixels: float) -> float:
        """How many image pixels lie under so many pixels of the screen."""
        return pixels / self.transform.scale

    def wake(self) -> None:
        """Tell the gesture under way that its work is done."""
        self.input.wake()

    def _on_preview(self, rect: Rect | None) -> None:
        room = QRect(0, self.height() - marks.CAPTION_ROOM, self.width(), marks.CAPTION_ROOM)
        self.update(self.transform.rect_of(rect, margin=3) if rect is not None else room)

    def sketch(
        self,
        points: Sequence[Point],
        loose: Point | None = None,
        vertices: bool = True,
        corners: Sequence[Point] = (),
    ) -> None:
        """Show an outline that is not painted yet; ``corners`` are dots along a path."""
        before = self._sketch
        self._sketch = marks.Sketch(tuple(points), loose, vertices, tuple(corners)) if points else None
        for sketch in (before, self._sketch):
            if sketch is not None:
                self.expose(self.transform.rect_of(sketch.bounds(), margin=8))

    def shows_prediction(self) -> bool:
        """Whether the prediction is in sight."""
        return VIEWS[self.scene.view].prediction and not self.scene.peek

    # ---- pointer --------------------------------------------------------------------------------------------

    def set_pointer(self, at: QPointF | None) -> None:
        """The pointer is at a widget position, or gone."""
        self._update_ring()
        self._pointer = at
        self._update_ring()
        self._hover()

    def _hover(self) -> None:
        pixel = None
        if self._pointer is not None:
            x, y = self.transform.to_image(self._pointer.x(), self._pointer.y())
            if 0 <= x < self.transform.columns and 0 <= y < self.transform.rows:
                pixel = int(x), int(y)
        self.hovered.emit(pixel)

    def refresh_cursor(self) -> None:
        """The mouse pointer's look follows tool and hands."""
        self.setCursor(self.input.cursor())

    def _ring_at(self) -> Point | None:
        at = self.input.sizing_at or self._pointer
        if at is None or self.document.mask is None or not (self._tool.ring or self.input.sizing_at):
            return None
        return self.transform.to_image(at.x(), at.y())

    def _update_ring(self) -> None:
        at = self._ring_at()
        if at is not None:
            self.expose(marks.ring_rect(self.transform, at, self._brush_size, self.rect()))

    def _show_minimap(self) -> None:
        pyramid = self.scene.pyramid
        self.minimap.set_image(small_image(pyramid, self.document.display.window) if pyramid is not None else QImage())

    def _on_scene_ready(self) -> None:
        self.update()
