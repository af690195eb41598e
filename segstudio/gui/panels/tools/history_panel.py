"""The list of edits of the current image: those done and undone, the current position, and a click to go to another.

Calls the document's undo and redo, one step after the other. The rows are the mask's history.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.document.document import Document
from segstudio.gui.look.icons import icon
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.models import Index, rows_replaced
from segstudio.gui.look.painted import fill_row, quiet, quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import counted, in_lines, tr

ROW = 3 * GRID + 4
TURN = 0.03  # seconds of steps before the window may draw
PLACE = Qt.ItemDataRole.UserRole  # the role for: -1 a step done before, 0 the current one, 1 undone


class HistoryModel(QAbstractListModel):
    """Row 0 is the image before the oldest step in memory; then one row for each step, done or undone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.position = -1  # the current row; -1 without an image

    def show_steps(self, names: tuple[str, ...], position: int) -> None:
        """Show other steps or another position."""
        with rows_replaced(self, names == self._names and (position < 0) == (self.position < 0)):
            self._names, self.position = names, position

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One more than there are steps."""
        return 0 if parent.isValid() or self.position < 0 else len(self._names) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The step's name and whether it is done; in words for screen readers."""
        if not index.isValid():
            return None
        name = self._names[index.row() - 1] if index.row() else tr("Start")
        place = (index.row() > self.position) - (index.row() < self.position)
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == PLACE:
            return place
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, {(tr('done'), tr('the image is here'), tr('undone'))[place + 1]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_lines(f"{name}\n{self._tip(index.row())}")
        return None

    def _tip(self, row: int) -> str:
        steps = abs(row - self.position)
        if not steps:
            return tr("The image is here.")
        way = tr("Click to undo {steps}.") if row < self.position else tr("Click to redo {steps}.")
        return way.format(steps=counted(steps, "step"))


class HistoryRow(QStyledItemDelegate):
    """A mark at the current position, undone steps in grey."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows have one height."""
        hint = super().sizeHint(option, index)
        hint.setHeight(ROW)
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        painter.save()
        place = index.data(PLACE)
        here = place == 0
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        fill_row(painter, option, here, hovered or focused)
        if here:
            mark = option.rect.adjusted(GRID, 0, 0, 0)
            mark.setWidth(2 * GRID)
            icon("chevron-right", option.palette, QPalette.ColorRole.Text).paint(painter, mark)
        painter.setFont(option.font)
        painter.setPen(quiet(option.palette) if place == 1 else option.palette.color(QPalette.ColorRole.Text))
        room = option.rect.adjusted(4 * GRID, 0, -GRID, 0)
        shown = option.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class HistoryList(QListView):
    """A click or Enter on a row calls ``go_to(row)``."""

    def __init__(self, go_to: Callable[[int], None], panel: QWidget) -> None:
        super().__init__(panel)
        self._go_to = go_to
        named(self, "history.list", tr("Steps on this image"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: go_to(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the row that has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._go_to(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class HistoryPanel(Panel):
    """The list of steps, or a sentence while there is no image."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("history.panel", tr("History"), parent)
        self._document = document
        self._goal: int | None = None
        self._left: int | None = None  # the row before the last step
        self.model = HistoryModel(self)
        self.list = HistoryList(self.go_to, self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(HistoryRow(self.list))
        empty = tr("Every stroke on the image appears here. Open an image and paint.")
        self.empty = quiet_label(empty, "history.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.footer = quiet_label("", "history.footer", self)
        self.footer.setContentsMargins(GRID, 0, GRID, GRID // 2)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        fill(QVBoxLayout(self), (self._stack, 1), self.footer)
        self._walk = QTimer(self, singleShot=True, interval=0)
        self._walk.timeout.connect(self._on_walk)
        self._soon = QTimer(self, singleShot=True, interval=30)
        self._soon.timeout.connect(self.refresh)
        for signal in (document.history_changed, document.image_loaded, document.current_changed):
            signal.connect(self._refresh_soon)
        self.refresh()

    def go_to(self, row: int) -> None:
        """Undo or redo until the image is at ``row``."""
        self._goal, self._left = row, None
        self._on_walk()

    def _on_walk(self) -> None:
        """Make as many steps as fit into ``TURN``, then let the window draw."""
        document, mask, began = self._document, self._document.mask, time.monotonic()
        while mask is not None and mask is document.mask and self._goal is not None:
            if document.queue.busy or time.monotonic() - began > TURN:  # a large step takes longer
                self._walk.start()
                return
            at = len(mask.history.undo_stack)
            if mask.stroking or at in (self._goal, self._left):  # it arrived, or cannot: the banner says why
                break
            self._left = at
            (document.queue.undo if at > self._goal else document.queue.redo)()
        self._goal = None
        self.refresh()

    def _refresh_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Show the steps of the current image."""
        mask = self._document.mask
        done = mask.history.undo_stack if mask is not None else ()
        undone = mask.history.redo_stack[::-1] if mask is not None else ()
        names = tuple(patch.name for patch in (*done, *undone))
        self.model.show_steps(names, len(done) if mask is not None else -1)
        self._stack.setCurrentWidget(self.list if mask is not None else self.empty)
        self.footer.setText(counted(len(names), "step") if mask is not None else "\u00a0")
        index = self.model.index(self.model.position)
        if index.isValid() and self._goal is None:
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.list.scrollTo(index)
