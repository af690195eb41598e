"""Two or more runs beside each other: curves, what differs, IoU by class, and whether their scores compare at all.

Owns its widgets; run facts are handed in. Class names and titles are data. Brings pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.look import words
from segstudio.gui.look.painted import heading, quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.table_style import style_table
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import DASH, tr
from segstudio.gui.panels.runs.model import quoted, score_kind
from segstudio.gui.panels.training.curves_panel import column, dress, iou_plot, loss_plot, safe_html
from segstudio.learning.runs.compare import class_ious, differences, verdicts
from segstudio.learning.runs.info import RunInfo, title_of

MOST = 6  # runs drawn; more lines cannot be told apart
# Okabe and Ito's colours, told apart by everybody; those for a dark ground are lighter.
LIGHT_LINES = ("#0072b2", "#d55e00", "#007a5a", "#a8467f", "#8a6d00", "#4a4a4a")
DARK_LINES = ("#56b4e9", "#e69f00", "#2fc79b", "#e58fc0", "#f0e442", "#c8c8c8")


class RunsCompare(Panel):
    """One sentence on whether the scores compare, then curves or the table of differences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("runs.compare", tr("Runs compared"), parent)
        self._infos: tuple[RunInfo, ...] = ()
        self._reasons: list[str] = []
        self.verdict = quiet_label("", "runs.compare.verdict", self)
        self.verdict.setAccessibleName(tr("Whether the scores compare"))
        self.turn = QPushButton(tr("Differences"), self)
        self.turn.setObjectName("runs.compare.turn")
        self.turn.setCheckable(True)
        self.turn.setToolTip(tr("Differences\nSettings that differ and the IoU of each class, instead of the curves."))
        self.iou, self.loss = iou_plot("runs.compare.iou", self), loss_plot("runs.compare.loss", self)
        self.loss.setXLink(self.iou)
        self.legend = quiet_label("", "runs.compare.legend", self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.table = QTableWidget(self)
        self.table.setObjectName("runs.compare.table")
        self.table.setAccessibleName(tr("What differs between the runs"))
        style_table(self.table)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self._lay_out()
        self.turn.toggled.connect(self._on_turned)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.verdict, 1)
        top.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignTop)
        plots = QHBoxLayout()
        plots.setSpacing(2 * GRID)
        for title, name, plot in ((tr("Mean IoU"), "iou", self.iou), (tr("Loss"), "loss", self.loss)):
            inside = QVBoxLayout()
            inside.setSpacing(GRID // 2)
            inside.addWidget(heading(title, f"runs.compare.{name}.title", self))
            inside.addWidget(plot, 1)
            plots.addLayout(inside, 1)
        page = QWidget(self)
        curves = QVBoxLayout(page)
        curves.setContentsMargins(0, 0, 0, 0)
        curves.setSpacing(GRID // 2)
        curves.addLayout(plots, 1)
        curves.addWidget(self.legend)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(page)
        self.pages.addWidget(self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID, 0, 0, 0)
        whole.setSpacing(GRID // 2)
        whole.addLayout(top)
        whole.addWidget(self.pages, 1)

    def _on_turned(self, differences_shown: bool) -> None:
        self.pages.setCurrentIndex(1 if differences_shown else 0)
        self.turn.setText(tr("Curves") if differences_shown else tr("Differences"))

    def changeEvent(self, event: QEvent) -> None:
        """Light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "pages"):
            self._draw()

    def show_runs(self, infos: Sequence[RunInfo]) -> None:
        """Compare these; of more than ``MOST`` the first."""
        self._infos = tuple(infos[:MOST])
        self._reasons = verdicts(self._infos)
        left_out = len(infos) - len(self._infos)
        more = " " + tr("Only the first {count} of the chosen runs are shown.", count=MOST) if left_out else ""
        self.verdict.setText(self._verdict() + more)
        self._draw()
        self._fill()

    def _verdict(self) -> str:
        if not self._infos:
            return tr("These runs cannot be read.")
        unlike = [
            tr("{title}: {reason}", title=quoted(title_of(info)), reason=tr(reason))
            for info, reason in zip(self._infos, self._reasons, strict=True)
            if reason
        ]
        if not unlike:
            return tr(
                "These scores can be compared: {kind}, the same images and labels.",
                kind=score_kind(self._infos[0].best),
            )
        return tr("These scores cannot be compared. {reasons}.", reasons="; ".join(unlike))

    # ---- curves -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        theme = theme_of(self.palette())
        lines = DARK_LINES if theme.name == "dark" else LIGHT_LINES
        marks = []
        for plot in (self.iou, self.loss):
            plot.clear()
            dress(plot)
        for info, reason, color in zip(self._infos, self._reasons, lines, strict=False):
            style = Qt.PenStyle.DashLine if reason else Qt.PenStyle.SolidLine
            pen = pg.mkPen(color, width=2, style=style)
            times = np.array([one.seconds for one in info.scores], np.float64)
            single = {"symbol": "o", "symbolSize": 6, "symbolBrush": color, "symbolPen": None} if len(times) < 3 else {}
            means = column([one.table.mean_iou for one in info.scores])
            self.iou.plot(times, means, pen=pen, connect="finite", **single)
            losses = np.array([one.loss for one in info.scores], np.float64)
            self.loss.plot(times, losses, pen=pen, connect="finite", **single)
            mark = "\u2504" if reason else "\u25ac"
            marks.append(f'<span style="color:{color}">{mark}</span>&nbsp;{safe_html(title_of(info))}')
        longest = max((one.seconds for info in self._infos for one in info.scores), default=1.0)
        self.iou.setXRange(0, max(longest, 1.0), padding=0.03)
        self.legend.setText(" &nbsp; ".join(marks))

    # ---- differences ----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        means = [info.best.mean_iou if info.best is not None else None for info in self._infos]
        rows = [
            (tr("Mean IoU"), tuple(words.number(mean) for mean in means)),
            (tr("Score is"), tuple(score_kind(info.best) for info in self._infos)),
        ]
        if any(self._reasons):
            rows.append((tr("Compares"), tuple(tr(reason) if reason else tr("yes") for reason in self._reasons)))
        rows += [(tr(name), values) for name, values in differences(self._infos)]
        first_class = len(rows)
        for _, name, ious in class_ious(self._infos):
            rows.append((tr("IoU of {name}", name=name), tuple(words.number(iou) for iou in ious)))
        self.table.clear()
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(len(self._infos) + 1)
        self.table.setHorizontalHeaderLabels(["", *(title_of(info) for info in self._infos)])
        for at, (name, values) in enumerate(rows):
            self._put(at, 0, name, bold=at in (0, first_class))
            for place, value in enumerate(values, 1):
                self._put(at, place, value or DASH)
        self.table.resizeColumnsToContents()
        for at in range(self.table.columnCount()):
            self.table.setColumnWidth(at, min(self.table.columnWidth(at) + GRID, 32 * GRID))

    def _put(self, row: int, at: int, text: str, bold: bool = False) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        if bold:
            font = QFont(self.table.font())
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(font)
        self.table.setItem(row, at, item)
