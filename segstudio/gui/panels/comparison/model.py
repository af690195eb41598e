"""A comparison as rows and columns: in the window, on the clipboard and in CSV files. No document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from segstudio.choices.networks import network_words
from segstudio.gui.look import words
from segstudio.gui.look.models import ColumnsModel, Index, TitledColumn, rows_replaced
from segstudio.gui.look.words import DASH, in_lines, tr
from segstudio.learning.comparison_messages import CLEAR, Compared, Comparison
from segstudio.measures.tables import Column, Table

_DIGITS = 3


@dataclass(frozen=True)
class ComparedColumn(TitledColumn):
    """``text``: of a network, for people; ``cells``: what files get, by headers, numbers in the ``unit`` of each."""

    text: Callable[[Compared], str]
    cells: tuple[tuple[str, str, Callable[[Compared], Any]], ...]


def _per_training(values: tuple[float, ...]) -> float | None:
    return sum(values) / len(values) if values else None


def _interval(one: Compared) -> str:
    if one.interval is None:
        return DASH
    low, high = (f"{value:.{_DIGITS}f}" for value in one.interval)
    return tr("{low} to {high}", low=low, high=high)


def _difference(one: Compared) -> str:
    """Of the rows below the best; that of the first row is known to the model only."""
    if one.ahead is None:
        return DASH
    return tr("within chance") if one.ahead < CLEAR else tr("behind")


def _or_dash(value: float | None, text: Callable[[Any], str]) -> str:
    return DASH if value is None else text(value)


def _end(at: int) -> Callable[[Compared], float | None]:
    return lambda one: None if one.interval is None else one.interval[at]


COLUMNS = (
    ComparedColumn("Network", "The network and its encoder. A click shows what it predicts on the open image.", False,
                   lambda one: network_words(one.network, one.encoder),
                   (("network", "", lambda one: network_words(one.network, one.encoder)),)),
    ComparedColumn("Mean IoU", "Of the network alone, on the held-out images; the mean over the trainings.", True,
                   lambda one: _or_dash(one.mean, lambda value: f"{value:.{_DIGITS}f}"),
                   (("mean IoU", "", lambda one: one.mean),)),
    ComparedColumn("95 % interval", "By the choice of the held-out images; a dash with fewer than two of them.", True,
                   _interval, (("low", "", _end(0)), ("high", "", _end(1)))),
    ComparedColumn("Difference", "Whether the best network is ahead in 95 of 100 resamplings of the held-out images.",
                   False, _difference, (("best is ahead", "", lambda one: one.ahead),)),
    ComparedColumn("n", "Held-out images that were scored.", True, lambda one: words.count(one.images),
                   (("images", "", lambda one: one.images),)),
    ComparedColumn("Trainings", "Each from another seed.", True, lambda one: words.count(len(one.runs)),
                   (("trainings", "", lambda one: len(one.runs)),)),
    ComparedColumn("Time", "Of one training.", True, lambda one: words.clock(_per_training(one.seconds)),
                   (("time", "s", lambda one: _per_training(one.seconds)),)),
    ComparedColumn("Steps", "Of one training, in that time.", True,
                   lambda one: _or_dash(_per_training(one.steps), lambda value: words.count(round(value))),
                   (("steps", "", lambda one: _per_training(one.steps)),)),
    ComparedColumn("Memory", "The most that a training took, see below; the first one pays for what all share.", True,
                   lambda one: _or_dash(one.memory, words.size), (("memory", "bytes", lambda one: one.memory),)),
    ComparedColumn("Parameters", "Numbers that are learnt.", True, lambda one: f"{one.parameters / 1e6:.1f} M",
                   (("parameters", "", lambda one: one.parameters),)),
    ComparedColumn("Reach", "How far around a pixel the network looks.", True,
                   lambda one: f"{words.count(one.reach)} px", (("reach", "px", lambda one: one.reach),)),
    ComparedColumn("Started from", "What the network knew before.", False, lambda one: tr(one.weights) or DASH,
                   (("started from", "", lambda one: one.weights),)),
)  # fmt: skip
DIFFERENCE = 3


class ComparisonModel(ColumnsModel):
    """One row for each network, the best first; that with the current run is bold."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(COLUMNS, parent)
        self.rows: tuple[Compared, ...] = ()
        self._current: str | None = None

    def show_rows(self, rows: tuple[Compared, ...], current: str | None) -> None:
        """Show these networks; ``current``: the current run."""
        if (rows, current) != (self.rows, self._current):
            with rows_replaced(self, rows == self.rows, len(COLUMNS)):
                self.rows, self._current = rows, current

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts; numbers stand at the right."""
        if not index.isValid():
            return None
        one, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            best = column == DIFFERENCE and index.row() == 0 and one.mean is not None and len(self.rows) > 1
            return tr("best") if best else COLUMNS[column].text(one)
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_lines(self._tip(one))
        if role == Qt.ItemDataRole.FontRole and self._current in one.runs:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return self.alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _tip(self, one: Compared) -> str:
        lines = [network_words(one.network, one.encoder)]
        if len(one.scores) > 1:
            scores = ", ".join(f"{score:.{_DIGITS}f}" for score in one.scores)
            lines.append(tr("Mean IoU of each training: {scores}", scores=scores))
        if self._current in one.runs:
            lines.append(tr("The current run: predictions come from it."))
        return "\n".join(lines)


def table_of(found: Comparison) -> Table:
    """The same as a table for files, one row for each network."""
    columns = []
    for titled in COLUMNS:
        for title, unit, value in titled.cells:
            values = [value(one) for one in found.networks]
            texts = any(isinstance(one, str) for one in values)
            cells = np.array(values, object) if texts else np.array(values, np.float64)
            whole = {type(one) for one in values} <= {int, type(None)}
            columns.append(Column(title, unit, titled.tip, cells, whole))
    rows = np.zeros(len(found.networks), np.int64)
    return Table(columns, rows, rows)
