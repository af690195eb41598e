"""Lays one widget over the top of another without taking room from it: the canvas never moves under a stroke."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

MARGIN = 8


class FloatOnTop(QObject):
    """Keeps ``widget`` (a child of ``host``) at the top edge of ``host``, as wide as it and as high as it needs."""

    def __init__(self, widget: QWidget, host: QWidget) -> None:
        super().__init__(host)
        self._widget, self._host = widget, host
        widget.setParent(host)
        widget.installEventFilter(self)
        host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place it again when either changes its size or the text changes."""
        kind = event.type()
        if (watched is self._host and kind == QEvent.Type.Resize) or (
            watched is self._widget and kind in (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        ):
            self.place()
        return False

    def place(self) -> None:
        """Put it where it belongs, above its siblings."""
        width = max(0, self._host.width() - 2 * MARGIN)
        height = self._widget.heightForWidth(width) if self._widget.hasHeightForWidth() else -1
        if height < 0:
            height = self._widget.sizeHint().height()
        self._widget.setGeometry(MARGIN, MARGIN, width, height)
        self._widget.raise_()
