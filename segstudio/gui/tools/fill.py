"""Fill: the connected region of equal label under the pointer becomes the current class."""

from __future__ import annotations

from segstudio.gui.canvas.background_work import Stop, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface, paint_value
from segstudio.gui.look.words import tr
from segstudio.labels import painting
from segstudio.labels.geometry import Footprint

AT_ONCE = 1 << 22  # pixels


def fill(surface: Surface, press: Pointer) -> Gesture:
    """Fill on press; with the right button with void. Ends at once, in a large image when the region is found."""
    value = paint_value(surface, press)
    mask = surface.document.mask
    if value is None or mask is None:
        return

    def find(_stop: Stop) -> Footprint:
        return painting.flood(mask.array, press.at)

    with Work[Footprint](surface, tr("Finding the region. Esc stops"), reads_mask=True) as work:
        work.ask(find, small=mask.array.size <= AT_ONCE)
        found = yield from work.wait()
        if found is not None:
            surface.document.edits.fill(tr("Fill"), found, value)
