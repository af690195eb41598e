"""The project's runs as rows and columns, with what each column sorts by. Knows run facts and words; no document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QPixmap

from segstudio.choices.networks import network_words
from segstudio.gui.look import words
from segstudio.gui.look.models import ColumnsModel, Index, TitledColumn, rows_replaced
from segstudio.gui.look.words import DASH, tr
from segstudio.learning.messages import CANCELLED, CLOSED, ScoreTable
from segstudio.learning.runs.info import RunInfo, date_words
from segstudio.learning.runs.listing import RunRow

CURRENT, RUNNING, PROBLEM = "current", "running", "problem"
MARKS = {CURRENT: "check-circle-outline", RUNNING: "progress-clock", PROBLEM: "alert-outline"}
ENDED = {"plateau": "score levelled off", "limit": "limit reached", CANCELLED: "stopped", CLOSED: "stopped"}
CUT_OFF = "interrupted"


class RunRole(IntEnum):
    """What the table asks for beside the texts."""

    NAME = Qt.ItemDataRole.UserRole
    SORT = Qt.ItemDataRole.UserRole + 1


Value = float | str | None


@dataclass(frozen=True)
class RunColumn(TitledColumn):
    """A column with the text of a run and what it sorts by (``None`` comes last)."""

    text: Callable[[RunInfo], str]
    value: Callable[[RunInfo], Value]


def score_kind(table: ScoreTable | None) -> str:
    """How a score was made, with its n: "held-out, n = 4"; a dash where there is none."""
    if table is None:
        return DASH
    return words.marked(f"{tr(table.kind)}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{table.images}", table)


def _text(
    title: str, tip: str, value: Callable[[RunInfo], str], text: Callable[[RunInfo], str] | None = None
) -> RunColumn:
    return RunColumn(title, tip, False, text or (lambda info: value(info) or DASH), lambda info: value(info) or None)


def _number(
    title: str, tip: str, value: Callable[[RunInfo], float | None], text: Callable[..., str] = words.count
) -> RunColumn:
    def shown(info: RunInfo) -> str:
        number = value(info)
        return DASH if number is None else text(number)

    return RunColumn(title, tip, True, shown, value)


COLUMNS = (
    _text("Run", "A name of yours, or when it was made; F2 renames it.", lambda info: info.name),
    _number("IoU", "Mean intersection over union of the weights that were kept, 0 to 1.",
            lambda info: info.best.mean_iou if info.best else None, words.number),
    _number("Dice", "Mean Dice coefficient (F1), 0 to 1.",
            lambda info: info.best.mean_dice if info.best else None, words.number),
    _text("Score is", "What was counted: only held-out scores tell how other images will do.",
          lambda info: score_kind(info.best)),
    _text("Network", "The network and its encoder.", lambda info: network_words(info.network, info.encoder)),
    _text("Started from", "What the network knew before.", lambda info: info.weights),
    _number("Images", "Labelled images that were trained on.", lambda info: len(info.mask_hashes)),
    _number("Labelled", "Labelled pixels that it learnt from; a dash where that was not recorded.",
            lambda info: sum(info.pixels) if info.pixels else None),
    _number("Steps", "Steps of the optimiser.", lambda info: info.steps),
    _number("Time", "How long it took.", lambda info: info.seconds, words.clock),
    _text("Ended", "Why it ended, or why it cannot be used.", lambda info: info.reason,
          lambda info: tr(ENDED.get(info.reason, CUT_OFF))),
    _text("Made", "When the training began.", lambda info: info.created,
          lambda info: date_words(info.created) or DASH),
)  # fmt: skip
TITLE, KIND, ENDED_AT, MADE = 0, 3, 10, 11
BLANK = 16  # pixels: titles without a mark are aligned with those that have one


class RunsModel(ColumnsModel):
    """One row for each run, damaged ones too.

    Signals:
        title_typed(name, title): another title of a run was typed.
    """

    title_typed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(COLUMNS, parent)
        self.rows: tuple[RunRow, ...] = ()
        self.editable = True
        self._current: str | None = None
        self._running: str | None = None
        blank = QPixmap(BLANK, BLANK)
        blank.fill(Qt.GlobalColor.transparent)
        self._icons: dict[str, QIcon] = {"": QIcon(blank)}

    def set_icon(self, mark: str, icon: QIcon) -> None:
        """Set the picture of a mark, in the colours of the theme."""
        with rows_replaced(self, True):
            self._icons[mark] = icon

    def show_rows(self, rows: tuple[RunRow, ...], current: str | None, running: str | None) -> None:
        """Show these runs and marks. Rows of the same runs keep their place and selection."""
        if (rows, current, running) == (self.rows, self._current, self._running):
            return
        with rows_replaced(self, [row.name for row in rows] == [row.name for row in self.rows], len(COLUMNS)):
            self.rows, self._current, self._running = rows, current, running

    def mark_of(self, row: RunRow) -> str:
        """The mark before the title of a run; empty for most."""
        if row.name == self._running:
            return RUNNING
        if row.problem:
            return PROBLEM
        return CURRENT if row.name == self._current else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The titles of readable runs can be edited."""
        flags = super().flags(index)
        if index.isValid() and index.column() == TITLE and self.editable:
            row = self.rows[index.row()]
            if row.info is not None and row.name != self._running:
                return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts, marks, what to sort by, and the title with its mark in words for screen readers."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == RunRole.NAME:
            return row.name
        if role == RunRole.SORT:
            return self._sort_value(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row) if column == TITLE else self.text(row, column)
        return self._title_data(row, role) if column == TITLE else None

    def _title_data(self, row: RunRow, role: int) -> object:
        mark = self.mark_of(row)
        if role == Qt.ItemDataRole.EditRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            marks = {CURRENT: tr("the current run"), RUNNING: tr("being trained"), PROBLEM: tr(row.problem)}
            return f"{row.title}, {marks[mark]}" if mark else row.title
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons.get(mark)
        if role == Qt.ItemDataRole.FontRole and row.name == self._current:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def text(self, row: RunRow, column: int) -> str:
        """The text of a cell."""
        if column == TITLE:
            return row.title
        if column == ENDED_AT and row.name == self._running:
            return tr("being trained")
        if column in (ENDED_AT, KIND) and row.problem:
            return tr(row.problem)
        if row.info is None:
            return (date_words(row.name) or DASH) if column == MADE else DASH
        return COLUMNS[column].text(row.info)

    def _tip(self, row: RunRow) -> str:
        current = [tr("The current run: predictions come from it.")] if row.name == self._current else []
        last = tr(row.problem) if row.problem else tr("Folder: {name}", name=row.name)
        return "\n".join((row.title, *current, last))

    def _sort_value(self, row: RunRow, column: int) -> Value:
        if column == TITLE:
            return row.title.casefold()
        if row.info is None:
            return row.name.replace("_", "T", 1) if column == MADE else None
        return COLUMNS[column].value(row.info)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another title; it shows once it is on disk."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() != TITLE:
            return False
        row = self.rows[index.row()]
        if str(value).strip() != row.title:
            self.title_typed.emit(row.name, str(value))
        return False


class SortedRuns(QSortFilterProxyModel):
    """The rows in the order of a column; runs without a value come last whichever way it sorts."""

    def __init__(self, model: RunsModel, parent: QObject) -> None:
        super().__init__(parent)
        self.setSourceModel(model)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Numbers as numbers, texts as texts."""
        first, other = left.data(RunRole.SORT), right.data(RunRole.SORT)
        if first is None or other is None:
            down = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return (first is None) == down and first is not other
        return bool(first < other)
