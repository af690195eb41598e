"""What each dock shows: its panel by name, built when the dock is first seen. A new dock is one row here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from segstudio.gui.actions.actions import Actions
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.panels.runs.panel import RunsPanel
from segstudio.gui.panels.runs.runs import Runs
from segstudio.gui.panels.tools.history_panel import HistoryPanel
from segstudio.gui.panels.training.features_panel import FeaturesPanel
from segstudio.gui.panels.training.scores_panel import ScoresPanel
from segstudio.gui.session.session import Session

ASIDE = frozenset({"history"})  # docks at the right side


def builders(
    document: Document, session: Session, canvas: Canvas, runs: Runs, actions: Callable[[], Actions], parent: QWidget
) -> dict[str, Callable[[], QWidget]]:
    """How to make the panel of each dock; ``actions`` are asked for when one is made."""

    def curves() -> QWidget:
        from segstudio.gui.panels.training.curves_panel import (
            CurvesPanel,  # brings pyqtgraph, a quarter of the time to open
        )

        return CurvesPanel(session, parent, document=document)

    return {
        "curves": curves,
        "scores": lambda: ScoresPanel(document, session, parent),
        "features": lambda: FeaturesPanel(document, session, canvas, parent),
        "history": lambda: HistoryPanel(document, parent),
        "runs": lambda: RunsPanel(runs, actions(), parent),
    }
