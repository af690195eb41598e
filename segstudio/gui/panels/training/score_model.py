"""Scores as rows for tables: a mean first, then one row per class. Knows messages and words; no document."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from segstudio.gui.look import words
from segstudio.gui.look.words import tr
from segstudio.learning.messages import ClassScore, ScoreTable

Index = QModelIndex | QPersistentModelIndex
Color = tuple[int, int, int]
COLOR_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Column:
    """One column: its title, what it means, its text for a class and for the mean row."""

    title: str
    tip: str
    of_class: Callable[[ClassScore], str]
    of_all: Callable[[ScoreTable], str]


COLUMNS = {
    "name": Column("Class", "The class", lambda one: one.name, lambda table: tr("Mean")),
    "iou": Column(
        "IoU",
        "Intersection over union: shared pixels by pixels of either, 0 to 1",
        lambda one: words.number(one.iou),
        lambda table: words.number(table.mean_iou),
    ),
    "dice": Column(
        "Dice",
        "Dice coefficient (F1): twice the shared pixels by the sum of both, 0 to 1",
        lambda one: words.number(one.dice),
        lambda table: words.number(table.mean_dice),
    ),
    "accuracy": Column(
        "Accuracy",
        "Share of the class's true pixels that were found; in the mean row, of all labelled pixels",
        lambda one: words.number(one.accuracy),
        lambda table: words.number(table.accuracy),
    ),
    "pixels": Column(
        "Pixels",
        "Labelled pixels that were counted; void never is",
        lambda one: words.count(one.pixels),
        lambda table: words.count(table.pixels),
    ),
}


class ScoreModel(QAbstractTableModel):
    """A score table; empty until ``set_table``."""

    def __init__(self, columns: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._columns = tuple(COLUMNS[name] for name in columns)
        self._table: ScoreTable | None = None
        self._colors: Mapping[int, Color] = {}

    @property
    def table(self) -> ScoreTable | None:
        """What is shown."""
        return self._table

    def set_table(self, table: ScoreTable | None, colors: Mapping[int, Color]) -> None:
        """Show a table; class colours by id. Rows of the same classes keep their place and selection."""
        old = [one.class_id for one in self._table.classes] if self._table else []
        new = [one.class_id for one in table.classes] if table else []
        if old == new and table is not None and self._table is not None:
            self._table, self._colors = table, colors
            self.dataChanged.emit(self.index(0, 0), self.index(len(new), len(self._columns) - 1))
            return
        self.beginResetModel()
        self._table, self._colors = table, colors
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The mean row and one per class."""
        return 0 if parent.isValid() or self._table is None else len(self._table.classes) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns asked for."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles and what they mean."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self._columns[section].title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(self._columns[section].tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Numbers in words, right aligned; the mean row is bold."""
        if self._table is None or not index.isValid():
            return None
        column, one = self._columns[index.column()], self._class_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return column.of_all(self._table) if one is None else column.of_class(one)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return _explain_mean(self._table) if one is None else _explain(one)
        if role == Qt.ItemDataRole.FontRole and one is None:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role == COLOR_ROLE and one is not None and index.column() == 0:
            return self._colors.get(one.class_id)
        return None

    def _class_at(self, row: int) -> ClassScore | None:
        return None if row == 0 or self._table is None else self._table.classes[row - 1]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _explain_mean(table: ScoreTable) -> str:
    text = tr("Mean over the classes that have a pixel in the masks; accuracy: of all labelled pixels")
    names = ", ".join(table.predicted_only)
    return f"{text}\n{tr('Predicted, but not in the masks: {names}', names=names)}" if names else text


def _explain(one: ClassScore) -> str:
    if one.iou is not None and not one.pixels:
        return tr("{name}: predicted, but not in the masks, so not in the mean", name=one.name)
    if one.iou is None:
        return tr("{name}: not on these images, and not predicted there", name=one.name)
    return tr(
        "{name}: IoU {iou}, Dice {dice}, {pixels}",
        name=one.name,
        iou=words.number(one.iou),
        dice=words.number(one.dice),
        pixels=words.counted(one.pixels, "pixel"),
    )


def as_csv(table: ScoreTable) -> str:
    """The table as comma-separated values with all digits; empty fields where there is no number."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(("class", "id", "iou", "dice", "accuracy", "pixels", "kind", "images"))
    for one in table.classes:
        write((one.name, one.class_id, one.iou, one.dice, one.accuracy, one.pixels, table.kind, table.images))
    write(("mean", None, table.mean_iou, table.mean_dice, table.accuracy, table.pixels, table.kind, table.images))
    return out.getvalue()
