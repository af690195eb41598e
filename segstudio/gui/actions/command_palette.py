"""The command palette: type a few letters of any action or class, Enter runs it.

Owns the list and how letters match; the actions are the window's, the classes the document's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.action_table import class_action
from segstudio.gui.actions.actions import Actions
from segstudio.gui.actions.facts import CLASS_KEYS
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.models import Index
from segstudio.gui.look.painted import fill_row, quiet, quiet_label, small
from segstudio.gui.look.place_over import FrameOver
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_list
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr

WIDTH, ROWS, ROW = 560, 10, 5 * GRID
HIDDEN = frozenset({"help.palette"})


@dataclass(frozen=True)
class Command:
    """One row: its name, its keys, what it does or why it cannot be done now, and the function that does it."""

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


def matching(commands: Sequence[Command], needle: str) -> list[Command]:
    """The commands that match ``needle``, best first; those that can be done now come before the others."""
    if not needle.strip():
        return list(commands)
    rated = [(score(needle, one.text), not one.enabled, at) for at, one in enumerate(commands)]
    return [commands[at] for _, _, at in sorted(row for row in rated if row[0] is not None)]


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
        fill_row(painter, option, selected, bool(option.state & QStyle.StateFlag.State_MouseOver))
        inner = option.rect.adjusted(GRID + 4, 4, -GRID - 4, -4)
        strong, weak = option.palette.color(QPalette.ColorRole.Text), quiet(option.palette)
        painter.setFont(small(option.font))
        painter.setPen(strong if selected else weak)
        keys_width = painter.fontMetrics().horizontalAdvance(one.keys)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, one.keys)
        lower = upper.translated(0, upper.height())
        note = painter.fontMetrics().elidedText(one.note, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, note)
        painter.setFont(option.font)
        painter.setPen(strong if one.enabled else weak)
        width = upper.width() - keys_width - GRID
        name = painter.fontMetrics().elidedText(one.text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()


class CommandPalette(FrameOver):
    """A line over a list, at the top of the window; Esc or a click elsewhere closes it."""

    def __init__(self, actions: Actions, document: Document, window: QWidget) -> None:
        super().__init__("command_palette", tr("Commands"), window, self._on_place)
        self._actions, self._document = actions, document
        self._commands: list[Command] = []
        self.shown: list[Command] = []  # those that match
        self.line = named(
            QLineEdit(self, placeholderText=tr("Type an action or a class")), "palette_line", tr("Action or class")
        )
        self.list = named(QListWidget(self), "palette_list", tr("Matching commands"))
        self.list.setItemDelegate(CommandRow(self.list))
        style_list(self.list)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = quiet_label(tr("No action and no class matches."), "palette_empty", self)
        fill(QVBoxLayout(self), self.line, self.list, self.empty, margins=(GRID, GRID, GRID, GRID))
        self.line.textChanged.connect(self._on_typed)
        self.line.installEventFilter(self)
        self.list.clicked.connect(self.run)

    def open(self) -> None:
        """Show every command and take the keyboard focus."""
        self._commands = [*self._action_rows(), *self._class_rows()]
        self.line.clear()
        self._on_typed("")
        self.show_over(self.line)

    def run(self) -> None:
        """Run the selected command and close the palette, unless the command is disabled."""
        at = self.list.currentRow()
        if at >= 0 and self.shown[at].enabled:
            self.close_again()
            self.shown[at].run()

    def _action_rows(self) -> list[Command]:
        rows = []
        for row in self._actions.table.rows.values():
            name = row.id.split(".")[1]
            if row.id in HIDDEN or name.startswith("number_"):  # classes have rows of their own
                continue
            reason = self._actions.reason_of(row.id)
            text, keys = self._actions.text_of(row.id).rstrip("."), self._actions.keys.text(row.id)
            rows.append(Command(text, keys, reason or tr(row.tip), not reason, self._actions[row.id].trigger))
        return rows

    def _class_rows(self) -> list[Command]:
        rows = []
        for one in self._document.classes:
            text = tr("Paint {name}", name=one.name)
            keys = self._actions.keys.text(class_action(one.id)) if one.id < CLASS_KEYS else ""
            note = tr("Class {number} in files: make it the current one.", number=one.id)
            rows.append(Command(text, keys, note, True, partial(self._document.class_list.set_current, one.id)))
        return rows

    def _on_typed(self, text: str) -> None:
        self.shown = matching(self._commands, text)
        self.list.clear()
        for one in self.shown:
            item = QListWidgetItem(one.text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, one)
            words = ", ".join(part for part in (one.text, one.keys, one.note) if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        self.list.setVisible(bool(self.shown))
        self.empty.setVisible(not self.shown)
        self.list.setFixedHeight(max(1, min(len(self.shown), ROWS)) * ROW)
        self.list.setCurrentRow(0)
        self._on_place()

    def _on_place(self) -> None:
        window = self.window()
        width = min(WIDTH, window.width() - 4 * GRID)
        self.list.setFixedHeight(min(self.list.height(), max(ROW, window.height() - 24 * GRID)))
        self.setGeometry((window.width() - width) // 2, 8 * GRID, width, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc act on the list; the palette closes when the line loses the focus."""
        if watched is not self.line:
            return False
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS - 1, Qt.Key.Key_PageUp: 1 - ROWS}
        if event.key() in steps and self.shown:
            row = self.list.currentRow() + steps[Qt.Key(event.key())]
            self.list.setCurrentRow(min(max(0, row), len(self.shown) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_again()
        else:
            return False
        return True
