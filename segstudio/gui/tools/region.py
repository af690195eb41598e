"""Region: a click changes shape or class of the connected region under the pointer, as chosen in the options."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.canvas.background_work import SMALL, CancelToken, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, paint_value
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels import regions
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import cut, pixel
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point
from segstudio.labels.regions import Edit

OPERATION, AMOUNT, SPECK = "region.operation", "region.amount", "region.speck"
OPERATIONS = (
    ("replace", "Change the class"),
    ("holes", "Fill holes"),
    ("specks", "Remove specks of its class"),
    ("grow", "Grow"),
    ("shrink", "Shrink"),
    ("smooth", "Smooth"),
)
_SHAPES: dict[str, Callable[..., list[Edit]]] = {
    "grow": regions.grow,
    "shrink": regions.shrink,
    "smooth": regions.smooth,
}
Values = NDArray[np.uint8]


def region(toolbox: Toolbox, press: Pointer) -> Gesture:
    """One click, one undo step. With the right button the region becomes void, whatever is chosen."""
    document, labels = toolbox.document, toolbox.mask.array
    at = pixel(press.at, labels.shape)
    if at is None:
        return
    operation = str(toolbox.options[OPERATION]) if press.button == "left" else "replace"
    here = int(labels[at[1], at[0]])
    value = paint_value(toolbox, press) if operation == "replace" else here
    if value is None:
        return
    if here == VOID and operation != "replace":
        document.notice.emit(tr("Click a labelled region."))
        return
    amount = round(toolbox.options.number(SPECK if operation == "specks" else AMOUNT))
    with Work[list[Edit]](toolbox, tr("Changing the region. Esc stops"), reads_mask=True) as work:
        work.ask(partial(edits, labels, press.at, operation, value, amount), small=labels.size <= SMALL // 4)
        found = yield from work.wait()
    if found is not None and not document.edits.apply(tr(dict(OPERATIONS)[operation]), found):
        document.notice.emit(tr("Nothing to change there."))


def edits(labels: Values, at: Point, operation: str, value: int, amount: int, token: CancelToken) -> list[Edit]:
    """What an operation makes of the connected region under a point."""
    if operation == "replace":
        return regions.recolor_region(labels, at, value)
    if operation == "specks":
        return regions.remove_specks(labels, value, amount)
    found = regions.region_at(labels, at)
    reach = amount + 1 if operation in _SHAPES else 1
    box = found.rect.grow(2 * reach).clip(labels.shape)
    alone, inside = labels[box.slices].copy(), cut(found, box)
    alone[(alone == alone[inside][:1]) & ~inside] = VOID  # no other region of the same value
    if operation == "holes":
        made = regions.fill_holes(alone, value)
    else:
        made = _SHAPES[operation](alone, value, amount, cancelled=token)
    origin = Rect(-box.x, -box.y, 0, 0)  # of the image, seen from the box
    return [Edit(value, Footprint(part.rect.relative_to(origin), part.inside)) for value, part in made]


OPTIONS = (
    Option(OPERATION, "A click", "What a click does with the connected region under the pointer.", "replace",
           choices=OPERATIONS),
    Option(AMOUNT, "By", "How far to grow, shrink or smooth, in image pixels.", 2.0, 1, 100, 0, " px",
           used_with=(OPERATION, tuple(_SHAPES))),
    Option(SPECK, "Specks below", "Regions of the class with fewer pixels are removed.", 50.0, 1, 1e6, 0, " px",
           used_with=(OPERATION, ("specks",))),
)  # fmt: skip
