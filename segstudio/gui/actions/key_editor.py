"""The page "Keys" of the preferences: every action with its keys; find one, press another key, see who has it already.

Changes apply at once and are stored by the key map. Knows no document.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.action_table import Action
from segstudio.gui.actions.key_field import KeyField
from segstudio.gui.actions.key_map import KeyMap, shown
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_selection, style_table
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr

ADD, REPLACE = "add", "replace"


class KeyEditor(QWidget):
    """Search, list, set or reassign keys; reset one or all."""

    def __init__(self, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_editor")
        self._keys = keys
        self._editing: tuple[Action, str] | None = None
        self._clash: tuple[Action, str, str] | None = None  # whose key, how, and the key that another action has
        self.search = named(
            QLineEdit(self, placeholderText=tr("Search"), clearButtonEnabled=True), "keys_search", tr("Search actions")
        )
        self._rows = list(keys.table.rows.values())
        self.table = self._make_table()
        self._fill_table()
        self.message = named(QLabel(self, wordWrap=True), "keys_message")
        self.message.setMinimumHeight(2 * self.message.fontMetrics().lineSpacing() + GRID)
        self.field = KeyField(self)
        self.replace = self._button(tr("Set key"), "keys_set", tr("Set one key for the selected action (Enter)"))
        self.add = self._button(tr("Add key"), "keys_add", tr("Give the selected action another key"))
        self.remove = self._button(tr("No key"), "keys_remove", tr("Remove the keys of the selected action (Delete)"))
        self.reset = self._button(tr("Reset"), "keys_reset", tr("Restore the default keys of the selected action"))
        self.reset_all = self._button(tr("Reset all"), "keys_reset_all", tr("Restore the default keys of every action"))
        self.take = self._button(tr("Reassign"), "keys_take", tr("Give the key to this action instead"))
        self.empty = quiet_label(tr("No action matches the search."), "keys_empty", self)
        self.empty.hide()
        self._lay_out()
        self._connect()
        self._show_choice()

    def _make_table(self) -> QTableWidget:
        table = named(QTableWidget(len(self._rows), 3, self), "keys_table", tr("Actions and their keys"))
        table.setHorizontalHeaderLabels([tr("Action"), tr("Where"), tr("Keys")])
        style_table(table)
        table.setFont(self.font())
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().setDefaultSectionSize(3 * GRID + 4)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setColumnWidth(1, 11 * GRID)
        table.setColumnWidth(2, 22 * GRID)
        table.selectRow(0)
        style_selection(table, self.palette())
        table.installEventFilter(self)
        return table

    def _fill_table(self) -> None:
        """Each action with its menu and its keys; changed keys are bold."""
        for at, row in enumerate(self._rows):
            for column, text in enumerate((_name(row), tr(self._keys.table.menu_of[row.id]), self._keys.text(row.id))):
                item = QTableWidgetItem(text)
                item.setToolTip(in_lines(tr(row.tip)))
                if column == 2 and self._keys.is_changed(row.id):
                    font = QFont()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(at, column, item)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "table"):
            style_selection(self.table, self.palette())

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        return named(QPushButton(text, self, autoDefault=False), name, tip=tip)

    def _lay_out(self) -> None:
        buttons = (self.replace, self.add, self.remove, self.reset, 1, self.take)
        edits = fill(QHBoxLayout(), *buttons)
        ends = fill(QHBoxLayout(), self.reset_all, 1)
        parts = (self.search, (self.table, 1), self.empty, self.message, self.field, edits, ends)
        fill(QVBoxLayout(self), *parts, margins=(GRID, 0, GRID, 0))

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_search)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.doubleClicked.connect(lambda _index: self._listen(REPLACE))
        self.replace.clicked.connect(lambda: self._listen(REPLACE))
        self.add.clicked.connect(lambda: self._listen(ADD))
        self.remove.clicked.connect(self._on_remove)
        self.reset.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(self._keys.reset_all)
        self.take.clicked.connect(self._on_take)
        self.field.pressed.connect(self._on_pressed)
        self.field.left.connect(self._on_left)
        self._keys.changed.connect(self._on_keys)

    def choose(self, action_id: str) -> None:
        """Select an action, clearing the search if that hides it."""
        at = [row.id for row in self._rows].index(action_id)
        if self.table.isRowHidden(at):
            self.search.clear()
        self.table.selectRow(at)

    def _chosen(self) -> Action | None:
        at = self.table.currentRow()
        return self._rows[at] if at >= 0 else None

    # ---- what the person does ------------------------------------------------------------------------------------

    def _on_search(self, text: str) -> None:
        """Show the actions whose name, menu or keys hold every word."""
        words, first = text.casefold().split(), -1
        for at in reversed(range(len(self._rows))):
            shown = " ".join(self.table.model().index(at, column).data() for column in range(3)).casefold()
            matches = all(word in shown for word in words)
            self.table.setRowHidden(at, not matches)
            first = at if matches else first
        self.table.setVisible(first >= 0)
        self.empty.setVisible(first < 0)
        self.table.setCurrentCell(first, 0)
        self._show_choice()

    def _on_keys(self) -> None:
        self._fill_table()
        self._show_choice()

    def _on_row(self) -> None:
        self._clash = None
        self._end_recording("")
        self._show_choice()

    def _listen(self, how: str) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._editing, self._clash = (chosen, how), None
            self._show_choice()
            self.message.setText(tr("Press the key for {action}. Esc cancels.", action=_name(chosen)))
            self.field.listen()

    def _on_pressed(self, key: str) -> None:
        if self._editing is None:
            return
        action, how = self._editing
        refused, owner = self._keys.refused(action.id, key), self._keys.owner(action.id, key)
        if refused:
            self.message.setText(f"{refused} {tr('Press another one, or Esc.')}")
            self.field.clear()
        elif owner is not None:
            self._clash = (action, how, key)
            sentence = tr("{key} is the key of {action}. You can reassign it.", key=shown(key), action=_name(owner))
            self._end_recording(sentence)
            self._show_choice()
            self.take.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._assign(action, how, key)

    def _assign(self, action: Action, how: str, key: str) -> None:
        before = self._keys.keys(action.id) if how == ADD else ()
        self._clash = None
        self._keys.assign(action.id, *before, key)
        self._end_recording(tr("{action}: {keys}", action=_name(action), keys=self._keys.text(action.id)))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_take(self) -> None:
        if self._clash is not None:
            self._assign(*self._clash)

    def _on_left(self) -> None:
        self._end_recording("")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_recording(self, sentence: str) -> None:
        self._editing = None
        self.field.setEnabled(False)
        self.message.setText(sentence)

    def _on_remove(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._keys.assign(chosen.id)

    def _on_reset(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._keys.reset(chosen.id)

    def _show_choice(self) -> None:
        chosen = self._chosen()
        for button in (self.replace, self.add):
            button.setEnabled(chosen is not None)
        self.remove.setEnabled(chosen is not None and bool(self._keys.keys(chosen.id)))
        self.reset.setEnabled(chosen is not None and self._keys.is_changed(chosen.id))
        self.reset_all.setEnabled(self._keys.any_changed())
        self.take.setVisible(self._clash is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the list sets a key, Delete removes the keys."""
        if watched is self.table and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._listen(REPLACE)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._on_remove()
                return True
        return super().eventFilter(watched, event)


def _name(row: Action) -> str:
    """The text of an action without the dots that promise a question."""
    return tr(row.text).rstrip(".")
