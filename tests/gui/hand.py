"""A mouse that speaks image pixels, for tests of the tools."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from segstudio.gui.canvas.canvas import Canvas

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Hand:
    """Real mouse and key events on one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def at(self, x: float, y: float) -> QPoint:
        """The widget position of the middle of a pixel."""
        place = self.canvas.transform.to_widget(x + 0.5, y + 0.5)
        return QPoint(int(place.x()), int(place.y()))

    def pointed(self, x: float, y: float) -> tuple[float, float]:
        """The image coordinates that a pointer on a pixel has."""
        place = self.at(x, y)
        return self.canvas.transform.to_image(place.x() + 0.5, place.y() + 0.5)

    def press(self, x: float, y: float, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        """Button down."""
        QTest.mousePress(self.canvas, button, keys, self.at(x, y))

    def move(self, x: float, y: float) -> None:
        """Pointer to a pixel."""
        QTest.mouseMove(self.canvas, self.at(x, y))

    def release(self, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
        """Button up."""
        QTest.mouseRelease(self.canvas, button, NONE, self.at(x, y))

    def click(self, x: float, y: float, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        """Down and up."""
        QTest.mouseClick(self.canvas, button, keys, self.at(x, y))

    def double(self, x: float, y: float) -> None:
        """A whole double click."""
        self.click(x, y)
        QTest.mouseDClick(self.canvas, LEFT, NONE, self.at(x, y))

    def drag(
        self, *points: tuple[float, float], button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        """Down, along, up."""
        self.press(*points[0], button, keys)
        for point in points[1:]:
            self.move(*point)
        self.release(*points[-1], button)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        """One key."""
        QTest.keyClick(self.canvas, key, keys)
