"""Brush and eraser: each move paints the area of the dab from the last position to this one."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Gesture, Pointer, line_start, paint_value, stroke
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.painting import brush_sweep


def brush(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Paint the current class; with the right button void."""
    value = paint_value(toolbox, press)
    if value is not None:
        yield from _paint(toolbox, press, value, tr("Erase") if value == VOID else tr("Brush"))


def eraser(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Paint void."""
    yield from _paint(toolbox, press, VOID, tr("Erase"))


def _paint(toolbox: Toolbox, press: Pointer, value: int, name: str) -> Gesture:
    document = toolbox.document
    with stroke(document, name):
        last, pointer = line_start(toolbox, press), press
        before: object = None  # of the last dab: if nothing changed, it need not be painted again
        while True:
            diameter = toolbox.diameter(pointer)
            now = (diameter, document.rule.value, document.classes)
            parts = brush_sweep(toolbox.mask.shape, last.at, pointer.at, diameter, held=now == before)
            document.strokes.paint_parts(parts, value)
            toolbox.line_from = pointer.at
            if pointer.kind == "release":
                return
            last, before, pointer = pointer, now, (yield)
