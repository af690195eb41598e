"""Records one key: Qt's own editor of shortcuts, limited to one key. Knows no action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QWidget

from segstudio.gui.look.words import tr

# The row of digits, "1" to "9" and "0", as the systems number keys: keyboards differ in what Shift makes of them.
_SCAN_CODES = {"xcb": range(10, 20), "wayland": range(10, 20), "windows": range(2, 12)}
_MAC_KEYS = (18, 19, 20, 21, 23, 22, 26, 28, 25, 29)
_SIGNS = "!@#$%^&*()"  # of a US keyboard, for systems that report no scan code


class KeyField(QKeySequenceEdit):
    """Takes keys while it is enabled. Signals: ``pressed(str)``: a key in the key map's spelling; ``left()``: Esc."""

    pressed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_field")
        self.setAccessibleName(tr("Press a key"))
        self.setMaximumSequenceLength(1)
        self.setFinishingKeyCombinations([])  # Tab is a key like any other
        self.setEnabled(False)

    def listen(self) -> None:
        """Take the next key."""
        self.clear()
        self.setEnabled(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Record every key but Esc; Shift, Ctrl, Alt and Meta count only together with another key."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        elif event.key() != Qt.Key.Key_AltGr:
            super().keyPressEvent(_as_written(event))
            key = self.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            if key:
                self.pressed.emit(key)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab is a key like any other."""
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Losing the keyboard focus ends the recording."""
        super().focusOutEvent(event)
        if self.isEnabled():
            self.left.emit()


def _as_written(event: QKeyEvent) -> QKeyEvent:
    """Shift and a digit as "Shift+1", whatever sign that types; other signs without the Shift that types them."""
    shift, text = Qt.KeyboardModifier.ShiftModifier, event.text()
    digit = digit_of(event) if event.modifiers() & shift else ""
    if digit:
        return QKeyEvent(event.type(), Qt.Key(ord(digit)), event.modifiers(), digit)
    if event.modifiers() == shift and text.isprintable() and not text.isalnum() and text.strip():
        return QKeyEvent(event.type(), event.key(), Qt.KeyboardModifier.NoModifier, text)
    return event


def digit_of(event: QKeyEvent, system: str = "") -> str:
    """The digit on the key that was pressed, whatever Shift makes of it ("!" is "1"); empty for every other key.

    So that Shift+1 is recorded where Qt reports "!".
    """
    system = system or QApplication.platformName()
    row: Sequence[int] | None = _SCAN_CODES.get(system)
    number = event.nativeScanCode()
    if system == "cocoa":
        row, number = _MAC_KEYS, event.nativeVirtualKey()
    if row is not None and number and not event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
        return "1234567890"[row.index(number)] if number in row else ""
    sign = chr(event.key()) if event.key() < 128 else ""
    return "1234567890"[_SIGNS.index(sign)] if sign and sign in _SIGNS else ""
