"""Keys that act while they are held (peek, pan) work wherever the keyboard focus is, unless the person is typing; and
Enter presses the button that has the focus.

An event filter of the window. Space is built into the canvas; the key map knows the key to peek.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.canvas.canvas import Canvas

TYPING = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
PRESSING = (QAbstractButton, QComboBox, QMenu, QMenuBar)  # Space is their own key
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CANVAS_KEYS = {Qt.Key.Key_H: "view.peek", Qt.Key.Key_Tab: "view.cycle"}  # built into the canvas


class HeldKeys(QObject):
    """Sends Space to the canvas, and lets it peek while the key for that is down."""

    def __init__(self, canvas: Canvas, window: QWidget, keys: KeyMap) -> None:
        super().__init__(window)
        self.setObjectName("held_keys")
        self._canvas, self._window, self._keys = canvas, window, keys
        self._peeking = 0  # the key that is held
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle held keys that the focused widget of this window does not use."""
        if not isinstance(event, QKeyEvent):  # first: this sees every event of the program
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if isinstance(watched, QPushButton | QToolButton) and _pressed(watched, event):
            return True
        if not isinstance(watched, QWidget) or watched.window() is not self._window or not self._canvas.isVisible():
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._released(event)
        if isinstance(watched, TYPING):
            return False
        if self._has(event, "view.peek"):
            self._peek(event)
            return True
        if watched is self._canvas:
            return self._reassigned(event)
        if event.key() != Qt.Key.Key_Space or event.modifiers() or isinstance(watched, PRESSING):
            return False
        self._canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QApplication.sendEvent(self._canvas, event)
        return True

    def _peek(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._peeking = event.key()
            self._canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._canvas.display.peek(True)

    def _released(self, event: QKeyEvent) -> bool:
        if not self._peeking or event.key() != self._peeking:
            return False
        if not event.isAutoRepeat():
            self._peeking = 0
            self._canvas.display.peek(False)
        return True

    def _has(self, event: QKeyEvent, action_id: str) -> bool:
        """Whether the key that was pressed is one of the action's."""
        pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        return pressed in self._keys.keys(action_id)

    def _reassigned(self, event: QKeyEvent) -> bool:
        """Suppress a built-in key of the canvas that the person has given to another action."""
        action = _CANVAS_KEYS.get(Qt.Key(event.key()))
        if action is None or event.modifiers() or self._has(event, action):
            return False
        if event.key() == Qt.Key.Key_Tab:
            self._canvas.focusNextChild()
        return True


def _pressed(button: QPushButton | QToolButton, event: QKeyEvent) -> bool:
    """Whether a key is Enter, which presses the button: Qt leaves it to the default button of a dialog, which does
    something else, and outside of dialogs to nobody."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.type() != QEvent.Type.KeyPress or event.key() not in _ENTER or not plain or not button.isEnabled():
        return False
    if event.isAutoRepeat():
        return True
    if isinstance(button, QToolButton) and button.popupMode() == QToolButton.ToolButtonPopupMode.InstantPopup:
        button.showMenu()
    else:
        button.click()
    return True
