"""The classes at the right: choose, name, colour, hide, lock, order and delete them; void and the paint rule below.

Owns its widgets only; every change goes through the document.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QLineEdit, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import heading, quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr, window_title
from segstudio.gui.panels.classes.dialog import ask_replacement
from segstudio.gui.panels.classes.list_view import ClassListView, VoidRow
from segstudio.gui.panels.classes.model import ClassModel, shares_of
from segstudio.gui.panels.classes.row import ClassRow
from segstudio.gui.panels.classes.rule_box import RuleBox
from segstudio.labels.classes import VOID, LabelClass

_EMPTY = "Your classes appear here. Add the first one, type its name, and paint."
_NO_MATCH = "No class matches the search."
SEARCHED = 12  # more classes than this get a search field


class ClassPanel(Panel):
    """Heading with "+", the list, void, and the paint rule."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("class.panel", tr("Classes"), parent)
        self._document = document
        self.model = ClassModel(document, self)
        self.list = ClassListView(self.press, self.delete_current, self.move_current, self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ClassRow(self.list))
        self.add = self._button("class.add.button", "plus", tr("Add class"))
        self.delete = self._button("class.delete.button", "delete-outline", tr("Delete class"))
        tip = tr("Search\nShow only classes whose name holds these letters; Enter takes the first one.")
        field = QLineEdit(self, placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search = named(field, "class.search", tr("Search classes by name"), tip)
        self.void = VoidRow(self)
        self.empty = quiet_label(tr(_EMPTY), "class.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.rules = RuleBox(document, self)
        self._lay_out()
        self._counting = QTimer(self, singleShot=True, interval=100)
        self._connect()
        self.show_keys(lambda _action: "")
        self._on_arranged()
        self._on_counts()

    def _button(self, name: str, glyph: str, title: str) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), name, title)
        self.give_icon(button.setIcon, glyph)
        return button

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in tooltips and on the rows."""
        tips = {
            self.add: ("class.add", tr("Add class"), tr("Add a class and type its name.")),
            self.delete: ("class.delete", tr("Delete class"), tr("Asks what its pixels should become.")),
        }
        for button, (action, title, sentence) in tips.items():
            key = keys(action)
            button.setToolTip(in_lines(f"{title}{f' ({key})' if key else ''}\n{sentence}"))
        self.rules.show_keys(keys)
        self.void.show_key(keys("class.void"))
        self.model.show_keys(keys)

    def _lay_out(self) -> None:
        title = heading(tr("Classes"), "class.heading", self)
        top = fill(QHBoxLayout(), title, spacing=0, margins=(GRID, GRID, GRID // 2, 0))
        top.addSpacing(GRID)
        top.addWidget(self.search, 1)
        top.addStretch(0)
        top.addWidget(self.delete)
        top.addWidget(self.add)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.empty.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        fill(QVBoxLayout(self), top, (self._stack, 1), self.void, self.rules, spacing=GRID // 2)

    def _connect(self) -> None:
        document = self._document
        self.add.clicked.connect(self.add_class)
        self.delete.clicked.connect(self.delete_current)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_found)
        self.list.selectionModel().currentChanged.connect(self._on_row)
        self.model.arranged.connect(self._on_arranged)
        self._counting.timeout.connect(self._on_counts)
        document.project_changed.connect(self._on_arranged)
        document.current_class_changed.connect(self._on_current)
        document.mask_changed.connect(self._count_soon)
        document.image_loaded.connect(self._on_counts)
        document.current_changed.connect(self._on_counts)

    # ---- what the person does --------------------------------------------------------------------------------

    def add_class(self) -> None:
        """Add a class and put the cursor into its name."""
        names = {name.casefold() for name in self._document.classes.names}
        number = self._document.classes.free_id or 0
        while f"class {number}" in names:
            number += 1
        class_id = self._document.class_list.add(f"class {number}")
        index = self.model.row(class_id) if class_id is not None else QModelIndex()
        if index.isValid():
            self.search.clear()
            self.list.setCurrentIndex(index)
            self.rename_current()

    def rename_current(self) -> None:
        """Put the cursor into the name of the current class."""
        index = self.model.row(self._document.class_list.current)
        if index.isValid():
            self.list.setRowHidden(index.row(), False)
            self.list.setFocus()
            self.list.scrollTo(index)
            self.list.setCurrentIndex(index)
            self.list.edit(index)

    def recolor_current(self) -> None:
        """Ask for another colour of the current class."""
        one = self.current()
        if one is not None:
            self._choose_color(one)

    def merge_current(self) -> None:
        """Ask for another class, then make the current one part of it on every image."""
        self._replace_current(merge=True)

    def delete_current(self) -> None:
        """Ask what the current class's pixels become, then delete it."""
        self._replace_current(merge=False)

    def _replace_current(self, merge: bool) -> None:
        one = self.current()
        replacement = ask_replacement(self._document, one, self, merge) if one is not None else None
        if one is not None and replacement is not None:
            self._document.class_changes.delete(one.id, replacement)

    def move_current(self, step: int) -> None:
        """Move the current class up (-1) or down (+1)."""
        one = self.current()
        if one is not None:
            self.model.move(one.id, step)

    def current(self) -> LabelClass | None:
        """The current class, if there is one."""
        return self.model.at(self.list.currentIndex())

    def press(self, row: int, zone: str) -> None:
        """A click on a row's colour square, eye or lock."""
        one = self.model.at(self.model.index(row))
        if one is None:
            return
        change = self._document.class_list.change
        if zone == "eye":
            change(lambda table: table.set_hidden(one.id, not one.hidden))
        elif zone == "lock":
            change(lambda table: table.set_locked(one.id, not one.locked))
        elif zone == "color":
            self._choose_color(one)

    def _choose_color(self, one: LabelClass) -> None:
        dialog = named(QColorDialog(QColor(*one.screen_color), self), "class.color.dialog")
        dialog.setWindowTitle(window_title(tr("Colour of {name}", name=one.name)))
        if dialog.exec():
            chosen = dialog.selectedColor()
            color = chosen.red(), chosen.green(), chosen.blue()
            self._document.class_list.change(lambda table: table.recolor(one.id, color))
        dialog.deleteLater()

    def _on_row(self, index: QModelIndex) -> None:
        one = self.model.at(index)
        if one is not None:
            self._document.class_list.set_current(one.id)

    def _on_search(self) -> None:
        needle = self.search.text().strip().casefold()
        shown = 0
        for row in range(self.model.rowCount()):
            hidden = needle not in self.model.index(row).data().casefold()
            self.list.setRowHidden(row, hidden)
            shown += not hidden
        self.empty.setText(tr(_NO_MATCH) if self.model.rowCount() else tr(_EMPTY))
        self._stack.setCurrentWidget(self.list if shown else self.empty)

    def _on_found(self) -> None:
        rows = (row for row in range(self.model.rowCount()) if not self.list.isRowHidden(row))
        index = self.model.index(next(rows, -1))
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.setFocus()

    # ---- after changes of the document -----------------------------------------------------------------------

    def _on_arranged(self) -> None:
        self.list.updateGeometry()
        self.search.setVisible(self.model.rowCount() > SEARCHED)
        if self.model.rowCount() <= SEARCHED:
            self.search.clear()
        self._on_search()
        self.add.setEnabled(self._document.project is not None)
        self._on_current()

    def _on_current(self) -> None:
        index = self.model.row(self._document.class_list.current)
        self.delete.setEnabled(index.isValid())
        if index.isValid() and index != self.list.currentIndex():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flags)
            self.list.scrollTo(index)

    def _count_soon(self) -> None:
        if not self._counting.isActive():
            self._counting.start()

    def _on_counts(self) -> None:
        mask = self._document.mask
        counts = mask.counts() if mask is not None else None
        self.model.set_counts(counts)
        self.void.set_share(float(shares_of(counts)[VOID]) if counts is not None else None)
