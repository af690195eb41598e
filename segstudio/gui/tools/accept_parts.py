"""Accept by region and by rectangle: one gesture makes a whole part of the prediction a label, or rejects it."""

from __future__ import annotations

from segstudio.errors import LearningError
from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import Point


def check_prediction(surface: Surface) -> bool:
    """Whether there is an image to work on; ``LearningError`` when it has no prediction."""
    if surface.document.mask is None:
        return False
    if surface.document.prediction is None:
        raise LearningError(
            tr("There is no prediction to accept yet."), tr("Fine-tune first; it then appears on the image.")
        )
    return True


def accept_region(surface: Surface, press: Pointer) -> Gesture:
    """The connected region of one predicted class under the pointer; with the right button it becomes void."""
    if check_prediction(surface):
        acceptance = surface.document.acceptance
        change = acceptance.accept_region if press.button == "left" else acceptance.reject_region
        change(press.x, press.y)
    return
    yield  # a generator like every other tool


def accept_rect(surface: Surface, press: Pointer) -> Gesture:
    """Everything predicted in the rectangle from press to release; with the right button it becomes void."""
    if not check_prediction(surface):
        return
    event: Pointer = press
    corner: Point = press.at
    try:
        while event.kind != "release":
            event = yield
            if event.kind in ("move", "release"):
                corner = event.at
                (x0, y0), (x1, y1) = press.at, corner
                surface.sketch([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], vertices=False)
    finally:
        surface.sketch(())
    if not surface.transform.near(press.at, corner):
        acceptance = surface.document.acceptance
        change = acceptance.accept_rect if press.button == "left" else acceptance.reject_rect
        change(Rect.around([press.at, corner]))
