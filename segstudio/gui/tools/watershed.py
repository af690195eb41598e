"""Watershed: the visible strokes grow along the image until they meet; Enter labels what is still void."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, fill_color, paint_value, stroke, sweep, work_window
from segstudio.gui.canvas.previews import ToolPreview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import empty, without
from segstudio.labels.geometry import Footprint
from segstudio.labels.watershed import watershed as flood

SMOOTH = "watershed.smooth"
Found = tuple[NDArray[np.uint8], Footprint, list[int]]  # values, where they are new, which occur


def watershed(toolbox: Toolbox, press: Pointer) -> Gesture:
    """A click shows the result for the visible strokes, a drag adds a stroke first; a click or Enter labels it."""
    found: Found | None = None
    scribbled = False
    event: Pointer = press
    with Work[Found](toolbox, tr("Flooding. Esc stops"), reads_mask=True) as work:
        while True:
            if event.kind == "press":
                scribbled = yield from _scribble(toolbox, event)
                if found is not None and not scribbled:
                    break
                found = None
                _ask(toolbox, work, event)
            elif event.key == "backspace":
                toolbox.document.queue.undo()
                return
            elif event.key == "enter" or event.kind == "double":
                found = (yield from work.wait()) or found
                break
            new = work.take()
            if new is not None:
                found = new
                if not _show(toolbox, found, scribbled):
                    return
            event = yield
    if found is not None and _grows(toolbox, found):
        toolbox.document.edits.fill_void(tr("Watershed"), found[1], found[0])


def _scribble(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Paint a stroke like the brush if the pointer moves; return whether it did. A click paints nothing."""
    document, last = toolbox.document, press
    while toolbox.transform.near(last.at, press.at):
        event = yield
        if event.kind in ("move", "release"):
            last = event
        if event.kind == "release" and toolbox.transform.near(last.at, press.at):
            return False
    value = paint_value(toolbox, press)
    if value is None:
        return True
    toolbox.previews.show(None)
    with stroke(document, tr("Scribble") if value != VOID else tr("Erase")):
        yield from sweep(toolbox, press, lambda part: document.strokes.paint(part, value), last)
    return True


def _ask(toolbox: Toolbox, work: Work[Found], at: Pointer) -> None:
    pixels, window = toolbox.image.pixels, work_window(toolbox, at.at)
    seeds, smooth = toolbox.mask.array[window.slices].copy(), toolbox.options.number(SMOOTH)

    def find(_token: CancelToken) -> Found:
        if np.count_nonzero(np.bincount(seeds.ravel(), minlength=256)[:VOID]) < 2:
            return seeds, empty(), []
        values, footprint = flood(pixels, window, seeds, smooth)
        values[seeds != VOID] = VOID  # labels are not changed
        present = np.flatnonzero(np.bincount(values.ravel(), minlength=256)[:VOID])
        return values, without(footprint, Footprint(window, seeds != VOID)), present.tolist()

    work.ask(find)


def _show(toolbox: Toolbox, found: Found, scribbled: bool) -> bool:
    """Preview what would be labelled; ``False`` when that is nothing.

    A notice tells so, except after a stroke (``scribbled``): the first stroke alone is no mistake.
    """
    values, footprint, present = found
    if (scribbled and not present) or not _grows(toolbox, found):
        return False
    toolbox.previews.show(ToolPreview(footprint.rect, values, {value: fill_color(toolbox, value) for value in present}))
    toolbox.previews.show_words(tr("Enter or click labels what is void, drag to scribble more, Esc forgets"))
    return True


def _grows(toolbox: Toolbox, found: Found) -> bool:
    if not found[2]:
        toolbox.document.notice.emit(tr("Scribble in at least two classes first; there is nothing to grow here."))
    return bool(found[2])


OPTIONS = (
    Option(SMOOTH, "Smooth first", "Calms noise before flooding: the sigma of a Gaussian in image pixels.",
           1.0, 0, 20, 1, " px"),
)  # fmt: skip
