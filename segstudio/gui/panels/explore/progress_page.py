"""How an exploration got on: the curve of its first figure, and some patches above how it restores them; of a method
that draws images for masks the masks, what it draws for them, and the real images.

Owns its widgets and what it heard of the exploration that runs; that of others is in their facts. Brings pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from segstudio.choices.unlabelled import METHODS
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import heading, quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import clock, counted, tr
from segstudio.gui.panels.explore.explorations import Explorations
from segstudio.gui.panels.explore.pictures import PictureRows, in_class_colors
from segstudio.gui.panels.training.curves_panel import style_plot, thinned, time_plot
from segstudio.gui.panels.training.score_curves import curve, draw_curve
from segstudio.learning.explore_messages import Restored

Points = list[tuple[float, dict[str, float]]]  # seconds, figures

_EMPTY = (
    "While it learns, a curve shows here how well it does, and some patches of your images above how it restores them."
)
_BEGUN = "Learning has begun; the first figures come in some seconds."
_NO_PAIRS = "Patches and how they are restored are shown here while it learns."


def first_figure(method: str, points: Sequence[tuple[float, dict[str, float]]]) -> tuple[str, str]:
    """Key and name of the figure that is drawn: the first of the method's row that was reported."""
    figures = METHODS[method].figures if method in METHODS else ()
    known = {key for _, one in points for key in one}
    return next(((key, name) for key, name in figures if key in known), ("", ""))


class ProgressPage(Panel):
    """The curve at the left, the pairs at the right."""

    def __init__(self, document: Document, explore: Explorations, parent: QWidget) -> None:
        super().__init__("explore.progress", tr("How it got on"), parent)
        self._document, self._explore = document, explore
        self._heard: Points = []
        self._newest: Restored | None = None
        self.title = heading("", "explore.curve.title", self)
        self.plot = time_plot("explore.curve", tr("The figure over time"), self)
        self.plot.setMinimumWidth(18 * GRID)
        self.plot.getPlotItem().getAxis("left").setWidth(7 * GRID)  # room for 0.0005
        self.line = self.plot.plot()
        self.numbers = quiet_label("", "explore.numbers", self)
        self.pairs = PictureRows("explore.pairs", tr("Patches, and how they are restored"), 2, self)
        self.empty = quiet_label(tr(_EMPTY), "explore.progress.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        explore.work.heard.connect(self._on_heard)
        explore.work.job.changed.connect(self._on_job)
        explore.changed.connect(self.redraw)
        self.follow_theme(self._on_theme)

    def _lay_out(self) -> None:
        page = QWidget(self)
        left = fill(QVBoxLayout(), self.title, (self.plot, 1), self.numbers, spacing=GRID // 2)
        fill(QHBoxLayout(page), (left, 2), (self.pairs, 3), spacing=2 * GRID)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)

    def _on_theme(self) -> None:
        style_plot(self.plot)
        self.line.setPen(pg.mkPen(theme_of(self.palette()).accent, width=2))
        self.redraw()

    def _on_job(self) -> None:
        """Another one begins: what was heard of the last one is in its facts."""
        if self._explore.work.job.running and not self._explore.work.stopping and self._newest is not None:
            self._heard, self._newest = [], None
        self.redraw()

    def _on_heard(self, event: Restored) -> None:
        if self._newest is not None and event.exploration != self._newest.exploration:
            self._heard = []
        self._newest = event
        self._heard.append((event.seconds, event.figures))
        self.redraw()

    def _shown(self) -> tuple[str, Points, int]:
        """Method, points and steps of what runs, else of the chosen one."""
        chosen, newest, running = self._explore.chosen, self._newest, self._explore.work.job.running
        if newest is not None and (running or chosen is None):
            return self._explore.work.settings.method, self._heard, newest.step
        if chosen is None or running:
            return "", [], 0
        points = [(seconds, dict(figures)) for _, seconds, figures in chosen.history]
        return chosen.method, points, chosen.steps

    def redraw(self) -> None:
        """Draw what runs, else the chosen exploration."""
        method, points, steps = self._shown()
        key, name = first_figure(method, points)
        self._pages.setCurrentIndex(1 if key else 0)
        if not key:
            self.empty.setText(tr(_BEGUN if self._explore.work.job.running else _EMPTY))
            return
        values = [figures.get(key) for _, figures in points]
        draw_curve(self.line, thinned(curve([at for at, _ in points])), thinned(curve(values)))
        self.title.setText(tr(name))
        last = points[-1][1]
        known = dict(METHODS[method].figures)
        told = [f"{tr(known[one])} {value:.3g}" for one, value in last.items() if one in known]
        told += [counted(steps, "step"), clock(points[-1][0])]
        self.numbers.setText(", ".join(told))
        self._show_pairs()

    def _show_pairs(self) -> None:
        newest, chosen = self._newest, self._explore.chosen
        running = self._explore.work.job.running
        mine = newest is not None and (running or chosen is None or chosen.name == newest.exploration)
        if newest is None or not mine or not len(newest.originals):
            self.pairs.show_rows([(tr(_NO_PAIRS), np.zeros((0, 1, 1, 3), np.uint8))])
        else:
            originals = tr("Patches of your images"), newest.originals
            if len(newest.masks):
                drawn = tr("Generated from the mask, not photographed"), newest.restored
                masks = tr("Masks"), in_class_colors(newest.masks, self._document)
                self.pairs.show_rows([masks, drawn, originals])
            else:
                self.pairs.show_rows([originals, (tr("How they are restored"), newest.restored)])
