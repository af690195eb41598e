"""What is shown over the window without taking space from it (keys, commands): placed when a size changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QWidget

MARGIN = 8


class Follower(QObject):
    """Calls ``place`` whenever ``host`` has another size or ``part`` another content."""

    def __init__(self, part: QWidget, host: QWidget, place: Callable[[], None]) -> None:
        super().__init__(part)
        self._host, self._place = host, place
        part.installEventFilter(self)
        host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize,) if watched is self._host else (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if event.type() in kinds:
            self._place()
        return False


class FrameOver(QFrame):
    """A frame over ``window`` at ``place()``, hidden at first; it returns the keyboard focus when it is closed."""

    def __init__(self, name: str, title: str, window: QWidget, place: Callable[[], None]) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("overlay", True)
        self.setAutoFillBackground(True)
        self._place = place
        self._focus_before: QWidget | None = None
        Follower(self, window, place)
        self.hide()

    def show_over(self, focus: QWidget) -> None:
        """Show it; ``focus`` gets the keyboard focus."""
        self._focus_before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_again(self) -> None:
        """Hide; the keyboard focus returns to where it was."""
        self.hide()
        if self._focus_before is not None and self._focus_before.isVisible():
            self._focus_before.setFocus(Qt.FocusReason.ShortcutFocusReason)
