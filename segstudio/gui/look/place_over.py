"""What lies over the window without taking room from it (keys, commands, notices): placed anew when a size changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

MARGIN = 8


class _Follower(QObject):
    def __init__(self, part: QWidget, host: QWidget, place: Callable[[], None]) -> None:
        super().__init__(part)
        self._part, self._host, self._place = part, host, place
        part.installEventFilter(self)
        host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The host became larger or smaller, or the part shows something else."""
        kinds = (QEvent.Type.Resize,) if watched is self._host else (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if event.type() in kinds:
            self._place()
        return False


def keep_over(part: QWidget, host: QWidget, place: Callable[[], None]) -> None:
    """Call ``place`` whenever ``host`` changes its size or ``part`` what it shows."""
    _Follower(part, host, place)


def keep_on_top(part: QWidget, host: QWidget) -> None:
    """Keep ``part`` at the top edge of ``host``, as wide as it and as high as it needs, above its siblings."""

    def place() -> None:
        width = max(0, host.width() - 2 * MARGIN)
        height = part.heightForWidth(width) if part.hasHeightForWidth() else -1
        part.setGeometry(MARGIN, MARGIN, width, height if height >= 0 else part.sizeHint().height())
        part.raise_()

    part.setParent(host)
    keep_over(part, host, place)
