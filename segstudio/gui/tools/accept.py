"""Accept the prediction: by a brush, by region or by rectangle. The right button makes the same pixels void."""

from __future__ import annotations

from segstudio.errors import LearningError
from segstudio.gui.canvas.gesture import Gesture, Pointer, note_no_pixel, stroke, sweep
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import Point


def accept(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Copy the predicted class of every pixel that the brush touches; with the right button paint void."""
    document = toolbox.document
    if press.button == "left":
        _check_prediction(toolbox)
        with stroke(document, tr("Accept prediction")):
            yield from sweep(toolbox, press, document.acceptance.accept_here)
    else:
        with stroke(document, tr("Erase")):
            yield from sweep(toolbox, press, lambda part: document.strokes.paint(part, VOID))


def accept_region(toolbox: Toolbox, press: Pointer) -> Gesture:
    """The connected region of one predicted class under the pointer; with the right button it becomes void."""
    _check_prediction(toolbox)
    acceptance = toolbox.document.acceptance
    change = acceptance.accept_region if press.button == "left" else acceptance.reject_region
    change(press.x, press.y)
    yield from ()  # a generator like every other tool


def accept_rect(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Everything predicted in the rectangle from press to release; with the right button it becomes void."""
    _check_prediction(toolbox)
    event: Pointer = press
    corner: Point = press.at
    while event.kind != "release":
        event = yield
        if event.kind in ("move", "release"):
            corner = event.at
            (x0, y0), (x1, y1) = press.at, corner
            toolbox.sketch([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], vertices=False)
    if not toolbox.transform.near(press.at, corner):
        acceptance = toolbox.document.acceptance
        change = acceptance.accept_rect if press.button == "left" else acceptance.reject_rect
        rect = Rect.between(press.at, corner).clip(toolbox.mask.shape)
        if rect:
            change(rect)
        else:
            note_no_pixel(toolbox)


def _check_prediction(toolbox: Toolbox) -> None:
    """``LearningError`` when the image has no prediction."""
    if toolbox.document.prediction is None:
        raise LearningError(
            tr("There is no prediction to accept yet."), tr("Paint two classes first; it then appears on the image.")
        )
