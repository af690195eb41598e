"""Owns edits larger than a stroke: fill, clear, replace, paste, accept or reject a prediction. Each is one undo step.

Every edit comes in two forms: ``accept(...)`` is done when it returns; ``accepting(...)`` is the same as steps that
yield what changed (see ``labels.steps``), for a large image. Between two steps the mask is in an open
stroke; steps that are given up put every pixel back.

``commit`` closes the step: by default the mask's own; in a project ``StoredMask.commit``, so that it is journalled too.
``allow`` narrows a part of the mask to where a paint rule lets anything be painted; it is asked piece by piece.
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
from segstudio.labels.footprints import cut, shifted
from segstudio.labels.geometry import Footprint, Rect, cells
from segstudio.labels.history import TILE, EditStep
from segstudio.labels.mask import Mask
from segstudio.labels.steps import at_once

Commit = Callable[[], EditStep | None]
Allow = Callable[[Footprint], Footprint]
Table = NDArray[np.bool_]
Steps = Generator[Rect, None, EditStep | None]
_WIDE = 16 * TILE  # columns of a piece: a megapixel is a few milliseconds
_NOTHING = Rect(0, 0, 0, 0)


def _one_step(mask: Mask, name: str, change: Iterable[Rect], commit: Commit | None) -> Steps:
    """Runs ``change`` as one stroke; an error, or giving up, puts every pixel back."""
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
    """``table[values]``, several times quicker."""
    found: Any = cv2.LUT(values, table.view(np.uint8))
    inside: Table = found.reshape(values.shape).view(np.bool_)
    return inside


def _painting(mask: Mask, pieces: Iterable[Footprint], value: int, writable: Table) -> Iterator[Rect]:
    for piece in pieces:
        yield mask.paint(piece, value, writable)


def filling(
    mask: Mask,
    footprint: Footprint | None,
    value: int,
    writable: Table | None = None,
    name: str = "Fill",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Writes ``value`` over ``footprint`` (``None``: everywhere) where ``writable`` (``bool[256]``) allows it."""
    free = rules.everything() if writable is None else writable
    return _one_step(mask, name, _painting(mask, _pieces(mask, footprint, allow), value, free), commit)


def applying(
    mask: Mask,
    edits: Iterable[tuple[int, Footprint]],
    writable: Table | None = None,
    name: str = "Edit",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Writes each value over its footprint, in order and as one step (see ``labels.regions``)."""
    free = rules.everything() if writable is None else writable
    changes = (_painting(mask, _pieces(mask, footprint, allow), value, free) for value, footprint in edits)
    return _one_step(mask, name, (rect for change in changes for rect in change), commit)


def pasting(
    mask: Mask,
    values: NDArray[np.uint8],
    footprint: Footprint,
    writable: Table | None = None,
    *,
    paintable: Table | None = None,
    name: str = "Paste",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Copies ``values`` (``uint8[h, w]`` of the footprint's rectangle), void too, where the footprint holds.

    For watershed, interpolated slices and the mask of another image. ``paintable`` says which values may come.
    """
    if values.shape != (footprint.rect.h, footprint.rect.w):
        raise ValueError("values must be as large as their footprint")
    free = rules.everything() if writable is None else writable

    def change() -> Iterator[Rect]:
        for piece in _pieces(mask, footprint, allow):
            part = values[shifted(piece.rect, footprint.rect).slices]
            inside = piece.inside if paintable is None else piece.inside & _looked_up(paintable, part)
            yield mask.paint_values(piece.rect, part, inside, free)

    return _one_step(mask, name, change(), commit)


def copying(
    mask: Mask,
    other: NDArray[np.uint8],
    writable: Table | None = None,
    *,
    paintable: Table | None = None,
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


def clearing(mask: Mask, writable: Table | None = None, name: str = "Clear", commit: Commit | None = None) -> Steps:
    """Makes every pixel void that ``writable`` (``bool[256]``, default everything) allows."""
    free = rules.everything() if writable is None else writable
    return _one_step(mask, name, _painting(mask, _pieces(mask, None, None), VOID, free), commit)


def replacing(mask: Mask, old: int, new: int, name: str = "Replace class", commit: Commit | None = None) -> Steps:
    """Turns every pixel ``old`` into ``new``, locked or not: the caller asked by name. ``None`` when there is none."""

    def change() -> Iterator[Rect]:
        if mask.counts()[old]:
            yield from _painting(mask, _pieces(mask, None, None), new, rules.only(old))

    return _one_step(mask, name, change(), commit)


def accepting(
    mask: Mask,
    prediction: NDArray[np.uint8],
    writable: Table | None = None,
    *,
    only: int | None = None,
    footprint: Footprint | None = None,
    confidence: NDArray[np.uint8] | None = None,
    minimum: int = 0,
    paintable: Table | None = None,
    name: str = "Accept prediction",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Copies predicted classes into the mask; void in ``prediction`` means not predicted and is never copied.

    ``prediction`` and ``confidence`` are ``uint8[h, w]`` of the mask's shape. ``only`` copies one class; ``footprint``
    limits where; ``minimum`` (0..255) is the least ``confidence``. ``writable`` and ``paintable`` (``bool[256]``,
    default everything) say which present values may go and which predicted values may come.
    """
    if prediction.shape != mask.shape or (confidence is not None and confidence.shape != mask.shape):
        raise ValueError("a prediction must be as large as its mask")
    free = rules.everything() if writable is None else writable
    welcome = rules.everything() if paintable is None else paintable.copy()
    welcome[VOID] = False
    if only is not None:
        welcome &= np.arange(256) == only
    sure = confidence if minimum > 0 else None

    def change() -> Iterator[Rect]:
        for piece in _pieces(mask, footprint, allow):
            values = prediction[piece.rect.slices]
            inside = piece.inside & _looked_up(welcome, values)
            if sure is not None:
                inside &= sure[piece.rect.slices] >= minimum
            yield mask.paint_values(piece.rect, values, inside, free)

    return _one_step(mask, name, change(), commit)


def rejecting(
    mask: Mask,
    prediction: NDArray[np.uint8],
    writable: Table | None = None,
    *,
    value: int = VOID,
    only: int | None = None,
    footprint: Footprint | None = None,
    name: str = "Reject prediction",
    commit: Commit | None = None,
    allow: Allow | None = None,
) -> Steps:
    """Writes ``value`` (void or another class) where ``prediction`` (``uint8[h, w]``) holds a class that it should not.

    ``only`` rejects one class, ``footprint`` limits where; pixels without a prediction stay.
    """
    if prediction.shape != mask.shape:
        raise ValueError("a prediction must be as large as its mask")
    free = rules.everything() if writable is None else writable
    wrong = ~rules.only(VOID) if only is None else rules.only(only) & ~rules.only(VOID)
    wrong[value] = False
    wrongly = (
        Footprint(piece.rect, piece.inside & _looked_up(wrong, prediction[piece.rect.slices]))
        for piece in _pieces(mask, footprint, allow)
    )
    return _one_step(mask, name, _painting(mask, wrongly, value, free), commit)


fill_region, apply_edits, paste, copy_mask = at_once(filling), at_once(applying), at_once(pasting), at_once(copying)
clear, replace_class, accept, reject = at_once(clearing), at_once(replacing), at_once(accepting), at_once(rejecting)
