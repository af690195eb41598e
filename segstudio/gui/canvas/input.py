"""Mouse, pen, touchpad and keys on the canvas: painting with the tool, panning, zooming, brush size, contrast.

Turns Qt events into ``Pointer`` events for the gesture that is under way. Knows no widget and paints nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)

from segstudio.gui.canvas.gesture import Pointer
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.pixels.window_level import dragged

NOTCH = 120  # angle delta of one step of a wheel
ZOOM_STEP = 1.2
SMALLEST_PRESSURE = 0.1
_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_WINDOWING = Qt.KeyboardModifier.ControlModifier | _SHIFT
_BUTTONS = {Qt.MouseButton.LeftButton: "left", Qt.MouseButton.RightButton: "right"}
_GESTURE_KEYS = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Backspace: "backspace",
}


class Input:
    """Which button is down and what it does: pan, size the brush, set the contrast, or paint."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._document, self._transform, self._display = toolbox.document, toolbox.transform, toolbox.display
        self._pan_from: QPointF | None = None
        self._pan_button = Qt.MouseButton.NoButton
        self._size_from: tuple[QPointF, float] | None = None
        self._window_from: tuple[QPointF, tuple[float, float]] | None = None
        self._space = False

    @property
    def sizing_at(self) -> QPointF | None:
        """Where the brush is being sized by dragging: the ring stays there."""
        return self._size_from[0] if self._size_from else None

    def cursor(self) -> Qt.CursorShape:
        """What the mouse pointer should look like now."""
        if self._pan_from is not None:
            return Qt.CursorShape.ClosedHandCursor
        if self._space:
            return Qt.CursorShape.OpenHandCursor
        if self._document.mask is None:
            return Qt.CursorShape.ArrowCursor
        return self._toolbox.tool.cursor

    def _pointer(
        self, at: QPointF, kind: str, modifiers: Qt.KeyboardModifier, pressure: float = 1.0, button: str | None = None
    ) -> Pointer:
        x, y = self._transform.to_image(at.x(), at.y())
        held = self._toolbox.button if button is None else button
        return Pointer(x, y, kind, held, pressure=pressure, modifiers=modifiers)

    # ---- mouse ----------------------------------------------------------------------------------------------

    def mouse_press(self, event: QMouseEvent) -> None:
        """A button went down."""
        self._press(event.position(), event.button(), event.modifiers())

    def mouse_double(self, event: QMouseEvent) -> None:
        """The second press of a double click: for a polygon the end, for every other tool one more press."""
        if self._toolbox.busy and not self._toolbox.button and event.button() == Qt.MouseButton.LeftButton:
            self._toolbox.send(self._pointer(event.position(), "double", event.modifiers(), button="left"))
        else:
            self.mouse_press(event)

    def _press(
        self, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier, pressure: float = 1.0
    ) -> None:
        drags = self._pan_from, self._size_from, self._window_from
        if self._toolbox.button or any(drag is not None for drag in drags):
            return
        left = button == Qt.MouseButton.LeftButton
        if button == Qt.MouseButton.MiddleButton or (left and self._space):
            self._pan_from, self._pan_button = at, button
        elif button == Qt.MouseButton.RightButton and modifiers & _ALT:
            self._size_from = at, self._toolbox.brush_size
        elif left and modifiers & _WINDOWING == _WINDOWING and not self._toolbox.busy:
            self._window_from = at, self._document.display.window
        elif left and modifiers & _ALT and not self._toolbox.busy:
            self._toolbox.pick(self._pointer(at, "press", modifiers, button="left"))
        elif button in _BUTTONS:
            pointer = self._pointer(at, "press", modifiers, pressure, _BUTTONS[button])
            if not self._toolbox.busy:
                self._toolbox.begin(pointer)
            else:
                self._toolbox.button = pointer.button
                self._toolbox.send(pointer)

    def mouse_move(self, event: QMouseEvent) -> None:
        """The pointer moved, with or without a button."""
        self._move(event.position(), event.modifiers())

    def _move(self, at: QPointF, modifiers: Qt.KeyboardModifier, pressure: float = 1.0) -> None:
        if self._pan_from is not None:
            step, self._pan_from = at - self._pan_from, at
            self._transform.pan(step.x(), step.y())
        elif self._size_from is not None:
            start, size = self._size_from
            self._toolbox.set_brush_size(size + 2 * (at.x() - start.x()) / self._transform.scale)
        elif self._window_from is not None:
            start, window = self._window_from
            self._document.display.set_window(*dragged(window, at.x() - start.x(), at.y() - start.y()))
        elif self._toolbox.busy:
            self._toolbox.send(self._pointer(at, "move", modifiers, pressure))

    def mouse_release(self, event: QMouseEvent) -> None:
        """A button went up."""
        self._release(event.position(), event.button(), event.modifiers())

    def _release(
        self, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier, pressure: float = 1.0
    ) -> None:
        if self._pan_from is not None and button == self._pan_button:
            self._pan_from = None
        elif self._size_from is not None and button == Qt.MouseButton.RightButton:
            self._size_from = None
        elif self._window_from is not None and button == Qt.MouseButton.LeftButton:
            self._window_from = None
        elif self._toolbox.button and _BUTTONS.get(button) == self._toolbox.button:
            pointer, self._toolbox.button = self._pointer(at, "release", modifiers, pressure), ""
            self._toolbox.send(pointer)

    # ---- pen, wheel, touchpad -------------------------------------------------------------------------------

    def tablet(self, event: QTabletEvent) -> None:
        """A pen: pressure scales the brush, the eraser tip is the right button. Accepted, so no mouse event follows."""
        event.accept()
        button = event.button()
        if event.pointerType() == QPointingDevice.PointerType.Eraser and button == Qt.MouseButton.LeftButton:
            button = Qt.MouseButton.RightButton
        pressure = max(SMALLEST_PRESSURE, event.pressure())
        if event.type() == QEvent.Type.TabletPress:
            self._press(event.position(), button, event.modifiers(), pressure)
        elif event.type() == QEvent.Type.TabletRelease:
            # The pen has no weight any more when it leaves: a dab of the last width, not of full width.
            self._release(event.position(), button, event.modifiers(), SMALLEST_PRESSURE)
        else:
            self._move(event.position(), event.modifiers(), pressure)

    def wheel(self, event: QWheelEvent) -> None:
        """The wheel zooms at the pointer; with Shift it sizes the brush; a touchpad without angle pans."""
        event.accept()
        angle, pixels = event.angleDelta(), event.pixelDelta()
        if angle.isNull():
            self._transform.pan(pixels.x(), pixels.y())
            return
        notches = (angle.y() or angle.x()) / NOTCH  # Alt or Shift turns the wheel sideways on some systems
        if event.modifiers() & _SHIFT:
            self._toolbox.step_brush(notches)
        else:
            self._transform.zoom_by(ZOOM_STEP**notches, event.position())

    def native_gesture(self, event: QNativeGestureEvent) -> bool:
        """Pinch on a touchpad."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._transform.zoom_by(1 + event.value(), event.position())
        return True

    # ---- keys -----------------------------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the gesture under way, before any shortcut of the window."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            return True
        mine = key in _GESTURE_KEYS or key == Qt.Key.Key_Escape or event.matches(QKeySequence.StandardKey.Undo)
        return self._toolbox.busy and mine

    def key_press(self, event: QKeyEvent) -> bool:
        """``True`` when the key was used."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._space = True
        elif key == Qt.Key.Key_H and not event.modifiers():
            if not event.isAutoRepeat():
                self._display.peek(True)
        elif key == Qt.Key.Key_Escape:
            companion = self._toolbox.companion
            return self._toolbox.cancel() or (companion is not None and companion.stop())
        elif self._toolbox.busy and event.matches(QKeySequence.StandardKey.Undo):
            # While a polygon grows, undo takes back its last corner and never an older stroke.
            self._send_key("backspace", event)
        elif self._toolbox.busy and key in _GESTURE_KEYS:
            self._send_key(_GESTURE_KEYS[key], event)
        else:
            return False
        return True

    def _send_key(self, key: str, event: QKeyEvent) -> None:
        if not self._toolbox.button:
            self._toolbox.send(Pointer(0.0, 0.0, "key", key=key, modifiers=event.modifiers()))

    def key_release(self, event: QKeyEvent) -> bool:
        """``True`` when the key was used."""
        if event.isAutoRepeat():
            return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_H)
        if event.key() == Qt.Key.Key_Space:
            self._space = False
        elif event.key() == Qt.Key.Key_H:
            self._display.peek(False)
        else:
            return False
        return True

    def focus_lost(self) -> None:
        """Keys that are held would never be seen going up."""
        self._space = False
        self._display.peek(False)
