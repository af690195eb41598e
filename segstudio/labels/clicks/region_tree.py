"""Owns the tree of regions that a click chooses from: small regions of like look, joined two by two until all is one.

Every region of the tree is joined from two smaller ones, so the regions that hold a pixel are a row from small to
large. Pure; no mask, no Qt.

Sources: basins of the gradient (Vincent and Soille, Watersheds in digital spaces, 1991); joining the pair that costs
least, here all pairs that are each other's cheapest at once (Murtagh, A survey of recent advances in hierarchical
clustering algorithms, 1983; Salembier and Garrido, Binary partition tree, 2000).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.steps import Progress, Stop, never, silent

SIGMA = 1.5  # pixels: noise below it makes no border
EDGE = 20.0  # weight of the mean step along a shared border beside the distance of the mean colours
SIZE = 0.75  # exponent of the size: 0 joins by look alone, 1 keeps all regions about as large (Ward)
_SQUARE = np.ones((3, 3), np.uint8)
_AROUND = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Sums = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RegionTree:
    """``leaf`` ``int32[h, w]``: the smallest region of each pixel, numbered so that a region ``i`` of the tree is the
    leaves ``first[i] .. last[i] - 1``. ``parent`` (-1: none), ``size`` in pixels, ``cost`` of joining its two parts."""

    leaf: NDArray[np.int32]
    parent: Ints
    first: Ints
    last: Ints
    size: Ints
    cost: Sums
    places: Ints  # tree number of each leaf

    def chain(self, column: int, row: int) -> list[int]:
        """The regions that hold a pixel, small to large."""
        found = [int(self.places[self.leaf[row, column]])]
        while (above := int(self.parent[found[-1]])) >= 0:
            found.append(above)
        return found

    def inside(self, region: int) -> NDArray[np.bool_]:
        """``bool[h, w]``: its pixels."""
        found: NDArray[np.bool_] = (self.leaf >= self.first[region]) & (self.leaf < self.last[region])
        return found


def region_tree(look: Floats, *, progress: Progress = silent, cancelled: Stop = never) -> RegionTree:
    """The tree of a picture as ``look_of`` gives it. ``progress(done, total)`` counts small regions that are joined;
    ``Cancelled`` between two rounds."""
    edge = edge_of(look)
    basins = _basins(look, edge)
    joining = _Joining(basins, look, edge)
    while joining.step():
        if cancelled():
            raise Cancelled
        progress(joining.done, joining.count)
    return joining.tree(basins)


def look_of(colors: NDArray[np.uint8]) -> Floats:
    """CIELAB of the smoothed picture ``uint8[h, w, 3]``: ``float32[h, w, 3]``, its mean 0 and its spread 1."""
    smooth = cv2.GaussianBlur(colors.astype(np.float32) / 255, (0, 0), SIGMA)
    look = np.asarray(cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB), np.float32)
    look -= look.mean(axis=(0, 1))
    look /= max(float(np.sqrt(np.square(look).sum(axis=2).mean())), 1e-3)
    return look


def edge_of(planes: Floats) -> Floats:
    """Length of the gradient over all planes of ``float32[h, w, C]``: ``float32[h, w]``."""
    total = np.zeros(planes.shape[:2], np.float32)
    for plane in cv2.split(planes):
        for dx, dy in ((1, 0), (0, 1)):
            slope = cv2.Sobel(plane, cv2.CV_32F, dx, dy, ksize=1, scale=0.5, borderType=cv2.BORDER_REFLECT_101)
            total += np.square(slope)
    return np.sqrt(total)


def _basins(look: Floats, edge: Floats) -> NDArray[np.int32]:
    """``int32[h, w]`` from 0: the basins of the gradient."""
    least = edge <= cv2.erode(edge, _SQUARE)
    _, seeds = cv2.connectedComponents(least.astype(np.uint8), connectivity=8)
    low, high = look.min(axis=(0, 1)), look.max(axis=(0, 1))
    colors = np.rint((look - low) / max(float((high - low).max()), 1e-6) * 255).astype(np.uint8)
    # OpenCV's floods along the steps between neighbours, and leaves a frame without a basin.
    colors, framed = np.pad(colors, ((1, 1), (1, 1), (0, 0)), mode="edge"), np.pad(seeds, 1, mode="edge")
    markers = np.array(cv2.watershed(colors, framed.astype(np.int32))[1:-1, 1:-1], np.int32)
    while (markers <= 0).any():
        _give_lines_away(markers, look)
    _, numbers = np.unique(markers, return_inverse=True)
    return numbers.reshape(edge.shape).astype(np.int32)


def _give_lines_away(markers: NDArray[np.int32], look: Floats) -> None:
    """Each pixel between basins (no marker) joins the basin beside it whose pixel looks most like it."""
    h, w = markers.shape
    rows, columns = np.nonzero(markers <= 0)
    least = np.full(len(rows), np.inf, np.float32)
    best = np.zeros(len(rows), np.int32)
    for down, right in _AROUND:
        y, x = (rows + down).clip(0, h - 1), (columns + right).clip(0, w - 1)
        far = np.square(look[y, x] - look[rows, columns]).sum(axis=1)
        nearer = (markers[y, x] > 0) & (far < least)
        least[nearer], best[nearer] = far[nearer], markers[y, x][nearer]
    markers[rows, columns] = best


class _Joining:
    """The regions that are left, the borders between them, and the tree so far."""

    def __init__(self, basins: NDArray[np.int32], look: Floats, edge: Floats) -> None:
        labels = basins.ravel()
        self.count = count = int(labels.max()) + 1
        self._size = np.bincount(labels, minlength=count).astype(np.float64)
        self._sums = np.stack([np.bincount(labels, plane.ravel(), count) for plane in cv2.split(look)], axis=1)
        self._number = np.arange(count)  # in the tree, of each region that is left
        self._parent = np.full(2 * count, -1, np.int64)
        self._cost = np.zeros(2 * count)
        self._pixels = np.zeros(2 * count, np.int64)
        self._pixels[:count] = self._size
        self._total = count
        self._random = np.random.default_rng(0)
        a = np.concatenate([basins[:, :-1].ravel(), basins[:-1].ravel()])
        b = np.concatenate([basins[:, 1:].ravel(), basins[1:].ravel()])
        steps = np.concatenate([np.maximum(edge[:, :-1], edge[:, 1:]).ravel(), np.maximum(edge[:-1], edge[1:]).ravel()])
        border = a != b
        self._unite(a[border], b[border], steps[border].astype(np.float64), np.ones(np.count_nonzero(border)))

    @property
    def done(self) -> int:
        """Small regions that were joined to others."""
        return self.count - len(self._size)

    def _unite(self, a: Ints, b: Ints, steps: Sums, length: Sums) -> None:
        """One row for each pair: the sum of the steps along their border, and its length."""
        key = np.minimum(a, b).astype(np.int64) * len(self._size) + np.maximum(a, b)
        order = np.argsort(key, kind="stable")
        key = key[order]
        begin = np.flatnonzero(np.diff(key, prepend=-1))
        self._a, self._b = np.divmod(key[begin], len(self._size))
        self._steps = np.add.reduceat(steps[order], begin) if len(begin) else steps[:0]
        self._length = np.add.reduceat(length[order], begin) if len(begin) else length[:0]

    def step(self) -> bool:
        """Join all pairs that are each other's cheapest; ``False`` when all is one."""
        if not len(self._a):
            return False
        a, b, size = self._a, self._b, self._size
        mean = self._sums / size[:, None]
        cost = np.square(mean[a] - mean[b]).sum(axis=1) + EDGE * np.square(self._steps / self._length)
        cost *= (size[a] * size[b] / (size[a] + size[b])) ** SIZE
        # Equal costs, as on even ground, would make long rows that join one pair a round.
        cost = cost * (1 + 1e-4 * self._random.random(len(cost))) + 1e-9 * self._random.random(len(cost))
        least = np.full(len(size), np.inf)
        np.minimum.at(least, a, cost)
        np.minimum.at(least, b, cost)
        chosen = (cost == least[a]) & (cost == least[b])
        self._join(a[chosen], b[chosen], cost[chosen])
        return True

    def _join(self, a: Ints, b: Ints, cost: Sums) -> None:
        new = self._total + np.arange(len(a))
        self._total += len(a)
        one, other = self._number[a], self._number[b]
        self._parent[one] = self._parent[other] = new
        self._cost[new] = np.maximum(cost, np.maximum(self._cost[one], self._cost[other]))
        self._pixels[new] = self._pixels[one] + self._pixels[other]
        self._sums[a] += self._sums[b]
        self._size[a] += self._size[b]
        self._number[a] = new
        left = np.ones(len(self._size), bool)
        left[b] = False
        to = np.cumsum(left) - 1
        to[b] = to[a]
        self._sums, self._size, self._number = self._sums[left], self._size[left], self._number[left]
        a, b = to[self._a], to[self._b]
        border = a != b
        self._unite(a[border], b[border], self._steps[border], self._length[border])

    def tree(self, basins: NDArray[np.int32]) -> RegionTree:
        """The tree, its leaves numbered so that each region holds a run of them."""
        parent, total = self._parent[: self._total].tolist(), self._total
        leaves = [1] * self.count + [0] * (total - self.count)
        for number, above in enumerate(parent):  # parts come before what they are joined to
            if above >= 0:
                leaves[above] += leaves[number]
        first, free = [0] * total, [0] * total
        for number in range(total - 1, -1, -1):
            above = parent[number]
            if above >= 0:
                first[number] = free[above]
                free[above] += leaves[number]
            free[number] = first[number]
        begin = np.asarray(first, np.int64)
        leaf = begin[: self.count]
        return RegionTree(
            leaf[basins].astype(np.int32), np.asarray(parent, np.int64), begin,
            begin + np.asarray(leaves, np.int64), self._pixels[:total], self._cost[:total], np.argsort(leaf),
        )  # fmt: skip
