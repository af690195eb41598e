"""Owns what an object of a mask is: a connected region of one class, on request parted where several touch.

Regions are connected by sides and corners (8-connected), as everywhere in the program: in measurements, in exports of
shapes, in edits of regions. Pure: a mask in, numbers of objects out. No Qt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.mask import histogram

Values = NDArray[np.uint8]
Inside = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Parting = Mapping[int, float]  # by class id: the diameter in pixels of the smallest object, 0 or absent: not parted
WHOLE: Parting = {}  # nothing is parted
MOST_DIAMETER = 10_000  # pixels that may be asked for
_AROUND = np.ones((3, 3), np.uint8)  # a pixel and its eight neighbours


class Runs(NamedTuple):
    """Pixels of one object side by side in a row, from the top: ``owner`` is its number - 1; ``starts`` in the flat
    image."""

    owner: NDArray[np.intp]
    starts: NDArray[np.intp]
    lengths: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Objects:
    """The objects of one mask, class by class in the order of ids, each class from top to bottom.

    ``numbers`` int32[h, w]: which object a pixel is of, from 1; 0 is void. Of object ``i + 1``: ``classes`` uint8[n],
    its class id; ``boxes`` int32[n, 4], x, y, width and height in pixels; ``areas`` int64[n], pixels.
    """

    numbers: Numbers
    classes: Values
    boxes: NDArray[np.int32]
    areas: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.classes)

    def box(self, number: int) -> Rect:
        """The smallest rectangle with the pixels of an object."""
        return Rect(*(int(one) for one in self.boxes[number - 1]))


def find_objects(values: Values, parting: Parting = WHOLE, seeds: Numbers | None = None) -> Objects:
    """The objects of ``values`` uint8[h, w], class ids and void. ``parting``: classes whose touching objects are parted
    (see ``parted``); connected regions of others stay whole. ``seeds`` int32[h, w]: objects that are known at some
    pixels, by their numbers, 0 elsewhere: a region with several of them is parted (see ``parted_by``) and no other."""
    numbers = np.zeros(values.shape, np.int32)
    counts = np.zeros(VOID, np.int64)
    for id in np.flatnonzero(histogram(values)[:VOID]).tolist():
        inside = (values == id).view(np.uint8)
        if parting.get(id, 0) > 0 or seeds is not None:
            counts[id], regions = _part_all(inside, parting.get(id, 0), seeds)
        else:  # its table of regions would take five times as long as the regions themselves
            found, regions = cv2.connectedComponents(inside, connectivity=8)
            counts[id] = found - 1
        cv2.copyTo(regions + counts[:id].sum(dtype=np.int32), inside, numbers)
    classes = np.repeat(np.arange(VOID, dtype=np.uint8), counts)
    return Objects(numbers, classes, *_boxes_and_areas(numbers, len(classes)))


def runs_of(numbers: Numbers) -> Runs:
    """The runs of all objects of ``numbers`` int32[h, w]; 0 is no object."""
    flat = numbers.ravel()
    changes = np.ones(flat.size, bool)
    np.not_equal(flat[1:], flat[:-1], out=changes[1:])
    changes[:: numbers.shape[1]] = True
    starts = np.flatnonzero(changes)
    lengths = np.diff(starts, append=flat.size)
    owner = flat[starts].astype(np.intp) - 1
    used = owner >= 0
    return Runs(owner[used], starts[used], lengths[used])


def _boxes_and_areas(numbers: Numbers, count: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    runs = runs_of(numbers)
    rows, left = np.divmod(runs.starts, numbers.shape[1])
    first, end = np.full((2, count), max(numbers.shape)), np.zeros((2, count), np.intp)
    for axis, start, beyond in ((0, left, left + runs.lengths), (1, rows, rows + 1)):
        np.minimum.at(first[axis], runs.owner, start)
        np.maximum.at(end[axis], runs.owner, beyond)
    areas = np.bincount(runs.owner, runs.lengths, count).astype(np.int64)  # whole numbers, exact to 2 ** 53
    return np.concatenate((first, end - first)).T.astype(np.int32), areas


def _part_all(inside: Values, smallest: float, seeds: Numbers | None) -> tuple[int, Numbers]:
    """How many objects the regions of one class become, parted, and their numbers from 1."""
    _, regions, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    numbers, count = np.zeros(regions.shape, np.int32), 0
    least = 2 * np.pi * (smallest / 2) ** 2  # pixels that two of the smallest objects have
    for number, row in enumerate(stats[1:], 1):
        # One pixel more than the region, but not beyond the image: its edge is no edge of an object that is cut by it.
        around = Rect(*(int(one) for one in row[:4])).grow(1).clip(regions.shape)
        own = regions[around.slices] == number
        known = None if seeds is None else np.where(own, seeds[around.slices], 0)
        if known is not None and known.any():
            pieces = parted_by(own, known)
        elif smallest > 0 and row[4] >= least:
            pieces = parted(own, smallest)
        else:
            pieces = own.astype(np.int32)
        np.add(pieces, count, out=numbers[around.slices], where=own)
        count += int(pieces.max())
    return count, numbers


def parted_by(inside: Inside, seeds: Numbers) -> Numbers:
    """The objects that the pixels ``inside`` bool[h, w] of a region are of, int32[h, w] from 1, 0 outside: each pixel
    is of the nearest one of ``seeds`` int32[h, w], which are 0 where no object is known, and somewhere not."""
    _, nearest = cv2.distanceTransformWithLabels(
        (seeds == 0).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known = seeds > 0
    of_label = np.zeros(int(nearest.max()) + 1, np.int32)
    of_label[nearest[known]] = np.unique(seeds[known], return_inverse=True)[1] + 1
    return np.where(inside, of_label[nearest], 0).astype(np.int32)


def parted(inside: Inside, smallest: float) -> Numbers:
    """The objects that the pixels ``inside`` bool[h, w] are of, int32[h, w] from 1; 0 outside. Every pixel is of one.

    Watershed of the distance to the nearest pixel outside (Beucher and Lantuejoul 1979; Soille 2003, 9.2): objects grow
    from the deepest pixels outwards, in steps of one pixel of depth. They begin at maxima of the distance that stand
    out by a pixel, are at least ``smallest / 2`` deep and ``smallest`` from a deeper one, so that no object is thinner,
    and no two are closer, than ``smallest`` (pixels) allows; the deepest pixel always is one. Without a pixel outside
    there is one object.
    """
    depth = cv2.distanceTransform(inside.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    if inside.all():
        return inside.astype(np.int32)
    grown = _beginnings(np.asarray(depth, np.float32), smallest)  # float32: cv2.dilate has no integers of 32 bits
    if grown.max() > 1:
        level = np.floor(depth)
        for least in np.unique(level[inside])[::-1].tolist():
            free = level >= least
            while True:
                new = np.where(free & (grown == 0), cv2.dilate(grown, _AROUND), 0)
                if not new.any():
                    break
                grown += new
    return np.where(inside, np.maximum(grown, 1), 0).astype(np.int32)


def _beginnings(depth: NDArray[np.float32], smallest: float) -> NDArray[np.float32]:
    """The pixels at which objects begin, with the numbers of these, deepest first; 0 elsewhere."""
    level = _without_bumps(depth)
    if not level.any():  # no pixel is deeper than one
        return level
    highest = (level == cv2.dilate(level, _AROUND)) & (level > 0)
    count, tops = cv2.connectedComponents(highest.view(np.uint8), connectivity=8)
    at = np.flatnonzero(highest)
    at = at[np.lexsort((-depth.ravel()[at], tops.ravel()[at]))]
    first = at[np.unique(tops.ravel()[at], return_index=True)[1]]  # the deepest pixel of each
    depths, rows, columns = depth.ravel()[first], *np.divmod(first, depth.shape[1])
    # A top that goes on at the same level where a pixel is not a highest one has a deeper neighbour there.
    framed, is_highest, numbers = np.pad(level, 1), np.pad(highest, 1), np.pad(tops, 1)
    at = np.flatnonzero(is_highest)
    beside = at + np.array([[down * framed.shape[1] + right] for down in (-1, 0, 1) for right in (-1, 0, 1)])
    goes_on = (framed.ravel()[beside] == framed.ravel()[at]) & ~is_highest.ravel()[beside]
    is_top = depths >= smallest / 2
    is_top[numbers.ravel()[at[goes_on.any(0)]] - 1] = False
    is_top[np.argmax(depths)] = True
    found, taken = np.zeros(count, np.float32), list[int]()
    for top in np.flatnonzero(is_top)[np.argsort(-depths[is_top], kind="stable")].tolist():
        far = (rows[taken] - rows[top]) ** 2 + (columns[taken] - columns[top]) ** 2
        if not taken or far.min() >= smallest**2:
            taken.append(top)
            found[top + 1] = len(taken)
    return found[tops]


def _without_bumps(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """``depth`` without maxima that stand out by less than a pixel, which are only of the grid of pixels: the H-maxima
    transform (Soille 2003, 6.3.4), a reconstruction of ``depth - 1`` below ``depth``."""
    level = np.maximum(depth - 1, 0)
    while True:
        grown = np.minimum(cv2.dilate(level, _AROUND), depth)
        if np.array_equal(grown, level):
            return level
        level = grown
