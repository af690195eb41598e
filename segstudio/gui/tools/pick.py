"""Pick: the class under the pointer becomes the current one. Alt-click does the same in every tool."""

from __future__ import annotations

import math

from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect


def pick(surface: Surface, press: Pointer) -> Gesture:
    """Take the labelled class, or on void the predicted one where the prediction is visible."""
    document = surface.document
    column, row = math.floor(press.x), math.floor(press.y)
    if document.mask is None or not Rect(column, row, 1, 1).clip(document.mask.shape):
        return
    value = int(document.mask.array[row, column])
    if value == VOID and document.prediction is not None and surface.display.shows_prediction:
        value = int(document.prediction.classes[row, column])
    document.class_list.set_current(value)
    return
    yield  # a generator like every other tool
