"""A table of measurements as rows and columns: sorted by any column, sorted out by class and size. No document.

Numbers stay in arrays; a row exists only as its place in the order, so that a hundred thousand are as quick as ten.
"""

from __future__ import annotations

import posixpath

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, Qt

from segstudio.gui.look import words
from segstudio.gui.look.models import ColumnsModel, Index, TitledColumn
from segstudio.gui.look.words import DASH, tr
from segstudio.measures.tables import IMAGE, Column, Table

_DIGITS = 5  # of a number that is not a whole one
_NONE = Table([], np.zeros(0, np.int64), np.zeros(0, np.int64))


class MeasureModel(ColumnsModel):
    """``table``: all rows; ``order`` intp[n]: those that are shown, as they are shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__((), parent)
        self.table = _NONE
        self._folder = ""  # of all images, with "/" at its end: each is shown by what follows it
        self.order: NDArray[np.intp] = np.zeros(0, np.intp)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._chosen: tuple[int | None, float, float] = (None, 0.0, np.inf)

    def set_table(self, table: Table | None) -> None:
        """Show a table; ``None``: nothing. It is sorted as the one before was if it has the same columns."""
        self.beginResetModel()
        before = [column.header for column in self.table.columns]
        self.table = table or _NONE
        self._folder = _folder_of_all(self.table)
        if before != [column.header for column in self.table.columns]:
            self._sorted = None
        self._columns = [TitledColumn(_header(one), one.tip, not one.is_text) for one in self.table.columns]
        self._put_in_order()
        self.endResetModel()

    def choose(self, class_id: int | None, least: float = 0.0, most: float = np.inf) -> None:
        """Show the rows of one class (``None``: of all) with ``least`` to ``most`` pixels."""
        self.beginResetModel()
        self._chosen = class_id, least, most
        self._put_in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows without a value are the last ones either way. -1: as they were measured."""
        self.layoutAboutToBeChanged.emit()
        self._sorted = (column, order) if 0 <= column < self.columnCount() else None
        self._put_in_order()
        self.changePersistentIndexList(self.persistentIndexList(), [QModelIndex()] * len(self.persistentIndexList()))
        self.layoutChanged.emit()

    def _put_in_order(self) -> None:
        class_id, least, most = self._chosen
        table = self.table
        shown = (table.sizes >= least) & (table.sizes <= most)
        if class_id is not None:
            shown &= table.class_ids == class_id
        self.order = np.flatnonzero(shown)
        if self._sorted is not None:
            column, order = table.columns[self._sorted[0]], self._sorted[1]
            values = column.values[self.order]
            keys = np.unique(values, return_inverse=True)[1] if column.is_text else values
            missing = np.zeros(len(keys), bool) if column.is_text else np.isnan(values)
            keys = -keys if order == Qt.SortOrder.DescendingOrder else keys
            self.order = self.order[np.lexsort((keys, missing))]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows that are shown."""
        return 0 if parent.isValid() else len(self.order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A value in words; numbers stand at the right. The tooltip of an image's name is its path."""
        if not index.isValid():
            return None
        column, row = self.table.columns[index.column()], int(self.order[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            text = shown(column, row)
            return text.removeprefix(self._folder) if column.title == IMAGE else text
        if role == Qt.ItemDataRole.ToolTipRole and column.title == IMAGE:
            return column.value(row)
        return self.alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _folder_of_all(table: Table) -> str:
    """The folder that all images lie in, with "/" at its end; empty: there is none below the root."""
    paths = {str(path) for column in table.columns if column.title == IMAGE for path in column.values.tolist()}
    try:
        folder = posixpath.commonpath([posixpath.dirname(path) for path in paths])
    except ValueError:  # no image, or some paths are absolute
        return ""
    return f"{folder}/" if folder else ""


def shown(column: Column, row: int) -> str:
    """A value as the window shows it: five digits, a dash where there is none."""
    value = column.value(row)
    if value is None:
        return DASH
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}" if abs(value) < 10**_DIGITS else words.count(round(value))
    return tr(value) if isinstance(value, str) else words.count(value)


def _header(column: Column) -> str:
    title = tr(column.title)
    return f"{title} ({column.unit})" if column.unit else title
