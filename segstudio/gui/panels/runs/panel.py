"""The panel of runs: a table of all trainings, beside it the card of the chosen one, or several compared.

Owns its widgets and which rows are selected; what is done with runs is ``Runs``'s.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QShowEvent, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.actions import Actions
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.models import Index
from segstudio.gui.look.painted import quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import name_parts, named
from segstudio.gui.look.table_style import style_selection, style_table
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import counted, tr
from segstudio.gui.panels.runs.model import ENDED_AT, MADE, MARKS, TITLE, RunRole, RunsModel, SortedRuns
from segstudio.gui.panels.runs.runs import Runs
from segstudio.learning.runs.card import card, plain
from segstudio.learning.runs.info import LONGEST_TITLE, RunInfo
from segstudio.learning.runs.listing import RunRow, Stamps

if TYPE_CHECKING:
    from segstudio.gui.panels.runs.compare import RunsCompare

_EMPTY = (
    "Every training is kept here as a run, with its settings, scores and weights. "
    "Paint two classes and press Fine-tune, or import a run."
)
_READING = "The runs are being read."
_CHOOSE = "Choose a run to read its card, or several to compare them."
_DAMAGED = "It cannot be used, but nothing else depends on it: it can be deleted."
BUTTONS = (
    "runs.make_current", "runs.resume", "runs.rename", "runs.export", "runs.import", "runs.open_folder", "runs.delete",
    "runs.bring_back",
)  # fmt: skip
Asked = tuple[tuple[str, Stamps], ...]  # names, and stamps of their files
_WIDTHS = {TITLE: 216, ENDED_AT: 96, MADE: 144}


class TitleCell(QStyledItemDelegate):
    """The field in which a title is typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        tip = tr("Title of the run\nEnter keeps it, Escape does not; empty brings the date back.")
        field = named(QLineEdit(parent), "runs.title", tr("Title of the run"), tip)
        field.setMaxLength(LONGEST_TITLE)
        return field


