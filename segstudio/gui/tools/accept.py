"""Accept the prediction: by a brush, by region or by rectangle. The right button makes the same pixels void."""

from __future__ import annotations

from segstudio.errors import LearningError
from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface, stroke, sweep
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point


def accept(surface: Surface, press: Pointer) -> Gesture:
    """Copy the predicted class of every pixel that the brush touches; with the right button paint void."""
    document, accepts = surface.document, press.button == "left"
    if not (_is_predicted(surface) if accepts else document.mask is not None):
        return

    def paint(footprint: Footprint) -> None:
        if accepts:
            document.acceptance.accept_here(footprint)
        else:
            document.strokes.paint(footprint, VOID)

    with stroke(document, tr("Accept prediction") if accepts else tr("Erase")):
        yield from sweep(surface, press, paint)


def accept_region(surface: Surface, press: Pointer) -> Gesture:
    """The connected region of one predicted class under the pointer; with the right button it becomes void."""
    if _is_predicted(surface):
        acceptance = surface.document.acceptance
        change = acceptance.accept_region if press.button == "left" else acceptance.reject_region
        change(press.x, press.y)
    return
    yield  # a generator like every other tool


def accept_rect(surface: Surface, press: Pointer) -> Gesture:
    """Everything predicted in the rectangle from press to release; with the right button it becomes void."""
    if not _is_predicted(surface):
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


def _is_predicted(surface: Surface) -> bool:
    """Whether there is an image to work on; ``LearningError`` when it has no prediction."""
    if surface.document.mask is None:
        return False
    if surface.document.prediction is None:
        raise LearningError(
            tr("There is no prediction to accept yet."), tr("Fine-tune first; it then appears on the image.")
        )
    return True
