"""What a tool is, a generator over pointer events, and what the gestures of several tools do. Knows no widget.

A gesture starts with a press, gets every later event by ``yield`` and ends by returning, which commits its stroke.
Closing the generator (Esc, another image, another tool) cancels it: the pixels are restored.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from segstudio.errors import ClassError
from segstudio.gui.canvas.previews import FILL, VOID_COLOR
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point, brush_segment, polygon

if TYPE_CHECKING:
    from segstudio.gui.canvas.toolbox import Toolbox

Line = tuple[str, str]  # a press, drag or key, and what it does
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
WINDOW = 2048  # side in pixels of the part of a large image that slow tools compute


@dataclass(frozen=True)
class Pointer:
    """One event. ``x, y`` are image coordinates (pixel ``(i, j)`` covers ``[i, i + 1) x [j, j + 1)``)."""

    x: float
    y: float
    kind: str = "move"  # "press", "move", "release", "double", "key", "ready" (work is done; no position)
    button: str = ""  # "left" or "right": the one that started the gesture; "" while none is down
    key: str = ""  # "enter" or "backspace" for kind "key"
    pressure: float = 1.0  # below 1 only from a tablet pen
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def at(self) -> Point:
        """Image coordinates."""
        return self.x, self.y


Gesture = Generator[None, Pointer, Any]


class Companion(Protocol):
    """What a tool computes between its gestures, as long as it is the current tool."""

    @abstractmethod
    def follow(self) -> None:
        """There is another image, or another part of it is visible."""

    @abstractmethod
    def hover(self, at: Point | None) -> None:
        """The pointer is at a point of the image, during a gesture too; ``None``: it left the canvas."""

    @abstractmethod
    def turn(self, notches: float) -> bool:
        """The wheel turned, without any key; ``False``: not used, so that it zooms."""

    @abstractmethod
    def stop(self) -> bool:
        """Esc outside of a gesture: stop the computation. ``False`` when there is none."""

    @abstractmethod
    def close(self) -> None:
        """Another tool was chosen."""


@dataclass(frozen=True)
class Tool:
    """One row of the table of tools: what it does and all that the window says about it."""

    name: str
    title: str
    key: str  # its first one
    icon: str  # as in gui.look.icons
    gesture: Callable[[Toolbox, Pointer], Gesture]
    group: str  # its neighbours in the tool bar; "": not in the tool bar
    tip: str  # what it does, in one sentence
    hint: str  # what to do, in few words
    mouse: tuple[Line, ...]  # what mouse and keys do while it is chosen
    actions: tuple[str, ...] = ()  # ids of those whose keys matter with it
    ring: bool = False  # shows the brush's footprint
    needs_prediction: bool = False
    paints: bool = True  # what it changes is brought into view before
    options: tuple[Option, ...] = ()
    companion: Callable[[Toolbox], Companion] | None = None


@contextmanager
def stroke(document: Document, name: str) -> Iterator[None]:
    """One undo step around a gesture: committed when it ends, undone when it is closed or fails."""
    document.strokes.begin(name)
    try:
        yield
    except BaseException:
        document.strokes.cancel()
        raise
    document.strokes.commit()


def line_start(toolbox: Toolbox, press: Pointer) -> Pointer:
    """Where a stroke begins: with Shift at the end of the last one, so that a straight line leads to the press."""
    before = toolbox.line_from
    if before is None or not press.modifiers & SHIFT:
        return press
    return replace(press, x=before[0], y=before[1])


def sweep(
    toolbox: Toolbox, press: Pointer, paint: Callable[[Footprint], object], event: Pointer | None = None
) -> Gesture:
    """Call ``paint`` with what the brush covers between two events, from ``press`` and ``event`` to the release."""
    last, event = line_start(toolbox, press) if event is None else press, event or press
    while True:
        if event.kind in ("press", "move", "release"):
            paint(brush_segment(toolbox.mask.shape, last.at, event.at, toolbox.diameter(event)))
            last = event
            toolbox.line_from = event.at
        if event.kind == "release":
            return
        event = yield


def outlined(toolbox: Toolbox, points: Sequence[Point]) -> Footprint | None:
    """The pixels of the image inside a closed outline; ``None``, and a notice, where there is none. Two points are no
    outline yet, and no notice."""
    if len(set(points)) < 3:
        return None
    footprint = polygon(toolbox.mask.shape, points)
    if footprint.inside.any():
        return footprint
    note_no_pixel(toolbox)
    return None


def note_no_pixel(toolbox: Toolbox) -> None:
    """Say why an outline changed nothing."""
    toolbox.document.notice.emit(tr("No pixel of the image has its middle inside the outline; nothing was changed."))


def paint_value(toolbox: Toolbox, pointer: Pointer) -> int | None:
    """The value this press paints: void with the right button, else the current class. ``None``: it may not be painted,
    and the reason was shown."""
    document = toolbox.document
    if pointer.button == "right" or document.class_list.current == VOID:
        return VOID
    if document.class_list.current not in document.classes:
        none = not len(document.classes)
        hint = tr("Add a class in the list of classes first.") if none else tr("Choose a class to paint.")
        raise ClassError(tr("There is no class to paint with."), hint)
    return document.class_list.current if document.strokes.may_paint(document.class_list.current) else None


def fill_color(toolbox: Toolbox, value: int) -> QColor:
    """The colour in which a region of this value is previewed."""
    classes = toolbox.document.classes
    color = QColor(*classes.by_id(value).screen_color) if value in classes else QColor(VOID_COLOR)
    color.setAlpha(FILL)
    return color


def work_window(toolbox: Toolbox, at: Point) -> Rect:
    """The part of the image that a slow tool works on: what is visible, but at most ``WINDOW`` around a point."""
    seen = toolbox.transform.visible()
    if seen.w <= WINDOW and seen.h <= WINDOW:
        return seen
    return Rect(int(at[0]) - WINDOW // 2, int(at[1]) - WINDOW // 2, WINDOW, WINDOW).intersect(seen)


def selects(pointer: Pointer) -> bool:
    """Whether a region that starts with this press becomes the selection (Ctrl) instead of being painted."""
    return bool(pointer.modifiers & CTRL) and pointer.button == "left"
