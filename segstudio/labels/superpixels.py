"""Owns superpixels: SLIC (Achanta et al. 2012, IEEE TPAMI 34(11)) of a part of an image, and the ones under a pointer.

As in the paper: colour in CIELAB, position weighed by compactness / spacing, each pixel compared with the centres
around it (here the nine of its grid cell and the cells beside it, as gSLIC does), scraps joined to a neighbour at the
end. Pure; no mask, no Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.footprints import cut, empty, pixel, tight
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import Pixels, screen
from segstudio.labels.painting import Point

Floats = NDArray[np.float32]
Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Superpixels:
    """``labels`` is ``int32[window.h, window.w]``: 0 .. n-1, each 4-connected. Points and footprints: image pixels."""

    window: Rect
    labels: Labels

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pixel positions ordered by superpixel, and where each one begins."""
        flat = self.labels.ravel()
        starts = np.concatenate([[0], np.cumsum(np.bincount(flat))])
        return np.argsort(flat, kind="stable"), starts

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.labels.max()) + 1 if self.labels.size else 0

    def region_at(self, point: Point) -> Footprint:
        """The superpixel under ``(x, y)``; empty outside of the window."""
        at = pixel((point[0] - self.window.x, point[1] - self.window.y), self.labels.shape)
        return self._regions(self.labels[at[1], at[0]][None]) if at else empty()

    def regions_under(self, footprint: Footprint) -> Footprint:
        """All superpixels that the footprint touches."""
        part = footprint.rect.intersect(self.window)
        if not part:
            return empty()
        touched = self.labels[part.y - self.window.y :, part.x - self.window.x :][: part.h, : part.w]
        return self._regions(np.unique(touched[cut(footprint, part)]))

    def _regions(self, chosen: NDArray[np.int32]) -> Footprint:
        order, starts = self._sorted
        if not chosen.size:
            return empty()
        found = np.concatenate([order[starts[i] : starts[i + 1]] for i in chosen])
        rows, columns = np.divmod(found, self.window.w)
        y, x = int(rows.min()), int(columns.min())
        inside = np.zeros((int(rows.max()) + 1 - y, int(columns.max()) + 1 - x), bool)
        inside[rows - y, columns - x] = True
        return Footprint(Rect(self.window.x + x, self.window.y + y, inside.shape[1], inside.shape[0]), inside)

    def borders(self) -> Footprint:
        """The pixels whose right or lower neighbour belongs to another superpixel, for drawing."""
        line = np.zeros(self.labels.shape, bool)
        line[:, :-1] = self.labels[:, :-1] != self.labels[:, 1:]
        line[:-1] |= self.labels[:-1] != self.labels[1:]
        return tight(self.window, line)


