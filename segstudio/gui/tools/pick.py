"""Pick: the class under the pointer becomes the current one. Alt-click does the same in every tool."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Gesture, Pointer
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import pixel


def pick(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Take the labelled class, or on void the predicted one where the prediction is visible."""
    document, at = toolbox.document, pixel(press.at, toolbox.mask.shape)
    if at is not None:
        column, row = at
        value = toolbox.mask.array[row, column]
        if value == VOID and document.prediction is not None and toolbox.display.shows_prediction:
            value = document.prediction.classes[row, column]
        document.class_list.set_current(int(value))
    yield from ()  # a generator like every other tool
