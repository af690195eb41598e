"""Lasso: drag around a region; it is filled on release, or with Ctrl it becomes the selection."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface, paint_value, selects
from segstudio.gui.look.words import tr
from segstudio.labels import painting
from segstudio.labels.classes import VOID


def lasso(surface: Surface, press: Pointer) -> Gesture:
    """Fill the outline with the current class; with the right button with void."""
    document = surface.document
    value = None if selects(press) else paint_value(surface, press)
    if document.mask is None or (value is None and not selects(press)):
        return
    points = [press.at]
    try:
        while True:
            surface.sketch(points, vertices=False)
            event = yield
            if event.kind == "ready":
                continue
            if event.at != points[-1]:
                points.append(event.at)
            if event.kind == "release":
                break
    finally:
        surface.sketch(())
    if len(points) <= 2:
        return
    footprint = painting.lasso(document.mask.shape, points)
    if value is None:
        document.rule.select(footprint)
    else:
        document.edits.fill(tr("Erase with lasso") if value == VOID else tr("Lasso"), footprint, value)
