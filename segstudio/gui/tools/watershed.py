"""Watershed: the visible strokes grow along the image until they meet; Enter labels what is still void."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.canvas.background_work import Stop, Work
from segstudio.gui.canvas.gesture import (
    Gesture,
    Pointer,
    Surface,
    fill_color,
    paint_value,
    stroke,
    sweep,
    work_window,
)
from segstudio.gui.canvas.previews import Preview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import empty, without
from segstudio.labels.geometry import Footprint
from segstudio.labels.watershed import watershed as flood

SMOOTH = "watershed.smooth"
Found = tuple[NDArray[np.uint8], Footprint, list[int]]  # values, where they are new, which occur


def watershed(surface: Surface, press: Pointer) -> Gesture:
    """A click shows what the visible strokes grow to, a drag adds a stroke first; a click or Enter labels it."""
    if surface.document.mask is None or surface.document.image is None:
        return
    found: Found | None = None
    scribbled = False
    event: Pointer | None = press
    try:
        with Work[Found](surface, tr("Flooding. Esc stops"), reads_mask=True) as work:
            while True:
                if event is not None and event.kind == "press":
                    scribbled = yield from _scribble(surface, event)
                    if found is not None and not scribbled:
                        break
                    found = None
                    _ask(surface, work, event)
                elif event is not None and event.key == "backspace":
                    surface.document.queue.undo()
                    return
                elif event is not None and (event.key == "enter" or event.kind == "double"):
                    found = (yield from work.wait()) or found
                    break
                new = work.take()
                if new is not None:
                    found = new
                    if not _show(surface, found, scribbled):
                        return
                event = yield
    finally:
        surface.previews.show(None)
    if found is not None and _grows(surface, found):
        surface.document.edits.fill_void(tr("Watershed"), found[1], found[0])


def _scribble(surface: Surface, press: Pointer) -> Gesture:
    """Paint a stroke like the brush if the pointer moves; whether it did. A click paints nothing."""
    document, last = surface.document, press
    while surface.transform.near(last.at, press.at):
        event = yield
        if event.kind in ("move", "release"):
            last = event
        if event.kind == "release" and surface.transform.near(last.at, press.at):
            return False
    value = paint_value(surface, press)
    if value is None or document.mask is None:
        return True
    surface.previews.show(None)
    with stroke(document, tr("Scribble") if value != VOID else tr("Erase")):
        yield from sweep(surface, press, lambda part: document.strokes.paint(part, value), last)
    return True


def _ask(surface: Surface, work: Work[Found], at: Pointer) -> None:
    image, mask, window = surface.document.image, surface.document.mask, work_window(surface, at.at)
    assert image is not None and mask is not None
    seeds, smooth = mask.array[window.slices].copy(), surface.options.number(SMOOTH)

    def find(_stop: Stop) -> Found:
        if np.count_nonzero(np.bincount(seeds.ravel(), minlength=256)[:VOID]) < 2:
            return seeds, empty(), []
        values, footprint = flood(image.pixels, window, seeds, smooth)
        values[seeds != VOID] = VOID  # what is labelled stays
        present = np.flatnonzero(np.bincount(values.ravel(), minlength=256)[:VOID])
        return values, without(footprint, Footprint(window, seeds != VOID)), present.tolist()

    work.ask(find)


def _show(surface: Surface, found: Found, scribbled: bool) -> bool:
    """Preview what would be labelled; ``False`` when there is nothing to see.

    That is said unless it comes after a stroke (``scribbled``): the first of all is no mistake.
    """
    values, footprint, present = found
    if scribbled and not present:
        return False
    if not _grows(surface, found):
        return False
    surface.previews.show(Preview(footprint.rect, values, {value: fill_color(surface, value) for value in present}))
    surface.previews.tell(tr("Enter or click labels what is void, drag to scribble more, Esc forgets"))
    return True


def _grows(surface: Surface, found: Found) -> bool:
    if not found[2]:
        surface.document.notice.emit(tr("Scribble in at least two classes first; there is nothing to grow here."))
    return bool(found[2])


OPTIONS = (
    Option(SMOOTH, "Smooth first", "Calms noise before flooding: the sigma of a Gaussian in image pixels.",
           1.0, 0, 20, 1, " px"),
)  # fmt: skip
