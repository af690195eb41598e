"""Mouse, pen, touchpad and keys on the canvas: painting with the tool, panning, zooming, brush size, contrast.

Turns Qt events into ``Pointer`` events for the gesture that is under way. Knows no widget and paints nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)

from segstudio.gui.canvas.gesture import Pointer
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.canvas.transform import screen_middle
from segstudio.gui.pixels.window_level import dragged

NOTCH = 120  # angle delta of one step of a wheel
ZOOM_STEP = 1.2
DRAG = 4  # widget pixels from which a right press is no click
SMALLEST_PRESSURE = 0.1
_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_WINDOWING = Qt.KeyboardModifier.ControlModifier | _SHIFT
_BUTTONS = {Qt.MouseButton.LeftButton: "left", Qt.MouseButton.RightButton: "right"}
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FAR = 10  # steps of an arrow key with Shift
_GESTURE_KEYS = {Qt.Key.Key_Return: "enter", Qt.Key.Key_Enter: "enter", Qt.Key.Key_Backspace: "backspace"}


class Input:
    """Which button is down and what it does: pan, size the brush, set the contrast, or paint."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._document, self._transform, self._display = toolbox.document, toolbox.transform, toolbox.display
        self._drag: Callable[[QPointF], None] | None = None  # what moving does while ``_drag_button`` is down
        self._drag_button = Qt.MouseButton.NoButton
        self._pan_from: QPointF | None = None
        self.step_planes: Callable[[int], object] = lambda _steps: None  # through the stack
        self.pan_ended: Callable[[], object] = lambda: None
        self.open_menu: Callable[[QPointF], object] = lambda _at: None  # of the image
        self._right: tuple[QPointF, Qt.KeyboardModifier, float] | None = None  # a right press: a click, or a drag yet
        self._turned = 0.0  # notches of the wheel that are not a whole step yet
        self.sizing_at: QPointF | None = None  # where the brush is being sized by dragging
        self._space = False
        self._at: QPointF | None = None  # where mouse, pen or the arrow keys pointed last
        self._held = False  # Alt and Enter hold the left button
        self._ignored = False  # the next press does nothing
        self.pointed: Callable[[QPointF], object] = lambda _at: None  # with the arrow keys

    def take(self, event: QEvent) -> bool:
        """React to an event whose type is in ``REACTIONS``; ``False`` when it was not used."""
        return REACTIONS[event.type()](self, event) is not False

    def cursor(self) -> Qt.CursorShape:
        """What the mouse pointer should look like now."""
        if self._pan_from is not None:
            return Qt.CursorShape.ClosedHandCursor
        if self._space:
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.ArrowCursor if self._document.mask is None else Qt.CursorShape.CrossCursor

    def place(self, event: QSinglePointEvent) -> QPointF:
        """Where in the widget an event of mouse, pen or touchpad points."""
        return screen_middle(event.position(), event.scenePosition(), self._transform.ratio)

    def _pointer(
        self, at: QPointF, kind: str, modifiers: Qt.KeyboardModifier, pressure: float = 1.0, button: str | None = None
    ) -> Pointer:
        x, y = self._transform.to_image(at.x(), at.y())
        held = self._toolbox.button if button is None else button
        return Pointer(x, y, kind, held, pressure=pressure, modifiers=modifiers)

    # ---- mouse ----------------------------------------------------------------------------------------------

    def press(self, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier, pressure: float = 1.0) -> None:
        """A button went down: begin what it does, or send the press to the gesture under way."""
        toolbox, left = self._toolbox, button == Qt.MouseButton.LeftButton
        self._at, ignored, self._ignored = at, self._ignored, False
        if ignored:
            return
        if toolbox.button or self._drag is not None:
            return
        if button == Qt.MouseButton.MiddleButton or (left and self._space):
            self._pan_from, self._drag, self._drag_button = at, self._pan, button
        elif button == Qt.MouseButton.RightButton and modifiers & _ALT:
            size, self.sizing_at, self._drag_button = toolbox.brush_size, at, button
            self._drag = lambda to: toolbox.set_brush_size(size + 2 * (to.x() - at.x()) / self._transform.scale)
        elif left and modifiers & _WINDOWING == _WINDOWING and not toolbox.busy:
            display, window, self._drag_button = self._document.display, self._document.display.window, button
            self._drag = lambda to: display.set_window(*dragged(window, to.x() - at.x(), to.y() - at.y()))
        elif left and modifiers & _ALT and not toolbox.busy:
            toolbox.pick(self._pointer(at, "press", modifiers, button="left"))
        elif button == Qt.MouseButton.RightButton and toolbox.right_menu and not toolbox.busy:
            self._right = at, modifiers, pressure
        elif button in _BUTTONS:
            pointer = self._pointer(at, "press", modifiers, pressure, _BUTTONS[button])
            if not toolbox.busy:
                toolbox.begin(pointer)
            else:
                toolbox.button = pointer.button
                toolbox.send(pointer)

    def ignore_press(self) -> None:
        """The next press does nothing."""
        self._ignored = True

    def _pan(self, to: QPointF) -> None:
        assert self._pan_from is not None
        step, self._pan_from = to - self._pan_from, to
        self._transform.pan(step.x(), step.y())

    def _double(self, event: QMouseEvent) -> None:
        """The second press of a double click: it ends a gesture that waits for clicks, else it is one more press."""
        if self._toolbox.busy and not self._toolbox.button and event.button() == Qt.MouseButton.LeftButton:
            self._toolbox.send(self._pointer(self.place(event), "double", event.modifiers(), button="left"))
        else:
            self.press(self.place(event), event.button(), event.modifiers())

    def _move(self, at: QPointF, modifiers: Qt.KeyboardModifier, pressure: float = 1.0) -> None:
        self._at = at
        if self._right is not None and (at - self._right[0]).manhattanLength() >= DRAG:
            (first, keys, before), self._right = self._right, None
            self._toolbox.begin(self._pointer(first, "press", keys, before, "right"))
        if self._drag is not None:
            self._drag(at)
        elif self._toolbox.busy:
            self._toolbox.send(self._pointer(at, "move", modifiers, pressure))

    def _release(
        self, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier, pressure: float = 1.0
    ) -> None:
        if self._right is not None and button == Qt.MouseButton.RightButton:
            self._right = None
            self.open_menu(at)
        elif self._drag is not None:
            if button == self._drag_button:
                panned = self._pan_from is not None
                self._drag = self._pan_from = self.sizing_at = None
                if panned:
                    self.pan_ended()
        elif self._toolbox.button and _BUTTONS.get(button) == self._toolbox.button:
            pointer, self._toolbox.button = self._pointer(at, "release", modifiers, pressure), ""
            self._toolbox.send(pointer)

    # ---- pen, wheel, touchpad -------------------------------------------------------------------------------

    def _tablet(self, event: QTabletEvent) -> None:
        """A pen: pressure scales the brush, the eraser tip is the right button. Accepted, so no mouse event follows."""
        event.accept()
        button = event.button()
        if event.pointerType() == QPointingDevice.PointerType.Eraser and button == Qt.MouseButton.LeftButton:
            button = Qt.MouseButton.RightButton
        pressure = max(SMALLEST_PRESSURE, event.pressure())
        if event.type() == QEvent.Type.TabletPress:
            self.press(self.place(event), button, event.modifiers(), pressure)
        elif event.type() == QEvent.Type.TabletRelease:
            # A pen that leaves has no pressure any more.
            self._release(self.place(event), button, event.modifiers(), SMALLEST_PRESSURE)
        else:
            self._move(self.place(event), event.modifiers(), pressure)

    def _wheel(self, event: QWheelEvent) -> None:
        """The wheel zooms at the pointer, unless the tool uses it (with Ctrl it zooms in any case); with Shift it sizes
        the brush, with Alt it goes through a stack; a touchpad without angle pans."""
        event.accept()
        angle, pixels = event.angleDelta(), event.pixelDelta()
        if angle.isNull():
            self._transform.pan(pixels.x(), pixels.y())
            return
        notches = (angle.y() or angle.x()) / NOTCH  # Alt or Shift turns the wheel sideways on some systems
        if event.modifiers() & _SHIFT:
            self._toolbox.step_brush(notches)
        elif event.modifiers() & _ALT:
            self._turned += notches
            whole = int(self._turned)  # a fine wheel turns by parts of a step
            self._turned -= whole
            if whole:
                self.step_planes(-whole)  # as a list scrolls: down is further
        elif event.modifiers() or not self._turn_companion(notches):
            self._transform.zoom_by(ZOOM_STEP**notches, self.place(event))

    def _turn_companion(self, notches: float) -> bool:
        companion = self._toolbox.companion
        return companion is not None and companion.turn(notches)

    def _native_gesture(self, event: QNativeGestureEvent) -> bool:
        """Pinch on a touchpad."""
        pinch = event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        if pinch:
            self._transform.zoom_by(1 + event.value(), self.place(event))
        return pinch

    # ---- keys -----------------------------------------------------------------------------------------------

    def _override(self, event: QKeyEvent) -> bool:
        """A key of the gesture under way comes before any shortcut of the window."""
        key = Qt.Key(event.key())
        gesture_key = key in _GESTURE_KEYS or key == Qt.Key.Key_Escape or event.matches(QKeySequence.StandardKey.Undo)
        wanted = key == Qt.Key.Key_Space or (self._toolbox.busy and gesture_key)
        if wanted:
            event.accept()
        return wanted

    def _key_press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._space = True
        elif key == Qt.Key.Key_H and not event.modifiers():
            if not event.isAutoRepeat():
                self._display.peek(True)
        elif key == Qt.Key.Key_Escape:
            companion = self._toolbox.companion
            self._held = False
            return self._toolbox.cancel() or (companion is not None and companion.stop())
        elif key in _ARROWS or (key in _ENTER and (self._held or not self._toolbox.busy or event.modifiers() & _ALT)):
            return self._point(key, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        elif self._toolbox.busy and event.matches(QKeySequence.StandardKey.Undo):
            # While a polygon is drawn, undo removes its last corner and no older stroke.
            self._send_key("backspace", event)
        elif self._toolbox.busy and key in _GESTURE_KEYS:
            self._send_key(_GESTURE_KEYS[key], event)
        else:
            return False
        return True

    def shift(self, dy: float) -> None:
        """The image moved by ``dy`` in the widget, but not on the screen: the same of it is pointed at."""
        if self._at is not None:
            self._at = self._at + QPointF(0, dy)  # in place, the caller's would move too

    def _here(self) -> QPointF:
        """Where the arrow keys begin: where was pointed last, else the middle."""
        middle = QPointF(self._transform.width / 2, self._transform.height / 2)
        return middle if self._at is None else self._at

    def _point(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """What the mouse does, by keys: arrows point, with Shift farther; Enter clicks, with Shift as with the mouse;
        with Alt it presses the button, and releases it the next time."""
        if self._document.mask is None or modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        at, transform, left = self._here(), self._transform, Qt.MouseButton.LeftButton
        if key in _ARROWS:
            x, y = transform.to_image(at.x(), at.y())
            step = max(1, round(1 / transform.scale)) * (FAR if modifiers & _SHIFT else 1)
            right, down = _ARROWS[key]
            at = transform.to_widget(math.floor(x) + 0.5 + step * right, math.floor(y) + 0.5 + step * down)
            seen = QPointF(min(max(at.x(), 0.0), transform.width - 1.0), min(max(at.y(), 0.0), transform.height - 1.0))
            if seen != at:
                transform.pan(seen.x() - at.x(), seen.y() - at.y())
            self._move(seen, Qt.KeyboardModifier.NoModifier)
            self.pointed(seen)
        elif self._held:
            self._held = False
            self._release(at, left, Qt.KeyboardModifier.NoModifier)
        else:
            self.press(at, left, modifiers & _SHIFT)
            self._held = bool(modifiers & _ALT)
            if not self._held:
                self._release(at, left, modifiers & _SHIFT)
        return True

    def _send_key(self, key: str, event: QKeyEvent) -> None:
        if not self._toolbox.button:
            self._toolbox.send(Pointer(0.0, 0.0, "key", key=key, modifiers=event.modifiers()))

    def _key_release(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_H)
        if event.key() == Qt.Key.Key_Space:
            self._space = False
        elif event.key() == Qt.Key.Key_H:
            self._display.peek(False)
        else:
            return False
        return True

    def _focus_in(self, event: QFocusEvent) -> bool:
        """A key brought the keyboard here: show from where the arrow keys go."""
        if event.reason() == Qt.FocusReason.TabFocusReason and self._document.mask is not None:
            self.pointed(self._here())
        return False

    def _focus_out(self, _event: QEvent) -> bool:
        """The release of keys that are down now will not arrive."""
        if self._held and self._at is not None:
            self._held = False
            self._release(self._at, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        self._space = False
        self._display.peek(False)
        return False


# A reaction returns False for an event that it does not use.
REACTIONS: dict[QEvent.Type, Callable[[Input, Any], bool | None]] = {
    QEvent.Type.MouseButtonPress: lambda self, event: self.press(self.place(event), event.button(), event.modifiers()),
    QEvent.Type.MouseButtonDblClick: Input._double,
    QEvent.Type.MouseMove: lambda self, event: self._move(self.place(event), event.modifiers()),
    QEvent.Type.MouseButtonRelease: lambda self, event: self._release(
        self.place(event), event.button(), event.modifiers()
    ),
    QEvent.Type.TabletPress: Input._tablet,
    QEvent.Type.TabletMove: Input._tablet,
    QEvent.Type.TabletRelease: Input._tablet,
    QEvent.Type.Wheel: Input._wheel,
    QEvent.Type.NativeGesture: Input._native_gesture,
    QEvent.Type.ShortcutOverride: Input._override,
    QEvent.Type.KeyPress: Input._key_press,
    QEvent.Type.KeyRelease: Input._key_release,
    QEvent.Type.FocusIn: Input._focus_in,
    QEvent.Type.FocusOut: Input._focus_out,
}
