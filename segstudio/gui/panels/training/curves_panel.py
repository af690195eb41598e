"""Loss and IoU over the time of a training, drawn with pyqtgraph; redrawn at most five times a second.

Owns its plots only; numbers come from the session. Class colours follow the document when it is given.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.painted import heading, quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.labels.classes import ClassTable, LabelClass, voc_color
from segstudio.learning.messages import Scored, Step

pg.setConfigOptions(antialias=True, useOpenGL=False, imageAxisOrder="row-major")

_EMPTY = "Loss and IoU are drawn here while a network is fine-tuned."
_REDRAW_MS = 200
DOT = 6  # px
_SMOOTH = 15  # steps of the running mean of the loss
_MOST = 2000  # points drawn of one curve


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds as m:ss."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The texts of the ticks."""
        return [words.clock(value * scale) for value in values]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """Ticks at times a clock knows."""
        wanted = (maxVal - minVal) / max(2.0, size / 80)
        rounds = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)
        return [(float(next((one for one in rounds if one >= wanted), rounds[-1])), 0.0)]


def smoothed(values: NDArray[np.float64], width: int = _SMOOTH) -> NDArray[np.float64]:
    """The running mean over up to ``width`` values before and with each one."""
    total = np.cumsum(np.concatenate(([0.0], values)))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - width)
    return np.asarray((total[ends] - total[starts]) / (ends - starts))


def thinned(values: NDArray[np.float64], most: int = _MOST) -> NDArray[np.float64]:
    """At most ``most`` of the values, evenly taken, the last one among them."""
    if len(values) <= most:
        return values
    return np.asarray(values[np.linspace(0, len(values) - 1, most).round().astype(int)], np.float64)


def loss_plot(name: str, parent: QWidget) -> pg.PlotWidget:
    """Loss over time, from 0 up."""
    plot = _plot(name, tr("Loss over time"), parent)
    plot.getPlotItem().setLimits(yMin=0)
    return plot


def iou_plot(name: str, parent: QWidget) -> pg.PlotWidget:
    """IoU over time, 0 to 1."""
    plot = _plot(name, tr("IoU over time"), parent)
    plot.setYRange(0, 1, padding=0.07)
    plot.getPlotItem().getAxis("left").setTicks([[(0.0, "0"), (0.5, "0.5"), (1.0, "1")], []])
    return plot


def _plot(name: str, title: str, parent: QWidget) -> pg.PlotWidget:
    plot = pg.PlotWidget(parent, axisItems={"bottom": TimeAxis("bottom")})
    plot.setObjectName(name)
    plot.setAccessibleName(title)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
    item = plot.getPlotItem()
    item.showGrid(x=False, y=True, alpha=0.18)
    item.setLimits(xMin=0)
    item.getAxis("left").setWidth(5 * GRID)
    return plot


def dress(plot: pg.PlotWidget) -> None:
    """Background, axes and digits in the colours of the window's theme."""
    theme, font = theme_of(plot.parentWidget().palette()), small(plot.parentWidget().font())
    plot.setBackground(theme.window)
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setPen(pg.mkPen(theme.border))
        axis.setTextPen(pg.mkPen(theme.muted))
        axis.setTickFont(font)


