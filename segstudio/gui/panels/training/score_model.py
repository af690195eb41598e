"""Scores as rows for tables: a mean first, then one row per class. Knows messages and words; no document."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from segstudio.gui.look import words
from segstudio.gui.look.models import ColumnsModel, Index, TitledColumn, rows_replaced
from segstudio.gui.look.words import in_lines, tr
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import HELD_OUT, ClassScore, ScoreTable

COLOR_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class ScoreColumn(TitledColumn):
    """A column with its text for a class and for the mean row."""

    of_class: Callable[[ClassScore], str]
    of_all: Callable[[ScoreTable], str]


COLUMNS = {
    "name": ScoreColumn("Class", "The class", False, lambda one: one.name, lambda table: tr("Mean")),
    "iou": ScoreColumn("IoU", "Intersection over union: shared pixels by pixels of either, 0 to 1", True,
                       lambda one: words.number(one.iou), lambda table: words.number(table.mean_iou)),
    "dice": ScoreColumn("Dice", "Dice coefficient (F1): twice the shared pixels by the sum of both, 0 to 1", True,
                        lambda one: words.number(one.dice), lambda table: words.number(table.mean_dice)),
    "accuracy": ScoreColumn(
        "Accuracy", "Share of the class's true pixels that were found; in the mean row, of all labelled pixels", True,
        lambda one: words.number(one.accuracy), lambda table: words.number(table.accuracy)),
    "pixels": ScoreColumn("Pixels", "Labelled pixels that were counted; void never is", True,
                          lambda one: words.count(one.pixels), lambda table: words.count(table.pixels)),
}  # fmt: skip


class ScoreModel(ColumnsModel):
    """A score table; before there is one, the classes of the project with dashes."""

    def __init__(self, columns: tuple[str, ...], parent: QObject) -> None:
        self._score_columns = [COLUMNS[name] for name in columns]
        super().__init__(self._score_columns, parent)
        self.table: ScoreTable | None = None
        self.classes = ClassTable()
        self._rows = _unscored(self.classes)

    def set_table(self, table: ScoreTable | None, classes: ClassTable) -> None:
        """Show a table, with the colours of ``classes``. Rows of the same classes keep their place and selection."""
        rows = table or _unscored(classes)
        ids = [[one.class_id for one in shown.classes] for shown in (self._rows, rows)]
        with rows_replaced(self, ids[0] == ids[1], len(self._score_columns)):
            self.table, self.classes, self._rows = table, classes, rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The mean row and one per class."""
        return 0 if parent.isValid() or not self._rows.classes else len(self._rows.classes) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Numbers in words, right aligned; the mean row is bold."""
        if not index.isValid():
            return None
        column = self._score_columns[index.column()]
        one = self._rows.classes[index.row() - 1] if index.row() else None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.of_all(self._rows) if one is None else column.of_class(one)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and self.table is None:
            return tr("Scores appear here once something is predicted and scored.")
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_lines(_explain_mean(self._rows) if one is None else _explain(one))
        if role == Qt.ItemDataRole.FontRole and one is None:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role == COLOR_ROLE and one is not None and index.column() == 0 and one.class_id in self.classes:
            return self.classes.by_id(one.class_id).screen_color
        return None


def _unscored(classes: ClassTable) -> ScoreTable:
    """Every class without a number."""
    rows = tuple(ClassScore(one.id, one.name, None, None, None, 0) for one in classes)
    return ScoreTable(HELD_OUT, 0, 0, rows, None, None, None)


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
