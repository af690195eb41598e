"""The project's runs as rows and columns, with what each column sorts by. Knows run facts and words; no document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QIcon, QPixmap

from segstudio.choices.networks import network_words
from segstudio.gui.look import words
from segstudio.gui.look.words import DASH, tr
from segstudio.learning.messages import ScoreTable
from segstudio.learning.runs.info import RunInfo, date_words
from segstudio.learning.runs.listing import RunRow

Index = QModelIndex | QPersistentModelIndex
CURRENT, RUNNING, PROBLEM = "current", "running", "problem"
MARKS = {CURRENT: "check-circle-outline", RUNNING: "progress-clock", PROBLEM: "alert-outline"}
ENDED = {"plateau": "score levelled off", "limit": "limit reached", "cancelled": "stopped"}
CUT_OFF = "interrupted"


class Role(IntEnum):
    """What is asked for beside the texts."""

    NAME = Qt.ItemDataRole.UserRole
    SORT = Qt.ItemDataRole.UserRole + 1


Value = float | str | None


@dataclass(frozen=True)
class RunColumn:
    """One column: title, what it means, the text of a run, what it sorts by (``None`` comes last)."""

    title: str
    tip: str
    text: Callable[[RunInfo], str]
    value: Callable[[RunInfo], Value]
    number: bool = False


def score_kind(table: ScoreTable | None) -> str:
    """How a score was made, with its n: "held-out, n = 4"; a dash where there is none."""
    if table is None:
        return DASH
    return words.marked(f"{tr(table.kind)}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{table.images}", table)


def _iou(info: RunInfo) -> float | None:
    return info.best.mean_iou if info.best is not None else None


def _dice(info: RunInfo) -> float | None:
    return info.best.mean_dice if info.best is not None else None


def _labelled(info: RunInfo) -> int | None:
    return sum(info.pixels) if info.pixels else None


def _pixels(info: RunInfo) -> str:
    labelled = _labelled(info)
    return DASH if labelled is None else words.count(labelled)


COLUMNS = (
    RunColumn("Run", "A name of yours, or when it was made; F2 renames it.", lambda info: info.name,
              lambda info: info.name),
    RunColumn("IoU", "Mean intersection over union of the weights that were kept, 0 to 1.",
              lambda info: words.number(_iou(info)), _iou, True),
    RunColumn("Dice", "Mean Dice coefficient (F1), 0 to 1.", lambda info: words.number(_dice(info)), _dice, True),
    RunColumn("Score is", "What was counted: only held-out scores tell how other images will do.",
              lambda info: score_kind(info.best), lambda info: score_kind(info.best)),
    RunColumn("Network", "The network and its encoder.", lambda info: network_words(info.network, info.encoder),
              lambda info: network_words(info.network, info.encoder)),
    RunColumn("Started from", "What the network knew before.", lambda info: info.weights or DASH,
              lambda info: info.weights or None),
    RunColumn("Images", "Labelled images that were trained on.", lambda info: words.count(len(info.mask_hashes)),
              lambda info: len(info.mask_hashes), True),
    RunColumn("Labelled", "Labelled pixels that it learnt from; a dash where that was not recorded.", _pixels,
              _labelled, True),
    RunColumn("Steps", "Steps of the optimiser.", lambda info: words.count(info.steps), lambda info: info.steps, True),
    RunColumn("Time", "How long it took.", lambda info: words.clock(info.seconds), lambda info: info.seconds, True),
    RunColumn("Ended", "Why it ended, or why it cannot be used.", lambda info: tr(ENDED.get(info.reason, CUT_OFF)),
              lambda info: info.reason or None),
    RunColumn("Made", "When the training began.", lambda info: date_words(info.created) or DASH,
              lambda info: info.created or None),
)  # fmt: skip
TITLE, KIND, ENDED_AT, MADE = 0, 3, 10, 11
BLANK = 16  # pixels: titles without a mark stand below those with one


class RunsModel(QAbstractTableModel):
    """One row for each run, damaged ones too.

    Signals:
        title_typed(name, title): a person typed another title.
    """

    title_typed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[RunRow, ...] = ()
        self.editable = True
        self._current: str | None = None
        self._running: str | None = None
        blank = QPixmap(BLANK, BLANK)
        blank.fill(Qt.GlobalColor.transparent)
        self._icons: dict[str, QIcon] = {"": QIcon(blank)}

    def set_icon(self, mark: str, icon: QIcon) -> None:
        """The picture of a mark, in the colours of the theme."""
        self._icons[mark] = icon
        if self.rows:
            self._changed()

    def show_rows(self, rows: tuple[RunRow, ...], current: str | None, running: str | None) -> None:
        """Other runs, or other marks. Rows of the same runs keep their place and selection."""
        same = [row.name for row in rows] == [row.name for row in self.rows]
        if same and (rows, current, running) == (self.rows, self._current, self._running):
            return
        if not same:
            self.beginResetModel()
        self.rows, self._current, self._running = rows, current, running
        if not same:
            self.endResetModel()
        elif rows:
            self._changed()

    def _changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))

    def mark_of(self, row: RunRow) -> str:
        """The most important thing to know at a glance; empty for most."""
        if row.name == self._running:
            return RUNNING
        if row.problem:
            return PROBLEM
        return CURRENT if row.name == self._current else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One for each run."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All of them, always."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles and what they mean."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section].title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(COLUMNS[section].tip)
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Titles of runs that can be read can be typed."""
        flags = super().flags(index)
        if index.isValid() and index.column() == TITLE and self.editable and self._may_rename(self.rows[index.row()]):
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def _may_rename(self, row: RunRow) -> bool:
        return row.info is not None and row.name != self._running

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts, marks, what to sort by, and the whole in words for screen readers."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Role.NAME:
            return row.name
        if role == Role.SORT:
            return self._sort_value(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row) if column == TITLE else self.text(row, column)
        return self._title_data(row, role) if column == TITLE else None

    def _title_data(self, row: RunRow, role: int) -> object:
        mark = self.mark_of(row)
        if role == Qt.ItemDataRole.EditRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = {CURRENT: tr("the current run"), RUNNING: tr("being trained"), PROBLEM: tr(row.problem)}
            return ", ".join(part for part in (row.title, told.get(mark, "")) if part)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons.get(mark)
        if role == Qt.ItemDataRole.FontRole and row.name == self._current:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def text(self, row: RunRow, column: int) -> str:
        """What stands in a cell."""
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
        lines = [row.title]
        if row.name == self._current:
            lines.append(tr("The current run: predictions come from it."))
        lines.append(tr(row.problem) if row.problem else tr("Folder: {name}", name=row.name))
        return "\n".join(lines)

    def _sort_value(self, row: RunRow, column: int) -> Value:
        if column == TITLE:
            return row.title.casefold()
        if row.info is None:
            return row.name.replace("_", "T", 1) if column == MADE else None
        return COLUMNS[column].value(row.info)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A typed title is only asked for; it shows once it is on disk."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() != TITLE:
            return False
        row = self.rows[index.row()]
        if str(value).strip() != row.title:
            self.title_typed.emit(row.name, str(value))
        return False


def quoted(text: str) -> str:
    """A title in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if COLUMNS[column].number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class SortedRuns(QSortFilterProxyModel):
    """The rows in the order of a column; runs without a value come last whichever way it sorts."""

    def __init__(self, model: RunsModel, parent: QObject) -> None:
        super().__init__(parent)
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Numbers as numbers, texts as texts."""
        first, other = left.data(Role.SORT), right.data(Role.SORT)
        if first is None or other is None:
            down = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return (first is None) == down and first is not other
        return bool(first < other)
