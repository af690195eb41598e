"""What a tool is: a generator over pointer events. The vocabulary that all tools share; knows the document, no widget.

A gesture starts with a press, gets every later event by ``yield`` and ends by returning, which commits its stroke.
Closing the generator (Esc, another image, another tool) cancels it: the pixels are restored.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from segstudio.errors import ClassError
from segstudio.gui.canvas.display import Display
from segstudio.gui.canvas.previews import FILL, VOID_COLOR, Previews
from segstudio.gui.canvas.tool_options import Option, Options
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point, brush_segment

Line = tuple[str, str]  # a press, drag or key, and what it does
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
WINDOW = 2048  # side in pixels of the part of a large image that slow tools work on


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


class Surface(Protocol):
    """What a tool may ask of the canvas."""

    document: Document
    transform: Transform
    display: Display
    options: Options
    previews: Previews
    companion: Companion | None

    @abstractmethod
    def wake(self) -> None:
        """Send the gesture under way an event "ready"."""

    @abstractmethod
    def diameter(self, pointer: Pointer) -> float:
        """The brush's diameter in image pixels, with the pen's pressure."""

    @abstractmethod
    def sketch(
        self,
        points: Sequence[Point],
        loose: Point | None = None,
        vertices: bool = True,
        corners: Sequence[Point] = (),
    ) -> None:
        """Show an outline that is not painted yet; no points: show nothing. ``corners`` are dots along a path."""


Gesture = Generator[None, Pointer, Any]


class Companion(Protocol):
    """What works beside a tool while it is the current one, between its gestures."""

    @abstractmethod
    def follow(self) -> None:
        """Another image, or another part of it is visible."""

    @abstractmethod
    def stop(self) -> bool:
        """Esc outside of a gesture: stop what is worked on; ``False`` when there is nothing."""

    @abstractmethod
    def close(self) -> None:
        """Another tool is chosen."""


@dataclass(frozen=True)
class Tool:
    """One row of the table of tools: what it does and all that the window says of it."""

    name: str
    title: str
    key: str  # its first one
    icon: str  # as in gui.look.icons
    gesture: Callable[[Surface, Pointer], Gesture]
    group: str  # its neighbours in the tool bar; "": not in the tool bar
    tip: str  # what it does, in one sentence
    hint: str  # what to do, in few words
    mouse: tuple[Line, ...]  # what mouse and keys do while it is chosen
    actions: tuple[str, ...] = ()  # ids of those whose keys matter with it
    cursor: Qt.CursorShape = Qt.CursorShape.CrossCursor
    ring: bool = False  # shows the brush's footprint
    needs_prediction: bool = False
    options: tuple[Option, ...] = ()
    companion: Callable[[Surface], Companion] | None = None


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


def sweep(
    surface: Surface, press: Pointer, paint: Callable[[Footprint], object], event: Pointer | None = None
) -> Gesture:
    """``paint`` what the brush passes over from each event (from ``press`` to ``event`` at first) to the release."""
    mask, last, event = surface.document.mask, press, event or press
    assert mask is not None
    while True:
        if event.kind in ("press", "move", "release"):
            paint(brush_segment(mask.shape, last.at, event.at, surface.diameter(event)))
            last = event
        if event.kind == "release":
            return
        event = yield


def paint_value(surface: Surface, pointer: Pointer) -> int | None:
    """What this press paints: void with the right button, else the current class; ``None`` after saying why not."""
    document = surface.document
    if pointer.button == "right" or document.class_list.current == VOID:
        return VOID
    if document.class_list.current not in document.classes:
        none = not len(document.classes)
        hint = tr("Add a class in the list of classes first.") if none else tr("Choose a class to paint.")
        raise ClassError(tr("There is no class to paint with."), hint)
    return document.class_list.current if document.strokes.may_paint(document.class_list.current) else None


def fill_color(surface: Surface, value: int) -> QColor:
    """In which colour a region is previewed."""
    classes = surface.document.classes
    color = QColor(*classes.by_id(value).screen_color) if value in classes else QColor(VOID_COLOR)
    color.setAlpha(FILL)
    return color


def work_window(surface: Surface, at: Point) -> Rect:
    """The part of the image that a slow tool works on: what is visible, but at most ``WINDOW`` around a point."""
    seen = surface.transform.visible()
    if seen.w <= WINDOW and seen.h <= WINDOW:
        return seen
    around = Rect(int(at[0]) - WINDOW // 2, int(at[1]) - WINDOW // 2, WINDOW, WINDOW)
    return around.intersect(seen)


def selects(pointer: Pointer) -> bool:
    """Whether a region that starts with this press becomes the selection (Ctrl) instead of being painted."""
    return bool(pointer.modifiers & CTRL) and pointer.button == "left"
