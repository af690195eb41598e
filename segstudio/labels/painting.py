"""Owns the rasterisers: gesture in, ``Footprint`` out. Pure; never antialiased.

One rule for all shapes: a pixel belongs to a shape when the pixel's middle is inside of it. Coordinates are image
pixels: pixel ``(i, j)`` covers ``i <= x < i+1``, ``j <= y < j+1``, and its middle is ``(i + 0.5, j + 0.5)``. A pointer
is at the middle of the screen pixel that it is on (``gui.canvas.transform``).

- Polygon, lasso, scissors, rectangle: a middle exactly on the outline counts as just to the right of it and below, so
  that shapes side by side share no pixel and leave none out.
- Brush and eraser: a disc with its edge. It is moved by at most half a pixel each way, to the middle of a pixel (odd
  diameter) or a corner between pixels (even), so that all dabs of a size are alike and a dab of 1 is one pixel.

Footprints are clipped to the shape ``(h, w)`` and empty where the gesture is outside or not finite. Knows numpy and
cv2; no mask, no Qt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.footprints import empty, pixel
from segstudio.labels.geometry import Footprint, Rect

Point = tuple[float, float]
Columns = NDArray[np.int64]  # one of each row
_FAR = 10_000_000  # coordinates are clipped to this, so that every product is exact in float64
_MAX_DIAMETER = 1 << 16
_ROWS = 128  # of a footprint made at once: a second array of a large brush's size costs more than its values
_LARGE = 256  # diameter from which a drag's crescent in parts costs less than the whole dab


def _finite(point: Sequence[float]) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


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

    ``diameter`` in pixels, rounded, at least 1 (one pixel per dab, an 8-connected line per segment).
    """
    if not (_finite(start) and _finite(end) and math.isfinite(diameter)):
        return empty()
    n = _whole_diameter(diameter)
    first, second = _corner(start, n), _corner(end, n)
    rect = _around(first, second, n).clip(shape)
    if not rect:
        return empty()
    if n == 1:
        return _thin_line(rect, first, second)
    begin, length = _unsigned(*_capsule_rows(rect, first, second, n))
    inside = np.empty((rect.h, rect.w), bool)
    for y in range(0, rect.h, _ROWS):
        rows = slice(y, y + _ROWS)
        _fill(begin[rows], length[rows], np.arange(rect.w), inside[rows])
    return Footprint(rect, inside)


def brush_sweep(
    shape: tuple[int, ...], start: Point, end: Point, diameter: float, held: bool = True
) -> Iterator[Footprint]:
    """``brush_segment`` in disjoint parts; with ``held`` without the dab at ``start``, which is painted already.

    A large brush adds a thin crescent in a wide rectangle, hence parts of some rows. A small one costs less in one
    part, with that dab.
    """
    if not (_finite(start) and _finite(end) and math.isfinite(diameter)) or _whole_diameter(diameter) < _LARGE:
        yield brush_segment(shape, start, end, diameter)
        return
    n = _whole_diameter(diameter)
    corner, other = _corner(start, n), _corner(end, n)
    rect = _around(corner, other, n).clip(shape)
    if not rect:
        return
    first, last = _capsule_rows(rect, corner, other, n)
    if not held:
        yield from _pieces(rect, first, last, n)
        return
    begin, until = _dab_rows(rect, corner, n)
    # Where the dab has no row, begin is right of everything and until left of everything: all of it is one piece.
    yield from _pieces(rect, first, np.minimum(last, begin - 1), n)
    yield from _pieces(rect, np.where(begin > until, rect.w, np.maximum(first, until + 1)), last, n)