class CurvesPanel(Panel):
    """Two plots side by side with one time axis each."""

    def __init__(self, session: Session, parent: QWidget | None = None, document: Document | None = None) -> None:
        super().__init__("curves.panel", tr("Curves"), parent)
        self._session, self._document = session, document
        self.loss = loss_plot("curves.loss", self)
        self.iou = iou_plot("curves.iou", self)
        self.iou.setXLink(self.loss)
        self.loss_line = self.loss.plot()
        self.held_line = self.loss.plot()
        self.mean_line = self.iou.plot()
        self.kept_dot = self.iou.plot()  # the score of the weights that were kept, which later ones may fall short of
        self.class_lines: dict[int, pg.PlotDataItem] = {}
        self.empty = quiet_label(tr(_EMPTY), "curves.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.legend = quiet_label("", "curves.legend", self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=_REDRAW_MS)
        self._pause.timeout.connect(self._on_pause)
        self._stale = False
        session.stepped.connect(self._on_news)
        session.scored.connect(self._on_news)
        session.state_changed.connect(self._on_news)
        if document is not None:
            document.classes_changed.connect(self._on_news)
        self._dress()
        self.redraw()

    def _lay_out(self) -> None:
        plots = QHBoxLayout()
        plots.setSpacing(2 * GRID)
        columns = ((tr("Loss"), "curves.loss.title", self.loss), (tr("IoU"), "curves.iou.title", self.iou))
        for title, name, plot in columns:
            column = QVBoxLayout()
            column.setSpacing(GRID // 2)
            column.addWidget(heading(title, name, self))
            column.addWidget(plot, 1)
            plots.addLayout(column, 1)
        page = QWidget(self)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(GRID, GRID, GRID, GRID)
        inside.setSpacing(GRID // 2)
        inside.addLayout(plots, 1)
        inside.addWidget(self.legend)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)

    # ---- when to draw ----------------------------------------------------------------------------------------

    def _on_news(self) -> None:
        if self._pause.isActive() or not self.isVisible():
            self._stale = True
            return
        self.redraw()
        self._pause.start()

    def _on_pause(self) -> None:
        if self._stale and self.isVisible():
            self.redraw()
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What came while hidden is drawn now."""
        super().showEvent(event)
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pages"):
            self._dress()
            self.redraw()

    # ---- drawing ---------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        for plot in (self.loss, self.iou):
            dress(plot)
        self.loss_line.setPen(pg.mkPen(theme.muted, width=1.2))
        self.held_line.setPen(pg.mkPen(theme.accent, width=2))
        self.mean_line.setPen(pg.mkPen(theme.text, width=3))

    def redraw(self) -> None:
        """Draw what the session has."""
        self._stale = False
        steps, scores = self._session.training.steps, self._session.training.scores
        self._pages.setCurrentIndex(1 if steps or scores else 0)
        self._draw_loss(steps, scores)
        self._draw_iou(scores)

    def _draw_loss(self, steps: list[Step], scores: list[Scored]) -> None:
        times = np.array([step.seconds for step in steps], np.float64)
        losses = np.array([step.loss for step in steps], np.float64)
        self.loss_line.setData(thinned(times), thinned(smoothed(losses)), connect="finite")
        held = np.array([one.loss for one in scores], np.float64)
        _draw(self.held_line, np.array([one.seconds for one in scores], np.float64), held)

    def _draw_iou(self, scores: list[Scored]) -> None:
        times = np.array([one.seconds for one in scores], np.float64)
        _draw(self.mean_line, times, column([one.table.mean_iou for one in scores]))
        ids = [one.class_id for one in scores[-1].table.classes] if scores else []
        for gone in [known for known in self.class_lines if known not in ids]:
            self.iou.removeItem(self.class_lines.pop(gone))
        for class_id in ids:
            if class_id not in self.class_lines:
                self.class_lines[class_id] = self.iou.plot()
            line = self.class_lines[class_id]
            line.setPen(pg.mkPen(QColor(*self._color(class_id)), width=1.5))
            _draw(line, times, column([_iou(one, class_id) for one in scores]))
        self.mean_line.setZValue(10)
        kept = [one for one in scores if one.best][-1:]
        self.kept_dot.setData([one.seconds for one in kept], column([one.table.mean_iou for one in kept]), pen=None,
                              symbol="o", symbolSize=DOT, symbolBrush=self.mean_line.opts["pen"].color(),
                              symbolPen=None)  # fmt: skip
        self.kept_dot.setZValue(11)
        self._write_legend(scores)

    def _color(self, class_id: int) -> tuple[int, int, int]:
        classes = self._document.classes if self._document is not None else ClassTable()
        if class_id in classes:
            return classes.by_id(class_id).screen_color
        return LabelClass(class_id, "class", voc_color(class_id)).screen_color

    def _write_legend(self, scores: list[Scored]) -> None:
        theme = theme_of(self.palette())
        entries = [(theme.muted, tr("training loss")), (theme.accent, tr("validation loss"))]
        if scores:
            entries.append((theme.text, tr("mean IoU (dot: the weights that were kept)")))
            for one in scores[-1].table.classes[:12]:
                entries.append((QColor(*self._color(one.class_id)).name(), one.name))
        marks = [f'<span style="color:{color}">\u25ac</span>&nbsp;{safe_html(text)}' for color, text in entries]
        kind = f" &nbsp; {words.kind_line(scores[-1].table)}" if scores else ""
        self.legend.setText(" &nbsp; ".join(marks) + kind)


def _draw(line: pg.PlotDataItem, times: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """Draw a curve in the line's own pen; a first value alone, which no line goes through, is a dot."""
    pen = line.opts["pen"]
    single = np.count_nonzero(np.isfinite(values)) == 1
    line.setData(times, values, connect="finite", symbol="o" if single else None, symbolSize=DOT,
                 symbolBrush=pen.color(), symbolPen=None)  # fmt: skip


def _iou(scored: Scored, class_id: int) -> float | None:
    return next((one.iou for one in scored.table.classes if one.class_id == class_id), None)


def column(values: list[float | None]) -> NDArray[np.float64]:
    """Values of a curve; NaN, which is not drawn, where there is none."""
    return np.array([np.nan if value is None else value for value in values], np.float64)


def safe_html(text: str) -> str:
    """``text`` as rich text that does not break."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(" ", "&nbsp;")
