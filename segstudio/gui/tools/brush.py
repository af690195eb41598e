"""Brush and eraser: each move paints what the dab sweeps over from the last position to this one."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Gesture, Pointer, paint_value, stroke
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
        last = pointer = press
        held: object = None  # diameter of the dab that is painted at the last position, and what it might paint
        while True:
            diameter = toolbox.diameter(pointer)
            holds = (diameter, document.rule.value, document.classes)
            parts = brush_sweep(toolbox.mask.shape, last.at, pointer.at, diameter, held=holds == held)
            document.strokes.paint_parts(parts, value)
            if pointer.kind == "release":
                return
            last, held, pointer = pointer, holds, (yield)