def superpixels(
    image: Pixels,
    window: Rect | None = None,
    spacing: int = 16,
    *,
    compactness: float = 10.0,
    rounds: int = 8,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Superpixels:
    """SLIC superpixels of about ``spacing`` x ``spacing`` pixels in the ``window`` (clipped; default all) of the image.

    ``compactness`` weighs position against colour (1 ragged .. 40 nearly squares). ``progress(done, total)`` counts
    rounds, and scraps as one more; ``Cancelled`` between them. ``ValueError`` when spacing or compactness is not
    positive.
    """
    if spacing < 1 or not compactness > 0:
        raise ValueError("spacing and compactness must be positive")
    window = Rect.of_shape(image.shape) if window is None else window.clip(image.shape)
    if not window:
        return Superpixels(window, np.zeros((0, 0), np.int32))
    spacing = min(spacing, max(window.w, window.h))
    lab = cv2.cvtColor(screen(image[window.slices]).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    grid = _Grid(np.asarray(lab, np.float32), spacing, min(compactness, 1e4) / spacing)
    steps = max(1, rounds) + 1
    tell = progress or (lambda _done, _total: None)
    for step in range(1, steps):
        _stop(cancelled)
        grid.assign()
        grid.update()
        tell(step, steps)
    _stop(cancelled)
    labels = _joined_scraps(_connected(grid.labels), max(1, spacing * spacing // 4))
    tell(steps, steps)
    return Superpixels(window, labels)


def _stop(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


class _Grid:
    """The image cut into cells of ``spacing`` pixels, with one centre (L, a, b, x, y) that began in each cell.

    Positions are kept in units of compactness, and counted from the cell's corner in products, where float32 is exact
    enough.
    """

    def __init__(self, lab: Floats, spacing: int, weight: float) -> None:
        self.h, self.w = lab.shape[:2]
        self.spacing, self.weight = spacing, weight
        self.rows, self.columns = -(-self.h // spacing), -(-self.w // spacing)
        pad = (0, self.rows * spacing - self.h, 0, self.columns * spacing - self.w)
        padded = np.asarray(cv2.copyMakeBorder(lab, *pad, cv2.BORDER_REPLICATE), np.float32)
        self._lab = lab.reshape(-1, 3)
        cells = padded.reshape(self.rows, spacing, self.columns, spacing, 3).transpose(0, 2, 4, 1, 3)
        step = np.arange(spacing, dtype=np.float32) * weight
        # float32[cell, 5, pixel of the cell]
        self._pixels = np.empty((self.rows * self.columns, 5, spacing * spacing), np.float32)
        self._pixels[:, :3] = cells.reshape(-1, 3, spacing * spacing)
        self._pixels[:, 3] = np.tile(step, spacing)
        self._pixels[:, 4] = np.repeat(step, spacing)
        self.labels: Labels = np.zeros((self.h, self.w), np.int32)
        self.centres = self._first(lab)
        self._around = self._neighbours()

    def _first(self, lab: Floats) -> Floats:
        """Centres in the middle of the cells, moved to the lowest slope of the 3x3 pixels around (as in the paper)."""
        lightness = np.ascontiguousarray(lab[..., 0])
        slope = np.abs(cv2.Sobel(lightness, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(lightness, cv2.CV_32F, 0, 1))
        rows = np.minimum(np.arange(self.rows) * self.spacing + self.spacing // 2, self.h - 1)
        columns = np.minimum(np.arange(self.columns) * self.spacing + self.spacing // 2, self.w - 1)
        y, x = (grid.ravel() for grid in np.meshgrid(rows, columns, indexing="ij"))
        best, best_y, best_x = slope[y, x], y, x
        for dy, dx in ((dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
            near_y, near_x = np.clip(y + dy, 0, self.h - 1), np.clip(x + dx, 0, self.w - 1)
            lower = slope[near_y, near_x] < best
            best = np.where(lower, slope[near_y, near_x], best)
            best_y, best_x = np.where(lower, near_y, best_y), np.where(lower, near_x, best_x)
        place = np.stack([best_x, best_y], 1) * self.weight
        return np.concatenate([lab[best_y, best_x], place], 1).astype(np.float32)

    def _neighbours(self) -> NDArray[np.int64]:
        """The centres that each cell's pixels are compared with, its own first: ``int64[cell, 9]``."""
        row, column = (grid.ravel() for grid in np.indices((self.rows, self.columns)))
        ways = [(0, 0), *((dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx)]
        near = [
            np.clip(row + dy, 0, self.rows - 1) * self.columns + np.clip(column + dx, 0, self.columns - 1)
            for dy, dx in ways
        ]
        return np.stack(near, 1)

    def assign(self) -> None:
        """Each pixel to the nearest centre: the least ``|c|^2 - 2 p.c``, which orders as the distance does."""
        cell = np.arange(len(self._around))
        corner = np.stack([cell % self.columns, cell // self.columns], 1)
        block = max(1, (1 << 18) // self._pixels.shape[2])
        chosen = np.empty((len(self._around), self._pixels.shape[2]), np.int32)
        for start in range(0, len(chosen), block):
            part = slice(start, start + block)
            near = self.centres[self._around[part]]
            near[..., 3:] -= (corner[part, None] * (self.spacing * self.weight)).astype(np.float32)
            score = np.matmul(-2 * near, self._pixels[part])
            score += np.einsum("ijk,ijk->ij", near, near)[..., None]
            numbers = self._around[part, :, None].astype(np.int32)
            chosen[part] = numbers[:, 0]
            best = score[:, 0]
            for candidate in range(1, 9):
                nearer = score[:, candidate] < best
                np.copyto(best, score[:, candidate], where=nearer)
                np.copyto(chosen[part], numbers[:, candidate], where=nearer)
        whole = chosen.reshape(self.rows, self.columns, self.spacing, self.spacing).transpose(0, 2, 1, 3)
        self.labels = np.ascontiguousarray(
            whole.reshape(self.rows * self.spacing, self.columns * self.spacing)[: self.h, : self.w]
        )

    def update(self) -> None:
        """Each centre to the mean of its pixels; one without pixels stays."""
        flat, count = self.labels.ravel(), len(self.centres)
        pixels = np.bincount(flat, minlength=count)
        x = np.tile(np.arange(self.w) * self.weight, self.h)
        y = np.repeat(np.arange(self.h) * self.weight, self.w)
        sums = [np.bincount(flat, value, count) for value in (*self._lab.T, x, y)]
        known = pixels > 0
        self.centres[known] = (np.stack(sums, 1)[known] / pixels[known, None]).astype(np.float32)


def _connected(labels: Labels) -> Labels:
    """The 4-connected parts of equal value, numbered from 0.

    One call of cv2 on an image of twice the size: pixels, and between them links where two neighbours are equal.
    """
    h, w = labels.shape
    links = np.zeros((2 * h - 1, 2 * w - 1), np.uint8)
    links[::2, ::2] = 1
    links[::2, 1::2] = labels[:, 1:] == labels[:, :-1]
    links[1::2, ::2] = labels[1:] == labels[:-1]
    _, parts = cv2.connectedComponents(links, connectivity=4)
    return np.ascontiguousarray(parts[::2, ::2], np.int32) - 1


def _joined_scraps(labels: Labels, least: int) -> Labels:
    """Parts of fewer than ``least`` pixels joined to their largest neighbour, until none is left; numbered from 0."""
    while True:
        sizes = np.bincount(labels.ravel())
        a, b = _contacts(labels)
        # Only to a larger one (or of the same size and a lower number), so that no circle arises.
        up = (sizes[a] < least) & ((sizes[b] > sizes[a]) | ((sizes[b] == sizes[a]) & (b < a)))
        a, b = a[up], b[up]
        if not a.size:
            return labels
        order = np.lexsort((b, -sizes[b], a))
        a, b = a[order], b[order]
        first = np.concatenate([[True], a[1:] != a[:-1]])
        goal = np.arange(len(sizes))
        goal[a[first]] = b[first]
        while not np.array_equal(goal, goal[goal]):
            goal = goal[goal]
        _, numbers = np.unique(goal, return_inverse=True)
        labels = numbers.astype(np.int32)[labels]


def _contacts(labels: Labels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs of numbers that touch by a side, both ways round."""
    pairs = []
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        border = one != other
        pairs.append(one[border].astype(np.int64) << 32 | other[border])
        pairs.append(other[border].astype(np.int64) << 32 | one[border])
    keys = np.unique(np.concatenate(pairs))
    return keys >> 32, keys & 0xFFFFFFFF
