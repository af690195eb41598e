"""Owns edits of the shape of one class: holes, specks, grow, shrink, smooth, another class for a connected region.

Pure: a mask ``uint8[h, w]`` is only read, the edits come back and are painted by
``apply_edits`` under the paint rules. Regions are connected by corners too, holes by sides
only. ``where`` limits the pixels that may change, not what is looked at. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import cut, shifted, tight
from segstudio.labels.geometry import Footprint, Rect, bands
from segstudio.labels.painting import Point, flood

Values = NDArray[np.uint8]
Table = NDArray[np.bool_]
Stop = Callable[[], bool]
MAX_SMOOTH = 127  # radius at which cv2.medianBlur still counts exactly
_WAYS = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


class Edit(NamedTuple):
    """One value for the pixels of one footprint."""

    value: int
    footprint: Footprint


def region_at(labels: Values, point: Point) -> Footprint:
    """The 8-connected region of equal value (void too) under ``(x, y)``; of a mask or of predicted classes."""
    return flood(labels, point, 8)


def recolor_region(labels: Values, point: Point, value: int) -> list[Edit]:
    """``value`` for the connected region under ``point``."""
    _check(labels, value)
    found = region_at(labels, point)
    here = labels[found.rect.slices][found.inside][:1]
    return [Edit(value, found)] if here.size and here[0] != value else []


def fill_holes(
    labels: Values, value: int, *, largest: int | None = None, only_void: bool = True, where: Footprint | None = None
) -> list[Edit]:
    """``value`` for what it encloses: parts without it that do not reach the image's edge.

    ``largest``: only parts of at most so many pixels. ``only_void``: of those only the void pixels, else all of them.
    """
    _check(labels, value)
    box = _box(labels, value)
    if box.w < 3 or box.h < 3:
        return []
    part = labels[box.slices]
    count, parts, stats, _ = cv2.connectedComponentsWithStats((part != value).view(np.uint8), connectivity=4)
    x, y, w, h, area = (stats[:, column] for column in range(5))
    hole = (x > 0) & (y > 0) & (x + w < box.w) & (y + h < box.h)
    hole &= np.ones(count, bool) if largest is None else area <= largest
    hole[0] = False  # the class itself
    if not hole.any():
        return []
    inside: Table = hole[parts]
    if only_void:
        inside &= part == VOID
    return _edits(box, part, np.where(inside, np.uint8(value), part), where)


def remove_specks(
    labels: Values, value: int, smallest: int, *, into: int | None = VOID, where: Footprint | None = None
) -> list[Edit]:
    """``into`` for the connected regions of ``value`` with fewer than ``smallest`` pixels.

    ``into`` ``None``: the value that such a region borders on most (of equals the lowest); a region that borders on
    nothing stays.
    """
    _check(labels, value, into)
    box = _box(labels, value)
    if not box:
        return []
    around = box.grow(1).clip(labels.shape)
    part = labels[around.slices]
    _, parts, stats, _ = cv2.connectedComponentsWithStats((part == value).view(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < smallest
    small[0] = False
    if not small.any():
        return []
    goal = np.full(len(small), value, np.uint8)
    goal[small] = value if into is None else into
    if into is None:
        _surroundings(part, parts, small[parts], goal)
    return _edits(around, part, np.where(small[parts], goal[parts], part), where)


def _surroundings(part: Values, parts: NDArray[np.int32], specks: Table, goal: Values) -> None:
    """Puts the value that each speck touches most often into ``goal`` (by number of the speck)."""
    rows, columns = np.nonzero(specks)
    numbers = parts[rows, columns].astype(np.int64)
    keys = []
    for dy, dx in _WAYS:
        y, x = rows + dy, columns + dx
        known = (y >= 0) & (x >= 0) & (y < part.shape[0]) & (x < part.shape[1])
        beside, own = (y[known], x[known]), numbers[known]
        foreign = parts[beside] != own
        keys.append(own[foreign] << 8 | part[beside][foreign])
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    order = np.lexsort((-found, counts))  # the last one written stays: the most frequent, of equals the lowest
    goal[found[order] >> 8] = (found[order] & 0xFF).astype(np.uint8)


def grow(
    labels: Values, value: int, n: int, *, where: Footprint | None = None, cancelled: Stop | None = None
) -> list[Edit]:
    """``value`` for every pixel at most ``n`` (centre to centre) from one of its pixels.

    What may be grown over is the paint rule's business. ``Cancelled`` between bands when ``cancelled()``.
    """
    _check(labels, value)

    def step(part: Values) -> Values:
        return np.where(_near(part == value, n), np.uint8(value), part)

    return _local(labels, _box(labels, value).grow(n), n, step, where, cancelled) if n > 0 else []


def shrink(
    labels: Values,
    value: int,
    n: int,
    *,
    into: int | None = VOID,
    where: Footprint | None = None,
    cancelled: Stop | None = None,
) -> list[Edit]:
    """``into`` for every pixel of ``value`` at most ``n`` from one of another value; the image's edge takes nothing.

    ``into`` ``None``: the nearest other value. ``Cancelled`` as in ``grow``.
    """
    _check(labels, value, into)

    def step(part: Values) -> Values:
        own = part == value
        return _given_away(part, own, own & _near(~own, n), into)

    return _local(labels, _box(labels, value), n, step, where, cancelled) if n > 0 else []


def smooth(
    labels: Values,
    value: int,
    n: int,
    *,
    into: int | None = None,
    where: Footprint | None = None,
    cancelled: Stop | None = None,
) -> list[Edit]:
    """Majority of ``value`` against the rest in the square of ``2n + 1`` pixels around each pixel (n at most 127).

    Where ``value`` wins it is painted; where it loses its pixels become ``into`` (``None``: the nearest other value).
    Beyond the image its outermost pixels repeat. ``Cancelled`` as in ``grow``.
    """
    _check(labels, value, into)
    n = min(n, MAX_SMOOTH)

    def step(part: Values) -> Values:
        own = part == value
        wins = np.asarray(cv2.medianBlur(own.view(np.uint8), 2 * n + 1)).view(bool)
        return np.where(wins, np.uint8(value), _given_away(part, own, own & ~wins, into))

    return _local(labels, _box(labels, value).grow(n), n, step, where, cancelled) if n > 0 else []


def _check(labels: Values, value: int, into: int | None = None) -> None:
    if labels.dtype != np.uint8 or labels.ndim != 2:
        raise ValueError("a mask is uint8[h, w]")
    if not (0 <= value <= VOID and (into is None or 0 <= into <= VOID)):
        raise ValueError(f"{value} or {into} is not a mask value")


def _box(labels: Values, value: int) -> Rect:
    """The smallest rectangle with all pixels of ``value``."""
    box = Rect(0, 0, 0, 0)
    for band in bands(Rect.of_shape(labels.shape)):
        x, y, w, h = cv2.boundingRect((labels[band.slices] == value).view(np.uint8))
        box = box.union(Rect(band.x + x, band.y + y, w, h))
    return box


def _near(inside: Table, n: int) -> Table:
    """The pixels at most ``n`` from a pixel of ``inside`` (Euclidean, exact), those too."""
    if not inside.any():
        return np.zeros_like(inside)
    far = cv2.distanceTransform((~inside).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(far <= n + 1 / (4 * n))  # the next distance beyond n is about n + 1 / (2n)


def _given_away(part: Values, own: Table, lost: Table, into: int | None) -> Values:
    """``part`` with ``into``, or the nearest value that is not its own, at ``lost``."""
    if into is not None or not lost.any():
        return np.where(lost, np.uint8(into or 0), part)
    _, nearest = cv2.distanceTransformWithLabels(
        own.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.zeros(int(nearest.max()) + 1, np.uint8)
    values[nearest[~own]] = part[~own]
    return np.where(lost, values[nearest], part)


def _local(
    labels: Values,
    box: Rect,
    reach: int,
    step: Callable[[Values], Values],
    where: Footprint | None,
    cancelled: Stop | None,
) -> list[Edit]:
    """The edits that ``step`` makes inside ``box``, where each pixel depends on those at most ``reach`` away."""
    box = box.clip(labels.shape)
    if where is not None:
        box = box.intersect(where.rect)
    if not box:
        return []
    new = np.empty((box.h, box.w), np.uint8)
    for band in bands(box, 1 << 22):
        if cancelled is not None and cancelled():
            raise Cancelled
        around = band.grow(reach).clip(labels.shape)
        new[shifted(band, box).slices] = step(labels[around.slices])[shifted(band, around).slices]
    return _edits(box, labels[box.slices], new, where)


def _edits(box: Rect, old: Values, new: Values, where: Footprint | None) -> list[Edit]:
    """What turns ``old`` into ``new`` inside ``box``, one edit per value."""
    changed = old != new
    if where is not None:
        changed &= cut(where, box)
    values = np.flatnonzero(np.bincount(new[changed], minlength=256))
    return [Edit(int(value), tight(box, changed & (new == value))) for value in values]
