"""Where points lie in a widget, and how ten thousand of them are drawn at once. numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

RADIUS = 3.5  # logical px of a point
MARGIN = 20.0  # px of the widget around all points: half a picture has room
CLOSEST, FARTHEST = 200.0, 0.5  # zoom

Floats = NDArray[np.float32]
Places = NDArray[np.int64]  # [n, 2]: x, y
Picture = NDArray[np.uint32]  # [h, w]: 0xffRRGGBB


@dataclass(frozen=True)
class View:
    """Which part of a map is seen: ``zoom`` 1 shows all, ``x`` and ``y`` (0..1) are in the middle. Both axes fill the
    widget: they have no unit, only near and far count."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def places(self, points: Floats, width: int, height: int) -> Floats:
        """Points ``float32[n,2]`` in 0..1 -> px of a widget."""
        size, inner = np.array([width, height], np.float32), np.array(_inner(width, height), np.float32)
        seen = (points - np.array([self.x, self.y], np.float32)) * inner * np.float32(self.zoom) + size / 2
        return np.asarray(seen, np.float32)

    def zoomed(self, factor: float, x: float, y: float, width: int, height: int) -> View:
        """``factor`` times closer; what lies at the widget's ``x``, ``y`` px stays there."""
        zoom = min(max(self.zoom * factor, FARTHEST), CLOSEST)
        shift, (across, down) = 1 / self.zoom - 1 / zoom, _inner(width, height)
        left, top = (x - width / 2) * shift / across, (y - height / 2) * shift / down
        return replace(self, zoom=zoom, x=self.x + left, y=self.y + top)

    def moved(self, dx: float, dy: float, width: int, height: int) -> View:
        """The points moved by px of the widget."""
        across, down = _inner(width, height)
        return replace(self, x=self.x - dx / across / self.zoom, y=self.y - dy / down / self.zoom)


def _inner(width: int, height: int) -> tuple[float, float]:
    """px between the points at the edges."""
    return max(1.0, width - 2 * MARGIN), max(1.0, height - 2 * MARGIN)


def scaled(points: Floats) -> Floats:
    """Any ``float32[n,2]`` -> 0..1 on both axes, upwards as on paper; points that are not finite -> the middle."""
    finite = np.isfinite(points).all(axis=1)
    out = np.full(points.shape, 0.5, np.float32)
    if finite.any():
        low, high = points[finite].min(axis=0), points[finite].max(axis=0)
        span = np.where(high > low, high - low, 1)
        out[finite] = np.where(high > low, (points[finite] - low) / span, 0.5)
    out[:, 1] = 1 - out[:, 1]
    return out


def nearest(places: Floats, x: float, y: float, reach: float) -> int | None:
    """The point nearest to px ``x``, ``y``, if it is within ``reach``."""
    if not len(places):
        return None
    far = np.square(places - np.array([x, y], np.float32)).sum(axis=1)
    at = int(far.argmin())
    return at if far[at] <= reach**2 else None


def towards(places: Floats, start: int, x: int, y: int) -> int:
    """The next point in the direction (``x``, ``y``): near, and rather ahead than aside; ``start`` if there is none."""
    away = places - places[start]
    ahead = away @ np.array([x, y], np.float32)
    aside = np.abs(away @ np.array([y, x], np.float32))
    cost = np.where((ahead > 0) & (ahead >= aside), ahead + 2 * aside, np.inf)
    at = int(cost.argmin())
    return at if np.isfinite(cost[at]) else start


def inside(places: Floats, line: Sequence[tuple[float, float]], width: int, height: int) -> NDArray[np.bool_]:
    """Which points lie in the area that a line of px closes."""
    area = np.zeros((height, width), np.uint8)
    cv2.fillPoly(area, [np.int32(np.round(line)).reshape(-1, 1, 2)], 1)
    at = np.round(places).astype(np.int64)
    seen = ((at >= 0) & (at < (width, height))).all(axis=1)
    found = np.zeros(len(places), np.bool_)
    found[seen] = area[at[seen, 1], at[seen, 0]] > 0
    return found


def with_room(places: Floats, width: int, height: int, side: float) -> list[int]:
    """Points that a square of ``side`` px can be drawn at without covering another's, those with low numbers first."""
    seen = np.flatnonzero(((places >= 0) & (places < (width, height))).all(axis=1))
    cells = np.floor(places[seen] / side).astype(np.int64)
    _, first = np.unique(cells @ np.array([1, 1 << 20]), return_index=True)
    taken: dict[tuple[int, int], tuple[float, float]] = {}
    chosen = []
    for at in np.sort(first).tolist():
        (column, row), (x, y) = cells[at].tolist(), places[seen[at]].tolist()
        near = (taken.get((column + dx, row + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if not any(one is not None and abs(one[0] - x) < side and abs(one[1] - y) < side for one in near):
            taken[column, row] = x, y
            chosen.append(int(seen[at]))
    return chosen


def draw(picture: Picture, places: Floats, colors: NDArray[np.uint32], ring: NDArray[np.uint32], radius: float) -> None:
    """Draw discs of ``radius`` px at ``places`` into ``picture``, each with a thin ring in a colour of its own."""
    reach = int(np.ceil(radius)) + 1
    height, width = picture.shape
    at = np.round(places).astype(np.int64)
    seen = ((at >= reach) & (at < (width - reach, height - reach))).all(axis=1)
    flat, start = picture.reshape(-1), at[seen, 1] * width + at[seen, 0]
    for limit, color in ((radius + 1, ring[seen]), (radius, colors[seen])):
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                if dx * dx + dy * dy <= limit * limit:
                    flat[start + (dy * width + dx)] = color
