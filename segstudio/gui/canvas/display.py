"""How labels and prediction are shown over the image: the table of views, one row each in the order of the switch, and
what a person chose: view, opacity, only borders, void hatched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from segstudio.gui.canvas.overlay import Overlay
from segstudio.gui.pixels.color_table import Colors
from segstudio.gui.pixels.sampling import Grid


@dataclass(frozen=True)
class View:
    """One row. ``colors(overlay, grid)``: what is drawn over the image for a grid of device pixels, lowest first."""

    name: str
    title: str
    tip: str  # what it shows, in one sentence
    colors: Callable[[Overlay, Grid], Iterator[Colors]]
    prediction: bool = False  # whether predicted classes are visible
    labels: bool = False  # whether what is painted is visible


_ROWS = (
    View("labels", "Labels", "Show what is painted.", Overlay.labels, labels=True),
    View("prediction", "Prediction", "Show what the network predicts.", Overlay.prediction, prediction=True),
    View(
        "both", "Both", "Show the labels, and the prediction where nothing is painted.", Overlay.both,
        prediction=True, labels=True,
    ),
    View("difference", "Difference", "Show where the prediction and the labels disagree.", Overlay.difference),
)  # fmt: skip
VIEWS: dict[str, View] = {view.name: view for view in _ROWS}


class DisplaySettings(QObject):
    """What a person chose; the attributes are for reading.

    Signals:
        changed: something is drawn in another way.
        view_changed(name): another of ``VIEWS`` is shown.
    """

    changed = Signal()
    view_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: View = VIEWS["both"]
        self.opacity = 0.5  # of classes over the image, 0..1
        self.contour = False  # only the borders of classes are drawn
        self.hatched = False  # void is hatched, else it looks exactly like the photograph
        self.peeking = False  # every overlay is hidden

    def set_view(self, name: str) -> None:
        """Show one of ``VIEWS``; ``ValueError`` for a name that is not in the table."""
        if name not in VIEWS:
            raise ValueError(f"{name!r} is not one of {list(VIEWS)}")
        if name != self.view.name:
            self.view = VIEWS[name]
            self.changed.emit()
            self.view_changed.emit(name)

    def next_view(self) -> None:
        """Show the next of the table, after the last the first."""
        names = list(VIEWS)
        self.set_view(names[(names.index(self.view.name) + 1) % len(names)])

    def set_opacity(self, opacity: float) -> None:
        """How strongly classes cover the image; values outside 0..1 are clipped."""
        opacity = min(1.0, max(0.0, opacity))
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()

    def toggle_contour(self) -> None:
        """Draw only the borders of classes, or fill them again."""
        self.contour = not self.contour
        self.changed.emit()

    def set_hatched(self, hatched: bool) -> None:
        """Hatch void, or leave it as it is in the photograph."""
        if hatched != self.hatched:
            self.hatched = hatched
            self.changed.emit()

    def toggle_hatched(self) -> None:
        """Hatch void, or no longer."""
        self.set_hatched(not self.hatched)

    def peek(self, peeking: bool) -> None:
        """Hide every overlay while ``True``."""
        if peeking != self.peeking:
            self.peeking = peeking
            self.changed.emit()

    @property
    def shows_prediction(self) -> bool:
        """Whether predicted classes are visible."""
        return self.view.prediction and not self.peeking
