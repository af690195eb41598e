"""Set operations on footprints, and the pixel under a point. Knows numpy and cv2 only."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Footprint, Rect

Table = NDArray[np.bool_]


def empty() -> Footprint:
    """No pixel."""
    return Footprint(Rect(0, 0, 0, 0), np.zeros((0, 0), bool))


def tight(rect: Rect, inside: Table) -> Footprint:
    """``inside`` (``bool[rect.h, rect.w]``) with the smallest rectangle that holds it."""
    if not rect:
        return empty()
    x, y, w, h = cv2.boundingRect(np.ascontiguousarray(inside).view(np.uint8))
    if not (w and h):
        return empty()
    return Footprint(Rect(rect.x + x, rect.y + y, w, h), inside[y : y + h, x : x + w])


def cut(footprint: Footprint, rect: Rect) -> Table:
    """The footprint inside ``rect``: ``bool[rect.h, rect.w]``, false outside of the footprint."""
    seen = np.zeros((rect.h, rect.w), bool)
    part = rect.intersect(footprint.rect)
    if part:
        seen[part.relative_to(rect).slices] = footprint.inside[part.relative_to(footprint.rect).slices]
    return seen


def common(first: Footprint, second: Footprint) -> Footprint:
    """The pixels in both."""
    rect = first.rect.intersect(second.rect)
    return Footprint(rect, cut(first, rect) & cut(second, rect)) if rect else empty()


def joined(first: Footprint, second: Footprint) -> Footprint:
    """The pixels in either."""
    rect = first.rect.union(second.rect)
    return Footprint(rect, cut(first, rect) | cut(second, rect)) if rect else empty()


def without(first: Footprint, second: Footprint) -> Footprint:
    """The pixels of the first that are not in the second."""
    return Footprint(first.rect, first.inside & ~cut(second, first.rect))


def pixel(point: Sequence[float], shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Column and row of the pixel under ``(x, y)``; ``None`` outside of the image or when it is not finite."""
    if not (math.isfinite(point[0]) and math.isfinite(point[1])):
        return None
    x, y = math.floor(point[0]), math.floor(point[1])
    return (x, y) if 0 <= x < shape[1] and 0 <= y < shape[0] else None
