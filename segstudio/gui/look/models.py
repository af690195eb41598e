"""What the models of lists and tables share: titled columns, and signals for changed rows. Knows words only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from segstudio.gui.look.words import in_lines, tr

Index = QModelIndex | QPersistentModelIndex


@contextmanager
def rows_replaced(model: QAbstractItemModel, same: bool, columns: int = 1) -> Iterator[None]:
    """Around a change of the rows. ``same``: they are of the same things as before; position and selection stay."""
    if not same:
        model.beginResetModel()
    yield
    if not same:
        model.endResetModel()
    elif model.rowCount():
        model.dataChanged.emit(model.index(0, 0), model.index(model.rowCount() - 1, columns - 1))


@dataclass(frozen=True)
class TitledColumn:
    """The header of one column: its title, what it means, and whether it holds numbers, which are aligned right."""

    title: str
    tip: str
    number: bool


class ColumnsModel(QAbstractTableModel):
    """A table whose columns have titles, tooltips and a side."""

    def __init__(self, columns: Sequence[TitledColumn], parent: QObject) -> None:
        super().__init__(parent)
        self._columns = columns

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self._columns[section].title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_lines(tr(self._columns[section].tip))
        return self.alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers at the right, texts at the left."""
        side = Qt.AlignmentFlag.AlignRight if self._columns[column].number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
