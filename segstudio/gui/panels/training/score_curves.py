"""Curves of scores over time, and the marks where labels changed. Draws into plots that it is given; owns the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from segstudio.gui.look.theme import Theme
from segstudio.gui.look.words import in_lines, tr
from segstudio.learning.messages import Scored

DOT = 6  # px
REACH = 4  # px to both sides of a mark in which the mouse finds it
Curve = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Change:
    """Which labels changed, for legend and tooltip, and how the change is drawn."""

    words: str
    legend: str
    style: Qt.PenStyle


TRUTH = Change(
    "labels to score on changed: scores before and after do not compare", "dashed line: {what}", Qt.PenStyle.DashLine
)
STROKES = Change("labels to learn from changed", "dotted line: {what}", Qt.PenStyle.DotLine)


def curve(values: Sequence[float | None]) -> NDArray[np.float64]:
    """The values of a curve; NaN, which is not drawn, for ``None``."""
    return np.array(values, np.float64)


def over_time(scores: Sequence[Scored], values: Sequence[float | None]) -> Curve:
    """Times and values of a curve, one of each check, with a gap (NaN) where the labels that are scored on changed."""
    points: list[tuple[float, float | None]] = []
    for one, value in zip(scores, values, strict=True):
        if points and one.truth_at is not None:
            points.append((one.truth_at, None))
        points.append((one.seconds, value))
    return curve([at for at, _ in points]), curve([value for _, value in points])


def draw_curve(line: pg.PlotDataItem, times: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """Draw a curve in the line's own pen; a value without a neighbour, through which no line goes, is a dot."""
    pen = line.opts["pen"]
    finite = np.pad(np.isfinite(values), 1)
    alone = finite[1:-1] & ~finite[:-2] & ~finite[2:]
    line.setData(times, values, connect="finite", symbol="o" if alone.any() else None,
                 symbolSize=np.where(alone, DOT, 0), symbolBrush=pen.color(), symbolPen=None)  # fmt: skip


def changes(scores: Sequence[Scored]) -> list[tuple[float, Change]]:
    """When labels changed between the checks, and which; where both kinds did, those that are scored on."""
    found = [(one.truth_at, TRUTH) if one.truth_at is not None else (one.strokes_at, STROKES) for one in scores[1:]]
    return [(at, change) for at, change in found if at is not None]


class ChangeMarks:
    """Vertical lines in one plot where labels changed during a training; their tooltips say what changed."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self.lines: list[pg.InfiniteLine] = []

    def show(self, wanted: Sequence[tuple[float, Change]], theme: Theme) -> None:
        """Mark these changes only."""
        while len(self.lines) > len(wanted):
            self._plot.removeItem(self.lines.pop())
        while len(self.lines) < len(wanted):
            self.lines.append(pg.InfiniteLine(angle=90, hoverPen=pg.mkPen(width=2 * REACH)))  # it is never drawn in it
            self._plot.addItem(self.lines[-1], ignoreBounds=True)
        for line, (at, change) in zip(self.lines, wanted, strict=True):
            line.setPos(at)
            line.setPen(pg.mkPen(theme.muted, width=1, style=change.style))
            line.setToolTip(in_lines(tr(change.words)))
