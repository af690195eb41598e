"""What lies over the window for a moment (keys, commands): placed anew when the window's size changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class _Follower(QObject):
    def __init__(self, part: QWidget, place: Callable[[], None]) -> None:
        super().__init__(part)
        self._part, self._place = part, place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window became larger or smaller."""
        if event.type() == QEvent.Type.Resize and self._part.isVisible():
            self._place()
        return False


def keep_over(part: QWidget, window: QWidget, place: Callable[[], None]) -> None:
    """Call ``place`` whenever ``window`` changes its size while ``part`` is shown."""
    window.installEventFilter(_Follower(part, place))
