"""The list view of the images: what mouse and keys do. Rows are the model's, their look the delegate's; knows neither
document nor project."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from segstudio.gui.look.models import Index
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_list
from segstudio.gui.look.words import tr


class ImageListView(QListView):
    """The list itself; Delete calls ``remove``, the menu key opens the menu at the current row."""

    def __init__(self, remove: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._remove = remove
        self._waiting: dict[str, Callable[[], None]] = {}
        self._changed: list[tuple[QPersistentModelIndex, QPersistentModelIndex]] = []
        self._draw_later = QTimer(self, singleShot=True, interval=0)
        self._draw_later.timeout.connect(self._draw_changed)
        named(self, "image.list", tr("Images"))
        style_list(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Draw changed rows again, after the canvas: a stroke is seen first. QListView would also place all rows anew,
        though each is as high as any other."""
        self._changed.append((QPersistentModelIndex(first), QPersistentModelIndex(last)))
        self._draw_later.start()

    def _draw_changed(self) -> None:
        changed, self._changed = self._changed, []
        rows = [index.row() for pair in changed for index in pair if index.isValid()]
        if rows:  # all in one: a class that is merged changes every row
            top, bottom = self.model().index(min(rows), 0), self.model().index(max(rows), 0)
            QAbstractItemView.dataChanged(self, top, bottom)

    def when_left(self, name: str, move_rows: Callable[[], None]) -> None:
        """Call ``move_rows`` as soon as neither the pointer nor the keyboard focus is on the list. It replaces one of
        the same ``name`` that still waits."""
        self._waiting[name] = move_rows
        self._on_left()

    def _on_left(self) -> None:
        if not self.hasFocus() and not self.underMouse():
            waiting, self._waiting = self._waiting, {}
            for move_rows in waiting.values():
                move_rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._on_left()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_left()
