"""Owns the slices between two labelled ones: shapes blended by signed distance (Raya and Udupa 1990, IEEE TMI 9(1)).

Every value, void too, is a shape; between the slices each pixel gets the value whose blended distance is the largest.
Pure; no mask, no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels.footprints import tight
from segstudio.labels.geometry import Rect, bands

Values = NDArray[np.uint8]
Floats = NDArray[np.float32]


def interpolate(first: Values, last: Values, fractions: Sequence[float]) -> list[Values]:
    """The masks ``uint8[h, w]`` at ``fractions`` (0..1) of the way from ``first`` to ``last``.

    0 and 1 give the two back; where both agree nothing changes. A class that only one of them has shrinks and is gone
    half way. Only the part where they differ and a margin is computed. ``MaskError`` when the sizes differ,
    ``ValueError`` for a fraction outside 0..1.
    """
    if first.shape != last.shape:
        raise MaskError("The two slices have different sizes.", "Interpolate between slices of one stack.")
    if not all(0 <= share <= 1 for share in fractions):
        raise ValueError("fractions are 0..1")
    found = [(last if share == 1 else first).copy() for share in fractions]
    between = [(share, mask) for share, mask in zip(fractions, found, strict=True) if 0 < share < 1]
    box = _differing(first, last) if between else Rect(0, 0, 0, 0)
    one, other = first[box.slices], last[box.slices]
    values = np.union1d(np.unique(one), np.unique(other))
    best = [np.full(one.shape, -np.inf, np.float32) for _ in between]
    for value in values:  # ascending, and the first of equals is kept: a class wins over void
        distances = _distances(one == value, other == value)
        for (share, mask), most in zip(between, best, strict=True):
            _blend(mask[box.slices], most, int(value), distances, share)
    return found


def _differing(first: Values, last: Values) -> Rect:
    """Where the slices differ, with a margin for shapes that extend beyond it."""
    box = tight(Rect.of_shape(first.shape), first != last).rect
    return box.grow(16 + max(box.w, box.h) // 4).clip(first.shape) if box else box


def _blend(mask: Values, most: Floats, value: int, distances: tuple[Floats, Floats], share: float) -> None:
    """Writes ``value`` where its blended distance is the largest so far; in bands, to save memory."""
    for band in bands(Rect.of_shape(mask.shape)):
        part = band.slices
        blended = distances[0][part] * np.float32(1 - share) + distances[1][part] * np.float32(share)
        np.copyto(mask[part], np.uint8(value), where=blended > most[part])
        np.maximum(most[part], blended, out=most[part])


def _distances(first: NDArray[np.bool_], last: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Both signed distances. A missing shape counts as far away as the other one is deep, a shape that fills its slice
    as deep as the other one is far away at most: so the rest shrinks evenly."""
    one, other = _signed(first), _signed(last)
    if one is not None and other is not None:
        return one, other
    if one is not None:
        return one, _constant(last, float(-one.min() if last.any() else one.max()))
    if other is not None:
        return _constant(first, float(-other.min() if first.any() else other.max())), other
    return _constant(first, 1.0), _constant(last, 1.0)


def _constant(inside: NDArray[np.bool_], depth: float) -> Floats:
    """The distance of a shape that is missing or everywhere."""
    return np.full(inside.shape, depth if inside.any() else -depth, np.float32)


def _signed(inside: NDArray[np.bool_]) -> Floats | None:
    """Pixels to the border of the shape, positive inside (exact Euclidean, halves at the border); None: no border."""
    if inside.all() or not inside.any():
        return None
    own, other = (
        np.asarray(cv2.distanceTransform(side.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)
        for side in (inside, ~inside)
    )
    signed: Floats = np.subtract(own, other, out=own)
    signed += np.where(inside, np.float32(-0.5), np.float32(0.5))
    return signed
