"""Owns edits larger than a stroke: fill, clear, replace a class, accept a prediction. Each is one undo step.

``commit`` closes the step: by default the mask's own; in a project ``StoredMask.commit``, so that it is journalled too.
Knows this room and numpy only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from segstudio.labels import rules
from segstudio.labels.classes import VOID
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
            inside = welcome[values]
            if footprint is not None:
                inside &= _part(footprint, band)
            if sure is not None:
                inside &= sure[band.slices] >= minimum
            mask.paint_values(band, values, inside, free)

    return _one_step(mask, name, change, commit)
