"""The widgets that show scores: a table of classes and a confusion matrix. Know the score model; no document."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from segstudio.gui.look import words
from segstudio.gui.look.models import Index
from segstudio.gui.look.painted import draw_swatch, quiet
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import ROW, style_table
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.training.score_model import COLOR_ROLE, ScoreModel
from segstudio.learning.messages import ScoreTable

SHOWN = 13  # rows that a table asks room for: the mean and twelve classes; more scroll
_SWATCH = 12
_MATRIX_LIMIT = 64


class NameCell(QStyledItemDelegate):
    """A class's name after its colour square; the mean row keeps the same indent."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the square before the name, and a margin after it."""
        return super().sizeHint(option, index) + QSize(_SWATCH + 4 * GRID, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        color = index.data(COLOR_ROLE)
        moved = QStyleOptionViewItem(option)
        moved.rect = option.rect.adjusted(_SWATCH + GRID, 0, 0, 0)
        super().paint(painter, moved, index)
        if color is not None:
            square = QRect(option.rect.left() + GRID // 2, 0, _SWATCH, _SWATCH)
            square.moveTop(option.rect.center().y() - _SWATCH // 2 + 1)
            draw_swatch(painter, square, tuple(color), quiet(option.palette))


class ScoreView(QTableView):
    """A table that asks for the height of its rows, and no more."""

    _rows = 0

    def follow_rows(self) -> None:
        """Other rows: from the top, where the mean is; as many, with other scores: where it was scrolled to."""
        if self._rows != self.model().rowCount():
            self._rows = self.model().rowCount()
            self.scrollToTop()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The header and its rows, up to SHOWN."""
        rows = self.model().rowCount()
        high = self.horizontalHeader().sizeHint().height() + min(rows, SHOWN) * ROW + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), high)


def score_view(model: ScoreModel, name: str, parent: QWidget, *, narrow: bool = False) -> QTableView:
    """A read-only table of ``model``. ``narrow``: the name takes the room that the numbers leave."""
    view = named(ScoreView(parent), name, tr("Scores per class"))
    view.setModel(model)
    model.modelReset.connect(view.follow_rows)
    view.setItemDelegateForColumn(0, NameCell(view))
    _calm(view)
    header = view.horizontalHeader()
    header.setMinimumSectionSize((6 if narrow else 10) * GRID)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    if narrow:
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return view


def _calm(view: QTableView) -> None:
    style_table(view, padding=4, cells="", narrowest=6 * GRID)
    view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    view.verticalHeader().setVisible(isinstance(view, QTableWidget))


class ConfusionTable(QTableWidget):
    """Rows truth, columns prediction: percent of each true class, the count in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "scores.confusion", tr("Confusion matrix: rows truth, columns prediction, in percent of the row"))
        _calm(self)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def set_table(self, table: ScoreTable | None) -> None:
        """Show the matrix of a table; of more than 64 classes the first 64."""
        rows = table.confusion[:_MATRIX_LIMIT] if table is not None else ()
        names = [one.name for one in table.classes] if table is not None else []
        columns = len(rows[0]) if rows else 0
        across = [*names, tr("none")][:columns]
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(across))
        self.setVerticalHeaderLabels(names[: len(rows)])
        self.setHorizontalHeaderLabels(across)
        for row, counts in enumerate(rows):
            total = sum(counts)
            for column, (count, predicted) in enumerate(zip(counts, across, strict=False)):
                share = count / total if total else None
                self.setItem(row, column, self._cell(share, count, names[row], predicted))

    def _cell(self, share: float | None, count: int, truth: str, predicted: str) -> QTableWidgetItem:
        item = QTableWidgetItem(words.percent(share))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        pixels = words.counted(count, "pixel")
        item.setToolTip(
            in_lines(tr("{pixels} of {truth}, predicted as {other}", pixels=pixels, truth=truth, other=predicted))
        )
        if share:
            tint = QColor(theme_of(self.palette()).accent)
            tint.setAlphaF(0.08 + 0.32 * share)
            item.setBackground(tint)
        return item
