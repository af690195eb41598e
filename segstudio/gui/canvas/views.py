"""The table of views: what of labels and prediction lies over the image. One row each, in the order of the switch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from segstudio.gui.canvas.overlay import Overlay
from segstudio.gui.pixels.color_table import Colors
from segstudio.gui.pixels.sampling import Grid


@dataclass(frozen=True)
class View:
    """One row: what it is called, what it shows in one sentence, and the colours that it lays over the image.

    ``colors(overlay, grid)`` gives ``uint8[h, w, 4]`` (premultiplied) of a grid of device pixels, lowest first.
    """

    name: str
    title: str
    tip: str
    colors: Callable[[Overlay, Grid], Iterator[Colors]]
    prediction: bool = False  # whether predicted classes are visible


_ROWS = (
    View("labels", "Labels", "Show what is painted.", Overlay.labels),
    View("prediction", "Prediction", "Show what the network predicts.", Overlay.prediction, prediction=True),
    View(
        "both", "Both", "Show the labels, and the prediction where nothing is painted.", Overlay.both, prediction=True
    ),
    View("difference", "Difference", "Show where the prediction and the labels disagree.", Overlay.difference),
)
VIEWS: dict[str, View] = {view.name: view for view in _ROWS}
