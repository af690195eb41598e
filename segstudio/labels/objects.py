"""Owns what an object of a mask is: a connected region of one class, on request parted where several touch.

Regions are connected by sides and corners (8-connected), as everywhere in the program: in measurements, in exports of
shapes, in edits of regions. Pure: a mask in, numbers of objects out. No Qt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
_NONE = np.zeros((0, 5), np.int32)


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
    classes: list[int] = []
    tables = [_NONE]  # x, y, width, height, area
    for id in np.flatnonzero(histogram(values)[:VOID]).tolist():
        _, regions, stats, _ = cv2.connectedComponentsWithStats((values == id).view(np.uint8), connectivity=8)
        found = stats[1:]
        if parting.get(id, 0) > 0 or seeds is not None:
            regions, found = _part_all(regions, found, parting.get(id, 0), seeds)
        np.add(regions, len(classes), out=numbers, where=regions > 0)
        classes += [id] * len(found)
        tables.append(found)
    table = np.concatenate(tables)
    return Objects(numbers, np.array(classes, np.uint8), table[:, :4], table[:, 4].astype(np.int64))


def _part_all(
    regions: Numbers, stats: NDArray[np.int32], smallest: float, seeds: Numbers | None
) -> tuple[Numbers, NDArray[np.int32]]:
    """The regions of one class parted, numbers from 1, and the boxes and areas of what they became."""
    numbers, found = np.zeros_like(regions), [_NONE]
    count, least = 0, 2 * np.pi * (smallest / 2) ** 2  # pixels that two of the smallest objects have
    for number, row in enumerate(stats, 1):
        # One pixel more than the region, but not beyond the image: its edge is no edge of an object that is cut by it.
        around = Rect(*(int(one) for one in row[:4])).grow(1).clip(regions.shape)
        inside = regions[around.slices] == number
        known = None if seeds is None else np.where(inside, seeds[around.slices], 0)
        if known is not None and known.any():
            pieces = parted_by(inside, known)
        elif smallest > 0 and row[4] >= least:
            pieces = parted(inside, smallest)
        else:
            pieces = inside.astype(np.int32)
        np.add(pieces, count, out=numbers[around.slices], where=inside)
        for piece in range(1, int(pieces.max()) + 1):
            own = (pieces == piece).view(np.uint8)
            x, y, w, h = cv2.boundingRect(own)
            found.append(np.array([[around.x + x, around.y + y, w, h, cv2.countNonZero(own)]], np.int32))
            count += 1
    return numbers, np.concatenate(found)


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