def _pieces(rect: Rect, first: Columns, last: Columns, n: int) -> Iterator[Footprint]:
    """The pixels of ``rect`` from column ``first`` to ``last`` of each row, some rows at a time."""
    rows = max(_ROWS, n // 6)
    tops = np.arange(0, rect.h, rows)
    some = first <= last
    lefts = np.minimum.reduceat(np.where(some, first, rect.w), tops).tolist()
    rights = np.maximum.reduceat(np.where(some, last + 1, 0), tops).tolist()
    begin, length = _unsigned(first, last)
    for top, left, right in zip(tops.tolist(), lefts, rights, strict=True):
        if left < right:
            part = Rect(rect.x + left, rect.y + top, right - left, min(rows, rect.h - top))
            inside = np.empty((part.h, part.w), bool)
            _fill(begin[top : top + rows], length[top : top + rows], np.arange(left, right), inside)
            yield Footprint(part, inside)


def dab_square(point: Point, diameter: float) -> Rect:
    """The square that the dab at ``point`` (finite) fits in exactly, inside of the image or not."""
    n = _whole_diameter(diameter) if math.isfinite(diameter) else 1
    return Rect(*_corner(point, n), n, n)


def _corner(point: Point, n: int) -> tuple[int, int]:
    """The top left pixel of the dab of ``n`` pixels whose centre is nearest to ``point``."""
    to_corner = 0 if n % 2 else 0.5
    x, y = (math.floor(min(max(value, -_FAR), _FAR) + to_corner) for value in point)
    return x - n // 2, y - n // 2


def _around(corner: tuple[int, int], other: tuple[int, int], n: int) -> Rect:
    """The smallest rectangle that holds both dabs."""
    (x0, y0), (x1, y1) = corner, other
    return Rect(min(x0, x1), min(y0, y1), abs(x1 - x0) + n, abs(y1 - y0) + n)


def _unsigned(first: Columns, last: Columns) -> tuple[NDArray[Any], NDArray[Any]]:
    """First column and length of each row, in a column each; as narrow as possible, which is less to compare."""
    kind = np.uint16 if max(first.max(), last.max()) < 32000 else np.uint32
    return first.astype(kind)[:, None], np.maximum(last - first + 1, 0).astype(kind)[:, None]


def _fill(begin: NDArray[Any], length: NDArray[Any], columns: Columns, inside: NDArray[np.bool_]) -> None:
    """Writes into ``inside`` which of ``columns`` each row covers."""
    # Unsigned, what is left of the first column wraps beyond the last: one comparison tests both ends.
    np.less(columns.astype(begin.dtype) - begin, length, out=inside)


def _thin_line(rect: Rect, start: tuple[int, int], end: tuple[int, int]) -> Footprint:
    """The line of single pixels inside ``rect``, the nearest one per step of the longer axis. Not ``cv2.line``, which
    moves a line that begins outside by a pixel."""
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


def _dab_rows(rect: Rect, corner: tuple[int, int], n: int) -> tuple[Columns, Columns]:
    """First and last column, counted from ``rect.x``, of each row of a dab; ``rect.w`` and -1 where it has none."""
    first, last = np.full(rect.h, rect.w), np.full(rect.h, -1)
    (x, y), (low, high) = corner, _spans(n)
    top, bottom = max(rect.y, y), min(rect.bottom, y + n)
    if top < bottom:
        rows = slice(top - rect.y, bottom - rect.y)
        first[rows] = low[top - y : bottom - y] + (x - rect.x)
        last[rows] = high[top - y : bottom - y] + (x - rect.x)
    return first, last


def _capsule_rows(rect: Rect, start: tuple[int, int], end: tuple[int, int], n: int) -> tuple[Columns, Columns]:
    """First and last column, counted from ``rect.x``, of each row of a capsule; first > last where there is none.

    ``start`` and ``end`` are the top left pixels of the two dabs. A capsule is convex, so each row is one interval:
    the hull of the rows of both discs and of the band between them.
    """
    first, last = _dab_rows(rect, start, n)
    if start != end:
        other = _dab_rows(rect, end, n)
        middle = (n - 1) / 2
        band = _band_rows(rect, (start[0] + middle, start[1] + middle), (end[0] - start[0], end[1] - start[1]), n / 2)
        first = np.minimum(np.minimum(first, other[0]), band[0])
        last = np.maximum(np.maximum(last, other[1]), band[1])
    return np.minimum(np.maximum(first, 0), rect.w), np.minimum(np.maximum(last, -1), rect.w - 1)


def _band_rows(rect: Rect, start: Point, way: tuple[int, int], radius: float) -> tuple[Columns, Columns]:
    """The same of a rectangle swept sideways: ``|cross| <= radius * length`` and ``0 <= dot <= length**2``."""
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
    # The small tolerance keeps pixel centres that are exactly on the edge.
    first = np.ceil(np.minimum(np.maximum(first - (rect.x + 1e-6), 0), rect.w)).astype(np.int64)
    last = np.floor(np.minimum(np.maximum(last - (rect.x - 1e-6), -1), rect.w - 1)).astype(np.int64)
    missing = first > last
    first[missing], last[missing] = rect.w, -1
    return first, last


def brush_outline(diameter: float) -> list[Point]:
    """The closed edge of the dab as a polyline along pixel borders.

    In image pixels relative to the top left corner of ``dab_square``; the first point comes again last.
    """
    n = _whole_diameter(diameter) if math.isfinite(diameter) else 1
    low, high = _spans(n)
    rows = range(n)
    right = [(float(high[i] + 1), float(i + step)) for i in rows for step in (0, 1)]
    left = [(float(low[i]), float(i + step)) for i in reversed(rows) for step in (1, 0)]
    points: list[Point] = []
    for point in (*right, *left, right[0]):
        if len(points) >= 2 and point[0] == points[-1][0] == points[-2][0]:
            points[-1] = point
        elif not points or point != points[-1]:
            points.append(point)
    return points


def polygon(shape: tuple[int, ...], points: Iterable[Sequence[float]]) -> Footprint:
    """The pixels with their middle inside the closed polygon through ``points``; even-odd where it crosses itself.

    Points that are not finite are left out. Exact where the products of the corners' differences are, which includes
    all corners on a grid of 1/64 pixel. Not ``cv2.fillPoly``, which fills every pixel that the outline touches.
    """
    limit = float(_FAR)
    corners = [(min(max(p[0], -limit), limit), min(max(p[1], -limit), limit)) for p in points if _finite(p)]
    if len(corners) < 3:
        return empty()
    columns, rows = _crossings(shape, np.array(corners, np.float64))
    if not columns.size or rows.min() == rows.max():
        return empty()
    x, y = int(columns.min()), int(rows.min())
    rect = Rect(x, y, int(columns.max()) + 1 - x, int(rows.max()) - y)
    inside = np.zeros((rect.h + 1, rect.w), np.uint8)  # the last row holds crossings below the polygon's last pixel
    np.bitwise_xor.at(inside, (rows - y, columns - x), 1)
    for row in range(1, rect.h):
        np.bitwise_xor(inside[row], inside[row - 1], out=inside[row])
    return Footprint(rect, inside[: rect.h].view(bool))


def _crossings(shape: tuple[int, ...], corners: NDArray[np.float64]) -> tuple[Columns, Columns]:
    """Where a closed polygon (``float64[n, 2]``) crosses the middles of the image's columns: the column, and the first
    row whose middle is not above the crossing, 0 to ``h``."""
    others = np.roll(corners, -1, axis=0)
    backwards = (corners[:, 0] > others[:, 0])[:, None]  # each edge from left to right, whichever way it is drawn
    left, right = np.where(backwards, others, corners), np.where(backwards, corners, others)
    first, end = (
        np.clip(np.ceil(side[:, 0] - 0.5), 0, shape[1]).astype(np.int64) for side in (left, right)
    )  # fmt: skip
    count = end - first
    edge = np.repeat(np.arange(len(count)), count)
    columns = np.arange(edge.size) - np.repeat(np.cumsum(count) - count - first, count)
    across, down = (right - left)[edge].T
    crossing = left[edge, 1] + (columns + 0.5 - left[edge, 0]) * down / across
    return columns, np.clip(np.ceil(crossing - 0.5), 0, shape[0]).astype(np.int64)


def oval(shape: tuple[int, ...], first: Point, last: Point) -> Footprint:
    """The pixels with their middle inside the ellipse that fills the rectangle between two corners; a middle on the
    outline counts as right of it and below, as with ``polygon``."""
    (x, y), wide = ((a + b) / 2 for a, b in zip(first, last, strict=True)), abs(last[0] - first[0]) / 2
    high = abs(last[1] - first[1]) / 2
    if not (math.isfinite(x + y + wide + high) and wide and high):
        return empty()
    top, end = (math.ceil(min(max(edge - 0.5, 0), shape[0])) for edge in (y - high, y + high))
    rows = np.arange(top, end)
    reach = wide * np.sqrt(np.maximum(0.0, 1 - ((rows + 0.5 - y) / high) ** 2))
    begin, until = (np.clip(np.ceil(side - 0.5), 0, shape[1]).astype(np.int64) for side in (x - reach, x + reach))
    some = begin < until
    if not some.any():
        return empty()
    left, right = int(begin[some].min()), int(until[some].max())
    inside = np.empty((rows.size, right - left), bool)
    _fill(*_unsigned(begin, until - 1), np.arange(left, right), inside)
    return Footprint(Rect(left, top, right - left, rows.size), inside)


def flood(labels: NDArray[np.uint8], seed: Point, connectivity: int = 4) -> Footprint:
    """The region of ``labels`` (``uint8[h, w]``, only read) that has the value under ``seed``, 4- or 8-connected."""
    if connectivity not in (4, 8):
        raise ValueError("connectivity is 4 or 8")
    at = pixel(seed, labels.shape)
    if at is None:
        return empty()
    # cv2 insists on a writable array although it only reads with FLOODFILL_MASK_ONLY.
    readable = np.require(labels, np.uint8, ["C", "W"])
    found = np.zeros((labels.shape[0] + 2, labels.shape[1] + 2), np.uint8)
    flags = connectivity | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    _, _, found, box = cv2.floodFill(readable, found, at, 0, 0, 0, flags)
    rect = Rect(*(int(value) for value in box))
    inside = found[rect.y + 1 : rect.bottom + 1, rect.x + 1 : rect.right + 1]
    return Footprint(rect, inside.view(bool))


def whole(shape: tuple[int, ...]) -> Footprint:
    """Every pixel."""
    return Footprint(Rect.of_shape(shape), np.ones(shape[:2], bool))
