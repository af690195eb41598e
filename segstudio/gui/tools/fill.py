"""Fill: the connected region of equal label under the pointer becomes the current class."""

from __future__ import annotations

from segstudio.gui.canvas.background_work import Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, paint_value
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels import painting
from segstudio.labels.geometry import Footprint

AT_ONCE = 1 << 22  # pixels


def fill(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Fill on press; with the right button with void. In a large image the region is found in the background."""
    value, labels = paint_value(toolbox, press), toolbox.mask.array
    if value is None:
        return
    with Work[Footprint](toolbox, tr("Finding the region. Esc stops"), reads_mask=True) as work:
        work.ask(lambda _token: painting.flood(labels, press.at), small=labels.size <= AT_ONCE)
        found = yield from work.wait()
        if found is not None:
            toolbox.document.edits.fill(tr("Fill"), found, value)
