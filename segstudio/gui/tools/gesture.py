"""What a tool is: a generator over pointer events. The vocabulary that all tools share; knows the document, no widget.

A gesture starts with a press, gets every later event by ``yield`` and ends by returning, which commits its stroke.
Closing the generator (Esc, another image, another tool) cancels it: the pixels come back.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Qt

from segstudio.errors import ClassError
from segstudio.gui.document import Document
from segstudio.labels.classes import VOID

Point = tuple[float, float]


@dataclass(frozen=True)
class Pointer:
    """One event. ``x, y`` are image coordinates (pixel ``(i, j)`` covers ``[i, i + 1) x [j, j + 1)``)."""

    x: float
    y: float
    kind: str = "move"  # "press", "move", "release", "double", "key"
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

    @abstractmethod
    def diameter(self, pointer: Pointer) -> float:
        """The brush's diameter in image pixels, with the pen's pressure."""

    @abstractmethod
    def near(self, first: Point, second: Point) -> bool:
        """Whether two image points are so close on the screen that a hand means the same one."""

    @abstractmethod
    def sketch(self, points: Sequence[Point], loose: Point | None = None, vertices: bool = True) -> None:
        """Show an outline that is not painted yet; no points: show nothing."""

    @abstractmethod
    def shows_prediction(self) -> bool:
        """Whether the prediction is in sight."""


Gesture = Generator[None, Pointer, Any]


@dataclass(frozen=True)
class Tool:
    """One row of the table of tools."""

    name: str
    title: str
    key: str
    icon: str  # as in gui.icons
    tip: str
    gesture: Callable[[Surface, Pointer], Gesture]
    cursor: Qt.CursorShape = Qt.CursorShape.CrossCursor
    ring: bool = False  # shows the brush's footprint


@contextmanager
def stroke(document: Document, name: str) -> Iterator[None]:
    """One undo step around a gesture: committed when it ends, given back when it is closed or fails."""
    document.begin_stroke(name)
    try:
        yield
    except BaseException:
        document.cancel_stroke()
        raise
    document.commit_stroke()


def paint_value(surface: Surface, pointer: Pointer) -> int | None:
    """What this press paints: void with the right button, else the current class; ``None`` after saying why not."""
    document = surface.document
    if pointer.button == "right" or document.current_class == VOID:
        return VOID
    if document.current_class not in document.classes:
        hint = "Add a class in the list of classes first." if not len(document.classes) else "Choose a class to paint."
        raise ClassError("There is no class to paint with.", hint)
    return document.current_class if document.may_paint(document.current_class) else None
