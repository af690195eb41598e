"""Fill: the connected region of equal label under the pointer becomes the current class."""

from __future__ import annotations

from segstudio.gui.tools.gesture import Gesture, Pointer, Surface, Tool, paint_value
from segstudio.labels import painting


def fill(surface: Surface, press: Pointer) -> Gesture:
    """Fill on press; with the right button with void. Ends at once."""
    value = paint_value(surface, press)
    mask = surface.document.mask
    if value is not None and mask is not None:
        surface.document.fill("Fill", painting.flood(mask.array, press.at), value)
    return
    yield  # a generator like every other tool


FILL = Tool(
    "fill", "Fill", "F", "format-color-fill", "Fill the connected region of equal label. Right-click: void.", fill
)
