"""The list view of the images: what mouse and keys do. Rows are the model's, their look the delegate's; knows neither
document nor project."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_list
from segstudio.gui.look.words import tr


class ImageListView(QListView):
    """The list itself; Delete calls ``remove``, the menu key opens the menu at the current row.

    Signals: ``left()``: neither pointer nor keyboard focus is on the list any more, so that rows may move.
    """

    left = Signal()

    def __init__(self, remove: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._remove = remove
        named(self, "image.list", tr("Images"))
        style_list(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    @property
    def in_use(self) -> bool:
        """Whether the pointer or the keyboard focus is on the list: then no row may move."""
        return self.hasFocus() or self.underMouse()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.underMouse():
            self.left.emit()
