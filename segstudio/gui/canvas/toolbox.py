"""The current tool with its brush size, options and the gesture under way, as tools see the canvas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from segstudio.errors import UserError
from segstudio.gui.canvas.display import DisplaySettings
from segstudio.gui.canvas.gesture import Companion, Gesture, Pointer, Tool
from segstudio.gui.canvas.marks import Sketch
from segstudio.gui.canvas.previews import ToolPreviews
from segstudio.gui.canvas.tool_options import OptionValues
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.mask import Mask
from segstudio.labels.painting import Point
from segstudio.project.images.reading import ImageData
from segstudio.promptable.process import ClickNetwork

UNUSED_MS = 60_000  # after which a click network whose tool is not chosen ends its process
LARGEST_BRUSH = 2000


class Toolbox(QObject):
    """Owns the gesture. ``repaint`` takes a rectangle of the widget, ``repaint_preview`` one of the image.

    Signals:
        tool_changed(name), brush_size_changed(px).
        click_network_changed: another network answers clicks, or none.
        refused(UserError): a gesture could not be done; also emitted as a problem of the document.
    """

    tool_changed = Signal(str)
    brush_size_changed = Signal(float)
    click_network_changed = Signal()
    refused = Signal(object)

    def __init__(
        self,
        document: Document,
        transform: Transform,
        display: DisplaySettings,
        tools: Mapping[str, Tool],
        repaint: Callable[[QRect], None],
        repaint_preview: Callable[[Rect | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.transform, self.display, self.tools = document, transform, display, tools
        self.tool = tools["brush"]
        self.brush_size = 20.0  # diameter in image pixels
        self.options = OptionValues((option for tool in tools.values() for option in tool.options), self)
        self.previews = ToolPreviews(repaint_preview)
        self.companion: Companion | None = None
        self.click_network: ClickNetwork | None = None  # the person's own, which "Click an object" uses
        self._unused = QTimer(self, singleShot=True, interval=UNUSED_MS)
        self._unused.timeout.connect(self._on_unused)
        self.outline: Sketch | None = None  # drawn by the gesture, not painted yet
        self.right_menu = False  # a right click between gestures opens a menu
        self.line_from: Point | None = None  # where the last stroke on this image ended
        self.button = ""  # the button that is down for the gesture
        self._gesture: Gesture | None = None
        self._waiting: list[Pointer] = []  # of a gesture that begins when the edits under way are done
        self._waiting_class = VOID  # what it paints
        self.show_labels: Callable[[Pointer], str | None] = lambda _press: None  # where views are compared
        self._repaint = repaint
        document.queue.idle.connect(self._begin_waiting)
        document.current_changed.connect(self._on_another_image)

    def _on_another_image(self) -> None:
        self.line_from = None

    def set_tool(self, name: str) -> None:
        """Choose another tool: what a drag has painted is committed, any other gesture under way is cancelled."""
        if name == self.tool.name:
            return
        self.document.strokes.commit()
        self.cancel()
        if self.companion is not None:
            self.companion.close()
        self.tool = self.tools[name]
        self.companion = self.tool.companion(self) if self.tool.companion is not None else None
        self._watch_network()
        self.tool_changed.emit(name)

    def _watch_network(self) -> None:
        """Once its tool is not chosen for a while, the process of the click network gives its memory back."""
        if self.tool.name == "object_click":
            self._unused.stop()
        elif self.click_network is not None and not self._unused.isActive():
            self._unused.start()

    def _on_unused(self) -> None:
        if self.click_network is not None:
            self.document.background.submit(self.click_network.rest)

    def set_click_network(self, network: ClickNetwork | None) -> None:
        """Let this network answer clicks from now on; ``None``: none. The process of the one before is ended."""
        before, self.click_network = self.click_network, network
        if before is not network:
            if before is not None:
                before.close()
            self._watch_network()
            self.click_network_changed.emit()

    def set_brush_size(self, size: float) -> None:
        """Whole pixels from 1 on."""
        size = float(min(LARGEST_BRUSH, max(1, round(size))))
        if size != self.brush_size:
            self.brush_size = size
            self.brush_size_changed.emit(size)

    def step_brush(self, steps: float) -> None:
        """Grow (or shrink, when negative) by a fifth per step, by one pixel at least."""
        wanted = self.brush_size * 1.2**steps
        if steps > 0:
            self.set_brush_size(max(wanted, self.brush_size + 1))
        elif steps < 0:
            self.set_brush_size(min(wanted, self.brush_size - 1))

    # ---- the gesture ----------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None or bool(self._waiting)

    def begin(self, pointer: Pointer) -> None:
        """Start a gesture of the current tool with a press, if there is an image.

        While a large edit is under way the gesture waits for it, so that the window does not.
        """
        if self.document.mask is None:
            return
        self.button = pointer.button
        if self.document.queue.busy:
            self._waiting, self._waiting_class = [pointer], self.document.class_list.current
        else:
            self._start(pointer)

    def _start(self, pointer: Pointer) -> None:
        if self.tool.paints:
            self._bring_into_view(pointer)
        self._gesture = self.tool.gesture(self, pointer)
        self.send(None)

    def _bring_into_view(self, pointer: Pointer) -> None:
        """Nobody paints blindly: a view without labels and a hidden class are shown again, and a sentence says so."""
        display, classes, told = self.display, self.document.class_list, []
        display.peek(False)
        compared = self.show_labels(pointer)
        if compared:
            told.append(compared)
        if compared is None and not display.view.labels:
            display.set_view("both")
            told.append(tr("The view is Both now, so that what you paint is seen."))
        current, left = classes.current, pointer.button == "left" and not self.tool.needs_prediction
        if left and current in classes.table and classes.table.by_id(current).hidden:
            classes.change(lambda table: table.set_hidden(current, False))
            name = classes.table.by_id(current).name
            told.append(tr("{name} is shown again, so that what you paint is seen.", name=name))
        if display.opacity == 0:
            told.append(tr("Overlay is at 0 %: what you paint is not drawn."))
        if told:
            self.document.notice.emit(" ".join(told))

    def _begin_waiting(self) -> None:
        """The edits are done: do the gesture as far as it has come, with the class that was chosen when it began."""
        events, self._waiting = self._waiting, []
        if not events or self.document.mask is None:
            return
        classes = self.document.class_list
        chosen = classes.current
        classes.set_current(self._waiting_class)
        self._start(events[0])
        for event in events[1:]:
            self.send(event)
        classes.set_current(chosen)

    def send(self, pointer: Pointer | None) -> None:
        """One event to the gesture; ``None`` starts it. A ``UserError`` ends it and goes to the banner."""
        if self._waiting and pointer is not None:
            self._waiting.append(pointer)
            return
        gesture = self._gesture
        if gesture is None:
            return
        ended = True
        try:
            gesture.send(pointer)  # type: ignore[arg-type]
            ended = False
        except StopIteration:
            pass
        except UserError as error:
            self.document.problem.emit(error)
            self.refused.emit(error)
        finally:
            if ended and self._gesture is gesture:
                self._gesture = None
                self._clear()

    def cancel(self) -> bool:
        """Close the gesture: its pixels are restored. ``False`` when there was none."""
        gesture, self._gesture, self.button = self._gesture, None, ""
        waited, self._waiting = bool(self._waiting), []
        if gesture is not None:
            gesture.close()
            self._clear()
        return gesture is not None or waited

    def _clear(self) -> None:
        """Remove what the gesture showed."""
        self.sketch(())
        self.previews.show(None)

    def pick(self, press: Pointer) -> None:
        """Pick the class under the pointer, whatever the tool."""
        if self.document.mask is not None:
            next(self.tools["pick"].gesture(self, press), None)

    # ---- for the gesture --------------------------------------------------------------------------------------

    @property
    def mask(self) -> Mask:
        """The current mask: no gesture starts without one, and another image cancels it."""
        assert self.document.mask is not None
        return self.document.mask

    @property
    def image(self) -> ImageData:
        """The current image, which is there whenever its mask is."""
        assert self.document.image is not None
        return self.document.image

    def wake(self) -> None:
        """Send the gesture under way an event "ready": its background work ended."""
        self.send(Pointer(0.0, 0.0, "ready"))

    def diameter(self, pointer: Pointer) -> float:
        """The brush's diameter in image pixels, with the pen's pressure."""
        return max(1.0, self.brush_size * pointer.pressure)

    def sketch(
        self,
        points: Sequence[Point],
        loose: Point | None = None,
        vertices: bool = True,
        corners: Sequence[Point] = (),
        closed: bool = True,
    ) -> None:
        """Show an outline until the gesture ends; no points: show nothing. ``corners`` are dots along a path, which may
        stay open."""
        before = self.outline
        self.outline = Sketch(tuple(points), loose, vertices, tuple(corners), closed) if points else None
        for outline in (before, self.outline):
            if outline is not None:
                self._repaint(self.transform.rect_of(outline.bounds(), margin=8))
