"""Keys that act while they are held (peek, pan) work wherever the keyboard focus is, unless somebody is typing.

An event filter of the window: it moves the focus to the canvas and lets the canvas have the key.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

TYPING = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
PRESSING = (QAbstractButton, QComboBox, QMenu, QMenuBar)  # Space is their own key


class HeldKeys(QObject):
    """Sends H and Space to the canvas."""

    def __init__(self, canvas: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("held_keys")
        self._canvas, self._window = canvas, window
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take H and Space from widgets of this window that have no use for them."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if event.key() not in (Qt.Key.Key_H, Qt.Key.Key_Space) or event.modifiers() or watched is self._canvas:
            return False
        if watched.window() is not self._window or not self._canvas.isVisible() or isinstance(watched, TYPING):
            return False
        if event.key() == Qt.Key.Key_Space and isinstance(watched, PRESSING):
            return False
        self._canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QApplication.sendEvent(self._canvas, event)
        return True
