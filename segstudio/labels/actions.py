"""Owns edits larger than a stroke: fill, replace, paste, accept or reject a prediction. Each is one undo step.

Every edit comes in two forms: ``accept(...)`` is done when it returns; ``accepting(...)`` is the same as steps that
yield what changed (see ``labels.steps``), for a large image. Between two steps the mask is in an open stroke; closing
the generator early puts every pixel back.

All take the same limits: ``writable`` and ``paintable`` (``bool[256]``) say which present values may be overwritten and
which new ones may be written, ``allow`` narrows a part of the mask to where the paint rule permits painting. ``commit``
closes the step: the mask's own, or in a project ``StoredMask.commit``, which writes the journal too.
Knows this room, numpy and cv2 only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels import rules
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import cut
from segstudio.labels.geometry import Footprint, Rect, cells
from segstudio.labels.history import TILE, EditStep
from segstudio.labels.mask import Mask
from segstudio.labels.steps import at_once

# Names of undo steps, by which accepted labels are known.
ACCEPT, ACCEPT_RECT, ACCEPT_REGION = ACCEPTING = "Accept prediction", "Accept rectangle", "Accept region"
OVER_ACCEPTED = "Import mask over accepted labels"  # all of them: nothing of the image is an accepted label after it

Commit = Callable[[], EditStep | None]
Allow = Callable[[Footprint], Footprint]
Table = NDArray[np.bool_]
Steps = Generator[Rect, None, EditStep | None]
_WIDE = 16 * TILE  # columns of a piece: a megapixel is a few milliseconds
_NOTHING = Rect(0, 0, 0, 0)
_ALL = rules.everything()
_ALL.flags.writeable = False


def _one_step(mask: Mask, name: str, change: Iterable[Rect], commit: Commit | None) -> Steps:
    """Runs ``change`` as one stroke; an error, or closing the generator, puts every pixel back."""
    mask.begin(name)
    try:
        yield from change
        for _ in mask.packing():
            yield _NOTHING
    except BaseException:
        mask.cancel()
        raise
    return (commit or mask.commit)()


def _pieces(mask: Mask, footprint: Footprint | None, allow: Allow | None) -> Iterator[Footprint]:
    """A footprint (``None``: all of the mask), cut along tiles so that each piece is little work."""
    where = Rect.of_shape(mask.shape) if footprint is None else footprint.rect.clip(mask.shape)
    for cell in cells(where, _WIDE, TILE):
        rect = where.intersect(cell)
        inside = np.ones((rect.h, rect.w), bool) if footprint is None else cut(footprint, rect)
        piece = Footprint(rect, inside) if allow is None else allow(Footprint(rect, inside))
        if piece.rect:
            yield piece


def _looked_up(table: Table, values: NDArray[np.uint8]) -> Table:
    """``table[values]``, several times faster."""
    found: Any = cv2.LUT(values, table.view(np.uint8))
    inside: Table = found.reshape(values.shape).view(np.bool_)
    return inside


def filling(
    mask: Mask,
    footprint: Footprint | None,
    value: int,
    writable: Table = _ALL,
    name: str = "Fill",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Writes ``value`` over ``footprint`` (``None``: everywhere)."""
    return applying(mask, [(value, footprint)], writable, name, commit, allow)


