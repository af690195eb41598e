"""Lasso: drag around a region; it is filled on release, or with Ctrl it becomes the selection."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Gesture, Pointer, outlined, paint_value, selects
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID


def lasso(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Fill the outline with the current class; with the right button with void."""
    document = toolbox.document
    value = None if selects(press) else paint_value(toolbox, press)
    if value is None and not selects(press):
        return
    points, event = [press.at], press
    while event.kind != "release":
        toolbox.sketch(points, vertices=False)
        event = yield
        if event.kind != "ready" and event.at != points[-1]:
            points.append(event.at)
    footprint = outlined(toolbox, points)
    if footprint is None:
        return
    if value is None:
        document.rule.select(footprint)
    else:
        document.edits.fill(tr("Erase with lasso") if value == VOID else tr("Lasso"), footprint, value)
