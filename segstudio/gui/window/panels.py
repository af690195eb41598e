"""The table of the panels in docks: one row each. A new panel is one file and one row here.

Menus, keys, command palette, help and docks read the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from segstudio.gui.actions.action_table import Action
from segstudio.gui.actions.actions import Actions
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.notices import NoticeBanner
from segstudio.gui.panels.comparison.comparison_job import ComparisonJob
from segstudio.gui.panels.comparison.panel import ComparisonPanel
from segstudio.gui.panels.explore.explorations import Explorations
from segstudio.gui.panels.explore.unusual import Unusual
from segstudio.gui.panels.guidance.messages import MessagesPanel
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.panels.measures.measure_job import MeasureJob
from segstudio.gui.panels.runs.panel import RunsPanel
from segstudio.gui.panels.runs.runs import Runs
from segstudio.gui.panels.tools.history_panel import HistoryPanel
from segstudio.gui.panels.tools.levels_panel import LevelsPanel
from segstudio.gui.panels.training.features_panel import FeaturesPanel
from segstudio.gui.panels.training.scores_panel import ScoresPanel
from segstudio.gui.session.session import Session


@dataclass(frozen=True)
class Parts:
    """What ``PanelRow.build`` may use."""

    document: Document
    session: Session
    canvas: Canvas
    runs: Runs
    measures: MeasureJob
    comparison: ComparisonJob
    explore: Explorations
    unusual: Unusual
    images: ImagePanel
    actions: Actions
    banner: NoticeBanner
    window: QWidget


@dataclass(frozen=True)
class PanelRow:
    """One row. ``build`` makes the panel when its dock is first seen; ``aside``: at the right, else at the bottom."""

    name: str
    title: str
    icon: str
    tip: str
    build: Callable[[Parts], QWidget]
    keys: tuple[str, ...] = ()
    aside: bool = False

    @property
    def action(self) -> Action:
        """The row of the action that opens and closes it."""
        return Action(f"view.{self.name}", self.title, "docks.toggle", self.keys, self.icon, self.tip, self.name, True)


def _curves(parts: Parts) -> QWidget:
    from segstudio.gui.panels.training import curves_panel  # brings pyqtgraph, a quarter of the time to open

    return curves_panel.CurvesPanel(parts.document, parts.session, parts.window)


def _measures(parts: Parts) -> QWidget:
    from segstudio.gui.panels.measures import panel  # brings pyqtgraph, too

    return panel.MeasurePanel(parts.document, parts.canvas, parts.measures, parts.window)


def _explore(parts: Parts) -> QWidget:
    from segstudio.gui.panels.explore import panel  # and this one

    return panel.ExplorePanel(
        parts.document, parts.session, parts.canvas, parts.images, parts.explore, parts.unusual, parts.actions,
        parts.window,
    )  # fmt: skip


PANELS: list[PanelRow] = [
    PanelRow("curves", "Curves", "chart-line", "Loss and IoU over the training.", _curves),
    PanelRow("scores", "Scores", "table-large", "IoU, Dice and accuracy of each class.",
          lambda parts: ScoresPanel(parts.document, parts.session, parts.window)),
    PanelRow("features", "Features", "view-grid-outline", "What the stages of the network respond to.",
          lambda parts: FeaturesPanel(parts.document, parts.session, parts.canvas, parts.window)),
    PanelRow("runs", "Runs", "format-list-bulleted", "Every training: compare, rename, make current, export.",
          lambda parts: RunsPanel(parts.runs, parts.actions, parts.window)),
    PanelRow("comparison", "Networks", "scale-balance",
             "Train several networks for the same time and compare them on the held-out images.",
             lambda parts: ComparisonPanel(
                 parts.document, parts.session, parts.canvas, parts.comparison, parts.runs.list, parts.window)),
    PanelRow("explore", "Explore", "map-search-outline",
             "Learn without labels: a map of all images, what is unusual, a start.", _explore),
    PanelRow("measures", "Measurements", "ruler", "Count and measure: area, share, number and shape of regions.",
          _measures, ("Ctrl+Shift+M",)),
    PanelRow("messages", "Messages", "message-text-outline", "All messages since the start, the newest first.",
          lambda parts: MessagesPanel(parts.banner, parts.window)),
    PanelRow("levels", "Levels", "tune-vertical-variant",
          "Histogram, black, white and gamma of the image, one channel alone. A view: what is learnt stays the same.",
          lambda parts: LevelsPanel(parts.document, parts.window), ("Ctrl+L",), aside=True),
    PanelRow("history", "History", "history", "The steps on this image; a click goes back or forth to one.",
          lambda parts: HistoryPanel(parts.document, parts.window), aside=True),
]  # fmt: skip
