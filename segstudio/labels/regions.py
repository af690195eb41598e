"""Owns edits of the shape of one class: holes, specks, grow, shrink, smooth, another class for a connected region.

Pure: a mask ``uint8[h, w]`` is only read; the edits are returned and painted by ``apply_edits`` under the paint rules.
Regions are connected by corners too, holes by sides only. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import tight
from segstudio.labels.geometry import Footprint, Rect, bands
from segstudio.labels.painting import Point, flood
from segstudio.labels.steps import Stop, never

Values = NDArray[np.uint8]
Table = NDArray[np.bool_]
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


def fill_holes(labels: Values, value: int) -> list[Edit]:
    """``value`` for the void pixels of the holes in it: parts without it that do not reach the image's edge."""
    _check(labels, value)
    box = _box(labels, value)
    if box.w < 3 or box.h < 3:
        return []
    part = labels[box.slices]
    _, parts, stats, _ = cv2.connectedComponentsWithStats((part != value).view(np.uint8), connectivity=4)
    x, y, w, h, _ = stats.T
    hole = (x > 0) & (y > 0) & (x + w < box.w) & (y + h < box.h)
    hole[0] = False  # the class itself
    return _edits(box, part, np.where(hole[parts] & (part == VOID), np.uint8(value), part))


def remove_specks(labels: Values, value: int, smallest: int) -> list[Edit]:
    """For connected regions of ``value`` with fewer than ``smallest`` pixels: the value that each borders on most (of
    equals the lowest). A region that borders on nothing is kept."""
    _check(labels, value)
    around = _box(labels, value).grow(1).clip(labels.shape)
    part = labels[around.slices]
    _, parts, stats, _ = cv2.connectedComponentsWithStats((part == value).view(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < smallest
    small[0] = False
    if not small.any():
        return []
    goal = np.full(len(small), value, np.uint8)
    _surroundings(part, parts, small[parts], goal)
    return _edits(around, part, np.where(small[parts], goal[parts], part))


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


def grow(labels: Values, value: int, n: int, cancelled: Stop = never) -> list[Edit]:
    """``value`` for every pixel at most ``n`` (centre to centre) from one of its pixels.

    Which pixels may be overwritten is up to the paint rule. ``Cancelled`` between bands when ``cancelled()``.
    """

    def step(part: Values) -> Values:
        return np.where(_near(part == value, n), np.uint8(value), part)

    return _local(labels, value, n, step, cancelled)


def shrink(labels: Values, value: int, n: int, cancelled: Stop = never) -> list[Edit]:
    """The nearest other value for every pixel of ``value`` at most ``n`` from one; the image's edge does not count.

    ``Cancelled`` as in ``grow``.
    """

    def step(part: Values) -> Values:
        own = part == value
        return _given_away(part, own, own & _near(~own, n))

    return _local(labels, value, n, step, cancelled)


def smooth(labels: Values, value: int, n: int, cancelled: Stop = never) -> list[Edit]:
    """Majority of ``value`` against the rest in the square of ``2n + 1`` pixels around each pixel (n at most 127).

    Where ``value`` wins it is painted; where it loses its pixels get the nearest other value. Beyond the image its
    outermost pixels repeat. ``Cancelled`` as in ``grow``.
    """
    n = min(n, MAX_SMOOTH)

    def step(part: Values) -> Values:
        own = part == value
        wins = np.asarray(cv2.medianBlur(own.view(np.uint8), 2 * n + 1)).view(bool)
        return np.where(wins, np.uint8(value), _given_away(part, own, own & ~wins))

    return _local(labels, value, n, step, cancelled)


def _check(labels: Values, value: int) -> None:
    if labels.dtype != np.uint8 or labels.ndim != 2:
        raise ValueError("a mask is uint8[h, w]")
    if not 0 <= value <= VOID:
        raise ValueError(f"{value} is not a mask value")


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


def _given_away(part: Values, own: Table, lost: Table) -> Values:
    """``part`` with the nearest value that is not its own at ``lost``."""
    if not lost.any():
        return part
    _, nearest = cv2.distanceTransformWithLabels(
        own.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.zeros(int(nearest.max()) + 1, np.uint8)
    values[nearest[~own]] = part[~own]
    return np.where(lost, values[nearest], part)


def _local(labels: Values, value: int, n: int, step: Callable[[Values], Values], cancelled: Stop) -> list[Edit]:
    """The edits that ``step`` makes, where each pixel depends on those at most ``n`` away and changes only there."""
    _check(labels, value)
    box = _box(labels, value).grow(n).clip(labels.shape)
    if n < 1 or not box:
        return []
    new = np.empty((box.h, box.w), np.uint8)
    for band in bands(box, 1 << 22):
        if cancelled():
            raise Cancelled
        around = band.grow(n).clip(labels.shape)
        new[band.relative_to(box).slices] = step(labels[around.slices])[band.relative_to(around).slices]
    return _edits(box, labels[box.slices], new)


def _edits(box: Rect, old: Values, new: Values) -> list[Edit]:
    """What turns ``old`` into ``new`` inside ``box``, one edit per value."""
    changed = old != new
    values = np.flatnonzero(np.bincount(new[changed], minlength=256))
    return [Edit(int(value), tight(box, changed & (new == value))) for value in values]
