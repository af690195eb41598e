"""Length and width of objects by their skeletons. Pure: objects in, two numbers of each out. No Qt."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.objects import Objects
from segstudio.measures.thinning import thin

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_WAYS = np.array([(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right])
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
    rows, columns = np.nonzero(thin(objects.numbers))
    owner = objects.numbers[rows, columns] - 1
    neighbours = _neighbours(objects.numbers, rows, columns)
    first = np.full(count, -1, np.intp)
    first[owner[::-1]] = np.arange(len(owner))[::-1]
    start = _farthest(neighbours, owner, first)[0]
    end, length = _farthest(neighbours, owner, start)
    radius, ridge = _to_the_edge(objects, rows, columns, owner)
    width = np.bincount(owner, 2 * radius + ridge, count) / np.bincount(owner, minlength=count)
    return length + radius[start] + radius[end], width


def _neighbours(numbers: NDArray[np.int32], rows: Places, columns: Places) -> NDArray[np.int32]:
    """For each pixel of a skeleton the eight beside it, int32[n, 8]; n where there is none of the same object."""
    place = np.full((numbers.shape[0] + 2, numbers.shape[1] + 2), len(rows), np.int32)
    place[rows + 1, columns + 1] = np.arange(len(rows))
    found: NDArray[np.int32] = place[rows[:, None] + 1 + _WAYS[:, 0], columns[:, None] + 1 + _WAYS[:, 1]]
    owner = np.append(numbers[rows, columns], 0)
    found[owner[found] != owner[:-1, None]] = len(rows)
    return found


def _farthest(neighbours: NDArray[np.int32], owner: NDArray[np.int32], start: Places) -> tuple[Places, Floats]:
    """From one pixel of each object on: the pixel of its skeleton that is farthest, and how far it is."""
    far = np.full(len(owner) + 1, np.inf)  # the last one stands for no neighbour
    far[start], far[-1] = 0, -np.inf
    front = start
    while front.size:
        to, way = neighbours[front], far[front, None] + _STEPS
        nearer = way < far[to]
        front, way = to[nearer], way[nearer]
        np.minimum.at(far, front, way)
        if front.size > 1:  # each once; np.unique takes twice as long
            front.sort()
            again = front[1:] == front[:-1]
            front = np.concatenate((front[:1], front[1:][~again]))
    best = np.zeros(len(start))
    np.maximum.at(best, owner, far[:-1])
    at = np.flatnonzero(far[:-1] == best[owner])[::-1]
    found = start.copy()
    found[owner[at]] = at
    return found, best


def _to_the_edge(
    objects: Objects, rows: Places, columns: Places, owner: NDArray[np.int32]
) -> tuple[Floats, NDArray[np.bool_]]:
    """For each pixel of a skeleton the distance to the edge of its object, and whether a pixel beside it that is not of
    the skeleton is as deep."""
    radius, ridge = np.zeros(len(rows)), np.zeros(len(rows), bool)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(objects))
    for number, mine in enumerate(np.split(order, np.cumsum(counts))[:-1], 1):
        box = objects.box(number)
        inside = np.zeros((box.h + 2, box.w + 2), np.uint8)
        np.equal(objects.numbers[box.slices], number, out=inside[1:-1, 1:-1].view(bool))
        depth = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        y, x = rows[mine] - box.y + 1, columns[mine] - box.x + 1
        own = depth[y, x]
        radius[mine] = own - 0.5  # from the middle of a pixel to the side of the next one
        depth[y, x] = 0
        ridge[mine] = np.maximum.reduce([depth[y - 1, x], depth[y + 1, x], depth[y, x - 1], depth[y, x + 1]]) == own
    return radius, ridge
