"""The command palette: type a few letters of any action or class, Enter runs it. What cannot be done says why.

Owns the list and how letters match; the actions are the window's, the classes the document's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.actions import Actions
from segstudio.gui.document.document import Document
from segstudio.gui.look.painted import quiet, quiet_label, row_background, small
from segstudio.gui.look.place_over import keep_over
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr

WIDTH, ROWS, ROW = 560, 10, 5 * GRID
HIDDEN = frozenset({"help.palette"})
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Command:
    """One row: what it is called, its keys, why it cannot be done now (empty: it can), and what does it."""

    text: str
    keys: str
    note: str
    enabled: bool
    run: Callable[[], object]


def score(needle: str, text: str) -> int | None:
    """How well ``needle`` matches: the lower the better, ``None`` not at all. Words may come in any order.

    A word at the start of the text counts best, then at the start of a word, then inside, then letters in order.
    """
    found, text = 0, text.casefold()
    for part in needle.casefold().split():
        if text.startswith(part):
            continue
        if f" {part}" in text:
            found += 1
        elif part in text:
            found += 3
        elif _letters_in_order(part, text):
            found += 8
        else:
            return None
    return found


def _letters_in_order(part: str, text: str) -> bool:
    rest = iter(text)
    return len(part) > 1 and all(letter in rest for letter in part)


class CommandModel(QAbstractListModel):
    """The commands that match, best first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: list[Command] = []
        self._shown: list[Command] = []

    def fill(self, commands: list[Command]) -> None:
        """Take all commands."""
        self._all = commands
        self.filter("")

    def filter(self, needle: str) -> None:
        """Keep what matches ``needle``; what can be done now comes before what cannot."""
        found = [(score(needle, one.text), one) for one in self._all]
        rated = [(rank, not one.enabled, at, one) for at, (rank, one) in enumerate(found) if rank is not None]
        self.beginResetModel()
        self._shown = [row[3] for row in (sorted(rated, key=lambda row: row[:3]) if needle.strip() else rated)]
        self.endResetModel()

    def at(self, row: int) -> Command | None:
        """The command of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many match."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The command itself for the delegate; its words for screen readers."""
        one = self.at(index.row())
        if one is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (one.text, one.keys, one.note) if part)
        return None


class CommandRow(QStyledItemDelegate):
    """The name over what it does or why it cannot be done; the keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows have the same size."""
        return QSize(40 * GRID, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        one = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(one, Command):
            return
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        under = row_background(option.palette, selected, bool(option.state & QStyle.StateFlag.State_MouseOver))
        if under is not None:
            painter.fillRect(option.rect, under)
        room = option.rect.adjusted(GRID + 4, 4, -GRID - 4, -4)
        strong, weak = option.palette.color(QPalette.ColorRole.Text), quiet(option.palette)
        painter.setFont(small(option.font))
        painter.setPen(strong if selected else weak)
        keys_width = painter.fontMetrics().horizontalAdvance(one.keys)
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, one.keys)
        lower = upper.translated(0, upper.height())
        note = painter.fontMetrics().elidedText(one.note, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, note)
        painter.setFont(option.font)
        painter.setPen(strong if one.enabled else weak)
        name_room = upper.width() - keys_width - GRID
        name = painter.fontMetrics().elidedText(one.text, Qt.TextElideMode.ElideRight, name_room)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()


class CommandPalette(QFrame):
    """A line over a list, at the top of the window; Esc or a click elsewhere closes it."""

    def __init__(self, actions: Actions, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("command_palette")
        self.setAccessibleName(tr("Commands"))
        self.setProperty("overlay", True)
        self.setAutoFillBackground(True)
        self._actions, self._document = actions, document
        self._before: QWidget | None = None
        self.line = named(
            QLineEdit(self, placeholderText=tr("Type an action or a class")), "palette_line", tr("Action or class")
        )
        self.model = CommandModel(self)
        self.list = named(QListView(self), "palette_list", tr("Matching commands"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(CommandRow(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.empty = quiet_label(tr("No action and no class matches."), "palette_empty", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        for widget in (self.line, self.list, self.empty):
            column.addWidget(widget)
        self.line.textChanged.connect(self._on_typed)
        self.line.installEventFilter(self)
        self.list.clicked.connect(self._on_clicked)
        keep_over(self, window, self._place)
        self.hide()

    def open(self) -> None:
        """Show every command and take the keyboard focus."""
        self._before = self.window().focusWidget()
        self.line.clear()
        self.model.fill([*self._action_rows(), *self._class_rows()])
        self._on_typed("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_again(self) -> None:
        """Hide; the keyboard focus returns to where it was."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def run(self) -> None:
        """Run the selected command and close; a disabled one stays and says why."""
        chosen = self.model.at(self.list.currentIndex().row())
        if chosen is not None and chosen.enabled:
            self.close_again()
            chosen.run()

    def _action_rows(self) -> list[Command]:
        rows = []
        for row in self._actions.table.rows.values():
            room, name = row.id.split(".")
            if row.id in HIDDEN or (room == "class" and name.isdigit()):
                continue
            reason = self._actions.reason_of(row.id)
            text = self._actions.text_of(row.id).rstrip(".")
            note = reason or self._actions.tip_of(row.id)
            action = self._actions[row.id]
            rows.append(Command(text, self._actions.keys.text(row.id), note, not reason, action.trigger))
        return rows

    def _class_rows(self) -> list[Command]:
        rows = []
        for position, one in enumerate(self._document.classes):
            text = tr("Paint {name}", name=one.name)
            keys = self._actions.keys.text(f"class.{position + 1}") if position < 20 else ""
            note = tr("Class {number}: make it the current one.", number=position + 1)
            rows.append(Command(text, keys, note, True, partial(self._document.class_list.set_current, one.id)))
        return rows

    def _on_typed(self, text: str) -> None:
        self.model.filter(text)
        rows = self.model.rowCount()
        self.list.setVisible(rows > 0)
        self.empty.setVisible(rows == 0)
        self.list.setFixedHeight(max(1, min(rows, ROWS)) * ROW)
        self.list.setCurrentIndex(self.model.index(0))
        self._place()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.run()

    def _place(self) -> None:
        window = self.window()
        width = min(WIDTH, window.width() - 4 * GRID)
        self.list.setFixedHeight(min(self.list.height(), max(ROW, window.height() - 24 * GRID)))
        self.setGeometry((window.width() - width) // 2, 8 * GRID, width, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the line that belong to the list; leaving the line closes the palette."""
        if watched is not self.line:
            return False
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS - 1, Qt.Key.Key_PageUp: 1 - ROWS}
        if event.key() in steps and self.model.rowCount():
            row = self.list.currentIndex().row() + steps[Qt.Key(event.key())]
            self.list.setCurrentIndex(self.model.index(min(max(0, row), self.model.rowCount() - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_again()
        else:
            return False
        return True
