"""The table of views: what of labels and prediction lies over the image. One row each, in the order of the switch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """One row: what it is called, what it shows in one sentence, and whether the prediction is in sight."""

    name: str
    title: str
    tip: str
    prediction: bool = False


_ROWS = (
    View("labels", "Labels", "Show what is painted."),
    View("prediction", "Prediction", "Show what the network predicts.", prediction=True),
    View("both", "Both", "Show the labels, and the prediction where nothing is painted.", prediction=True),
    View("difference", "Difference", "Show where the prediction and the labels disagree."),
)
VIEWS: dict[str, View] = {view.name: view for view in _ROWS}
