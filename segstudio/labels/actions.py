"""Owns edits larger than a stroke: fill, clear, replace, paste, accept or reject a prediction. Each is one undo step.

``commit`` closes the step: by default the mask's own; in a project ``StoredMask.commit``, so that it is journalled too.
Knows this room, numpy and cv2 only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels import rules
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import shifted
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.history import TILE, Patch
from segstudio.labels.mask import Mask

Commit = Callable[[], Patch | None]
Table = NDArray[np.bool_]


def _one_step(mask: Mask, name: str, change: Callable[[], None], commit: Commit | None) -> Patch | None:
    """Runs ``change`` as one stroke; an error puts every pixel back."""
    mask.begin(name)
    try:
        change()
    except BaseException:
        mask.cancel()
        raise
    return (commit or mask.commit)()


def _bands(rect: Rect) -> Iterator[Rect]:
    """``rect`` cut into rows of tiles, so that a whole mask needs little memory at a time."""
    for y in range(rect.y // TILE * TILE, rect.bottom, TILE):
        yield rect.intersect(Rect(rect.x, y, rect.w, TILE))


def _part(footprint: Footprint, band: Rect) -> Table:
    rect = footprint.rect
    return footprint.inside[band.y - rect.y : band.bottom - rect.y, band.x - rect.x : band.right - rect.x]


def _looked_up(table: Table, values: NDArray[np.uint8]) -> Table:
    """``table[values]``, several times quicker."""
    found: Any = cv2.LUT(values, table.view(np.uint8))
    inside: Table = found.reshape(values.shape).view(np.bool_)
    return inside


def fill_region(
    mask: Mask,
    footprint: Footprint,
    value: int,
    writable: Table | None = None,
    name: str = "Fill",
    commit: Commit | None = None,
) -> Patch | None:
    """Writes ``value`` over ``footprint`` where ``writable`` (``bool[256]``, default everything) allows it."""
    free = rules.everything() if writable is None else writable
    return _one_step(mask, name, lambda: _paint_bands(mask, footprint, value, free), commit)


def apply_edits(
    mask: Mask,
    edits: Iterable[tuple[int, Footprint]],
    writable: Table | None = None,
    name: str = "Edit",
    commit: Commit | None = None,
) -> Patch | None:
    """Writes each value over its footprint, in order and as one step (see :mod:`segstudio.labels.regions`)."""
    free = rules.everything() if writable is None else writable

    def change() -> None:
        for value, footprint in edits:
            _paint_bands(mask, footprint, value, free)

    return _one_step(mask, name, change, commit)


def paste(
    mask: Mask,
    values: NDArray[np.uint8],
    footprint: Footprint,
    writable: Table | None = None,
    *,
    paintable: Table | None = None,
    name: str = "Paste",
    commit: Commit | None = None,
) -> Patch | None:
    """Copies ``values`` (``uint8[h, w]`` of the footprint's rectangle), void too, where the footprint holds.

    For watershed, interpolated slices and the mask of another image. ``paintable`` says which values may come.
    """
    if values.shape != (footprint.rect.h, footprint.rect.w):
        raise ValueError("values must be as large as their footprint")
    free = rules.everything() if writable is None else writable

    def change() -> None:
        for band in _bands(footprint.rect):
            part = values[shifted(band, footprint.rect).slices]
            inside = _part(footprint, band)
            mask.paint_values(band, part, inside if paintable is None else inside & _looked_up(paintable, part), free)

    return _one_step(mask, name, change, commit)


def copy_mask(
    mask: Mask,
    other: NDArray[np.uint8],
    writable: Table | None = None,
    *,
    footprint: Footprint | None = None,
    paintable: Table | None = None,
    name: str = "Copy mask",
    commit: Commit | None = None,
) -> Patch | None:
    """Copies what is labelled in another image's mask; its void changes nothing. ``MaskError``: the sizes differ."""
    if other.shape != mask.shape:
        sizes = f"{other.shape[1]} x {other.shape[0]} pixels, this one {mask.shape[1]} x {mask.shape[0]}"
        raise MaskError(f"The other image is {sizes}.", "Copy a mask between images of the same size.")
    return accept(mask, other, writable, footprint=footprint, paintable=paintable, name=name, commit=commit)


def _paint_bands(mask: Mask, footprint: Footprint, value: int, writable: Table) -> None:
    for band in _bands(footprint.rect):
        mask.paint(Footprint(band, _part(footprint, band)), value, writable)


def _paint_everywhere(mask: Mask, value: int, writable: Table) -> None:
    for band in _bands(Rect.of_shape(mask.shape)):
        mask.paint(Footprint(band, np.ones((band.h, band.w), bool)), value, writable)


def clear(
    mask: Mask, writable: Table | None = None, name: str = "Clear", commit: Commit | None = None
) -> Patch | None:
    """Makes every pixel void that ``writable`` (``bool[256]``, default everything) allows."""
    free = rules.everything() if writable is None else writable
    return _one_step(mask, name, lambda: _paint_everywhere(mask, VOID, free), commit)


def replace_class(
    mask: Mask, old: int, new: int, name: str = "Replace class", commit: Commit | None = None
) -> Patch | None:
    """Turns every pixel ``old`` into ``new``, locked or not: the caller asked by name. ``None`` when there is none."""
    if mask.counts()[old] == 0 and not mask.stroking:
        return None
    return _one_step(mask, name, lambda: _paint_everywhere(mask, new, rules.only(old)), commit)


def accept(
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
) -> Patch | None:
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

    def change() -> None:
        where = Rect.of_shape(mask.shape) if footprint is None else footprint.rect.clip(mask.shape)
        for band in _bands(where):
            values = prediction[band.slices]
            inside = _looked_up(welcome, values)
            if footprint is not None:
                inside &= _part(footprint, band)
            if sure is not None:
                inside &= sure[band.slices] >= minimum
            mask.paint_values(band, values, inside, free)

    return _one_step(mask, name, change, commit)


def reject(
    mask: Mask,
    prediction: NDArray[np.uint8],
    writable: Table | None = None,
    *,
    value: int = VOID,
    only: int | None = None,
    footprint: Footprint | None = None,
    name: str = "Reject prediction",
    commit: Commit | None = None,
) -> Patch | None:
    """Writes ``value`` (void or another class) where ``prediction`` (``uint8[h, w]``) holds a class that it should not.

    ``only`` rejects one class, ``footprint`` limits where; pixels without a prediction stay.
    """
    if prediction.shape != mask.shape:
        raise ValueError("a prediction must be as large as its mask")
    free = rules.everything() if writable is None else writable
    wrong = ~rules.only(VOID) if only is None else rules.only(only) & ~rules.only(VOID)
    wrong[value] = False

    def change() -> None:
        where = Rect.of_shape(mask.shape) if footprint is None else footprint.rect.clip(mask.shape)
        for band in _bands(where):
            inside = _looked_up(wrong, prediction[band.slices])
            if footprint is not None:
                inside &= _part(footprint, band)
            mask.paint(Footprint(band, inside), value, free)

    return _one_step(mask, name, change, commit)