class RunsTable(QTableView):
    """The table: Enter makes the chosen run current, F2 renames it, Delete deletes the chosen ones."""

    def __init__(self, panel: RunsPanel, runs: Runs, actions: Actions) -> None:
        super().__init__(panel)
        self._runs, self._actions = runs, actions
        named(self, "runs.table", tr("Runs"))
        style_table(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSortingEnabled(True)
        self.setItemDelegateForColumn(TITLE, TitleCell(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.doubleClicked.connect(self._on_double_click)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        keys: dict[int, str] = {Qt.Key.Key_Return: "make_current", Qt.Key.Key_Enter: "make_current",
                                Qt.Key.Key_F2: "rename", Qt.Key.Key_Delete: "delete"}  # fmt: skip
        if plain and event.key() in keys and self.state() != QAbstractItemView.State.EditingState:
            self._runs.act(keys[event.key()])
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_double_click(self, index: QModelIndex) -> None:
        self._runs.act("rename" if index.column() == TITLE else "make_current")

    def _on_menu(self, at: QPoint) -> None:
        menu = named(QMenu(self), "runs.menu")
        menu.addActions([self._actions[action_id] for action_id in BUTTONS])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(at))


class CardText(QTextBrowser):
    """Shows Markdown and nothing from outside: no HTML, and no file that an image in it names."""

    def show_markdown(self, text: str) -> None:
        """Show ``text``."""
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)

    def loadResource(self, _kind: int, _name: QUrl | str) -> QImage:
        """A picture of nothing, whatever the text names: without any, Qt reads the file itself."""
        nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        nothing.fill(Qt.GlobalColor.transparent)
        return nothing


class RunsPanel(Panel):
    """A line of summary and buttons, the table, and beside it the card of the chosen run or several compared."""

    def __init__(self, runs: Runs, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("runs.panel", tr("Runs"), parent)
        self._runs, self._actions = runs, actions
        self._asked: Asked = ()  # the runs that were read to be compared
        self._shown_card: RunRow | None = None
        self._filling = False
        self.model = RunsModel(self)
        self.sorted = SortedRuns(self.model, self)
        self.table = RunsTable(self, runs, actions)
        self.table.setModel(self.sorted)
        self.table.sortByColumn(MADE, Qt.SortOrder.DescendingOrder)
        self.summary = named(QLabel("", self), "runs.summary", tr("The runs in one line"))
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.card = named(CardText(self), "runs.card", tr("Card of the run"))
        self.card.setOpenLinks(False)
        self.card.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.card.setFont(small(self.card.font()))
        self.hint = quiet_label(tr(_CHOOSE), "runs.hint", self)
        self.empty = quiet_label(tr(_EMPTY), "runs.empty", self)
        for label in (self.hint, self.empty):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.compare: RunsCompare | None = None
        self._lay_out()
        self.follow_theme(lambda: style_selection(self.table, self.palette()))
        for mark, glyph in MARKS.items():
            self.give_icon(partial(self.model.set_icon, mark), glyph)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.model.title_typed.connect(runs.set_title)
        runs.changed.connect(self._on_changed)
        runs.rename_asked.connect(self._on_rename)
        self._on_changed()

    def _lay_out(self) -> None:
        top = fill(QHBoxLayout(), (self.summary, 1), spacing=GRID // 2)
        for action_id in BUTTONS:
            button = named(QToolButton(self, autoRaise=True), f"{action_id}.button")
            button.setDefaultAction(self._actions[action_id])
            button.setAccessibleName(self._actions.text_of(action_id))
            button.setIconSize(QSize(2 * GRID, 2 * GRID))
            top.addWidget(button)
        self.side = QStackedWidget(self)
        self.side.addWidget(self.hint)
        self.side.addWidget(self.card)
        self.split = named(QSplitter(Qt.Orientation.Horizontal, self), "runs.split")
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.table.setMinimumWidth(200)
        self.side.setMinimumWidth(240)
        self.split.addWidget(self.table)
        self.split.addWidget(self.side)
        self.split.setSizes([520, 400])
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.split)
        fill(QVBoxLayout(self), top, (self._pages, 1), spacing=GRID // 2, margins=(GRID, GRID // 2, GRID, GRID))

    def showEvent(self, event: QShowEvent) -> None:
        """The list is read once the panel is visible."""
        super().showEvent(event)
        self._runs.list.watch()

    # ---- rows -----------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        runs, first = self._runs.list, not self.model.rows
        self._filling = True
        self.model.editable = not self._runs.why_not_import()
        self.model.show_rows(runs.rows, runs.current, runs.running)
        self._select(runs.chosen)
        self._filling = False
        if first and runs.rows:
            self.table.resizeColumnsToContents()
            for column in range(self.model.columnCount()):
                most = _WIDTHS.get(column, 20 * GRID)
                self.table.setColumnWidth(column, min(self.table.columnWidth(column), most))
        self.empty.setText(tr(_EMPTY) if runs.read or runs.current is None else tr(_READING))
        self._pages.setCurrentWidget(self.split if runs.rows else self.empty)
        self.summary.setText(self._summary())
        self._show_side()

    def _summary(self) -> str:
        runs = self._runs.list
        if not runs.rows:
            return tr("No runs yet") if runs.read else ""
        title = next((row.title for row in runs.rows if row.name == runs.current), "")
        current = tr("current: {title}", title=title) if title else tr("none of them is current")
        return f"{counted(len(runs.rows), 'run')}, {current}"

    def _select(self, names: tuple[str, ...]) -> None:
        """Select these runs, unless they are selected already: then the list does not scroll."""
        if set(names) == set(self._selected()):
            return
        picked = QItemSelection()
        for row in range(self.sorted.rowCount()):
            index = self.sorted.index(row, 0)
            if index.data(RunRole.NAME) in names:
                picked.select(index, self.sorted.index(row, self.sorted.columnCount() - 1))
        flag = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(picked, flag.ClearAndSelect)
        if picked.indexes() and not self.table.currentIndex().isValid():
            self.table.selectionModel().setCurrentIndex(picked.indexes()[0], flag.NoUpdate)

    def _selected(self) -> tuple[str, ...]:
        return tuple(index.data(RunRole.NAME) for index in self.table.selectionModel().selectedRows())

    def _on_selected(self) -> None:
        if not self._filling:
            self._runs.list.choose(self._selected())

    def _on_rename(self) -> None:
        rows = self.table.selectionModel().selectedRows(TITLE)
        if rows:
            self.table.scrollTo(rows[0])
            self.table.setCurrentIndex(rows[0])
            self.table.edit(rows[0])

    # ---- beside the table -----------------------------------------------------------------------------------------

    def _show_side(self) -> None:
        rows = self._runs.list.chosen_rows()
        if len(rows) > 1:
            self._compare(rows)
            return
        self._asked = ()
        if not rows:
            self.side.setCurrentWidget(self.hint)
            return
        if rows[0] != self._shown_card:
            self._shown_card = rows[0]
            self._fill_card(rows[0])
        self.side.setCurrentWidget(self.card)

    def _fill_card(self, row: RunRow) -> None:
        if row.name == self._runs.list.running and row.info is None:
            self.card.setPlainText(tr("It is being trained; its card is written with its first weights."))
        elif row.info is None:
            self.card.setPlainText(f"{row.title}\n\n{tr(row.problem)} {tr(_DAMAGED)}")
        else:
            warning = f"{plain(tr(row.problem))} {tr(_DAMAGED)}\n\n" if row.problem else ""
            text = "##" + card(row.info).replace("\n## ", "\n#### ")  # the titles of a page are too large for a panel
            self.card.show_markdown(warning + text)

    def _compare(self, rows: list[RunRow]) -> None:
        wanted = tuple((row.name, row.stamp) for row in rows)
        if wanted != self._asked:
            self._asked = wanted
            self._runs.list.read_whole([row.name for row in rows], partial(self._on_read, wanted))
        elif self.compare is not None:
            self.side.setCurrentWidget(self.compare)

    def _on_read(self, wanted: Asked, infos: list[RunInfo]) -> None:
        if wanted != self._asked:
            return
        if self.compare is None:
            from segstudio.gui.panels.runs.compare import RunsCompare  # brings pyqtgraph

            self.compare = RunsCompare(self)
            self.side.addWidget(self.compare)
            name_parts(self)
        self.compare.show_runs(infos)
        self.side.setCurrentWidget(self.compare)
