"""Lasso: drag around a region; it is filled on release."""

from __future__ import annotations

from segstudio.gui.tools.gesture import Gesture, Pointer, Surface, Tool, paint_value
from segstudio.labels import painting
from segstudio.labels.classes import VOID


def lasso(surface: Surface, press: Pointer) -> Gesture:
    """Fill the outline with the current class; with the right button with void."""
    value = paint_value(surface, press)
    if value is None or surface.document.mask is None:
        return
    points = [press.at]
    try:
        while True:
            surface.sketch(points, vertices=False)
            event = yield
            if event.at != points[-1]:
                points.append(event.at)
            if event.kind == "release":
                break
    finally:
        surface.sketch(())
    if len(points) > 2:
        name = "Erase with lasso" if value == VOID else "Lasso"
        surface.document.fill(name, painting.lasso(surface.document.mask.shape, points), value)


LASSO = Tool("lasso", "Lasso", "L", "lasso", "Drag around a region to fill it. Right-drag fills with void.", lasso)
