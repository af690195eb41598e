"""Owns the rasterisers: gesture in, :class:`Footprint` out. Pure, integer edges, never antialiased, never drawing.

Coordinates are image pixels: pixel ``(i, j)`` covers ``i <= x < i+1``, ``j <= y < j+1``. Footprints are clipped to the
shape ``(h, w)`` and empty where the gesture lies outside or is not finite. Knows numpy and cv2; no mask, no Qt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Footprint, Rect

Point = tuple[float, float]
_FAR = 10_000_000  # coordinates beyond this are pulled back to it, so that no product leaves float64's whole numbers
_MAX_DIAMETER = 1 << 16
_ROWS = 128  # of a footprint made at once: a second array of a large brush's size costs more than its values
_CLIP_MARGIN = 1024  # polygons are cut only this far outside the image, where rounding moves nothing inside


def _empty() -> Footprint:
    return Footprint(Rect(0, 0, 0, 0), np.zeros((0, 0), bool))


def _finite(point: Sequence[float]) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


def _pixel(point: Point) -> tuple[int, int]:
    """The pixel under a finite point."""
    x, y = (math.floor(min(max(value, -_FAR), _FAR)) for value in point)
    return x, y


def _whole_diameter(diameter: float) -> int:
    return round(min(max(diameter, 1.0), _MAX_DIAMETER))


@lru_cache(maxsize=16)
def _spans(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last column of each row of the disc of ``n`` pixels, counted from its top left pixel: ``int64[n]``.

    A pixel belongs to the disc when its centre is at most ``n / 2`` from the disc's centre. Computed in doubled
    whole numbers, hence exact and symmetric.
    """
    row = 2 * np.arange(n, dtype=np.int64) - (n - 1)
    reach = np.floor(np.sqrt(n * n - row * row)).astype(np.int64)
    reach -= (reach - (n - 1)) % 2
    return (n - 1 - reach) // 2, (n - 1 + reach) // 2


