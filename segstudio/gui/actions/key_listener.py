"""Waits for one key and says which it was, in the spelling of the key map. Knows no action."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr

# The row of digits, "1" to "9" and "0", as the systems number keys: keyboards differ in what Shift makes of them.
_SCAN_CODES = {"xcb": range(10, 20), "wayland": range(10, 20), "windows": range(2, 12)}
_MAC_KEYS = (18, 19, 20, 21, 23, 22, 26, 28, 25, 29)
_SIGNS = "!@#$%^&*()"  # of an American keyboard, where the system tells no number


class KeyListener(QLabel):
    """Waits for one key. Signals: ``pressed(str)``, a key in the key map's spelling; ``left()``: Esc, or the focus."""

    pressed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_listener")
        self.setAccessibleName(tr("Press a key"))
        self.setWordWrap(True)
        self.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + GRID)
        self.listening = False

    def listen(self, sentence: str) -> None:
        """Take the next key."""
        self.listening = True
        self.setText(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def rest(self, sentence: str = "") -> None:
        """Listen no more."""
        self.listening = False
        self.setText(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def event(self, event: QEvent) -> bool:
        """Every key is the answer: also Tab, and those that are shortcuts."""
        if not self.listening or not isinstance(event, QKeyEvent):
            return super().event(event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        elif name := key_name(event):
            self.pressed.emit(name)

    def focusOutEvent(self, event: QEvent) -> None:
        """Somebody clicked elsewhere."""
        super().focusOutEvent(event)
        if self.listening:
            self.left.emit()


def key_name(event: QKeyEvent) -> str:
    """What was pressed, in the spelling of the key map; empty while only Shift, Ctrl, Alt or Meta is down."""
    bare = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown)
    if event.key() in bare:
        return ""
    combination = event.keyCombination()
    digit = digit_of(event) if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else ""
    if digit:
        combination = QKeyCombination(event.modifiers(), Qt.Key(ord(digit)))
        return QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)
    text = event.text()
    sign = bool(text) and text.isprintable() and not text.isalnum() and not text.isspace()
    if sign and combination.keyboardModifiers() == Qt.KeyboardModifier.ShiftModifier:
        return QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)  # "?" holds its Shift
    return QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)


def digit_of(event: QKeyEvent, system: str = "") -> str:
    """The digit on the key that was pressed, whatever Shift makes of it ("!" is "1"); empty for every other key.

    A key with Shift is matched by what it is without: an action has Shift+1, also where Qt says that "!" was pressed.
    """
    system = system or QApplication.platformName()
    row, number = _SCAN_CODES.get(system), event.nativeScanCode()
    if system == "cocoa":
        row, number = _MAC_KEYS, event.nativeVirtualKey()
    if row is not None and number and not event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
        return "1234567890"[row.index(number)] if number in row else ""
    sign = chr(event.key()) if event.key() < 128 else ""
    return "1234567890"[_SIGNS.index(sign)] if sign and sign in _SIGNS else ""
