"""Length and width of objects by their skeletons. Pure: objects in, two numbers of each out. No Qt."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from segstudio.labels.objects import Objects
from segstudio.measures.apart import masks_apart
from segstudio.measures.thinning import thin

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_WAYS = np.array([(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right])
_SIDES = ((-1, 0), (0, 1), (1, 0), (0, -1))
_STEPS = np.hypot(*_WAYS.T)  # 1 to the side, the root of 2 to a corner


def length_and_width(objects: Objects) -> tuple[Floats, Floats]:
    """Length and width of each object in pixels, float64[n] each.

    Length: the longest shortest path between two pixels of the skeleton (as Fiji's AnalyzeSkeleton, Arganda-Carreras
    et al. 2010, after Polder et al. 2010), steps of 1 and the root of 2, and the distance from both its ends to the
    edge of the object: an upright bar has its own length, one at 22 degrees up to 8 % more, as a path goes along rows,
    columns and diagonals. It is found by two sweeps, each from the pixel that is farthest in the one before: exact
    unless the skeleton has loops, where it may be less.

    Width: twice the mean distance of the skeleton's pixels to the edge of the object (as of vessels in REAVER, Corliss
    et al. 2020). Where two lines of pixels are equally deep, which an even width has, the middle is between them.
    """
    count = len(objects)
    rows, columns = np.nonzero(thin(masks_apart(objects.numbers)))
    owner = objects.numbers[rows, columns] - 1
    graph = _graph(objects.numbers, rows, columns)
    first = np.full(count, -1, np.intp)
    first[owner[::-1]] = np.arange(len(owner))[::-1]
    start = _farthest(graph, owner, first)[0]
    end, length = _farthest(graph, owner, start)
    radius, ridge = _to_the_edge(objects, rows, columns, owner)
    width = np.bincount(owner, 2 * radius + ridge, count) / np.bincount(owner, minlength=count)
    return length + radius[start] + radius[end], width


def _graph(numbers: NDArray[np.int32], rows: Places, columns: Places) -> Any:
    """The pixels of a skeleton as a sparse n x n array: the lengths of the steps to those beside each that are of the
    same object."""
    count = len(rows)
    place = np.full((numbers.shape[0] + 2, numbers.shape[1] + 2), count, np.int32)
    place[rows + 1, columns + 1] = np.arange(count)
    beside = place[rows[:, None] + 1 + _WAYS[:, 0], columns[:, None] + 1 + _WAYS[:, 1]]
    owner = np.append(numbers[rows, columns], 0)  # the last one stands for no neighbour
    linked = owner[beside] == owner[:-1, None]
    ends = np.concatenate(([0], np.cumsum(np.count_nonzero(linked, 1)))).astype(np.int32)
    steps = np.broadcast_to(_STEPS, beside.shape)[linked]
    return csr_array((steps, beside[linked], ends), shape=(count, count))


def _farthest(graph: Any, owner: NDArray[np.int32], start: Places) -> tuple[Places, Floats]:
    """From one pixel of each object on: the pixel of its skeleton that is farthest, and how far it is."""
    far = dijkstra(graph, indices=start, min_only=True) if len(start) else np.zeros(0)
    best = np.zeros(len(start))
    np.maximum.at(best, owner, far)
    at = np.flatnonzero(far == best[owner])[::-1]
    found = start.copy()
    found[owner[at]] = at
    return found, best


def _to_the_edge(
    objects: Objects, rows: Places, columns: Places, owner: NDArray[np.int32]
) -> tuple[Floats, NDArray[np.bool_]]:
    """For each pixel of a skeleton the distance to the edge of its object, and whether a pixel beside it that is not of
    the skeleton is as deep."""
    depth = np.zeros((objects.numbers.shape[0] + 2, objects.numbers.shape[1] + 2), np.float32)
    for number, (x, y, w, h) in enumerate(objects.boxes.tolist(), 1):
        inside = np.zeros((h + 2, w + 2), np.uint8)
        np.equal(objects.numbers[y : y + h, x : x + w], number, out=inside[1:-1, 1:-1].view(bool))
        own = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        cv2.copyTo(own, inside, depth[y : y + h + 2, x : x + w + 2])
    squares = _squared(depth[rows + 1, columns + 1])
    radius = np.sqrt(squares) - 0.5  # from the middle of a pixel to the side of the next one
    depth[rows + 1, columns + 1] = 0
    beside, framed = np.zeros(len(rows)), np.pad(objects.numbers, 1)
    for down, right in _SIDES:
        at = rows + 1 + down, columns + 1 + right
        np.maximum(beside, depth[at], out=beside, where=framed[at] == owner + 1)
    return radius, _squared(beside) == squares


def _squared(depth: NDArray[Any]) -> Floats:
    """Squares of distances between pixels, whole numbers: OpenCV's last digits differ with where the array lies in
    memory, so that of equal distances one would be the longer."""
    return np.rint(depth.astype(np.float64) ** 2)
