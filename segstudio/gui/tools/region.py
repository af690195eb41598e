"""Region: a click changes shape or class of the connected region under the pointer, as chosen in the options."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.canvas.background_work import SMALL, Stop, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface, paint_value
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.look.words import tr
from segstudio.labels import regions
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import cut, pixel, shifted
from segstudio.labels.geometry import Footprint, Rect
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


def region(surface: Surface, press: Pointer) -> Gesture:
    """One click, one undo step. With the right button the region becomes void, whatever is chosen."""
    document = surface.document
    mask = document.mask
    at = pixel(press.at, mask.shape) if mask is not None else None
    if mask is None or at is None:
        return
    operation = str(surface.options[OPERATION]) if press.button == "left" else "replace"
    here = int(mask.array[at[1], at[0]])
    value = paint_value(surface, press) if operation == "replace" else here
    if value is None:
        return
    if here == VOID and operation != "replace":
        document.notice.emit(tr("Click a labelled region."))
        return
    amount = round(surface.options.number(SPECK if operation == "specks" else AMOUNT))

    def find(stop: Stop) -> list[Edit]:
        return edits(mask.array, press.at, operation, value, amount, stop)

    with Work[list[Edit]](surface, tr("Changing the region. Esc stops"), reads_mask=True) as work:
        work.ask(find, small=mask.array.size <= SMALL // 4)
        found = yield from work.wait()
    if found is not None and not document.edits.apply(tr(dict(OPERATIONS)[operation]), found):
        document.notice.emit(tr("Nothing to change there."))


def edits(labels: Values, at: tuple[float, float], operation: str, value: int, amount: int, stop: Stop) -> list[Edit]:
    """What an operation makes of the connected region under a point."""
    if operation == "replace":
        return regions.recolor_region(labels, at, value)
    if operation == "specks":
        return regions.remove_specks(labels, value, amount, into=None)
    found = regions.region_at(labels, at)
    reach = amount + 1 if operation in _SHAPES else 1
    box = found.rect.grow(2 * reach).clip(labels.shape)
    alone = _alone(labels, box, found)
    if operation == "holes":
        made = regions.fill_holes(alone, value)
    elif operation == "grow":
        made = _SHAPES["grow"](alone, value, amount, cancelled=stop)
    else:
        made = _SHAPES[operation](alone, value, amount, into=None, cancelled=stop)
    return [Edit(edit.value, _back(edit.footprint, box)) for edit in made]


def _alone(labels: Values, box: Rect, found: Footprint) -> Values:
    """A copy of the box in which no other region has the value of the one found: those count as void."""
    part = labels[box.slices].copy()
    inside = cut(found, box)
    part[(part == part[inside][:1]) & ~inside] = VOID
    return part


def _back(footprint: Footprint, box: Rect) -> Footprint:
    return Footprint(shifted(footprint.rect, Rect(-box.x, -box.y, 0, 0)), footprint.inside)


OPTIONS = (
    Option(OPERATION, "A click", "What a click does with the connected region under the pointer.", "replace",
           choices=OPERATIONS),
    Option(AMOUNT, "By", "How far to grow, shrink or smooth, in image pixels.", 2.0, 1, 100, 0, " px",
           used_with=(OPERATION, tuple(_SHAPES))),
    Option(SPECK, "Specks below", "Regions of the class with fewer pixels are removed.", 50.0, 1, 1e6, 0, " px",
           used_with=(OPERATION, ("specks",))),
)  # fmt: skip
