"""How large the regions are: a histogram of areas for each class, drawn with pyqtgraph. Knows no document."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from segstudio.gui.look.painted import small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import tr
from segstudio.labels.classes import ClassTable

BINS = 30  # over all sizes that are shown
_FILL = 90  # of 255: opacity below a line, so that classes behind each other are seen
Floats = NDArray[np.float64]


def histograms(areas: Floats, class_ids: NDArray[np.int64]) -> tuple[Floats, dict[int, NDArray[np.int64]]]:
    """Edges float64[BINS + 1], evenly spread over the logarithms of the areas, and the regions of each class between
    them, int64[BINS]. Sizes differ by factors: on a linear axis all small regions would be in one bar."""
    low, high = float(areas.min()), float(areas.max())
    edges = np.geomspace(low, high, BINS + 1) if high > low else np.geomspace(low / 2, high * 2, BINS + 1)
    edges[0], edges[-1] = min(low, edges[0]), max(high, edges[-1])  # what rounding took away
    return edges, {int(id): np.histogram(areas[class_ids == id], edges)[0] for id in np.unique(class_ids)}


class SizeHistogram(pg.PlotWidget):  # type: ignore[misc]
    """The regions that are shown, by area; one filled line for each class in its colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "measures.histogram", tr("Histogram of areas"))
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        item = self.getPlotItem()
        item.setLogMode(x=True, y=False)
        item.showGrid(x=False, y=True, alpha=0.18)
        item.setLimits(yMin=0)
        item.getAxis("left").setWidth(6 * GRID)

    def show_sizes(self, areas: Floats, class_ids: NDArray[np.int64], unit: str, classes: ClassTable) -> None:
        """Draw the areas float64[n] of regions of these classes; ``unit``: of the areas."""
        item = self.getPlotItem()
        item.clear()
        item.setLabel("bottom", tr("area ({unit})", unit=unit))
        item.setLabel("left", tr("regions"))
        known = np.isfinite(areas)
        if not known.any():
            return
        edges, found = histograms(areas[known], class_ids[known])
        for id, counts in found.items():
            color = QColor(*classes.by_id(id).screen_color) if id in classes else self.palette().text().color()
            filled = QColor(color)
            filled.setAlpha(_FILL)
            steps = np.repeat(edges, 2)[1:-1]
            item.plot(steps, np.repeat(counts, 2), pen=pg.mkPen(color, width=1.5), brush=filled, fillLevel=0)

    def style(self, palette: QPalette) -> None:
        """Take the colours of the theme of ``palette``: the splitter around this has those of the old one still."""
        theme, font = theme_of(palette), small(self.parentWidget().font())
        self.setBackground(theme.window)
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickFont(font)