def brush_segment(shape: tuple[int, ...], start: Point, end: Point, diameter: float) -> Footprint:
    """The pixels a round brush covers from ``start`` to ``end``: exactly the dab at both ends and all between.

    ``diameter`` in pixels, rounded, at least 1 (one pixel per dab, an 8-connected line per segment). The dab sits on
    the pixel under the point; an even diameter reaches one pixel farther to the left and up.
    """
    if not (_finite(start) and _finite(end) and math.isfinite(diameter)):
        return _empty()
    n = _whole_diameter(diameter)
    (x0, y0), (x1, y1) = (tuple(value - n // 2 for value in _pixel(point)) for point in (start, end))
    left, top = min(x0, x1), min(y0, y1)
    rect = Rect(left, top, abs(x1 - x0) + n, abs(y1 - y0) + n).clip(shape)
    if not rect:
        return _empty()
    if n == 1:
        return _thin_line(rect, (x0, y0), (x1, y1))
    first, last = _capsule_rows(rect, (x0, y0), (x1, y1), n)
    # Without a sign what lies left of the first column is far beyond the last: one comparison does for both ends.
    unsigned = np.uint16 if first.dtype == np.int16 else np.uint32
    begin, length = first.astype(unsigned)[:, None], np.maximum(last - first + 1, 0).astype(unsigned)[:, None]
    columns = np.arange(rect.w, dtype=unsigned)
    beyond = np.empty((min(_ROWS, rect.h), rect.w), unsigned)
    inside = np.empty((rect.h, rect.w), bool)
    for y in range(0, rect.h, _ROWS):
        rows = slice(y, y + _ROWS)
        part = np.subtract(columns, begin[rows], out=beyond[: min(_ROWS, rect.h - y)])
        np.less(part, length[rows], out=inside[rows])
    return Footprint(rect, inside)


def _thin_line(rect: Rect, start: tuple[int, int], end: tuple[int, int]) -> Footprint:
    """The part inside ``rect`` of the line of single pixels, the nearest one per step of the longer axis.

    Not cv2.line: it moves a line that begins outside by a pixel.
    """
    inside = np.zeros((rect.h, rect.w), bool)
    axis = 0 if abs(end[0] - start[0]) >= abs(end[1] - start[1]) else 1
    a, b = sorted((start, end), key=lambda pixel: pixel[axis])
    length, rise = max(1, b[axis] - a[axis]), b[1 - axis] - a[1 - axis]
    low, high = ((rect.x, rect.right), (rect.y, rect.bottom))[axis]
    along = np.arange(max(low, a[axis]), min(high, b[axis] + 1), dtype=np.int64)
    across = a[1 - axis] + (2 * (along - a[axis]) * rise + length) // (2 * length)
    columns, rows = (along - rect.x, across - rect.y) if axis == 0 else (across - rect.x, along - rect.y)
    seen = (columns >= 0) & (columns < rect.w) & (rows >= 0) & (rows < rect.h)
    inside[rows[seen], columns[seen]] = True
    return Footprint(rect, inside)


def _capsule_rows(
    rect: Rect, start: tuple[int, int], end: tuple[int, int], n: int
) -> tuple[NDArray[np.signedinteger], NDArray[np.signedinteger]]:
    """First and last column, counted from ``rect.x``, of each row of a capsule; first > last where there is none.

    ``start`` and ``end`` are the top left pixels of the two dabs. A capsule is convex, so each row is one interval:
    the hull of the rows of both discs and of the band between them.
    """
    first = np.full(rect.h, rect.right, np.int64)
    last = np.full(rect.h, rect.x - 1, np.int64)
    low, high = _spans(n)
    for x, y in {start, end}:
        a, b = max(rect.y, y), min(rect.bottom, y + n)
        if a < b:
            rows = slice(a - rect.y, b - rect.y)
            first[rows] = np.minimum(first[rows], low[a - y : b - y] + x)
            last[rows] = np.maximum(last[rows], high[a - y : b - y] + x)
    if start != end:
        middle = (n - 1) / 2
        band = _band_rows(rect, (start[0] + middle, start[1] + middle), (end[0] - start[0], end[1] - start[1]), n / 2)
        first, last = np.minimum(first, band[0]), np.maximum(last, band[1])
    narrow = np.int16 if rect.w < 32000 else np.int32  # half the memory to compare
    return np.clip(first - rect.x, 0, rect.w).astype(narrow), np.clip(last - rect.x, -1, rect.w).astype(narrow)


def _band_rows(
    rect: Rect, start: Point, way: tuple[int, int], radius: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the rectangle swept sideways: ``|cross| <= radius * length`` and ``0 <= dot <= length**2``."""
    (dx, dy), length = way, math.hypot(*way)
    down = np.arange(rect.y, rect.bottom) - start[1]
    first, last = np.full(rect.h, -np.inf), np.full(rect.h, np.inf)
    if dy:
        middle, reach = start[0] + dx * down / dy, radius * length / abs(dy)
        first, last = middle - reach, middle + reach
    else:
        first[np.abs(down) > radius] = np.inf
    if dx:
        one = start[0] - dy * down / dx
        other = one + length * length / dx
        first, last = np.maximum(first, np.minimum(one, other)), np.minimum(last, np.maximum(one, other))
    else:
        first[(down * dy < 0) | (down * dy > dy * dy)] = np.inf
    # The small allowance keeps pixel centres that lie on the edge in exact arithmetic.
    first = np.ceil(np.clip(first - 1e-6, rect.x, rect.right)).astype(np.int64)
    last = np.floor(np.clip(last + 1e-6, rect.x - 1, rect.right - 1)).astype(np.int64)
    missing = first > last
    first[missing], last[missing] = rect.right, rect.x - 1
    return first, last


def brush_outline(diameter: float) -> list[Point]:
    """The closed edge of the dab as a polyline along pixel borders.

    In image pixels relative to the top left corner of the pixel under the pointer; the first point comes again last.
    """
    n = _whole_diameter(diameter) if math.isfinite(diameter) else 1
    low, high = (values - n // 2 for values in _spans(n))
    rows = range(n)
    right = [(float(high[i] + 1), float(i + step - n // 2)) for i in rows for step in (0, 1)]
    left = [(float(low[i]), float(i + step - n // 2)) for i in reversed(rows) for step in (1, 0)]
    points: list[Point] = []
    for point in (*right, *left, right[0]):
        if len(points) >= 2 and point[0] == points[-1][0] == points[-2][0]:
            points[-1] = point
        elif not points or point != points[-1]:
            points.append(point)
    return points


def polygon(shape: tuple[int, ...], points: Iterable[Sequence[float]]) -> Footprint:
    """The closed polygon through the pixels under ``points`` with its boundary; even-odd where it crosses itself.

    Points that are not finite are left out; one point is one pixel, two points are a line.
    """
    limit = float(_FAR)
    corners = [(min(max(p[0], -limit), limit), min(max(p[1], -limit), limit)) for p in points if _finite(p)]
    window = Rect.of_shape(shape).grow(_CLIP_MARGIN)
    for axis, low, high in ((0, window.x, window.right), (1, window.y, window.bottom)):
        corners = _cut(_cut(corners, axis, low, 1), axis, high, -1)
    around = Rect.around(corners)
    rect = around.clip(shape)
    if not rect:
        return _empty()
    # Drawn whole and cropped: cv2.fillPoly pulls what lies beside its canvas onto the canvas's border.
    canvas = np.zeros((around.h, around.w), np.uint8)
    pixels = np.floor(np.array(corners)).astype(np.int32)
    cv2.fillPoly(canvas, [pixels - (around.x, around.y)], 1)
    inside = canvas[rect.y - around.y :, rect.x - around.x :][: rect.h, : rect.w]
    return Footprint(rect, inside.view(bool))


def _cut(corners: list[Point], axis: int, limit: float, side: int) -> list[Point]:
    """The part of a polygon where ``side * (coordinate - limit) >= 0`` (Sutherland and Hodgman 1974)."""
    if all(side * (corner[axis] - limit) >= 0 for corner in corners):
        return corners
    kept: list[Point] = []
    for before, corner in zip(corners[-1:] + corners[:-1], corners, strict=True):
        was, now = side * (before[axis] - limit), side * (corner[axis] - limit)
        if (was >= 0) != (now >= 0):
            share = was / (was - now)
            kept.append((before[0] + share * (corner[0] - before[0]), before[1] + share * (corner[1] - before[1])))
        if now >= 0:
            kept.append(corner)
    return kept


def lasso(shape: tuple[int, ...], points: Iterable[Sequence[float]]) -> Footprint:
    """The region inside a freehand path, closed by a straight line; filled as :func:`polygon`."""
    return polygon(shape, points)


def flood(labels: NDArray[np.uint8], seed: Point, connectivity: int = 4) -> Footprint:
    """The region of ``labels`` (``uint8[h, w]``, only read) that has the value under ``seed``, 4- or 8-connected."""
    if connectivity not in (4, 8):
        raise ValueError("connectivity is 4 or 8")
    if not _finite(seed):
        return _empty()
    x, y = _pixel(seed)
    h, w = labels.shape
    if not (0 <= x < w and 0 <= y < h):
        return _empty()
    # cv2 insists on a writable array although it only reads with FLOODFILL_MASK_ONLY.
    readable = np.require(labels, np.uint8, ["C", "W"])
    found = np.zeros((h + 2, w + 2), np.uint8)
    flags = connectivity | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    _, _, found, box = cv2.floodFill(readable, found, (x, y), 0, 0, 0, flags)
    rect = Rect(*(int(value) for value in box))
    inside = found[rect.y + 1 : rect.bottom + 1, rect.x + 1 : rect.right + 1]
    return Footprint(rect, inside.view(bool))


def whole(shape: tuple[int, ...]) -> Footprint:
    """Every pixel."""
    return Footprint(Rect.of_shape(shape), np.ones(shape[:2], bool))