def applying(
    mask: Mask,
    edits: Iterable[tuple[int, Footprint | None]],
    writable: Table = _ALL,
    name: str = "Edit",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Writes each value over its footprint (``None``: everywhere), in order, as one step (see ``labels.regions``)."""

    def change() -> Iterator[Rect]:
        for value, footprint in edits:
            for piece in _pieces(mask, footprint, allow):
                yield mask.paint(piece, value, writable)

    return _one_step(mask, name, change(), commit)


def replacing(mask: Mask, old: int, new: int, name: str = "Replace class", commit: Commit | None = None) -> Steps:
    """Turns every pixel ``old`` into ``new``, also of a locked class. ``None`` when there is no such pixel."""
    return applying(mask, [(new, None)] if mask.counts()[old] else [], rules.only(old), name, commit)


def pasting(
    mask: Mask,
    values: NDArray[np.uint8],
    footprint: Footprint,
    writable: Table = _ALL,
    *,
    paintable: Table = _ALL,
    name: str = "Paste",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Copies ``values`` (``uint8[h, w]`` of the footprint's rectangle), void too, to the pixels of the footprint."""
    if values.shape != (footprint.rect.h, footprint.rect.w):
        raise ValueError("values must be as large as their footprint")

    def change() -> Iterator[Rect]:
        for piece in _pieces(mask, footprint, allow):
            part = values[piece.rect.relative_to(footprint.rect).slices]
            yield mask.paint_values(piece.rect, part, piece.inside & _looked_up(paintable, part), writable)

    return _one_step(mask, name, change(), commit)


def copying(
    mask: Mask,
    other: NDArray[np.uint8],
    writable: Table = _ALL,
    *,
    paintable: Table = _ALL,
    name: str = "Copy mask",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Copies what is labelled in another image's mask; its void changes nothing. ``MaskError``: the sizes differ."""
    if other.shape != mask.shape:
        raise MaskError(
            "The other image is {width} x {height} pixels, this one {own_width} x {own_height}.",
            "Copy a mask between images of the same size.",
            width=other.shape[1],
            height=other.shape[0],
            own_width=mask.shape[1],
            own_height=mask.shape[0],
        )
    return accepting(mask, other, writable, paintable=paintable, name=name, commit=commit, allow=allow)


def accepting(
    mask: Mask,
    prediction: NDArray[np.uint8],
    writable: Table = _ALL,
    *,
    only: int | None = None,
    footprint: Footprint | None = None,
    confidence: NDArray[np.uint8] | None = None,
    minimum: int = 0,
    paintable: Table = _ALL,
    name: str = ACCEPT,
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Copies predicted classes into the mask; void in ``prediction`` means not predicted and is never copied.

    ``prediction`` and ``confidence`` are ``uint8[h, w]`` of the mask's shape. ``only`` copies one class; ``footprint``
    limits where; ``minimum`` (0..255) is the least ``confidence``.
    """
    if prediction.shape != mask.shape or (confidence is not None and confidence.shape != mask.shape):
        raise ValueError("a prediction must be as large as its mask")
    wanted = paintable & ~rules.only(VOID) if only is None else paintable & rules.only(only) & ~rules.only(VOID)

    def change() -> Iterator[Rect]:
        for piece in _pieces(mask, footprint, allow):
            values = prediction[piece.rect.slices]
            inside = piece.inside & _looked_up(wanted, values)
            if confidence is not None and minimum > 0:
                inside &= confidence[piece.rect.slices] >= minimum
            yield mask.paint_values(piece.rect, values, inside, writable)

    return _one_step(mask, name, change(), commit)


def rejecting(
    mask: Mask,
    prediction: NDArray[np.uint8],
    writable: Table = _ALL,
    *,
    value: int = VOID,
    footprint: Footprint | None = None,
    name: str = "Reject prediction",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Writes ``value`` (void or a class) where ``prediction`` (``uint8[h, w]``) holds another class.

    ``footprint`` limits where; pixels without a prediction are kept.
    """
    if prediction.shape != mask.shape:
        raise ValueError("a prediction must be as large as its mask")
    wrong = ~(rules.only(VOID) | rules.only(value))

    def change() -> Iterator[Rect]:
        for piece in _pieces(mask, footprint, allow):
            inside = piece.inside & _looked_up(wrong, prediction[piece.rect.slices])
            yield mask.paint(Footprint(piece.rect, inside), value, writable)

    return _one_step(mask, name, change(), commit)


fill_region, apply_edits, paste, copy_mask = at_once(filling), at_once(applying), at_once(pasting), at_once(copying)
replace_class, accept, reject = at_once(replacing), at_once(accepting), at_once(rejecting)
