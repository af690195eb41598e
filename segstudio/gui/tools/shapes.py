"""Rectangle and ellipse: drag from corner to corner; filled on release, or with Ctrl they become the selection."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from segstudio.gui.canvas.gesture import ALT, SHIFT, Gesture, Pointer, note_no_pixel, paint_value, selects
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint
from segstudio.labels.painting import Point, oval, polygon

_SKETCHED = 64  # corners of an ellipse as it is drawn while dragging


def rectangle(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Fill the rectangle with the current class; with the right button with void."""
    fill = lambda first, last: polygon(toolbox.mask.shape, _corners(first, last))  # noqa: E731
    yield from _dragged(toolbox, press, tr("Rectangle"), tr("Erase rectangle"), _corners, fill)


def ellipse(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Fill the ellipse inside the rectangle with the current class; with the right button with void."""
    fill = lambda first, last: oval(toolbox.mask.shape, first, last)  # noqa: E731
    yield from _dragged(toolbox, press, tr("Ellipse"), tr("Erase ellipse"), _outline, fill)


def _dragged(
    toolbox: Toolbox, press: Pointer, name: str, erased: str,
    outline: Callable[[Point, Point], Sequence[Point]], fill: Callable[[Point, Point], Footprint]
) -> Gesture:  # fmt: skip
    value = None if selects(press) else paint_value(toolbox, press)
    if value is None and not selects(press):
        return
    event, first, last = press, press.at, press.at
    while event.kind != "release":
        event = yield
        if event.kind in ("move", "release"):
            first, last = _ends(press.at, event)
            toolbox.sketch(outline(first, last), vertices=False)
    if toolbox.transform.near(first, last):
        return
    footprint = fill(first, last)
    if not footprint.inside.any():
        note_no_pixel(toolbox)
    elif value is None:
        toolbox.document.rule.select(footprint)
    else:
        toolbox.document.edits.fill(erased if value == VOID else name, footprint, value)


def _ends(pressed: Point, event: Pointer) -> tuple[Point, Point]:
    """Opposite corners: with Shift as wide as high, with Alt around the pressed point."""
    dx, dy = event.x - pressed[0], event.y - pressed[1]
    if event.modifiers & SHIFT:
        side = max(abs(dx), abs(dy))
        dx, dy = math.copysign(side, dx), math.copysign(side, dy)
    around = event.modifiers & ALT
    first = (pressed[0] - dx, pressed[1] - dy) if around else pressed
    return first, (pressed[0] + dx, pressed[1] + dy)


def _corners(first: Point, last: Point) -> list[Point]:
    return [first, (last[0], first[1]), last, (first[0], last[1])]


def _outline(first: Point, last: Point) -> list[Point]:
    x, y = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
    wide, high = abs(last[0] - first[0]) / 2, abs(last[1] - first[1]) / 2
    turns = [2 * math.pi * step / _SKETCHED for step in range(_SKETCHED)]
    return [(x + wide * math.cos(turn), y + high * math.sin(turn)) for turn in turns]
