"""Accept: a brush that copies the predicted class of every pixel it touches into the labels."""

from __future__ import annotations

from segstudio.errors import LearningError
from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface, stroke
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.painting import brush_segment


def accept(surface: Surface, press: Pointer) -> Gesture:
    """Copy the prediction; with the right button paint void."""
    document = surface.document
    if document.mask is None:
        return
    if document.prediction is None and press.button == "left":
        raise LearningError(
            tr("There is no prediction to accept yet."), tr("Fine-tune first; it then appears on the image.")
        )
    shape = document.mask.shape
    with stroke(document, tr("Accept prediction") if press.button == "left" else tr("Erase")):
        last = pointer = press
        while True:
            footprint = brush_segment(shape, last.at, pointer.at, surface.diameter(pointer))
            if press.button == "left":
                document.acceptance.accept_here(footprint)
            else:
                document.strokes.paint(footprint, VOID)
            if pointer.kind == "release":
                return
            last, pointer = pointer, (yield)
