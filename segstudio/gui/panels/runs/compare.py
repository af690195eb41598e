"""Two or more runs beside each other: curves, what differs, IoU by class, and whether their scores compare at all.

Owns its widgets; run facts are handed in. Class names and titles are data. Brings pyqtgraph, so it is imported late.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
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
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_table
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import DASH, in_lines, safe_html, tr
from segstudio.gui.panels.runs.model import score_kind
from segstudio.gui.panels.training.curves_panel import iou_plot, loss_plot, style_plot, titled
from segstudio.gui.panels.training.score_curves import TRUTH, changes, draw_curve, over_time
from segstudio.learning.runs.compare import class_ious, differences, verdicts
from segstudio.learning.runs.info import RunInfo, title_of

MOST = 6  # runs drawn; more lines cannot be told apart
# Okabe and Ito's colours, told apart by everybody; those for a dark ground are lighter.
LIGHT_LINES = ("#0072b2", "#d55e00", "#007a5a", "#a8467f", "#8a6d00", "#4a4a4a")
DARK_LINES = ("#56b4e9", "#e69f00", "#2fc79b", "#e58fc0", "#f0e442", "#c8c8c8")


class RunsCompare(Panel):
    """A sentence on whether the scores compare, then curves or the table of differences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("runs.compare", tr("Runs compared"), parent)
        self._infos: tuple[RunInfo, ...] = ()
        self._reasons: list[str] = []
        self.verdict = quiet_label("", "runs.compare.verdict", self)
        self.verdict.setAccessibleName(tr("Whether the scores compare"))
        tip = tr("Differences\nSettings that differ and the IoU of each class, instead of the curves.")
        self.turn = named(QPushButton(tr("Differences"), self), "runs.compare.turn", tip=tip)
        self.turn.setCheckable(True)
        self.iou, self.loss = iou_plot("runs.compare.iou", self), loss_plot("runs.compare.loss", self)
        self.loss.setXLink(self.iou)
        self.legend = quiet_label("", "runs.compare.legend", self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setProperty("rich", True)
        self.table = named(QTableWidget(self), "runs.compare.table", tr("What differs between the runs"))
        style_table(self.table)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self._lay_out()
        self.turn.toggled.connect(self._on_turned)
        self.follow_theme(self._draw)

    def _lay_out(self) -> None:
        top = fill(QHBoxLayout(), (self.verdict, 1), self.turn)
        top.setAlignment(self.turn, Qt.AlignmentFlag.AlignTop)
        iou, loss = titled(tr("Mean IoU"), self.iou), titled(tr("Loss"), self.loss)
        plots = fill(QHBoxLayout(), (iou, 1), (loss, 1), spacing=2 * GRID)
        page = QWidget(self)
        fill(QVBoxLayout(page), (plots, 1), self.legend, spacing=GRID // 2)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(page)
        self.pages.addWidget(self.table)
        fill(QVBoxLayout(self), top, (self.pages, 1), spacing=GRID // 2, margins=(GRID, 0, 0, 0))

    def _on_turned(self, differences_shown: bool) -> None:
        self.pages.setCurrentIndex(1 if differences_shown else 0)
        self.turn.setText(tr("Curves") if differences_shown else tr("Differences"))

    def show_runs(self, infos: Sequence[RunInfo]) -> None:
        """Compare at most ``MOST`` of these."""
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
            tr("{title}: {reason}", title=words.quoted(title_of(info)), reason=tr(reason))
            for info, reason in zip(self._infos, self._reasons, strict=True)
            if reason
        ]
        if not unlike:
            kind = score_kind(self._infos[0].best)
            return tr("These scores can be compared: {kind}, the same images and labels.", kind=kind)
        return tr("These scores cannot be compared. {reasons}.", reasons="; ".join(unlike))

    # ---- curves -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        lines = DARK_LINES if theme_of(self.palette()).name == "dark" else LIGHT_LINES
        marks = []
        for plot in (self.iou, self.loss):
            plot.clear()
            style_plot(plot)
        for info, reason, color in zip(self._infos, self._reasons, lines, strict=False):
            style = Qt.PenStyle.DashLine if reason else Qt.PenStyle.SolidLine
            pen = pg.mkPen(color, width=2, style=style)
            draw_curve(self.iou.plot(pen=pen), *over_time(info.scores, [one.table.mean_iou for one in info.scores]))
            draw_curve(self.loss.plot(pen=pen), *over_time(info.scores, [one.loss for one in info.scores]))
            mark = "\u2504" if reason else "\u25ac"
            marks.append(f'<span style="color:{color}">{mark}</span>&nbsp;{safe_html(title_of(info))}')
        longest = max((one.seconds for info in self._infos for one in info.scores), default=1.0)
        self.iou.setXRange(0, max(longest, 1.0), padding=0.03)
        if any(change is TRUTH for info in self._infos for _, change in changes(info.scores)):
            marks.append(html.escape(tr("gap: {what}", what=tr(TRUTH.words)), quote=False))
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
        bold = QFont(self.table.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self.table.clear()
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(len(self._infos) + 1)
        self.table.setHorizontalHeaderLabels(["", *(title_of(info) for info in self._infos)])
        for at, (name, values) in enumerate(rows):
            for column, text in enumerate((name, *(value or DASH for value in values))):
                item = QTableWidgetItem(text)
                item.setToolTip(in_lines(text))
                if column == 0 and at in (0, first_class):
                    item.setFont(bold)
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        for at in range(self.table.columnCount()):
            self.table.setColumnWidth(at, min(self.table.columnWidth(at) + GRID, 32 * GRID))
