"""Loss and IoU over the time of a training, drawn with pyqtgraph; redrawn at most five times a second.

Owns its plots only; numbers come from the session, class colours from the document.
"""

from __future__ import annotations

import html

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import heading, quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, line_color, theme_of
from segstudio.gui.look.words import safe_html, tr
from segstudio.gui.panels.training.score_curves import DOT, ChangeMarks, changes, curve, draw_curve, over_time
from segstudio.gui.session.session import Session
from segstudio.labels.classes import LabelClass, voc_color
from segstudio.learning.messages import Scored

pg.setConfigOptions(antialias=True, useOpenGL=False, imageAxisOrder="row-major")

_EMPTY = "Loss and IoU are drawn here while a network is fine-tuned."
_REDRAW_MS = 200
_SMOOTH = 15  # steps of the running mean of the loss
_MOST = 2000  # points drawn of one curve


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds as m:ss."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [words.clock(value * scale) for value in values]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """Ticks at whole seconds, minutes or hours."""
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
    plot = time_plot(name, tr("Loss over time"), parent)
    plot.getPlotItem().setLimits(yMin=0)
    return plot


def iou_plot(name: str, parent: QWidget) -> pg.PlotWidget:
    """IoU over time, 0 to 1."""
    plot = time_plot(name, tr("IoU over time"), parent)
    plot.setYRange(0, 1, padding=0.07)
    plot.getPlotItem().getAxis("left").setTicks([[(0.0, "0"), (0.5, "0.5"), (1.0, "1")], []])
    return plot


def titled(title: str, plot: pg.PlotWidget) -> QVBoxLayout:
    """A plot below its title."""
    label = heading(title, f"{plot.objectName()}.title", plot.parentWidget())
    return fill(QVBoxLayout(), label, (plot, 1), spacing=GRID // 2)


def time_plot(name: str, title: str, parent: QWidget) -> pg.PlotWidget:
    """Anything over time."""
    plot = named(pg.PlotWidget(parent, axisItems={"bottom": TimeAxis("bottom")}), name, title)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
    item = plot.getPlotItem()
    item.showGrid(x=False, y=True, alpha=0.18)
    item.setLimits(xMin=0)
    item.getAxis("left").setWidth(5 * GRID)
    return plot


def style_plot(plot: pg.PlotWidget) -> None:
    """Give the background, axes and digits of a plot the colours of the theme."""
    theme, font = theme_of(plot.parentWidget().palette()), small(plot.parentWidget().font())
    plot.setBackground(theme.window)
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setPen(pg.mkPen(theme.border))
        axis.setTextPen(pg.mkPen(theme.muted))
        axis.setTickFont(font)


class CurvesPanel(Panel):
    """Two plots side by side with one time axis each."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("curves.panel", tr("Curves"), parent)
        self._document, self._session = document, session
        self.loss = loss_plot("curves.loss", self)
        self.iou = iou_plot("curves.iou", self)
        self.iou.setXLink(self.loss)
        self.loss_line = self.loss.plot()
        self.held_line = self.loss.plot()
        self.mean_line = self.iou.plot()
        self.kept_dot = self.iou.plot()  # the score of the weights that were kept, which later ones may fall short of
        self.class_lines: dict[int, pg.PlotDataItem] = {}
        self.marks = ChangeMarks(self.loss), ChangeMarks(self.iou)
        self.empty = quiet_label(tr(_EMPTY), "curves.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.legend = quiet_label("", "curves.legend", self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setProperty("rich", True)
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=_REDRAW_MS)
        self._pause.timeout.connect(self._on_pause)
        self._stale = False
        for signal in (session.stepped, session.scored, session.state_changed, document.classes_changed):
            signal.connect(self._on_news)
        self.follow_theme(self._on_theme)

    def _lay_out(self) -> None:
        loss, iou = titled(tr("Loss"), self.loss), titled(tr("IoU"), self.iou)
        plots = fill(QHBoxLayout(), (loss, 1), (iou, 1), spacing=2 * GRID)
        page = QWidget(self)
        fill(QVBoxLayout(page), (plots, 1), self.legend, spacing=GRID // 2, margins=(GRID, GRID, GRID, GRID))
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
        """Draw what came while the panel was hidden."""
        super().showEvent(event)
        self.redraw()

    # ---- drawing ---------------------------------------------------------------------------------------------

    def _on_theme(self) -> None:
        theme = theme_of(self.palette())
        for plot in (self.loss, self.iou):
            style_plot(plot)
        self.loss_line.setPen(pg.mkPen(theme.muted, width=1.2))
        self.held_line.setPen(pg.mkPen(theme.accent, width=2))
        self.mean_line.setPen(pg.mkPen(theme.text, width=3))
        self.redraw()

    def redraw(self) -> None:
        """Draw the scores and losses of the session."""
        self._stale = False
        steps, scores = self._session.training.steps, self._session.training.scores
        self._pages.setCurrentIndex(1 if steps or scores else 0)
        losses = thinned(smoothed(curve([step.loss for step in steps])))
        self.loss_line.setData(thinned(curve([step.seconds for step in steps])), losses, connect="finite")
        draw_curve(self.held_line, *over_time(scores, [one.loss for one in scores]))
        draw_curve(self.mean_line, *over_time(scores, [one.table.mean_iou for one in scores]))
        self._draw_classes(scores)
        for marks in self.marks:
            marks.show(changes(scores), theme_of(self.palette()))
        self.mean_line.setZValue(10)
        kept = [one for one in scores if one.best][-1:]
        self.kept_dot.setData([one.seconds for one in kept], curve([one.table.mean_iou for one in kept]), pen=None,
                              symbol="o", symbolSize=DOT, symbolBrush=self.mean_line.opts["pen"].color(),
                              symbolPen=None)  # fmt: skip
        self.kept_dot.setZValue(11)
        self._write_legend(scores)

    def _draw_classes(self, scores: list[Scored]) -> None:
        ious = [{one.class_id: one.iou for one in scored.table.classes} for scored in scores]
        ids = list(ious[-1]) if ious else []
        for gone in [known for known in self.class_lines if known not in ids]:
            self.iou.removeItem(self.class_lines.pop(gone))
        for class_id in ids:
            if class_id not in self.class_lines:
                self.class_lines[class_id] = self.iou.plot()
            line = self.class_lines[class_id]
            line.setPen(pg.mkPen(self._color(class_id), width=1.5))
            draw_curve(line, *over_time(scores, [of_class.get(class_id) for of_class in ious]))

    def _color(self, class_id: int) -> QColor:
        classes = self._document.classes
        deleted = LabelClass(class_id, "class", voc_color(class_id))
        shown = (classes.by_id(class_id) if class_id in classes else deleted).screen_color
        return line_color(QColor(*shown), theme_of(self.palette()))

    def _write_legend(self, scores: list[Scored]) -> None:
        theme = theme_of(self.palette())
        entries = [(theme.muted, tr("training loss")), (theme.accent, tr("validation loss"))]
        if scores:
            entries.append((theme.text, tr("mean IoU of the network (dot: the weights that were kept)")))
            for one in scores[-1].table.classes[:12]:
                entries.append((self._color(one.class_id).name(), one.name))
        kinds = dict.fromkeys(change for _, change in changes(scores))
        marks = [f'<span style="color:{color}">\u25ac</span>&nbsp;{safe_html(text)}' for color, text in entries]
        marks += [html.escape(tr(change.legend, what=tr(change.words)), quote=False) for change in kinds]
        kind = f" &nbsp; {html.escape(words.kind_line(scores[-1].table), quote=False)}" if scores else ""
        self.legend.setText(" &nbsp; ".join(marks) + kind)
